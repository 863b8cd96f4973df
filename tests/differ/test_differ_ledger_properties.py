"""Promises that hold for any ledger: labels that move, secrets that are sealed, rows that are lost."""

from __future__ import annotations

from dataclasses import replace

from differ_router import FACTS, Router
from hypothesis import given, settings
from hypothesis import strategies as st
from test_differ_causes import planned
from test_differ_properties import FILTER, NAT, REF, contents, desired, foreign, routers, rules
from test_differ_renames import hotspot

from rosgit.differ import Options, drift
from rosgit.ledger.seal import Sealer, seal_rows
from rosgit.model.plan import Action, Cause
from rosgit.model.row import Ledger, Row
from rosgit.model.secret import Secret
from rosgit.model.version import Version

SEALER = Sealer.from_fleet_key(Secret("k" * 32))
SEALS = Options(same=SEALER.same)
LABELS = ("hall", "events", "roof", "lobby")
NETS = {label: f"10.{at}.0" for at, label in enumerate(LABELS)}
passwords = st.sampled_from(["one", "two"])


def floor(labels: dict[str, str]) -> list[Row]:
    """Hotspots by label, each with the network and VLAN of the place it stands for."""
    found = []
    for label, place in labels.items():
        number = LABELS.index(place)
        mac = {"mac-address": f"AA:BB:CC:00:11:2{number}"}
        rows = hotspot(label, NETS[place], str(10 + number))
        found += [replace(each, fields={**each.fields, **mac}) if each.role == "binding" else each
                  for each in rows]  # fmt: skip
    return found


@settings(max_examples=60)
@given(st.data())
def test_labels_that_move_delete_and_create_nothing_and_move_back(data: st.DataObject) -> None:
    before = data.draw(st.lists(st.sampled_from(LABELS), unique=True, min_size=1, max_size=3))
    after = data.draw(st.permutations([*before, *LABELS]).map(lambda all_: list(dict.fromkeys(all_))))
    moves = {old: new for old, new in zip(before, after, strict=False) if old != new}
    if any(new in before for new in moves.values()):  # a chain; circles are refused elsewhere
        moves = {old: new for old, new in moves.items() if new not in before}
    start = {label: label for label in before}
    end = {moves.get(label, label): label for label in before}
    router = Router()
    router.put("/ip/hotspot/profile", "default", name="default")
    router.put("/ip/hotspot/user/profile", "default", name="default")
    router.apply(planned(floor(start), router))
    first, ids = contents(router), {held.id for rows in router.rows.values() for held in rows}
    forth = Options(moved={f"hotspots.{old}": f"hotspots.{new}" for old, new in moves.items()})
    back = Options(moved={f"hotspots.{new}": f"hotspots.{old}" for old, new in moves.items()})
    there = planned(floor(end), router, floor(start), options=forth)
    assert {change.action for change in there.changes} <= {Action.UPDATE}
    assert there.diagnostics == ()
    router.apply(there)
    assert planned(floor(end), router, floor(end), options=forth).settled
    router.apply(planned(floor(start), router, floor(end), options=back))
    assert contents(router) == first
    assert {held.id for rows in router.rows.values() for held in rows} == ids


@settings(max_examples=100)
@given(routers(), desired(), desired(), st.tuples(passwords, passwords), st.sampled_from([True, False]))
def test_forward_and_back_holds_for_sealed_secrets_shown_or_not(
    router: Router, first: list[Row], second: list[Row], words: tuple[str, str], shown: object
) -> None:
    one, two = words
    router.shows, router.facts = bool(shown), FACTS if shown else replace(FACTS, policies=frozenset())
    ones, twos = {REF.same_as: Secret(one)}, {REF.same_as: Secret(two)}
    router.known = ones
    router.apply(planned(first, router, resolved=ones))
    start, others = contents(router), foreign(router)
    applied = list(seal_rows(first, ones, SEALER))
    assert planned(first, router, applied, ones, SEALS).changes == ()
    router.known = twos
    router.apply(planned(second, router, applied, twos, SEALS))
    now = list(seal_rows(second, twos, SEALER))
    assert planned(second, router, now, twos, SEALS).changes == ()
    assert {held.fields["password"] for held in router.rows.get("/ip/hotspot/user", ())} <= {Secret(two)}
    router.known = ones
    router.apply(planned(first, router, now, ones, SEALS))
    assert contents(router) == start
    assert foreign(router) == others


@settings(max_examples=60)
@given(routers(), desired())
def test_what_was_just_applied_has_not_drifted(router: Router, wanted: list[Row]) -> None:
    known = {REF.same_as: Secret("pw")}
    router.apply(planned(wanted, router, resolved=known))
    ledger = Ledger("a", seal_rows(wanted, known, SEALER))
    found = drift("a", ledger, router.observed(), version=Version(7, 22), options=SEALS)
    assert (found.changes, found.matched) == ((), len(wanted))


@settings(max_examples=60)
@given(routers(), desired(), desired())
def test_drift_is_all_that_drift_ever_finds(router: Router, wanted: list[Row], theirs: list[Row]) -> None:
    known = {REF.same_as: Secret("pw")}
    router.apply(planned(theirs, router, resolved=known))
    ledger = Ledger("a", seal_rows(wanted, known, SEALER))
    found = drift("a", ledger, router.observed(), version=Version(7, 22), options=SEALS)
    assert {each.cause for change in found.changes for each in change.deltas} <= {Cause.DRIFT}
    assert {change.cause for change in found.changes} <= {Cause.DRIFT}
    assert found.counts[Action.DELETE] == 0


@st.composite
def touched(draw: st.DrawFn) -> tuple[Router, list[Row]]:
    """A router with keyless rows of ours, some of them edited or removed by hand."""
    wanted = [*draw(rules(FILTER)), *draw(rules(NAT))]
    router = draw(routers())
    router.apply(planned(wanted, router))
    for path in (FILTER, NAT):
        for held in list(router.rows.get(path, ())):
            if "theirs" in str(held.fields):
                continue
            how = draw(st.sampled_from(["", "", "edit", "remove"]))
            if how == "remove":
                router.rows[path].remove(held)
            elif how == "edit":
                held.fields["comment" if draw(st.booleans()) else "protocol"] = "icmp"
    return router, wanted


@settings(max_examples=150)
@given(touched())
def test_a_lost_row_is_never_duplicated_or_replaced_without_a_word(case: tuple[Router, list[Row]]) -> None:
    router, wanted = case
    found = planned(wanted, router, wanted)
    lost = [each.address for each in found.diagnostics if each.code == "lost-row"]
    created = [change.address for change in found.changes if change.action is Action.CREATE]
    assert set(created) == set(lost)
    assert len(created) == len(lost)


@settings(max_examples=150)
@given(touched())
def test_adopted_rows_take_the_place_of_lost_ones_one_for_one(case: tuple[Router, list[Row]]) -> None:
    router, wanted = case
    asked = planned(wanted, router, wanted)
    names = frozenset(str(each.address) for each in asked.diagnostics if each.code == "lost-row")
    before = {path: len(router.rows.get(path, ())) for path in (FILTER, NAT)}
    found = planned(wanted, router, wanted, options=Options(adopt=names))
    still = [each for each in found.diagnostics if each.code == "lost-row"]
    assert len(still) == found.counts[Action.CREATE]
    assert found.counts[Action.DELETE] == 0
    router.apply(found)
    after = {path: len(router.rows.get(path, ())) for path in (FILTER, NAT)}
    assert sum(after.values()) == sum(before.values()) + len(still)
    again = planned(wanted, router, wanted)
    assert (again.changes, again.matched) == ((), len(wanted))


@settings(max_examples=150)
@given(touched())
def test_recreated_rows_leave_everybody_elses_as_they_were(case: tuple[Router, list[Row]]) -> None:
    router, wanted = case
    asked = planned(wanted, router, wanted)
    names = frozenset(str(each.address) for each in asked.diagnostics if each.code == "lost-row")
    others = foreign(router)
    found = planned(wanted, router, wanted, options=Options(recreate=names))
    assert not [each for each in found.diagnostics if each.code in ("lost-row", "no-such-row-named")]
    router.apply(found)
    assert planned(wanted, router, wanted).changes == ()
    assert foreign(router) == others


@settings(max_examples=60)
@given(routers(), desired())
def test_whatever_a_plan_shows_can_be_named(router: Router, wanted: list[Row]) -> None:
    asked = planned(wanted, router, [], options=Options(strict=True))
    names = frozenset(change.address for change in asked.changes)
    found = planned(wanted, router, [], options=Options(adopt=names, recreate=names))
    assert not [each for each in found.diagnostics if each.code in ("adopt-needed", "no-such-row-named")]
