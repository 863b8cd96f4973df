"""Writes that nothing can take back: the router does not show the secret that was there before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rosgit.menus import MENUS
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.plan import Action, Change
from rosgit.model.row import Facts


def for_good(change: Change, facts: Facts) -> tuple[str, ...]:
    """The fields of an update whose old value nobody can read, and so nobody can put back."""
    if change.action is not Action.UPDATE or change.live is None:
        return ()
    fields = MENUS[change.menu].fields
    shown = frozenset(change.live.secrets)
    return tuple(
        delta.field
        for delta in change.deltas
        if delta.field in fields
        and fields[delta.field].secret
        and delta.field not in shown
        and (fields[delta.field].write_only or "sensitive" not in facts.policies)
    )


def not_undoable(changes: Sequence[Change], facts: Facts) -> Iterator[Diagnostic]:
    """What a plan says of them, before they are written."""
    for change in changes:
        fields = for_good(change, facts)
        if fields:
            words = f"{change.address}: the router does not show us what is there now in {', '.join(fields)}"
            yield Diagnostic("not-undoable", words, span=change.span, address=change.address)
