"""Secrets that a router never shows: written when git moves them, and never called what they are not."""

from __future__ import annotations

import pytest

from rosgit.sim import Faults

NOC = """\
router: {host: 127.0.0.1, routeros: "7.22", username: rosgit, password: !secret "env:ROSGIT"}
rows:
  /user: {noc: {name: noc, group: read, password: !secret "env:NOC"}}
"""
KEY, OTHER_KEY = "a key for the fleet of these tests", "another key for the fleet of these tests"
UNREAD = "1 secret cannot be read back, so not compared: /user noc password."


@pytest.fixture
def noc(project):
    """A router on which the user ``noc`` was applied, sealed under the fleet's key."""
    project.write({"cafe.yaml": NOC})
    project.serve()
    environ(project, NOC="first-pass1", ROSGIT_LEDGER_KEY=KEY)
    project.run("apply", "--yes", code=0)
    return project


def environ(project, **more: str) -> None:
    project.environ = {**project.environ, **more}


def sent(project) -> list[str]:
    """Every password that was sent for a user, in order."""
    return [
        str(dict(word for word in words if isinstance(word, tuple)).get("password", words))
        for connection in project.servers["cafe"].connections
        for words in connection.commands
        if words[0] in ("/user/set", "/user/add") and any("password" in str(word) for word in words)
    ]


def test_a_password_that_git_moves_is_written_once_and_the_apply_is_proven(noc):
    environ(noc, NOC="second-pass2")
    assert "password: (not shown) -> (secret env:NOC)" in noc.run("plan", code=0).out
    assert "applied and proven" in noc.run("apply", "--yes", code=0).out
    assert len(sent(noc)) == 2
    assert UNREAD in noc.run("plan", code=0).out
    assert "in sync" in noc.run("apply", "--yes", code=0).out


def numbers_of(project, *wanted: str) -> list[int]:
    """The numbers that commands have in an apply, by an apply that succeeds."""
    server = project.servers["cafe"]
    seen = len(server.connections)
    project.run("apply", "--yes", code=0)
    commands = [words[0] for each in server.connections[seen:] for words in each.commands]
    commands = [name for name in commands if name != "/login"]
    return [commands.index(name) + 1 for name in wanted]


@pytest.fixture
def in_doubt(noc):
    """The same after the answer to a new password, ``third-pass3``, was lost."""
    server = noc.servers["cafe"]
    environ(noc, NOC="second-pass2")
    at, tick = numbers_of(noc, "/user/set", "/system/scheduler/add")
    environ(noc, NOC="third-pass3")
    server.faults = Faults(cut_after=server.count + at)
    ran = noc.run("apply", "--yes", code=2)
    server.faults = Faults()
    assert len(sent(noc)) == 3
    return noc, ran, tick


def test_a_password_whose_answer_was_lost_is_called_neither_done_nor_undone(in_doubt):
    _, ran, _ = in_doubt
    assert "error[answer-lost]" in ran.out
    assert "nobody can say which password is there now" in ran.out
    assert "partly applied" in ran.out
    assert "unknown ~ /user noc" in ran.out


@pytest.mark.parametrize("wanted", ["second-pass2", "third-pass3"], ids=["reverted", "tried again"])
def test_a_password_in_doubt_is_written_by_the_next_apply_whatever_git_wants(in_doubt, wanted):
    noc, _, _ = in_doubt
    environ(noc, NOC=wanted)
    plan = noc.run("plan", code=0).out
    assert "password: (not shown) -> (secret env:NOC)" in plan
    assert "warning[not-undoable]" in plan
    noc.run("apply", "--yes", code=0)
    assert len(sent(noc)) == 4
    noc.run("apply", "--yes", code=0)
    assert len(sent(noc)) == 4


def test_a_doubt_outlives_an_apply_that_could_not_be_armed(in_doubt):
    noc, _, tick = in_doubt
    environ(noc, NOC="second-pass2")
    server = noc.servers["cafe"]
    server.faults = Faults(trap={server.count + tick: ("failure: no", None)})
    assert "error[not-armed]" in noc.run("apply", "--yes", code=3).out
    server.faults = Faults()
    assert "password: (not shown) -> (secret env:NOC)" in noc.run("plan", code=0).out


def test_under_another_key_nothing_is_written_and_the_plan_keeps_saying_so(noc):
    environ(noc, NOC="second-pass2", ROSGIT_LEDGER_KEY=OTHER_KEY)
    for _ in range(2):
        assert "warning[secret-key-changed]" in noc.run("plan", code=0).out
        noc.run("apply", "--yes", code=0)
    assert len(sent(noc)) == 1
    assert "secret-key-changed" not in noc.run("plan", "--resend-secrets", code=0).out
    assert "applied and proven" in noc.run("apply", "--yes", "--resend-secrets", code=0).out
    assert len(sent(noc)) == 2
    assert "secret-key-changed" not in noc.run("plan", code=0).out
    environ(noc, NOC="third-pass3")
    assert "1 to update" in noc.run("plan", code=0).out


def test_a_key_that_is_too_short_stops_before_a_router_is_asked(noc):
    before = len(noc.servers["cafe"].connections)
    environ(noc, ROSGIT_LEDGER_KEY="short-k3y")
    ran = noc.run("plan", code=1)
    assert "error[ledger-key-weak]" in ran.out + ran.err
    assert "short-k3y" not in ran.out + ran.err
    assert len(noc.servers["cafe"].connections) == before


def test_an_empty_key_is_none_and_secrets_are_sealed_under_the_password(project):
    project.write({"cafe.yaml": NOC})
    router = project.serve()["cafe"]
    environ(project, NOC="first-pass1", ROSGIT_LEDGER_KEY="")
    project.run("apply", "--yes", code=0)
    sources = [row["source"] for row in router.rows("/system/script")]
    assert any('"key":"password-' in source for source in sources)


RADIUS = """\
router: {host: 127.0.0.1, routeros: "7.22", username: rosgit, password: !secret "env:ROSGIT"}
rows:
  /radius: {core: {address: 10.0.0.10, service: hotspot, secret: !secret "env:NOC"}}
"""


def test_who_may_not_see_secrets_plans_what_is_applied_by_who_may(project):
    project.write({"cafe.yaml": RADIUS})
    router = project.serve()["cafe"]
    environ(project, NOC="first-pass1", ROSGIT_LEDGER_KEY=KEY)
    project.run("apply", "--yes", code=0)
    environ(project, NOC="second-pass2")
    user = next(row for row in router.rows("/user") if row["name"] == "rosgit")
    router.add("/user/group", name="reader", policy="api,read,test")
    router.set("/user", user[".id"], group="reader")
    assert "(not shown) -> (secret env:NOC)" in project.run("plan", "--out", "p.json", code=0).out
    router.set("/user", user[".id"], group=user["group"])
    assert "applied and proven" in project.run("apply", "--plan", "p.json", code=0).out
