"""Labels that moved, through the whole command line: plan, apply, status, drift and the snapshot."""

from __future__ import annotations

import json

import pytest
from test_cli_main_job import CAFE, writes

MENUS = (
    "/interface/bridge",
    "/ip/hotspot",
    "/ip/hotspot/profile",
    "/ip/hotspot/ip-binding",
    "/ip/hotspot/walled-garden",
    "/ip/pool",
    "/ip/dhcp-server",
)
BELOW = CAFE.replace("shop:", "store:").replace("mpesa: {", "pay: {").replace("printer:", "kiosk:")
BELOW += "guards: {max-updates: 100%}\n"
MOVED = "walled-garden: {shop: store, mpesa: pay}, bindings: {printer: kiosk}"
BOTH = BELOW.replace("lobby:", "foyer:")


@pytest.fixture
def cafe(project):
    project.write({"cafe.yaml": CAFE})
    router = project.serve()["cafe"]
    project.run("apply", "--yes", code=0)
    return router


def ids(cafe) -> dict[str, list[str]]:
    """The rows of ours by .id: not those that the system made, or makes."""
    theirs = {"default", "dynamic"}
    return {
        menu: sorted(row[".id"] for row in cafe.rows(menu) if "true" not in map(row.get, theirs))
        for menu in MENUS
    }


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        (BELOW, f"{{lobby: {{{MOVED}}}}}"),
        (BELOW, f"{{_defaults: {{{MOVED}}}}}"),
        (BOTH, f"{{lobby: {{label: foyer, {MOVED}}}}}"),
        (BOTH, f"{{lobby: foyer, foyer: {{{MOVED}}}}}"),
        (BOTH, f"{{_defaults: {{{MOVED}}}, lobby: foyer}}"),
    ],
    ids=["below", "below all", "both", "both, as it is now", "both, below all"],
)
@pytest.mark.parametrize("file", ["cafe.yaml", "_defaults.yaml"])
def test_labels_below_a_label_are_renamed_where_they_are(project, cafe, text, moved, file):
    before, told = ids(cafe), f"moved: {{hotspots: {moved}}}\n"
    project.write({"cafe.yaml": text + (told if file == "cafe.yaml" else "")})
    if file != "cafe.yaml":
        project.write({file: told})
    (plan,) = json.loads(project.run("plan", "--format", "json", code=0).out)["plans"]
    assert {each["action"] for each in plan["changes"]} == {"update"}
    assert not [each for each in plan["diagnostics"] if each["severity"] != "info"]
    since = len(writes(project))
    made = project.run("apply", "--yes", code=0)
    assert "applied and proven" in made.out
    assert {command.rpartition("/")[2] for command in writes(project)[since:]} == {"set"}
    assert ids(cafe) == before
    comments = {row.get("comment") for menu in MENUS for row in cafe.rows(menu)}
    assert {"kiosk", ("foyer" if text is BOTH else "lobby") + "/store"} <= comments
    assert not {"printer", "lobby/shop", "foyer/shop"} & comments
    project.run("verify", code=0)
    assert "in sync" in project.run("apply", "--yes", code=0).out


def test_a_new_label_that_the_site_lacks_is_an_error_with_its_place(project, cafe):
    project.write({"cafe.yaml": BELOW + "moved: {hotspots: {lobby: {bindings: {printer: kiosks}}}}\n"})
    made = project.run("plan", code=1)
    line = BELOW.count("\n") + 1
    assert f"cafe.yaml:{line}:48" in made.err
    assert "did you mean 'kiosk'?" in made.err


def test_a_rename_that_waits_is_behind_and_no_drift(project, cafe):
    project.write({"cafe.yaml": BOTH + f"moved: {{hotspots: {{lobby: {{label: foyer, {MOVED}}}}}}}\n"})
    (standing,) = json.loads(project.run("status", "--format", "json", code=2).out)
    assert (standing["behind"], standing["drifted"]) == (True, False)
    project.run("drift", code=0)
    project.run("apply", "--yes", code=0)
    (standing,) = json.loads(project.run("status", "--format", "json", code=0).out)
    assert (standing["behind"], standing["drifted"]) == (False, False)
    project.run("drift", code=0)


def test_a_field_that_somebody_changed_in_a_row_to_be_renamed_is_drift_as_well(project, cafe):
    (row,) = [row for row in cafe.rows("/ip/hotspot/ip-binding") if row.get("comment") == "printer"]
    cafe.set("/ip/hotspot/ip-binding", row[".id"], type="blocked")
    project.write({"cafe.yaml": BOTH + f"moved: {{hotspots: {{lobby: {{label: foyer, {MOVED}}}}}}}\n"})
    (standing,) = json.loads(project.run("status", "--format", "json", code=2).out)
    assert (standing["behind"], standing["drifted"]) == (True, True)
    made = project.run("drift", code=2)
    assert "type" in made.out
    assert "comment" not in made.out


def snapshot(project) -> dict[str, list[dict[str, object]]]:
    """The rows of the newest snapshot, by menu."""
    path = max((project.folder / "state" / "rosgit" / "snapshots").iterdir(), key=lambda path: path.name)
    return json.loads(path.read_text())["rows"]


def test_the_snapshot_has_rows_that_are_renamed_as_they_were(project, cafe):
    before = ids(cafe)
    project.write({"cafe.yaml": BOTH + f"moved: {{hotspots: {{lobby: {{label: foyer, {MOVED}}}}}}}\n"})
    project.run("apply", "--yes", code=0)
    rows = snapshot(project)
    assert {menu: sorted(row[".id"] for row in rows[menu]) for menu in MENUS} == before
    (binding,) = rows["/ip/hotspot/ip-binding"]
    assert (binding["fields"]["comment"], binding["fields"]["server"]) == ("printer", "lobby")


def test_the_snapshot_has_a_row_that_takes_the_place_of_a_lost_one(project, cafe):
    (row,) = [row for row in cafe.rows("/ip/hotspot/walled-garden") if row.get("comment") == "lobby/shop"]
    cafe.set("/ip/hotspot/walled-garden", row[".id"], comment="Bob's")
    project.run("apply", "--yes", "--adopt", '/ip/hotspot/walled-garden "lobby/shop"', code=0)
    comments = {row["fields"]["comment"] for row in snapshot(project)["/ip/hotspot/walled-garden"]}
    assert "Bob's" in comments
