"""From checked words to desired rows: derived values first, the user's own fields over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TypeAlias

from rosgit.intents.known import Known
from rosgit.intents.words import NOTHING, Leaf, Notes, Section
from rosgit.menus import MENUS
from rosgit.menus.kinds import KindError
from rosgit.menus.table import Field
from rosgit.model.row import Anchor, Row, Value
from rosgit.model.span import Span
from rosgit.model.version import NEWEST, Version

Derived: TypeAlias = "Mapping[str, str | Leaf | None]"


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the rows of one site, for the RouterOS version it declares; findings go to ``notes``."""

    notes: Notes
    version: Version = NEWEST
    known: Known = field(default_factory=Known)

    def row(
        self, menu: str, intent: str, role: str, span: Span, derived: Derived, given: Section = NOTHING
    ) -> Row:
        """One desired row.

        ``derived`` values are plain text or a Leaf that says where it was written; None leaves the
        field out. ``given`` are the user's own fields: they win, and null takes a derived field
        away. A derived value that its field cannot hold, and a field that is needed and not there,
        are noted.
        """
        if not given.shared or not all(value is None or type(value) is str for value in derived.values()):
            return self._row(menu, intent, role, span, derived, given)
        key = (id(given), intent, role, self.version, tuple(derived.values()))
        found = self.known.row(key)
        if found is None:
            before = len(self.notes.found)
            found = self._row(menu, intent, role, span, derived, given)
            if len(self.notes.found) == before:
                self.known.keep(key, given, found)
        return found

    def _row(self, menu: str, intent: str, role: str, span: Span, derived: Derived, given: Section) -> Row:
        table = _table(menu)
        fields: dict[str, Value] = {}
        spans: dict[str, Span] = {}
        for name, value in derived.items():
            self._derive(table, name, value, span, fields, spans)
        for name, checked in given.items.items():
            if name in table and type(checked) is Leaf:
                fields.pop(name, None)
                spans.pop(name, None)
                if checked.value is not None:
                    fields[name], spans[name] = checked.value, checked.span
        for name in needed(menu):
            if name not in fields and name not in given.broken:
                self.notes.add("missing-field", f"{menu} needs {name}:", f"for {role} of {intent}", span)
        ordered = {name: fields[name] for name in sorted(fields, key=_places(menu).__getitem__)}
        place = self.anchor(given) if "anchor" in given.items else None
        return Row(menu, MappingProxyType(ordered), intent, role, span, MappingProxyType(spans), place)

    def _derive(
        self,
        table: Mapping[str, Field],
        name: str,
        value: str | Leaf | None,
        span: Span,
        fields: dict[str, Value],
        spans: dict[str, Span],
    ) -> None:
        if isinstance(value, Leaf):
            span, value = value.span, value.value if isinstance(value.value, str) else None
        if value is None:
            return
        try:
            fields[name], spans[name] = self.known.canonical(table[name].kind, value), span
        except KindError as error:
            self.notes.add("wrong-value", f"{name}: {error}", "", span)

    def anchor(self, given: Section) -> Anchor | None:
        """The place a block asks for in an ordered menu."""
        place = given.section("anchor")
        found = [
            Anchor(word == "before", text) for word in _ANCHORS if (text := place.text(word)) is not None
        ]
        if len(found) == 2:
            self.notes.add(
                "wrong-value",
                "an anchor is before or after a row, not both",
                "keep one of the two",
                place.span,
            )
        return found[0] if found else None

    def labelled(self, menu: str, label: str, comment: str | None = None) -> dict[str, str | Leaf | None]:
        """What a label gives by default: the name where names are the key, a comment where one can be."""
        table = MENUS[menu]
        found: dict[str, str | Leaf | None] = {}
        if table.key[:1] == ("name",):
            found["name"] = label
        if table.comment is not None and table.fields["comment"].known_to(self.version):
            found["comment"] = label if comment is None else comment
        return found


_ANCHORS = ("before", "after")


@cache
def _table(menu: str) -> Mapping[str, Field]:
    return dict(MENUS[menu].fields)


@cache
def _places(menu: str) -> Mapping[str, int]:
    """Where each field stands in its table: rows list their fields in that order."""
    return {name: index for index, name in enumerate(MENUS[menu].fields)}


@cache
def needed(menu: str) -> tuple[str, ...]:
    """The fields without which a row cannot be added, or could not be told from others."""
    table = MENUS[menu]
    if not table.addable:
        return ()
    return tuple(
        each.name
        for each in table.fields.values()
        if each.required or (each.name,) == table.key[:1] == ("name",)
    )
