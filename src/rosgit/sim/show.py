"""A row as it is printed: which fields appear, in which spelling, to whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rosgit.menus.table import Field, Menu
from rosgit.sim import live
from rosgit.sim.store import Stored, star
from rosgit.sim.values import effective, shown

if TYPE_CHECKING:
    from rosgit.model.version import Version
    from rosgit.sim.router import Router


def printed(router: Router, menu: Menu, row: Stored, *, sensitive: bool) -> Mapping[str, str]:
    """The words of one row: id, fields that apply, read-only values, flags.

    Secrets are left out without the ``sensitive`` policy (NOTES section h leaves open how they look).
    """
    words = {} if menu.singleton else {".id": star(row.id)}
    for field in _fields(menu, router.version):
        if _appears(router, menu, row, field, sensitive=sensitive):
            words[field.name] = _text(router, menu, row, field)
    words |= row.extra
    words |= live.extras(router, menu, row)
    raised = row.flags | live.flags(router, menu, row)
    words |= {flag: "true" if flag in raised else "false" for flag in sorted(menu.flags)}
    return words


_FIELDS: dict[tuple[str, Version], tuple[Field, ...]] = {}


def _fields(menu: Menu, version: Version) -> tuple[Field, ...]:
    """The fields of a menu that a router of this version may print; made once for each."""
    found = _FIELDS.get((menu.path, version))
    if found is None:
        found = tuple(each for each in menu.fields.values() if not each.write_only and each.known_to(version))
        _FIELDS[menu.path, version] = found
    return found


def _appears(router: Router, menu: Menu, row: Stored, field: Field, *, sensitive: bool) -> bool:
    value = row.values.get(field.name)
    if value is None and (field.default is None or field.quiet):
        return False
    if (field.quiet and value == field.default) or (field.secret and not sensitive):
        return False
    return field.when is None or field.when.met(_other(router, menu, row, field.when.field))


def _other(router: Router, menu: Menu, row: Stored, name: str) -> str | None:
    field = menu.fields[name]
    return _text(router, menu, row, field) if name in row.values or field.default is not None else None


def _text(router: Router, menu: Menu, row: Stored, field: Field) -> str:
    return shown(router.store, field, effective(menu, row, field.name), router.version)


def rows(router: Router, menu: Menu, *, sensitive: bool) -> Iterator[Mapping[str, str]]:
    """All rows of a menu in the router's order."""
    for row in router.store.table(menu.path):
        yield printed(router, menu, row, sensitive=sensitive)
