"""What a hotspot adds by itself (NOTES section e)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rosgit.sim import Router, Trap

NAT, FILTER = "/ip/firewall/nat", "/ip/firewall/filter"
DYNAMIC_MENUS = (NAT, FILTER, "/ip/dns/static", "/ip/hotspot/walled-garden", "/queue/simple")


def dynamic(router: Router, menu: str) -> list[Mapping[str, str]]:
    return [row for row in router.rows(menu) if row["dynamic"] == "true"]


def brief(row: Mapping[str, str]) -> str:
    names = ("chain", "action", "jump-target", "to-ports", "protocol", "dst-port", "hotspot")
    return " ".join(row[name] for name in names if name in row)


@pytest.fixture
def lobby() -> Router:
    router = Router()
    router.add("/interface/bridge", name="lobby")
    router.add("/ip/address", address="10.5.50.1/24", interface="lobby")
    router.add("/ip/hotspot/profile", name="portal", dns_name="wifi.example.net")
    router.add(NAT, chain="srcnat", action="masquerade", out_interface="ether1")
    router.add("/ip/hotspot", name="h", interface="lobby", profile="portal", disabled="no")
    return router


def test_a_server_is_born_disabled_unless_told_otherwise() -> None:
    router = Router()
    router.add("/ip/hotspot", name="quiet", interface="ether1")
    router.add("/ip/hotspot", name="loud", interface="ether2", disabled="no")
    assert [row["disabled"] for row in router.rows("/ip/hotspot")] == ["true", "false"]


def test_a_disabled_server_makes_nothing() -> None:
    router = Router()
    router.add("/ip/hotspot", name="quiet", interface="ether1")
    assert [dynamic(router, menu) for menu in DYNAMIC_MENUS] == [[], [], [], [], []]


def test_a_running_server_makes_the_nat_rules_of_the_manual(lobby: Router) -> None:
    assert [brief(row) for row in dynamic(lobby, NAT)] == [
        "dstnat jump hotspot from-client",
        "hotspot jump pre-hotspot",
        "hotspot redirect 64872 udp 53",
        "hotspot redirect 64872 tcp 53",
        "hotspot redirect 64873 tcp 80 local-dst",
        "hotspot redirect 64875 tcp 443 local-dst",
        "hotspot jump hs-unauth tcp !auth",
        "hotspot jump hs-auth tcp auth",
        "hs-unauth redirect 64874 tcp 80",
        "hs-unauth redirect 64874 tcp 3128",
        "hs-unauth redirect 64874 tcp 8080",
        "hs-unauth redirect 64875 tcp 443",
        "hs-unauth jump hs-smtp tcp 25",
        "hs-auth redirect 64874 tcp http",
        "hs-auth jump hs-smtp tcp 25",
    ]


def test_a_running_server_makes_the_filter_rules_of_the_manual(lobby: Router) -> None:
    assert [brief(row) for row in dynamic(lobby, FILTER)] == [
        "forward jump hs-unauth from-client,!auth",
        "forward jump hs-unauth-to to-client,!auth",
        "input jump hs-input from-client",
        "hs-input jump pre-hs-input",
        "hs-input accept udp 64872",
        "hs-input accept tcp 64872-64875",
        "hs-input jump hs-unauth !auth",
        "hs-unauth return icmp",
        "hs-unauth reject tcp",
        "hs-unauth reject",
        "hs-unauth-to return icmp",
        "hs-unauth-to reject",
    ]


def test_dynamic_rows_stand_on_top_and_rows_of_people_below(lobby: Router) -> None:
    assert [row["dynamic"] for row in lobby.rows(NAT)] == ["true"] * 15 + ["false"]


def test_a_row_may_be_placed_above_dynamic_rows_and_stays_there(lobby: Router) -> None:
    first = str(lobby.rows(NAT)[0][".id"])
    mine = lobby.add(NAT, chain="dstnat", action="accept", place_before=first)
    lobby.add("/ip/hotspot/walled-garden/ip", dst_address="10.0.0.1")
    assert lobby.rows(NAT)[0][".id"] == mine


def test_each_tcp_garden_row_gives_a_return(lobby: Router) -> None:
    before = [row[".id"] for row in dynamic(lobby, NAT)]
    lobby.add("/ip/hotspot/walled-garden/ip", protocol="tcp", dst_port="443", dst_address="10.0.0.1")
    lobby.add("/ip/hotspot/walled-garden/ip", protocol="udp", dst_port="53")
    made = [brief(row) for row in dynamic(lobby, NAT) if row["action"] == "return"]
    assert made == ["hs-unauth return tcp 443"]
    assert "hs-unauth return udp 53" in [brief(row) for row in dynamic(lobby, FILTER)]
    assert set(before) <= {row[".id"] for row in dynamic(lobby, NAT)}


def test_a_garden_row_with_a_host_yields_a_dynamic_garden_row(lobby: Router) -> None:
    lobby.add("/ip/hotspot/walled-garden/ip", dst_host="pay.example.net")
    assert [row["dst-host"] for row in dynamic(lobby, "/ip/hotspot/walled-garden")] == ["pay.example.net"]


def test_the_dns_name_of_the_profile_becomes_a_dynamic_name(lobby: Router) -> None:
    (name,) = dynamic(lobby, "/ip/dns/static")
    assert (name["name"], name["address"]) == ("wifi.example.net", "10.5.50.1")
    lobby.set("/ip/hotspot/profile", "portal", hotspot_address="10.5.50.9")
    assert dynamic(lobby, "/ip/dns/static")[0]["address"] == "10.5.50.9"


def test_a_profile_with_a_queue_of_its_own_gives_a_dynamic_queue(lobby: Router) -> None:
    lobby.set("/ip/hotspot/profile", "portal", install_hotspot_queue="yes", rate_limit="5M/2M")
    (queue,) = dynamic(lobby, "/queue/simple")
    assert (queue["target"], queue["max-limit"]) == ("lobby", "5000000/2000000")


@pytest.mark.parametrize("how", ["disable", "remove", "interface", "slave"])
def test_dynamic_rows_vanish_with_the_server(lobby: Router, how: str) -> None:
    if how == "disable":
        lobby.set("/ip/hotspot", "h", disabled="yes")
    elif how == "remove":
        lobby.remove("/ip/hotspot", "h")
    elif how == "interface":
        lobby.remove("/interface/bridge", "lobby")
    else:
        lobby.set("/ip/hotspot", "h", interface="ether3")
        lobby.add("/interface/bridge/port", bridge="lobby", interface="ether3")
    assert [dynamic(lobby, menu) for menu in DYNAMIC_MENUS] == [[], [], [], [], []]
    if how in ("interface", "slave"):
        assert lobby.rows("/ip/hotspot")[0]["invalid"] == "true"


def test_a_dynamic_row_cannot_be_changed_moved_or_removed(lobby: Router) -> None:
    ident = str(lobby.rows(NAT)[0][".id"])
    for act in (
        lambda: lobby.set(NAT, ident, comment="mine"),
        lambda: lobby.remove(NAT, ident),
        lambda: lobby.move(NAT, ident),
    ):
        with pytest.raises(Trap):
            act()
    assert len(dynamic(lobby, NAT)) == 15


def test_a_server_that_device_mode_forbids_is_accepted_and_stays_inactive() -> None:
    router = Router(device_mode={"mode": "home", "hotspot": "no"})
    router.add("/ip/hotspot", name="h", interface="ether2", disabled="no")
    assert router.rows("/ip/hotspot")[0]["comment"] == "inactivated, not allowed by device-mode"
    assert router.rows("/system/device-mode")[0]["hotspot"] == "false"
    assert dynamic(router, NAT) == []


def test_a_profile_copies_its_pages_and_a_person_may_change_them() -> None:
    router = Router()
    router.add("/ip/hotspot/profile", name="p", html_directory="portal")
    assert {"portal", "portal/login.html"} <= {row["name"] for row in router.rows("/file")}


def test_guests_are_shown_as_given(lobby: Router) -> None:
    lobby.guests.append({"user": "alice", "address": "10.5.50.7", "server": "h"})
    assert lobby.rows("/ip/hotspot/active")[0]["user"] == "alice"
    lobby.restart()
    assert lobby.rows("/ip/hotspot/active") == ()
