"""Three sets of rows become triples: what is wanted, what is there, what was applied last."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rosgit.differ.identity import Matcher, comment_of, exact, key_of, ours_to_match
from rosgit.menus.table import Menu
from rosgit.model.row import Live, Row


@dataclass(frozen=True, slots=True)
class Pair:
    """A desired row at its place in the document, the observed row it is, the ledger's row and place."""

    index: int
    row: Row
    live: Live | None = None
    base: Row | None = None
    base_at: int = -1


@dataclass(frozen=True, slots=True)
class Gone:
    """A row the ledger names, nobody wants any more, and the router still has."""

    base: Row
    live: Live


@dataclass(frozen=True, slots=True)
class Triples:
    """One menu, matched."""

    menu: Menu
    pairs: tuple[Pair, ...]
    gone: tuple[Gone, ...]
    strangers: tuple[Live, ...]


def pair_rows(
    menu: Menu, desired: Sequence[tuple[int, Row]], ledger: Sequence[Row], lives: Sequence[Live]
) -> Triples:
    """Match the rows of one menu; ``desired`` comes with each row's place in the document."""
    rows = [row for _, row in desired]
    matcher = Matcher(menu, ours_to_match(lives))
    bases = pair_ledger(menu, rows, ledger)
    found = matcher.match(rows)
    found.update(_where_they_were(matcher, rows, ledger, bases, found))
    bases.update(_explained(menu, rows, ledger, bases, found))
    kept = set(bases.values())
    orphans = [row for at, row in enumerate(ledger) if at not in kept]
    gone = matcher.match(orphans)
    return Triples(
        menu,
        tuple(
            Pair(index, row, found.get(at), ledger[bases[at]] if at in bases else None, bases.get(at, -1))
            for at, (index, row) in enumerate(desired)
        ),
        tuple(Gone(orphans[at], live) for at, live in gone.items()),
        matcher.left,
    )


def _where_they_were(
    matcher: Matcher,
    rows: Sequence[Row],
    ledger: Sequence[Row],
    bases: Mapping[int, int],
    found: Mapping[int, Live],
) -> dict[int, Live]:
    """A keyless row whose content moved and whose comment does not single it out: by its old content."""
    if matcher.menu.key or matcher.menu.singleton or not bases:
        return {}
    lost = [at for at in range(len(rows)) if at in bases and at not in found]
    olds = matcher.match_content([ledger[bases[at]] for at in lost], ())
    return {lost[at]: live for at, live in olds.items()}


def _explained(
    menu: Menu,
    rows: Sequence[Row],
    ledger: Sequence[Row],
    bases: Mapping[int, int],
    found: Mapping[int, Live],
) -> dict[int, int]:
    """The ledger rows that other rows took over: what they set beyond the new content goes back."""
    if menu.key or menu.singleton or not ledger:
        return {}
    taken = [at for at in range(len(rows)) if at in found and at not in bases]
    kept = set(bases.values())
    orphans = [at for at in range(len(ledger)) if at not in kept]
    lives = [found[at] for at in taken]
    olds = Matcher(menu, lives).match([ledger[at] for at in orphans])
    by_id = {live.id: at for at, live in zip(taken, lives, strict=True)}
    return {by_id[live.id]: orphans[at] for at, live in olds.items()}


def pair_ledger(menu: Menu, rows: Sequence[Row], ledger: Sequence[Row]) -> dict[int, int]:
    """Which ledger row each desired row was, by position: key, else unique comment, else content."""
    if not ledger:
        return {}
    if menu.key or menu.singleton:
        by_key = {key_of(menu, row.fields): at for at, row in enumerate(ledger)}
        found = {at: by_key.pop(key_of(menu, row.fields), None) for at, row in enumerate(rows)}
        return {at: base for at, base in found.items() if base is not None}
    pairs = _by_comment(rows, ledger)
    pairs.update(_by_content(rows, ledger, pairs))
    return pairs


def _by_comment(rows: Sequence[Row], ledger: Sequence[Row]) -> dict[int, int]:
    once = _single_comments(ledger)
    return {at: once[text] for text, at in _single_comments(rows).items() if text in once}


def _single_comments(rows: Sequence[Row]) -> dict[str, int]:
    counts = Counter(comment_of(row.fields) for row in rows)
    found = ((comment_of(row.fields), at) for at, row in enumerate(rows))
    return {text: at for text, at in found if text and counts[text] == 1}


def _by_content(rows: Sequence[Row], ledger: Sequence[Row], done: Mapping[int, int]) -> dict[int, int]:
    used = set(done.values())
    free: dict[frozenset[tuple[str, object]], list[int]] = defaultdict(list)
    for at in range(len(ledger) - 1, -1, -1):
        if at not in used:
            free[exact(ledger[at].fields)].append(at)
    pairs = {}
    for at, row in enumerate(rows):
        waiting = free.get(exact(row.fields)) if at not in done else None
        if waiting:
            pairs[at] = waiting.pop()
    return pairs
