"""From site files to proven routers, through the whole command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rosgit.menus import MENUS
from rosgit.sim import Faults, Router

CAFE = """\
router: {host: 127.0.0.1, username: rosgit, password: !secret "env:ROSGIT", routeros: "7.22"}
wan: ether1
user-profiles:
  day-pass: {rate-limit: 5M/5M, shared-users: 1}
radius:
  core: {address: 10.0.0.10, secret: !secret "env:ROSGIT_SECRET"}
hotspots:
  lobby:
    bridge: {ports: [ether3, ether4]}
    network: 10.5.50.0/24
    radius: [core]
    walled-garden:
      mpesa: {bundle: mpesa}
      shop: {host: "*.example.com"}
    bindings:
      printer: {mac-address: "AA:BB:CC:00:11:22", type: bypassed}
rows:
  /ip/firewall/filter:
    known: {chain: input, action: accept, connection-state: [established, related]}
    management: {chain: input, action: accept, src-address-list: management}
    rest: {chain: input, action: drop, in-interface: ether1}
  /ip/firewall/address-list:
    noc: {list: management, address: 127.0.0.0/8}
"""


@pytest.fixture
def cafe(project) -> Router:
    project.write({"cafe.yaml": CAFE})
    return project.serve()["cafe"]


def writes(project) -> list[str]:
    """The commands that wrote configuration, not what an apply keeps of itself, in order."""
    verbs = ("/add", "/set", "/remove", "/move")
    return [
        command
        for connection in project.servers["cafe"].connections
        for command, *_ in connection.commands
        if command.endswith(verbs) and not command.startswith("/system/sc")
    ]


def test_validate_needs_no_router_and_no_secret(project):
    project.write({"cafe.yaml": CAFE})
    assert "1 site valid" in project.run("validate", code=0).out


def test_plan_shows_creates_with_their_yaml_lines_and_writes_nothing(project, cafe):
    made = project.run("plan", "--detailed-exitcode", code=2)
    assert "+ /ip/hotspot lobby" in made.out
    assert "sites/cafe.yaml:8" in made.out
    assert cafe.writes == 0


def test_plan_without_detailed_exitcode_is_0_with_differences(project, cafe):
    project.run("plan", code=0)


def test_apply_proves_and_a_second_apply_writes_nothing(project, cafe):
    assert "applied and proven" in project.run("apply", "--yes", code=0).out
    writes = cafe.writes
    assert writes > 0
    assert "nothing written" in project.run("apply", "--yes", code=0).out
    assert cafe.writes == writes
    project.run("verify", code=0)
    assert "No changes" in project.run("plan", "--detailed-exitcode", code=0).out


def test_apply_without_yes_and_without_a_terminal_is_refused(project, cafe):
    made = project.run("apply", code=3)
    assert "--yes" in made.err
    assert cafe.writes == 0


def test_drift_by_hand_is_named_with_row_and_yaml_line_and_put_back(project, cafe):
    project.run("apply", "--yes", code=0)
    cafe.set("/ip/hotspot/user/profile", "day-pass", rate_limit="50M/50M")
    made = project.run("verify", code=2)
    assert "/ip/hotspot/user/profile day-pass" in made.out
    assert "sites/cafe.yaml:4" in made.out
    before = len(writes(project))
    project.run("apply", "--yes", code=0)
    assert writes(project)[before:] == ["/ip/hotspot/user/profile/set"]
    project.run("verify", code=0)


def test_rows_that_are_not_ours_stay_as_they_are(project, cafe):
    cafe.add("/ip/hotspot/user", name="foreign", password="theirs")
    cafe.add("/ip/firewall/filter", chain="forward", action="accept", comment="theirs")
    before = [row for row in cafe.rows("/ip/firewall/filter") if row.get("comment") == "theirs"]
    project.run("apply", "--yes", code=0)
    assert [row for row in cafe.rows("/ip/firewall/filter") if row.get("comment") == "theirs"] == before
    assert any(row["name"] == "foreign" for row in cafe.rows("/ip/hotspot/user"))


def test_json_is_json_for_every_reporting_command(project, cafe):
    for command in (["validate"], ["plan"], ["apply", "--yes"], ["verify"]):
        json.loads(project.run(*command, "--format", "json").out)


def test_an_unknown_site_is_an_error_with_a_near_miss(project):
    project.write({"cafe.yaml": CAFE})
    made = project.run("plan", "caffe", code=1)
    assert "did you mean 'cafe'" in made.err


def test_an_empty_tree_is_an_error(project):
    (project.folder / "sites").mkdir()
    assert "no-sites" in project.run("validate", code=1).out


def test_a_missing_tree_is_an_error(project):
    project.run("validate", code=1)


def test_wrong_usage_is_64(project):
    project.run("plan", "--no-such-option", code=64)
    made = project.run("aply", code=64)
    assert "apply" in made.err


def test_a_missing_secret_is_named_with_its_line_before_any_router_is_touched(project, cafe):
    project.environ = {k: v for k, v in project.environ.items() if k != "ROSGIT_SECRET"}
    made = project.run("plan", code=1)
    assert "ROSGIT_SECRET" in made.err
    assert "sites/cafe.yaml:6" in made.err


FAILURES = {
    "refused login": (Faults(refuse_login="invalid user name or password (6)"), "login-refused"),
    "rubbish": (Faults(rubbish_at=2), "router-rubbish"),
    "hangs": (Faults(hang_at=2), "router-timeout"),
    "mute": (Faults(mute=True), "router-timeout"),
}


@pytest.mark.parametrize("name", FAILURES)
@pytest.mark.parametrize("command", [["plan"], ["verify"], ["apply", "--yes"]])
def test_a_router_that_fails_is_a_diagnostic_and_exit_1(project, name, command):
    faults, code = FAILURES[name]
    project.write({"cafe.yaml": CAFE})
    project.serve(faults)
    made = project.run(*command, "--timeout", "0.7", code=1)
    assert code in made.out + made.err
    assert "Traceback" not in made.out + made.err


def test_a_connection_cut_in_mid_sentence_while_reading_is_tried_once_more(project):
    project.write({"cafe.yaml": CAFE})
    project.serve(Faults(cut_within=2))
    project.run("plan", code=0)
    assert len(project.servers["cafe"].connections) == 2


def test_an_unreachable_router_is_a_diagnostic_and_exit_1(project, cafe):
    project.stop()
    assert "unreachable" in project.run("plan", code=1).err


def test_a_refused_write_is_named_with_row_line_and_the_routers_words_and_undone(project):
    project.write({"cafe.yaml": CAFE})
    project.serve()
    project.run("apply", "--yes", code=0)
    commands = [each[0] for connection in project.servers["cafe"].connections for each in connection.commands]
    number = commands.index("/ip/hotspot/add") + 1
    project.stop()
    router = project.serve(Faults(trap={number: ("failure: \x1b[31mno room", 4)}))["cafe"]
    made = project.run("apply", "--yes", code=5)
    assert "write-refused" in made.out
    assert "no room" in made.out
    assert "\x1b" not in made.out
    assert "sites/cafe.yaml:8" in made.out
    assert [row["name"] for row in router.rows("/ip/pool")] == []


def test_a_user_without_write_policy_is_refused_before_the_first_write(project, cafe):
    cafe.set("/user", "rosgit", group="read")
    made = project.run("apply", "--yes", code=3)
    assert "missing-policy" in made.out
    assert cafe.writes == 0


def test_another_serial_number_is_refused(project):
    project.write({"cafe.yaml": CAFE.replace('routeros: "7.22"', 'routeros: "7.22", serial: "HF3091"')})
    router = project.serve()["cafe"]
    router.serial = "HF9999"
    made = project.run("apply", "--yes", code=3)
    assert "wrong-router" in made.out
    assert router.writes == 0


def test_a_wrong_fingerprint_is_refused_before_the_password_is_sent(project, cafe):
    path = Path(project.folder / "targets.json")
    told = json.loads(path.read_text())
    told["cafe"]["fingerprint"] = "ab" * 32
    path.write_text(json.dumps(told))
    made = project.run("plan", code=1)
    assert "tls-refused" in made.err
    assert all(not connection.commands for connection in project.servers["cafe"].connections)


def test_no_output_ever_holds_a_secret(project, cafe):
    texts = []
    for command in (
        ["validate", "-v"],
        ["show", "cafe"],
        ["render", "cafe"],
        ["render", "cafe", "--format", "json"],
        ["plan", "-v"],
        ["plan", "--format", "json"],
        ["apply", "--yes", "-v"],
        ["verify", "-v"],
        ["verify", "--format", "json"],
        ["bootstrap", "cafe", "--network", "10.0.0.0/24"],
    ):
        made = project.run(*command)
        texts += [made.out, made.err]
    assert not any("pl4nted" in text for text in texts)


def test_render_with_secrets_needs_a_file_that_only_its_owner_reads(project):
    project.write({"cafe.yaml": CAFE})
    project.run("render", "cafe", "--with-secrets", code=64)
    made = project.folder / "cafe.rsc"
    project.run("render", "cafe", "--with-secrets", "--out", "cafe.rsc", code=0)
    assert "pl4nted-s3cret" in made.read_text()
    assert made.stat().st_mode & 0o777 == 0o600


def test_show_names_the_origin_of_every_value(project):
    project.write({"_defaults.yaml": "wan: ether1\n", "cafe.yaml": CAFE.replace("wan: ether1\n", "")})
    made = project.run("show", "cafe", code=0)
    line = next(each for each in made.out.splitlines() if each.strip().startswith("interface: ether1"))
    assert "sites/_defaults.yaml:1" in line


def test_every_menu_the_cafe_uses_has_a_table():
    assert {"/ip/hotspot", "/radius"} <= set(MENUS)


def printed_to(target: int) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "rosgit", "schema"]
    return subprocess.run(command, stdout=target, stderr=subprocess.PIPE, check=False)  # noqa: S603  # our own words


def test_an_answer_that_cannot_be_written_is_an_error(project):
    with Path("/dev/full").open("wb") as full:
        made = printed_to(full.fileno())
    assert made.returncode == 1
    assert b"cannot print" in made.stderr
    assert b"Traceback" not in made.stderr


def test_a_reader_who_left_is_no_failure(project):
    reading, writing = os.pipe()
    os.close(reading)
    made = printed_to(writing)
    os.close(writing)
    assert (made.returncode, made.stderr) == (0, b"")


def test_a_router_that_gave_no_plan_is_in_the_json_and_nothing_else_is_printed(project, cafe):
    project.stop()
    made = project.run("plan", "--format", "json", code=1)
    (failed,) = json.loads(made.out)["failed"]
    assert failed["site"] == "cafe"
    assert failed["diagnostics"][0]["code"] == "unreachable"
    assert made.err == ""
