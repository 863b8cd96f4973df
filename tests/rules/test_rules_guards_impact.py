from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

import pytest
from guards_router import Case, Rows, base, find

from rosgit.model.impact import Impact
from rosgit.model.path import Guest, OwnPath
from rosgit.rules.impact import impact, too_many_guests, touched_guests

HOTSPOT, PROFILE, POOL, DHCP = "/ip/hotspot", "/ip/hotspot/profile", "/ip/pool", "/ip/dhcp-server"
BINDING, ADDRESS, VLAN = "/ip/hotspot/ip-binding", "/ip/address", "/interface/vlan"
PORT = "/interface/bridge/port"
PRINTER = "AA:BB:CC:00:11:22"
Edit = Callable[[Rows], object]


def router() -> Rows:
    here = base()
    here[HOTSPOT].append(
        {"name": "hall", "interface": "other", "address-pool": "hall", "profile": "hs", "disabled": "false"}
    )
    here[POOL].append({"name": "hall", "ranges": "10.6.0.2-10.6.0.9"})
    here[DHCP].append({"name": "hall", "interface": "other", "address-pool": "hall"})
    here["/ip/hotspot/user/profile"] = [{"name": "day", "rate-limit": "5M/5M"}]
    here["/ip/hotspot/user"] = [
        {"name": "anna", "profile": "day"},
        {"name": "anna", "server": "hall", "profile": "day"},
        {"name": "anna", "server": "lobby", "profile": "day"},
    ]
    here[PROFILE].append({"name": "spare"})
    here[VLAN] += [
        {"name": name, "interface": "ether5", "vlan-id": at} for name, at in (("wing", "40"), ("attic", "42"))
    ]
    here[PORT] += [
        {"bridge": "other", "interface": "wing"},
        {"bridge": "other", "interface": "attic", "disabled": "true"},
    ]
    return here


def guests(case: Case) -> OwnPath:
    return case.path(
        sessions=(
            Guest("lobby", "10.5.50.10", PRINTER),
            Guest("lobby", "10.5.50.11", user="anna"),
            Guest("hall", "10.6.0.2"),
        ),
        hosts=(*(Guest("lobby", f"10.5.50.{at}") for at in range(10, 15)), Guest("hall", "10.6.0.2")),
        leases=(Guest("guests", "10.5.50.10"), Guest("guests", "10.5.50.11"), Guest("hall", "10.6.0.2")),
    )


def change(menu: str, where: str, **fields: str) -> Edit:
    new = {name.replace("_", "-"): value for name, value in fields.items()}
    return lambda rows: find(rows, menu, name=where).update(new)


def gone(menu: str, at: int = 0) -> Edit:
    return lambda rows: rows[menu].pop(at)


TOUCHES: dict[str, tuple[Edit, tuple[int, int, int]]] = {
    "server disabled": (change(HOTSPOT, "lobby", disabled="true"), (2, 5, 0)),
    "server deleted": (gone(HOTSPOT), (2, 5, 0)),
    "server moved": (change(HOTSPOT, "lobby", interface="lan"), (2, 5, 0)),
    "server with another pool": (change(HOTSPOT, "hall", address_pool="guests"), (1, 1, 0)),
    "server's timeout": (change(HOTSPOT, "lobby", idle_timeout="10m"), (0, 0, 0)),
    "profile of both": (change(PROFILE, "hs", dns_name="a.example.net"), (3, 6, 0)),
    "profile nobody uses": (lambda rows: rows[PROFILE].append({"name": "new"}), (0, 0, 0)),
    "user profile": (change("/ip/hotspot/user/profile", "day", rate_limit="9M/9M"), (0, 0, 0)),
    "hotspot user": (gone("/ip/hotspot/user"), (1, 0, 0)),
    "hotspot user disabled": (change("/ip/hotspot/user", "anna", disabled="true"), (1, 0, 0)),
    "hotspot user's profile": (change("/ip/hotspot/user", "anna", profile="default"), (0, 0, 0)),
    "hotspot user of another server": (gone("/ip/hotspot/user", 1), (0, 0, 0)),
    "pool": (change(POOL, "guests", ranges="10.5.50.20-10.5.50.30"), (2, 5, 2)),
    "dhcp server": (change(DHCP, "guests", disabled="true"), (0, 0, 2)),
    "lease time": (change(DHCP, "guests", lease_time="2h"), (0, 0, 0)),
    "binding deleted": (gone(BINDING), (1, 0, 0)),
    "binding changed": (lambda rows: rows[BINDING][0].update(type="blocked"), (1, 0, 0)),
    "binding of nobody": (
        lambda rows: rows[BINDING].append({"mac-address": "02:00:00:00:00:01", "comment": "n"}),
        (0, 0, 0),
    ),
    "binding's comment": (lambda rows: rows[BINDING][0].update(comment="printer"), (0, 0, 0)),
    "binding by network": (
        lambda rows: rows[BINDING].append({"address": "10.5.50.0/24", "type": "blocked", "comment": "n"}),
        (2, 0, 0),
    ),
    "binding by range": (
        lambda rows: rows[BINDING].append({"address": "10.5.50.5-10.5.50.10", "comment": "n"}),
        (1, 0, 0),
    ),
    "binding of another server": (
        lambda rows: rows[BINDING].append({"address": "10.5.50.0/24", "server": "hall", "comment": "n"}),
        (0, 0, 0),
    ),
    "binding by address": (
        lambda rows: rows[BINDING].append({"address": "10.6.0.2", "comment": "n"}),
        (1, 0, 0),
    ),
    "address": (lambda rows: rows[ADDRESS].pop(1), (2, 5, 2)),
    "vlan": (change(VLAN, "guests", vlan_id="31"), (2, 5, 2)),
    "bridge under the vlan": (change("/interface/bridge", "lan", disabled="true"), (2, 5, 2)),
    "vlan-filtering under it": (change("/interface/bridge", "lan", vlan_filtering="true"), (2, 5, 2)),
    "port under it": (lambda rows: rows[PORT].pop(0), (2, 5, 2)),
    "address on the bridge under it": (lambda rows: rows[ADDRESS].pop(0), (0, 0, 0)),
    "bridge of the hall": (change("/interface/bridge", "other", disabled="true"), (1, 1, 1)),
    "pool's comment": (change(POOL, "guests", comment="x"), (0, 0, 0)),
    "address's comment": (lambda rows: rows[ADDRESS][1].update(comment="x"), (0, 0, 0)),
    "vlan's comment": (change(VLAN, "guests", comment="x"), (0, 0, 0)),
    "port's comment": (lambda rows: rows[PORT][0].update(comment="x"), (0, 0, 0)),
    "profile of nobody": (change(PROFILE, "spare", dns_name="a.example.net"), (0, 0, 0)),
    "user of this server": (gone("/ip/hotspot/user", 2), (1, 0, 0)),
    "binding for another device": (
        lambda rows: rows[BINDING][0].update({"mac-address": "02:00:00:00:00:01"}),
        (1, 0, 0),
    ),
    "guests' interface a port": (
        lambda rows: rows[PORT].append({"bridge": "other", "interface": "guests"}),
        (2, 5, 2),
    ),
    "a port of nobody": (lambda rows: rows[PORT].append({"bridge": "lan", "interface": "ether4"}), (0, 0, 0)),
    "vlan that is a port": (change(VLAN, "wing", vlan_id="41"), (1, 1, 1)),
    "vlan whose port is off": (change(VLAN, "attic", vlan_id="43"), (0, 0, 0)),
    "firewall": (lambda rows: rows["/ip/firewall/filter"].pop(), (0, 0, 0)),
    "nothing": (lambda _: None, (0, 0, 0)),
}


@pytest.mark.parametrize(("edit", "counts"), TOUCHES.values(), ids=TOUCHES)
def test_guests_are_counted_by_what_a_change_takes_from_them(
    edit: Edit, counts: tuple[int, int, int]
) -> None:
    case = Case(router()).edited(edit)
    found = impact(case.plan(), guests(case))
    assert (found.sessions, found.hosts, found.leases) == counts
    assert bool(found.by_change) == any(counts)


def test_a_guest_touched_twice_counts_once() -> None:
    case = Case(router()).edited(
        change(HOTSPOT, "lobby", disabled="true"), change(VLAN, "guests", vlan_id="31"), gone(BINDING)
    )
    found = impact(case.plan(), guests(case))
    assert (found.sessions, found.hosts, found.leases) == (2, 5, 2)
    assert sorted((each.change.menu, each.sessions) for each in found.by_change) == [
        (VLAN, 2),
        (HOTSPOT, 2),
        (BINDING, 1),
    ]


@pytest.mark.parametrize(("below", "codes"), [(3, []), (2, ["too-many-guests"]), (0, ["too-many-guests"])])
def test_fewer_sessions_than_allowed_pass(below: int, codes: list[str]) -> None:
    case = Case(router()).edited(change(HOTSPOT, "lobby", disabled="true"))
    found = too_many_guests(case.site, impact(case.plan(), guests(case)), below)
    assert [each.code for each in found] == codes


def test_whom_a_plan_touches_is_said_with_the_change_that_touches_most_and_what_was_not_read() -> None:
    case = Case(router()).edited(
        change(HOTSPOT, "lobby", disabled="true"), change(DHCP, "hall", disabled="true")
    )
    (found,) = touched_guests(case.site, impact(case.plan(), guests(case)))
    assert (found.code, found.is_error) == ("guests-touched", False)
    assert "2 sessions, 5 hosts, 1 lease, most of them by /ip/hotspot lobby" in found.summary
    assert found.span == next(row.span for row in case.site.rows if row.menu == HOTSPOT)
    half = replace(guests(case), unread=MappingProxyType({"/ip/dhcp-server/lease": "no"}))
    (found,) = touched_guests(case.site, impact(case.plan(), half))
    assert "there may be more: /ip/dhcp-server/lease could not be read" in found.detail
    nobody = Case(router()).edited(change("/ip/hotspot/user/profile", "day", rate_limit="9M/9M"))
    assert touched_guests(nobody.site, impact(nobody.plan(), guests(nobody))) == ()


def test_a_plan_that_touches_nobody_needs_no_number() -> None:
    case = Case(router()).edited(change(PROFILE, "hs", login_by="http-pap"))
    assert too_many_guests(case.site, impact(case.plan(), case.path()), 0) == ()


def test_the_refusal_names_the_change_that_touches_most_and_its_line() -> None:
    case = Case(router()).edited(
        change(HOTSPOT, "hall", disabled="true"), change(HOTSPOT, "lobby", disabled="true")
    )
    (found,) = too_many_guests(case.site, impact(case.plan(), guests(case)), 1)
    assert "3 sessions" in found.summary
    assert "/ip/hotspot lobby" in found.summary
    assert found.span == next(row.span for row in case.site.rows if row.menu == HOTSPOT)


def test_a_guest_without_a_session_is_a_guest() -> None:
    case = Case(router()).edited(change(HOTSPOT, "lobby", disabled="true"))
    found = impact(case.plan(), case.path(hosts=(Guest("lobby", "10.5.50.9"),)))
    assert [(each.sessions, each.hosts, each.leases) for each in found.by_change] == [(0, 1, 0)]


@pytest.mark.parametrize(
    "menu", ["/ip/hotspot/active", "/ip/hotspot/host", "/ip/dhcp-server/lease", HOTSPOT, DHCP]
)
def test_guests_that_could_not_be_counted_are_not_nobody(menu: str) -> None:
    case = Case(router())
    path = case.path(unread=MappingProxyType({menu: "timeout"}))
    found = impact(case.plan(), path)
    assert found == Impact(unknown=(menu,))
    assert [each.code for each in too_many_guests(case.site, found, 100)] == ["guests-unknown"]
