"""A probe that is cut, refused or left behind: what it says, and that the next one cleans up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from probe_lab import commands, first_command, only, probed, spare, state, talking

from rosgit.device import DeviceError
from rosgit.menus.table import Menu
from rosgit.probe import QUESTIONS, Asking, Question, UnansweredError, probe
from rosgit.sim import Faults, Router, Session
from rosgit.sim.store import Stored
from rosgit.sim.texts import Trap
from rosgit.views.probe import probe_text

FEW = only("script-name-twice", "undo-driver", "flight-order", "remove-used-profile", "pool-ranges")


FIRST, LAST = first_command(), commands(FEW)


@pytest.mark.parametrize("how", ["cut_before", "cut_after", "cut_within", "reset_at"])
@pytest.mark.parametrize("at", range(FIRST, LAST + 1, 9))
def test_a_connection_that_is_cut_costs_one_answer_and_leaves_nothing(how: str, at: int) -> None:
    router = spare()
    before = state(router)
    made = probed(router, FEW, Faults(**{how: at}))  # type: ignore[arg-type]
    assert sum(not each.answered for each in made.answers) <= 1
    assert made.clean
    assert state(router) == before


@pytest.mark.parametrize("at", range(FIRST, LAST + 1, 17))
def test_a_router_that_never_comes_back_is_not_called_clean_and_the_next_probe_sweeps_it(at: int) -> None:
    router = spare()
    before = state(router)
    with talking(router) as (asking, server):
        server.faults = Faults(hang_at=at)
        asking.seconds = 0.15
        made = probe(asking, FEW)
    assert not made.sure
    assert "could not be read at the end" in probe_text(made)
    left = state(router) != before
    again = probed(router, only("move-last"))
    assert bool(again.swept) or not left
    assert again.clean
    assert state(router) == before


def killed(question: Question) -> Question:
    """The same question, and the process dies in the middle of it: nothing is cleaned up."""

    def ask(asking: Asking) -> str:
        with suppress(UnansweredError):  # one that is half answered here
            question.ask(asking)
        asking.close()
        asking._gone = DeviceError("died")
        raise DeviceError("died")

    return Question(question.code, question.text, ask)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.code)
def test_what_a_dead_probe_left_is_named_and_taken_away_by_the_next(question: Question) -> None:
    router = spare()
    before = state(router)
    assert not probed(router, (killed(question),)).sure
    left = state(router) != before
    made = probed(router, ())
    assert bool(made.swept) == left
    assert state(router) == before


def test_rows_of_others_are_never_touched_whatever_they_are_called() -> None:
    router = spare()
    router.add("/ip/pool", name="rosgit-prob", ranges="10.0.0.2-10.0.0.9")
    router.add("/system/script", name="my-rosgit-probe", source="# mine")
    router.add("/system/script", name="rosgit-undo", source="# an apply of somebody else")
    router.add("/system/script", name="rosgit-ledger-1-1", source="# a ledger")
    router.add("/ip/firewall/filter", chain="input", action="drop", comment="rosgit-probe")
    before = state(router)
    made = probed(router, only("undo-driver", "find-pattern", "scheduler-tick"))
    assert [each.answered for each in made.answers] == [True] * 3
    assert made.swept == ()
    assert state(router) == before


def test_what_cannot_be_removed_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    def stuck(router: Router, session: Session, menu: Menu, row: Stored) -> None:
        if menu.path == "/ip/pool":
            raise Trap("failure: pool is in use")

    monkeypatch.setattr("rosgit.sim.checks.removable", stuck)
    router = spare()
    made = probed(router, only("pool-ranges", "move-last"))
    names = sorted(row["name"] for row in router.rows("/ip/pool"))
    assert len(names) == 3
    assert made.left == tuple(f"/ip/pool {name}" for name in names)
    assert not made.clean
    assert f"still on the router: /ip/pool {names[0]}" in probe_text(made)


def test_a_menu_that_cannot_be_read_at_the_end_is_not_called_clean() -> None:
    made = probed(spare(), (), Faults(trap={commands(()): ("not enough permissions (9)", 4)}))
    assert made.left == ("/radius (not enough permissions (9))",)
    assert not made.clean


def test_a_router_that_is_not_there_is_an_error_before_any_question() -> None:
    with talking(spare()) as (asking, server):
        server.stop()
        with pytest.raises(DeviceError):
            probe(asking, FEW)


def counted(questions: tuple[Question, ...], act: Callable[[int], None]) -> tuple[Question, ...]:
    """The questions, and something that happens in the middle of each, by its number."""

    def with_it(at: int, question: Question) -> Question:
        def ask(asking: Asking) -> str:
            asking.must("/ip/pool/add", name="rosgit-probe-x", ranges="192.0.2.1")
            act(at)
            return question.ask(asking)

        return Question(question.code, question.text, ask)

    return tuple(with_it(at, each) for at, each in enumerate(questions))


def test_an_interrupt_ends_the_asking_cleans_up_and_keeps_the_answers() -> None:
    def act(at: int) -> None:
        if at == 2:
            raise KeyboardInterrupt

    router = spare()
    before = state(router)
    made = probed(router, counted(FEW, act))
    assert [each.code for each in made.answers] == [each.code for each in FEW[:2]]
    assert made.interrupted
    assert made.clean
    assert state(router) == before
    assert f"Not every question was asked: interrupted after 2 of {len(FEW)} questions." in probe_text(made)


def test_an_interrupt_while_it_cleans_up_is_not_called_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(asking: Asking) -> None:
        raise KeyboardInterrupt

    def act(at: int) -> None:
        monkeypatch.setattr("rosgit.probe.run.sweep", stop)
        raise KeyboardInterrupt

    made = probed(spare(), counted(FEW, act))
    assert (made.interrupted, made.sure) == (True, False)


def test_a_router_that_is_silent_twice_in_a_row_is_asked_no_more() -> None:
    with talking(spare()) as (asking, server):
        server.faults = Faults(hang_at=FIRST + 1)
        asking.seconds = 0.2
        made = probe(asking, FEW)
    assert len(made.answers) == 2
    assert "the router was silent 2 times in a row: stopped after 2 of 5 questions" in probe_text(made)
