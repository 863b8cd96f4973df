"""Only a proven site lets the others go, every kind of failure counts, and no router is written for two."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from fleet_lab import SECOND, Lab, fleet

from rosgit.fleet import Claims
from rosgit.model.event import Event
from rosgit.model.plan import Status
from rosgit.views.summary import reason_of

P, S, N, U, R = Status.PROVEN, Status.IN_SYNC, Status.NOT_BEGUN, Status.UNDONE, Status.REFUSED


def same_rows(lab: Lab) -> None:
    """Somebody gives the router what its site asks for."""
    router = lab.router("a")
    profile = {"address-pool": "lobby", "shared-users": "2"}
    router.add("/ip/pool", name="lobby", ranges="10.5.50.10-10.5.50.99", comment="lobby")
    router.add("/ip/hotspot/user/profile", name="day-pass", **profile)


NOT_PROVEN: dict[str, tuple[Callable[[Lab], object], Status]] = {
    "undone": (lambda lab: lab.refuse("a"), U),
    "locked": (lambda lab: lab.router("a").add("/system/script", name="rosgit-undo", source="theirs"), R),
    "gone": (lambda lab: lab.unplug("a"), Status.OFFLINE),
    "in sync by then": (same_rows, S),
}


@pytest.mark.parametrize(("spoil", "ended"), NOT_PROVEN.values(), ids=NOT_PROVEN)
def test_a_canary_that_is_not_proven_leaves_the_next_site_to_be_one(
    spoil: Callable[[Lab], object], ended: Status
) -> None:
    with fleet("abcd") as lab:

        def tell(event: Event) -> None:
            lab.events.append(event)
            if (event.site, event.step, event.phase) == ("a", "begin", "apply"):
                spoil(lab)

        assert lab.statuses(tell=tell, max_failures=9) == {"a": ended, "b": P, "c": P, "d": P}
        told = [(each.site, each.step) for each in lab.events if each.phase == "apply"]
        assert told.index(("a", "end")) < told.index(("b", "begin"))
        assert told.index(("b", "end")) < min(told.index((name, "begin")) for name in "cd")


def unkept(lab: Lab) -> None:
    """The router takes a row, and has made something else of it when it is read again."""
    lab.on("a", SECOND, lambda: lab.router("a").set("/ip/pool", "lobby", ranges="10.5.50.10-10.5.50.98"))


FAILED: dict[str, tuple[Callable[[Lab], object], dict[str, object], Status]] = {
    "undone": (lambda lab: lab.refuse("a"), {}, U),
    "half written": (lambda lab: lab.refuse("a", SECOND), {"undo": False}, Status.PARTIAL),
    "not kept": (unkept, {}, Status.UNPROVEN),
    "no login": (lambda lab: lab.router("a").set("/user", "rosgit", name="x"), {}, Status.FAILED),
    "unknown": (lambda lab: lab.on("a", SECOND, lambda: lab.unplug("a")), {"undo": False}, Status.UNKNOWN),
}


@pytest.mark.parametrize("canary", [True, False])
@pytest.mark.parametrize(("spoil", "given", "ended"), FAILED.values(), ids=FAILED)
def test_after_any_kind_of_failure_no_other_site_is_written_to(
    spoil: Callable[[Lab], object], given: dict[str, object], ended: Status, *, canary: bool
) -> None:
    with fleet("ab") as lab:
        spoil(lab)
        assert lab.statuses(jobs=1, canary=canary, **given) == {"a": ended, "b": N}
        assert lab.written("b") == []


def test_without_a_canary_a_router_is_written_for_the_first_site_that_reaches_it_and_no_other() -> None:
    with fleet("abc") as lab:
        lab.router("b").serial = lab.router("a").serial
        made = lab.apply(canary=False, jobs=1)
        assert {name: each.status for name, each in made.items()} == {"a": P, "b": R, "c": P}
        assert reason_of(made["b"])[0] == "same-router"
        assert {site for site, _ in lab.log} == {"a", "c"}


def test_a_site_whose_router_another_site_has_in_sync_is_refused_whichever_was_read_first() -> None:
    for synced, other in ("ab", "ba"):
        with fleet("ab") as lab:
            lab.apply(synced)
            lab.log.clear()
            lab.router("b").serial = lab.router("a").serial
            made = lab.apply(jobs=1, force=frozenset({"serial-changed"}))
            assert made[other].status is R
            assert lab.log == []


def test_routers_that_show_no_serial_number_are_not_taken_for_one() -> None:
    claims = Claims()
    assert [claims("", site) for site in "ab"] == ["", ""]
    assert claims.shared("") == ()


@pytest.mark.parametrize("lost", [True, False], ids=["connection lost", "second interrupt"])
def test_a_stale_lock_that_was_being_run_leaves_nobody_knowing_what_is_there(*, lost: bool) -> None:
    release = threading.Event()
    with fleet("a") as lab:

        def tell(event: Event) -> None:
            if event.step == "prove":
                raise ZeroDivisionError("the process dies")

        def hang() -> None:
            lab.stop()
            lab.stop()
            release.wait(20)

        lab.apply(tell=tell, bug=lambda _: None)
        lab.router("a").jobs.asleep = True
        lab.router("a").tick(300)
        lab.on("a", "/system/script/run", lab.servers["a"].cut if lost else hang)
        made = lab.apply()["a"]
        release.set()
        assert ("lock", "stale") in lab.told("a")
        assert made.status is Status.UNKNOWN
        words = "the undo of a stale lock may have run" if lost else "in the middle of 'lock'"
        assert words in made.diagnostics[0].summary
