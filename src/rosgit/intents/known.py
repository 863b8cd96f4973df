"""What is worked out once for many sites: canonical texts, and rows of blocks that sites share."""

from __future__ import annotations

from typing import TypeAlias

from rosgit.intents.words import Section
from rosgit.menus.kinds import Kind
from rosgit.model.row import Row
from rosgit.model.version import Version

LIMIT = 50_000

Key: TypeAlias = tuple[int, str, str, Version, tuple[object, ...]]
"""Block, intent, role, RouterOS version, derived values."""


class Known:
    """A bounded memory of one compile. Kinds live as long as their tables do; blocks are held."""

    __slots__ = ("_rows", "_texts")

    def __init__(self) -> None:
        self._texts: dict[tuple[int, str], str] = {}
        self._rows: dict[Key, tuple[Section, Row]] = {}

    def canonical(self, kind: Kind, text: str) -> str:
        """The text in the one form of its meaning. Raises KindError."""
        key = (id(kind), text)
        found = self._texts.get(key)
        if found is None:
            found = kind.canonical(text)
            if len(self._texts) >= LIMIT:
                self._texts.clear()
            self._texts[key] = found
        return found

    def row(self, key: Key) -> Row | None:
        """The row that was kept under this key."""
        found = self._rows.get(key)
        return None if found is None else found[1]

    def keep(self, key: Key, block: Section, row: Row) -> None:
        """Keep a row of a block; the key holds the block's id."""
        if len(self._rows) >= LIMIT:
            self._rows.clear()
        self._rows[key] = (block, row)
