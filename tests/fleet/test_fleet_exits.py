"""How the ends of many sites become one exit code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosgit.model.exits import OF_STATUS, Exit, of_fleet
from rosgit.model.plan import Status

some = st.lists(st.sampled_from(Status), min_size=1)


def test_every_status_has_a_code():
    assert set(OF_STATUS) == set(Status)


@given(st.sampled_from(Status), st.integers(1, 5))
def test_sites_that_ended_alike_give_their_code(status, number):
    assert of_fleet([status] * number) is OF_STATUS[status]


@given(some)
def test_any_unknown_outcome_gives_unknown(statuses):
    assert of_fleet([*statuses, Status.UNKNOWN]) is Exit.UNKNOWN


@given(some, st.booleans())
def test_sites_that_ended_differently_give_mixed(statuses, offline_ok):
    counted = [each for each in statuses if not (offline_ok and each is Status.OFFLINE)]
    codes = {OF_STATUS[each] for each in counted}
    if len(codes) > 1 and Exit.UNKNOWN not in codes:
        assert of_fleet(statuses, offline_ok=offline_ok) is Exit.MIXED


FINE = {Status.IN_SYNC, Status.PROVEN, Status.NOTHING, Status.FORGOTTEN}
"""An apply ends with the first two only; forget and unlock with the others."""


@given(st.lists(st.sampled_from(Status)), st.booleans())
def test_zero_only_when_a_site_was_read_and_all_that_count_are_in_sync_or_proven(statuses, offline_ok):
    counted = [each for each in statuses if not (offline_ok and each is Status.OFFLINE)]
    good = bool(counted) and set(counted) <= FINE
    assert (of_fleet(statuses, offline_ok=offline_ok) is Exit.OK) is good


@given(st.lists(st.sampled_from(Status)))
def test_offline_sites_that_are_ok_count_as_absent(statuses):
    others = [each for each in statuses if each is not Status.OFFLINE]
    assert of_fleet(statuses, offline_ok=True) is of_fleet(others)


@given(st.lists(st.sampled_from(Status)), st.booleans())
def test_an_interrupt_says_so_unless_nobody_knows_what_a_router_has(statuses, offline_ok):
    code = Exit.UNKNOWN if Status.UNKNOWN in statuses else Exit.INTERRUPTED
    assert of_fleet(statuses, offline_ok=offline_ok, interrupted=True) is code


@pytest.mark.parametrize("offline_ok", [True, False])
def test_a_fleet_that_is_offline_is_an_error(offline_ok):
    assert of_fleet([Status.OFFLINE] * 3, offline_ok=offline_ok) is Exit.ERROR


def test_a_site_not_begun_is_mixed_with_anything():
    assert of_fleet([Status.PROVEN, Status.NOT_BEGUN]) is Exit.MIXED
    assert of_fleet([Status.NOT_BEGUN]) is Exit.MIXED
