"""A fleet apply: one first, many at a time, and where it stops."""

from __future__ import annotations

import importlib
import json
import threading
from pathlib import Path

import jsonschema
import pytest
from fleet_lab import FIRST, PASSWORD, SECOND, fleet

from rosgit.fleet import LEAVING
from rosgit.model.event import RESULTS, Event
from rosgit.model.plan import Outcome, Status
from rosgit.views.events import event_json
from rosgit.views.summary import reason_of

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


@pytest.mark.parametrize("canary", [True, False])
def test_a_router_nobody_listens_on_is_offline_and_stops_nobody(canary):
    with fleet("abc") as lab:
        lab.unplug("a")
        assert lab.statuses(canary=canary, jobs=1) == {"a": Status.OFFLINE, "b": P, "c": P}


def test_a_failure_counts_when_its_way_back_begins_not_when_it_ends():
    with fleet("abc") as lab:
        begun = threading.Event()
        lab.refuse("a")

        def tell(event) -> None:
            lab.events.append(event)
            if (event.site, event.step, event.result) == ("a", "undo", "begun"):
                begun.set()
                waited.wait(2)
            if event.site == "b" and event.step == "arm" and event.result == "begun":
                begun.wait(20)
            if event.site == "b" and event.step == "end":
                waited.set()

        waited = threading.Event()
        made = lab.statuses(canary=False, jobs=2, tell=tell)
        assert made == {"a": U, "b": P, "c": N}
        assert lab.written("c") == []


def test_two_sites_with_one_router_are_both_refused_before_a_write():
    with fleet("abc") as lab:
        lab.router("b").serial = lab.router("a").serial
        made = lab.apply()
        assert {name: each.status for name, each in made.items()} == {
            "a": Status.REFUSED,
            "b": Status.REFUSED,
            "c": P,
        }
        assert {site for site, _ in lab.log} == {"c"}
        for name in "ab":
            assert reason_of(made[name])[0] == "same-router"


@pytest.mark.parametrize(
    ("where", "status", "said"),
    [
        ("rosgit.applier.safe.look_closely", Status.UNKNOWN, "in the middle of 'prove'"),
        ("rosgit.workflow._barred", Status.FAILED, "rosgit itself broke (ZeroDivisionError) at 'plan'"),
    ],
)
def test_a_bug_at_one_site_ends_that_site_and_the_others_end_as_ever(monkeypatch, where, status, said):
    module, _, name = where.rpartition(".")
    real = getattr(importlib.import_module(module), name)

    def broken(run, *given, **more):
        if run.site.name == "b":
            raise ZeroDivisionError("a bug")
        return real(run, *given, **more)

    monkeypatch.setattr(where, broken)
    bugs = []
    with fleet("abcd") as lab:
        made = lab.apply(canary=False, jobs=1, bug=bugs.append)
        assert {name: each.status for name, each in made.items()} == {"a": P, "b": status, "c": N, "d": N}
        assert made["b"].diagnostics[0].code == "bug"
        assert said in made["b"].diagnostics[0].summary
        assert [str(each) for each in bugs] == ["a bug"]


def test_a_connection_lost_while_arming_says_that_a_lock_may_be_there():
    with fleet("a") as lab:
        lab.on("a", "/system/script/add", lab.servers["a"].cut)
        made = lab.apply()["a"]
        assert made.status is Status.FAILED
        assert "nothing of the site was written, and a lock of ours may be there for 120 s" in (
            made.diagnostics[0].summary
        )


def test_a_connection_lost_while_reading_says_that_nothing_was_written():
    with fleet("a") as lab:
        lab.on("a", "/ip/pool/print", lab.servers["a"].cut)
        assert lab.apply()["a"].diagnostics[0].summary.endswith("; nothing was written")


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


def test_every_change_is_told_before_its_flight_and_what_became_of_it_once():
    with fleet("a") as lab:
        lab.refuse("a", FIRST)
        lab.apply()
        told = [(each.result, each.change) for each in lab.events if each.change]
        assert told == [
            ("sending", "/ip/pool lobby"),
            ("failed", "/ip/pool lobby"),
            ("skipped", "/ip/hotspot/user/profile day-pass"),
        ]
        assert lab.told("a")[-5:] == [
            ("prove", "begun"),
            ("prove", "done"),
            ("undo", "begun"),
            ("undo", "undone"),
            ("end", "undone"),
        ]


def test_a_proven_apply_tells_how_proof_and_commit_ended():
    with fleet("a") as lab:
        lab.apply()
        assert lab.told("a")[-5:-1] == [
            ("prove", "begun"),
            ("prove", "done"),
            ("commit", "begun"),
            ("commit", "committed"),
        ]


def test_looking_and_applying_are_told_apart():
    with fleet("ab") as lab:
        lab.apply()
        phases = [(each.phase, each.site, each.step) for each in lab.events if each.step in ("begin", "end")]
        assert phases == [
            ("look", "a", "begin"),
            ("look", "b", "begin"),
            ("apply", "a", "begin"),
            ("apply", "a", "end"),
            ("apply", "b", "begin"),
            ("apply", "b", "end"),
        ]


def test_every_event_is_one_that_the_schema_knows():
    schema = json.loads((Path(__file__).parents[2] / "schemas" / "events.schema.json").read_text("utf-8"))
    known = jsonschema.Draft7Validator(schema)
    with fleet("abcde") as lab:
        lab.refuse("a", FIRST)
        lab.on("b", SECOND, lab.servers["b"].cut)
        lab.unplug("c")
        lab.on("d", "/system/script/remove", lab.stop_once)
        lab.apply(max_failures=9, jobs=1)
        lab.events.append(Event("", "interrupt", "stopping", about=LEAVING))
        for event in lab.events:
            known.validate(json.loads(event_json(event, "2026-01-02T03:04:05.678Z")))
        told = {(each.step, each.result) for each in lab.events}
        assert {("write", "skipped"), ("commit", "committed"), ("undo", "undone"), ("end", "offline")} <= told
        assert told <= {(step, result) for step, results in RESULTS.items() for result in results or ("",)}


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
