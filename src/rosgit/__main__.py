"""``python -m rosgit``."""

from rosgit.cli import main

main()
