"""Plans as JSON: a format of its own, with a version, never with a secret."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rosgit.model.plan import Change, Delta, Plan, Report
from rosgit.views.diagnostics import diagnostic_json
from rosgit.views.escape import Json, to_json
from rosgit.views.plan import NOBODY, WORDS
from rosgit.views.values import as_json, place_json

FORMAT = "1.0"


def plans_json(
    plans: Iterable[Plan], hosts: Mapping[str, str] = NOBODY, failed: Iterable[Report] = ()
) -> str:
    """``{"format_version": ..., "plans": [...], "failed": [...]}`` in the order given.

    ``failed`` are the sites whose routers gave no plan, and why.
    """
    every = [plan_json(plan, hosts.get(plan.site, "")) for plan in plans]
    without: list[Json] = [
        {
            "site": each.site,
            "host": hosts.get(each.site, ""),
            "status": each.status.value,
            "diagnostics": [diagnostic_json(one) for one in each.diagnostics],
        }
        for each in failed
    ]
    return to_json({"format_version": FORMAT, "plans": every, "failed": without})


def plan_json(plan: Plan, host: str = "") -> Mapping[str, Json]:
    """One plan as JSON values."""
    facts = plan.facts
    return {
        "site": plan.site,
        "host": host,
        "router": {
            "version": facts.version,
            "board": facts.board,
            "serial": facts.serial,
            "identity": facts.identity,
        },
        "ledger": plan.ledger,
        "digest": plan.digest,
        "counts": _counts(plan),
        "changes": [change_json(each) for each in plan.changes],
        "unverifiable": list(plan.unverifiable),
        "diagnostics": [diagnostic_json(each) for each in plan.diagnostics],
    }


def _counts(plan: Plan) -> Mapping[str, Json]:
    counts: dict[str, Json] = {word: plan.counts[action] for action, word in WORDS.items()}
    in_sync: dict[str, Json] = dict(sorted(plan.matched_in.items()))
    return {**counts, "in_sync": plan.matched, "in_sync_by_menu": in_sync, "unmanaged": plan.unmanaged}


def change_json(change: Change) -> Mapping[str, Json]:
    """One change as JSON values; ``place`` is where it goes in an ordered menu."""
    row = change.row
    return {
        "action": WORDS[change.action],
        "menu": change.menu,
        "name": change.name,
        "address": change.address,
        "cause": change.cause.value,
        "intent": row.intent if row is not None else "",
        "role": row.role if row is not None else "",
        **place_json(change.span),
        "place": change.place,
        "fields": _fields(change),
    }


def _fields(change: Change) -> list[Json]:
    """Fields that change; of a conflict that makes or takes away a row, from what was applied."""
    edited = {each.field: each for each in change.edited}
    deltas = tuple(edited.pop(each.field, each) for each in _deltas(change))
    return [_delta(change.menu, each) for each in (*deltas, *edited.values())]


def _deltas(change: Change) -> tuple[Delta, ...]:
    row = change.row
    if change.deltas or row is None or change.live is not None:
        return change.deltas
    return tuple(
        Delta(name, None, value, change.cause, row.spans.get(name)) for name, value in row.fields.items()
    )


def _delta(menu: str, delta: Delta) -> Mapping[str, Json]:
    return {
        "field": delta.field,
        "before": as_json(menu, delta.field, delta.before),
        "after": as_json(menu, delta.field, delta.after),
        "reset": delta.reset,
        "cause": delta.cause.value,
        **place_json(delta.span),
    }
