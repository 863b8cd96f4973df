"""The writes: what is sent behind a refusal, what counts as an answer, and what is told of each change."""

from __future__ import annotations

from collections import Counter

import pytest
from apply_lab import FIRST, LAST, POOL, PROFILE, Lab, codes, lab, outcomes, refuse, words
from test_apply_locks import MANY

from rosgit.model.event import Event
from rosgit.model.plan import Outcome, Status


def test_behind_a_refusal_no_more_is_sent_than_was_on_its_way() -> None:
    with lab(MANY) as made:
        made.before(FIRST, refuse())
        report = made.apply()
        assert report.status is Status.UNDONE, words(report)
        assert made.log.count(FIRST) <= 64
        assert Outcome.SKIPPED in outcomes(report)


def without_its_id(made: Lab) -> None:
    """The router acknowledges the first row, and does not say which it is."""
    run = made.router._run

    def silent(session, command):  # type: ignore[no-untyped-def]
        replies = run(session, command)
        return [("!done",)] if f"{command.path}/{command.verb}" == FIRST else replies

    made.router._run = silent  # type: ignore[method-assign]


def test_an_acknowledgement_without_the_id_of_the_new_row_is_a_refusal() -> None:
    with lab() as made:
        without_its_id(made)
        report = made.apply()
        assert (report.status, outcomes(report)) == (Status.UNDONE, [Outcome.FAILED, Outcome.SKIPPED])
        assert "gave no .id" in words(report)
        assert (LAST in made.log, made.names(POOL)) == (False, [])


@pytest.mark.parametrize("command", ["", FIRST, LAST])
def test_what_became_of_each_change_is_told_once(command: str) -> None:
    heard: list[Event] = []
    with lab() as made:
        if command:
            made.before(command, refuse())
        report = made.apply(tell=heard.append)
    told = [each for each in heard if each.step == "write" and each.change and each.result != "sending"]
    assert Counter(each.change for each in told) == {f"{POOL} lobby": 1, f"{PROFILE} day": 1}
    assert ("write-refused" in codes(report)) is bool(command)


def test_what_was_never_sent_is_not_called_unknown() -> None:
    with lab(MANY) as made:
        made.after(FIRST, made.away)
        report = made.apply()
        assert report.status is Status.UNKNOWN
        assert outcomes(report).count(Outcome.SKIPPED) >= 100 - 64


def test_after_an_interrupt_no_further_flight_is_sent() -> None:
    with lab() as made:
        made.before(FIRST, lambda: setattr(made, "stopped", True))
        report = made.apply()
        assert (report.status, LAST in made.log) == (Status.UNDONE, False)


def test_an_interrupt_in_the_wait_before_the_proof_takes_everything_back() -> None:
    with lab() as made:
        made.after(LAST, lambda: setattr(made, "stopped", True))
        report = made.apply(soak=60.0)
        assert (report.status, "interrupted" in codes(report)) == (Status.UNDONE, True)
        assert made.names(POOL) == []


def test_what_was_refused_is_taken_back_without_the_wait_before_a_proof() -> None:
    with lab() as made:
        made.before(LAST, refuse())
        report = made.apply(soak=60.0)
        assert (report.status, made.router.uptime < 1000 + 60) == (Status.UNDONE, True)
