"""The writing commands on a menu's rows: add, set, unset, remove, move, enable, disable, comment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from rosgit.menus.table import Clear, Field, Menu
from rosgit.sim import checks, effects
from rosgit.sim.known import GENERATED, KNOWN
from rosgit.sim.policies import demand_row, of_session
from rosgit.sim.session import Session
from rosgit.sim.store import Stored, Value, star
from rosgit.sim.texts import (
    CANNOT_CHANGE_DYNAMIC,
    CANNOT_UNSET,
    MISSING,
    NO_COMMAND,
    NO_ITEM,
    Trap,
    missing,
    unknown,
)
from rosgit.sim.values import stored

if TYPE_CHECKING:
    from rosgit.sim.router import Router

_TARGETS = (".id", "numbers")


def targets(router: Router, menu: Menu, words: Mapping[str, str]) -> list[tuple[Menu, Stored]]:
    """The rows that ``.id`` or ``numbers`` speak of, with the menus that own them. Raises Trap."""
    if menu.singleton:
        return [(menu, router.single(menu.path))]
    text = next((words[name] for name in _TARGETS if name in words), None)
    if text is None:
        raise missing(["numbers"])
    found = []
    for target in text.split(","):
        hit = router.store.find(menu.path, target)
        if hit is None:
            raise Trap(NO_ITEM, MISSING)
        found.append((KNOWN[hit[0]], hit[1]))
    return found


def field_of(router: Router, menu: Menu, name: str) -> Field:
    """The field an argument names. Raises Trap when this version of the menu does not have it."""
    field = menu.fields.get(name)
    if field is None or field.read_only or not field.known_to(router.version):
        raise unknown(name)
    return field


def _assigned(router: Router, menu: Menu, words: Mapping[str, str]) -> dict[str, Value | None]:
    """Field values of a command's words; None where ``=!field=`` unsets."""
    values: dict[str, Value | None] = {}
    for name, text in words.items():
        if name in _TARGETS:
            continue
        field = field_of(router, menu, name.removeprefix("!"))
        if name.startswith("!"):
            _may_unset(field)
            values[field.name] = None
        elif not _ignored(menu, field, value := stored(router.store, field, text)):
            values[field.name] = value
    return values


def _ignored(menu: Menu, field: Field, value: Value) -> bool:
    """A keepalive-timeout of 0 is taken and ignored (NOTES section g)."""
    hotspots = ("/ip/hotspot", "/ip/hotspot/user/profile")
    return field.name == "keepalive-timeout" and menu.path in hotspots and value == "0s"


def _may_unset(field: Field) -> None:
    if field.clear is not Clear.UNSET and (field.required or field.default is not None):
        raise Trap(CANNOT_UNSET)


def add(router: Router, session: Session, menu: Menu, words: Mapping[str, str]) -> str:
    """Make a row and answer its id."""
    if not menu.addable:
        raise Trap(NO_COMMAND, MISSING)
    strange = next((name for name in _TARGETS if name in words), None)
    if strange is not None:
        raise unknown(strange)
    words = dict(words)
    place = words.pop("place-before", None)
    if place is not None and not _ordered(menu):
        raise unknown("place-before")
    values = _copied(router, menu, words.pop("copy-from", None))
    values |= {name: value for name, value in _assigned(router, menu, words).items() if value is not None}
    _complete(router, session, menu, values)
    row = Stored(0, values)
    effects.before(router, session, menu, row, frozenset(words))
    checks.check(router, menu, row)
    at = _place(router, menu, place)
    row.id = router.store.new_id(menu.path)
    router.journal.order(menu.path)
    router.store.table(menu.path).insert(at, row)
    effects.after(router, session, menu, row)
    return star(row.id)


def _ordered(menu: Menu) -> bool:
    return menu.order is not None or menu.path == "/interface/bridge/port"


def _copied(router: Router, menu: Menu, source: str | None) -> dict[str, Value]:
    if source is None:
        return {}
    found = router.store.find(menu.path, source)
    if found is None:
        raise Trap(NO_ITEM, MISSING)
    return {name: value for name, value in found[1].values.items() if name != "name"}


def _complete(router: Router, session: Session, menu: Menu, values: dict[str, Value]) -> None:
    """Refuse what is missing, name what is unnamed, and check the policies a row asks for."""
    left_out = [f.name for f in menu.fields.values() if f.required and f.name not in values]
    if left_out:
        raise missing(left_out)
    if menu.born_disabled:
        values.setdefault("disabled", "true")
    if "name" not in values and menu.path in GENERATED:
        values["name"] = _fresh_name(router, menu)
    _policy(router, session, menu, values)


def _policy(router: Router, session: Session, menu: Menu, values: dict[str, Value]) -> None:
    if menu.path not in ("/system/scheduler", "/system/script"):
        return
    asked = values.get("policy")
    if isinstance(asked, str):
        demand_row(router, session, menu.path, asked)
        return
    held = of_session(router, session)
    default = menu.fields["policy"].default or ""
    values["policy"] = ",".join(word for word in default.split(",") if word in held)


def _fresh_name(router: Router, menu: Menu) -> str:
    base, number = GENERATED[menu.path], 1
    while router.store.by_name(menu.path, f"{base}{number}"):
        number += 1
    return f"{base}{number}"


def _place(router: Router, menu: Menu, place: str | None) -> int:
    table = router.store.table(menu.path)
    if place is None:
        return len(table)
    found = router.store.find(menu.path, place)
    if found is None:
        raise Trap(NO_ITEM, MISSING)
    return table.index(found[1])


def set_(router: Router, session: Session, menu: Menu, words: Mapping[str, str]) -> None:
    """Change fields of the rows that are named; all rows are checked before the first changes."""
    for owner, row in targets(router, menu, words):
        if row.origin:
            raise Trap(CANNOT_CHANGE_DYNAMIC)
        assigned = _assigned(router, menu, words)
        if menu.path == "/user" and row.name == session.user and assigned.get("disabled") == "true":
            del assigned["disabled"]  # silently ignored, says NOTES section g
        change(router, session, owner, row, assigned)


def change(
    router: Router, session: Session, menu: Menu, row: Stored, assigned: Mapping[str, Value | None]
) -> None:
    """Put new values into one row, or none of them when one is refused."""
    asked = assigned.get("policy")
    if isinstance(asked, str):
        demand_row(router, session, menu.path, asked)
    changed = replace(row, values=dict(row.values))
    for name, value in assigned.items():
        if value is None:
            changed.values.pop(name, None)
        else:
            changed.values[name] = value
    effects.before(router, session, menu, changed, frozenset(assigned))
    checks.check(router, menu, changed)
    router.journal.values(menu.path, row)
    row.values = changed.values
    effects.after(router, session, menu, row)


def unset(router: Router, session: Session, menu: Menu, words: Mapping[str, str]) -> None:
    """``unset =.id= =value-name=``: put one field back to nobody having set it."""
    name = words.get("value-name")
    if name is None:
        raise missing(["value-name"])
    kept = {target: words[target] for target in _TARGETS if target in words}
    set_(router, session, menu, {**kept, f"!{name}": ""})


def remove(router: Router, session: Session, menu: Menu, words: Mapping[str, str]) -> None:
    """Take rows away; references to them stay and show the raw id."""
    if not menu.addable:
        raise Trap(NO_COMMAND, MISSING)
    found = targets(router, menu, words)
    for owner, row in found:
        checks.removable(router, session, owner, row)
    for owner, row in found:
        router.journal.order(owner.path)
        router.store.table(owner.path).remove(row)
        effects.removed(router, owner, row)


def move(router: Router, session: Session, menu: Menu, words: Mapping[str, str]) -> None:
    """Put rows before the destination, or last when none is given."""
    del session
    if not _ordered(menu):
        raise Trap(NO_COMMAND, MISSING)
    rows = [row for _, row in targets(router, menu, words)]
    table = router.store.table(menu.path)
    place = words.get("destination")
    anchor = router.store.find(menu.path, place) if place else None
    if place and anchor is None:
        raise Trap(NO_ITEM, MISSING)
    if any(row.origin for row in rows):
        raise Trap(CANNOT_CHANGE_DYNAMIC)
    rest = [row for row in table if row not in rows or (anchor and row is anchor[1])]
    moved = [row for row in rows if not anchor or row is not anchor[1]]
    at = rest.index(anchor[1]) if anchor else len(rest)
    router.journal.order(menu.path)
    table[:] = [*rest[:at], *moved, *rest[at:]]


def switch(router: Router, session: Session, menu: Menu, words: Mapping[str, str], state: str) -> None:
    """``enable`` and ``disable``."""
    if not menu.disabled:
        raise Trap(NO_COMMAND, MISSING)
    set_(router, session, menu, {**words, "disabled": state})


def comment(router: Router, session: Session, menu: Menu, words: Mapping[str, str]) -> None:
    """``comment =numbers= =comment=``."""
    if menu.comment is None:
        raise Trap(NO_COMMAND, MISSING)
    set_(router, session, menu, {"comment": "", **words})
