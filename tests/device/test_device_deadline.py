"""A deadline is a value; its clock is whatever one gives it."""

from __future__ import annotations

import pytest

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
