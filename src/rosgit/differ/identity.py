"""Which row is which: the key of a menu, the comment where it is unique, else the content."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from rosgit.menus.table import Menu
from rosgit.model.row import Live, Row, Value
from rosgit.model.secret import SecretRef

Fields: TypeAlias = Mapping[str, Value]
Content: TypeAlias = tuple[str, ...]

_PLACES = {"interface": "on", "server": "on", "list": "in"}
_EVERYWHERE = frozenset(["", "all"])
_LONGEST = 70


def value_of(menu: Menu, fields: Mapping[str, Value], name: str) -> Value:
    """A row's value of one field; the default where it has none, and no text when that is unset."""
    found = fields.get(name)
    if found is not None:
        return found
    known = menu.fields.get(name)
    return (known.default if known is not None else None) or ""


def key_of(menu: Menu, fields: Fields) -> Content:
    """The identity of a row in a menu that has a key; ``()`` in a menu of one row."""
    return tuple(str(value_of(menu, fields, name)) for name in menu.key)


def comment_of(fields: Fields) -> str:
    """The comment of a row, no text where it has none."""
    found = fields.get("comment", "")
    return found if isinstance(found, str) else ""


def name_of(menu: Menu, fields: Fields) -> str:
    """What people call a row: ``lobby``, ``10.5.50.1/24 on lobby``, ``"comment"``, or its content.

    Unescaped: whoever prints it escapes it.
    """
    if menu.singleton:
        return ""
    if menu.key:
        named = _key_name(menu.key, dict(zip(menu.key, key_of(menu, fields), strict=True)))
        if named:
            return named
    comment = comment_of(fields)
    return f'"{comment}"' if comment else _content_name(fields)


def address_of(menu: Menu, fields: Fields) -> str:
    """The row as plans show it and as it is named on the command line: ``Change.address``."""
    return f"{menu.path} {name_of(menu, fields)}".rstrip()


def _key_name(key: Sequence[str], values: Mapping[str, str]) -> str:
    main = [name for name in key if name not in _PLACES] or [key[-1]]
    head = " ".join(values[name] for name in main if values[name])
    tail = [f"{_PLACES[name]} {values[name]}" for name in key if name not in main]
    shown = [text for text in tail if text.split(" ", 1)[1] not in _EVERYWHERE]
    return " ".join([head, *shown]) if head else ""


def _content_name(fields: Fields) -> str:
    plain = (f"{name}={value}" for name, value in fields.items() if name != "disabled")
    text = " ".join(plain)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def ours_to_match(lives: Iterable[Live]) -> tuple[Live, ...]:
    """The rows that can be somebody's: not those that the system makes and unmakes."""
    return tuple(live for live in lives if not live.foreign)


class Matcher:
    """Gives each observed row of one menu away at most once."""

    def __init__(
        self,
        menu: Menu,
        lives: Sequence[Live],
        ignore: frozenset[str] = frozenset(),
        every: Sequence[Live] | None = None,
    ) -> None:
        """``every`` are the rows among which a comment has to be unique, if more than ``lives``."""
        self.menu = menu
        self._ignore = ignore
        self._free = dict(enumerate(lives))
        self._by_key: dict[Content, int] = {}
        self._comments: dict[str, int] = {}
        if menu.key or menu.singleton:
            for index, live in enumerate(lives):
                self._by_key.setdefault(key_of(menu, live.fields), index)
        else:
            counts = Counter(comment_of(live.fields) for live in (lives if every is None else every))
            found = ((comment_of(live.fields), index) for index, live in enumerate(lives))
            self._comments = {text: index for text, index in found if text and counts[text] == 1}

    @property
    def left(self) -> tuple[Live, ...]:
        """The rows nobody asked for."""
        return tuple(self._free.values())

    def match(self, rows: Sequence[Row]) -> dict[int, Live]:
        """The observed row of each row, by the row's position; rows without one are left out."""
        if self.menu.key or self.menu.singleton:
            return self._take(
                (at, self._by_key.get(key_of(self.menu, row.fields))) for at, row in enumerate(rows)
            )
        found = self._take(self._same_comment(rows))
        found.update(self.match_content(rows, found))
        return found

    def match_content(self, rows: Sequence[Row], skip: Iterable[int]) -> dict[int, Live]:
        """Match rows by their whole content, counted; those that say most choose first."""
        done = set(skip)
        groups: dict[Content, list[int]] = defaultdict(list)
        for at, row in enumerate(rows):
            if at not in done:
                groups[content_fields(self.menu, row.fields, self._ignore)].append(at)
        found: dict[int, Live] = {}
        for names in sorted(groups, key=lambda names: (-len(names), names)):
            found.update(self._match_group(names, rows, groups[names]))
        return found

    def _same_comment(self, rows: Sequence[Row]) -> Iterator[tuple[int, int | None]]:
        counts = Counter(comment_of(row.fields) for row in rows)
        for at, row in enumerate(rows):
            comment = comment_of(row.fields)
            if comment and counts[comment] == 1:
                yield at, self._comments.get(comment)

    def _match_group(self, names: Content, rows: Sequence[Row], group: Sequence[int]) -> dict[int, Live]:
        wanted = {self._content(names, rows[at].fields) for at in group}
        index: dict[tuple[Content, str], deque[int]] = defaultdict(deque)
        for at, live in self._likely(names):
            content = self._content(names, live.fields)
            if content in wanted:
                index[content, self._disabled(live.fields)].append(at)
        found: dict[int, Live] = {}
        for same in (True, False):  # nobody takes a row that is another's as it stands
            left = [at for at in group if at not in found]
            found.update(self._take((at, self._best(index, names, rows[at], same=same)) for at in left))
        return found

    def _best(
        self,
        index: Mapping[tuple[Content, str], deque[int]],
        names: Content,
        row: Row,
        *,
        same: bool,
    ) -> int | None:
        """A row of this content, as enabled as it is wanted or (not ``same``) the other way."""
        wanted = wanted_disabled(row)
        state = wanted if same else "false" if wanted == "true" else "true"
        waiting = index.get((self._content(names, row.fields), state))
        return waiting.popleft() if waiting else None

    def _likely(self, names: Content) -> list[tuple[int, Live]]:
        """Free rows without a comment or matcher that ``names`` leaves out, plainest first."""
        known = set(names)
        scored = ((self._extras(live.fields, known), at, live) for at, live in self._free.items())
        return [(at, live) for extras, at, live in sorted(scored, key=lambda each: each[:2]) if extras >= 0]

    def _extras(self, fields: Mapping[str, str], known: set[str]) -> int:
        """How many fields are not at their default; -1 when one makes it somebody else's row."""
        count = 0
        for name, value in fields.items():
            field = self.menu.fields.get(name)
            if name in known or name in self._ignore or field is None or name == "disabled":
                continue
            if field.default_unknown or field.when:
                continue
            if value and (field.default is None or name == "comment"):
                return -1
            count += value != (field.default or "")
        return count

    def _content(self, names: Content, fields: Fields) -> Content:
        return tuple(str(value_of(self.menu, fields, name)) for name in names)

    def _disabled(self, fields: Fields) -> str:
        return str(value_of(self.menu, fields, "disabled")) or "false"

    def _take(self, chosen: Iterable[tuple[int, int | None]]) -> dict[int, Live]:
        taken: dict[int, Live] = {}
        for at, index in chosen:
            if index is not None and index in self._free:
                taken[at] = self._free.pop(index)
        return taken


def content_fields(menu: Menu, fields: Fields, ignore: frozenset[str] = frozenset()) -> Content:
    """The fields that make up a keyless row's identity: what can be read back, but the switch."""
    names = (name for name, value in fields.items() if _readable(menu, name, value))
    return tuple(sorted(name for name in names if name not in ignore))


def _readable(menu: Menu, name: str, value: Value) -> bool:
    if name == "disabled" or not isinstance(value, str):
        return False
    field = menu.fields.get(name)
    return field is None or not (field.secret or field.write_only or field.when)


def wanted_disabled(row: Row) -> str:
    """Whether the row is to be disabled: a row that is asked for and says nothing is to work."""
    return str(row.fields.get("disabled", "false"))


def exact(menu: Menu, fields: Fields, ignore: frozenset[str] = frozenset()) -> frozenset[tuple[str, object]]:
    """A row's whole content, to compare and to count; of secrets only that they are there."""
    return frozenset(
        (name, value if isinstance(value, str) and not _secret(menu, name) else None)
        for name, value in fields.items()
        if name not in ignore
    )


def _secret(menu: Menu, name: str) -> bool:
    field = menu.fields.get(name)
    return field is not None and field.secret


def comparable(value: Value | None) -> object:
    """A value without the place it was written at."""
    return value.same_as if isinstance(value, SecretRef) else value
