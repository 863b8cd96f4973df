"""The command line: one short file a command, found by a visible table."""

from __future__ import annotations

import signal
import sys


def main() -> None:
    """The entry point ``rosgit``."""
    try:
        from rosgit.cli.main import run
    except KeyboardInterrupt:
        sys.exit(_interrupted())
    code = run(sys.argv[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the code is settled: the way out must not lose it
    sys.exit(code)


def _interrupted() -> int:
    """Ctrl-C before there was anything to interrupt; as ``Exit.INTERRUPTED``, which is not imported yet."""
    sys.stderr.write("interrupted\n")
    return 130
