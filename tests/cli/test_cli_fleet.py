"""An apply of many sites through the whole command line: stops, events, snapshots, interrupts."""

from __future__ import annotations

import json
import signal
import stat
from pathlib import Path

import pytest

from cli_secrets import PASSWORD, SECRET
from rosgit.cli.interrupt import interrupts
from rosgit.cli.snapshot import NEWEST
from rosgit.sim import Faults

SITE = """\
router: {host: HOST, username: rosgit, password: !secret "env:ROSGIT", routeros: "7.22"}
radius:
  core: {address: 10.0.0.10, secret: !secret "env:ROSGIT_SECRET"}
rows:
  /ip/pool:
    lobby: {ranges: 10.5.50.10-10.5.50.99}
"""


@pytest.fixture
def fleet(project):
    """Three like sites."""
    project.write({f"{name}.yaml": SITE.replace("HOST", f"127.0.0.{at}") for at, name in enumerate("abc", 1)})
    project.serve()
    return project


@pytest.fixture
def alone(project):
    project.write({"a.yaml": SITE.replace("HOST", "127.0.0.1")})
    project.serve()
    return project


def kept(project) -> list[Path]:
    return sorted((project.folder / "state" / "rosgit" / "snapshots").glob("*"))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def interrupt() -> None:
    """What the system calls when somebody presses Ctrl-C."""
    handler = signal.getsignal(signal.SIGINT)
    assert callable(handler)
    handler(signal.SIGINT, None)


def when_waiting(project, monkeypatch, act) -> None:
    """Do something each time an apply waits, which it does while it arms."""

    def wait(seconds: float) -> None:
        act()
        project.wait(seconds)

    monkeypatch.setattr("rosgit.applier.settings.sleep", wait)


def test_a_fleet_is_applied_and_counted(fleet):
    made = fleet.run("apply", "--yes", code=0)
    assert made.out.endswith("Fleet: 3 sites: 3 applied and proven.\n")
    assert "Needs somebody" not in made.out


@pytest.mark.parametrize(("offline", "code"), [((), 4), (("--offline", "fail"), 4), (("--offline", "ok"), 0)])
def test_an_offline_router_holds_nobody_up_and_says_what_to_run(fleet, offline, code):
    fleet.servers["b"].stop()
    made = fleet.run("apply", "--yes", "--jobs", "1", *offline, code=code)
    assert "b  offline: cannot connect" in made.out
    assert "next: rosgit doctor b" in made.out
    assert made.out.endswith("Fleet: 3 sites: 2 applied and proven, 1 offline.\n")


@pytest.mark.parametrize("offline", ["ok", "fail"])
def test_a_fleet_that_is_offline_is_an_error(fleet, offline):
    for server in fleet.servers.values():
        server.stop()
    fleet.run("apply", "--yes", "--offline", offline, code=1)


def test_json_has_the_summary(fleet):
    fleet.servers["a"].stop()
    told = json.loads(fleet.run("apply", "--yes", "--format", "json", "--jobs", "1", code=4).out)
    first = told["summary"]["needs"][0]
    assert (first["sites"], first["status"], first["next"]) == (["a"], "offline", "rosgit doctor a")
    assert told["summary"]["counts"] == {"applied and proven": 2, "offline": 1}
    assert told["summary"]["interrupted"] is False


def test_no_canary_begins_all_at_once(fleet):
    fleet.servers["b"].stop()
    made = fleet.run("apply", "--yes", "--no-canary", code=4)
    assert made.out.endswith("Fleet: 3 sites: 2 applied and proven, 1 offline.\n")


def test_events_are_ndjson_in_a_private_file_without_a_secret(fleet):
    path = fleet.folder / "events.ndjson"
    path.write_text("old\n" * 1000)
    path.chmod(0o644)
    fleet.run("apply", "--yes", "--events", "events.ndjson", code=0)
    text = path.read_text()
    events = [json.loads(line) for line in text.splitlines()]
    ends = {event["site"]: event["result"] for event in events if event["step"] == "end"}
    assert ends == dict.fromkeys("abc", "applied and proven")
    assert {"site", "step", "seconds"} <= set.intersection(*map(set, events))
    assert {event["change"] for event in events if event["site"] == "a" and "change" in event} == {
        "/ip/pool lobby",
        '/radius "core"',
    }
    assert mode(path) == 0o600
    assert PASSWORD not in text
    assert SECRET not in text


def test_events_on_stdout_stand_there_alone(fleet):
    made = fleet.run("apply", "--yes", "--events", "-", code=0)
    assert all(json.loads(line) for line in made.out.splitlines())
    assert "Fleet: 3 sites" in made.err


def test_a_file_for_events_that_cannot_be_made_is_an_error_before_anything_is_written(fleet):
    assert "cannot write" in fleet.run("apply", "--yes", "--events", "none/such.ndjson", code=1).err
    assert fleet.servers["a"].router.writes == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_events_that_cannot_be_written_do_not_stop_an_apply(fleet):
    assert "events are missing" in fleet.run("apply", "--yes", "--events", "/dev/full", code=0).err


def test_a_snapshot_of_our_rows_is_kept_before_an_apply_without_secrets(alone):
    alone.run("apply", "--yes", code=0)
    alone.write({"a.yaml": SITE.replace("HOST", "127.0.0.1").replace("50.99", "50.77")})
    alone.run("apply", "--yes", code=0)
    first, second = kept(alone)
    assert json.loads(first.read_text())["rows"] == {}
    told = json.loads(second.read_text())
    (pool,), (radius,) = told["rows"]["/ip/pool"], told["rows"]["/radius"]
    assert pool["fields"]["ranges"] == "10.5.50.10-10.5.50.99"
    assert radius["fields"]["secret"] == {"secret": None}
    assert SECRET not in second.read_text()
    assert (mode(second), mode(second.parent)) == (0o600, 0o700)
    assert second.name.startswith("a-")


def test_a_site_in_sync_leaves_no_snapshot(alone):
    alone.run("apply", "--yes", "--no-snapshot", code=0)
    alone.run("apply", "--yes", code=0)
    assert kept(alone) == []


def test_only_the_newest_snapshots_of_a_site_are_kept(alone):
    folder = alone.folder / "state" / "rosgit" / "snapshots"
    folder.mkdir(parents=True)
    old = [f"a-2020010{day}T000000.{at:06}Z.json" for day in (1, 2) for at in range(NEWEST)]
    for name in (*old, "a-b-20200101T000000.000000Z.json", "a-mine.json"):
        (folder / name).write_text("{}")
    alone.run("apply", "--yes", code=0)
    names = [path.name for path in kept(alone)]
    assert {"a-b-20200101T000000.000000Z.json", "a-mine.json"} <= set(names)
    assert len(names) == NEWEST + 2
    assert not set(old[: NEWEST + 1]) & set(names)


def test_a_snapshot_that_cannot_be_kept_is_said_and_stops_nothing(alone):
    (alone.folder / "state").write_text("a file")
    assert "no snapshot was kept" in alone.run("apply", "--yes", code=0).err


def test_an_interrupt_ends_with_130_and_says_which_site_waits(fleet, monkeypatch):
    when_waiting(fleet, monkeypatch, interrupt)
    made = fleet.run("apply", "--yes", code=130)
    assert "Interrupted" in made.out
    assert made.out.endswith("Fleet: 3 sites: 3 not begun.\n")
    assert all(server.router.rows("/ip/pool") == () for server in fleet.servers.values())


def test_after_an_interrupt_a_single_site_says_that_it_was_not_begun(alone, monkeypatch):
    when_waiting(alone, monkeypatch, interrupt)
    made = alone.run("apply", "--yes", code=130)
    assert "a  not begun: stopped by an interrupt" in made.out
    assert "next: rosgit apply a" in made.out


@pytest.mark.parametrize("options", [(), ("--format", "json"), ("--events", "-")], ids=" ".join)
@pytest.mark.parametrize("interrupted", [False, True])
def test_a_router_of_which_nobody_knows_is_named_on_stderr_and_is_6_interrupted_or_not(
    alone, monkeypatch, interrupted, options
):
    server, heard = alone.servers["a"], []

    def act() -> None:
        if server.faults.refuse_login and interrupted:
            heard.append(True)
            interrupt()
        server.faults = Faults(refuse_login="invalid user name or password (6)")

    when_waiting(alone, monkeypatch, act)
    made = alone.run("apply", "--yes", *options, code=6)
    (line,) = [each for each in made.err.splitlines() if each.startswith("unknown: ")]
    assert line.startswith("unknown: a: it cannot be said what the router has now")
    assert line.endswith("look with rosgit status a")
    assert heard[:1] == [True] * interrupted


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_asks_to_stop_and_a_second_one_not_to_wait(number):
    before = signal.getsignal(number)
    with interrupts() as caught:
        assert not caught.stopping()
        signal.raise_signal(number)
        assert caught.stopping()
        assert not caught.hurry()
        signal.raise_signal(number)
        assert caught.hurry()
    assert signal.getsignal(number) is before


def test_a_signal_that_is_ignored_stays_ignored():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interrupts() as caught:
            signal.raise_signal(signal.SIGINT)
            assert not caught.stopping()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
