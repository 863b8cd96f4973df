"""The latest writes of each menu, so that a power cut can lose those that were not on the flash yet."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from rosgit.sim.store import Stored

if TYPE_CHECKING:
    from rosgit.sim.router import Router

LONGEST = 4096
"""Writes a menu that are remembered; older ones count as kept."""


class Journal:
    """What takes back the latest writes of each menu, oldest first."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._back: dict[str, deque[Callable[[], None]]] = defaultdict(lambda: deque(maxlen=LONGEST))

    def order(self, path: str) -> None:
        """The rows of a menu are about to come, go or move."""
        before = list(self._router.store.table(path))

        def back() -> None:
            self._router.store.table(path)[:] = before

        self._back[path].append(back)

    def values(self, path: str, row: Stored) -> None:
        """A row is about to change."""
        before = row.values

        def back() -> None:
            row.values = before

        self._back[path].append(back)

    def length(self, path: str) -> int:
        """How many writes of a menu can still be lost."""
        return len(self._back[path])

    def lose(self, lost: Callable[[str], int]) -> None:
        """Take back the latest writes of each menu, as many as ``lost`` says for its path."""
        for path, back in self._back.items():
            for _ in range(min(max(lost(path), 0), len(back))):
                back.pop()()
        self.flush()

    def flush(self) -> None:
        """Everything is on the flash."""
        self._back.clear()
