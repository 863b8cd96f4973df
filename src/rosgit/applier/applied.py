"""What the next ledger says was applied: less what nobody looks at, more what only a newer rosgit knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from rosgit.differ import address_of
from rosgit.menus import MENUS
from rosgit.menus.table import Menu
from rosgit.model.row import Ledger, Row, Value

_NONE: frozenset[str] = frozenset()


def applied(
    rows: Iterable[Row], ignore: Mapping[str, frozenset[str]], last: Ledger | None
) -> tuple[Row, ...]:
    """Desired rows as a ledger keeps them.

    Ignored fields are not in it, for an apply does not set them: but those that a row is known by.
    Fields of the ``last`` ledger that no table here has are carried over.
    """
    unknown = _unknown(last)
    return tuple(_one(row, ignore.get(row.menu, _NONE), unknown) for row in rows)


def _one(row: Row, ignored: frozenset[str], unknown: Mapping[str, Mapping[str, Value]]) -> Row:
    menu = MENUS[row.menu]
    carried = unknown.get(address_of(menu, row.fields)) if unknown else None
    named = menu.key or menu.singleton or row.fields.get("comment")
    left_out = ignored - {"comment"} if named else _NONE
    if not carried and left_out.isdisjoint(row.fields):
        return row
    fields = {name: value for name, value in row.fields.items() if name not in left_out}
    return replace(row, fields=MappingProxyType({**(carried or {}), **fields}))


def _unknown(last: Ledger | None) -> Mapping[str, Mapping[str, Value]]:
    """Fields that no table has, by the row's address."""
    rows = last.rows if last is not None else ()
    found = ((MENUS[row.menu], row) for row in rows if row.menu in MENUS)
    return {address_of(menu, row.fields): more for menu, row in found if (more := _strange(menu, row))}


def _strange(menu: Menu, row: Row) -> Mapping[str, Value]:
    return {name: value for name, value in row.fields.items() if name not in menu.fields}
