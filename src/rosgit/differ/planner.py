"""Three sets of rows into the plan of one site: pure, and the same forward and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from rosgit.differ.compare import Context, Found, SecretKey, compare, equal, release, touched, worst
from rosgit.differ.consent import names_taken, of_a_stranger, settle, under_another_key, unknown_names
from rosgit.differ.digest import RowHashes, digest
from rosgit.differ.doubts import in_use, shadowed, triples_doubts
from rosgit.differ.for_good import not_undoable
from rosgit.differ.hints import looks_renamed
from rosgit.differ.identity import Fields, address_of, name_of
from rosgit.differ.interfaces import Interfaces
from rosgit.differ.moves import Arrangement, arrange
from rosgit.differ.options import NONE, Options
from rosgit.differ.order import Draft, in_order
from rosgit.differ.pairing import Gone, Pair, Triples, pair_rows
from rosgit.differ.renames import Followers, renamed
from rosgit.differ.unique import swapped
from rosgit.menus import MENUS
from rosgit.menus.table import Menu
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.plan import Action, Cause, Change, Delta, Plan
from rosgit.model.row import Ledger, Live, Observed, Row, Value
from rosgit.model.secret import Secret
from rosgit.model.version import Version


def plan(
    site: str,
    desired: Sequence[Row],
    ledger: Ledger | None,
    observed: Observed,
    *,
    version: Version,
    resolved: Mapping[SecretKey, Secret] | None = None,
    options: Options = NONE,
) -> Plan:
    """What has to change on a router so that it has the desired rows.

    ``desired`` in document order; ``ledger`` what was applied last (None: unknown, and nothing is
    deleted); ``resolved`` the secrets at hand by ``SecretRef.same_as`` (None: offline, secrets are
    not compared). Problems come back as diagnostics, never as exceptions.
    """
    context = Context(version, resolved, observed.facts, ledger is not None, options)
    return _Planning(site, desired, ledger, observed, context).run()


def drift(
    site: str,
    ledger: Ledger,
    observed: Observed,
    *,
    version: Version,
    options: Options = NONE,
) -> Plan:
    """What somebody changed on a router since the last apply: every cause is drift.

    Not to be applied: secrets in it are sealed. ``options`` says what is ignored and how sealed
    secrets are compared; nobody is asked about anything.
    """
    calm = Options(ignore=options.ignore, same=options.same, ask=False)
    return plan(site, ledger.rows, ledger, observed, version=version, options=calm)


def managed(
    desired: Sequence[Row],
    ledger: Ledger | None,
    observed: Observed,
    *,
    version: Version,
    options: Options = NONE,
) -> tuple[Live, ...]:
    """The rows on a router that are ours, as they were read and in the router's order.

    Those a desired row stands for, and those applied last; ``options`` are the plan's, for they say
    which rows are about to be renamed, or to take the place of a lost one.
    """
    context = Context(version, None, observed.facts, ledger is not None, options)
    planning = _Planning("", desired, ledger, observed, context)
    every = [settle(each, options)[0] for each in planning.triples()]
    ours = [pair.live for each in every for pair in each.pairs]
    gone = [row.live for each in every for row in each.gone]
    places = {(live.menu, live.id) for live in (*ours, *gone) if live is not None}
    read = (live for lives in observed.rows.values() for live in lives)
    return tuple(live for live in read if (live.menu, live.id) in places)


class _Planning:
    def __init__(
        self,
        site: str,
        desired: Sequence[Row],
        ledger: Ledger | None,
        observed: Observed,
        context: Context,
    ) -> None:
        self.site, self.context, self.menus = site, context, MENUS
        interfaces = Interfaces(MENUS, desired, observed)
        named = interfaces.resolve(desired)
        self.rows = named.rows
        applied = interfaces.present(ledger.rows) if ledger is not None else ()
        moves = renamed(applied, context.options.moved)
        followers = Followers(MENUS, self.rows, moves.rows, moves.moved)
        self.ledger, self.moved = followers.rows(moves.rows), moves.moved
        self.observed = followers.observed(observed)
        self.doubts: list[Diagnostic] = list(named.diagnostics)
        self.drafts: list[Draft] = []
        self.unverifiable: list[str] = []
        self.other_key: list[str] = []
        self.managed: list[tuple[Menu, Fields]] = []
        self.matched_in: dict[str, int] = {}
        self.unmanaged = 0
        self.arrangements: dict[str, Arrangement] = {}

    def run(self) -> Plan:
        for triples in self.triples():
            self._menu(triples)
        self.doubts += in_use(self.drafts, self.menus, self.observed)
        self.doubts += unknown_names(self.context.options, self._names())
        self.doubts += under_another_key(self.other_key)
        if self.context.options.ask and self.ledger:
            self.doubts += looks_renamed(self.rows, self.ledger)
        changes = in_order(self.drafts, self.menus, self.arrangements)
        self.doubts += swapped(changes, self.menus)
        self.doubts += not_undoable(changes, self.observed.facts)
        return Plan(
            self.site,
            changes,
            sum(self.matched_in.values()),
            self.unmanaged,
            tuple(self.unverifiable),
            tuple(self.doubts),
            self.observed.facts,
            digest(changes, ((menu.path, fields) for menu, fields in self.managed), self.observed.facts),
            self.context.ledger,
            MappingProxyType(self.matched_in),
            RowHashes(self.managed),
        )

    def _names(self) -> Iterator[str]:
        """Every name that a row of the site goes by."""
        if self.context.options.named:
            yield from (address_of(self.menus[row.menu], row.fields) for row in self.rows)
            yield from (draft.change.address for draft in self.drafts)

    def triples(self) -> Iterator[Triples]:
        """Each menu's rows, matched."""
        wanted: dict[str, list[tuple[int, Row]]] = defaultdict(list)
        for index, row in enumerate(self.rows):
            wanted[row.menu].append((index, row))
        applied: dict[str, list[Row]] = defaultdict(list)
        moved: dict[str, list[int]] = defaultdict(list)
        for at, row in enumerate(self.ledger):
            if at in self.moved:
                moved[row.menu].append(len(applied[row.menu]))
            applied[row.menu].append(row)
        for path in dict.fromkeys((*wanted, *applied)):
            lives, menu = self.observed.rows.get(path, ()), self.menus[path]
            ignored = self.context.ignored(menu)
            yield pair_rows(
                menu, wanted.get(path, []), applied.get(path, []), lives, moved.get(path, ()), ignored
            )

    def _menu(self, triples: Triples) -> None:
        self.doubts += triples_doubts(triples, self.observed)
        if triples.menu.path in self.observed.rows:
            triples, asked = settle(triples, self.context.options)
            self.doubts += (*asked, *names_taken(triples))
        if triples.menu.addable:
            self.unmanaged += sum("default" not in live.flags for live in triples.strangers)
        moved = self._arrange(triples)
        for pair in triples.pairs:
            if pair.live is not None:
                self._update(triples.menu, pair, pair.live, moves=pair.index in moved)
            elif triples.menu.addable or triples.menu.path not in self.observed.rows:
                self._write_whole(triples.menu, pair)
        for at, gone in enumerate(triples.gone):
            self._drop(triples.menu, gone, at)
        self._moves(triples, moved)

    def _arrange(self, triples: Triples) -> frozenset[int]:
        menu = triples.menu
        if menu.order is None or not triples.pairs:
            return frozenset()
        found = arrange(triples, self.observed.rows.get(menu.path, ()))
        self.arrangements[menu.path] = found
        self.doubts += shadowed(menu, found)
        return found.moved

    def _write_whole(self, menu: Menu, pair: Pair) -> None:
        """Create a row; where the menu was not read, a row that is always there is set instead."""
        action, row = Action.CREATE if menu.addable else Action.UPDATE, pair.row
        deltas = tuple(
            Delta(name, None, value, self._lost(menu, pair, name, value), row.spans.get(name, row.span))
            for name, value in row.fields.items()
            if menu.addable or name not in menu.key
        )
        gone = Cause.DRIFT if pair.base is not None else Cause.GIT
        edited = tuple(self._since(pair.base, each) for each in deltas if each.cause is not gone)
        cause = Cause.CONFLICT if edited else gone
        self._add(pair.index, menu, Change(action, "", "", cause, row, None, deltas, edited=edited))

    def _lost(self, menu: Menu, pair: Pair, name: str, value: Value) -> Cause:
        """Why a field of a row that is not there is written: the row went, and the intent moved, or not."""
        if pair.base is None:
            return Cause.GIT
        was = pair.base.fields.get(name)
        same = was is not None and equal(self.context, menu, name, was, value)
        return Cause.CONFLICT if same is False else Cause.DRIFT

    @staticmethod
    def _since(base: Row | None, delta: Delta) -> Delta:
        """A field of a row that went, from what was applied."""
        return replace(delta, before=base.fields.get(delta.field) if base is not None else None)

    def _update(self, menu: Menu, pair: Pair, live: Live, *, moves: bool) -> None:
        found = compare(menu, pair, live, self.context)
        self._note(menu, pair.row, pair.row, live, found)
        if found.deltas:
            cause = worst(found.deltas)
            self._add(pair.index, menu, Change(Action.UPDATE, "", "", cause, pair.row, live, found.deltas))
            asked = self.context.ledger or self.context.options.strict
            if asked and pair.base is None and menu.addable and "default" not in live.flags:
                self.doubts += of_a_stranger(menu, pair.row, found.deltas, self.context.options)
        elif not moves:
            self.matched_in[menu.path] = self.matched_in.get(menu.path, 0) + 1

    def _drop(self, menu: Menu, gone: Gone, at: int) -> None:
        """Delete a row of ours, or put one that the system owns back to its defaults."""
        live = gone.live
        name = gone.base.fields.get(menu.key[0]) if menu.key else None
        if menu.addable and "default" not in live.flags and name not in menu.protected:
            edited = touched(menu, gone.base, live, self.context)
            cause = Cause.CONFLICT if edited else Cause.GIT
            self._add(
                at, menu, Change(Action.DELETE, "", "", cause, live=live, edited=edited, last=gone.base.span)
            )
            ignored = self.context.ignored(menu)
            seen = {name: value for name, value in live.fields.items() if name not in ignored}
            self.managed.append((menu, seen))
            return
        found = release(menu, gone.base, live, self.context)
        self._note(menu, gone.base, None, live, found)
        if found.deltas:
            cause = worst(found.deltas)
            self._add(
                at, menu, Change(Action.UPDATE, "", "", cause, None, live, found.deltas, last=gone.base.span)
            )

    def _note(self, menu: Menu, base: Row, row: Row | None, live: Live, found: Found) -> None:
        self.managed.append((menu, {name: live.fields.get(name, "") for name in base.fields}))
        if not (found.unverifiable or found.stuck):
            return
        address = address_of(menu, base.fields)
        self.unverifiable += [f"{address} {name}" for name in found.unverifiable]
        self.other_key += [f"{address} {name}" for name in found.other_key]
        span = row.span if row is not None else None
        for name in found.stuck:
            words = f"{address}: nobody knows how {name} is put back to what it was"
            self.doubts.append(Diagnostic("cannot-clear", words, span=span, address=address))

    def _moves(self, triples: Triples, moved: frozenset[int]) -> None:
        cause = self._order_cause(triples) if moved else Cause.GIT
        for pair in triples.pairs:
            if pair.index in moved:
                why = cause if pair.base is not None else Cause.ADOPT
                self._add(pair.index, triples.menu, Change(Action.MOVE, "", "", why, pair.row, pair.live))

    def _order_cause(self, triples: Triples) -> Cause:
        """Who changed the order: the router, where the document did not; both, where neither kept it."""
        known = [pair for pair in triples.pairs if pair.base_at >= 0]
        places = [pair.base_at for pair in known]
        if places == sorted(places):
            return Cause.DRIFT
        at = {live.id: index for index, live in enumerate(self.observed.rows[triples.menu.path])}
        there = sorted((pair.base_at, at[pair.live.id]) for pair in known if pair.live is not None)
        return Cause.GIT if there == sorted(there, key=lambda each: each[1]) else Cause.CONFLICT

    def _add(self, at: int, menu: Menu, change: Change) -> None:
        row, live = change.row, change.live
        fields: Fields = row.fields if row is not None else live.fields if live is not None else {}
        self.drafts.append(Draft(at, replace(change, menu=menu.path, name=name_of(menu, fields))))
