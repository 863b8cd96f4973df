"""The order of changes: along references, safe at every step, in as few levels as that allows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from rosgit.differ.access import LATE, RISKS, risk_of
from rosgit.differ.identity import Fields, name_of
from rosgit.differ.layers import layers
from rosgit.differ.moves import Arrangement, Entry
from rosgit.differ.pairing import Pair
from rosgit.differ.refs import Target, provided, references
from rosgit.differ.shadow import group_of
from rosgit.differ.unique import Claim, given_up, rank_early, taken
from rosgit.menus.table import Menu
from rosgit.model.plan import Action, Change

Rank: TypeAlias = tuple[int, int, int]
"""When: the stage, then the level in it (and what tells lonely ones apart)."""

_THERE: Rank = (-1, 0, 0)
WRITES, MOVES, LATER, DELETES, RISKY, LAST = range(6)


@dataclass(slots=True)
class Draft:
    """A change that has no place in the order yet; ``at`` is its row's place in the document."""

    at: int
    change: Change
    rank: Rank = (WRITES, 0, 0)
    late: set[str] = field(default_factory=set)
    late_rank: Rank = (LATER, 0, 0)

    @property
    def action(self) -> Action:
        """What kind of change it is."""
        return self.change.action

    @property
    def leaves(self) -> Fields:
        """The fields it writes."""
        return {each.field: each.after for each in self.change.deltas if each.after is not None}


def in_order(
    drafts: Sequence[Draft], menus: Mapping[str, Menu], arrangements: Mapping[str, Arrangement]
) -> tuple[Change, ...]:
    """Give every change its level and its place among its neighbours, and sort them."""
    writes = [draft for draft in drafts if draft.action in {Action.CREATE, Action.UPDATE}]
    _rank_writes(writes, menus)
    _rank_risky(drafts)
    _rank_deletes(drafts, menus)
    for draft in drafts:
        if draft.action is Action.MOVE:
            draft.rank = (MOVES, 0, 0)
    _switch_on_late(writes, menus)
    _gather(writes, menus)
    rank_early(drafts, menus)
    return _sorted(drafts, menus, arrangements)


def _rank_writes(writes: Sequence[Draft], menus: Mapping[str, Menu]) -> None:
    """Levels along references: a row is written after the rows it names."""
    makers: dict[Target, int] = {}
    free: dict[Claim, int] = {}
    for node, draft in enumerate(writes):
        menu = menus[draft.change.menu]
        makers.update(dict.fromkeys(provided(menu, draft.leaves), node))
        free.update(dict.fromkeys(given_up(menu, draft.change), node))
    needs = [_needs(draft, node, menus, makers) for node, draft in enumerate(writes)]
    _places_first(writes, needs, menus, free)
    _names_last(writes, needs, menus, makers)

    def can_wait(node: int, names: frozenset[str]) -> bool:
        menu = menus[writes[node].change.menu]
        given = writes[node].leaves.keys()
        return not any(name in menu.key or menu.fields[name].required or name not in given for name in names)

    levels, late = layers(needs, can_wait)
    for draft, level, names in zip(writes, levels, late, strict=True):
        draft.rank = (WRITES, level, 0)
        draft.late = names


def _places_first(
    writes: Sequence[Draft],
    needs: Sequence[dict[int, frozenset[str]]],
    menus: Mapping[str, Menu],
    free: Mapping[Claim, int],
) -> None:
    """Who takes a place needs who gives it up."""
    for node, draft in enumerate(writes) if free else ():
        for claim in taken(menus[draft.change.menu], draft.change):
            giver = free.get(claim, node)
            if giver != node:
                needs[node][giver] = needs[node].get(giver, frozenset()) | set(claim[1])


def _names_last(
    writes: Sequence[Draft],
    needs: Sequence[dict[int, frozenset[str]]],
    menus: Mapping[str, Menu],
    makers: Mapping[Target, int],
) -> None:
    """A row is renamed after the rows that print its name, unless those ask for the new one.

    An undo goes the other way: it gives the old name back first, and finds them by it.
    """
    renames = {target: node for target, node in makers.items() if writes[node].action is Action.UPDATE}
    for node, draft in enumerate(writes) if renames else ():
        for _, target in references(menus[draft.change.menu], _read(draft)):
            other = renames.get(target, node)
            if other != node and other not in needs[node]:
                needs[other].setdefault(node, frozenset())


def _needs(
    draft: Draft, node: int, menus: Mapping[str, Menu], makers: Mapping[Target, int]
) -> dict[int, frozenset[str]]:
    found: dict[int, frozenset[str]] = {}
    for name, target in references(menus[draft.change.menu], draft.leaves):
        maker = makers.get(target)
        if maker is not None and (maker != node or draft.action is Action.CREATE):
            found[maker] = found.get(maker, frozenset()) | {name}
    return found


def _rank_risky(drafts: Iterable[Draft]) -> None:
    """Changes that can shut us out come last, each alone where its risk says so."""
    lonely = 0
    for draft in drafts:
        risk = risk_of(draft.change)
        if risk is not None and draft.action is not Action.MOVE:
            lonely += 1
            draft.rank = (RISKY, risk, lonely if RISKS[risk].alone else 0)
        name, value = LATE.get(draft.change.menu, ("", ""))
        if name and draft.leaves.get(name) == value:
            lonely += 1
            draft.late = {*draft.late, name}
            draft.late_rank = (RISKY, len(RISKS), lonely)


def _rank_deletes(drafts: Sequence[Draft], menus: Mapping[str, Menu]) -> None:
    """Levels against references: a row goes after the rows that name it, and after risky ones do."""
    deletes = [draft for draft in drafts if draft.action is Action.DELETE and draft.rank[0] != RISKY]
    makers = {
        target: node
        for node, draft in enumerate(deletes)
        for target in provided(menus[draft.change.menu], _read(draft))
    }
    needs: list[dict[int, frozenset[str]]] = [{} for _ in deletes]
    for node, draft in enumerate(deletes):
        for other in _named(draft, menus, makers):
            if other != node:
                needs[other][node] = frozenset()
    levels, _ = layers(needs, lambda _node, _names: False)
    risky = [draft for draft in drafts if draft.rank[0] == RISKY]
    last = {other for draft in risky for other in _named(draft, menus, makers)}
    for node in sorted(range(len(deletes)), key=lambda node: levels[node]):
        stage = LAST if node in last or needs[node].keys() & last else DELETES
        last |= {node} if stage == LAST else set()
        deletes[node].rank = (stage, levels[node], 0)


def _read(draft: Draft) -> Fields:
    return draft.change.live.fields if draft.change.live is not None else {}


def _named(draft: Draft, menus: Mapping[str, Menu], makers: Mapping[Target, int]) -> Iterator[int]:
    for _, target in references(menus[draft.change.menu], _read(draft)):
        if target in makers:
            yield makers[target]


def _switch_on_late(writes: Iterable[Draft], menus: Mapping[str, Menu]) -> None:
    """A server goes live after everything that it serves or that guards it is there."""
    for draft in writes:
        if not menus[draft.change.menu].born_disabled:
            continue
        wanted = draft.leaves.get("disabled", "false" if draft.action is Action.CREATE else None)
        if wanted == "false":
            draft.late = {*draft.late, "disabled"}


def _gather(writes: Sequence[Draft], menus: Mapping[str, Menu]) -> None:
    """Rows of an ordered menu are created in one level, so that no half of a rule set is live alone."""
    named = {
        path for draft in writes for _, (path, _, _) in references(menus[draft.change.menu], draft.leaves)
    }
    groups: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    for draft in writes:
        menu = menus[draft.change.menu]
        fit = draft.action is Action.CREATE and draft.rank[0] == WRITES
        if fit and menu.order is not None and menu.path not in named:
            groups[menu.path, group_of(menu, draft.leaves)].append(draft)
    for group in groups.values():
        rank = max(draft.rank for draft in group)
        for draft in group:
            draft.rank = rank


def _sorted(
    drafts: Sequence[Draft], menus: Mapping[str, Menu], arrangements: Mapping[str, Arrangement]
) -> tuple[Change, ...]:
    for draft in drafts:
        if draft.late and draft.action is Action.UPDATE and draft.leaves.keys() <= draft.late:
            draft.rank = draft.late_rank
    places = {
        (path, entry.index): at
        for path, arrangement in arrangements.items()
        for at, entry in enumerate(arrangement.final)
        if isinstance(entry, Pair)
    }

    def key(draft: Draft) -> tuple[Rank, int, str, int]:
        change = draft.change
        at = places.get((change.menu, draft.at), draft.at)
        if change.action is Action.DELETE:
            return draft.rank, -menus[change.menu].weight, change.menu, -draft.at
        return draft.rank, menus[change.menu].weight, change.menu, at

    ordered = sorted(drafts, key=key)
    ranks = sorted({draft.rank for draft in ordered} | {draft.late_rank for draft in ordered if draft.late})
    numbers = {rank: number for number, rank in enumerate(ranks)}
    befores = _befores(ordered, menus, arrangements)
    return tuple(_finish(draft, numbers, befores.get(at)) for at, draft in enumerate(ordered))


def _finish(draft: Draft, numbers: Mapping[Rank, int], place: tuple[str | None, str] | None) -> Change:
    before, words = place or (None, "")
    return replace(
        draft.change,
        level=numbers[draft.rank],
        late=tuple(sorted(draft.late)),
        late_level=numbers[draft.late_rank] if draft.late else 0,
        before=before,
        place=words,
    )


def _befores(
    ordered: Sequence[Draft], menus: Mapping[str, Menu], arrangements: Mapping[str, Arrangement]
) -> dict[int, tuple[str | None, str]]:
    """For each row to be created or moved, by its place in the plan, the row it goes in front of."""
    coming: dict[str, dict[int, tuple[int, Draft]]] = defaultdict(dict)
    for at, draft in enumerate(ordered):
        if draft.action in {Action.CREATE, Action.MOVE} and draft.change.menu in arrangements:
            coming[draft.change.menu][draft.at] = (at, draft)
    found: dict[int, tuple[str | None, str]] = {}
    for path, rows in coming.items():
        found.update(_menu_befores(menus[path], arrangements[path].final, rows))
    return found


def _menu_befores(
    menu: Menu, final: Sequence[Entry], coming: Mapping[int, tuple[int, Draft]]
) -> Iterator[tuple[int, tuple[str | None, str]]]:
    """From the end: the nearest following row that is in place by then.

    Rows of one level are sent in order with the same row behind them, so that they come to stand
    in that order.
    """
    nearest: dict[Rank, tuple[int, str, str]] = {}
    for distance, entry in enumerate(reversed(final)):
        live = entry.live if isinstance(entry, Pair) else entry
        if isinstance(entry, Pair) and entry.index in coming:
            at, draft = coming[entry.index]
            behind = max((seen for rank, seen in nearest.items() if rank < draft.rank), default=None)
            yield at, (behind[1], f"before {behind[2]}") if behind is not None else (None, "at the end")
            own = f"#{at}" if live is None else live.id or ""
            nearest[draft.rank] = (distance, own, name_of(menu, entry.row.fields))
        elif live is not None:
            nearest[_THERE] = (distance, live.id or "", name_of(menu, live.fields))
