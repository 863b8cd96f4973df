"""What a plan has to say beside its changes: rows out of reach, rows in use, rows nobody can make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rosgit.differ.access import after_change
from rosgit.differ.identity import Fields, address_of, key_of, name_of, value_of
from rosgit.differ.moves import Arrangement, Entry, after
from rosgit.differ.order import Draft
from rosgit.differ.pairing import Pair, Triples
from rosgit.differ.refs import provided, references
from rosgit.differ.shadow import Cover, enabled
from rosgit.menus.table import Menu
from rosgit.model.diagnostic import Diagnostic, Related, Severity
from rosgit.model.plan import Action, Change
from rosgit.model.row import Live, Observed, Row, Value

_WORDS = frozenset({"comment", "disabled", "log", "log-prefix"})


def triples_doubts(triples: Triples, observed: Observed) -> Iterator[Diagnostic]:
    """Desired rows that no write can bring about: the menu was not read, or the system owns them."""
    menu, path = triples.menu, triples.menu.path
    if path not in observed.rows:
        first = triples.pairs[0].row if triples.pairs else None
        words = f"{path} was not read from the router, so nothing is known of its rows"
        yield Diagnostic("menu-not-read", words, span=first.span if first else None, address=path)
        return
    builtin = {key_of(menu, live.fields) for live in observed.rows[path] if "builtin" in live.flags}
    for pair in triples.pairs:
        if pair.live is None and not menu.addable:
            yield _about("no-such-row", menu, pair.row, "the router has no such row, and none can be added")
        elif pair.live is None and menu.key and key_of(menu, pair.row.fields) in builtin:
            yield _about("builtin-row", menu, pair.row, "RouterOS made this row and keeps it as it is")


def shadowed(menu: Menu, arrangement: Arrangement) -> Iterator[Diagnostic]:
    """Rows of ours that an earlier row leaves nothing to, and rows whose anchor is not there."""
    for pair in arrangement.lost:
        anchor = pair.row.anchor
        yield _about(
            "no-such-anchor", menu, pair.row, f"no row has the comment {anchor.comment!r}" if anchor else ""
        )
    cover: Cover[Entry] = Cover(menu)
    for entry in arrangement.final:
        fields = after(entry) if isinstance(entry, Pair) else entry.fields
        if isinstance(entry, Pair) and enabled(menu, fields):
            above = cover.first(fields)
            if above is not None:
                yield _shadow(menu, entry, above)
        live = entry.live if isinstance(entry, Pair) else entry
        if live is None or "invalid" not in live.flags:
            cover.add(fields, entry)


def _shadow(menu: Menu, pair: Pair, above: Entry) -> Diagnostic:
    """A row that is never reached; only a warning where the row above does the same."""
    row = pair.row
    theirs = after(above) if isinstance(above, Pair) else above.fields
    span = above.row.span if isinstance(above, Pair) else None
    words = f"{name_of(menu, theirs)} above it takes all it would match"
    found = _about("shadowed", menu, row, words)
    same = _effect(menu, after(pair)) == _effect(menu, theirs)
    return replace(
        found,
        severity=Severity.WARNING if same else found.severity,
        related=(Related("this row is above it", span),) if span is not None else (),
    )


def _effect(menu: Menu, fields: Fields) -> dict[str, Value]:
    order = menu.order
    names = {*order.plain, order.action} - _WORDS if order is not None else set()
    return {name: value_of(menu, fields, name) for name in names if name is not None}


def in_use(drafts: Sequence[Draft], menus: Mapping[str, Menu], observed: Observed) -> Iterator[Diagnostic]:
    """Rows to be deleted that a row which stays still names: RouterOS may leave it dangling."""
    going = {
        target: draft.change
        for draft in drafts
        if draft.action is Action.DELETE and draft.change.live is not None
        for target in provided(menus[draft.change.menu], draft.change.live.fields)
    }
    if not going:
        return
    changed = {(draft.change.menu, _id(draft.change)): draft.change for draft in drafts}
    for path, live in _staying(menus, observed, changed):
        change = changed.get((path, live.id))
        fields = after_change(change) if change is not None else live.fields
        for name, target in references(menus[path], fields):
            if target in going:
                address = going[target].address
                who = address_of(menus[path], live.fields)
                words = f"{address} is to be deleted, but {who} still names it in {name}"
                naming = change.span if change is not None else None
                yield Diagnostic("in-use", words, span=naming or going[target].span, address=address)


def _staying(
    menus: Mapping[str, Menu], observed: Observed, changed: Mapping[tuple[str, str | None], Change]
) -> Iterator[tuple[str, Live]]:
    for path, lives in observed.rows.items():
        for live in lives if path in menus else ():
            change = changed.get((path, live.id))
            deleted = change is not None and change.action is Action.DELETE
            if not live.foreign and not deleted:
                yield path, live


def _id(change: Change) -> str | None:
    return change.live.id if change.live is not None else None


def _about(code: str, menu: Menu, row: Row, words: str) -> Diagnostic:
    address = address_of(menu, row.fields)
    return Diagnostic(code, f"{address}: {words}", span=row.span, address=address)
