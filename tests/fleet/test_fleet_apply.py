"""A fleet apply: one first, many at a time, and where it stops."""

from __future__ import annotations

from fleet_lab import FIRST, PASSWORD, SECOND, fleet

from rosgit.model.plan import Outcome, Status

P, S, N, U = Status.PROVEN, Status.IN_SYNC, Status.NOT_BEGUN, Status.UNDONE


def test_every_site_is_applied_and_a_second_apply_writes_nothing():
    with fleet("abcd") as lab:
        assert set(lab.statuses().values()) == {P}
        writes = len(lab.log)
        trips = {name: server.trips for name, server in lab.servers.items()}
        assert set(lab.statuses().values()) == {S}
        assert len(lab.log) == writes
        assert {name: server.trips - trips[name] for name, server in lab.servers.items()} == dict.fromkeys(
            "abcd", 3
        )


def test_the_first_site_with_changes_is_proven_before_another_is_written_to():
    with fleet("abcd") as lab:
        lab.apply("a")
        lab.log.clear()
        assert lab.statuses() == {"a": S, "b": P, "c": P, "d": P}
        sites = [site for site, _ in lab.log]
        assert sites[0] == "b"
        assert "b" not in sites[sites.index(next(each for each in sites if each != "b")) :]


def test_a_canary_that_is_undone_keeps_the_others_from_being_written_to():
    with fleet("abc") as lab:
        lab.refuse("a")
        assert lab.statuses() == {"a": U, "b": N, "c": N}
        assert {site for site, _ in lab.log} == {"a"}


def test_a_site_not_begun_shows_the_plan_that_waits():
    with fleet("ab") as lab:
        lab.refuse("a")
        plan = lab.apply()["b"].plan
        assert plan is not None
        assert len(plan.changes) == 2


def test_without_a_canary_many_are_begun_at_once_and_all_are_read_once():
    with fleet("abc") as lab:
        lab.refuse("a")
        lab.refuse("b")
        made = lab.statuses(canary=False, max_failures=9)
        assert made == {"a": U, "b": U, "c": P}
        assert [event.step for event in lab.events if event.site == "c"].count("read") == 1


def test_no_new_site_is_begun_after_max_failures():
    with fleet("abcd") as lab:
        for name in "ab":
            lab.refuse(name)
        assert lab.statuses(canary=False, jobs=1, max_failures=2) == {"a": U, "b": U, "c": N, "d": N}


def test_the_next_site_is_the_canary_while_failures_are_allowed():
    with fleet("abc") as lab:
        lab.refuse("a")
        assert lab.statuses(max_failures=2) == {"a": U, "b": P, "c": P}


def test_a_refusal_is_no_failure_of_the_fleet():
    with fleet("abc") as lab:
        lab.router("a").add("/system/script", name="rosgit-undo", source="theirs")
        assert lab.statuses() == {"a": Status.REFUSED, "b": P, "c": P}


def test_a_router_that_refuses_the_login_is_a_failure_before_anything_is_written():
    with fleet("abc") as lab:
        lab.router("b").set("/user", "rosgit", password="another")
        lab.router("b").set("/user", "rosgit", name="rosgit2")
        assert lab.statuses(jobs=1) == {"a": N, "b": Status.FAILED, "c": N}
        assert lab.log == []


def test_a_router_nobody_listens_on_is_offline_and_stops_the_fleet():
    with fleet("abc") as lab:
        lab.unplug("b")
        assert lab.statuses() == {"a": N, "b": Status.OFFLINE, "c": N}
        assert lab.log == []


def test_an_offline_router_that_is_ok_stops_nobody():
    with fleet("abc") as lab:
        lab.unplug("a")
        assert lab.statuses(offline_ok=True) == {"a": Status.OFFLINE, "b": P, "c": P}


def test_a_router_that_goes_away_in_the_middle_of_an_apply_is_not_offline():
    with fleet("ab") as lab:
        lab.on("a", FIRST, lab.servers["a"].cut)
        made = lab.apply()
        assert made["a"].status in (U, Status.UNKNOWN)
        assert made["b"].status is N


def test_every_step_is_told_with_its_changes_and_time_and_without_a_secret():
    with fleet("a") as lab:
        lab.apply()
        steps = [step for step, _ in lab.told("a")]
        assert list(dict.fromkeys(steps)) == [
            "begin",
            "read",
            "plan",
            "arm",
            "write",
            "prove",
            "commit",
            "end",
        ]
        written = [event.change for event in lab.events if event.step == "write" and event.result == "done"]
        assert written == ["/ip/pool lobby", "/ip/hotspot/user/profile day-pass"]
        assert lab.told("a")[-1] == ("end", "applied and proven")
        assert PASSWORD not in repr(lab.events)
        seconds = [event.seconds for event in lab.events]
        assert seconds == sorted(seconds)


def test_a_refused_write_is_told_with_the_routers_words():
    with fleet("a") as lab:
        lab.refuse("a", SECOND)
        lab.apply()
        (failed,) = [event for event in lab.events if event.result == Outcome.FAILED.value]
        assert failed.change == "/ip/hotspot/user/profile day-pass"
        assert "does not like it" in failed.about
        assert ("undo", "begun") in lab.told("a")


def test_our_rows_are_shown_before_the_first_write_and_only_where_there_is_one():
    kept = []
    with fleet("ab") as lab:
        lab.router("a").add("/ip/pool", name="lobby", ranges="10.9.9.1-10.9.9.9")
        lab.router("a").add("/ip/pool", name="theirs", ranges="10.9.8.1-10.9.8.9")

        def keep(plan, rows) -> None:
            kept.append((plan.site, [row.fields["name"] for row in rows], lab.written(plan.site)))

        lab.apply("b")
        lab.apply(keep=keep, adopt=frozenset({"all"}))
        assert kept == [("a", ["lobby"], [])]
