"""Where the rows of an ordered menu have to stand, with the fewest moves; foreign rows never move."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rosgit.differ.identity import Fields, comment_of
from rosgit.differ.pairing import Pair, Triples
from rosgit.differ.refs import texts
from rosgit.differ.shadow import Cover, enabled, group_of
from rosgit.menus.table import Menu
from rosgit.model.row import Live

Entry: TypeAlias = Live | Pair
"""A row of the final order: one of ours, or somebody else's."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The final order of one ordered menu, without the rows that the system makes.

    ``moved`` are the rows of ours (by index) that are there and have to move; ``lost`` have an
    anchor that is not there.
    """

    final: tuple[Entry, ...]
    moved: frozenset[int]
    lost: tuple[Pair, ...]


def arrange(triples: Triples, lives: Sequence[Live]) -> Arrangement:
    """Find the final order of a menu from its matched rows and the observed ones, in router order."""
    return _Arranging(triples, lives).run()


def after(pair: Pair) -> Fields:
    """The fields of a desired row once its change is made."""
    if pair.live is None or pair.whole:
        return pair.row.fields
    dropped = set(pair.base.fields if pair.base is not None else ()) - pair.row.fields.keys()
    left = {name: value for name, value in pair.live.fields.items() if name not in dropped}
    return {**left, **texts(pair.row.fields)}


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """The indexes of a longest increasing subsequence. n log n."""
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for index, number in enumerate(numbers):
        at = bisect_left(tails, number)
        previous.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [number]
        ends[at : at + 1] = [index]
    found: list[int] = []
    step = ends[-1] if ends else -1
    while step >= 0:
        found.append(step)
        step = previous[step]
    return found[::-1]


class _Arranging:
    def __init__(self, triples: Triples, lives: Sequence[Live]) -> None:
        gone = {each.live.id for each in triples.gone}
        self.menu: Menu = triples.menu
        self.rows = [live for live in lives if not live.foreign and live.id not in gone]
        self.at = {live.id: index for index, live in enumerate(self.rows)}
        self.free = [pair for pair in triples.pairs if pair.row.anchor is None]
        self.anchored = [pair for pair in triples.pairs if pair.row.anchor is not None]
        self.ours = {pair.live.id: pair for pair in triples.pairs if pair.live is not None}
        self.after = {pair.index: after(pair) for pair in self.free}
        self.groups: dict[str, list[Pair]] = {}
        for pair in self.free:
            self.groups.setdefault(group_of(self.menu, self.after[pair.index]), []).append(pair)

    def run(self) -> Arrangement:
        bounds = self._bounds()
        kept = {pair.index for group in self.groups.values() for pair in self._keep(group, bounds)}
        moved = {pair.index for pair in self.free if pair.live is not None and pair.index not in kept}
        moved |= self._misplaced(moved)
        stable = [row for row in self.rows if row.id not in self.ours or self.ours[row.id].index not in moved]
        layout = _Layout(stable)
        for group in self.groups.values():
            layout.place(
                group, kept, {index: self.rows[at] for index, at in bounds.items() if at < len(self.rows)}
            )
        lost = layout.anchor([pair for pair in self.anchored if pair.live is None or pair.index in moved])
        final = (self.ours.get(row.id, row) if isinstance(row, Live) else row for row in layout.final())
        return Arrangement(tuple(final), frozenset(moved), lost)

    def _bounds(self) -> dict[int, int]:
        """For each row of ours how far down it may stand: above what would shadow it or a later one."""
        cover: Cover[int] = Cover(self.menu)
        for index, live in enumerate(self.rows):
            if live.id not in self.ours and "invalid" not in live.flags:
                cover.add(live.fields, index)
        found: dict[int, int] = {}
        for group in self.groups.values():
            bound = len(self.rows)
            for pair in reversed(group):
                fields = self.after[pair.index]
                hit = cover.first(fields) if enabled(self.menu, fields) else None
                bound = min(bound, len(self.rows) if hit is None else hit)
                found[pair.index] = bound
        return found

    def _keep(self, group: Sequence[Pair], bounds: Mapping[int, int]) -> list[Pair]:
        """The most rows that can stay: in our order, and above their bounds."""
        there = [pair for pair in group if pair.live is not None]
        able = [pair for pair in there if self._place(pair) < bounds[pair.index]]
        return [able[index] for index in longest_rise([self._place(pair) for pair in able])]

    def _place(self, pair: Pair) -> int:
        return self.at[pair.live.id] if pair.live is not None else -1

    def _misplaced(self, moved: set[int]) -> set[int]:
        """Anchored rows that are there, but not on their side of the anchor."""
        places: dict[str, list[int]] = {}
        for at, row in enumerate(self.rows):
            if row.id not in self.ours or self.ours[row.id].index not in moved:
                places.setdefault(comment_of(row.fields), []).append(at)
        wrong = (pair for pair in self.anchored if pair.live is not None and not self._anchored(pair, places))
        return {pair.index for pair in wrong}

    def _anchored(self, pair: Pair, places: Mapping[str, Sequence[int]]) -> bool:
        anchor, own = pair.row.anchor, self._place(pair)
        others = [at for at in places.get(anchor.comment if anchor else "", ()) if at != own]
        if not others or anchor is None:
            return False
        return own < others[0] if anchor.before else own > others[-1]


class _Layout:
    """The rows that stay, and slots in front of each (and one at the end) for those that come."""

    def __init__(self, stable: Sequence[Live]) -> None:
        self.stable = stable
        self.at = {live.id: index for index, live in enumerate(stable)}
        self.slots: list[list[Pair]] = [[] for _ in range(len(stable) + 1)]

    def place(self, group: Sequence[Pair], kept: set[int], bounds: Mapping[int, Live]) -> None:
        """Put the rows of one group, in our order, behind their predecessor or as low as they may be."""
        limits = self._limits(group, kept, bounds)
        slot: int | None = None
        for pair in group:
            if pair.live is not None and pair.index in kept:
                slot = self.at[pair.live.id] + 1
                continue
            if slot is None:
                slot = limits[pair.index]
            self.slots[slot].append(pair)

    def _limits(self, group: Sequence[Pair], kept: set[int], bounds: Mapping[int, Live]) -> dict[int, int]:
        found, lowest = {}, len(self.stable)
        for pair in reversed(group):
            if pair.index in bounds:
                lowest = min(lowest, self.at[bounds[pair.index].id])
            if pair.live is not None and pair.index in kept:
                lowest = min(lowest, self.at[pair.live.id])
            found[pair.index] = lowest
        return found

    def anchor(self, pairs: Sequence[Pair]) -> tuple[Pair, ...]:
        """Put anchored rows beside their anchors, also beside each other; what is left found none."""
        waiting = list(pairs)
        while waiting:
            left = [pair for pair in waiting if not self._beside(pair)]
            if len(left) == len(waiting):
                break
            waiting = left
        self.slots[-1] += waiting
        return tuple(waiting)

    def _beside(self, pair: Pair) -> bool:
        anchor = pair.row.anchor
        if anchor is None or not anchor.comment:
            return False
        rows = self._commented(anchor.comment)
        if not rows:
            return False
        slot, at = rows[0] if anchor.before else rows[-1]
        if at is None:
            self.slots[slot].append(pair) if anchor.before else self.slots[slot + 1].insert(0, pair)
        else:
            self.slots[slot].insert(at if anchor.before else at + 1, pair)
        return True

    def _commented(self, comment: str) -> list[tuple[int, int | None]]:
        """Where rows with a comment stand: slot and place in it, or slot and None for a row that stays."""
        found: list[tuple[int, int | None]] = []
        for slot, pairs in enumerate(self.slots):
            found += [(slot, at) for at, pair in enumerate(pairs) if comment_of(pair.row.fields) == comment]
            if slot < len(self.stable) and comment_of(self.stable[slot].fields) == comment:
                found.append((slot, None))
        return found

    def final(self) -> tuple[Entry, ...]:
        """All rows in their final order."""
        rows: list[Entry] = []
        for slot, pairs in enumerate(self.slots):
            rows += pairs
            rows += self.stable[slot : slot + 1]
        return tuple(rows)
