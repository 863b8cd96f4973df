"""How values come back: literals of NOTES section b, not the tables."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rosgit.sim import Router, Trap

USER = {"name": "u"}
POOL = {"name": "p", "ranges": "10.0.0.2-10.0.0.9"}
QUEUE = {"name": "q", "target": "10.0.0.0/24"}
RULE = {"chain": "forward", "action": "drop"}


def printed(menu: str, fields: Mapping[str, str], version: str = "7.22.2") -> Mapping[str, str]:
    router = Router(version=version)
    router.add(menu, **fields)
    return router.rows(menu)[-1]


@pytest.mark.parametrize(
    ("menu", "base", "field", "written", "comes_back"),
    [
        ("/ip/hotspot/user", USER, "limit-uptime", "60m", "1h"),
        ("/ip/hotspot/user", USER, "limit-uptime", "3600", "1h"),
        ("/ip/hotspot/user", USER, "limit-uptime", "00:01:00", "1m"),
        ("/ip/hotspot/user", USER, "limit-uptime", "1d 00:00:10", "1d10s"),
        ("/ip/hotspot/user", USER, "limit-uptime", "10d", "1w3d"),
        ("/ip/hotspot/user", USER, "mac-address", "aa-bb-cc-00-11-22", "AA:BB:CC:00:11:22"),
        ("/ip/hotspot/user", USER, "disabled", "yes", "true"),
        ("/ip/hotspot/user", USER, "disabled", "no", "false"),
        ("/ip/hotspot/user/profile", USER, "session-timeout", "3600", "1h"),
        ("/ip/hotspot/user/profile", USER, "idle-timeout", "none", "none"),
        ("/ip/hotspot/user/profile", USER, "rate-limit", "2M/1M", "2M/1M"),
        ("/ip/hotspot/profile", USER, "login-by", "http-chap,mac,cookie", "mac,cookie,http-chap"),
        ("/radius", {"address": "10.0.0.1"}, "service", "hotspot,login,ppp", "ppp,login,hotspot"),
        ("/ip/firewall/filter", RULE, "connection-state", "related,established", "established,related"),
        ("/ip/firewall/filter", RULE, "in-interface-list", "!all", "!all"),
        ("/ip/firewall/filter", RULE, "dst-address", "!10.0.0.0/8", "!10.0.0.0/8"),
        ("/ip/firewall/filter", RULE, "src-address", "1.2.3.4/32", "1.2.3.4"),
        ("/ip/firewall/filter", RULE, "src-address", "1.2.3.0-1.2.3.255", "1.2.3.0/24"),
        ("/ip/firewall/filter", RULE, "src-address", "1.2.3.1-1.2.3.9", "1.2.3.1-1.2.3.9"),
        ("/queue/simple", QUEUE, "max-limit", "10M/2M", "10000000/2000000"),
        ("/queue/simple", QUEUE, "max-limit", "2048k/1k", "2048000/1000"),
        ("/queue/simple", QUEUE, "disabled", "no", "false"),
        ("/ip/pool", POOL, "comment", "x", "x"),
        ("/ip/dhcp-server", {"name": "d", "interface": "ether1"}, "authoritative", "no", "no"),
        (
            "/interface/bridge",
            {"name": "b", "auto-mac": "no"},
            "admin-mac",
            "aa:bb:cc:00:11:22",
            "AA:BB:CC:00:11:22",
        ),
        ("/interface/bridge", {"name": "b"}, "priority", "32768", "0x8000"),
    ],
)
def test_a_value_comes_back_as_a_router_spells_it(
    menu: str, base: Mapping[str, str], field: str, written: str, comes_back: str
) -> None:
    assert printed(menu, {**base, field: written})[field] == comes_back


def test_dns_cache_size_keeps_its_suffix_and_counts_in_kib() -> None:
    router = Router()
    router.set("/ip/dns", cache_size="2M")
    assert router.rows("/ip/dns")[0]["cache-size"] == "2048KiB"


def test_a_group_prints_denied_policies_at_the_end() -> None:
    policy = printed("/user/group", {"name": "g", "policy": "write,api,read"})["policy"].split(",")
    assert set(policy[:3]) == {"api", "read", "write"}
    assert "!ftp" in policy[3:]
    assert all(word.startswith("!") for word in policy[3:])


@pytest.mark.parametrize(
    ("menu", "fields", "absent"),
    [
        ("/ip/hotspot/user", USER, ["comment", "limit-uptime", "mac-address", "address", "password"]),
        ("/ip/firewall/filter", RULE, ["src-address", "protocol", "comment", "connection-state"]),
        (
            "/ip/hotspot/profile",
            {"name": "p", "login-by": "mac"},
            ["http-cookie-lifetime", "trial-uptime-limit"],
        ),
        ("/ip/hotspot/profile", {"name": "p"}, ["mac-auth-mode", "radius-accounting", "ssl-certificate"]),
        ("/user", {"name": "x", "group": "full", "password": "p"}, ["password"]),
        ("/interface/bridge/port", {"bridge": "b", "interface": "ether1"}, ["path-cost"]),
    ],
)
def test_fields_that_do_not_apply_are_absent(menu: str, fields: Mapping[str, str], absent: list[str]) -> None:
    router = Router()
    router.add("/interface/bridge", name="b")
    router.add(menu, **fields)
    assert not set(absent) & router.rows(menu)[-1].keys()


@pytest.mark.parametrize(
    ("switch", "field", "value"),
    [
        ({"login-by": "cookie"}, "http-cookie-lifetime", "3d"),
        ({"login-by": "mac"}, "mac-auth-mode", "mac-as-username"),
        ({"login-by": "trial"}, "trial-user-profile", "default"),
        ({"login-by": "https"}, "ssl-certificate", "none"),
        ({"use-radius": "yes"}, "radius-interim-update", "received"),
    ],
)
def test_fields_appear_when_what_they_belong_to_is_switched_on(
    switch: Mapping[str, str], field: str, value: str
) -> None:
    assert printed("/ip/hotspot/profile", {"name": "p", **switch})[field] == value


def test_an_empty_comment_takes_the_comment_away() -> None:
    router = Router()
    ident = router.add("/ip/pool", **POOL, comment="x")
    router.set("/ip/pool", ident, comment="")
    assert "comment" not in router.rows("/ip/pool")[0]


@pytest.mark.parametrize("word", ["!src-address", "unset"])
def test_an_unset_field_is_absent_again(word: str, ask) -> None:
    ask("/ip/firewall/filter/add", {**RULE, "src-address": "10.0.0.1"})
    if word == "unset":
        ask("/ip/firewall/filter/unset", {".id": "*1", "value-name": "src-address"})
    else:
        ask("/ip/firewall/filter/set", {".id": "*1", word: "", "comment": "both in one"})
    (reply, _) = ask("/ip/firewall/filter/print")
    assert not any(part.startswith("=src-address") for part in reply)


@pytest.mark.parametrize(
    ("menu", "field", "since"),
    [("/ip/service", "max-sessions", "7.16"), ("/system/logging", "comment", "7.22")],
)
def test_a_field_is_unknown_before_its_version(menu: str, field: str, since: str) -> None:
    before = Router(version="7.15.3")
    target = str(before.rows(menu)[0][".id"])
    assert field not in before.rows(menu)[0]
    with pytest.raises(Trap, match=f"^unknown parameter {field}$"):
        before.set(menu, target, **{field: "5"})
    Router(version=since).set(menu, target, **{field: "5"})


def test_an_address_computes_its_network_unless_told() -> None:
    router = Router()
    router.add("/ip/address", address="10.5.50.1/24", interface="ether2")
    router.add("/ip/address", address="10.6.0.1", netmask="255.255.0.0", interface="ether2")
    router.add("/ip/address", address="10.7.0.1", interface="ether2")
    router.add("/ip/address", address="10.8.0.1/24", network="10.8.0.9", interface="ether2")
    assert [(row["address"], row["network"]) for row in router.rows("/ip/address")] == [
        ("10.5.50.1/24", "10.5.50.0"),
        ("10.6.0.1/16", "10.6.0.0"),
        ("10.7.0.1/32", "10.7.0.1"),
        ("10.8.0.1/24", "10.8.0.9"),
    ]
    router.set("/ip/address", "*1", address="10.5.60.1/24")
    router.set("/ip/address", "*4", comment="kept")
    assert [router.rows("/ip/address")[n]["network"] for n in (0, 3)] == ["10.5.60.0", "10.8.0.9"]


def test_the_factory_rows_are_those_every_router_has() -> None:
    router = Router()
    assert [row["name"] for row in router.rows("/interface")] == [
        "ether1",
        "ether2",
        "ether3",
        "ether4",
        "ether5",
    ]
    assert [(row["name"], row["port"]) for row in router.rows("/ip/service")] == [
        ("telnet", "23"),
        ("ftp", "21"),
        ("www", "80"),
        ("ssh", "22"),
        ("www-ssl", "443"),
        ("api", "8728"),
        ("winbox", "8291"),
        ("api-ssl", "8729"),
    ]
    assert [row["name"] for row in router.rows("/user/group")] == ["read", "write", "full"]
    assert [(row["name"], row["default"]) for row in router.rows("/ip/hotspot/user")] == [
        ("default-trial", "true")
    ]
    assert [(row["topics"], row["action"]) for row in router.rows("/system/logging")] == [
        ("info", "memory"),
        ("error", "memory"),
        ("warning", "memory"),
        ("critical", "echo"),
    ]
    assert router.rows("/ip/hotspot/service-port")[0]["name"] == "ftp"


def test_what_a_router_says_of_itself() -> None:
    router = Router(serial="HF1", board="hAP ax2", version="7.21.4")
    router.tick(3661)
    (resource,) = router.rows("/system/resource")
    assert (resource["version"], resource["board-name"], resource["uptime"]) == (
        "7.21.4 (stable)",
        "hAP ax2",
        "1h1m1s",
    )
    assert router.rows("/system/routerboard")[0]["serial-number"] == "HF1"
    assert router.rows("/system/device-mode")[0]["hotspot"] == "true"
    with pytest.raises(Trap, match=r"no such command or directory \(routerboard\)"):
        Router(board="CHR").rows("/system/routerboard")


def test_the_clock_can_be_set_and_uptime_does_not_notice() -> None:
    router = Router()
    router.set("/system/clock", date="2027-01-02", time="03:04:05")
    router.tick(10)
    (clock,) = router.rows("/system/clock")
    assert (clock["date"], clock["time"]) == ("2027-01-02", "03:04:15")
    assert router.uptime == 10


def test_a_timed_address_list_entry_is_dynamic_counts_down_and_goes() -> None:
    router = Router()
    router.add("/ip/firewall/address-list", list="l", address="10.0.0.1", timeout="1m")
    router.tick(20)
    (entry,) = router.rows("/ip/firewall/address-list")
    assert (entry["dynamic"], entry["timeout"]) == ("true", "40s")
    router.tick(40)
    assert router.rows("/ip/firewall/address-list") == ()
