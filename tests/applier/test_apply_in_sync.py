"""A router whose rows are as they should be: its ledger is kept in step, and leftovers are cleared away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from apply_lab import (
    FIRST,
    LAST,
    PROFILE,
    ROWS,
    SCRIPT,
    THEIRS,
    Lab,
    codes,
    in_sync_without_a_ledger,
    lab,
    refuse,
    source_of,
    stranger,
    user_may,
    words,
)
from test_apply_locks import asleep, killed

from rosgit.applier import switch
from rosgit.applier.remember import TIDIED, WRITTEN
from rosgit.ledger.codec import Whole, decode, encode
from rosgit.model.event import Event
from rosgit.model.plan import Status
from rosgit.upkeep import standing_of

KEEP = f"{SCRIPT}/add"
"""In an apply of a router in sync: the new ledger."""
CHANGED = ROWS.replace("1M/1M", "3M/3M")
FEW = "read,write,api,sensitive,test"


def made_by_hand(made: Lab) -> str:
    """Somebody has done on the router what the site has come to ask for; the ledger from before it."""
    made.apply(commit="c1")
    made.wants(CHANGED)
    made.router.set(PROFILE, "day", rate_limit="3M/3M")
    (old,) = made.ledgers()
    return old


def spoiled(made: Lab) -> None:
    made.after(KEEP, lambda: made.router.set(SCRIPT, "rosgit-ledger-2-1", source="# x"))


def gone(made: Lab) -> None:
    made.after(KEEP, lambda: made.router.remove(SCRIPT, "rosgit-ledger-2-1"))


def refused(made: Lab) -> None:
    made.before(KEEP, refuse())


@pytest.mark.parametrize(
    ("cause", "said"),
    [(spoiled, "does not read back"), (gone, "does not read back"), (refused, "refused to keep")],
)
def test_a_ledger_that_does_not_read_back_leaves_the_one_before_it(
    cause: Callable[[Lab], None], said: str
) -> None:
    with lab() as made:
        old = made_by_hand(made)
        cause(made)
        report = made.apply(commit="c2", nonce="next")
        assert ("ledger-broken" in codes(report), report.kept) == (True, "")
        assert said in words(report)
        assert old in made.ledgers()
        assert standing_of(made.run()).commit == "c1"


def test_a_ledger_that_reads_back_takes_the_place_of_the_one_before_it() -> None:
    with lab() as made:
        old = made_by_hand(made)
        report = made.apply(commit="c2", nonce="next")
        assert (report.status, report.kept) == (Status.IN_SYNC, WRITTEN)
        assert len(made.ledgers()) == 1
        assert old not in made.ledgers()
        assert standing_of(made.run()).commit == "c2"


def test_under_a_lock_no_ledger_is_written() -> None:
    with lab() as made:
        writes = in_sync_without_a_ledger(made)
        stranger(made)
        report = made.apply(nonce="next")
        assert (report.status, "lock-held" in codes(report)) == (Status.UNPROVEN, True)
        assert (made.router.writes, source_of(made, "rosgit-undo")) == (writes, THEIRS)


def test_a_serial_number_that_nobody_knew_before_is_kept() -> None:
    with lab() as made:
        made.apply()
        name, source = "rosgit-ledger-1-1", source_of(made, "rosgit-ledger-1-1")
        whole = decode([(name, source)]).generations[1]
        assert isinstance(whole, Whole)
        (part,) = encode(replace(whole.ledger, serial=""))
        made.router.set(SCRIPT, name, source=part.source)
        assert made.apply(nonce="next").kept == WRITTEN
        assert made.apply(nonce="after").kept == ""


def tick(made: Lab) -> None:
    made.router.add("/system/scheduler", name="rosgit-tick", on_event="rosgit-undo")


def lone_part(made: Lab) -> None:
    made.router.add(SCRIPT, name="rosgit-undo-3", source="# old")


@pytest.mark.parametrize("leave", [tick, lone_part])
def test_what_an_apply_left_is_tidied_away_and_that_is_said(leave: Callable[[Lab], None]) -> None:
    with lab() as made:
        made.apply()
        leave(made)
        report = made.apply(nonce="next")
        assert (report.status, report.kept, made.left()) == (Status.IN_SYNC, TIDIED, [])
        assert len(made.ledgers()) == 1


def test_an_older_ledger_that_was_left_is_tidied_away() -> None:
    with lab() as made:
        made.apply()
        old = source_of(made, "rosgit-ledger-1-1")
        made.wants(CHANGED)
        made.apply(nonce="next")
        made.router.add(SCRIPT, name="rosgit-ledger-1-1", source=old)
        assert made.apply(nonce="after").kept == TIDIED
        assert made.ledgers() == ["rosgit-ledger-2-1"]


def test_the_mark_of_an_undo_alone_is_no_leftover() -> None:
    """Status tells of it."""
    with lab() as made:
        made.apply()
        made.wants(CHANGED)
        made.before(f"{PROFILE}/set", refuse())
        assert made.apply(nonce="next").status is Status.UNDONE
        made.wants(ROWS)
        writes = made.router.writes
        report = made.apply(nonce="after")
        assert (report.status, report.kept, made.left()) == (Status.IN_SYNC, "", ["rosgit-mark"])
        assert made.router.writes == writes


@pytest.mark.parametrize("name", ["rosgit-undo-notes", "rosgit-undo-0", "rosgit-ledger-old"])
def test_a_script_of_somebody_that_only_begins_like_ours_is_his(name: str) -> None:
    with lab() as made:
        made.router.add(SCRIPT, name=name, source="# mine")
        assert made.apply().status is Status.PROVEN
        report = made.apply(nonce="next")
        assert (report.status, report.kept) == (Status.IN_SYNC, "")
        assert source_of(made, name) == "# mine"


# -- a lock whose owner is gone


def dead(made: Lab, **given: object) -> None:
    """An apply that died after its last write, and whose tick did not come in time."""
    made.apply()
    made.wants(CHANGED)
    killed(made, **given)
    asleep(made, 300)
    made.wants(CHANGED.replace("50.99", "50.77"))


def test_a_stale_lock_is_not_waited_for() -> None:
    heard: list[Event] = []
    with lab() as made:
        dead(made)
        assert made.apply(nonce="next", lock_timeout=600.0, tell=heard.append).status is Status.PROVEN
    assert "held" not in [each.result for each in heard if each.step == "lock"]


def test_a_stale_lock_stays_where_our_user_could_not_take_one() -> None:
    with lab() as made:
        dead(made)
        user_may(FEW)(made)
        left, writes = made.left(), made.router.writes
        report = made.apply(nonce="next")
        assert (report.status, "missing-policy" in codes(report)) == (Status.REFUSED, True)
        assert (made.left(), made.router.writes) == (left, writes)


def test_a_stale_lock_that_would_not_go_is_not_called_gone() -> None:
    with lab() as made:
        dead(made)
        made.every(f"{SCRIPT}/run", refuse("failure: busy"))
        report = made.apply(nonce="next")
        assert (report.status, "lock-held" in codes(report)) == (Status.REFUSED, True)
        assert "lock-stale" not in codes(report)


def test_a_stale_lock_without_an_undo_is_not_called_undone_by_the_mark_of_another() -> None:
    with lab() as made:
        made.before(LAST, refuse())
        assert made.apply().status is Status.UNDONE
        made.calm()
        killed(made, undo=False, nonce="next")
        made.router.add(SCRIPT, name=switch.MARK, source="# rosgit-mark 1:", comment="undoing undone")
        asleep(made, 300)
        report = made.apply(nonce="after")
        assert "what it had written stays" in words(report)
        assert "its undo has run" not in words(report)
        assert FIRST in made.log
