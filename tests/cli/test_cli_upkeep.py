"""``status``, ``forget`` and ``unlock`` through the whole command line."""

from __future__ import annotations

import json

import pytest
from test_cli_main_job import CAFE


@pytest.fixture
def cafe(project):
    project.write({"cafe.yaml": CAFE})
    return project.serve()["cafe"]


def ours(router) -> list[str]:
    names = [row["name"] for menu in ("/system/script", "/system/scheduler") for row in router.rows(menu)]
    return [name for name in names if name.startswith("rosgit-")]


def test_a_site_never_applied_says_so(project, cafe):
    assert "never applied" in project.run("status", code=2).out


def test_after_an_apply_status_shows_its_time_and_digest_and_that_all_is_well(project, cafe):
    project.run("apply", "--yes", code=0)
    told = json.loads(project.run("status", "--format", "json", code=0).out)[0]
    assert told["status"] == ["in sync"]
    assert told["time"].endswith("Z")
    assert told["digest"]
    assert ours(cafe) == ["rosgit-ledger-1-1"]


def test_a_change_on_the_router_is_drift_and_a_change_in_git_is_behind(project, cafe):
    project.run("apply", "--yes", code=0)
    cafe.set("/ip/hotspot/user/profile", "day-pass", rate_limit="50M/50M")
    assert "drifted" in project.run("status", code=2).out
    project.run("apply", "--yes", code=0)
    project.write({"cafe.yaml": CAFE.replace("shared-users: 1", "shared-users: 2")})
    assert "behind" in project.run("status", code=2).out


def test_a_row_taken_out_of_the_site_is_deleted_once_there_is_a_ledger(project, cafe):
    project.run("apply", "--yes", code=0)
    project.write({"cafe.yaml": CAFE.replace('      shop: {host: "*.example.com"}\n', "")})
    made = project.run("plan", code=0)
    assert '- /ip/hotspot/walled-garden "lobby/shop"' in made.out
    project.run("apply", "--yes", code=0)
    assert not any(row.get("comment") == "lobby/shop" for row in cafe.rows("/ip/hotspot/walled-garden"))


def test_forget_takes_everything_of_ours_away_but_the_configuration(project, cafe):
    project.run("apply", "--yes", code=0)
    pools = cafe.rows("/ip/pool")
    assert "cafe: forgotten, 1 of our own rows read as gone" in project.run("forget", "--yes", code=0).out
    assert "cafe: rosgit kept nothing here" in project.run("forget", "--yes", code=0).out
    assert ours(cafe) == []
    assert cafe.rows("/ip/pool") == pools
    assert "never applied" in project.run("status", code=2).out


NEAR = ("rosgit-ledger-backup", "rosgit-undo-notes", "rosgit-undo-0", "rosgit-ledger-01-1", "rosgit-mark-2")


def test_scripts_whose_names_only_begin_like_ours_are_nobodys_but_their_owners(project, cafe):
    for name in NEAR:
        cafe.add("/system/script", name=name, source="# mine")
    project.run("apply", "--yes", code=0)
    project.run("forget", "--yes", code=0)
    assert sorted(ours(cafe)) == sorted(NEAR)


def test_forget_without_yes_and_without_a_terminal_is_refused(project, cafe):
    project.run("apply", "--yes", code=0)
    project.run("forget", code=3)
    assert ours(cafe)


def test_an_apply_that_died_holds_the_lock_until_it_is_undone(project, cafe, monkeypatch):
    def die(seconds: float) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("rosgit.applier.settings.sleep", die)
        project.run("apply", "--yes", code=130)
    assert "rosgit-undo" in ours(cafe)
    assert "locked" in project.run("status", code=2).out
    assert "lock-held" in project.run("apply", "--yes", code=3).out
    assert "cafe: undone, and the lock is gone" in project.run("unlock", "--yes", code=5).out
    assert cafe.rows("/ip/hotspot") == ()
    assert "cafe: no lock is there" in project.run("unlock", "--yes", code=0).out
    project.run("apply", "--yes", code=0)
    assert ours(cafe) == ["rosgit-ledger-1-1"]


def test_drift_compares_with_what_was_applied_and_not_with_the_site(project, cafe):
    assert "never-applied" in project.run("drift", code=3).out
    project.run("apply", "--yes", code=0)
    project.write({"cafe.yaml": CAFE.replace("shared-users: 1", "shared-users: 2")})
    assert "in sync" in project.run("drift", code=0).out
    cafe.set("/ip/hotspot/user/profile", "day-pass", rate_limit="50M/50M")
    made = project.run("drift", code=2)
    assert "drift" in made.out
    assert "rate-limit: 50M/50M -> 5M/5M" in made.out
