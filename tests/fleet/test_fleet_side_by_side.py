"""Many at a time: bounded, complete, and honest about what broke."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosgit.fleet import side_by_side


@given(st.lists(st.integers(), max_size=20), st.integers(1, 6))
def test_every_item_is_done_once_and_never_more_at_a_time_than_asked(items, jobs):
    lock, running, most = threading.Lock(), [0], [0]

    def one(item: int) -> int:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        with lock:
            running[0] -= 1
        return item * 2

    assert dict(side_by_side(items, one, jobs)) == {at: item * 2 for at, item in enumerate(items)}
    assert most[0] <= jobs


@given(st.integers(1, 12), st.integers(1, 4), st.integers(0, 12))
def test_nothing_is_begun_once_it_may_not_go_on(number, jobs, stop):
    begun: list[int] = []
    made = list(side_by_side(range(number), begun.append, jobs, lambda: len(begun) < stop))
    assert sorted(at for at, _ in made) == sorted(begun)
    assert len(begun) < min(number, stop + jobs) + 1
    assert (len(begun) == number) or len(begun) >= stop


@pytest.mark.parametrize("error", [ValueError("a bug"), KeyboardInterrupt()])
def test_what_one_raises_is_raised(error):
    def one(_: int) -> None:
        raise error

    with pytest.raises(type(error)):
        list(side_by_side([1, 2], one, 2))


def test_whoever_is_in_a_hurry_does_not_wait_for_what_runs():
    release = threading.Event()
    assert list(side_by_side([1], lambda _: release.wait(), 1, hurry=lambda: True)) == []
    release.set()
