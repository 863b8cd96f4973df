from __future__ import annotations

from dataclasses import replace

import pytest
from guards_router import TARGET

from rosgit.model.plan import Action, Cause, Change, Plan
from rosgit.model.row import Live, Row
from rosgit.model.site import Site
from rosgit.model.span import Span
from rosgit.rules.guards_share import Limits, too_many

SITE = Site("cafe", "cafe.yaml", TARGET, ())


def changes(action: Action, number: int, cause: Cause = Cause.GIT) -> list[Change]:
    return [
        Change(action, "/ip/pool", str(at), cause, live=Live("/ip/pool", f"*{action.name}{at}", {}))
        for at in range(number)
    ]


def plan(matched: int, deletes: int = 0, updates: int = 0, creates: int = 0, *, ledger: bool = True) -> Plan:
    made = changes(Action.DELETE, deletes) + changes(Action.UPDATE, updates)
    return Plan("cafe", (*made, *changes(Action.CREATE, creates)), matched, ledger=ledger)


@pytest.mark.parametrize(
    ("made", "codes"),
    [
        (plan(100), []),
        (plan(70, deletes=30), []),
        (plan(69, deletes=31), ["too-many-deletes"]),
        (plan(70, updates=30), []),
        (plan(69, updates=31), ["too-many-updates"]),
        (plan(10, deletes=10, updates=10), ["too-many-deletes", "too-many-updates"]),
        (plan(0, deletes=9), []),
        (plan(0, deletes=10), ["too-many-deletes"]),
        (plan(5, deletes=4), []),
        (plan(6, deletes=4), ["too-many-deletes"]),
        (plan(0, creates=100), []),
        (plan(7, deletes=3, creates=100), []),
        (plan(0, updates=50, ledger=False), []),
        (plan(0), []),
    ],
)
def test_a_share_above_thirty_per_cent_of_ten_managed_rows_or_more_is_refused(
    made: Plan, codes: list[str]
) -> None:
    assert [each.code for each in too_many(SITE, made)] == codes


def test_the_message_has_the_fraction_and_both_ways_to_override() -> None:
    (found,) = too_many(SITE, plan(10, deletes=10))
    assert "10 of 20 managed rows (50 %), more than 30 %: /ip/pool 0, /ip/pool 1, " in found.summary
    assert found.summary.endswith(", ...")
    assert "--force too-many-deletes" in found.detail
    assert "guards: {max-deletes: 51%}" in found.detail


@pytest.mark.parametrize(
    ("limits", "codes"),
    [
        (Limits(deletes=50), []),
        (Limits(deletes=49), ["too-many-deletes"]),
        (Limits(deletes=0, floor=1), ["too-many-deletes"]),
        (Limits(floor=21), []),
    ],
)
def test_a_site_may_set_its_own_limits(limits: Limits, codes: list[str]) -> None:
    assert [each.code for each in too_many(SITE, plan(10, deletes=10), limits)] == codes


def test_a_row_that_was_there_before_us_is_not_managed() -> None:
    adopted = tuple(changes(Action.UPDATE, 50, Cause.ADOPT))
    assert too_many(SITE, Plan("cafe", adopted, 10, ledger=True)) == ()


def test_a_row_that_is_moved_and_updated_counts_once() -> None:
    updates = changes(Action.UPDATE, 3)
    both = (*updates, *(replace(each, action=Action.MOVE) for each in updates))
    assert too_many(SITE, Plan("cafe", both, 6, ledger=True)) == ()  # nine managed rows
    assert len(too_many(SITE, Plan("cafe", both, 6, ledger=True), Limits(floor=9))) == 1


def test_a_row_that_is_only_moved_is_one_of_those_managed() -> None:
    made = (*changes(Action.DELETE, 3), *changes(Action.MOVE, 1))
    assert too_many(SITE, Plan("cafe", made, 6, ledger=True)) == ()  # three of ten
    assert len(too_many(SITE, Plan("cafe", made[:3], 6, ledger=True), Limits(floor=9))) == 1  # of nine


def test_rows_are_counted_by_what_they_are_and_not_by_what_they_are_called() -> None:
    (one,) = changes(Action.DELETE, 1)
    alike = [replace(one, live=Live("/ip/pool", f"*{at}", {})) for at in range(5)]
    elsewhere = [replace(each, menu="/ip/address") for each in alike]
    (found,) = too_many(SITE, Plan("cafe", (*alike, *elsewhere), 0, ledger=True))
    assert "10 of 10 managed rows" in found.summary


def test_a_share_points_at_the_first_row_it_is_of() -> None:
    made = changes(Action.UPDATE, 10)
    rows = [Row("/ip/pool", {}, span=Span("sites/cafe.yaml", at + 5)) for at in range(10)]
    placed = [replace(each, row=row) for each, row in zip(made, rows, strict=True)]
    (found,) = too_many(SITE, Plan("cafe", tuple(placed), 0, ledger=True))
    assert found.span == Span("sites/cafe.yaml", 5)
    (nowhere,) = too_many(SITE, Plan("cafe", tuple(made), 0, ledger=True))
    assert nowhere.span == TARGET.span
