"""Rows as a ledger keeps them, as strict JSON: menu, fields, intent, role, place; no secret in the clear."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rosgit.ledger.strict import Json, MalformedError, record, text_of
from rosgit.menus import MENUS
from rosgit.menus.kinds import KindError
from rosgit.menus.table import Menu
from rosgit.model.row import Anchor, Row, Value
from rosgit.model.secret import Sealed
from rosgit.model.span import Span

_NEEDED = frozenset({"menu", "fields"})
_ALLOWED = frozenset({"intent", "role", "at", "before", "after"})
_SEAL = frozenset({"mac", "key"})
_PATH = re.compile(r"(/[a-z0-9-]{1,40}){1,8}")
_NAME = re.compile(r"\.?[a-z0-9][a-z0-9-]{0,60}")
_AT = re.compile(r"(.{1,4096}):([1-9][0-9]{0,8})", re.DOTALL)
NOTHING: Mapping[str, Span] = MappingProxyType({})
UNKNOWN_KEY = Sealed("", "")
"""Stands for a text found in the clear where a secret belongs: it is not kept, and never equal."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What was read: rows of known menus, rows of menus without a table, and what else is unknown.

    ``doubts`` name fields and values no table knows: ``/ip/pool a: ranges``. Values are not in them.
    """

    known: tuple[Row, ...]
    unknown: tuple[Row, ...] = ()
    doubts: tuple[str, ...] = ()


def kept(row: Row) -> Row:
    """The row as it is after a ledger was written and read: of places only file and line are left."""
    span = Span(row.span.file, row.span.line) if row.span is not None else None
    fields = MappingProxyType(dict(sorted(row.fields.items())))
    return Row(row.menu, fields, row.intent, row.role, span, NOTHING, row.anchor)


def row_json(row: Row) -> Json:
    """One row. Raises ValueError where a secret is not sealed: a ledger can be read by many."""
    found: dict[str, Json] = {
        "menu": row.menu,
        "fields": {name: _value_json(row.menu, name, value) for name, value in row.fields.items()},
    }
    found |= {name: text for name, text in (("intent", row.intent), ("role", row.role)) if text}
    if row.span is not None:
        found["at"] = f"{row.span.file}:{row.span.line}"
    if row.anchor is not None:
        found["before" if row.anchor.before else "after"] = row.anchor.comment
    return found


def _value_json(menu: str, name: str, value: Value) -> Json:
    if isinstance(value, Sealed):
        return {"mac": value.mac, "key": value.key_id}
    if not isinstance(value, str) or holds_secret(menu, name):
        raise ValueError(f"{menu} {name}: a secret has to be sealed before it goes into a ledger")
    return value


def holds_secret(menu: str, name: str) -> bool:
    """Whether a table says that the field of the menu is a secret."""
    table = MENUS.get(menu)
    return table is not None and name in table.fields and table.fields[name].secret


def read_rows(values: Iterable[object]) -> Rows:
    """Rows out of parsed JSON, texts canonical where their kind can read them. Raises MalformedError."""
    known: list[Row] = []
    unknown: list[Row] = []
    doubts: list[str] = []
    for value in values:
        row = _row(value)
        menu = MENUS.get(row.menu)
        if menu is None:
            unknown.append(row)
        else:
            found, doubtful = _canonical(menu, row)
            known.append(found)
            doubts += doubtful
    doubts += sorted({row.menu for row in unknown})
    return Rows(tuple(known), tuple(unknown), tuple(dict.fromkeys(doubts)))


def _row(value: object) -> Row:
    given = record(value, _NEEDED, _ALLOWED)
    menu = text_of(given["menu"])
    if not _PATH.fullmatch(menu):
        raise MalformedError("a menu is no path")
    fields = given["fields"]
    if not isinstance(fields, dict):
        raise MalformedError("a row has no fields")
    return Row(
        menu,
        MappingProxyType({_name(name): _value(menu, name, each) for name, each in fields.items()}),
        text_of(given.get("intent", "")),
        text_of(given.get("role", "")),
        _span(given),
        NOTHING,
        _anchor(given),
    )


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise MalformedError("a field has no name that RouterOS could have")
    return text


def _value(menu: str, name: str, value: object) -> Value:
    if isinstance(value, dict):
        seal = record(value, _SEAL)
        return Sealed(text_of(seal["mac"], 256), text_of(seal["key"], 256))
    text = text_of(value)
    return UNKNOWN_KEY if holds_secret(menu, name) else text


def _span(given: Mapping[str, object]) -> Span | None:
    if "at" not in given:
        return None
    found = _AT.fullmatch(text_of(given["at"]))
    if found is None:
        raise MalformedError("a place is not file:line")
    return Span(found[1], int(found[2]))


def _anchor(given: Mapping[str, object]) -> Anchor | None:
    words = [word for word in ("before", "after") if word in given]
    if len(words) > 1:
        raise MalformedError("a row has two anchors")
    return Anchor(words[0] == "before", text_of(given[words[0]])) if words else None


def _canonical(menu: Menu, row: Row) -> tuple[Row, list[str]]:
    fields: dict[str, Value] = {}
    doubts: list[str] = []
    for name, value in row.fields.items():
        field = menu.fields.get(name)
        fields[name] = value
        try:
            if field is None:
                doubts.append(f"{row.menu}: {name}")
            elif isinstance(value, str):
                fields[name] = field.kind.canonical(value)
        except KindError:
            doubts.append(f"{row.menu}: {name}")
    return Row(
        row.menu, MappingProxyType(fields), row.intent, row.role, row.span, NOTHING, row.anchor
    ), doubts
