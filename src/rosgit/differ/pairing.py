"""Three sets of rows become triples: what is wanted, what is there, what was applied last."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from rosgit.differ.identity import Matcher, comment_of, exact, key_of, ours_to_match
from rosgit.differ.renames import pair_moved
from rosgit.menus.table import Menu
from rosgit.model.row import Live, Row


@dataclass(frozen=True, slots=True)
class Pair:
    """A desired row at its place in the document, the observed row it is, the ledger's row and place.

    ``whole``: the observed row was somebody's, and what it sets beyond the desired one goes back.
    """

    index: int
    row: Row
    live: Live | None = None
    base: Row | None = None
    base_at: int = -1
    whole: bool = False


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
    menu: Menu,
    desired: Sequence[tuple[int, Row]],
    ledger: Sequence[Row],
    lives: Sequence[Live],
    moved: Iterable[int] = (),
    ignore: frozenset[str] = frozenset(),
) -> Triples:
    """Match the rows of one menu; ``desired`` comes with each row's place in the document.

    ``moved`` are the places of ledger rows whose label moved, ``ignore`` fields nobody looks at.
    """
    rows = [row for _, row in desired]
    theirs = ours_to_match(lives)
    matcher = Matcher(menu, theirs, ignore)
    bases = pair_moved(menu, rows, ledger, moved)
    found = _by_old_names(matcher, ledger, bases)
    bases = pair_ledger(menu, rows, ledger, bases, ignore)
    found.update(_match(matcher, rows, found))
    found.update(_where_they_were(matcher, rows, ledger, bases, found))
    bases.update(_explained(matcher, theirs, rows, ledger, bases, found))
    kept = set(bases.values())
    orphans = [row for at, row in enumerate(ledger) if at not in kept]
    gone = matcher.match(orphans)
    pairs = (
        Pair(index, row, found.get(at), ledger[bases[at]] if at in bases else None, bases.get(at, -1))
        for at, (index, row) in enumerate(desired)
    )
    return Triples(
        menu,
        tuple(without(pair, ignore) for pair in pairs),
        tuple(Gone(orphans[at], live) for at, live in gone.items()),
        matcher.left,
    )


def without(pair: Pair, ignore: frozenset[str]) -> Pair:
    """The pair without ignored fields, where the row is there already: neither compared nor written."""
    if not ignore or pair.live is None:
        return pair
    base = _stripped(pair.base, ignore) if pair.base is not None else None
    return replace(pair, row=_stripped(pair.row, ignore), base=base)


def _stripped(row: Row, ignore: frozenset[str]) -> Row:
    fields = {name: value for name, value in row.fields.items() if name not in ignore}
    return replace(row, fields=MappingProxyType(fields))


def _by_old_names(matcher: Matcher, ledger: Sequence[Row], bases: Mapping[int, int]) -> dict[int, Live]:
    """The rows whose label moved, as they are still called on the router."""
    places = sorted(bases)
    olds = matcher.match([ledger[bases[at]] for at in places]) if places else {}
    return {places[at]: live for at, live in olds.items()}


def _match(matcher: Matcher, rows: Sequence[Row], found: Mapping[int, Live]) -> dict[int, Live]:
    if not found:
        return matcher.match(rows)
    left = [at for at in range(len(rows)) if at not in found]
    return {left[at]: live for at, live in matcher.match([rows[at] for at in left]).items()}


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
    matcher: Matcher,
    every: Sequence[Live],
    rows: Sequence[Row],
    ledger: Sequence[Row],
    bases: Mapping[int, int],
    found: Mapping[int, Live],
) -> dict[int, int]:
    """The ledger rows that other rows took over: what they set beyond the new content goes back."""
    menu = matcher.menu
    if menu.key or menu.singleton or not ledger:
        return {}
    taken = [at for at in range(len(rows)) if at in found and at not in bases]
    kept = set(bases.values())
    orphans = [at for at in range(len(ledger)) if at not in kept]
    lives = [found[at] for at in taken]
    olds = Matcher(menu, lives, every=every).match([ledger[at] for at in orphans])
    by_id = {live.id: at for at, live in zip(taken, lives, strict=True)}
    return {by_id[live.id]: orphans[at] for at, live in olds.items()}


def pair_ledger(
    menu: Menu,
    rows: Sequence[Row],
    ledger: Sequence[Row],
    done: Mapping[int, int],
    ignore: frozenset[str] = frozenset(),
) -> dict[int, int]:
    """Which ledger row each desired row was, by position: key, else unique comment, else content.

    ``done`` are pairs that are known already.
    """
    used = set(done.values())
    ours = {at: row for at, row in enumerate(rows) if at not in done}
    olds = {at: row for at, row in enumerate(ledger) if at not in used}
    if not olds:
        return dict(done)
    if menu.key or menu.singleton:
        by_key = {key_of(menu, row.fields): at for at, row in olds.items()}
        found = {at: by_key.pop(key_of(menu, row.fields), None) for at, row in ours.items()}
        return {**done, **{at: base for at, base in found.items() if base is not None}}
    pairs = {**done, **_by_comment(ours, olds)}
    return {**pairs, **_by_content(menu, ours, olds, pairs, ignore)}


def _by_comment(rows: Mapping[int, Row], ledger: Mapping[int, Row]) -> dict[int, int]:
    once = _single_comments(ledger)
    return {at: once[text] for text, at in _single_comments(rows).items() if text in once}


def _single_comments(rows: Mapping[int, Row]) -> dict[str, int]:
    counts = Counter(comment_of(row.fields) for row in rows.values())
    found = ((comment_of(row.fields), at) for at, row in rows.items())
    return {text: at for text, at in found if text and counts[text] == 1}


def _by_content(
    menu: Menu,
    rows: Mapping[int, Row],
    ledger: Mapping[int, Row],
    done: Mapping[int, int],
    ignore: frozenset[str],
) -> dict[int, int]:
    used = set(done.values())
    free: dict[frozenset[tuple[str, object]], list[int]] = defaultdict(list)
    for at in sorted(ledger.keys() - used, reverse=True):
        free[exact(menu, ledger[at].fields, ignore)].append(at)
    pairs = {}
    for at, row in rows.items():
        waiting = free.get(exact(menu, row.fields, ignore)) if at not in done else None
        if waiting:
            pairs[at] = waiting.pop()
    return pairs
