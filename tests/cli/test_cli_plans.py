"""Saved plans, reviewed connections, and rows that were there before us."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import pytest
from test_cli_main_job import CAFE

from rosgit.ledger.codec import decode, encode
from rosgit.model.row import Row


@pytest.fixture
def cafe(project):
    project.write({"cafe.yaml": CAFE})
    return project.serve()["cafe"]


def test_a_reviewed_plan_is_applied_without_a_question(project, cafe):
    project.run("plan", "cafe", "--out", "cafe.plan", code=0)
    assert (project.folder / "cafe.plan").stat().st_mode & 0o777 == 0o600
    assert "pl4nted" not in (project.folder / "cafe.plan").read_text()
    assert "applied and proven" in project.run("apply", "--plan", "cafe.plan", code=0).out


def test_a_plan_that_does_not_hold_any_more_is_refused_and_says_what_moved(project, cafe):
    project.run("apply", "--yes", code=0)
    cafe.set("/ip/hotspot/user/profile", "day-pass", rate_limit="9M/9M")
    project.run("plan", "cafe", "--out", "cafe.plan", code=0)
    cafe.set("/ip/hotspot/user/profile", "day-pass", rate_limit="8M/8M")
    made = project.run("apply", "--plan", "cafe.plan", code=3)
    assert "stale-plan" in made.out
    assert "changed on the router since then: /ip/hotspot/user/profile day-pass" in made.out
    told = json.loads(project.run("apply", "--plan", "cafe.plan", "--format", "json", code=3).out)
    assert "day-pass" in told["reports"][0]["plan"]["diagnostics"][-1]["detail"]
    assert cafe.rows("/ip/hotspot/user/profile")[-1]["rate-limit"] == "8M/8M"


@pytest.mark.parametrize("text", ["", "{}", "[", '{"kind": "rosgit plan"}', "\x00", "[" * 100_000])
def test_a_file_that_is_no_plan_is_an_error(project, cafe, text):
    (project.folder / "x.plan").write_text(text)
    made = project.run("apply", "--plan", "x.plan", code=1)
    assert "no plan file" in made.err


def test_a_plan_that_was_carried_out_already_is_in_sync_and_an_edited_one_is_refused(project, cafe):
    project.run("plan", "cafe", "--out", "cafe.plan", code=0)
    text = json.loads((project.folder / "cafe.plan").read_text())
    (project.folder / "lie.plan").write_text(json.dumps({**text, "changes": []}))
    assert "the file was edited" in project.run("apply", "--plan", "lie.plan", code=3).out
    project.run("apply", "--plan", "cafe.plan", code=0)
    assert "in sync" in project.run("apply", "--plan", "cafe.plan", code=0).out
    project.write({"cafe.yaml": CAFE.replace("shared-users: 1", "shared-users: 2")})
    cafe.set("/ip/hotspot/user/profile", "day-pass", shared_users="2")
    assert "stale-plan" in project.run("apply", "--plan", "cafe.plan", code=3).out


def test_a_plan_file_names_the_ledger_it_was_made_with(project, cafe):
    project.run("apply", "--yes", code=0)
    project.run("plan", "cafe", "--out", "cafe.plan", code=0)
    assert json.loads((project.folder / "cafe.plan").read_text())["ledger"] == 1


def test_plan_files_and_sites_have_to_go_together(project, cafe):
    project.run("plan", "cafe", "--out", "a.plan", code=0)
    text = (project.folder / "a.plan").read_text()
    (project.folder / "b.plan").write_text(text)
    (project.folder / "twin.plan").write_text(text.replace('"site": "cafe"', '"site": "twin"'))
    os.mkfifo(project.folder / "pipe")
    for words, code, arguments in (
        ("a second plan file for cafe", 1, ["--plan", "a.plan", "--plan", "b.plan"]),
        (
            "a plan file is for what is not to be applied: twin",
            1,
            ["cafe", "--plan", "a.plan", "--plan", "twin.plan"],
        ),
        ("no plan file is for cafe", 1, ["cafe", "--plan", "twin.plan"]),
        ("no plain file", 1, ["--plan", "pipe"]),
        ("no plain file", 1, ["--plan", "/dev/zero"]),
    ):
        assert words in project.run("apply", *arguments, code=code).err


def test_a_site_that_would_be_reached_otherwise_than_reviewed_is_not_connected_to(project, cafe):
    reviewed = project.folder / "reviewed"
    reviewed.mkdir()
    (reviewed / "cafe.yaml").write_text(CAFE.replace("127.0.0.1", "10.88.0.17"))
    made = project.run("plan", "--base", str(reviewed), code=3)
    assert "connection-changed" in made.err
    assert not project.servers["cafe"].connections
    (reviewed / "cafe.yaml").write_text(CAFE)
    project.run("plan", "--base", str(reviewed), code=0)


@pytest.mark.parametrize(("proposed", "code"), [("one", 0), ("another", 3), (None, 3)])
def test_a_ca_is_reviewed_by_what_is_in_its_file(project, cafe, proposed, code):
    trusting = CAFE.replace("127.0.0.1,", "127.0.0.1, tls: {ca: ca/r.pem},")
    assert trusting != CAFE
    for tree, text in (("reviewed", "one"), ("sites", proposed)):
        (project.folder / tree / "ca").mkdir(parents=True)
        (project.folder / tree / "cafe.yaml").write_text(trusting)
        if text is not None:
            (project.folder / tree / "ca" / "r.pem").write_text(text)
    made = project.run("plan", "--base", "reviewed", code=code)
    assert ("how the router is reached: tls" in made.err) is (code == 3)


def test_a_row_that_was_there_before_us_is_changed_only_when_it_is_named(project, cafe):
    cafe.add("/ip/hotspot/user/profile", name="day-pass", rate_limit="1M/1M")
    made = project.run("apply", "--yes", code=3)
    assert "adopt-needed" in made.out
    assert "--adopt '/ip/hotspot/user/profile day-pass'" in made.out
    project.run("apply", "--yes", "--adopt", "/ip/hotspot/user/profile day-pass", code=0)
    assert cafe.rows("/ip/hotspot/user/profile")[-1]["rate-limit"] == "5M/5M"


def test_adopt_all_takes_every_row_that_was_there(project, cafe):
    cafe.add("/ip/pool", name="lobby", ranges="10.9.9.0/24")
    project.run("apply", "--yes", "--adopt", "all", code=0)


def test_a_lost_row_is_made_anew_only_when_it_is_named(project, cafe):
    project.run("apply", "--yes", code=0)
    (row,) = [row for row in cafe.rows("/ip/hotspot/walled-garden") if row.get("comment") == "lobby/shop"]
    cafe.remove("/ip/hotspot/walled-garden", row[".id"])
    made = project.run("apply", "--yes", code=3)
    assert "lost-row" in made.out
    project.run("apply", "--yes", "--recreate", '/ip/hotspot/walled-garden "lobby/shop"', code=0)


def test_a_renamed_label_renames_rows_when_moved_says_so(project, cafe):
    project.run("apply", "--yes", code=0)
    before = {row["name"]: row[".id"] for row in cafe.rows("/ip/hotspot/user/profile")}
    renamed = CAFE.replace("  day-pass:", "  week-pass:") + "moved: {user-profiles: {day-pass: week-pass}}\n"
    project.write({"cafe.yaml": renamed})
    project.run("apply", "--yes", code=0)
    after = {row["name"]: row[".id"] for row in cafe.rows("/ip/hotspot/user/profile")}
    assert after["week-pass"] == before["day-pass"]
    assert "day-pass" not in after


def test_an_ignored_field_is_written_once_and_never_compared(project, cafe):
    project.write({"cafe.yaml": CAFE + "ignore: {/ip/hotspot/user/profile: [rate-limit]}\n"})
    project.run("apply", "--yes", code=0)
    cafe.set("/ip/hotspot/user/profile", "day-pass", rate_limit="50M/50M")
    project.run("verify", code=0)


IGNORED = CAFE + "ignore: {/ip/hotspot/user/profile: [rate-limit], /ip/hotspot/walled-garden: [comment]}\n"


def test_an_ignored_field_is_not_remembered_so_that_looking_again_blames_nobody(project, cafe):
    project.write({"cafe.yaml": IGNORED})
    project.run("apply", "--yes", code=0)
    cafe.set("/ip/hotspot/user/profile", "day-pass", rate_limit="50M/50M")
    project.run("drift", code=0)
    project.run("apply", "--yes", code=0)
    assert ledgers(cafe) == ["rosgit-ledger-1-1"]
    project.write({"cafe.yaml": CAFE})
    assert "~ /ip/hotspot/user/profile day-pass  git" in project.run("plan", code=0).out
    project.run("apply", "--yes", code=0)
    assert "in sync" in project.run("drift", code=0).out


def ledgers(router) -> list[str]:
    return [row["name"] for row in router.rows("/system/script")]


def test_what_a_newer_rosgit_applied_is_carried_over_and_costs_no_write(project, cafe):
    project.run("apply", "--yes", code=0)
    (last,) = decode((row["name"], row["source"]) for row in cafe.rows("/system/script")).generations.values()
    rows = [each if each.menu != "/ip/pool" else replace(each, fields={**each.fields, "future": "7"})
            for each in last.ledger.rows]  # fmt: skip
    stranger = Row("/ip/flux", {"name": "x"})
    for part in encode(replace(last.ledger, rows=(*rows, stranger), generation=2)):
        cafe.add("/system/script", name=part.name, source=part.source)
    assert "ledger-unknown" in project.run("apply", "--yes", code=0).out
    assert ledgers(cafe) == ["rosgit-ledger-2-1"]
    project.write({"cafe.yaml": CAFE.replace("shared-users: 1", "shared-users: 2")})
    project.run("apply", "--yes", code=0)
    (found,) = decode(
        (row["name"], row["source"]) for row in cafe.rows("/system/script")
    ).generations.values()
    assert found.ledger.generation == 3
    assert [row.fields["future"] for row in found.ledger.rows if row.menu == "/ip/pool"] == ["7"]
    assert [row.menu for row in found.unknown] == ["/ip/flux"]


def test_deleting_most_of_a_site_is_refused_unless_it_is_forced_or_allowed(project, cafe):
    project.run("apply", "--yes", code=0)
    small = CAFE[: CAFE.index("hotspots:")]
    project.write({"cafe.yaml": small})
    assert "too-many-deletes" in project.run("apply", "--yes", code=3).out
    project.write({"cafe.yaml": small + "guards: {max-deletes: 100}\n"})
    project.run("apply", "--yes", code=0)
    assert cafe.rows("/ip/hotspot") == ()


def test_two_sites_on_one_router_are_refused_by_its_serial_number(project):
    project.write({"cafe.yaml": CAFE, "twin.yaml": CAFE.replace("127.0.0.1", "127.0.0.2")})
    project.serve()
    told = json.loads((project.folder / "targets.json").read_text())
    told["twin"] = told["cafe"]
    (project.folder / "targets.json").write_text(json.dumps(told))
    made = project.run("plan", "--jobs", "1")
    assert made.code in (3, 4)
    assert "same-router" in made.out + made.err
