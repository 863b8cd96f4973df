"""What a ``find`` of an undo may meet: the rows of one menu as they are before, in and after an apply."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TypeAlias

from rosgit.menus import MENUS
from rosgit.menus.script import Where
from rosgit.menus.table import Field, Menu
from rosgit.model.plan import Action, Change
from rosgit.model.row import Live, Value

Shown: TypeAlias = "str | None"
"""What a router prints of a field: canonical text, or nothing."""

_ANY = "\0"
"""No text that a router prints: rows that may show any text of a field are filed under it."""

_FEW = 16
"""So many rows are looked at one by one sooner than they are filed."""

_NOT_DYNAMIC: Mapping[str, Shown] = MappingProxyType({"dynamic": "false"})


@dataclass(frozen=True, slots=True)
class Seen:
    """One row: every text each field may show while an apply runs; a field left out may show any.

    ``live`` is the row that was read, ``index`` the change that makes one.
    """

    shows: Mapping[str, frozenset[Shown]]
    live: Live | None = None
    index: int = -1

    def surely(self, name: str) -> tuple[Shown] | None:
        """The one text the field shows all the time, if there is one."""
        texts = self.shows.get(name, frozenset())
        return (next(iter(texts)),) if len(texts) == 1 else None

    def may_pass(self, where: Where) -> bool:
        """Whether a find with these tests can meet the row."""
        for name, text in where.items():
            texts = self.shows.get(name)
            if texts is not None and text not in texts:
                return False
        return True


def shown(field: Field, value: Shown) -> Shown:
    """A value as it is printed: not at all while unset, or at rest in a quiet field."""
    return None if value is None or (field.quiet and value == field.default) else value


def testable(menu: Menu, name: str) -> bool:
    """Whether a find can test the field whatever the others hold."""
    field = menu.fields.get(name)
    return field is not None and not (field.secret or field.write_only or field.when)


class Rows:
    """All rows of one menu that an undo may meet, filed by what they show, so that a find looks at few."""

    def __init__(self, menu: Menu, seen: Iterable[Seen]) -> None:
        self.menu, self.seen = menu, tuple(seen)
        self._read = {each.live.id: each for each in self.seen if each.live is not None}
        self._new = {each.index: each for each in self.seen if each.live is None}
        self._files: dict[str, Mapping[Shown, list[int]]] = {}

    def of(self, live: Live) -> Seen:
        """The row that was read."""
        return self._read[live.id]

    def made(self, index: int) -> Seen:
        """The row that a change makes."""
        return self._new[index]

    def met(self, where: Where) -> list[Seen]:
        """All rows that a find with these tests may meet."""
        return [each for each in self._likely(where) if each.may_pass(where)]

    def _likely(self, where: Where) -> Sequence[Seen]:
        """Rows among which those are: what the test that lets the fewest pass lets pass."""
        if len(self.seen) <= _FEW or not where:
            return self.seen
        files = [(self._file(name).get(text, ()), self._file(name)[_ANY]) for name, text in where.items()]
        showing, any_text = min(files, key=lambda found: len(found[0]) + len(found[1]))
        return [self.seen[at] for at in sorted((*showing, *any_text))]

    def _file(self, name: str) -> Mapping[Shown, list[int]]:
        """The places of all rows by each text that they may show of a field."""
        if name not in self._files:
            file: dict[Shown, list[int]] = defaultdict(list, {_ANY: []})
            for at, each in enumerate(self.seen):
                for text in each.shows.get(name, (_ANY,)):
                    file[text].append(at)
            self._files[name] = file
        return self._files[name]

    def base(self) -> dict[str, Shown]:
        """The test every find of the menu begins with: rows of the system are not meant."""
        return dict(_NOT_DYNAMIC) if "dynamic" in self.menu.flags else {}

    def rivals(self, target: Seen, where: Where) -> list[Seen]:
        """Other rows that the tests may meet too."""
        return [each for each in self.met(where) if each is not target]

    def told_apart(self, target: Seen, where: Where) -> tuple[dict[str, Shown], list[Seen]]:
        """The tests, with as few more as keep other rows out, and the rows that stay in all the same."""
        tests, rivals = dict(where), self.rivals(target, where)
        for rival in rivals:
            if rival.may_pass(tests) and (more := self._difference(target, rival)) is not None:
                tests[more[0]] = more[1]
        return tests, [each for each in rivals if each.may_pass(tests)]

    def _difference(self, target: Seen, rival: Seen) -> tuple[str, Shown] | None:
        for name, texts in rival.shows.items():
            mine = target.surely(name)
            if mine is not None and mine[0] not in texts and self._can_test(name):
                return name, mine[0]
        return None

    def _can_test(self, name: str) -> bool:
        return name in self.menu.flags or testable(self.menu, name)

    def named(self, target: Seen) -> dict[str, Shown] | None:
        """Tests that this row alone passes all the time; None when there are none."""
        tests, rivals = self.closest(target)
        return tests if tests and not rivals else None

    def closest(self, target: Seen) -> tuple[dict[str, Shown], list[Seen]]:
        """Tests that this row passes all the time and the fewest others, and those others."""
        ways = [self.told_apart(target, where) for where in self._names(target)]
        return min(ways, key=lambda way: len(way[1]))

    def _names(self, target: Seen) -> Iterator[dict[str, Shown]]:
        """The ways to name a row, the shortest first."""
        names = self.menu.key or (("comment",) if target.surely("comment") not in (None, (None,)) else ())
        if names and all(target.surely(name) is not None for name in names):
            yield {**self.base(), **self._only(target, names)}
        yield {**self.base(), **self._only(target, [name for name in self.menu.fields if name != "disabled"])}

    def _only(self, target: Seen, names: Iterable[str]) -> dict[str, Shown]:
        found = ((name, target.surely(name)) for name in names if testable(self.menu, name))
        return {name: text[0] for name, text in found if text is not None and text[0] is not None}


def rows_of(menu: Menu, lives: Sequence[Live], changes: Sequence[Change]) -> Rows:
    """The rows of a menu: those that were read, changed or not, and those the plan makes."""
    mine = [(at, change) for at, change in enumerate(changes) if change.menu == menu.path]
    touching: dict[str | None, list[Change]] = defaultdict(list)
    for _, change in mine:
        if change.live is not None:
            touching[change.live.id].append(change)
    there = [_read(menu, live, touching.get(live.id, ())) for live in lives]
    made = [_made(menu, at, change) for at, change in mine if change.action is Action.CREATE]
    return Rows(menu, (*there, *made))


def _read(menu: Menu, live: Live, changes: Sequence[Change]) -> Seen:
    shows = {
        name: frozenset([shown(field, live.fields.get(name))])
        for name, field in menu.fields.items()
        if testable(menu, name) and name not in live.raw
    }
    for change in changes:
        for delta in change.deltas:
            if delta.field in shows:
                after = _plain(delta.after)
                shows[delta.field] |= {shown(menu.fields[delta.field], after)}
    flags = {name: frozenset([str(name in live.flags).lower()]) for name in menu.flags & {"dynamic"}}
    return Seen({**shows, **flags}, live)


@cache
def _at_rest(path: str) -> Mapping[str, frozenset[Shown]]:
    """What a new row shows of the fields that nothing is said of."""
    menu = MENUS[path]
    return {
        name: frozenset([shown(field, field.default)])
        for name, field in menu.fields.items()
        if testable(menu, name) and not (field.default_unknown or field.generated)
    }


def _made(menu: Menu, at: int, change: Change) -> Seen:
    shows = dict(_at_rest(menu.path))
    for delta in change.deltas:
        if testable(menu, delta.field):
            shows[delta.field] = frozenset([shown(menu.fields[delta.field], _plain(delta.after))])
    for name in change.late:
        if name in shows:
            shows[name] |= {shown(menu.fields[name], menu.fields[name].default)}
    if menu.born_disabled:
        shows["disabled"] = frozenset(["true", "false"])
    return Seen({**shows, **dict.fromkeys(menu.flags & {"dynamic"}, frozenset(["false"]))}, None, at)


def _plain(value: Value | None) -> Shown:
    return value if isinstance(value, str) else None
