"""What a command says of a router is what was read of it, and what it refuses it refuses at once."""

from __future__ import annotations

import json

import pytest
from test_cli_main_job import CAFE

from cli_secrets import PASSWORD
from rosgit.cli.sim import _router
from rosgit.model.secret import Secret
from rosgit.model.tree import Tree
from rosgit.sim import Faults, RealClock, Router
from rosgit.workflow import compiled

CLOCK = CAFE + "  /system/clock: {time-zone-name: Africa/Nairobi}\n"


@pytest.fixture
def cafe(project) -> Router:
    project.write({"cafe.yaml": CLOCK})
    return project.serve()["cafe"]


def test_where_the_clock_runs_an_undo_is_called_undone(project, cafe):
    project.run("apply", "--yes", code=0)
    server = project.servers["cafe"]
    seen = len(server.connections)
    project.write({"cafe.yaml": CLOCK.replace("5M/5M", "6M/6M")})
    project.run("apply", "--yes", code=0)
    commands = [words[0] for each in server.connections[seen:] for words in each.commands]
    at = [name for name in commands if name != "/login"].index("/ip/hotspot/user/profile/set") + 1
    project.write({"cafe.yaml": CLOCK.replace("5M/5M", "7M/7M")})
    server.faults = Faults(trap={server.count + at: ("failure: no", None)})
    made = project.run("apply", "--yes", code=5)
    assert "every managed menu is as it was before" in made.out


def test_sim_brings_a_kept_router_back_with_this_machines_time(cafe, tmp_path):
    (tmp_path / "cafe.json").write_text(cafe.to_json())
    site = compiled(Tree({"cafe.yaml": CLOCK.encode()})).sites[0]
    assert isinstance(_router(site, Secret(PASSWORD), tmp_path).clock, RealClock)


def test_a_soak_that_leaves_no_time_for_the_proof_is_wrong_usage(project, cafe):
    made = project.run("apply", "--yes", "--soak", "111", code=64)
    assert "--confirm-within" in made.err
    assert project.servers["cafe"].connections == []


def test_a_plan_that_the_site_outgrew_does_not_accuse_the_router(project, cafe):
    project.run("apply", "--yes", code=0)
    project.write({"cafe.yaml": CLOCK.replace("5M/5M", "6M/6M")})
    project.run("plan", "--out", "cafe.plan", code=0)
    project.write({"cafe.yaml": CLOCK.replace("5M/5M", "7M/7M, session-timeout: 1h")})
    made = project.run("apply", "--plan", "cafe.plan", code=3)
    assert "the site itself asks for something else than was reviewed" in made.out
    assert "changed on the router" not in made.out
    assert "the router or the site has moved since" in made.out


def test_a_fleets_plan_counts_the_site_that_could_not_be_read(project, cafe):
    project.write({"far.yaml": CLOCK.replace("host: 127.0.0.1", "host: 127.0.0.2")})
    targets = project.folder / "targets.json"
    nowhere = {"host": "127.0.0.1", "port": 1}
    targets.write_text(json.dumps({**json.loads(targets.read_text()), "far": nowhere}))
    made = project.run("plan", code=4)
    assert "Fleet: 2 sites: " in made.out
    assert "1 not read (far)" in made.out


def test_a_proven_first_apply_does_not_say_that_there_is_no_ledger(project, cafe):
    assert "ledger-missing" in project.run("status", code=2).out
    assert "ledger-missing" not in project.run("apply", "--yes", code=0).out
