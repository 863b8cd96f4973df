"""``--adopt`` and ``--recreate`` over several sites: each uses the names it has."""

from __future__ import annotations

import json

import pytest
from test_cli_fleet import SITE

POOL = "/ip/pool extra"
RULE = '/ip/firewall/filter "dns"'
ADDRESS = "/ip/address 10.1.0.1/24 on uplink"
EXTRA = "    extra: {ranges: 10.9.0.2-10.9.0.9}\n"
FILTER = "  /ip/firewall/filter:\n    dns: {chain: input, protocol: udp, dst-port: 53, action: accept}\n"


def sites(**more: str) -> dict[str, str]:
    """Three like sites, with more rows in some."""
    return {
        f"{name}.yaml": SITE.replace("HOST", f"127.0.0.{at}") + more.get(name, "")
        for at, name in enumerate("abc", 1)
    }


@pytest.fixture
def fleet(project):
    """Site a has a pool that was there before us, b a rule, c neither."""
    project.write(sites(a=EXTRA, b=FILTER))
    routers = project.serve()
    routers["a"].add("/ip/pool", name="extra", ranges="10.7.0.2-10.7.0.9")
    routers["b"].add("/ip/firewall/filter", chain="input", action="drop", comment="dns")
    return project


def plans(made) -> dict[str, list[str]]:
    """The codes of each site's plan."""
    return {
        each["site"]: [one["code"] for one in each["diagnostics"] if one["severity"] != "info"]
        for each in json.loads(made.out)["plans"]
    }


def asked(project) -> int:
    """How many connections the routers had."""
    return sum(len(server.connections) for server in project.servers.values())


def writes(project) -> int:
    return sum(server.router.writes for server in project.servers.values())


def test_a_plan_asks_each_site_for_the_names_it_has(fleet):
    made = fleet.run("plan", "--adopt", POOL, "--adopt", RULE, "--format", "json", code=0)
    assert plans(made) == {"a": ["adopted-row"], "b": ["adopted-row"], "c": []}
    assert asked(fleet) == 3


def test_what_is_not_named_is_still_refused_on_the_site_that_has_it(fleet):
    made = fleet.run("plan", "--adopt", POOL, "--format", "json", code=4)
    assert plans(made) == {"a": ["adopted-row"], "b": ["adopt-needed"], "c": []}


@pytest.mark.parametrize("more", [(), ("--no-canary",)])
def test_an_apply_takes_over_each_row_where_it_is_and_stops_no_other_site(fleet, more):
    made = fleet.run("apply", "--yes", "--adopt", POOL, "--adopt", RULE, *more, code=0)
    assert made.out.endswith("Fleet: 3 sites: 3 applied and proven.\n")
    assert fleet.servers["a"].router.rows("/ip/pool")[0]["ranges"] == "10.9.0.2-10.9.0.9"
    assert fleet.servers["b"].router.rows("/ip/firewall/filter")[0]["action"] == "accept"


def test_a_lost_row_is_made_anew_on_the_site_that_lost_it(fleet):
    fleet.run("apply", "--yes", "--adopt", "all", code=0)
    router = fleet.servers["b"].router
    router.remove("/ip/firewall/filter", router.rows("/ip/firewall/filter")[0][".id"])
    fleet.run("apply", "--yes", "--recreate", RULE, code=0)
    assert len(router.rows("/ip/firewall/filter")) == 1


@pytest.mark.parametrize("command", [("plan",), ("apply", "--yes")])
@pytest.mark.parametrize("how", ["--adopt", "--recreate"])
def test_a_name_that_no_site_has_is_one_error_with_a_near_miss_of_any(fleet, command, how):
    made = fleet.run(*command, "--adopt", POOL, how, '/ip/firewall/filter "dsn"', code=3)
    assert made.err.count("no-such-row-named") == 1
    assert "no site has a row /ip/firewall/filter" in made.err
    assert f"did you mean '{RULE}'?" in made.err
    assert POOL not in made.err
    assert (made.out, writes(fleet)) == ("", 0)


def test_in_json_the_error_is_the_answer(fleet):
    (told,) = json.loads(fleet.run("plan", "--adopt", "/ip/pool exta", "--format", "json", code=3).out)
    assert (told["code"], told["address"]) == ("no-such-row-named", "/ip/pool exta")
    assert POOL in told["detail"]


def test_what_was_not_read_is_said_and_not_claimed(fleet):
    fleet.servers["c"].stop()
    made = fleet.run("plan", "--adopt", "/ip/pool exta", "--format", "json", code=4)
    (told,) = json.loads(made.err)
    assert (told["code"], told["severity"]) == ("no-such-row-named", "warning")
    assert "not read: c" in told["summary"]
    assert plans(made) == {"a": ["adopt-needed"], "b": ["adopt-needed"]}
    made = fleet.run("apply", "--yes", "--adopt", "/ip/pool exta", "--offline", "ok", code=3)
    assert "no router that was read has a row /ip/pool exta; not read: c" in made.err


def test_a_name_of_a_site_that_is_offline_is_no_mistake(fleet):
    fleet.servers["a"].stop()
    made = fleet.run("plan", "b", "a", "--adopt", POOL, "--adopt", RULE, "--format", "json", code=4)
    assert plans(made) == {"b": ["adopted-row"]}
    assert "no-such-row-named" not in made.out + made.err
    made = fleet.run("plan", "--adopt", POOL, "--adopt", "/ip/pool other", "--format", "json", code=4)
    assert [each["address"] for each in json.loads(made.err)] == ["/ip/pool other"]
    for server in fleet.servers.values():
        server.stop()
    made = fleet.run("plan", "--adopt", POOL, "--adopt", "/ip/pool other", "--format", "json", code=1)
    assert [each["address"] for each in json.loads(made.err)] == ["/ip/pool other"]


def test_a_name_that_only_a_router_explains_is_found_by_reading(project):
    rows = "  /ip/address:\n    up: {address: 10.1.0.1/24, interface: ether1, comment: mine}\n"
    project.write(sites(a=rows))
    router = project.serve()["a"]
    (port,) = [row for row in router.rows("/interface/ethernet") if row["name"] == "ether1"]
    router.set("/interface/ethernet", port[".id"], name="uplink")
    router.add("/ip/address", address="10.1.0.1/24", interface="uplink", comment="theirs")
    made = project.run("plan", "--adopt", ADDRESS, "--format", "json", code=0)
    assert plans(made) == {"a": ["adopted-row"], "b": [], "c": []}
    as_written = ADDRESS.replace("uplink", "ether1")
    made = project.run("plan", "--adopt", as_written, "--format", "json", code=4)
    assert plans(made)["a"].count("no-such-row-named") == 1
    assert plans(made)["b"] == plans(made)["c"] == []
    project.run("apply", "--yes", "--adopt", ADDRESS, code=0)


def test_a_site_alone_is_told_what_it_lacks_in_its_plan(fleet):
    made = fleet.run("plan", "c", "--adopt", POOL, "--format", "json", code=3)
    assert plans(made) == {"c": ["no-such-row-named"]}
    assert asked(fleet) == 1


def test_a_site_that_is_not_connected_to_is_not_said_to_lack_a_row(fleet):
    reviewed = fleet.folder / "reviewed"
    reviewed.mkdir()
    for name, text in sites(a=EXTRA, b=FILTER).items():
        (reviewed / name).write_text(text.replace("127.0.0.1", "10.88.0.17"))
    for name, severity in ((POOL, None), ("/ip/pool other", "warning")):
        made = fleet.run("plan", "--base", str(reviewed), "--adopt", name, "--adopt", RULE,
                         "--format", "json", code=4)  # fmt: skip
        told = json.loads(made.err) if made.err else []
        assert [each["severity"] for each in told] == ([severity] if severity else [])
    assert not fleet.servers["a"].connections
