"""Desired rows as JSON: what a site asks of its router, secrets by reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rosgit.model.row import Row
from rosgit.model.site import Site
from rosgit.views.escape import Json, to_json
from rosgit.views.values import as_json, place_json

FORMAT = "1.0"


def rows_json(sites: Iterable[Site]) -> str:
    """``{"format_version": ..., "sites": [{"site", "rows": [...]}]}``, rows in sending order."""
    return to_json({"format_version": FORMAT, "sites": [_site(each) for each in sites]})


def _site(site: Site) -> Mapping[str, Json]:
    return {
        "site": site.name,
        "file": site.path,
        "host": site.target.host,
        "routeros": site.target.routeros,
        "tags": list(site.tags),
        "rows": [row_json(each) for each in site.rows],
    }


def row_json(row: Row) -> Mapping[str, Json]:
    """One row as JSON values."""
    anchor = row.anchor
    return {
        "menu": row.menu,
        "fields": {name: as_json(row.menu, name, value) for name, value in row.fields.items()},
        "intent": row.intent,
        "role": row.role,
        "anchor": {"before" if anchor.before else "after": anchor.comment} if anchor is not None else None,
        **place_json(row.span),
    }
