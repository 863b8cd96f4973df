"""The command line: one short file a command, found by a visible table."""

from __future__ import annotations

import sys


def main() -> None:
    """The entry point ``rosgit``."""
    from rosgit.cli.main import run

    sys.exit(run(sys.argv[1:]))
