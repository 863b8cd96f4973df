"""How an apply ended, by what is on the router: committed, undone, still open, or nobody can say."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from apply_lab import (
    LAST,
    POOL,
    PROFILE,
    ROWS,
    SCRIPT,
    THEIRS,
    UNLOCK,
    Act,
    Lab,
    codes,
    lab,
    outcomes,
    refuse,
    source_of,
    stranger,
    twin,
    words,
)

from rosgit.applier.arm import Arming
from rosgit.applier.keeping import separate
from rosgit.applier.switch import Armed, driver
from rosgit.applier.undo import Undo
from rosgit.ledger.codec import encode
from rosgit.model.event import Event
from rosgit.model.plan import Outcome, Status
from rosgit.model.row import Ledger, Live, Observed

COMMIT = sys.modules["rosgit.applier.commit"]  # the package has a function of that name
Ending = COMMIT.Ending
ARMED = Armed("mine", "cafe", "asha", 1000, 1120, "S", "routerboard", 2)
LEDGER = Ledger("cafe", (), 2, "c2", "2030-01-01", "d2", "S")
ARMING = Arming(ARMED, Undo(), "read", 120.0, LEDGER, 1)
OURS, LATER, BESIDE = ARMED, replace(ARMED, nonce="n", generation=3), replace(ARMED, nonce="n")
KEPT = replace(LEDGER, generation=1, commit="c1")


def seen(*rows: Armed | Ledger | str) -> Observed:
    """Locks by what they are armed with, ledgers, and the comment of a mark."""
    scripts: list[dict[str, str]] = []
    for row in rows:
        if isinstance(row, Armed):
            scripts.append({"name": "rosgit-undo", "source": driver(row)})
        elif isinstance(row, Ledger):
            parts = encode(row)
            scripts += [{"name": each.name, "source": each.source, "comment": each.comment} for each in parts]
        else:
            scripts.append({"name": "rosgit-mark", "source": "# rosgit-mark 1:", "comment": row})
    return Observed({SCRIPT: tuple(Live(SCRIPT, f"*{at}", each) for at, each in enumerate(scripts))})


ENDINGS = {
    "our lock is there": (seen(OURS, KEPT, LEDGER), Ending.OPEN),
    "our lock is there beside another one": (seen(LATER, OURS, KEPT, LEDGER), Ending.OPEN),
    "the lock is gone": (seen(KEPT, LEDGER), Ending.COMMITTED),
    "the lock is gone, and so is the ledger": (seen(KEPT, "undoing undone"), Ending.UNDONE),
    "a ledger of another site": (seen(replace(LEDGER, site="b")), Ending.UNDONE),
    "a ledger of another commit": (seen(replace(LEDGER, commit="c")), Ending.UNDONE),
    "a ledger of another time": (seen(replace(LEDGER, time="2031-01-01")), Ending.UNDONE),
    "a ledger of another plan": (seen(replace(LEDGER, digest="d")), Ending.UNDONE),
    "an undo that runs at this moment": (seen(KEPT, LEDGER, "undoing"), Ending.UNKNOWN),
    "the mark of an undo before": (seen(KEPT, LEDGER, "undoing undone"), Ending.COMMITTED),
    "somebody counts on from ours": (seen(LATER, LEDGER), Ending.COMMITTED),
    "somebody counts on, and ours is gone": (seen(LATER, KEPT), Ending.UNKNOWN),
    "somebody counts the same as we do": (seen(BESIDE, LEDGER), Ending.UNKNOWN),
}


@pytest.mark.parametrize(("observed", "ending"), ENDINGS.values(), ids=ENDINGS)
def test_what_of_ours_is_there_says_how_an_apply_ended(observed: Observed, ending: object) -> None:
    assert COMMIT.ending(separate(observed)[0], ARMING) is ending


# -- at the commit


def at_the_commit(act: Act, nth: int = 1) -> Callable[[Event], None]:
    """Do something when rosgit is about to commit for the n-th time; what hears of the events."""
    begun: list[Event] = []

    def hear(event: Event) -> None:
        if (event.step, event.result) == ("commit", "begun"):
            begun.append(event)
            if len(begun) == nth or nth == 0:
                act()

    return hear


def test_a_commit_that_never_arrived_is_sent_once_more() -> None:
    with lab() as made:
        report = made.apply(tell=at_the_commit(made.lose_next))
        assert report.status is Status.PROVEN, words(report)
        assert made.left() == []


def test_a_commit_that_never_arrives_is_undone() -> None:
    with lab() as made:
        report = made.apply(tell=at_the_commit(made.lose_next, 0))
        assert (report.status, "the lock could not be removed" in words(report)) == (Status.UNDONE, True)
        assert made.names(POOL) == []


def test_nothing_is_committed_while_an_undo_runs() -> None:
    """The switch has fired between the proof and the commit, and is half way through."""
    with lab() as made:

        def fires() -> None:
            made.router.set(SCRIPT, "rosgit-mark", comment="undoing")
            made.before(UNLOCK, lambda: pytest.fail("the lock was taken away from a running undo"))

        report = made.apply(tell=at_the_commit(fires))
        assert report.status is Status.UNDONE, words(report)


def test_a_lock_of_somebody_else_is_not_removed_by_a_commit() -> None:
    with lab() as made:
        made.apply(tell=at_the_commit(lambda: twin(made)))
        assert source_of(made, "rosgit-undo") == THEIRS


def test_what_somebody_who_came_after_the_commit_needs_is_not_tidied_away() -> None:
    with lab() as made:
        made.after(UNLOCK, lambda: stranger(made))
        report = made.apply()
        assert (report.status, outcomes(report)) == (Status.PROVEN, [Outcome.DONE] * 2), words(report)
        assert sorted(made.left()) == ["rosgit-mark", "rosgit-tick", "rosgit-undo", "rosgit-undo-1"]


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("command", ["/system/scheduler/remove", UNLOCK])
def test_what_a_commit_could_not_tidy_up_at_once_is_tidied_up_a_little_later(
    command: str, times: int
) -> None:
    with lab() as made:
        for at in range(times):
            made.before(command, refuse("failure: busy"), at + 1 + (command == UNLOCK))
        report = made.apply()
        assert (report.status, "untidy" in codes(report)) == (Status.PROVEN, False)
        assert made.left() == []


def restarted(made: Lab, menu: str) -> Act:
    """The commit went through, and then the router loses the last row of a menu with its power."""

    def act() -> None:
        made.router.power_cut(lambda path: int(path == menu))
        made.lose()

    return act


def dark_after(act: Act, made: Lab) -> Act:
    """The same, and the two readings that follow are lost as well."""

    def both() -> None:
        act()
        for nth in (1, 2):
            made.before(f"{SCRIPT}/print", made.lose, nth)

    return both


@pytest.mark.parametrize("dark", [False, True], ids=["read at once", "read later"])
def test_a_row_that_was_lost_at_the_commit_is_not_proven(*, dark: bool) -> None:
    with lab() as made:
        cut = restarted(made, PROFILE)
        made.after(UNLOCK, dark_after(cut, made) if dark else cut)
        report = made.apply()
        assert report.status is Status.UNPROVEN, words(report)
        assert outcomes(report) == [Outcome.DONE, Outcome.FAILED]
        assert report.proof is not None
        assert [each.name for each in report.proof.changes] == ["day"]


WITHOUT_DAY = ROWS[: ROWS.index("  /ip/hotspot/user/profile")]
"""``ROWS`` without the one row of a menu: nothing names the menu any more once that is committed."""


@pytest.mark.parametrize("undo", [True, False], ids=["armed", "no undo"])
@pytest.mark.parametrize("dark", [False, True], ids=["read at once", "read later"])
def test_a_row_whose_delete_was_lost_at_the_commit_is_named_and_not_proven(*, dark: bool, undo: bool) -> None:
    with lab() as made:
        made.apply()
        made.wants(WITHOUT_DAY)
        made.router.journal.flush()
        cut = restarted(made, PROFILE)
        made.after(UNLOCK, dark_after(cut, made) if dark else cut)
        report = made.apply(nonce="next", undo=undo)
        assert "day" in made.names(PROFILE)
        assert (report.status, codes(report)) == (Status.UNPROVEN, ["not-kept"])
        assert "day was deleted and is there again" in words(report)
        assert made.left() == []


# -- what the proof goes back for


def deleted_row_is_back(made: Lab) -> None:
    made.after(f"{PROFILE}/remove", lambda: made.router.add(PROFILE, name="day"))


def other_row_is_gone(made: Lab) -> None:
    made.after(f"{PROFILE}/remove", lambda: made.router.remove(POOL, "lobby"))


@pytest.mark.parametrize(
    ("cause", "status"), [(deleted_row_is_back, Status.PARTIAL), (other_row_is_gone, Status.UNPROVEN)]
)
def test_a_row_that_this_apply_deleted_must_be_gone_and_one_it_did_not_touch_is_only_named(
    cause: Callable[[Lab], None], status: Status
) -> None:
    with lab() as made:
        made.apply()
        made.wants(WITHOUT_DAY)
        cause(made)
        report = made.apply(nonce="next")
        assert (report.status, "not-kept" in codes(report)) == (status, True), words(report)


def test_a_row_whose_delete_was_refused_is_not_said_to_be_there_again() -> None:
    """And somebody takes the lock away at that moment, so that it counts as committed."""
    with lab() as made:
        made.apply()
        made.wants(
            ROWS.replace("  /ip/hotspot/user/profile: {day: {address-pool: lobby, rate-limit: 1M/1M}}\n", "")
        )

        def unlocked() -> None:
            made.router.remove(SCRIPT, "rosgit-undo")
            refuse()()

        made.before(f"{PROFILE}/remove", unlocked)
        report = made.apply(nonce="next")
        assert report.status is Status.UNPROVEN, words(report)
        assert "day is still there" in words(report)
        assert "there again" not in words(report)


def test_a_row_that_somebody_adds_before_our_last_refusal_is_not_taken_for_ours() -> None:
    with lab() as made:
        made.before(LAST, refuse())
        made.before(f"{SCRIPT}/run", lambda: made.router.add(POOL, name="theirs", ranges="10.8.8.8"))
        assert made.apply().status is Status.UNDONE
        assert made.names(POOL) == ["theirs"]
