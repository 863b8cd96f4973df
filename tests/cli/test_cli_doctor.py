"""``rosgit doctor`` and ``rosgit trust`` against simulated routers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from rosgit.sim import Router, Server

CAFE = """\
router: {host: 127.0.0.1, username: rosgit, password: !secret "env:ROSGIT", routeros: "7.22"}
wan: ether1
hotspots:
  lobby:
    bridge: {ports: [ether3, ether4]}
    network: 10.5.50.0/24
"""
PIN = "f00d" * 16


@pytest.fixture
def cafe(project) -> Router:
    project.write({"cafe.yaml": CAFE})
    router = project.serve()["cafe"]
    set_right(router)
    return router


def set_right(router: Router) -> None:
    """The router's clock as ours."""
    now = datetime.now(UTC)
    router.set_wall(f"{now:%Y-%m-%d}", f"{now:%H:%M:%S}")


def checks(project, code: int, *more: str) -> dict[str, dict[str, Any]]:
    made = json.loads(project.run("doctor", "--format", "json", *more, code=code).out)
    (checkup,) = made["checkups"]
    return {each["name"]: each for each in checkup["checks"]}


def test_a_fit_router_has_nothing_to_mend_and_is_not_written_to(project, cafe):
    writes = cafe.writes
    made = project.run("doctor", code=0)
    assert "cafe (127.0.0.1:" in made.out
    assert "cafe: 0 to mend" in made.out
    assert cafe.writes == writes


def test_every_check_is_there_with_a_verdict_and_words(project, cafe):
    found = checks(project, 0)
    assert found.keys() == {
        "reachable",
        "tls",
        "login",
        "serial",
        "routeros",
        "policies",
        "device-mode",
        "clock",
        "space",
        "scripts",
        "reboot",
    }
    assert all(each["words"] for each in found.values())
    assert {each["verdict"] for each in found.values()} <= {"ok", "warn"}
    assert found["tls"]["words"] == "the certificate is pinned"


def test_an_unpinned_serial_is_a_warning_with_the_line_that_pins_it(project, cafe):
    found = checks(project, 0)["serial"]
    assert (found["verdict"], found["mend"]) == ("warn", f"say serial: {cafe.serial} under router:")
    project.write({"cafe.yaml": CAFE.replace('routeros: "7.22"', f'routeros: "7.22", serial: {cafe.serial}')})
    assert checks(project, 0)["serial"]["verdict"] == "ok"
    project.write({"cafe.yaml": CAFE.replace('routeros: "7.22"', 'routeros: "7.22", serial: HF1')})
    assert checks(project, 2)["serial"]["verdict"] == "fail"


def space(router: Router) -> None:
    router.free_space = 100_000


def clock(router: Router) -> None:
    router.set_wall("2020-01-01", "10:00:00")


def hotspots(router: Router) -> None:
    router.device_mode["hotspot"] = "no"


def scheduler(router: Router) -> None:
    router.device_mode["scheduler"] = "no"


def policies(router: Router) -> None:
    router.add("/user/group", name="plan", policy="api,read")
    router.set("/user", "rosgit", group="plan")


SICK = {
    "space": (space, "MiB free"),
    "clock": (clock, "days from ours"),
    "device-mode": (hotspots, "hotspot is not allowed"),
    "device-mode scheduler": (scheduler, "scheduler is not allowed"),
    "policies": (policies, "lacks write"),
}


@pytest.mark.parametrize("name", SICK)
def test_what_is_to_be_mended_is_named_with_the_way_out(project, cafe, name):
    make_sick, words = SICK[name]
    make_sick(cafe)
    found = checks(project, 2)[name.split()[0]]
    assert found["verdict"] == "fail"
    assert words in found["words"]
    assert found["mend"]
    text = project.run("doctor", code=2).out
    assert "1 to mend" in text
    assert found["mend"] in text


def test_without_the_policy_policy_no_ledger_and_no_undo_can_be_kept(project, cafe):
    cafe.add("/user/group", name="lean", policy="api,read,write,sensitive")
    cafe.set("/user", "rosgit", group="lean")
    assert checks(project, 2)["policies"]["verdict"] == "fail"


def test_an_undo_that_is_armed_is_told(project, cafe):
    cafe.add("/system/script", name="rosgit-undo", source="# x")
    assert "rosgit-undo" in checks(project, 0)["scripts"]["words"]


def test_another_routeros_than_declared_is_told(project):
    project.write({"cafe.yaml": CAFE})
    set_right(project.serve()["cafe"])
    project.write({"cafe.yaml": CAFE.replace("7.22", "7.21")})
    assert checks(project, 0)["routeros"]["verdict"] == "warn"


def test_a_router_that_does_not_answer_is_1_and_named(project, cafe):
    server = project.servers["cafe"]
    server.stop()
    made = project.run("doctor", "--timeout", "2", code=1)
    project.servers.clear()
    assert "fail  reachable" in made.out
    assert "cafe: not reached." in made.out


def test_a_certificate_that_is_not_pinned_is_shown_and_no_password_is_sent(project, cafe):
    places = json.loads((project.folder / "targets.json").read_text())
    places["cafe"]["fingerprint"] = PIN
    (project.folder / "targets.json").write_text(json.dumps(places))
    found = checks(project, 2)
    assert found.keys() == {"reachable", "tls"}
    assert project.servers["cafe"].fingerprint in found["tls"]["words"]
    assert found["tls"]["mend"].count("rosgit trust") == 1
    assert "rosgit trust cafe" in found["tls"]["mend"]
    assert cafe.sessions == []


def test_a_refused_login_is_told_after_the_doors_that_opened(project, cafe):
    cafe.set("/user", "rosgit", password="another")
    found = checks(project, 2)
    assert {name: each["verdict"] for name, each in found.items()} == {
        "reachable": "ok",
        "tls": "ok",
        "login": "fail",
    }


def test_a_user_that_may_not_read_was_let_in_and_lacks_a_policy(project, cafe):
    cafe.add("/user/group", name="blind", policy="api,write,policy")
    cafe.set("/user", "rosgit", group="blind")
    found = checks(project, 2)
    assert {name: each["verdict"] for name, each in found.items()} == {
        "reachable": "ok",
        "tls": "ok",
        "login": "ok",
        "policies": "fail",
    }
    assert "api,read" in found["policies"]["mend"]


def test_a_ledger_that_stops_an_apply_is_to_be_mended(project, cafe):
    project.run("apply", "--yes", code=0)
    assert "ledger" not in checks(project, 0)
    project.write({"inn.yaml": (project.folder / "sites" / "cafe.yaml").read_text()})
    (project.folder / "sites" / "cafe.yaml").unlink()
    places = json.loads((project.folder / "targets.json").read_text())
    (project.folder / "targets.json").write_text(json.dumps({"inn": places["cafe"]}))
    found = checks(project, 2)["ledger"]
    assert found["verdict"] == "fail"
    assert "of the site cafe, not of inn" in found["words"]


def plain_port(project) -> None:
    """The targets file names the port of the plain API."""
    router = project.servers["cafe"].router
    project.servers["cafe"].stop()
    server = project.servers["cafe"] = Server(router, port=0).start()
    places = {"cafe": {"host": server.host, "port": server.port, "fingerprint": PIN}}
    (project.folder / "targets.json").write_text(json.dumps(places))


def test_on_the_port_of_the_plain_api_it_is_the_port_that_is_named(project, cafe):
    plain_port(project)
    found = checks(project, 2, "--timeout", "3")  # it may wait for more of what looks like a long word
    assert {name: each["verdict"] for name, each in found.items()} == {"reachable": "ok", "tls": "fail"}
    assert "router.port" in found["tls"]["mend"]
    assert "trust" not in found["tls"]["mend"]
    made = project.run("trust", "cafe", "--timeout", "3", code=1)
    assert "router.port is that of api-ssl" in made.err
    assert "plan again" not in made.err


def test_the_doctor_needs_the_password_of_the_router_and_no_secret_of_its_rows(project, cafe):
    project.write({"cafe.yaml": CAFE + 'users: {amina: {password: !secret "env:AMINA"}}\n'})
    assert project.run("plan", code=1).err.count("AMINA") >= 1
    made = project.run("doctor", code=0)
    assert "AMINA" not in made.out + made.err


def test_no_secret_is_in_what_the_doctor_says(project, cafe):
    for form in ("text", "json"):
        made = project.run("doctor", "-v", "--format", form, code=0)
        assert project.environ["ROSGIT"] not in made.out + made.err


def test_one_router_to_mend_is_2_and_one_out_of_reach_among_fit_ones_is_4(project):
    project.write({"cafe.yaml": CAFE, "inn.yaml": CAFE.replace("127.0.0.1", "127.0.0.1, port: 8730")})
    routers = project.serve()
    for router in routers.values():
        set_right(router)
    space(routers["inn"])
    made = project.run("doctor", code=2)
    assert made.out.index("cafe: 0 to mend") < made.out.index("inn: 1 to mend")
    project.servers.pop("inn").stop()
    made = project.run("doctor", "--timeout", "2", code=4)
    assert "inn: not reached." in made.out


# -- trust


def test_trust_prints_the_line_that_pins_and_how_to_compare_and_sends_nothing(project, cafe):
    seen = project.servers["cafe"].fingerprint
    made = project.run("trust", "cafe", code=0)
    assert f'router: {{tls: {{fingerprint: "sha256:{seen}"}}}}' in made.out
    assert "/certificate/get" in made.out
    assert "sites/cafe.yaml" in made.out
    assert cafe.sessions == []
    assert cafe.log == []
    assert all(connection.trips <= 2 for connection in project.servers["cafe"].connections)


def test_trust_needs_no_secret(project, cafe):
    project.environ = {name: text for name, text in project.environ.items() if name != "ROSGIT"}
    project.run("trust", "cafe", code=0)


def test_trust_says_so_when_it_is_pinned_already(project, cafe):
    seen = project.servers["cafe"].fingerprint
    project.write(
        {"cafe.yaml": CAFE.replace('routeros: "7.22"', f'routeros: "7.22", tls: {{fingerprint: "{seen}"}}')}
    )
    assert "pinned already" in project.run("trust", "cafe", code=0).out


def test_trust_puts_the_new_fingerprint_beside_the_old_one(project, cafe):
    seen = project.servers["cafe"].fingerprint
    project.write(
        {"cafe.yaml": CAFE.replace('routeros: "7.22"', f'routeros: "7.22", tls: {{fingerprint: "{PIN}"}}')}
    )
    assert f'fingerprint: ["sha256:{seen}", "sha256:{PIN}"]' in project.run("trust", "cafe", code=0).out


def test_the_line_that_trust_prints_is_one_that_a_site_takes(project, cafe):
    (printed,) = (
        line.strip()
        for line in project.run("trust", "cafe").out.splitlines()
        if line.strip().startswith("router:")
    )
    pin = printed.removeprefix("router: {").removesuffix("}")
    project.write({"cafe.yaml": CAFE.replace('routeros: "7.22"', f'routeros: "7.22", {pin}')})
    assert "pinned already" in project.run("trust", "cafe", code=0).out


def test_trust_of_nobody_is_1(project, cafe):
    project.servers["cafe"].stop()
    made = project.run("trust", "cafe", "--timeout", "2", code=1)
    project.servers.clear()
    assert "error[unreachable]" in made.err
    assert made.out == ""


def test_trust_of_an_unknown_site_is_1(project, cafe):
    assert "no-sites" in project.run("trust", "inn", code=1).err
