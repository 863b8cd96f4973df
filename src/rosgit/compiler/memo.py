"""What was worked out for a map that many sites share: inherited parts are the same object."""

from __future__ import annotations

from typing import Generic, TypeVar

from rosgit.compiler.nodes import Map
from rosgit.intents.words import Word

T = TypeVar("T")

LIMIT = 20_000


class Memo(Generic[T]):
    """A bounded memory by map and word. It holds the maps, so that their ids stay theirs."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[Map, T]] = {}

    def get(self, node: Map, word: Word) -> T | None:
        """What was put for this very map; None when nothing was."""
        found = self._known.get((id(node), id(word)))
        return None if found is None else found[1]

    def put(self, node: Map, word: Word, made: T) -> None:
        """Keep what was made of a map."""
        if len(self._known) >= LIMIT:
            self._known.clear()
        self._known[id(node), id(word)] = (node, made)
