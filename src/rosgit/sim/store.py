"""Rows as the simulated router keeps them: canonical values, references by the target's id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Link:
    """A reference to a row, by id, so that renaming the target shows and removing it leaves ``*N``."""

    menu: str
    id: int
    sign: str = ""


Value: TypeAlias = str | tuple[Link | str, ...]
"""Canonical text, or the items of a value that holds at least one reference."""

INTERFACES = ("/interface/ethernet", "/interface/bridge", "/interface/vlan")
"""Menus whose rows are interfaces; they share one id space with ``/interface``."""


def star(number: int) -> str:
    """An id as it is printed: ``*`` and upper-case hexadecimal."""
    return f"*{number:X}"


@dataclass(slots=True, eq=False)
class Stored:
    """One row.

    ``origin`` names what made a dynamic row, ``extra`` holds values no client can set, ``due`` is
    the uptime at which a scheduler row runs or a timed row ends.
    """

    id: int
    values: dict[str, Value]
    flags: set[str] = field(default_factory=set)
    origin: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    due: float | None = None

    def text(self, name: str, default: str = "") -> str:
        """A value that is plain text."""
        value = self.values.get(name, default)
        return value if isinstance(value, str) else default

    @property
    def name(self) -> str:
        """What the row is called; in fixed menus nobody can set it."""
        return self.text("name") or self.extra.get("name", "")

    def link(self, name: str) -> Link | None:
        """The row that a single reference points to."""
        value = self.values.get(name)
        first = value[0] if value and not isinstance(value, str) else None
        return first if isinstance(first, Link) else None


@dataclass(slots=True)
class Store:
    """Every menu's rows in their order, and the counters that ids come from (never reused)."""

    tables: dict[str, list[Stored]] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)

    def table(self, path: str) -> list[Stored]:
        """The rows of one menu, the very list."""
        return self.tables.setdefault(path, [])

    def new_id(self, path: str) -> int:
        """A fresh id of the menu's space."""
        space = "/interface" if path in INTERFACES else path
        self.counters[space] = self.counters.get(space, 0) + 1
        return self.counters[space]

    def owned(self, path: str) -> Iterator[tuple[str, Stored]]:
        """The rows a path shows with the menus that own them; ``/interface`` shows several menus'."""
        for owner in INTERFACES if path == "/interface" else (path,):
            for row in self.tables.get(owner, ()):
                yield owner, row

    def by_id(self, path: str, number: int) -> tuple[str, Stored] | None:
        """The row with this id, and its owner."""
        return next((each for each in self.owned(path) if each[1].id == number), None)

    def by_name(self, path: str, name: str) -> tuple[str, Stored] | None:
        """The first row with this name, and its owner; dynamic rows too."""
        return next((each for each in self.owned(path) if each[1].name == name), None)

    def find(self, path: str, target: str) -> tuple[str, Stored] | None:
        """The row that ``*A`` or a name speaks of."""
        if target.startswith("*"):
            try:
                return self.by_id(path, int(target[1:], 16))
            except ValueError:
                return None
        return self.by_name(path, target)

    def shown(self, link: Link) -> str:
        """A reference as it is printed: the target's name now, or its raw id when it is gone."""
        found = self.by_id(link.menu, link.id)
        return link.sign + (found[1].name if found else star(link.id))

    def alive(self, link: Link | None) -> Stored | None:
        """The row a reference points to, if it is still there."""
        found = self.by_id(link.menu, link.id) if link else None
        return found[1] if found else None
