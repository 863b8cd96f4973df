"""May we, by share: a plan that takes or changes a large part of what is managed is probably a mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rosgit.model.diagnostic import Diagnostic
from rosgit.model.plan import Action, Cause, Change, Plan
from rosgit.model.site import Site

PERCENT = 30
FLOOR = 10
_NAMED = 3
"""So many rows stand for all that would go."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Per cent of the managed rows that one plan may delete and update.

    ``floor`` is the least number of managed rows from which a share says anything.
    """

    deletes: int = PERCENT
    updates: int = PERCENT
    floor: int = FLOOR


DEFAULT = Limits()


def too_many(site: Site, plan: Plan, limits: Limits = DEFAULT) -> tuple[Diagnostic, ...]:
    """``too-many-deletes`` and ``too-many-updates``: shares of the rows that are ours on the router.

    Rows that are created, and rows that were there before us (cause adopt), are not among them.
    Without a ledger nothing is known to be ours and nothing is deleted: only drift is counted then,
    and no share of it is too many.
    """
    return tuple(_too_many(site, plan, limits)) if plan.ledger else ()


def _too_many(site: Site, plan: Plan, limits: Limits) -> Iterator[Diagnostic]:
    deletes = _rows(plan, Action.DELETE)
    updates = _rows(plan, Action.UPDATE)
    managed = plan.matched + len({*deletes, *updates, *_rows(plan, Action.MOVE)})
    if managed < limits.floor:
        return
    for word, rows, most in (("delete", deletes, limits.deletes), ("update", updates, limits.updates)):
        if len(rows) * 100 > most * managed:
            share = len(rows) * 100 // managed
            yield Diagnostic(
                f"too-many-{word}s",
                f"the plan {word}s {len(rows)} of {managed} managed rows ({share} %), more than {most} %: "
                f"{_first(rows)}",
                f"Read the plan. If it is meant: --force too-many-{word}s, "
                f"or guards: {{max-{word}s: {min(share + 1, 100)}%}} in the site.",
                next(iter(rows.values())).span or site.target.span,
                address=site.name,
            )


def _first(rows: Mapping[tuple[str, str], Change]) -> str:
    named = [each.address for each in rows.values()][:_NAMED]
    return ", ".join(named) + (", ..." if len(rows) > _NAMED else "")


def _rows(plan: Plan, action: Action) -> Mapping[tuple[str, str], Change]:
    """The rows of ours that an action touches, each once."""
    ours = (each for each in plan.changes if each.action is action and each.cause is not Cause.ADOPT)
    return {_row(each): each for each in ours}


def _row(change: Change) -> tuple[str, str]:
    live = change.live.id if change.live is not None else None
    return (change.menu, live or change.name)
