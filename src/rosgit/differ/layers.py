"""Levels of a graph of needs: as few as there can be, loops broken where a field can wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

Needs = Sequence[Mapping[int, frozenset[str]]]
"""For each node the nodes it needs, and the fields it needs them for."""


def layers(needs: Needs, can_wait: Callable[[int, frozenset[str]], bool]) -> tuple[list[int], list[set[str]]]:
    """The level of each node (0 first), and the fields that have to be written later.

    ``can_wait`` says whether a node can do without some fields at first. A loop in which none can
    is cut at its first node: the router has the last word.
    """
    return _Layers(needs, can_wait).run()


class _Layers:
    def __init__(self, needs: Needs, can_wait: Callable[[int, frozenset[str]], bool]) -> None:
        self.open = [dict(each) for each in needs]
        self.can_wait = can_wait
        self.late: list[set[str]] = [set() for _ in needs]
        self.levels = [-1] * len(needs)
        self.least = [0] * len(needs)
        self.users: list[list[int]] = [[] for _ in needs]
        for node, needed in enumerate(self.open):
            for other in needed:
                self.users[other].append(node)

    def run(self) -> tuple[list[int], list[set[str]]]:
        ready = [node for node, needed in enumerate(self.open) if not needed]
        left = len(self.open)
        start = 0
        while left:
            left -= self._settle(ready)
            if left:
                while self.levels[start] >= 0:
                    start += 1
                ready = self._cut(self._loop(start))
        return self.levels, self.late

    def _settle(self, ready: list[int]) -> int:
        count = 0
        while ready:
            node = ready.pop()
            self.levels[node] = self.least[node]
            count += 1
            for user in self.users[node]:
                if self.open[user].pop(node, None) is not None:
                    self.least[user] = max(self.least[user], self.levels[node] + 1)
                    if not self.open[user]:
                        ready.append(user)
        return count

    def _loop(self, node: int) -> list[int]:
        """A loop of needs that can be reached from an unsettled node."""
        seen: dict[int, int] = {}
        path: list[int] = []
        while node not in seen:
            seen[node] = len(path)
            path.append(node)
            node = min(self.open[node])
        return path[seen[node] :]

    def _cut(self, loop: list[int]) -> list[int]:
        edges = sorted(zip(loop, [*loop[1:], loop[0]], strict=True))
        chosen, needed = next((edge for edge in edges if self._waits(*edge)), edges[0])
        if self._waits(chosen, needed):
            self.late[chosen] |= self.open[chosen][needed]
        del self.open[chosen][needed]
        waits = self.late[chosen]
        self.open[chosen] = {
            other: fields for other, fields in self.open[chosen].items() if not fields <= waits
        }
        return [] if self.open[chosen] else [chosen]

    def _waits(self, node: int, needed: int) -> bool:
        return self.can_wait(node, self.open[node][needed])
