"""Ledgers that are older than what was applied: what a plan makes of them."""

from __future__ import annotations

import json

import pytest
from test_cli_main_job import CAFE

MORE = CAFE.replace("shared-users: 1", "shared-users: 2").replace(
    "      printer:", '      till: {mac-address: "AA:BB:CC:00:11:33", type: bypassed}\n      printer:'
)
FIELDS = ("name", "source", "comment")


@pytest.fixture
def cafe(project):
    project.write({"cafe.yaml": CAFE})
    return project.serve()["cafe"]


def put_back(cafe, ledger) -> None:
    """The ledger of an earlier day, and none of those after it."""
    for row in cafe.rows("/system/script"):
        cafe.remove("/system/script", row[".id"])
    cafe.add("/system/script", **{name: ledger[name] for name in FIELDS})


def causes(project) -> dict[str, str]:
    (made,) = json.loads(project.run("plan", "--format", "json").out)["plans"]
    return {f"{each['action']} {each['menu']}": each["cause"] for each in made["changes"]}


def test_an_older_ledger_on_a_router_that_is_as_the_site_wants_it_is_brought_up_to_date(project, cafe):
    project.run("apply", "--yes", code=0)
    (old,) = cafe.rows("/system/script")
    project.write({"cafe.yaml": MORE})
    project.run("apply", "--yes", code=0)
    put_back(cafe, old)
    assert causes(project) == {}
    assert "in sync" in project.run("apply", "--yes", code=0).out
    assert "in sync" in project.run("drift", code=0).out
    project.write({"cafe.yaml": CAFE})
    assert causes(project) == {
        "update /ip/hotspot/user/profile": "git",
        "delete /ip/hotspot/ip-binding": "git",
    }


def test_under_an_older_ledger_a_row_that_was_made_after_it_is_not_deleted(project, cafe):
    project.run("apply", "--yes", code=0)
    (old,) = cafe.rows("/system/script")
    project.write({"cafe.yaml": MORE})
    project.run("apply", "--yes", code=0)
    put_back(cafe, old)
    project.write({"cafe.yaml": CAFE})
    assert causes(project) == {"update /ip/hotspot/user/profile": "drift"}
    assert "drifted" in project.run("status", code=2).out


def test_a_restored_configuration_brings_its_ledger_and_git_moves_on_from_there(project, cafe):
    project.run("apply", "--yes", code=0)
    project.write({"cafe.yaml": MORE})
    assert set(causes(project).values()) == {"git"}
    assert "behind" in project.run("status", code=2).out


def test_a_conflict_that_makes_or_takes_away_a_row_shows_which_fields_and_values(project, cafe):
    project.run("apply", "--yes", code=0)
    (binding,) = cafe.rows("/ip/hotspot/ip-binding")
    cafe.set("/ip/hotspot/ip-binding", binding[".id"], type="blocked")
    (profile,) = [row for row in cafe.rows("/ip/hotspot/user/profile") if row["name"] == "day-pass"]
    cafe.remove("/ip/hotspot/user/profile", profile[".id"])
    gone = CAFE.replace('      printer: {mac-address: "AA:BB:CC:00:11:22", type: bypassed}\n', "").replace(
        "    bindings:\n", ""
    )
    project.write({"cafe.yaml": gone.replace("5M/5M", "6M/6M")})
    made = project.run("plan", "--out", "cafe.plan", code=0).out
    assert "type: bypassed -> blocked" in made
    assert "rate-limit: 5M/5M -> 6M/6M" in made
    told = json.loads((project.folder / "cafe.plan").read_text())["changes"]
    sides = {(each["field"], each["before"], each["after"]) for change in told for each in change["fields"]}
    assert {("type", "bypassed", "blocked"), ("rate-limit", "5M/5M", "6M/6M")} <= sides
    applied = project.run("apply", "--plan", "cafe.plan", "--force", "too-many-deletes", code=0).out
    assert "  done    - /ip/hotspot/ip-binding" in applied
    assert applied.count("  conflict") == 2
