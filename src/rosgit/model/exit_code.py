"""The exit codes alone: ``rosgit --help`` needs them, and no plan."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What a command tells the shell."""

    OK = 0
    ERROR = 1
    DIFFERENCES = 2
    REFUSED = 3
    MIXED = 4
    UNDONE = 5
    UNKNOWN = 6
    USAGE = 64
    INTERRUPTED = 130
