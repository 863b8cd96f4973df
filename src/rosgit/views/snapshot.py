"""Our rows on a router as they were before an apply: a JSON file to look into, without a secret."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rosgit.model.plan import Plan
from rosgit.model.row import Live
from rosgit.views.escape import Json, to_json
from rosgit.views.values import as_json

FORMAT = "1.0"


def snapshot_json(plan: Plan, rows: Iterable[Live], stamp: str) -> str:
    """The rows by menu, in router order; a secret is ``{"secret": null}``. ``stamp`` is the time."""
    menus: dict[str, list[Json]] = {}
    for row in rows:
        menus.setdefault(row.menu, []).append(_row(row))
    facts = plan.facts
    return to_json(
        {
            "format_version": FORMAT,
            "site": plan.site,
            "time": stamp,
            "router": {"version": facts.version, "board": facts.board, "serial": facts.serial},
            "digest": plan.digest,
            "rows": menus,
        }
    )


def _row(row: Live) -> Mapping[str, Json]:
    plain = {name: as_json(row.menu, name, text) for name, text in row.fields.items()}
    hidden: Mapping[str, Json] = {name: {"secret": None} for name in row.secrets}
    return {".id": row.id, "flags": sorted(row.flags), "fields": {**plain, **hidden}}
