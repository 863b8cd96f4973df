"""A site's desired rows as rules look at them: by menu, with values, places and sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from rosgit.menus import MENUS
from rosgit.model.diagnostic import Diagnostic, Related
from rosgit.model.row import Row
from rosgit.model.site import Site
from rosgit.model.span import Span
from rosgit.rules.numbers import Spread, network_of, spread

NONE: tuple[Row, ...] = ()


class Desired:
    """The rows of one site, indexed once for all rules."""

    def __init__(self, site: Site) -> None:
        self.site = site
        menus: dict[str, list[Row]] = {}
        for row in site.rows:
            menus.setdefault(row.menu, []).append(row)
        self.menus: Mapping[str, list[Row]] = menus

    def of(self, menu: str) -> Iterator[Row]:
        """The enabled rows of a menu, in order."""
        return (row for row in self.menus.get(menu, NONE) if enabled(row))

    def every(self, menu: str) -> Iterator[Row]:
        """The rows of a menu, disabled ones too."""
        return iter(self.menus.get(menu, NONE))

    def named(self, menu: str, name: str) -> Row | None:
        """The row of a menu with this name."""
        return next((row for row in self.menus.get(menu, NONE) if row.fields.get("name") == name), None)

    @cached_property
    def addresses(self) -> tuple[tuple[Row, int, Spread], ...]:
        """Enabled rows of /ip/address with the address and its network as numbers."""
        given = ((row, text(row, "address")) for row in self.of("/ip/address"))
        return tuple((row, *network_of(address)) for row, address in given if address)

    @cached_property
    def pools(self) -> Mapping[str, tuple[Row, tuple[Spread, ...]]]:
        """Pools by name, with their ranges as numbers."""
        return {
            text(row, "name"): (row, tuple(map(spread, text(row, "ranges").split(","))))
            for row in self.every("/ip/pool")
            if text(row, "ranges")
        }

    @cached_property
    def servers(self) -> tuple[Row, ...]:
        """Enabled hotspot servers."""
        return tuple(self.of("/ip/hotspot"))

    @cached_property
    def profiles(self) -> tuple[Row, ...]:
        """Hotspot server profiles."""
        return tuple(self.every("/ip/hotspot/profile"))

    @cached_property
    def hotspot_interfaces(self) -> frozenset[str]:
        """The interfaces that enabled hotspot servers run on."""
        return frozenset(text(row, "interface") for row in self.servers)

    def networks_on(self, interface: str) -> tuple[tuple[Row, int, Spread], ...]:
        """The addresses of one interface."""
        return tuple(each for each in self.addresses if text(each[0], "interface") == interface)

    def found(
        self, code: str, row: Row, field: str, summary: str, detail: str = "", *related: Related
    ) -> Diagnostic:
        """A finding about a field of a row, placed at its line."""
        return Diagnostic(code, summary, detail, place(row, field), related, None, None, (self.site.name,))


def text(row: Row, field: str) -> str:
    """The value a row gives a field: its default where it sets none, "" where there is none."""
    value = row.fields.get(field)
    if value is None:
        known = MENUS[row.menu].fields.get(field)
        return (known.default if known is not None else None) or ""
    return value if isinstance(value, str) else ""


def words(row: Row, field: str) -> list[str]:
    """The items of a comma list."""
    value = text(row, field)
    return value.split(",") if value else []


def enabled(row: Row) -> bool:
    """Whether the row is to work: one that says nothing is, also where the router makes it disabled."""
    return row.fields.get("disabled") != "true"


def place(row: Row, field: str) -> Span | None:
    """Where a field was asked for, else where the row was."""
    return row.spans.get(field, row.span)


def related(note: str, row: Row, field: str) -> tuple[Related, ...]:
    """The second place of a finding, when the row has one."""
    span = place(row, field)
    return (Related(note, span),) if span is not None else ()
