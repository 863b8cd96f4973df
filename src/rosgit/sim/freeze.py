"""A router's configuration as JSON, and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypedDict

from rosgit.sim.store import Link, Store, Stored, Value

if TYPE_CHECKING:
    from rosgit.sim.router import Router

FORMAT = 1


class Frozen(TypedDict):
    """What ``to_json`` keeps."""

    format: int
    version: str
    serial: str
    board: str
    device_mode: dict[str, str]
    counters: dict[str, int]
    tables: dict[str, list[dict[str, object]]]


def dump(router: Router) -> str:
    """The JSON text of a router; rows the router made itself are not kept, it makes them again."""
    tables = {
        path: [_row(row) for row in table if not row.origin] for path, table in router.store.tables.items()
    }
    state = {
        "format": FORMAT,
        "version": str(router.version),
        "serial": router.serial,
        "board": router.board,
        "device_mode": router.device_mode,
        "counters": router.store.counters,
        "tables": {path: rows for path, rows in tables.items() if rows},
    }
    return json.dumps(state, indent=1)


def _row(row: Stored) -> dict[str, object]:
    values = {name: _value(value) for name, value in row.values.items()}
    return {"id": row.id, "values": values, "flags": sorted(row.flags), "extra": row.extra}


def _value(value: Value) -> object:
    if isinstance(value, str):
        return value
    return [each if isinstance(each, str) else [each.menu, each.id, each.sign] for each in value]


def read(text: str) -> Frozen:
    """The kept state. Raises ValueError when it is none of ours."""
    state: Frozen = json.loads(text)
    match state:
        case {"format": 1}:
            return state
        case _:
            raise ValueError("this is not the kept state of a simulated router")


def store(state: Frozen) -> Store:
    """The rows of a kept state."""
    tables = {path: [_thaw(row) for row in rows] for path, rows in state["tables"].items()}
    return Store(tables, dict(state["counters"]))


def _thaw(row: dict[str, object]) -> Stored:
    match row:
        case {"id": int(number), "values": dict(values), "flags": list(flags), "extra": dict(extra)}:
            kept = {str(name): _unvalue(value) for name, value in values.items()}
            return Stored(number, kept, set(flags), "", extra)
        case _:
            raise ValueError("broken row in the kept state")


def _unvalue(value: object) -> Value:
    match value:
        case str(text):
            return text
        case list(items):
            return tuple(each if isinstance(each, str) else _unlink(*each) for each in items)
        case _:
            raise ValueError("broken value in the kept state")


def _unlink(menu: str, number: int, sign: str) -> Link:
    return Link(menu, number, sign)
