"""What only one row can have at a time: who gives it up goes before who takes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from rosgit.differ.access import after_change
from rosgit.differ.identity import Fields, value_of
from rosgit.differ.refs import provided, references
from rosgit.menus.table import Menu
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.plan import Action, Change

if TYPE_CHECKING:
    from rosgit.differ.order import Draft, Rank

Claim: TypeAlias = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A menu, fields of it, and their values."""


def claims(menu: Menu, fields: Fields) -> Iterator[Claim]:
    """What no other row may have beside this one: its key, and what else its menu says is unique."""
    for names in (*menu.unique, menu.key):
        values = tuple(str(value_of(menu, fields, name)) for name in names)
        if any(values):
            yield menu.path, names, values
    if menu.shown_in is not None:
        yield menu.shown_in, ("name",), (str(value_of(menu, fields, "name")),)


def given_up(menu: Menu, change: Change) -> frozenset[Claim]:
    """What a change frees for others."""
    if change.live is None or change.action not in {Action.UPDATE, Action.DELETE}:
        return frozenset()
    before = frozenset(claims(menu, change.live.fields))
    return before if change.action is Action.DELETE else before - set(claims(menu, after_change(change)))


def taken(menu: Menu, change: Change) -> frozenset[Claim]:
    """What a change needs to be free."""
    if change.action not in {Action.CREATE, Action.UPDATE}:
        return frozenset()
    after = frozenset(claims(menu, after_change(change)))
    return after - set(claims(menu, change.live.fields)) if change.live is not None else after


def rank_early(drafts: Sequence[Draft], menus: Mapping[str, Menu]) -> None:
    """A row to be deleted goes right before the first change that needs its place.

    So do the rows to be deleted that name it, before it.
    """
    deletes = [draft for draft in drafts if draft.action is Action.DELETE]
    free = {claim: draft for draft in deletes for claim in given_up(menus[draft.change.menu], draft.change)}
    waiting: list[tuple[Draft, Rank]] = []
    for draft in drafts if free else ():
        wanted = taken(menus[draft.change.menu], draft.change)
        waiting += [(free[claim], draft.rank) for claim in wanted if claim in free]
    _pull(waiting, deletes, menus)


def swapped(changes: Sequence[Change], menus: Mapping[str, Menu]) -> Iterator[Diagnostic]:
    """Changes that need a place before the row that has it can give it up."""
    givers: dict[Claim, Change] = {}
    for change in changes:
        givers.update(dict.fromkeys(given_up(menus[change.menu], change), change))
    for change in changes if givers else ():
        for claim in sorted(taken(menus[change.menu], change) & givers.keys()):
            giver = givers[claim]
            if giver is not change and giver.level >= change.level:
                what = ", ".join(f"{name} {value}" for name, value in zip(*claim[1:], strict=True))
                words = f"{change.address} is to have {what} before {giver.address} gives it up"
                yield Diagnostic("places-swapped", words, span=change.span, address=change.address)


def _pull(waiting: list[tuple[Draft, Rank]], deletes: Sequence[Draft], menus: Mapping[str, Menu]) -> None:
    users = _users(deletes, menus) if waiting else {}
    while waiting:
        draft, before = waiting.pop()
        stage, level, nth = before
        rank = (stage, level, min(nth, 0) - 1)
        if rank < draft.rank:
            draft.rank = rank
            waiting += [(user, rank) for user in users.get(id(draft), ()) if user is not draft]


def _users(deletes: Iterable[Draft], menus: Mapping[str, Menu]) -> dict[int, list[Draft]]:
    """The rows to be deleted that name each of them."""
    makers = {
        target: draft for draft in deletes for target in provided(menus[draft.change.menu], _read(draft))
    }
    found: dict[int, list[Draft]] = {}
    for draft in deletes:
        for _, target in references(menus[draft.change.menu], _read(draft)):
            if target in makers:
                found.setdefault(id(makers[target]), []).append(draft)
    return found


def _read(draft: Draft) -> Fields:
    return draft.change.live.fields if draft.change.live is not None else {}
