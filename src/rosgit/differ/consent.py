"""What a person has to decide: rows that were there before us, rows of ours that are gone, and names."""

from __future__ import annotations

import difflib
import shlex
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rosgit.differ.identity import Fields, address_of, key_of, name_of, value_of
from rosgit.differ.options import ALL, Options
from rosgit.differ.pairing import Pair, Triples, without
from rosgit.menus import MENUS
from rosgit.menus.table import Menu
from rosgit.model.diagnostic import Diagnostic, Severity
from rosgit.model.listed import listed
from rosgit.model.plan import Delta, Plan
from rosgit.model.row import Live, Row

_NO_ROW = "no-such-row-named"
_FEW = 5
"""How many names a sentence holds."""
_MOST_LOST, _MOST_STRANGERS = 200, 500
"""How many rows are held against each other; a menu that lost more has no single culprit."""


def of_a_stranger(menu: Menu, row: Row, deltas: Sequence[Delta], options: Options) -> Iterator[Diagnostic]:
    """A row that was there before us and is not as it is wanted: refused until it is named."""
    address = address_of(menu, row.fields)
    if not options.ask or address in options.begun:
        return
    if options.adopts(address):
        words = f"{address} was on the router before us and is changed"
        yield Diagnostic("adopted-row", words, span=row.span, address=address)
        return
    fields = ", ".join(delta.field for delta in deltas)
    yield Diagnostic(
        "adopt-needed",
        f"{address} was on the router before us, and is not as it is wanted in: {fields}",
        f"--adopt {shlex.quote(address)} makes it ours and changes it",
        row.span,
        address=address,
    )


def under_another_key(names: Sequence[str]) -> Iterator[Diagnostic]:
    """Secrets that cannot be read back, and that the ledger holds sealed under another key."""
    if names:
        yield Diagnostic(
            "secret-key-changed",
            f"nobody can say whether git has moved {listed(names, _FEW)}: sealed under another key than ours",
            "set ROSGIT_LEDGER_KEY to one key wherever rosgit runs; if the key was changed, apply once with "
            "--resend-secrets",
            severity=Severity.WARNING,
        )


def settle(triples: Triples, options: Options) -> tuple[Triples, tuple[Diagnostic, ...]]:
    """Give lost rows what was decided for them, and ask about the others.

    A lost row is one of ours, without a key, that is wanted and that no row on the router is.
    """
    menu = triples.menu
    lost = [pair for pair in triples.pairs if pair.live is None and pair.base is not None]
    if menu.key or not menu.addable or not lost:
        return triples, ()
    likely = _likeliest(menu, lost, triples.strangers, options)
    taken = {pair.index: likely[pair.index][0] for pair in lost if _taken(menu, pair, options)
             and len(likely.get(pair.index, ())) == 1}  # fmt: skip
    asked = (pair for pair in lost if pair.index not in taken and _asked(menu, pair, options))
    doubts = tuple(_lost(menu, pair, likely.get(pair.index, ()), options) for pair in asked)
    return _with(triples, taken, options), doubts


def _taken(menu: Menu, pair: Pair, options: Options) -> bool:
    named = options.adopt
    return isinstance(named, frozenset) and address_of(menu, pair.row.fields) in named


def _asked(menu: Menu, pair: Pair, options: Options) -> bool:
    return options.recreate is not ALL and address_of(menu, pair.row.fields) not in options.recreate


def _with(triples: Triples, taken: dict[int, Live], options: Options) -> Triples:
    if not taken:
        return triples
    ignore = options.ignore.get(triples.menu.path, frozenset())
    ids = {live.id for live in taken.values()}
    pairs = tuple(
        without(replace(pair, live=taken[pair.index], whole=True), ignore) if pair.index in taken else pair
        for pair in triples.pairs
    )
    strangers = tuple(live for live in triples.strangers if live.id not in ids)
    return replace(triples, pairs=pairs, strangers=strangers)


def _likeliest(
    menu: Menu, lost: Sequence[Pair], strangers: Iterable[Live], options: Options
) -> dict[int, tuple[Live, ...]]:
    """For each lost row the strangers with the most equal fields, several where nobody can say which.

    Each stranger is the only one of one row at most.
    """
    ignore = options.ignore.get(menu.path, frozenset())
    lives = [live for live in strangers if "default" not in live.flags][:_MOST_STRANGERS]
    scored: dict[tuple[int, int], list[int]] = defaultdict(list)
    for pair in lost[:_MOST_LOST]:
        for at, live in enumerate(lives):
            score = max(_alike(menu, row.fields, live, ignore) for row in (pair.row, pair.base) if row)
            if score:
                scored[-score, pair.index].append(at)
    found: dict[int, tuple[Live, ...]] = {}
    used: set[int] = set()
    for rank, index in sorted(scored):
        free = [at for at in scored[rank, index] if at not in used]
        if index not in found and free:
            found[index] = tuple(lives[at] for at in free)
            used.update(free if len(free) == 1 else ())
    return found


def _alike(menu: Menu, fields: Fields, live: Live, ignore: frozenset[str]) -> int:
    return sum(
        isinstance(value, str) and name not in ignore and value_of(menu, live.fields, name) == value
        for name, value in fields.items()
        if name != "disabled"
    )


def _lost(menu: Menu, pair: Pair, strangers: Sequence[Live], options: Options) -> Diagnostic:
    address = address_of(menu, pair.row.fields)
    name = shlex.quote(address)
    adopt = f"--adopt {name} takes that one over, " if len(strangers) == 1 else ""
    command = "" if options.ask else "rosgit apply "
    return Diagnostic(
        "lost-row",
        f"{address} is ours and is not on the router any more, as far as anyone can tell",
        f"{_described(menu, pair, strangers)}; {command}{adopt}--recreate {name} makes a new one",
        pair.row.span,
        address=address,
        severity=None if options.ask else Severity.WARNING,
    )


def _described(menu: Menu, pair: Pair, strangers: Sequence[Live]) -> str:
    """The rows that a lost one may have become; with several nobody guesses."""
    if not strangers:
        return "no row there is like it"
    told = [
        f"{name_of(menu, each.fields)}, which differs in {_differing(menu, pair, each)}" for each in strangers
    ]
    if len(told) == 1:
        return f"the likeliest row there is {told[0]}"
    rows = listed(told, _FEW, "; ")
    return f"{len(told)} rows there are equally likely, and nobody can say which it is: {rows}"


def _differing(menu: Menu, pair: Pair, stranger: Live) -> str:
    base = pair.base if pair.base is not None else pair.row
    wrong = [name for name, value in base.fields.items()
             if isinstance(value, str) and value_of(menu, stranger.fields, name) != value]  # fmt: skip
    return listed(wrong, _FEW) if wrong else "nothing but its place"


def names_taken(triples: Triples) -> Iterator[Diagnostic]:
    """Rows to be renamed to what somebody else's row is called already."""
    menu = triples.menu
    theirs = {key_of(menu, live.fields) for live in triples.strangers} if menu.key else set()
    for pair in triples.pairs if theirs else ():
        if pair.live is not None and key_of(menu, pair.row.fields) in theirs:
            address = address_of(menu, pair.row.fields)
            old = name_of(menu, pair.live.fields)
            words = f"{old} is to be called {name_of(menu, pair.row.fields)}, and another row is already"
            yield Diagnostic("name-taken", f"{address}: {words}", span=pair.row.span, address=address)


def unknown_names(options: Options, known: Iterable[str]) -> Iterator[Diagnostic]:
    """Names given to --adopt and --recreate that no row of the site has; ``known`` are all it has.

    Nothing is said of the names that another site has.
    """
    wanted = options.named - options.elsewhere
    rows = frozenset(known) if wanted else frozenset()
    for name in sorted(wanted - rows):
        yield Diagnostic(_NO_ROW, f"the site has no row {name}", _near(name, rows), address=name)


def names_of(rows: Iterable[Row]) -> Iterator[str]:
    """What plans call these rows, as far as that can be said without their router."""
    return (address_of(MENUS[row.menu], row.fields) for row in rows)


def names_nowhere(
    names: Iterable[str], plans: Sequence[Plan], known: Iterable[str], unread: Sequence[str]
) -> Iterator[Diagnostic]:
    """Names that no plan of any site has a row for; each plan was asked for them.

    ``known`` are names that some site has, for a near miss. With ``unread`` sites, whose routers
    could not be read, nobody can say that there is no such row: that is a warning.
    """
    missing = [frozenset(each.address for each in plan.diagnostics if each.code == _NO_ROW) for plan in plans]
    rows = {*known, *(change.address for plan in plans for change in plan.changes)}
    for name in sorted(names):
        if not all(name in each for each in missing):
            continue
        near = _near(name, rows)
        if unread:
            words = f"no router that was read has a row {name}; not read: {listed(unread, _FEW)}"
            yield Diagnostic(_NO_ROW, words, near, address=name, severity=Severity.WARNING)
        else:
            yield Diagnostic(_NO_ROW, f"no site has a row {name}", near, address=name)


def _near(name: str, rows: Iterable[str]) -> str:
    """A near miss, or the whole names of what was named by its last part only."""
    every = sorted(rows)
    tails = [each.partition(" ")[2].strip('"') for each in every]
    near = [each for each, tail in zip(every, tails, strict=True) if tail == name.strip('"')]
    near = near or difflib.get_close_matches(name, every, n=1)
    if not near and (like := difflib.get_close_matches(name, tails, n=1)):
        near = [each for each, tail in zip(every, tails, strict=True) if tail == like[0]]
    quoted = listed(list(map(shlex.quote, near)), _FEW, " or ")
    return f"did you mean {quoted}?" if near else "rows are called as plans show them"
