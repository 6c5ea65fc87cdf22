"""`python -m ascii_diagram`: the same as the `ascii-diagram` command."""

import sys

from ascii_diagram.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
