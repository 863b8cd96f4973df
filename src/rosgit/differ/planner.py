"""Three sets of rows into the plan of one site: pure, and the same forward and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from rosgit.differ.compare import Context, Found, SecretKey, compare, release, worst
from rosgit.differ.digest import digest
from rosgit.differ.doubts import in_use, shadowed, triples_doubts
from rosgit.differ.identity import Fields, name_of
from rosgit.differ.interfaces import Interfaces
from rosgit.differ.moves import Arrangement, arrange
from rosgit.differ.order import Draft, in_order
from rosgit.differ.pairing import Gone, Pair, Triples, pair_rows
from rosgit.menus import MENUS
from rosgit.menus.table import Menu
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.plan import Action, Cause, Change, Delta, Plan
from rosgit.model.row import Ledger, Live, Observed, Row
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
    menus: Mapping[str, Menu] = MENUS,
) -> Plan:
    """What has to change on a router so that it has the desired rows.

    ``desired`` in document order; ``ledger`` what was applied last (None: unknown, and nothing is
    deleted); ``resolved`` the secrets at hand by ``SecretRef.same_as`` (None: offline, secrets are
    not compared). Problems come back as diagnostics, never as exceptions.
    """
    return _Planning(
        site, desired, ledger, observed, Context(version, resolved, observed.facts, ledger is not None), menus
    ).run()


def invert(
    site: str,
    before: Sequence[Row],
    after: Sequence[Row],
    observed: Observed,
    *,
    version: Version,
    resolved: Mapping[SecretKey, Secret] | None = None,
    menus: Mapping[str, Menu] = MENUS,
) -> Plan:
    """The way back: from a router on which ``after`` was applied to the rows of ``before``."""
    applied = Ledger(site, tuple(after))
    return plan(site, before, applied, observed, version=version, resolved=resolved, menus=menus)


class _Planning:
    def __init__(
        self,
        site: str,
        desired: Sequence[Row],
        ledger: Ledger | None,
        observed: Observed,
        context: Context,
        menus: Mapping[str, Menu],
    ) -> None:
        self.site, self.observed, self.context, self.menus = site, observed, context, menus
        interfaces = Interfaces(menus, desired, observed)
        named = interfaces.resolve(desired)
        self.rows = named.rows
        self.ledger = interfaces.resolve(ledger.rows).rows if ledger is not None else ()
        self.doubts: list[Diagnostic] = list(named.diagnostics)
        self.drafts: list[Draft] = []
        self.unverifiable: list[str] = []
        self.managed: list[tuple[str, Fields]] = []
        self.matched_in: dict[str, int] = {}
        self.unmanaged = 0
        self.arrangements: dict[str, Arrangement] = {}

    def run(self) -> Plan:
        for triples in self._triples():
            self._menu(triples)
        self.doubts += in_use(self.drafts, self.menus, self.observed)
        changes = in_order(self.drafts, self.menus, self.arrangements)
        return Plan(
            self.site,
            changes,
            sum(self.matched_in.values()),
            self.unmanaged,
            tuple(self.unverifiable),
            tuple(self.doubts),
            self.observed.facts,
            digest(changes, self.managed, self.observed.facts),
            self.context.ledger,
            MappingProxyType(self.matched_in),
        )

    def _triples(self) -> Iterator[Triples]:
        wanted: dict[str, list[tuple[int, Row]]] = defaultdict(list)
        for index, row in enumerate(self.rows):
            wanted[row.menu].append((index, row))
        applied: dict[str, list[Row]] = defaultdict(list)
        for row in self.ledger:
            applied[row.menu].append(row)
        for path in dict.fromkeys((*wanted, *applied)):
            lives = self.observed.rows.get(path, ())
            yield pair_rows(self.menus[path], wanted.get(path, []), applied.get(path, []), lives)

    def _menu(self, triples: Triples) -> None:
        self.doubts += triples_doubts(triples, self.observed)
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
        cause = Cause.DRIFT if pair.base is not None else Cause.GIT
        action, row = Action.CREATE if menu.addable else Action.UPDATE, pair.row
        deltas = tuple(
            Delta(name, None, value, cause, row.spans.get(name, row.span))
            for name, value in row.fields.items()
            if menu.addable or name not in menu.key
        )
        self._add(pair.index, menu, action, cause, row, None, deltas)

    def _update(self, menu: Menu, pair: Pair, live: Live, *, moves: bool) -> None:
        found = compare(menu, pair, live, self.context)
        self._note(menu, pair.row, pair.row, live, found)
        if found.deltas:
            self._add(pair.index, menu, Action.UPDATE, worst(found.deltas), pair.row, live, found.deltas)
            if self.context.ledger and pair.base is None and menu.addable and "default" not in live.flags:
                self._adopted(menu, pair.row)
        elif not moves:
            self.matched_in[menu.path] = self.matched_in.get(menu.path, 0) + 1

    def _adopted(self, menu: Menu, row: Row) -> None:
        address = f"{menu.path} {name_of(menu, row.fields)}"
        words = f"{address} was on the router before us and is changed"
        self.doubts.append(Diagnostic("adopted-row", words, span=row.span, address=address))

    def _drop(self, menu: Menu, gone: Gone, at: int) -> None:
        """Delete a row of ours, or put one that the system owns back to its defaults."""
        live = gone.live
        name = gone.base.fields.get(menu.key[0]) if menu.key else None
        if menu.addable and "default" not in live.flags and name not in menu.protected:
            self._add(at, menu, Action.DELETE, Cause.GIT, None, live, ())
            self.managed.append((menu.path, live.fields))
            return
        found = release(menu, gone.base, live, self.context)
        self._note(menu, gone.base, None, live, found)
        if found.deltas:
            self._add(at, menu, Action.UPDATE, worst(found.deltas), None, live, found.deltas)

    def _note(self, menu: Menu, base: Row, row: Row | None, live: Live, found: Found) -> None:
        self.managed.append((menu.path, {name: live.fields.get(name, "") for name in base.fields}))
        if not (found.unverifiable or found.stuck):
            return
        address = f"{menu.path} {name_of(menu, base.fields)}".rstrip()
        self.unverifiable += [f"{address} {name}" for name in found.unverifiable]
        span = row.span if row is not None else None
        for name in found.stuck:
            words = f"{address}: nobody knows how {name} is put back to what it was"
            self.doubts.append(Diagnostic("cannot-clear", words, span=span, address=address))

    def _moves(self, triples: Triples, moved: frozenset[int]) -> None:
        menu = triples.menu
        places = [pair.base_at for pair in triples.pairs if pair.base_at >= 0]
        settled = places == sorted(places)
        for pair in triples.pairs:
            if pair.index in moved:
                known = Cause.DRIFT if settled else Cause.GIT
                cause = known if pair.base is not None else Cause.ADOPT
                self._add(pair.index, menu, Action.MOVE, cause, pair.row, pair.live, ())

    def _add(
        self,
        at: int,
        menu: Menu,
        action: Action,
        cause: Cause,
        row: Row | None,
        live: Live | None,
        deltas: tuple[Delta, ...],
    ) -> None:
        fields: Fields = row.fields if row is not None else live.fields if live is not None else {}
        change = Change(action, menu.path, name_of(menu, fields), cause, row, live, deltas)
        self.drafts.append(Draft(at, change))
