"""Which ledger counts, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rosgit.ledger.codec import Broken, Found, Newer, Whole
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.row import Ledger, Row

_ADOPT = "Rows are found by their identity, and nothing is deleted."


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a router stands.

    ``ledger`` is what the differ may rely on: None where rows are to be adopted by identity and
    nothing deleted. ``last`` is the same before it was weighed, for ``status`` to show: another
    site's, or another board's. ``carry`` are rows of unknown menus for the next ledger. ``next`` is
    the generation of the next ledger.
    """

    ledger: Ledger | None
    last: Ledger | None
    next: int
    carry: tuple[Row, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def may_write(self) -> bool:
        """Whether nothing said of the ledger forbids an apply."""
        return not any(each.is_error for each in self.diagnostics)


def choose(found: Found, *, undo_present: bool, trying: int | None = None) -> Whole | None:
    """The generation that counts: the highest whole one.

    While a ``rosgit-undo`` row is there, an apply is not committed: then it is the highest whole one
    below ``trying``, the generation that row names. Without ``trying`` the highest one there is, whole
    or not, is taken for it: with doubt no ledger counts, and nothing is deleted.
    """
    below = found.top if trying is None else trying
    counting = [
        each
        for generation, each in found.generations.items()
        if isinstance(each, Whole) and (not undo_present or generation < below)
    ]
    return counting[-1] if counting else None


def weigh(found: Found, site: str, serial: str, *, undo_present: bool, trying: int | None = None) -> Standing:
    """What the ledgers on a router mean for a site and the board (empty: unknown) it runs on."""
    chosen = choose(found, undo_present=undo_present, trying=trying)
    diagnostics = (*_unreadable(found, chosen), *_doubts(chosen, site, serial))
    last = chosen.ledger if chosen is not None else None
    trusted = last is not None and last.site == site and not _swapped(last, serial)
    next_generation = max(found.top, trying or 0) + 1
    carry = chosen.unknown if chosen is not None and trusted else ()
    return Standing(last if trusted else None, last, next_generation, carry, diagnostics)


def _swapped(ledger: Ledger, serial: str) -> bool:
    return bool(serial and ledger.serial and serial != ledger.serial)


def _unreadable(found: Found, chosen: Whole | None) -> Iterator[Diagnostic]:
    for generation, each in found.generations.items():
        if isinstance(each, Newer):
            yield Diagnostic(
                "ledger-newer",
                f"ledger {generation} on the router has format {each.format}, unknown to this rosgit",
                "Nothing is written. Use the rosgit that wrote it, or a newer one.",
            )
        elif isinstance(each, Broken):
            used = f"Ledger {chosen.ledger.generation} counts." if chosen is not None else _ADOPT
            yield Diagnostic(
                "ledger-broken", f"ledger {generation} on the router is not whole: {each.reason}", used
            )
    if not found.generations:
        yield Diagnostic("ledger-missing", "the router holds no ledger", _ADOPT)


def _doubts(chosen: Whole | None, site: str, serial: str) -> Iterator[Diagnostic]:
    if chosen is None:
        return
    ledger = chosen.ledger
    if ledger.site != site:
        yield Diagnostic(
            "ledger-foreign",
            f"the ledger on the router is that of the site {ledger.site}, not of {site}",
            f"If the site was renamed, force this code once. {_ADOPT}",
        )
    elif _swapped(ledger, serial):
        yield Diagnostic(
            "ledger-other-board",
            f"the ledger was written for the board {ledger.serial}; this is {serial}",
            _ADOPT,
        )
    if chosen.doubts:
        names = ", ".join(chosen.doubts[:5]) + (", ..." if len(chosen.doubts) > 5 else "")
        yield Diagnostic(
            "ledger-unknown",
            f"the ledger names what this rosgit has no table for: {names}",
            "It is kept in the ledger and left alone on the router.",
        )
