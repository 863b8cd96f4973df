"""What a row refers to by name, and what it can be referred to by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from rosgit.differ.identity import Fields
from rosgit.menus.table import Field, Menu
from rosgit.model.row import Value

Target: TypeAlias = tuple[str, str, str]
"""A row by reference: menu, field, value."""


def names_in(field: Field, value: Value) -> tuple[str, ...]:
    """The names a field's value refers to; keywords, ``!`` and empty values left out."""
    if field.ref is None or not isinstance(value, str):
        return ()
    text = value.removeprefix("!") if field.kind.negatable else value
    parts = text.split(",") if field.kind.is_list else [text]
    skip = {"", *field.ref.keywords, *field.kind.keywords}
    return tuple(part for part in parts if part not in skip)


def references(menu: Menu, fields: Fields) -> Iterator[tuple[str, Target]]:
    """Each name a row needs another row for, with the field that holds it; soft ones left out."""
    for name, value in fields.items():
        field = menu.fields.get(name)
        if field is None or field.ref is None or field.ref.soft:
            continue
        for text in names_in(field, value):
            for path in (field.ref.menu, *field.ref.also):
                yield name, (path, field.ref.field, text)


def provided(menu: Menu, fields: Fields) -> Iterator[Target]:
    """What other rows can call this one."""
    for name in dict.fromkeys(("name", *menu.key)):
        value = fields.get(name)
        if isinstance(value, str):
            yield menu.path, name, value
            if menu.shown_in is not None:
                yield menu.shown_in, name, value


def texts(fields: Mapping[str, Value]) -> dict[str, str]:
    """The fields of a row that are not secrets."""
    return {name: value for name, value in fields.items() if isinstance(value, str)}
