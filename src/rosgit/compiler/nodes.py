"""What YAML says, with the place of every word; made by ``strict_yaml``, merged by ``merge``.

Named tuples, not dataclasses: a tree of 10,000 sites makes millions of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from rosgit.model.span import Span


class Scalar(NamedTuple):
    """Text, true, false or null. ``tag`` is ``secret``, ``raw`` or empty.

    A ``broken`` one stands where something was wrong, and noted: what it was is not looked at again.
    """

    value: str | bool | None
    file: str
    line: int
    column: int
    tag: str = ""

    @property
    def span(self) -> Span:
        """Where it is written."""
        return Span(self.file, self.line, self.column)


class Key(NamedTuple):
    """A key of a map and where it is written."""

    text: str
    file: str
    line: int
    column: int

    @property
    def span(self) -> Span:
        """Where it is written."""
        return Span(self.file, self.line, self.column)


class Map(NamedTuple):
    """A map in document order."""

    items: Mapping[str, tuple[Key, Node]]
    file: str
    line: int
    column: int

    @property
    def span(self) -> Span:
        """Where it begins."""
        return Span(self.file, self.line, self.column)


class Seq(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    file: str
    line: int
    column: int

    @property
    def span(self) -> Span:
        """Where it begins."""
        return Span(self.file, self.line, self.column)


Node: TypeAlias = Scalar | Map | Seq

Plain: TypeAlias = "str | bool | list[Plain] | dict[str, Plain] | None"


def plain(node: Node) -> Plain:
    """The node as bare Python values, for the schema."""
    if type(node) is Scalar:
        return node.value
    if type(node) is Map:
        return {name: plain(value) for name, (_, value) in node.items.items()}
    assert type(node) is Seq
    return [plain(each) for each in node.items]


Path: TypeAlias = tuple[str | int, ...]


def find(node: Node, path: Path) -> tuple[Key | None, Node]:
    """The node at a path of keys and indexes, with its key when a map holds it."""
    key: Key | None = None
    for step in path:
        if type(node) is Map:
            key, node = node.items[str(step)]
        elif type(node) is Seq:
            key, node = None, node.items[int(step)]
    return key, node
