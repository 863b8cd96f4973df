"""Names that name nothing, and rows that are there twice."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from functools import cache

from rosgit.menus import EXTERNAL, MENUS
from rosgit.menus.table import Field, Menu, Ref, Shape
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.row import Row
from rosgit.rules.desired import Desired, related, text, words


def unknown_reference(desired: Desired) -> Iterator[Diagnostic]:
    """A field that has to name a row of another menu, and does not.

    Interfaces, certificates and files are not judged: only the router knows which it has.
    """
    known: dict[Ref, frozenset[str]] = {}
    for menu, rows in desired.menus.items():
        checked = checked_fields(menu)
        for row in rows if checked else ():
            for name, field in checked:
                if name in row.fields:
                    yield from _judge(desired, row, field, known)


@cache
def checked_fields(menu: str) -> tuple[tuple[str, Field], ...]:
    """The fields of a menu whose references can be judged without a router."""
    return tuple(
        (field.name, field)
        for field in MENUS[menu].fields.values()
        if field.ref is not None and _checkable(field.ref)
    )


def _checkable(ref: Ref) -> bool:
    return not ref.soft and ref.menu not in EXTERNAL and MENUS[ref.menu].shape is not Shape.READ


def _judge(
    desired: Desired, row: Row, field: Field, known: dict[Ref, frozenset[str]]
) -> Iterator[Diagnostic]:
    ref = field.ref
    assert ref is not None
    if ref not in known:
        known[ref] = _names(desired, ref)
    given = words(row, field.name) if field.kind.is_list else [text(row, field.name)]
    for name in given:
        bare = name.removeprefix("!") if field.kind.negatable else name
        if bare and bare not in known[ref]:
            yield desired.found(
                "unknown-reference",
                row,
                field.name,
                f"{field.name} names {bare!r}, but there is no such row in {ref.menu}",
                f"{near(bare, known[ref])}if the router has it already, list it under existing: {ref.menu}",
            )


def _names(desired: Desired, ref: Ref) -> frozenset[str]:
    found = {text(row, ref.field) for menu in (ref.menu, *ref.also) for row in desired.every(menu)}
    found.update(factory_names(ref.menu, ref.field), ref.keywords)
    for menu in (ref.menu, *ref.also):
        found.update(desired.site.existing.get(menu, ()))
    return frozenset(found)


@cache
def factory_names(menu: str, field: str) -> frozenset[str]:
    """What the rows of a factory router are called."""
    return frozenset(row[field] for row in MENUS[menu].builtin if field in row)


def near(word: str, known: Iterable[str]) -> str:
    """``did you mean 'x'? `` or nothing."""
    close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}? " if close else ""


def duplicate_row(desired: Desired) -> Iterator[Diagnostic]:
    """Two desired rows that a router would hold as one."""
    for path, rows in desired.menus.items():
        menu = MENUS[path]
        if len(rows) < 2 or not (menu.key or menu.singleton):
            continue
        seen: dict[tuple[str, ...], Row] = {}
        for row in rows:
            key = tuple(text(row, name) for name in menu.key)
            first = seen.setdefault(key, row)
            if first is not row:
                yield _twice(desired, menu, first, row)


def _twice(desired: Desired, menu: Menu, first: Row, row: Row) -> Diagnostic:
    if menu.singleton:
        summary = f"{menu.path} has one row, and two places set it"
        detail = "write all of its fields in one of them"
    else:
        named = " ".join(f"{name}={text(row, name)}" for name in menu.key if text(row, name))
        summary = f"two rows of {menu.path} are {named}"
        detail = "a router keeps one row of that identity: rename or remove one"
    field = next((name for name in menu.key if name in row.spans), "")
    return desired.found("duplicate-row", row, field, summary, detail, *related("the other", first, field))


INTERFACES = frozenset(menu.path for menu in MENUS.values() if menu.shown_in == "/interface")


def duplicate_name(desired: Desired) -> Iterator[Diagnostic]:
    """A bridge and a VLAN of one name: interfaces share one space of names."""
    seen: dict[str, Row] = {}
    for menu in filter(INTERFACES.__contains__, desired.menus):
        for row in desired.every(menu):
            name = text(row, "name")
            first = seen.setdefault(name, row)
            if first.menu != row.menu:
                yield desired.found(
                    "duplicate-name",
                    row,
                    "name",
                    f"{name!r} names a row of {first.menu} and one of {row.menu}",
                    "interfaces share one space of names: give one of them a name: of its own",
                    *related("the other", first, "name"),
                )


_RESERVED = re.compile(r"rosgit-(?:mark|tick|(?:undo|ledger)(?:-.*)?)", re.DOTALL)
_KEPT_IN = ("/system/script", "/system/scheduler")


def reserved_name(desired: Desired) -> Iterator[Diagnostic]:
    """A script or job called like what rosgit keeps on a router: an undo or forget would take it."""
    for row in (row for menu in _KEPT_IN for row in desired.every(menu)):
        name = text(row, "name")
        if _RESERVED.fullmatch(name):
            yield desired.found(
                "reserved-name",
                row,
                "name",
                f"{name!r} is a name of what rosgit keeps on a router for itself",
                "call it otherwise; docs/operations.md lists the names",
            )


RULES = (unknown_reference, duplicate_row, duplicate_name, reserved_name)
