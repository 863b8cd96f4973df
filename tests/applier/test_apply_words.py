"""Words that are true of the router: locks, what is armed, what stays, and what nobody can know."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from apply_lab import (
    FIRST,
    LAST,
    POOL,
    PROFILE,
    ROUTER,
    SCRIPT,
    UNLOCK,
    Lab,
    codes,
    in_sync_without_a_ledger,
    lab,
    outcomes,
    reads_otherwise,
    refuse,
    user_may,
    vanished,
    words,
)

from rosgit.model.plan import Outcome, Status
from rosgit.upkeep import standing_of, unlock_site

D, F, S, X = Outcome.DONE, Outcome.FAILED, Outcome.SKIPPED, Outcome.UNKNOWN


# -- locks, and what is armed


def cut_apply(made: Lab, *, undo: bool) -> None:
    """An apply of which nothing is heard any more once its first row is written."""

    def pause(seconds: float) -> None:
        if FIRST not in made.log:  # the time after the cut has yet to come
            made.pause(seconds)

    made.after(FIRST, made.away)
    assert made.apply(undo=undo, pause=pause).status is Status.UNKNOWN
    made.calm()


LOCKS = {
    True: ("it undoes by itself in", "rosgit unlock to undo it now"),
    False: ("no undo is armed, its time is over in", "what was written stays"),
}


@pytest.mark.parametrize("undo", [True, False], ids=["armed", "no undo"])
def test_a_lock_says_what_becomes_of_it(*, undo: bool) -> None:
    with lab() as made:
        cut_apply(made, undo=undo)
        (lock,) = [row["source"] for row in made.router.rows(SCRIPT) if row["name"] == "rosgit-undo"]
        assert ("this takes it back" in lock, "nothing takes it back" in lock) == (undo, not undo)
        report = made.apply(who="juma")
        assert (report.status, "lock-held" in codes(report)) == (Status.REFUSED, True)
        assert all(each in words(report) for each in LOCKS[undo])
        assert not any(each in words(report) for each in LOCKS[not undo])
        assert LOCKS[undo][0] in standing_of(made.run()).lock


@pytest.mark.parametrize("undo", [True, False], ids=["armed", "no undo"])
def test_unlock_says_undone_only_when_an_undo_ran(*, undo: bool) -> None:
    with lab() as made:
        cut_apply(made, undo=undo)
        report = unlock_site(made.run())
        there = "lobby" in made.names(POOL)
        assert (report.status, there) == ((Status.UNDONE, False) if undo else (Status.UNPROVEN, True))
        assert ("what was written stays" in words(report)) is there
        assert "rosgit-undo" not in made.left()
        assert made.apply().status is Status.PROVEN


@pytest.mark.parametrize("undo", [True, False], ids=["armed", "no undo"])
def test_a_router_out_of_reach_heals_only_if_it_was_armed(*, undo: bool) -> None:
    with lab() as made:
        made.after(LAST, made.shut)
        report = made.apply(undo=undo)
        assert (report.status, outcomes(report)) == (Status.UNKNOWN, [X, X])
        assert ("undone by itself by now, or undoes at its first tick once it is up" in words(report)) is undo
        assert ("no undo was armed" in words(report)) is not undo
        assert all(each.words == "acknowledged, not read back" for each in report.results)


@pytest.mark.parametrize("undo", [True, False], ids=["armed", "no undo"])
def test_an_interrupt_says_whether_anything_is_taken_back(*, undo: bool) -> None:
    with lab() as made:

        def stop() -> None:
            made.stopped = True

        made.before(FIRST, stop)
        report = made.apply(undo=undo)
        assert "interrupted" in codes(report)
        assert ("is taken back" in words(report), "stays" in words(report)) == (undo, not undo)
        assert report.status is (Status.UNDONE if undo else Status.PARTIAL)
        assert ("lobby" in made.names(POOL)) is not undo


def commit_unheard_twice(made: Lab) -> None:
    """The answer to the commit is lost, and so is the next reading."""

    def lose() -> None:
        made.lose()
        made.before("/system/script/print", made.lose)
        made.before("/system/script/print", made.lose, 2)

    made.after(UNLOCK, lose)


WITHOUT_UNDO = {
    "the commit unheard for long, and gone through": (commit_unheard_twice, Status.PROVEN, [D, D]),
    "refused at once": (lambda made: made.before(FIRST, refuse()), Status.FAILED, [F, S]),
    "refused half way": (lambda made: made.before(LAST, refuse()), Status.PARTIAL, [D, F]),
    "an answer lost half way": (
        lambda made: made.after(FIRST, made.lose), Status.PARTIAL, [D, S],
    ),
    "the commit unheard, and gone through": (
        lambda made: made.after(UNLOCK, made.lose), Status.PROVEN, [D, D],
    ),
    "a row reads back differently": (reads_otherwise, Status.UNPROVEN, [D, F]),
    "a row is gone again": (vanished, Status.PARTIAL, [D, F]),
}  # fmt: skip


@pytest.mark.parametrize(("cause", "status", "became"), WITHOUT_UNDO.values(), ids=WITHOUT_UNDO)
def test_without_an_undo_the_report_is_what_was_read_at_the_end(
    cause: Callable[[Lab], None], status: Status, became: list[Outcome]
) -> None:
    with lab() as made:
        cause(made)
        report = made.apply(undo=False)
        assert (report.status, outcomes(report)) == (status, became), words(report)
        assert made.left() == []
        nothing = "lobby" not in made.names(POOL) and "day" not in made.names(PROFILE)
        assert nothing is (status is Status.FAILED)


def test_without_an_undo_and_a_reading_the_lock_may_be_there_and_that_is_said() -> None:
    with lab() as made:
        made.after(FIRST, made.away)
        report = made.apply(undo=False)
        assert report.status is Status.UNKNOWN
        assert "the lock may be there still" in words(report)
        assert made.left() == ["rosgit-undo"]


# -- a missing policy comes before everything it would bring about


FEW = "read,write,api,sensitive,test"


@pytest.mark.parametrize("wait", [0.0, 600.0], ids=["at once", "willing to wait"])
def test_a_missing_policy_is_said_rather_than_the_lock_it_could_not_take(wait: float) -> None:
    with lab() as made:
        cut_apply(made, undo=True)
        user_may(FEW)(made)
        before = made.router.uptime
        report = made.apply(lock_timeout=wait)
        assert report.status is Status.REFUSED
        assert "missing-policy" in codes(report)
        assert "lock-held" not in codes(report)
        assert made.router.uptime == before


def test_a_site_in_sync_needs_no_policy_to_write() -> None:
    with lab() as made:
        before = in_sync_without_a_ledger(made)
        user_may(FEW)(made)
        report = made.apply()
        assert report.status is Status.IN_SYNC
        assert made.router.writes == before


# -- what a person took upon himself


def test_a_board_that_was_accepted_is_proven() -> None:
    with lab() as made:
        made.apply()
        made.router.serial = "NEWBOARD"
        refused = made.apply()
        assert (refused.status, "serial-changed" in codes(refused)) == (Status.REFUSED, True)
        accepted = made.apply(force=frozenset({"serial-changed"}))
        assert accepted.status is Status.PROVEN
        assert made.apply().status is Status.IN_SYNC


# -- secrets nobody can read


def test_of_a_secret_that_is_not_shown_there_is_an_acknowledgement_only_and_that_is_said() -> None:
    text = ROUTER + 'users: {amina: {password: !secret "env:ROSGIT"}}\n'
    with lab(text) as made:
        user_may("read,write,policy,api,test")(made)
        report = made.apply()
        assert (report.status, outcomes(report)) == (Status.PROVEN, [D])
        assert report.results[0].words == "acknowledged; the router does not show it: password"
