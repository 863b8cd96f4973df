from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

import pytest
from guards_router import OTHER, PASSWORD, TARGET, Case, Rows, base, find, rule

from rosgit.model.diagnostic import errors
from rosgit.model.path import Guest, Login, OwnPath, Route
from rosgit.model.target import Tls
from rosgit.rules.lockout import lock_out

FILTER, NAT = "/ip/firewall/filter", "/ip/firewall/nat"
LISTS, ADDRESS = "/ip/firewall/address-list", "/ip/address"
SERVICE, USER, GROUP = "/ip/service", "/user", "/user/group"
BRIDGE, PORT, VLAN = "/interface/bridge", "/interface/bridge/port", "/interface/vlan"
MEMBER, BINDING = "/interface/list/member", "/ip/hotspot/ip-binding"
Edit = Callable[[Rows], object]


def change(menu: str, where: dict[str, str], **fields: object) -> Edit:
    """Set fields of the row that has others; ``_`` stands for ``-``."""
    new = {name.replace("_", "-"): value for name, value in fields.items()}
    return lambda rows: find(rows, menu, **where).update(new)


def gone(menu: str, **where: str) -> Edit:
    return lambda rows: rows[menu].remove(find(rows, menu, **where))


def added(menu: str, at: int | None = None, **row: str) -> Edit:
    fields = {name.replace("_", "-"): value for name, value in row.items()}
    return lambda rows: rows[menu].insert(len(rows[menu]) if at is None else at, fields)


def ruled(at: int, comment: str, action: str, **fields: str) -> Edit:
    new = rule(comment, action, **{name.replace("_", "-"): value for name, value in fields.items()})
    return lambda rows: rows[FILTER].insert(at, new)


def translated(comment: str, action: str, **fields: str) -> Edit:
    new = rule(comment, action, "dstnat", **{name.replace("_", "-"): value for name, value in fields.items()})
    return lambda rows: rows[NAT].append(new)


def swapped(menu: str, one: int, other: int) -> Edit:
    def edit(rows: Rows) -> None:
        rows[menu][one], rows[menu][other] = rows[menu][other], rows[menu][one]

    return edit


def bound(*bindings: dict[str, str]) -> Edit:
    """The hotspot runs where we come in, with bindings of these and in this order."""

    def edit(rows: Rows) -> None:
        find(rows, "/ip/hotspot", name="lobby").update(interface="lan")
        rows[BINDING] += [{**row, "comment": f"b{at}"} for at, row in enumerate(bindings)]

    return edit


OFFICE = {"comment": "office"}
BLACK = {"src-address-list": "black"}
LISTING = rule(
    "li", "add-src-to-address-list", protocol="tcp", **{"dst-port": "8729", "address-list": "black"}
)
LOCKS = {
    "service disabled": (change(SERVICE, {"name": "api-ssl"}, disabled="true"), "disabled"),
    "service moved": (change(SERVICE, {"name": "api-ssl"}, port="8730"), "from port 8729 to 8730"),
    "service for others": (change(SERVICE, {"name": "api-ssl"}, address="10.1.0.0/16"), "10.1.0.0/16"),
    "service for others' v6": (change(SERVICE, {"name": "api-ssl"}, address="fd00::/8"), "fd00::/8"),
    "service in another vrf": (change(SERVICE, {"name": "api-ssl"}, vrf="guests"), "VRF"),
    "certificate with one pin": (change(SERVICE, {"name": "api-ssl"}, certificate="new"), "fingerprint"),
    "user deleted": (gone(USER, name="rosgit"), "would go"),
    "user disabled": (change(USER, {"name": "rosgit"}, disabled="true"), "disabled"),
    "user for others": (change(USER, {"name": "rosgit"}, address="10.1.0.0/16"), "10.0.0.5"),
    "user's password": (change(USER, {"name": "rosgit"}, password=OTHER), "password"),
    "group without write": (change(GROUP, {"name": "rosgit"}, policy="read,api"), "lack write"),
    "group without policy": (
        change(GROUP, {"name": "rosgit"}, policy="read,write,sensitive,api"),
        "lack policy",
    ),
    "group without api": (change(GROUP, {"name": "rosgit"}, policy="read,write"), "lack api"),
    "another group": (
        lambda rows: (
            rows[GROUP].append({"name": "readers", "policy": "read,api"}),
            find(rows, USER, name="rosgit").update(group="readers"),
        ),
        "lack write",
    ),
    "accept deleted": (gone(FILTER, comment="management"), '"management" let it in'),
    "accept disabled": (change(FILTER, {"comment": "management"}, disabled="true"), '"rest"'),
    "accept narrowed": (change(FILTER, {"comment": "management"}, protocol="udp"), '"rest"'),
    "accept of another port": (
        change(FILTER, {"comment": "management"}, protocol="tcp", dst_port="22,8291"),
        '"rest"',
    ),
    "accept turned to drop": (change(FILTER, {"comment": "management"}, action="drop"), '"management"'),
    "drop before the accept": (swapped(FILTER, 1, 2), '"rest"'),
    "established is no proof": (ruled(1, "early", "drop", src_address="10.0.0.0/24"), '"early" (drop)'),
    "reject by list": (ruled(1, "r", "reject", in_interface_list="LAN"), '"r" (reject)'),
    "drop of new": (
        ruled(0, "new", "drop", connection_state="new", dst_port="8000-9000", protocol="tcp"),
        '"new"',
    ),
    "drop of not established": (ruled(0, "n", "drop", connection_state="!established,related"), '"n"'),
    "drop all but others": (ruled(0, "v", "drop", src_address="!10.1.0.0/24"), '"v"'),
    "drop to our address": (ruled(0, "d", "drop", dst_address="10.0.0.1"), '"d"'),
    "drop in a jump": (
        lambda rows: (
            rows[FILTER].insert(1, rule("j", "jump", **{"jump-target": "strict"})),
            rows[FILTER].append(rule("s", "drop", "strict")),
        ),
        '"s" (drop)',
    ),
    "list without us": (change(LISTS, OFFICE, address="10.0.1.0/24"), '"rest"'),
    "list entry deleted": (gone(LISTS, comment="office"), '"management" let it in'),
    "list entry disabled": (change(LISTS, OFFICE, disabled="true"), '"rest"'),
    "unknown matcher": (ruled(1, "limit", "drop", limit="1,5:packet"), "cannot be judged"),
    "accept by what cannot be judged": (
        change(FILTER, {"comment": "management"}, src_mac_address="AA:BB:CC:00:00:01"),
        "cannot be judged",
    ),
    "what is listed by one rule and dropped by another": (
        lambda rows: rows[FILTER].__setitem__(slice(1, 1), [LISTING, rule("dr", "drop", **BLACK)]),
        '"dr" (drop) may refuse',
    ),
    "what is dropped above the rule that lists it": (
        lambda rows: rows[FILTER].__setitem__(slice(1, 1), [rule("dr", "drop", **BLACK), LISTING]),
        '"dr" (drop) may refuse',
    ),
    "SYN alone is dropped": (ruled(0, "syn", "drop", protocol="tcp", tcp_flags="syn,!ack"), '"syn"'),
    "a SYN that tells of congestion": (ruled(0, "e", "drop", protocol="tcp", tcp_flags="syn,ece"), "cannot"),
    "every client's port": (ruled(0, "p", "drop", protocol="tcp", src_port="1024-65535"), '"p"'),
    "some clients' ports": (ruled(0, "p", "drop", protocol="tcp", src_port="1-2000"), "cannot be judged"),
    "socksify": (
        translated("s", "socksify", protocol="tcp", socks5_server="10.9.9.9", socks5_port="1080"),
        "carry off",
    ),
    "dst-nat of everything": (translated("all", "dst-nat", to_addresses="10.5.50.9"), "would carry off"),
    "dst-nat of our port": (
        translated("cam", "dst-nat", protocol="tcp", dst_port="8000-9000", to_addresses="10.5.50.9"),
        "port 8729",
    ),
    "dst-nat of our address": (
        translated("cam", "dst-nat", dst_address="10.0.0.1", to_addresses="10.5.50.9"),
        "carry off a new connection from 10.0.0.5",
    ),
    "redirect to another port": (translated("proxy", "redirect", protocol="tcp", to_ports="8080"), "proxy"),
    "dst-nat that cannot be judged": (
        translated("rare", "dst-nat", random="50", to_addresses="10.5.50.9"),
        "may carry off",
    ),
    "address deleted": (gone(ADDRESS, interface="lan"), "10.0.0.1/24 on lan"),
    "address disabled": (change(ADDRESS, {"interface": "lan"}, disabled="true"), "would go"),
    "address moved": (change(ADDRESS, {"interface": "lan"}, interface="other"), "would move to other"),
    "address renumbered": (change(ADDRESS, {"interface": "lan"}, address="10.0.9.1/24"), "10.0.0.1/24"),
    "network without us": (change(ADDRESS, {"interface": "lan"}, address="10.0.0.1/30"), "no longer hold"),
    "vlan-filtering": (change(BRIDGE, {"name": "lan"}, vlan_filtering="true"), "vlan-filtering on"),
    "bridge disabled": (change(BRIDGE, {"name": "lan"}, disabled="true"), "disabled"),
    "port to another bridge": (change(PORT, {"interface": "ether2"}, bridge="other"), "ether2"),
    "port deleted": (gone(PORT, interface="ether3"), "ether3"),
    "port disabled": (change(PORT, {"interface": "ether3"}, disabled="true"), "ether3"),
    "another network": (change(ADDRESS, {"interface": "lan"}, network="10.77.0.0"), "no longer hold our own"),
    "a network of ours on another interface": (
        added(ADDRESS, address="10.0.0.3/25", interface="other"),
        "answers to us would go there",
    ),
    "arp off": (change(BRIDGE, {"name": "lan"}, arp="disabled"), "arp from enabled to disabled"),
    "arp that asks nobody": (change(BRIDGE, {"name": "lan"}, arp="reply-only"), "reply-only"),
    "our bridge a port": (added(PORT, bridge="other", interface="lan"), "become a port"),
    "hotspot on our bridge": (
        change("/ip/hotspot", {"name": "lobby"}, interface="lan"),
        "take us for a guest",
    ),
    "hotspot that bypasses us elsewhere": (
        bound({"address": "10.0.0.5", "type": "bypassed", "server": "hall"}),
        "take us for a guest",
    ),
    "hotspot that blocks us first": (
        bound({"address": "10.0.0.0/24", "type": "blocked"}, {"address": "10.0.0.5", "type": "bypassed"}),
        "bar us",
    ),
}

KEEPS = {
    "nothing": lambda _: None,
    "service comment": change(SERVICE, {"name": "api-ssl"}, tls_version="only-1.2"),
    "service for us": change(SERVICE, {"name": "api-ssl"}, address="10.0.0.0/24,10.1.0.0/16"),
    "another service": added(SERVICE, name="www", disabled="true"),
    "our user, same password": change(USER, {"name": "rosgit"}, password=PASSWORD),
    "our user, narrower": change(USER, {"name": "rosgit"}, address="10.0.0.5/32"),
    "another user": added(USER, name="guest", group="read", password=PASSWORD, disabled="true"),
    "group without sensitive": change(GROUP, {"name": "rosgit"}, policy="read,write,policy,api"),
    "accept widened": change(FILTER, {"comment": "management"}, protocol="tcp", dst_port="22,8729"),
    "what is listed on other ports": lambda rows: rows[FILTER].__setitem__(
        slice(1, 1), [{**LISTING, "dst-port": "22"}, rule("dr", "drop", **BLACK)]
    ),
    "a scan's flags": ruled(0, "scan", "drop", protocol="tcp", tcp_flags="fin,!ack"),
    "servers' ports": ruled(0, "low", "drop", protocol="tcp", src_port="1-1023"),
    "dst-nat to where we go anyway": translated(
        "self", "dst-nat", protocol="tcp", dst_port="8729", to_addresses="10.0.0.1", to_ports="8729"
    ),
    "accept by address": ruled(1, "me", "accept", src_address="10.0.0.5"),
    "drop of others": ruled(0, "others", "drop", src_address="10.1.0.0/16"),
    "drop of a range": ruled(0, "others", "drop", src_address="10.0.0.6-10.0.0.99"),
    "drop on the guests' vlan": ruled(0, "guests", "drop", in_interface="guests"),
    "drop of not LAN": ruled(0, "wan", "drop", in_interface_list="!LAN"),
    "drop of udp": ruled(0, "udp", "drop", protocol="udp"),
    "drop of other ports": ruled(0, "ports", "drop", protocol="tcp", dst_port="22,8291-8728"),
    "drop of invalid": ruled(0, "invalid", "drop", connection_state="invalid"),
    "drop of bad": ruled(0, "bad", "drop", src_address_list="bad"),
    "drop of guests": ruled(0, "hs", "drop", hotspot="from-client"),
    "drop behind the accept": ruled(2, "limit", "drop", limit="1,5:packet"),
    "drop of forward": added(FILTER, 0, chain="forward", action="drop", comment="fwd"),
    "a disabled drop": ruled(0, "off", "drop", disabled="true"),
    "log and count": ruled(0, "log", "log"),
    "a jump that returns": lambda rows: (
        rows[FILTER].insert(1, rule("j", "jump", **{"jump-target": "soft"})),
        rows[FILTER].append(rule("s", "return", "soft")),
        rows[FILTER].append(rule("t", "drop", "soft")),
    ),
    "a jump in a circle": lambda rows: (
        rows[FILTER].insert(1, rule("j", "jump", **{"jump-target": "soft"})),
        rows[FILTER].append(rule("s", "jump", "soft", **{"jump-target": "soft"})),
    ),
    "dst-nat of another port": translated(
        "cam", "dst-nat", protocol="tcp", dst_port="80,443", to_addresses="10.5.50.9"
    ),
    "dst-nat of another address": translated(
        "cam", "dst-nat", dst_address="203.0.113.9", to_addresses="10.5.50.9"
    ),
    "dst-nat from elsewhere": translated("cam", "dst-nat", in_interface="guests", to_addresses="10.5.50.9"),
    "redirect of names": translated("dns", "redirect", protocol="udp", dst_port="53"),
    "redirect to the same port": translated("same", "redirect", protocol="tcp"),
    "a disabled dst-nat": translated("off", "dst-nat", to_addresses="10.5.50.9", disabled="true"),
    "dst-nat behind an accept": lambda rows: (
        rows[NAT].append(rule("us", "accept", "dstnat", **{"src-address": "10.0.0.0/24"})),
        rows[NAT].append(rule("all", "dst-nat", "dstnat", **{"to-addresses": "10.5.50.9"})),
    ),
    "srcnat": added(NAT, chain="srcnat", action="src-nat", to_addresses="10.0.0.7", comment="src"),
    "the drop deleted": gone(FILTER, comment="rest"),
    "the drop's comment": change(FILTER, {"comment": "rest"}, log="true"),
    "list grows": added(LISTS, list="management", address="10.1.0.0/24", comment="new"),
    "list narrows to us": change(LISTS, OFFICE, address="10.0.0.5"),
    "guests renumbered": change(ADDRESS, {"interface": "guests"}, address="10.6.0.1/24"),
    "network grows": change(ADDRESS, {"interface": "lan"}, address="10.0.0.1/16"),
    "a wider network elsewhere": added(ADDRESS, address="10.0.9.1/16", interface="other"),
    "a narrower one beside us": added(ADDRESS, address="10.0.0.200/26", interface="other"),
    "arp by proxy": change(BRIDGE, {"name": "lan"}, arp="proxy-arp"),
    "a second address": added(ADDRESS, address="10.7.0.1/24", interface="lan"),
    "other bridge filters": change(BRIDGE, {"name": "other"}, vlan_filtering="true"),
    "a port for us": added(PORT, bridge="lan", interface="ether4"),
    "guests' vlan": change(VLAN, {"name": "guests"}, vlan_id="31"),
    "hotspot bypasses us": bound({"address": "10.0.0.5", "type": "bypassed"}),
    "hotspot bypasses our network": bound({"address": "10.0.0.0/24", "type": "bypassed"}),
    "hotspot bypasses a range": bound({"address": "10.0.0.2-10.0.0.9", "type": "bypassed"}),
    "hotspot bypasses us by name": bound({"address": "10.0.0.5", "type": "bypassed", "server": "lobby"}),
    "hotspot blocks another above us": bound(
        {"mac-address": "AA:BB:CC:00:00:09", "type": "blocked"}, {"address": "10.0.0.5", "type": "bypassed"}
    ),
}


@pytest.mark.parametrize(("edit", "words"), LOCKS.values(), ids=LOCKS)
def test_a_plan_that_keeps_us_out_is_refused_with_row_and_way_out(edit: Edit, words: str) -> None:
    case = Case().edited(edit)
    found = lock_out(case.site, case.plan(), case.path())
    assert found, "not refused"
    assert {each.code for each in found} == {"lock-out"}
    assert any(words in each.summary for each in found), [each.summary for each in found]
    assert all(each.is_error and "--force lock-out" in each.detail for each in found)
    assert all(each.address and each.address.startswith("/") and each.span for each in found)


@pytest.mark.parametrize("edit", KEEPS.values(), ids=KEEPS)
def test_a_plan_that_keeps_us_in_is_not_refused(edit: Edit) -> None:
    case = Case().edited(edit)
    assert lock_out(case.site, case.plan(), case.path()) == ()


def test_a_refusal_points_at_the_yaml_line_of_the_rule() -> None:
    case = Case().edited(ruled(1, "early", "drop"))
    (found,) = lock_out(case.site, case.plan(), case.path())
    line = next(row.span for row in case.site.rows if row.fields.get("comment") == "early")
    assert found.span == line
    assert found.address == '/ip/firewall/filter "early"'


def test_the_rule_that_let_us_in_is_named_with_its_line_when_it_is_ours() -> None:
    case = Case().edited(swapped(FILTER, 1, 2))
    (found,) = lock_out(case.site, case.plan(), case.path())
    line = next(row.span for row in case.site.rows if row.fields.get("comment") == "management")
    assert [each.span for each in found.related] == [line]


def test_a_certificate_may_change_where_two_fingerprints_are_pinned() -> None:
    target = replace(TARGET, tls=Tls(("ab" * 32, "cd" * 32)))
    case = Case(target=target).edited(change(SERVICE, {"name": "api-ssl"}, certificate="new"))
    assert lock_out(case.site, case.plan(), case.path()) == ()


def test_without_tls_the_plain_service_is_ours() -> None:
    here = base()
    here[SERVICE].append({"name": "api", "port": "8728"})
    case = Case(here, target=replace(TARGET, tls=None)).edited(
        change(SERVICE, {"name": "api-ssl"}, disabled="true")
    )
    assert lock_out(case.site, case.plan(), case.path()) == ()
    case = Case(here, target=replace(TARGET, tls=None)).edited(
        change(SERVICE, {"name": "api"}, disabled="true")
    )
    assert len(lock_out(case.site, case.plan(), case.path())) == 1


def test_a_user_that_only_radius_knows_is_not_judged() -> None:
    here = base()
    here[USER] = []
    case = Case(here).edited(gone(GROUP, name="rosgit"))
    assert lock_out(case.site, case.plan(), case.path()) == ()


# -- where we come from


def loopback(case: Case) -> OwnPath:
    return case.path(
        source="127.0.0.1", reached="127.0.0.1", logins=(Login("rosgit", "127.0.0.1", "api-ssl"),)
    )


LOOP = {
    "address": gone(ADDRESS, interface="lan"),
    "vlan-filtering": change(BRIDGE, {"name": "lan"}, vlan_filtering="true"),
    "port": gone(PORT, interface="ether2"),
    "a hotspot": change("/ip/hotspot", {"name": "lobby"}, interface="lan"),
    "drop all": ruled(0, "all", "drop"),
}


@pytest.mark.parametrize("edit", LOOP.values(), ids=LOOP)
def test_over_loopback_the_road_outside_is_not_known(edit: Edit) -> None:
    here = base()
    here[LISTS][0]["address"] = "127.0.0.0/8"
    here[USER][0]["address"] = ""
    case = Case(here).edited(edit)
    found = lock_out(case.site, case.plan(), loopback(case))
    assert not errors(found)
    drops = any(
        each.row is not None and each.row.fields.get("action") == "drop" for each in case.plan().changes
    )
    assert [each.code for each in found] == ["way-in-not-judged"] * drops


def test_over_loopback_service_and_user_still_count() -> None:
    here = base()
    here[USER][0]["address"] = ""
    case = Case(here).edited(
        change(SERVICE, {"name": "api-ssl"}, address="10.0.0.0/24"),
        change(USER, {"name": "rosgit"}, address="10.0.0.0/24"),
    )
    assert len(lock_out(case.site, case.plan(), loopback(case))) == 2


FAR = {"source": "192.0.2.9", "logins": (Login("rosgit", "192.0.2.9", "api-ssl"),)}


def routed(*, edit: Edit) -> Case:
    here = base()
    here[LISTS][0]["address"] = "192.0.2.0/24"
    here[USER][0]["address"] = ""
    return Case(here).edited(edit)


def test_by_route_the_interface_of_the_most_specific_route_is_ours() -> None:
    case = routed(edit=ruled(0, "wg", "drop", in_interface="wg0"))
    routes = (Route("0.0.0.0/0", "ether1"), Route("192.0.2.0/24", "wg0"))
    assert lock_out(case.site, case.plan(), case.path(**FAR, routes=routes))
    assert lock_out(case.site, case.plan(), case.path(**FAR)) == ()


def test_without_a_route_an_interface_matcher_cannot_be_judged() -> None:
    case = routed(edit=ruled(0, "wan", "drop", in_interface="ether1"))
    (found,) = lock_out(case.site, case.plan(), case.path(**FAR, routes=()))
    assert "cannot be judged" in found.summary


def test_a_matcher_that_cannot_be_judged_is_no_refusal_where_the_plan_leaves_it_alone() -> None:
    here = base()
    here[FILTER].insert(1, rule("knock", "drop", **{"src-address-list": "!knocked", "limit": "1,5"}))
    case = Case(here).edited(change("/ip/pool", {"name": "guests"}, ranges="10.5.50.10-10.5.50.50"))
    assert lock_out(case.site, case.plan(), case.path()) == ()
    case = Case(here).edited(gone(FILTER, comment="knock"))
    assert lock_out(case.site, case.plan(), case.path()) == ()


def test_a_firewall_that_by_our_reading_keeps_us_out_already_does_not_stop_other_changes() -> None:
    here = base()
    here[FILTER] = [rule("rest", "drop")]
    case = Case(here).edited(ruled(0, "guests", "accept", in_interface="guests"))
    assert lock_out(case.site, case.plan(), case.path()) == ()


def test_every_address_that_may_be_ours_has_to_get_in() -> None:
    logins = (Login("rosgit", "10.0.0.5", "api-ssl"), Login("rosgit", "10.0.0.77", "api-ssl"))
    case = Case().edited(change(LISTS, OFFICE, address="10.0.0.5"))
    assert lock_out(case.site, case.plan(), case.path(logins=logins)) == ()
    (found,) = lock_out(case.site, case.plan(), case.path(logins=logins, source="192.168.1.2"))
    assert "10.0.0.77" in found.summary


def test_behind_a_nat_the_address_we_reached_is_not_the_routers() -> None:
    case = Case().edited(change(ADDRESS, {"interface": "guests"}, address="10.6.0.1/24"))
    assert lock_out(case.site, case.plan(), case.path(reached="198.51.100.1")) == ()


def test_a_guest_of_the_hotspot_is_matched_as_one() -> None:
    case = Case().edited(ruled(0, "hs", "drop", hotspot="from-client,!auth"))
    out = case.path(hosts=(Guest("lobby", "10.0.0.5", inside=False),))
    let_in = case.path(hosts=(Guest("lobby", "10.0.0.5", inside=True),))
    assert lock_out(case.site, case.plan(), out)
    assert lock_out(case.site, case.plan(), let_in) == ()


def test_dynamic_rules_count_too() -> None:
    here = base()
    here[FILTER].insert(1, {**rule("hs", "drop"), "dynamic": True, "hotspot": "from-client"})
    case = Case(here).edited(gone(FILTER, comment="management"))
    found = lock_out(case.site, case.plan(), case.path(hosts=(Guest("lobby", "10.0.0.5", inside=False),)))
    assert found == ()  # it kept us out before, as far as we can see


SIX = {"source": "fd00::5", "reached": "fd00::1", "logins": (Login("rosgit", "fd00::5", "api-ssl"),)}
BY_SIX = {
    "the bridge off": (change(BRIDGE, {"name": "lan"}, disabled="true"), "lock-out", "way-in-not-judged"),
    "its port": (gone(PORT, interface="ether2"), "lock-out", "way-in-not-judged"),
    "another bridge": (change(BRIDGE, {"name": "other"}, disabled="true"), None, "way-in-not-judged"),
    "a new bridge": (added(BRIDGE, name="new"), None, None),
    "arp": (change(BRIDGE, {"name": "lan"}, arp="disabled"), None, "way-in-not-judged"),
    "a drop for IPv4": (ruled(0, "all", "drop"), None, None),
    "an IPv4 address": (gone(ADDRESS, interface="lan"), None, None),
    "a hotspot": (bound(), None, None),
}


@pytest.mark.parametrize(("edit", "known", "unknown"), BY_SIX.values(), ids=BY_SIX)
def test_by_ipv6_what_our_interface_stands_on_counts_and_ipv4_does_not(
    edit: Edit, known: str | None, unknown: str | None
) -> None:
    here = base()
    here[USER][0]["address"] = ""
    case = Case(here).edited(edit)
    routes = (Route("::/0", "ether1"), Route("fd00::/64", "lan"))
    for told, code in ((routes, known), ((), unknown)):
        found = lock_out(case.site, case.plan(), case.path(**SIX, routes=told))
        assert [each.code for each in found] == [code] * (code is not None)


def test_by_ipv6_service_and_user_are_judged() -> None:
    path = SIX
    case = Case().edited(change(SERVICE, {"name": "api-ssl"}, address="fd01::/16"))
    assert len(lock_out(case.site, case.plan(), case.path(**path))) == 1


# -- what could not be read


@pytest.mark.parametrize("menu", [SERVICE, USER, GROUP, FILTER])
def test_a_menu_that_could_not_be_read_refuses_a_plan_that_changes_it_and_no_other(menu: str) -> None:
    fields = {
        SERVICE: {"tls-version": "only-1.2"},
        USER: {"comment": "x"},
        GROUP: {"comment": "x"},
        FILTER: {"log": "true"},
    }
    case = Case().edited(lambda rows: rows[menu][0].update(fields[menu]))
    rows = MappingProxyType({path: lives for path, lives in case.lives.items() if path != menu})
    path = case.path(rows=rows, unread=MappingProxyType({menu: "not enough permissions (9)"}))
    refused = lock_out(case.site, case.plan(), path)
    assert [("not enough permissions (9)" in each.summary, each.code) for each in refused] == [
        (True, "lock-out")
    ]
    other = Case().edited(change("/ip/pool", {"name": "guests"}, ranges="10.5.50.10-10.5.50.50"))
    assert lock_out(other.site, other.plan(), path) == ()


def test_without_our_session_only_a_plan_that_changes_who_gets_in_is_refused() -> None:
    case = Case().edited(ruled(0, "x", "log"))
    (found,) = lock_out(case.site, case.plan(), case.path(logins=()))
    assert "does not say from where we come" in found.summary
    other = Case().edited(change("/ip/pool", {"name": "guests"}, ranges="10.5.50.10-10.5.50.50"))
    assert lock_out(other.site, other.plan(), other.path(logins=())) == ()


def test_an_accept_that_may_have_let_us_in_is_missed_when_it_goes() -> None:
    here = base()
    here[FILTER][1] = rule("mac", "accept", **{"src-mac-address": "AA:BB:CC:00:00:01"})
    case = Case(here).edited(gone(FILTER, comment="mac"))
    (found,) = lock_out(case.site, case.plan(), case.path())
    assert '"mac" let it in' in found.summary


def scanned(*more: dict[str, str]) -> Rows:
    """A router whose filter begins with a drop that nobody can judge."""
    here = base()
    accept = rule("management", "accept", **{"src-address": "10.0.0.0/24"})
    here[FILTER] = [rule("scan", "drop", protocol="tcp", psd="21,3s,3,1"), *more, accept, rule("r", "drop")]
    return here


def test_a_drop_that_stood_above_an_accept_is_no_worse_when_the_accept_changes_or_goes() -> None:
    case = Case(scanned()).edited(change(FILTER, {"comment": "management"}, src_address="10.0.0.0/16"))
    assert lock_out(case.site, case.plan(), case.path()) == ()
    case = Case(scanned(rule("me", "accept", **{"src-address": "10.0.0.5"}))).edited(
        gone(FILTER, comment="me")
    )
    assert lock_out(case.site, case.plan(), case.path()) == ()
    case = Case(scanned()).edited(gone(FILTER, comment="management"))
    (found,) = lock_out(case.site, case.plan(), case.path())
    assert '"r" (drop) would refuse' in found.summary


def test_an_accept_that_could_not_be_judged_may_be_widened_where_it_can() -> None:
    here = base()
    fields = {"dst-port": "8729", "dst-address": "198.51.100.1"}
    here[FILTER] = [rule("nat", "accept", protocol="tcp", **fields), rule("rest", "drop")]
    case = Case(here).edited(change(FILTER, {"comment": "nat"}, dst_port="8728,8729"))
    assert lock_out(case.site, case.plan(), case.path(reached="203.0.113.1")) == ()
    case = Case(here).edited(change(FILTER, {"comment": "nat"}, dst_address="198.51.100.2"))
    assert lock_out(case.site, case.plan(), case.path(reached="203.0.113.1"))


def test_a_name_that_leaves_a_list_may_take_our_address_with_it() -> None:
    here = base()
    here[LISTS][0]["address"] = "office.example.net"
    here[LISTS].append({"list": "management", "address": "10.0.0.5", "dynamic": True})
    case = Case(here).edited(gone(LISTS, comment="office"))
    (found,) = lock_out(case.site, case.plan(), case.path())
    assert '"rest" (drop) may refuse' in found.summary
    other = Case(here).edited(gone(LISTS, comment="bad"))
    assert lock_out(other.site, other.plan(), other.path()) == ()


def test_a_rule_that_only_logs_anew_changes_nothing_for_us() -> None:
    here = base()
    here[FILTER].insert(1, rule("limit", "drop", limit="1,5:packet"))
    case = Case(here).edited(change(FILTER, {"comment": "limit"}, log="true", log_prefix="x"))
    assert not case.plan().empty
    assert lock_out(case.site, case.plan(), case.path()) == ()


BY_VLAN = {
    "deleted": (
        lambda rows: (rows[VLAN].clear(), rows[ADDRESS].pop(1), rows["/ip/hotspot"].clear()),
        "would go",
    ),
    "disabled": (change(VLAN, {"name": "guests"}, disabled="true"), "disabled"),
    "renumbered": (change(VLAN, {"name": "guests"}, vlan_id="31"), "vlan-id from 30 to 31"),
    "on another bridge": (change(VLAN, {"name": "guests"}, interface="other"), "interface from lan to other"),
    "its bridge filters": (change(BRIDGE, {"name": "lan"}, vlan_filtering="true"), "vlan-filtering on"),
    "a port of its bridge": (gone(PORT, interface="ether2"), "ether2 of the bridge lan"),
    "a port's pvid, filtered": (
        lambda rows: find(rows, PORT, interface="ether2").update(pvid="9"),
        "change its pvid",
    ),
}


@pytest.mark.parametrize(("edit", "words"), BY_VLAN.values(), ids=BY_VLAN)
def test_by_a_vlan_its_id_and_what_it_stands_on_count(edit: Edit, words: str) -> None:
    here = base()
    here[USER][0]["address"] = ""
    here[FILTER].clear()
    if "pvid" in words:
        here[BRIDGE][0]["vlan-filtering"] = "true"
    case = Case(here).edited(edit)
    path = {"source": "10.5.50.7", "reached": "10.5.50.1"}
    found = lock_out(
        case.site, case.plan(), case.path(**path, logins=(Login("rosgit", "10.5.50.7", "api-ssl"),))
    )
    assert any(words in each.summary for each in found), [each.summary for each in found]


def test_a_pvid_means_nothing_where_the_bridge_does_not_filter() -> None:
    case = Case().edited(lambda rows: find(rows, PORT, interface="ether2").update(pvid="9"))
    assert lock_out(case.site, case.plan(), case.path()) == ()


IN_LISTS = {
    "a member": ({"name": "X"}, "lan", True),
    "not a member": ({"name": "X"}, "other", False),
    "included": ({"name": "X", "include": "LAN"}, "other", True),
    "included twice removed": ({"name": "X", "include": "Y"}, "other", True),
    "excluded": ({"name": "X", "include": "LAN", "exclude": "Z"}, "other", False),
    "a member though excluded": ({"name": "X", "exclude": "LAN"}, "lan", True),
    "of all": ({"name": "X", "include": "all"}, "other", True),
    "of all but": ({"name": "X", "include": "all", "exclude": "LAN"}, "other", False),
    "of the dynamic ones, perhaps": ({"name": "X", "include": "dynamic"}, "other", True),
    "in a circle": ({"name": "X", "include": "X,LAN"}, "other", True),
}


@pytest.mark.parametrize(("made", "member", "refused"), IN_LISTS.values(), ids=IN_LISTS)
def test_lists_of_interfaces_hold_what_they_include_less_what_they_exclude(
    made: dict[str, str], member: str, *, refused: bool
) -> None:
    here = base()
    here["/interface/list"] += [{"name": "Y", "include": "LAN"}, {"name": "Z"}, made]
    here[MEMBER] += [{"list": "X", "interface": member}, {"list": "Z", "interface": "lan"}]
    case = Case(here).edited(ruled(0, "x", "drop", in_interface_list="X"))
    assert bool(lock_out(case.site, case.plan(), case.path())) is refused


def test_port_is_source_or_destination() -> None:
    case = Case().edited(ruled(0, "p", "drop", protocol="tcp", port="8729"))
    assert "would refuse" in lock_out(case.site, case.plan(), case.path())[0].summary
    case = Case().edited(ruled(0, "p", "drop", protocol="tcp", port="40000"))
    assert "cannot be judged" in lock_out(case.site, case.plan(), case.path())[0].summary
    case = Case().edited(ruled(0, "p", "drop", protocol="tcp", port="22"))
    assert lock_out(case.site, case.plan(), case.path()) == ()


def test_a_bridge_that_filters_already_must_not_be_retagged() -> None:
    here = base()
    here[BRIDGE][0]["vlan-filtering"] = "true"
    case = Case(here).edited(change(BRIDGE, {"name": "lan"}, pvid="9"))
    (found,) = lock_out(case.site, case.plan(), case.path())
    assert "change its pvid from 1 to 9" in found.summary


def test_an_address_on_a_port_is_one_of_its_bridge() -> None:
    here = base()
    here[ADDRESS][0]["interface"] = "ether2"
    case = Case(here).edited(ruled(0, "x", "drop", in_interface="lan"))
    assert lock_out(case.site, case.plan(), case.path())
    case = Case(here).edited(ruled(0, "x", "drop", in_interface="ether2"))
    assert lock_out(case.site, case.plan(), case.path()) == ()
