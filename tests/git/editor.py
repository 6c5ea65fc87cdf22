"""Stands in for a person: puts the text of one file above what is in the other."""

import sys
from pathlib import Path

typed, message = map(Path, sys.argv[1:3])
message.write_bytes(typed.read_bytes() + message.read_bytes())
