"""The words a menu's table is written in. The tables themselves are in ``menus/tables/``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from types import MappingProxyType

from rosgit.menus.kinds import Bool, Kind, Text
from rosgit.model.version import Version


class Shape(Enum):
    """How many rows a menu has and who makes them."""

    LIST = "list"
    SINGLE = "single"  # one row, always there, no .id
    FIXED = "fixed"  # rows the system made; they can be set, never added or removed
    READ = "read"  # rows rosgit reads as facts or references, never writes


class Clear(Enum):
    """How a field is put back to what it was before anyone set it."""

    UNSET = "unset"  # =!field=
    EMPTY = "empty"  # =field=
    DEFAULT = "default"  # =field=<default>


@dataclass(frozen=True, slots=True)
class Ref:
    """The value names a row of another menu. ``soft`` references are not checked by RouterOS."""

    menu: str
    field: str = "name"
    soft: bool = False
    keywords: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """A router prints the field only while another field holds a value, or contains it as a list.

    ``holds`` may begin with ``!``: while the other field does not hold it.
    """

    field: str
    holds: str

    def met(self, value: str | None) -> bool:
        """Whether it is so when the other field has this canonical value (None: unset)."""
        held = (value or "").split(",")
        if self.holds.startswith("!"):
            return self.holds[1:] not in held
        return self.holds in held


SCRIPTS = frozenset(
    {"source", "on-event", "on-login", "on-logout", "lease-script", "up-script", "down-script", "test-script"}
)
"""Fields that hold RouterOS scripts: templates never reach into them."""


@dataclass(frozen=True, slots=True)
class Field:
    """One argument of a menu.

    ``default`` is canonical; None means unset, that is absent from print, unless
    ``default_unknown``. ``quiet`` fields are left out of print while they hold their default.
    ``clear`` None: no source says how the field is cleared, so the change is refused.
    ``generated``: the router makes a value up when an add leaves the field out.
    ``read_only`` fields are printed, and name rows, but no command takes them.
    ``moving`` ones change by themselves, so two readings need not be alike.
    ``write_only`` fields are never printed; ``secret`` ones only to users with ``sensitive``.
    """

    name: str
    kind: Kind = field(default_factory=Text)
    default: str | None = None
    clear: Clear | None = None
    since: str | None = None
    until: str | None = None
    required: bool = False
    generated: bool = False
    secret: bool = False
    write_only: bool = False
    ref: Ref | None = None
    when: When | None = None
    quiet: bool = False
    default_unknown: bool = False
    note: str = ""
    read_only: bool = False
    moving: bool = False

    @property
    def clearing(self) -> tuple[str, str] | None:
        """The word that clears the field, as name and value: ``("!ttl", "")`` or ``("log", "no")``.

        None: unknown, and then the change has to be refused.
        """
        match self.clear:
            case Clear.UNSET:
                return f"!{self.name}", ""
            case Clear.EMPTY:
                return self.name, ""
            case Clear.DEFAULT if self.default is not None:
                return self.name, self.kind.written(self.default)
            case _:
                return None

    @property
    def script(self) -> bool:
        """Whether the value is a RouterOS script."""
        return self.name in SCRIPTS

    def known_to(self, version: Version) -> bool:
        """Whether a router of this version has the field."""
        if self.since is not None and version < Version.parse(self.since):
            return False
        return self.until is None or version <= Version.parse(self.until)


@dataclass(frozen=True, slots=True)
class Order:
    """The rows of an ordered menu are read top down; the first that decides wins.

    ``group`` is the field that partitions them (a firewall's chain); None: one group.
    A row decides for what it matches when its ``action`` field has a value in ``terminal``, or has
    one in ``passing`` while the field ``through`` is false (mangle's passthrough).
    ``every``: each row decides (ip-binding); no ``action`` and not ``every``: none ever does.
    A field that is not in ``plain`` is a matcher; a row whose matchers are all unset matches all.
    """

    group: str | None = None
    action: str | None = None
    terminal: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()
    every: bool = False
    passing: frozenset[str] = frozenset()
    through: str | None = None


@dataclass(frozen=True)
class Menu:
    """What rosgit knows of one RouterOS menu.

    ``key`` is a row's identity; menus without one fall back to the comment, then the whole row.
    ``weight`` orders menus that no reference orders, small first.
    ``builtin`` are the rows of a factory router, canonical, only what differs from the defaults;
    flags stand among the fields as ``true``. ``protected`` rows (by the first field of the key) can
    be set but never removed. ``born_disabled``: an add without ``disabled`` makes a disabled row.
    ``left_out`` are arguments RouterOS has and rosgit does not write, on purpose.
    ``shown_in`` is a menu that lists these rows too (a bridge in ``/interface``).
    ``lone``: a READ menu that is one row without an .id.
    ``unique``: fields that no two rows may share the values of, beside the key.
    """

    path: str
    arguments: tuple[Field, ...]
    shape: Shape = Shape.LIST
    key: tuple[str, ...] = ()
    order: Order | None = None
    comment: str | None = None  # since which version; None: the menu has no comments
    disabled: bool = False
    born_disabled: bool = False
    flags: frozenset[str] = frozenset()
    builtin: tuple[Mapping[str, str], ...] = ()
    protected: frozenset[str] = frozenset()
    weight: int = 50
    read_only: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    summary: str = ""
    shown_in: str | None = None
    lone: bool = False
    unique: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Every field by name, with ``disabled`` and ``comment`` where the menu has them."""
        extra: list[Field] = []
        if self.disabled:
            extra.append(Field("disabled", Bool(), "true" if self.born_disabled else "false", Clear.DEFAULT))
        if self.comment is not None:
            since = None if self.comment == "7.10" else self.comment
            extra.append(Field("comment", Text(), "", Clear.EMPTY, since=since, quiet=True))
        return MappingProxyType({each.name: each for each in (*self.arguments, *extra)})

    def fields_for(self, version: Version) -> Mapping[str, Field]:
        """The fields that a router of this version has."""
        return MappingProxyType({name: each for name, each in self.fields.items() if each.known_to(version)})

    def value(self, fields: Mapping[str, object], name: str) -> object:
        """The value a row with these canonical fields has, the default where it sets none."""
        known = self.fields.get(name)
        return fields.get(name, known.default if known is not None else None)

    def decides(self, fields: Mapping[str, object]) -> bool:
        """Whether an enabled row with these canonical fields ends the walk for what it matches."""
        order = self.order
        if order is None or order.action is None:
            return order is not None and order.every
        action = self.value(fields, order.action)
        if action in order.passing and order.through is not None:
            return self.value(fields, order.through) == "false"
        return action in order.terminal

    @property
    def singleton(self) -> bool:
        """Whether the menu is one row without an .id."""
        return self.shape is Shape.SINGLE or self.lone

    @property
    def addable(self) -> bool:
        """Whether rows can be added and removed."""
        return self.shape is Shape.LIST

    @cached_property
    def proplist(self) -> tuple[str, ...]:
        """What a print has to ask for: the .id where there is one, the fields, the row flags."""
        ident = () if self.singleton else (".id",)
        wanted = [each.name for each in self.fields.values() if not each.write_only]
        return tuple(dict.fromkeys((*ident, *wanted, *sorted(self.flags))))


def by_path(tables: Iterable[Menu]) -> Mapping[str, Menu]:
    """A read-only index of tables; a path that stands twice is a bug."""
    index: dict[str, Menu] = {}
    for menu in tables:
        if menu.path in index:
            raise ValueError(f"two tables for {menu.path}")
        index[menu.path] = menu
    return MappingProxyType(index)
