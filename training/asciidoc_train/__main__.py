"""`python -m asciidoc_train`."""

import sys

from asciidoc_train.cli import main

sys.exit(main())
