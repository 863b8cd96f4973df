"""Interfaces by name and by default-name: a missing or enslaved one is named, never created."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from rosgit.differ.identity import address_of
from rosgit.differ.refs import names_in, provided
from rosgit.menus.table import Field, Menu
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.row import Live, Observed, Row, Value

INTERFACE = "/interface"
PORTS = "/interface/bridge/port"


@dataclass(frozen=True, slots=True)
class Resolved:
    """Rows in the names the router uses now, and what was wrong with their interfaces."""

    rows: tuple[Row, ...]
    diagnostics: tuple[Diagnostic, ...]


class Interfaces:
    """What a router calls its interfaces, with those that a desired set adds."""

    def __init__(self, menus: Mapping[str, Menu], rows: Sequence[Row], observed: Observed) -> None:
        self._menus = menus
        self._known = bool(observed.facts.interfaces)
        self._names = set(observed.facts.interfaces)
        self._names.update(_made(menus, rows))
        self._renamed = {old: new for old, new in observed.facts.default_names.items() if old != new}
        self._rows: dict[str, set[str]] = {}
        self._observed = observed
        self._desired = rows
        self._slaves = _slaves(observed)
        self._fields: dict[str, tuple[Field, ...]] = {}

    def resolve(self, rows: Sequence[Row]) -> Resolved:
        """Put the present name where a row says a default-name, and find names of nothing."""
        moved = self.present(rows)
        if not self._known:
            return Resolved(moved, ())
        slaves = {**self._slaves, **_desired_slaves(moved)}
        found = [problem for row in moved for problem in self._problems(row, slaves)]
        return Resolved(moved, tuple(found))

    def present(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        """Rows in the names the router uses now."""
        return tuple(map(self._present, rows)) if self._renamed else tuple(rows)

    def _present(self, row: Row) -> Row:
        changed: dict[str, Value] = {}
        for field in self._interfaces_of(row.menu):
            value = row.fields.get(field.name)
            if isinstance(value, str):
                text = self._rename(field, value)
                if text != value:
                    changed[field.name] = text
        return replace(row, fields=MappingProxyType({**row.fields, **changed})) if changed else row

    def _rename(self, field: Field, value: str) -> str:
        names = {
            each: self._renamed.get(each, each) for each in names_in(field, value) if each not in self._names
        }
        if not any(old != new for old, new in names.items()):
            return value
        sign, bare = ("!", value[1:]) if field.kind.negatable and value.startswith("!") else ("", value)
        parts = bare.split(",") if field.kind.is_list else [bare]
        return sign + ",".join(names.get(part, part) for part in parts)

    def _problems(self, row: Row, slaves: Mapping[str, str]) -> list[Diagnostic]:
        menu = self._menus[row.menu]
        found: list[Diagnostic] = []
        for field in self._interfaces_of(row.menu):
            for text in names_in(field, row.fields.get(field.name, "")):
                problem = self._problem(menu, row, field, text, slaves)
                found += [problem] if problem is not None else []
        return found

    def _problem(
        self, menu: Menu, row: Row, field: Field, text: str, slaves: Mapping[str, str]
    ) -> Diagnostic | None:
        if text in self._names and text not in slaves:
            return None
        address = address_of(menu, row.fields)
        span = row.spans.get(field.name, row.span)
        if text not in self._names and not self._elsewhere(field, text):
            return Diagnostic(
                "no-such-interface",
                f"{address}: the router has no interface {text}",
                f"it has: {', '.join(sorted(self._names))}",
                span,
                address=address,
            )
        if text in slaves and field.name == "interface" and row.menu.startswith("/ip/"):
            return Diagnostic(
                "slave-interface",
                f"{address}: {text} is a port of bridge {slaves[text]}".rstrip(),
                "use the bridge, or take the port out of it",
                span,
                address=address,
            )
        return None

    def _interfaces_of(self, path: str) -> tuple[Field, ...]:
        """The fields of a menu that name interfaces."""
        if path not in self._fields:
            self._fields[path] = tuple(filter(_to_interface, self._menus[path].fields.values()))
        return self._fields[path]

    def _elsewhere(self, field: Field, text: str) -> bool:
        """Whether another menu that the field may refer to has a row of that name."""
        return any(text in self._names_of(path) for path in (field.ref.also if field.ref else ()))

    def _names_of(self, path: str) -> set[str]:
        if path not in self._rows:
            names = {live.fields.get("name", "") for live in self._observed.rows.get(path, ())}
            names.update(str(row.fields.get("name", "")) for row in self._desired if row.menu == path)
            self._rows[path] = names
        return self._rows[path]


def _to_interface(field: Field) -> bool:
    return field.ref is not None and not field.ref.soft and field.ref.menu == INTERFACE


def _made(menus: Mapping[str, Menu], rows: Sequence[Row]) -> set[str]:
    """The names of the interfaces that desired rows are."""
    made = (row for row in rows if INTERFACE in (row.menu, menus[row.menu].shown_in))
    targets = (target for row in made for target in provided(menus[row.menu], row.fields))
    return {name for path, field, name in targets if path == INTERFACE and field == "name"}


def _slaves(observed: Observed) -> dict[str, str]:
    """Interfaces that are ports of a bridge now, with its name where it is known."""
    flagged = {_name(live): "" for live in observed.rows.get(INTERFACE, ()) if "slave" in live.flags}
    ports = {
        live.fields.get("interface", ""): live.fields.get("bridge", "")
        for live in observed.rows.get(PORTS, ())
        if live.fields.get("disabled") != "true"
    }
    return {**flagged, **ports}


def _desired_slaves(rows: Sequence[Row]) -> dict[str, str]:
    ports = (row.fields for row in rows if row.menu == PORTS and row.fields.get("disabled") != "true")
    return {str(fields.get("interface", "")): str(fields.get("bridge", "")) for fields in ports}


def _name(live: Live) -> str:
    return live.fields.get("name", "")
