"""A deadline is a value; its clock is whatever one gives it."""

from __future__ import annotations

import time

import pytest

from rosgit.applier import Settings
from rosgit.device import Deadline, Timeout


def test_what_is_left_shrinks_and_then_is_an_error() -> None:
    times = iter([100.0, 101.0, 109.5, 110.0])
    deadline = Deadline.after(10, lambda: next(times))
    assert (deadline.left(), deadline.left()) == (9.0, 0.5)
    with pytest.raises(Timeout):
        deadline.left()


def test_a_sooner_deadline_is_never_later_than_the_first() -> None:
    deadline = Deadline.after(10, lambda: 0.0)
    assert (deadline.sooner(3).left(), deadline.sooner(30).left()) == (3, 10)


def test_a_deadline_is_over_from_its_moment_on() -> None:
    assert Deadline(5.0, lambda: 5.0).over
    assert not Deadline(5.0, lambda: 4.9).over


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="only Linux has a clock of its own for it")
def test_time_goes_on_while_a_computer_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its monotonic clock stands still meanwhile; that of a router and its undo does not."""
    deadline, settings = Deadline.after(100), Settings()
    before, real = settings.clock(), time.clock_gettime
    slept = {time.CLOCK_BOOTTIME: 200.0}
    monkeypatch.setattr(time, "clock_gettime", lambda which: real(which) + slept.get(which, 0.0))
    assert deadline.over
    assert settings.clock() >= before + 200
