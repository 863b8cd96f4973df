"""What an arming takes away first, what makes it stop, and that one that stops leaves no trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from apply_lab import (
    FIRST,
    POOL,
    PROFILE,
    ROWS,
    SCRIPT,
    THEIRS,
    UNLOCK,
    Lab,
    codes,
    lab,
    refuse,
    source_of,
    stranger,
    twin,
    words,
)

from rosgit.applier import arm
from rosgit.model.plan import Status
from rosgit.workflow import apply_site

LOCK, TICK = f"{SCRIPT}/add", "/system/scheduler/add"
"""The first sentence of an arming, and the last."""
CHANGED = ROWS.replace("1M/1M", "3M/3M").replace("50.99", "50.77")
WAITING = f"{PROFILE}/print"
"""The site's rows are read once before the arming, and once for each look at its tick."""
OURS = ["rosgit-undo", "rosgit-mark", "rosgit-undo-1", "rosgit-tick"]


def applied(made: Lab) -> None:
    """A router that was applied to, and both of its rows are to be changed."""
    made.apply()
    made.wants(CHANGED)


def edits(made: Lab, name: str, source: str) -> Callable[[], None]:
    return lambda: made.router.set(SCRIPT, name, source=source)


def lock_reads_otherwise(made: Lab) -> None:
    made.after(LOCK, edits(made, "rosgit-undo", "/log/info x"))


def lock_is_not_read(made: Lab) -> None:
    made.before(f"{SCRIPT}/print", refuse(), nth=2)


def lock_changes_later(made: Lab) -> None:
    def longer() -> None:
        edits(made, "rosgit-undo", source_of(made, "rosgit-undo") + "# x\n")()

    made.after(TICK, longer)


def part_changes(made: Lab) -> None:
    made.after(TICK, edits(made, "rosgit-undo-1", "/log/info x"))


def part_is_invalid(made: Lab) -> None:
    def spoil() -> None:
        next(row for row in made.router.store.table(SCRIPT) if row.name == "rosgit-undo-1").flags.add(
            "invalid"
        )

    made.after(TICK, spoil)


def nth_row_refused(nth: int) -> Callable[[Lab], None]:
    return lambda made: made.before(LOCK, refuse(), nth=nth)


def tick_refused(made: Lab) -> None:
    made.before(TICK, refuse())


def tick_sleeps(made: Lab) -> None:
    made.after(TICK, lambda: setattr(made.router.jobs, "asleep", True))


def site_is_not_read(made: Lab) -> None:
    made.before(WAITING, refuse(), nth=2)


def row_is_edited(made: Lab) -> None:
    made.after(TICK, lambda: made.router.set(POOL, "lobby", ranges="10.5.50.10-10.5.50.20"))


def ledger_is_replaced(made: Lab) -> None:
    (old,) = made.ledgers()
    made.before(LOCK, lambda: made.router.set(SCRIPT, old, name="rosgit-ledger-7-1"))


STOPS: Mapping[str, tuple[Callable[[Lab], None], str]] = {
    "the lock reads back otherwise": (lock_reads_otherwise, "not-armed"),
    "the lock cannot be read back": (lock_is_not_read, "not-armed"),
    "the lock is changed later": (lock_changes_later, "not-armed"),
    "the mark is refused": (nth_row_refused(2), "not-armed"),
    "a part is refused": (nth_row_refused(3), "not-armed"),
    "the ledger is refused": (nth_row_refused(4), "not-armed"),
    "the tick is refused": (tick_refused, "not-armed"),
    "a part reads back otherwise": (part_changes, "not-armed"),
    "a part is invalid": (part_is_invalid, "not-armed"),
    "the tick never runs": (tick_sleeps, "not-armed"),
    "the site cannot be read again": (site_is_not_read, "router-trap"),
    "a row is edited meanwhile": (row_is_edited, "stale-plan"),
    "another ledger came before the lock": (ledger_is_replaced, "stale-plan"),
}


@pytest.mark.parametrize(("cause", "code"), STOPS.values(), ids=STOPS)
def test_an_arming_that_stops_writes_no_row_of_the_site_and_leaves_nothing_of_itself(
    cause: Callable[[Lab], None], code: str
) -> None:
    with lab() as made:
        applied(made)
        cause(made)
        report = made.apply(nonce="next")
        assert (report.status, code in codes(report)) == (Status.REFUSED, True), words(report)
        assert f"{POOL}/set" not in made.log
        assert made.left() == []
        assert len(made.ledgers()) == 1


def test_of_two_locks_neither_counts_and_only_ours_goes_again() -> None:
    with lab() as made:
        made.after(LOCK, lambda: twin(made))
        report = made.apply()
        assert (report.status, "lock-held" in codes(report)) == (Status.REFUSED, True)
        assert (made.left(), source_of(made, "rosgit-undo")) == (["rosgit-undo"], THEIRS)
        assert TICK not in made.log


def test_a_second_lock_that_comes_later_stays_and_ours_goes() -> None:
    with lab() as made:
        made.after(TICK, lambda: twin(made))
        assert made.apply().status is Status.REFUSED
        assert FIRST not in made.log
        assert (made.left(), source_of(made, "rosgit-undo")) == (["rosgit-undo"], THEIRS)


def test_where_somebody_else_has_the_lock_by_now_a_stopped_arming_takes_nothing_away() -> None:
    with lab() as made:
        made.after(TICK, lambda: stranger(made))
        report = made.apply()
        assert report.status is Status.REFUSED
        assert FIRST not in made.log
        assert sorted(made.left()) == sorted(OURS)
        assert source_of(made, "rosgit-undo") == THEIRS


CUTS = {"tick": ("/system/scheduler/remove", 1), "parts": (UNLOCK, 1), "lock": (UNLOCK, 2)}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("command", "nth"), CUTS.values(), ids=CUTS)
def test_a_stopped_arming_that_is_cut_has_taken_the_tick_before_its_parts_and_the_lock_last(
    command: str, nth: int, when: str
) -> None:
    with lab() as made:
        row_is_there(made)
        getattr(made, when)(command, made.lose, nth)
        report = made.apply()
        assert (report.status, "stale-plan" in codes(report)) == (Status.REFUSED, True), words(report)
        left = set(made.left())
        assert left in ({*OURS}, {*OURS[:3]}, {"rosgit-undo"}, set())


def row_is_there(made: Lab) -> None:
    """Somebody makes our row while we wait for the tick."""
    made.after(TICK, lambda: made.router.add(POOL, name="lobby", ranges="10.9.9.1-10.9.9.9"))


def test_what_another_apply_left_is_gone_before_the_first_write_but_for_the_ledger_that_counts() -> None:
    with lab() as made:
        made.apply()
        old = {name: source_of(made, name) for name in made.ledgers()}
        made.wants(ROWS.replace("1M/1M", "2M/2M"))
        made.apply(nonce="second")
        (kept,) = made.ledgers()
        left = dict.fromkeys(("rosgit-undo-1", "rosgit-undo-7", "rosgit-mark"), "# old")
        for name, source in {**old, **left}.items():
            made.router.add(SCRIPT, name=name, source=source)
        made.router.add("/system/scheduler", name="rosgit-tick", on_event="rosgit-undo")
        made.wants(CHANGED)
        seen: list[list[str]] = []
        made.before(f"{POOL}/set", lambda: seen.append([*made.left(), *made.ledgers()]))
        report = made.apply(nonce="third")
        assert report.status is Status.PROVEN, words(report)
        assert sorted(seen[0]) == sorted([*OURS, kept, "rosgit-ledger-3-1"])


def test_the_time_a_person_takes_to_say_yes_is_not_taken_from_the_undo() -> None:
    """The router waits as long as we do, from the moment it is armed."""
    with lab() as made:
        made.after(FIRST, lambda: made.router.tick(60))
        run = made.run()

        def approve(_: object) -> bool:
            made.router.tick(90)
            return True

        report = apply_site(run, approve)
        assert report.status is Status.PROVEN, words(report)


def test_a_tick_that_comes_late_is_waited_for() -> None:
    with lab() as made:
        made.router.jobs.asleep = True
        made.before(WAITING, lambda: setattr(made.router.jobs, "asleep", False), nth=3)
        assert made.apply().status is Status.PROVEN


def test_an_undo_that_does_not_fit_is_refused_before_the_lock_is_taken(monkeypatch) -> None:
    monkeypatch.setattr(arm, "PART_SIZE", 500)
    with lab() as made:
        report = made.apply()
        assert (report.status, made.router.writes) == (Status.REFUSED, 0)
        assert "does not fit" in words(report)


def test_an_interrupt_while_the_tick_is_waited_for_begins_nothing() -> None:
    with lab() as made:
        made.after(TICK, lambda: setattr(made, "stopped", True))
        report = made.apply()
        assert (report.status, codes(report)[-1]) == (Status.NOT_BEGUN, "interrupted")
        assert (FIRST in made.log, made.left()) == (False, [])
