"""An interrupt leaves nothing half done, and what it left is said."""

from __future__ import annotations

import threading

import pytest
from fleet_lab import FIRST, SECOND, fleet

from rosgit.model.plan import Outcome, Status

P, S, N, U = Status.PROVEN, Status.IN_SYNC, Status.NOT_BEGUN, Status.UNDONE


def codes(report) -> set[str]:
    plan = report.plan.diagnostics if report.plan is not None else ()
    return {each.code for each in (*report.diagnostics, *plan)}


def test_an_interrupt_between_flights_finishes_the_flight_and_takes_it_back():
    with fleet("abc") as lab:
        pools = lab.router("a").rows("/ip/pool")
        lab.on("a", FIRST, lab.stop)
        made = lab.apply()
        assert {name: report.status for name, report in made.items()} == {"a": U, "b": N, "c": N}
        assert lab.written("a") == [FIRST]
        assert [each.outcome for each in made["a"].results] == [Outcome.UNDONE, Outcome.SKIPPED]
        assert "interrupted" in codes(made["a"])
        assert lab.router("a").rows("/ip/pool") == pools
        assert lab.left("a") in ([], ["rosgit-mark"])
        assert lab.written("b") == lab.written("c") == []


def test_after_an_interrupt_the_next_apply_converges():
    with fleet("ab") as lab:
        lab.on("a", FIRST, lab.stop)
        lab.apply()
        lab.stopped = 0
        lab.hooks.clear()
        assert lab.statuses() == {"a": P, "b": P}
        assert lab.statuses() == {"a": S, "b": S}


def test_an_interrupt_after_the_last_flight_lets_the_proof_and_the_commit_end():
    with fleet("ab") as lab:
        lab.on("a", SECOND, lab.stop)
        assert lab.statuses() == {"a": P, "b": N}
        assert lab.left("a") == []


def test_an_interrupt_while_arming_writes_nothing_and_leaves_nothing():
    with fleet("ab") as lab:
        lab.on("a", "/system/script/add", lab.stop_once)
        made = lab.apply()
        assert {name: report.status for name, report in made.items()} == {"a": N, "b": N}
        assert "interrupted" in codes(made["a"])
        assert lab.written("a") == []
        assert lab.left("a") == []


def test_an_interrupt_while_reading_arms_nothing():
    with fleet("ab") as lab:
        lab.on("a", "/ip/pool/print", lab.stop)
        assert lab.statuses(canary=False) == {"a": N, "b": N}
        assert lab.log == []


def test_an_interrupt_in_a_soak_takes_back_what_was_not_soaked():
    with fleet("a") as lab:
        slept = []

        def pause(seconds: float) -> None:
            slept.append(seconds)
            lab.pause(seconds)
            if lab.written("a") == [FIRST, SECOND]:
                lab.stop()

        made = lab.apply(soak=60.0, pause=pause)["a"]
        assert made.status is U
        assert max(slept) < 60
        assert "interrupted" in codes(made)


def test_with_no_undo_an_interrupt_says_that_the_apply_is_partial():
    with fleet("a") as lab:
        lab.on("a", FIRST, lab.stop)
        made = lab.apply(undo=False)["a"]
        assert made.status is Status.PARTIAL
        assert [each.outcome for each in made.results] == [Outcome.DONE, Outcome.SKIPPED]


@pytest.mark.parametrize("command", [FIRST, "/system/script/add"])
def test_a_second_interrupt_does_not_wait_and_says_what_it_left(command):
    release = threading.Event()
    with fleet("ab") as lab:

        def hang() -> None:
            lab.stop()
            lab.stop()
            release.wait(20)

        lab.on("a", command, hang)
        made = lab.apply()
        assert made["a"].status is Status.UNKNOWN
        assert "undoes by itself" in made["a"].diagnostics[0].summary
        assert made["b"].status is N
        release.set()


@pytest.mark.parametrize(
    ("command", "step"),
    [("/system/script/remove", "commit"), ("/system/script/run", "undo")],
)
def test_a_second_interrupt_says_so_of_a_commit_and_of_an_undo_too(command, step):
    release = threading.Event()
    with fleet("ab") as lab:

        def hang() -> None:
            if ("undo", "begun") in lab.told("a") or step == "commit":
                lab.stop()
                lab.stop()
                release.wait(20)

        lab.on("a", command, hang)
        if step == "undo":
            lab.refuse("a", SECOND)
        made = lab.apply()
        assert made["a"].status is Status.UNKNOWN
        assert f"in the middle of '{step}'" in made["a"].diagnostics[0].summary
        assert made["b"].status is N
        release.set()


def test_a_second_interrupt_while_somebody_elses_lock_is_waited_for_left_nothing():
    release = threading.Event()
    with fleet("a") as lab:
        lab.router("a").add("/system/script", name="rosgit-undo", source="theirs")

        def pause(_: float) -> None:
            lab.stop()
            lab.stop()
            release.wait(20)

        assert lab.statuses(pause=pause, lock_timeout=60.0) == {"a": N}
        release.set()
        assert ("lock", "held") in lab.told("a")
        assert lab.log == []


def test_an_interrupt_while_the_canary_is_read_again_begins_none():
    with fleet("ab") as lab:

        def tell(event) -> None:
            lab.events.append(event)
            if (event.site, event.step, event.phase) == ("a", "begin", "apply"):
                lab.stop()

        assert lab.statuses(tell=tell) == {"a": N, "b": N}
        assert lab.log == []


def test_a_second_interrupt_while_reading_knows_that_nothing_was_written():
    release = threading.Event()
    with fleet("a") as lab:

        def hang() -> None:
            lab.stop()
            lab.stop()
            release.wait(20)

        lab.on("a", "/ip/pool/print", hang)
        assert lab.statuses() == {"a": N}
        release.set()
        assert lab.log == []
