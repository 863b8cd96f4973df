"""The words our users' language is made of, and the values a checked site is made of.

A site is a ``Block`` of words. A block with a ``menu`` is a *role*: RouterOS' own fields by their
own names, plus a few words of ours. From these words come the checks, the JSON Schema, the merge
and what lowering reads; a new intent is a value written in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeAlias

from rosgit.menus import MENUS
from rosgit.menus.kinds import Bool, Kind, Text
from rosgit.menus.table import Field, Shape
from rosgit.model.diagnostic import Diagnostic, Severity
from rosgit.model.secret import SecretRef
from rosgit.model.span import Span


@dataclass(frozen=True, slots=True)
class Word:
    """What every word has: a line for people, and whether a site must say it."""

    doc: str = field(default="", kw_only=True)
    required: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class One(Word):
    """One value of a kind. ``field`` is the menu field behind it, if it is one."""

    kind: Kind = field(default_factory=Text)
    field: Field | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Many(Word):
    """A list of values of a kind; one value alone is a list of one."""

    kind: Kind = field(default_factory=Text)


@dataclass(frozen=True, slots=True)
class Block(Word):
    """A map with known keys. A lone value where a block may stand is its ``shorthand`` key.

    ``switch`` blocks may also be true (all defaults) or false (not wanted).
    """

    words: Mapping[str, Word] = field(default_factory=dict)
    menu: str | None = None
    shorthand: str | None = None
    switch: bool = False
    needs: tuple[str, ...] = field(init=False)
    labelled: bool = field(init=False)

    def __post_init__(self) -> None:
        """Say once which keys are required, and whether labels stand anywhere below."""
        needs = tuple(name for name, word in self.words.items() if word.required)
        below = (isinstance(word, Labels) or getattr(word, "labelled", False) for word in self.words.values())
        object.__setattr__(self, "needs", needs)
        object.__setattr__(self, "labelled", any(below))


@dataclass(frozen=True, slots=True)
class Labels(Word):
    """A map of label -> block; ``_defaults`` serves its siblings."""

    of: Word = field(default_factory=Block)


@dataclass(frozen=True, slots=True)
class Free(Word):
    """A map of anything: ``vars``."""


DEFAULTS = "_defaults"

SWITCH = ""
"""The key under which a switch block keeps a lone true or false; no document can hold it."""


class Placed(Protocol):
    """Anything that was written somewhere."""

    @property
    def span(self) -> Span:
        """Where."""


class Written(Placed, Protocol):
    """A map as it was written: its keys, and where each stands."""

    @property
    def items(self) -> Mapping[str, tuple[Placed, object]]:
        """Key -> its place and whatever stands behind it."""


class Leaf(NamedTuple):
    """A checked value: canonical text, a secret by reference, or None for ``null``."""

    value: str | SecretRef | None
    place: Placed

    @property
    def span(self) -> Span:
        """Where it was written."""
        return self.place.span


class Section(NamedTuple):
    """A checked block: values by key, the map it was written as, and which keys were found wrong.

    A ``shared`` one is this very block in many sites.
    """

    items: Mapping[str, Checked]
    written: Written
    broken: frozenset[str] = frozenset()
    shared: bool = False

    @property
    def span(self) -> Span:
        """Where the block stands."""
        return self.written.span

    def leaf(self, name: str) -> Leaf | None:
        """The value of a key; None when it is not there (or not a single value)."""
        found = self.items.get(name)
        return found if type(found) is Leaf else None

    def text(self, name: str) -> str | None:
        """The text of a key; None when it is absent, null, or a secret."""
        found = self.items.get(name)
        return found.value if type(found) is Leaf and isinstance(found.value, str) else None

    def section(self, name: str) -> Section:
        """The block or labels of a key; an empty one when it is not there."""
        found = self.items.get(name)
        return found if type(found) is Section else NOTHING

    def has(self, name: str) -> bool:
        """Whether the key is there with a value other than null."""
        found = self.items.get(name)
        return found is not None and not (type(found) is Leaf and found.value is None)

    def texts(self, name: str) -> tuple[Leaf, ...]:
        """The values of a list."""
        found = self.items.get(name)
        return found.items if type(found) is Listing else ()

    @property
    def off(self) -> bool:
        """Whether a switch block was given as false."""
        return self.text(SWITCH) == "false"

    @property
    def given(self) -> bool:
        """Whether the block was written at all."""
        return self is not NOTHING

    def labels(self) -> Iterator[tuple[str, Section, Span]]:
        """Label, block and the label's place, in document order."""
        for name, value in self.items.items():
            if type(value) is Section:
                yield name, value, self.written.items[name][0].span

    def place(self, *names: str) -> Span:
        """Where the first of these keys stands, else where the block does."""
        written = self.written.items
        return next((written[name][0].span for name in names if name in written), self.span)


class Listing(NamedTuple):
    """A checked list."""

    items: tuple[Leaf, ...]
    place: Placed

    @property
    def span(self) -> Span:
        """Where it was written."""
        return self.place.span


Checked: TypeAlias = Leaf | Section | Listing


class _Nowhere(NamedTuple):
    """The map behind a block nobody wrote."""

    items: Mapping[str, tuple[Placed, object]]
    span: Span


NOTHING = Section(MappingProxyType({}), _Nowhere(MappingProxyType({}), Span("", 0, 0)))


class Broken(Exception):  # noqa: N818  # a signal to skip one intent, never shown
    """An intent cannot be lowered because a value it needs was already reported as wrong."""


@dataclass(frozen=True, slots=True)
class Notes:
    """Where lowering puts what it finds wrong."""

    found: list[Diagnostic] = field(default_factory=list)

    def add(
        self, code: str, summary: str, detail: str, span: Span | None, severity: Severity | None = None
    ) -> None:
        """Note one finding; as severe as its code says, unless it is said here."""
        self.found.append(Diagnostic(code, summary, detail, span, severity=severity))


@cache
def menu_words(path: str) -> Mapping[str, One]:
    """One word for each writable field of a menu."""
    return MappingProxyType(
        {
            each.name: One(kind=each.kind, field=each, secret=each.secret, doc=each.note)
            for each in MENUS[path].fields.values()
            if not each.read_only
        }
    )


def role(
    path: str,
    own: Mapping[str, Word] | None = None,
    *,
    without: Iterable[str] = (),
    shorthand: str | None = None,
    switch: bool = False,
    doc: str = "",
) -> Block:
    """A block that names a menu: its fields, plus words of our own, minus what we derive alone."""
    gone = set(without)
    words: dict[str, Word] = {name: word for name, word in menu_words(path).items() if name not in gone}
    extra = dict(own or {})
    if MENUS[path].order is not None and MENUS[path].shape is Shape.LIST:
        extra.setdefault("anchor", ANCHOR)
    words.update(extra)
    return Block(
        words=MappingProxyType(words),
        menu=path,
        shorthand=shorthand,
        switch=switch,
        doc=doc or MENUS[path].summary,
    )


def one(kind: Kind, doc: str, *, required: bool = False, secret: bool = False) -> One:
    """A word of ours with a single value."""
    return One(kind=kind, doc=doc, required=required, secret=secret)


def flag(doc: str) -> One:
    """A word of ours that is yes or no."""
    return One(kind=Bool(), doc=doc)


ANCHOR = Block(
    words=MappingProxyType(
        {
            "before": One(kind=Text(), doc="the comment of the row to stand before"),
            "after": One(kind=Text(), doc="the comment of the row to stand after"),
        }
    ),
    doc="where the row has to stand in its menu",
)
