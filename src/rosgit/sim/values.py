"""One field's value: from a client's text to the stored form, and back to what a router prints."""

from __future__ import annotations

from rosgit.menus.kinds import Bits, Bool, Enum, KindError, List, Mac, OpenEnum, Pair
from rosgit.menus.table import Field, Menu, Ref
from rosgit.model.version import Version
from rosgit.sim.known import external
from rosgit.sim.store import Link, Store, Stored, Value
from rosgit.sim.texts import BAD_MAC, BAD_RANGE, Trap, bad_value, no_match


def stored(store: Store, field: Field, text: str) -> Value:
    """The value to keep for a client's text. Raises Trap in the router's words."""
    ref = None if field.ref is None or field.ref.soft else field.ref
    canonical = text if ref and text.startswith("*") else _canonical(field, text)
    return _linked(store, field, ref, canonical) if ref else canonical


def _canonical(field: Field, text: str) -> str:
    try:
        return field.kind.canonical(text)
    except KindError:
        raise _refusal(field, text) from None


def _refusal(field: Field, text: str) -> Trap:
    if isinstance(field.kind, Mac):
        return Trap(BAD_MAC, 1)
    if field.name == "ranges" and "-" in text:
        return Trap(BAD_RANGE, 1)
    if isinstance(field.kind, (Enum, Bits, Bool)) and not isinstance(field.kind, OpenEnum):
        return no_match(field.name)
    return bad_value(field.name)


def _linked(store: Store, field: Field, ref: Ref, text: str) -> Value:
    mark = _mark(field)
    parts = text.split(mark) if mark and text else [text]
    items = tuple(_item(store, field, ref, part) for part in parts)
    return items if any(isinstance(item, Link) for item in items) else text


def _mark(field: Field) -> str:
    """What stands between the items of a value that holds several references."""
    if isinstance(field.kind, Pair):
        return "/"
    return "," if isinstance(field.kind, List) else ""


def _item(store: Store, field: Field, ref: Ref, text: str) -> Link | str:
    sign = "!" if text.startswith("!") else ""
    name = text.removeprefix("!")
    if not name or name in ref.keywords or name in field.kind.keywords or name == field.default == "none":
        return text
    for menu in (ref.menu, *ref.also):
        found = store.find(menu, name)
        if found is not None:
            return Link(menu, found[1].id, sign)
        if external(menu, name):
            return text
    raise no_match(field.name)


def shown(store: Store, field: Field, value: Value, version: Version) -> str:
    """A stored value as a router of this version prints it."""
    if isinstance(value, str):
        return field.kind.printed(value, version)
    return _mark(field).join(store.shown(item) if isinstance(item, Link) else item for item in value)


def effective(menu: Menu, row: Stored, name: str) -> Value:
    """A row's value with the default in place of what nobody set; empty when there is none."""
    field = menu.fields.get(name)
    return row.values.get(name, (field.default if field else None) or "")
