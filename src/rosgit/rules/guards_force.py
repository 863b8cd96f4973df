"""``--force CODE``: which errors a person may override, and what an overridden one looks like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from rosgit.model.codes import CODES
from rosgit.model.diagnostic import Diagnostic, Severity

FORCEABLE: Mapping[str, str] = MappingProxyType(
    {
        "lock-out": "we may be unable to reach the router afterwards",
        "too-many-deletes": "all these rows go",
        "too-many-updates": "all these rows change",
        "too-many-guests": "they may lose their session",
        "guests-unknown": "nobody knows how many guests lose their session",
        "ledger-foreign": "rows are found by their identity and nothing is deleted",
        "serial-changed": "this board is taken for the one that was swapped in",
        "in-use": "rows that name a deleted one may point at nothing",
        "shadowed": "the rule may never be reached",
    }
)
"""Codes that may be forced, and what that takes on. Every other code cannot be."""

NEVER: Mapping[str, str] = MappingProxyType(
    {
        "wrong-router": "another router would be written to",
        "connection-changed": "our password would go wherever an unreviewed change says",
        "ledger-newer": "what a newer rosgit relies on would be overwritten",
        "version-mismatch": "rows would be written that nobody reviewed for this RouterOS",
        "version-unknown": "comparisons would be guesses",
        "safe-mode-held": "somebody else could roll our proven rows back",
        "lock-held": "two applies would undo each other; rosgit unlock takes a stale lock away",
        "same-router": "two sites would undo each other",
        "missing-policy": "the router would refuse half of the writes",
    }
)
"""Codes of guards that cannot be forced, and why: for those who ask."""


def overridden(found: Iterable[Diagnostic], forced: frozenset[str]) -> tuple[Diagnostic, ...]:
    """The findings with forced errors as warnings that say so; what cannot be forced stays an error."""
    return tuple(_one(each) if each.code in forced else each for each in found)


def _one(found: Diagnostic) -> Diagnostic:
    taken = FORCEABLE.get(found.code)
    if taken is None or not found.is_error:
        return found
    detail = "\n".join(filter(None, (f"Overridden with --force {found.code}: {taken}.", found.detail)))
    return replace(found, severity=Severity.WARNING, detail=detail)


def cannot_force(forced: Iterable[str]) -> tuple[Diagnostic, ...]:
    """A finding for each code of ``--force`` that nobody can override, before anything is read."""
    return tuple(
        Diagnostic("cannot-force", f"--force {code}: {_why(code)}", f"These can be forced: {_names()}.")
        for code in dict.fromkeys(forced)
        if code not in FORCEABLE
    )


def _why(code: str) -> str:
    if code in NEVER:
        return NEVER[code]
    return "this code cannot be overridden" if code in CODES else "there is no such code"


def _names() -> str:
    return ", ".join(sorted(FORCEABLE))
