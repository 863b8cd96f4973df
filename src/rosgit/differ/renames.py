"""Rows whose label moved: the ledger's rows under their new intents, and their names in other rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from rosgit.differ.identity import comparable, key_of
from rosgit.differ.refs import Target, names_in, provided
from rosgit.menus.table import Field, Menu
from rosgit.model.row import Live, Observed, Row, Value


@dataclass(frozen=True, slots=True)
class Renamed:
    """The ledger's rows, those that moved under their new intents; ``moved`` are their places."""

    rows: tuple[Row, ...]
    moved: frozenset[int] = frozenset()


def renamed(ledger: Sequence[Row], moves: Mapping[str, str]) -> Renamed:
    """Put the new intent where a row's intent, or one above it, moved. Names and comments stay.

    ``moves`` maps intents to intents, all at once: ``{"hotspots.hall": "hotspots.events"}``; below an
    intent that moves they begin with what it is called now. A move that the ledger has seen already
    does nothing: the word may stay in the site, and the old label be used again.
    """
    intents = [row.intent for row in ledger]
    for batch in _outermost_first(moves):
        due = _due(intents, batch)
        intents = [_moved(intent, due) for intent in intents] if due else intents
    rows = (row if row.intent == new else replace(row, intent=new)
            for row, new in zip(ledger, intents, strict=True))  # fmt: skip
    moved = (at for at, row in enumerate(ledger) if row.intent != intents[at])
    return Renamed(tuple(rows), frozenset(moved))


def _outermost_first(moves: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """The moves that stand below no other, those that stand below these, and so on."""
    targets = set(moves.values())
    depths: dict[int, dict[str, str]] = defaultdict(dict)
    for old, new in moves.items():
        above = sum(part in targets for part in _parts(old) if part != old)
        depths[above][old] = new
    return (depths[depth] for depth in sorted(depths))


def _due(intents: Sequence[str], moves: Mapping[str, str]) -> dict[str, str]:
    """The moves whose old intent is in the ledger and whose new one is not, or moves on itself."""
    there = {part for intent in intents for part in _parts(intent)}
    due = {old: new for old, new in moves.items() if old in there and not _circles(old, moves)}
    while True:
        done = [old for old, new in due.items() if new in there and new not in due]
        if not done:
            return due
        for old in done:
            del due[old]


def _parts(intent: str) -> Iterator[str]:
    """The intent and those above it."""
    yield intent
    yield from (intent[:end] for end, sign in enumerate(intent) if sign == ".")


def _circles(start: str, moves: Mapping[str, str]) -> bool:
    step = moves[start]
    for _ in moves:
        if step == start:
            return True
        if step not in moves:
            return False
        step = moves[step]
    return True


def _moved(intent: str, moves: Mapping[str, str]) -> str:
    """The longest part of the intent that moved decides."""
    for end in range(len(intent), 0, -1):
        if (end == len(intent) or intent[end] == ".") and intent[:end] in moves:
            return moves[intent[:end]] + intent[end:]
    return intent


def pair_moved(
    menu: Menu, rows: Sequence[Row], ledger: Sequence[Row], moved: Iterable[int]
) -> dict[int, int]:
    """Which moved ledger row each desired row was: one with its intent and role, the most alike first."""
    olds: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at in sorted(moved):
        olds[ledger[at].intent, ledger[at].role].append(at)
    news: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, row in enumerate(rows) if olds else ():
        news[row.intent, row.role].append(at)
    found: dict[int, int] = {}
    for part in olds.keys() & news.keys():
        found.update(_closest(menu, rows, ledger, news[part], olds[part]))
    return found


def _closest(
    menu: Menu, rows: Sequence[Row], ledger: Sequence[Row], news: Sequence[int], olds: Sequence[int]
) -> Iterator[tuple[int, int]]:
    scored = sorted((-_alike(menu, rows[new], ledger[old]), new, old) for new in news for old in olds)
    used: set[tuple[str, int]] = set()
    for _, new, old in scored:
        if not used & {("new", new), ("old", old)}:
            used |= {("new", new), ("old", old)}
            yield new, old


def _alike(menu: Menu, one: Row, other: Row) -> int:
    same = sum(comparable(other.fields.get(name)) == comparable(value) for name, value in one.fields.items())
    named = menu.key and key_of(menu, one.fields) == key_of(menu, other.fields)
    return same + (1000 if named else 0)


class Followers:
    """References that follow a rename: RouterOS keeps an id behind a name, so they print the new one."""

    def __init__(
        self, menus: Mapping[str, Menu], rows: Sequence[Row], ledger: Sequence[Row], moved: Iterable[int]
    ) -> None:
        self._menus = menus
        self._new: dict[Target, str] = {}
        by_menu: dict[str, list[int]] = defaultdict(list)
        for at in moved:
            by_menu[ledger[at].menu].append(at)
        for path, places in by_menu.items():
            wanted = [row for row in rows if row.menu == path]
            for new, old in pair_moved(menus[path], wanted, ledger, places).items():
                self._note(menus[path], ledger[old], wanted[new])

    def _note(self, menu: Menu, old: Row, new: Row) -> None:
        now = {(path, name): value for path, name, value in provided(menu, new.fields)}
        for path, name, value in provided(menu, old.fields):
            if now.get((path, name), value) != value:
                self._new[path, name, value] = now[path, name]

    def rows(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        """Rows in the names their targets will have."""
        return tuple(self._row(row) for row in rows) if self._new else tuple(rows)

    def observed(self, observed: Observed) -> Observed:
        """The reading as it will print once the renames are made, but for the renamed rows' own names."""
        if not self._new:
            return observed
        rows = {path: tuple(self._live(live) for live in lives) if path in self._menus else lives
                for path, lives in observed.rows.items()}  # fmt: skip
        return replace(observed, rows=MappingProxyType(rows))

    def _row(self, row: Row) -> Row:
        changed = self._follow(self._menus[row.menu], row.fields)
        return replace(row, fields=MappingProxyType({**row.fields, **changed})) if changed else row

    def _live(self, live: Live) -> Live:
        changed = self._follow(self._menus[live.menu], live.fields)
        return replace(live, fields=MappingProxyType({**live.fields, **changed})) if changed else live

    def _follow(self, menu: Menu, fields: Mapping[str, Value]) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, value in fields.items():
            field = menu.fields.get(name)
            if field is None or field.ref is None or field.ref.soft or not isinstance(value, str):
                continue
            text = self._text(field, value)
            if text != value:
                found[name] = text
        return found

    def _text(self, field: Field, value: str) -> str:
        known = {old: self._name(field, old) for old in names_in(field, value)}
        if all(old == new for old, new in known.items()):
            return value
        sign, bare = ("!", value[1:]) if field.kind.negatable and value.startswith("!") else ("", value)
        parts = bare.split(",") if field.kind.is_list else [bare]
        return sign + ",".join(known.get(part, part) for part in parts)

    def _name(self, field: Field, old: str) -> str:
        assert field.ref is not None
        paths = (field.ref.menu, *field.ref.also)
        return next((new for path in paths if (new := self._new.get((path, field.ref.field, old)))), old)
