"""Which earlier row of an ordered menu takes everything that a later one would see."""

from __future__ import annotations

import ipaddress
from collections.abc import Hashable, Mapping
from functools import lru_cache
from itertools import product
from typing import Generic, TypeAlias, TypeVar

from rosgit.differ.identity import Fields, value_of
from rosgit.menus.kinds import Bits, Ip, Kind, List, Ports, Prefix, Prefix4, Range4
from rosgit.menus.table import Menu

T = TypeVar("T")
Values: TypeAlias = tuple[str, ...]
Keys: TypeAlias = tuple[Hashable, ...]

_RATIONED = frozenset({"limit", "dst-limit", "connection-limit", "nth", "random", "psd"})
"""Matchers that let a part of the same traffic pass by: a row with one never takes all of it."""

_NETWORKS = (Ip, Prefix, Prefix4, Range4)


class Cover(Generic[T]):
    """Terminal rows of one menu, to be asked which of them, earliest first, covers another row.

    ``add`` them in order. A question costs about the same however many rows there are: rows are
    filed by the names of their matchers, then by values, lists (ports, states) by their items.
    """

    def __init__(self, menu: Menu) -> None:
        self._menu = menu
        self._count = 0
        self._files: dict[tuple[str, Values, Values], dict[Keys, dict[Values, tuple[int, T]]]] = {}

    def add(self, fields: Fields, what: T) -> None:
        """Remember a row, if it ends the walk for what it matches."""
        if not takes(self._menu, fields):
            return
        found = matchers(self._menu, fields)
        if _RATIONED & found.keys():
            return
        exact, sets = self._split(found)
        entry = (self._count, what)
        self._count += 1
        file = self._files.setdefault((group_of(self._menu, fields), exact, sets), {})
        keys = tuple(_own(self._kind(name), name, found[name]) for name in exact)
        for post in self._posts(sets, found):
            file.setdefault((*keys, post), {}).setdefault(tuple(found[name] for name in sets), entry)

    def first(self, fields: Fields) -> T | None:
        """The earliest row added so far that covers this one."""
        if not self._files:
            return None
        group, found = group_of(self._menu, fields), matchers(self._menu, fields)
        best: tuple[int, T] | None = None
        for (their_group, exact, sets), file in self._files.items():
            if their_group == group and found.keys() >= {*exact, *sets}:
                best = self._first_of(exact, sets, file, found, best)
        return best[1] if best is not None else None

    def _first_of(
        self,
        exact: Values,
        sets: Values,
        file: Mapping[Keys, Mapping[Values, tuple[int, T]]],
        found: Mapping[str, str],
        best: tuple[int, T] | None,
    ) -> tuple[int, T] | None:
        wider = [_wider(self._kind(name), name, found[name]) for name in exact]
        for keys in product(*wider, self._probes(sets, found)):
            for theirs, entry in file.get(keys, {}).items():
                if (best is None or entry[0] < best[0]) and self._hold(sets, theirs, found):
                    best = entry
        return best

    def _posts(self, sets: Values, found: Mapping[str, str]) -> tuple[str, ...]:
        return _posts(self._kind(sets[0]), found[sets[0]]) if sets else ("",)

    def _probes(self, sets: Values, found: Mapping[str, str]) -> tuple[str, ...]:
        return _probes(self._kind(sets[0]), found[sets[0]]) if sets else ("",)

    def _hold(self, names: Values, theirs: Values, ours: Mapping[str, str]) -> bool:
        pairs = zip(names, theirs, strict=True)
        return all(_includes(self._kind(name), value, ours[name]) for name, value in pairs)

    def _split(self, found: Mapping[str, str]) -> tuple[Values, Values]:
        names = sorted(found)
        sets = tuple(name for name in names if self._kind(name).is_list)
        return tuple(name for name in names if name not in sets), sets

    def _kind(self, name: str) -> Kind:
        known = self._menu.fields.get(name)
        return known.kind if known is not None else Kind()


def group_of(menu: Menu, fields: Fields) -> str:
    """The part of an ordered menu that a row belongs to: its chain, or the one part there is."""
    group = menu.order.group if menu.order is not None else None
    return "" if group is None else str(value_of(menu, fields, group))


def enabled(menu: Menu, fields: Fields) -> bool:
    """Whether the row takes part at all."""
    return value_of(menu, fields, "disabled") != "true"


def takes(menu: Menu, fields: Fields) -> bool:
    """Whether an enabled row ends the walk for what it matches."""
    return enabled(menu, fields) and menu.decides(fields)


def matchers(menu: Menu, fields: Fields) -> dict[str, str]:
    """The fields that narrow down what a row matches; defaults match everything."""
    order = menu.order
    if order is None:
        return {}
    known = menu.fields
    return {
        name: value
        for name, value in fields.items()
        if value
        and isinstance(value, str)
        and name not in order.plain
        and name not in (order.group, order.action, "comment", "disabled")
        and not (name in known and known[name].default == value)
    }


@lru_cache(maxsize=65536)
def _own(kind: Kind, name: str, value: str) -> Hashable:
    """What a matcher's value is looked up by."""
    net = None if name.endswith("host") else _network(kind, value)
    return (net.version, int(net.network_address), net.prefixlen) if net is not None else value


@lru_cache(maxsize=65536)
def _wider(kind: Kind, name: str, value: str) -> tuple[Hashable, ...]:
    """What all values are looked up by that take in what this value matches, itself included."""
    if value.startswith("!"):
        return (value,)
    if name.endswith("host"):
        return _wider_hosts(value)
    return _wider_networks(kind, value)


def _wider_hosts(value: str) -> tuple[Hashable, ...]:
    """``a.b.c``: itself, ``*.b.c``, ``*.c``, ``*``."""
    labels = value.split(".")
    patterns = ("*." + ".".join(labels[at:]) for at in range(1, len(labels)))
    return tuple(dict.fromkeys((value, *patterns, "*")))


def _wider_networks(kind: Kind, value: str) -> tuple[Hashable, ...]:
    low, _, high = value.partition("-")
    first = _network(kind, low)
    last = _network(kind, high) if high else first
    if first is None or last is None:
        return (value,)
    bits, number = first.max_prefixlen, int(first.network_address)
    apart = (number ^ int(last.network_address)).bit_length()
    longest = min(first.prefixlen, bits - apart)
    cuts = ((bits - length, length) for length in range(longest, -1, -1))
    return (value, *((first.version, number >> cut << cut, length) for cut, length in cuts))


def _network(kind: Kind, value: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    if not isinstance(kind, _NETWORKS):
        return None
    try:
        return ipaddress.ip_network(value, strict=False)
    except ValueError:
        return None


def _conditions(kind: Kind) -> bool:
    """Whether a list holds conditions that must all be met, so that a longer one matches less."""
    return isinstance(kind, Bits) and kind.item_negatable


def _posts(kind: Kind, wide: str) -> tuple[str, ...]:
    """What a list is filed under: some of ``_probes`` of everything it takes in."""
    if wide.startswith("!") and not _conditions(kind):
        return (wide,)
    items = wide.split(",")
    if _conditions(kind):
        return (items[0],)
    return tuple(dict.fromkeys("-" if "-" in item else item for item in items))


def _probes(kind: Kind, narrow: str) -> tuple[str, ...]:
    if _conditions(kind):
        return tuple(narrow.split(","))
    if narrow.startswith("!"):
        return (narrow,)
    return tuple(dict.fromkeys((narrow.split(",", 1)[0], "-")))


@lru_cache(maxsize=65536)
def _includes(kind: Kind, wide: str, narrow: str) -> bool:
    """Whether a list matcher takes in another: more ports or states match more, more conditions less."""
    if wide == narrow:
        return True
    if _conditions(kind):
        return set(wide.split(",")) <= set(narrow.split(","))
    if wide.startswith("!") or narrow.startswith("!"):
        return False
    if isinstance(kind, List) and isinstance(kind.item, Ports):
        return _spans_include(wide, narrow)
    return set(wide.split(",")) >= set(narrow.split(","))


def _spans_include(wide: str, narrow: str) -> bool:
    wider = [_span(part) for part in wide.split(",")]
    return all(any(a <= low and high <= b for a, b in wider) for low, high in map(_span, narrow.split(",")))


def _span(part: str) -> tuple[int, int]:
    low, _, high = part.partition("-")
    return int(low), int(high or low)
