"""Lock-outs by the road: where answers go, what a hotspot takes us for, and what nobody can see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from guards_router import OTHER, TARGET, Case, Rows, base, find, rule

from rosgit.model.path import Guest, Login, Route
from rosgit.model.target import Tls
from rosgit.rules.lockout import lock_out

FILTER, NAT, MANGLE = "/ip/firewall/filter", "/ip/firewall/nat", "/ip/firewall/mangle"
ADDRESS, LISTS, USER = "/ip/address", "/ip/firewall/address-list", "/user"
BRIDGE, BINDING, INTERFACE = "/interface/bridge", "/ip/hotspot/ip-binding", "/interface"
Edit = Callable[[Rows], object]
Found = list[tuple[str, str]]


def change(menu: str, where: dict[str, str], **fields: object) -> Edit:
    new = {name.replace("_", "-"): value for name, value in fields.items()}
    return lambda rows: find(rows, menu, **where).update(new)


def gone(menu: str, **where: str) -> Edit:
    return lambda rows: rows[menu].remove(find(rows, menu, **where))


def added(menu: str, at: int = 0, **row: str) -> Edit:
    fields = {name.replace("_", "-"): value for name, value in row.items()}
    return lambda rows: rows.setdefault(menu, []).insert(at, fields)


def said(case: Case, **path: object) -> Found:
    return [(each.code, each.summary) for each in lock_out(case.site, case.plan(), case.path(**path))]


# -- where answers to us go

FAR = {"source": "10.200.0.9", "logins": (Login("rosgit", "10.200.0.9", "api-ssl"),)}
BY_GATEWAY = (Route("0.0.0.0/0", "lan", "10.0.0.254"),)
BY_TUNNEL = (Route("0.0.0.0/0", "ether1", "192.0.2.1"), Route("10.200.0.0/24", "wg0"))


def far() -> Rows:
    """Whoever comes from 10.200.0.9 is let in."""
    here = base()
    here[USER][0]["address"] = ""
    here[LISTS][0]["address"] = "10.200.0.0/24"
    return here


ANSWERS = {
    "a new network that holds us": (
        added(ADDRESS, address="10.200.0.1/24", interface="other"),
        BY_TUNNEL,
        "would hold our own address 10.200.0.9",
    ),
    "one that is wider than our route": (
        added(ADDRESS, address="10.200.0.1/16", interface="other"),
        BY_TUNNEL,
        None,
    ),
    "one on the interface we come by": (
        added(ADDRESS, address="10.200.0.1/24", interface="wg0"),
        BY_TUNNEL,
        None,
    ),
    "guests renumbered to hold us": (
        change(ADDRESS, {"interface": "guests"}, address="10.200.0.1/24"),
        BY_GATEWAY,
        "on guests would hold our own address",
    ),
    "guests renumbered elsewhere": (
        change(ADDRESS, {"interface": "guests"}, address="10.201.0.1/24"),
        BY_GATEWAY,
        None,
    ),
    "a network without our gateway": (
        change(ADDRESS, {"interface": "lan"}, address="10.0.0.1/30"),
        BY_GATEWAY,
        "no longer hold the gateway towards us, 10.0.0.254",
    ),
    "a wider one with it": (change(ADDRESS, {"interface": "lan"}, address="10.0.0.1/16"), BY_GATEWAY, None),
    "a narrower one, and no gateway is told": (
        change(ADDRESS, {"interface": "lan"}, address="10.0.0.1/30"),
        (Route("0.0.0.0/0", "lan"),),
        "by which answers to us go",
    ),
}


@pytest.mark.parametrize(("edit", "routes", "words"), ANSWERS.values(), ids=ANSWERS)
def test_answers_must_still_find_us(edit: Edit, routes: tuple[Route, ...], words: str | None) -> None:
    found = said(Case(far()).edited(edit), **FAR, routes=routes)
    assert [code for code, _ in found] == ["lock-out"] * (words is not None)
    assert words is None or words in found[0][1]


NEAR = {
    "the network we are in goes": (gone(ADDRESS, interface="lan"), True),
    "it moves": (change(ADDRESS, {"interface": "lan"}, interface="other"), True),
    "it narrows": (change(ADDRESS, {"interface": "lan"}, address="10.0.0.1/30"), True),
    "guests' goes": (gone(ADDRESS, interface="guests"), False),
}


@pytest.mark.parametrize("reached", ["198.51.100.1", "10.255.0.1"], ids=["through a NAT", "on a loopback"])
@pytest.mark.parametrize(("edit", "refused"), NEAR.values(), ids=NEAR)
def test_the_network_we_are_in_counts_whatever_address_we_reached(
    reached: str, edit: Edit, *, refused: bool
) -> None:
    here = base()
    here[ADDRESS].append({"address": "10.255.0.1/32", "interface": "lo"})
    assert bool(said(Case(here).edited(edit), reached=reached)) is refused


def test_an_address_that_moves_within_its_network_is_moved_with_router_host() -> None:
    case = Case().edited(change(ADDRESS, {"interface": "lan"}, address="10.0.0.2/24"))
    (found,) = lock_out(case.site, case.plan(), case.path())
    assert "change router.host to 10.0.0.2 in the same commit" in found.detail


def test_a_refusal_of_a_row_that_goes_names_the_line_that_asked_for_it_last() -> None:
    case = Case().edited(gone(ADDRESS, interface="lan"))
    (found,) = lock_out(case.site, case.plan(), case.path())
    (deleted,) = case.plan().changes
    assert found.span is not None
    assert found.span == deleted.span


def test_filtering_that_ends_takes_our_vlan_away_and_an_untagged_way_in_not() -> None:
    here = base()
    here[BRIDGE][0]["vlan-filtering"] = "true"
    here[USER][0]["address"] = ""
    here[FILTER] = []
    case = Case(here).edited(change(BRIDGE, {"name": "lan"}, vlan_filtering="false"))
    vlan = {"source": "10.5.50.7", "logins": (Login("rosgit", "10.5.50.7", "api-ssl"),)}
    assert "switch vlan-filtering off" in said(case, **vlan, reached="10.5.50.1")[0][1]
    assert said(case) == []


# -- what a hotspot on our interface takes us for

MINE = "AA:BB:CC:00:00:05"
ME = {"address": "10.0.0.5", "type": "bypassed", "comment": "me"}
BOUND = {
    "our binding goes": (gone(BINDING, comment="me"), "take us for a guest"),
    "it bars us": (change(BINDING, {"comment": "me"}, type="blocked"), "bar us"),
    "it says nothing any more": (change(BINDING, {"comment": "me"}, type="regular"), "take us for a guest"),
    "it is off": (change(BINDING, {"comment": "me"}, disabled="true"), "take us for a guest"),
    "it is for another server": (change(BINDING, {"comment": "me"}, server="hall"), "take us for a guest"),
    "our MAC is blocked": (added(BINDING, mac_address=MINE, type="blocked", comment="x"), "bar us"),
    "our network is blocked": (added(BINDING, address="10.0.0.0/24", type="blocked", comment="x"), "bar us"),
    "another MAC is blocked": (
        added(BINDING, mac_address="AA:BB:CC:00:00:09", type="blocked", comment="x"),
        None,
    ),
    "blocked below ours": (added(BINDING, 9, address="10.0.0.0/24", type="blocked", comment="x"), None),
    "our network instead": (change(BINDING, {"comment": "me"}, address="10.0.0.0/24"), None),
    "its comment": (change(BINDING, {"comment": "me"}, comment="us"), None),
}


@pytest.mark.parametrize(("edit", "words"), BOUND.values(), ids=BOUND)
def test_where_a_hotspot_runs_our_first_binding_decides(edit: Edit, words: str | None) -> None:
    here = base()
    find(here, "/ip/hotspot", name="lobby")["interface"] = "lan"
    here[BINDING] = [ME]
    found = said(Case(here).edited(edit), hosts=(Guest("lobby", "10.0.0.5", MINE),))
    assert [code for code, _ in found] == ["lock-out"] * (words is not None)
    assert words is None or words in found[0][1]


def test_where_no_hotspot_runs_bindings_mean_nothing_for_us() -> None:
    here = base()
    here[BINDING] = [ME]
    assert said(Case(here).edited(gone(BINDING, comment="me"))) == []


def test_a_guest_that_stays_a_guest_is_not_refused() -> None:
    here = base()
    find(here, "/ip/hotspot", name="lobby")["interface"] = "lan"
    case = Case(here).edited(added(BINDING, address="10.0.0.5", type="regular", comment="x"))
    assert said(case) == []


# -- certificate and user


@pytest.mark.parametrize(
    "tls", [Tls(("ab" * 32,)), Tls(("ab" * 32, "cd" * 32)), Tls((), "ca.pem"), Tls(())], ids=str
)
@pytest.mark.parametrize(
    "edit",
    [
        change("/ip/service", {"name": "api-ssl"}, certificate="none"),
        gone("/ip/service", name="api-ssl"),  # back to its defaults, and the certificate is none then
    ],
    ids=["none", "row dropped"],
)
def test_without_a_certificate_nobody_gets_in_by_tls(tls: Tls, edit: Edit) -> None:
    found = said(Case(target=replace(TARGET, tls=tls)).edited(edit))
    assert [("would show no certificate" in words, code) for code, words in found] == [(True, "lock-out")]


def test_a_local_user_with_our_radius_name_is_asked_before_radius() -> None:
    here = base()
    here[USER] = []
    case = Case(here).edited(added(USER, name="rosgit", group="rosgit", password=OTHER))  # type: ignore[arg-type]
    ((code, words),) = said(case)
    assert code == "lock-out"
    assert "instead of RADIUS" in words
    other = Case(here).edited(added(USER, name="anna", group="rosgit", password=OTHER))  # type: ignore[arg-type]
    assert said(other) == []


@pytest.mark.parametrize(
    "edit",
    [
        gone(ADDRESS, interface="lan"),
        change(BRIDGE, {"name": "lan"}, disabled="true"),
        gone("/interface/bridge/port", interface="ether2"),
        change("/interface/vlan", {"name": "guests"}, vlan_id="31"),
        change("/ip/hotspot", {"name": "lobby"}, interface="lan"),
    ],
    ids=["address", "bridge", "port", "vlan", "hotspot"],
)
def test_without_our_session_nothing_we_may_stand_on_is_changed(edit: Edit) -> None:
    found = lock_out((case := Case().edited(edit)).site, case.plan(), case.path(logins=()))
    assert [each.code for each in found] == ["lock-out"]


# -- what nobody can see

NOTE = "way-in-not-judged"
IN_TUNNEL = {
    "a drop where it comes in": (added(FILTER, chain="input", action="drop", in_interface="ether1"), NOTE),
    "a drop anywhere": (
        lambda rows: rows[FILTER].insert(2, rule("x", "drop", protocol="udp")),
        NOTE,
    ),
    "an accept that goes": (gone(FILTER, comment="tunnel"), NOTE),
    "a drop of guests": (
        added(FILTER, chain="input", action="drop", in_interface="guests", comment="g"),
        None,
    ),
    "a rule of forward": (added(FILTER, chain="forward", action="drop", comment="f"), None),
    "an address where it comes in": (gone(ADDRESS, interface="ether1"), NOTE),
    "a new hotspot network": (added(ADDRESS, address="10.9.0.1/24", interface="other"), None),
}


@pytest.mark.parametrize(("edit", "code"), IN_TUNNEL.values(), ids=IN_TUNNEL)
def test_inside_a_tunnel_what_carries_it_is_said_not_to_be_judged(edit: Edit, code: str | None) -> None:
    here = far()
    here[FILTER].insert(1, rule("tunnel", "accept", protocol="udp", **{"in-interface": "ether1"}))
    here[ADDRESS].append({"address": "192.0.2.7/24", "interface": "ether1"})
    here[INTERFACE] = [{"name": "wg0", "type": "wg"}, {"name": "ether1", "type": "ether"}]
    case = Case(here)
    case.wanted.pop(INTERFACE)
    found = said(case.edited(edit), **FAR, routes=BY_TUNNEL)
    assert [each for each, _ in found] == [code] * (code is not None)
    nameless = said(case, **FAR, routes=BY_TUNNEL, rows={**case.lives, INTERFACE: ()})
    assert nameless == found  # a type that could not be read is guessed from the name


@pytest.mark.parametrize(
    "kind",
    ["wg", "wireguard", "l2tp-in", "ipip-tunnel", "gre-tunnel", "eoip", "ovpn-out", "sstp-out", "pptp-in",
     "6to4", "vxlan", "zerotier", "ether"],
)  # fmt: skip
def test_each_kind_of_tunnel_is_known_by_its_type(kind: str) -> None:
    here = far()
    here[INTERFACE] = [{"name": "ether1", "type": "ether"}, {"name": "wg0", "type": kind}]
    case = Case(here)
    case.wanted.pop(INTERFACE)
    case.edited(added(FILTER, chain="input", action="drop", in_interface="ether1", comment="x"))
    found = said(case, **FAR, routes=BY_TUNNEL)
    assert [code for code, _ in found] == [NOTE] * (kind != "ether")


BENEATH = {
    "a vlan": (change("/interface/vlan", {"name": "guests"}, vlan_id="9"), True),
    "a new vlan": (added("/interface/vlan", name="new", interface="lan", vlan_id="9"), False),
    "a port": (gone("/interface/bridge/port", interface="ether3"), True),
    "a bridge": (change(BRIDGE, {"name": "other"}, disabled="true"), True),
    "a translation": (
        added(NAT, chain="dstnat", action="dst-nat", to_addresses="10.9.9.9", protocol="udp", comment="n"),
        True,
    ),
    "a new accept": (added(FILTER, chain="input", action="accept", protocol="udp", comment="a"), False),
    "an accept that is a drop now": (change(FILTER, {"comment": "known"}, action="drop"), True),
    "a rule that leaves input": (change(FILTER, {"comment": "known"}, chain="forward"), True),
}


@pytest.mark.parametrize(("edit", "noted"), BENEATH.values(), ids=BENEATH)
def test_whatever_may_carry_a_tunnel_is_noted_when_it_changes(edit: Edit, *, noted: bool) -> None:
    found = said(Case(far()).edited(edit), **FAR, routes=BY_TUNNEL)
    assert ([code for code, _ in found] == [NOTE]) is noted


ROUTING = {
    "another road for us": ({"action": "route", "route-dst": "10.9.9.9"}, NOTE),
    "another table for us": ({"action": "mark-routing", "new-routing-mark": "isp2"}, NOTE),
    "another table for guests": (
        {"action": "mark-routing", "new-routing-mark": "isp2", "in-interface": "guests"},
        None,
    ),
    "another table for what is not ours": (
        {"action": "mark-routing", "new-routing-mark": "isp2", "dst-address-type": "!local"},
        None,
    ),
    "a mark on packets": ({"action": "mark-packet", "new-packet-mark": "x"}, None),
}


@pytest.mark.parametrize(("fields", "code"), ROUTING.values(), ids=ROUTING)
def test_a_rule_that_may_route_us_elsewhere_is_said_not_to_be_judged(
    fields: dict[str, str], code: str | None
) -> None:
    here = {**base(), MANGLE: []}
    case = Case(here).edited(added(MANGLE, chain="prerouting", comment="m", **fields))
    assert [each for each, _ in said(case)] == [code] * (code is not None)
