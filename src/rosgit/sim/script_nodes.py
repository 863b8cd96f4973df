"""The parts of a script, as the reader finds them and the runner takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Test:
    """One test of a find: ``sign`` is ``=``, ``~`` (a pattern) or ``!`` (unset)."""

    name: str
    sign: str
    text: str = ""
    quoted: bool = False


Tests: TypeAlias = tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Picked:
    """The places of found rows that ``[:pick ...]`` takes; the end is not one of them."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """One command: ``found`` are the tests of a ``[find ...]``, ``name`` a row named as a word.

    ``place`` are the tests that find the row to go in front of.
    """

    path: str
    verb: str
    words: Mapping[str, str]
    found: Tests | None = None
    name: str | None = None
    place: Tests | None = None
    picked: Picked | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Show:
    """``:put`` of a certificate's value."""

    found: Tests
    field: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Join:
    """A script's comment with words added to it."""

    target: Tests
    source: Tests
    words: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Fail:
    """``:error``."""

    words: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows a find has, against a number."""

    path: str
    tests: Tests
    sign: str
    number: int


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of a singleton against a value; ``how`` is ``get``, ``tostr`` or ``len``."""

    path: str
    field: str
    how: str
    sign: str
    text: str
    quoted: bool = False


One: TypeAlias = Count | Fact


@dataclass(frozen=True, slots=True)
class If:
    """``:if``: any of the tests has to hold."""

    tests: tuple[One, ...]
    then: tuple[Node, ...]
    other: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Do:
    """``:do {} on-error={}``."""

    body: tuple[Node, ...]
    failing: tuple[Node, ...]


Node: TypeAlias = "Line | Show | Join | Fail | If | Do"
