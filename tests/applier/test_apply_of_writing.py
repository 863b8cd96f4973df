"""What is said of the writing itself: what was lost together, and why a change is half done."""

from __future__ import annotations

from types import SimpleNamespace

from rosgit.applier.safe import _of_writing
from rosgit.applier.settings import Settings
from rosgit.applier.write import Written
from rosgit.model.plan import Action, Cause, Change, Outcome, Plan, Result

JOB = SimpleNamespace(settings=Settings(), site=SimpleNamespace(name="cafe"))


def said(outcome: Outcome, many: int, **more: object) -> list[tuple[str, str]]:
    changes = [Change(Action.CREATE, "/ip/pool", f"p{at}", Cause.GIT, None) for at in range(many)]
    written = Written(tuple(Result(each, outcome) for each in changes), **more)  # type: ignore[arg-type]  # a test's own
    return [(each.code, each.summary) for each in _of_writing(JOB, Plan("cafe", tuple(changes)), written)]  # type: ignore[arg-type]


def test_answers_that_were_lost_together_are_one_finding():
    words = "/ip/pool p0, /ip/pool p1, /ip/pool p2 and 3 more: sent, and the answer never came"
    assert said(Outcome.UNKNOWN, 6) == [("answer-lost", words)]


def test_a_change_that_an_interrupt_left_half_done_was_not_refused():
    half = "/ip/pool p0: begun, and not completed"
    assert said(Outcome.FAILED, 1)[0] == ("write-refused", half)
    assert said(Outcome.FAILED, 1, interrupted=True)[0] == ("interrupted", half)
