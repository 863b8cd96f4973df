"""Exit codes: part of the interface, never reused (documented in docs/exit-codes.md)."""

from __future__ import annotations

from collections.abc import Iterable

from rosgit.model.exit_code import Exit
from rosgit.model.plan import Status

__all__ = ["OF_STATUS", "Exit", "of_fleet", "together"]

OF_STATUS = {
    Status.IN_SYNC: Exit.OK,
    Status.PROVEN: Exit.OK,
    Status.DIFFERS: Exit.DIFFERENCES,
    Status.UNPROVEN: Exit.DIFFERENCES,
    Status.REFUSED: Exit.REFUSED,
    Status.FAILED: Exit.ERROR,
    Status.PARTIAL: Exit.DIFFERENCES,
    Status.UNDONE: Exit.UNDONE,
    Status.OFFLINE: Exit.ERROR,
    Status.UNKNOWN: Exit.UNKNOWN,
    Status.NOT_BEGUN: Exit.MIXED,
    Status.NOTHING: Exit.OK,
    Status.FORGOTTEN: Exit.OK,
}


def together(codes: Iterable[Exit]) -> Exit:
    """The code of many sites: all alike, that one; any unknown, unknown; in sync and differing, differing.

    No site at all is an error: nothing was done, and that must not look like success.
    """
    found = set(codes)
    if not found:
        return Exit.ERROR
    if Exit.UNKNOWN in found:
        return Exit.UNKNOWN
    if found == {Exit.OK, Exit.DIFFERENCES}:
        return Exit.DIFFERENCES
    return found.pop() if len(found) == 1 else Exit.MIXED


def of_fleet(statuses: Iterable[Status], *, offline_ok: bool = False, interrupted: bool = False) -> Exit:
    """The code of an apply of many sites: all alike, that one; any unknown, unknown; else mixed.

    With ``offline_ok`` sites that are offline count as if they had not been asked for; when all of
    them are offline, nothing was read and that is an error. An interrupt has the code that says so,
    unless an outcome is unknown: who pressed Ctrl-C knows of it, and nobody knows of the router.
    """
    every = tuple(statuses)
    if interrupted:
        return Exit.UNKNOWN if Status.UNKNOWN in every else Exit.INTERRUPTED
    found = {OF_STATUS[each] for each in every if not (offline_ok and each is Status.OFFLINE)}
    if not found:
        return Exit.ERROR
    if Exit.UNKNOWN in found:
        return Exit.UNKNOWN
    return found.pop() if len(found) == 1 else Exit.MIXED
