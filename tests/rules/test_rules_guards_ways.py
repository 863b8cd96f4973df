"""Lock-outs by the way in, branch by branch: addresses, networks, VLANs, bridges and their ports."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from guards_router import Case, Rows, base
from test_rules_guards_road import FAR, added, change, far, gone, said

from rosgit.model.path import Login, Route
from rosgit.rules.lockout import lock_out

ADDRESS, BRIDGE, PORT, VLAN = "/ip/address", "/interface/bridge", "/interface/bridge/port", "/interface/vlan"
Edit = Callable[[Rows], object]
LAN, LO = {"interface": "lan"}, {"interface": "lo"}


def refused(case: Case, **path: object) -> list[str]:
    found = said(case, **path)
    assert {code for code, _ in found} <= {"lock-out"}
    return [words for _, words in found]


def agree(found: list[str], words: str | None) -> None:
    """One refusal with these words, or none."""
    assert len(found) == (words is not None), found
    assert words is None or words in found[0]


# -- the address that we reached


def with_loopback(here: Rows) -> Rows:
    """We may reach 10.255.0.1; the same address is written elsewhere, and switched off there."""
    here[ADDRESS].append({"address": "10.255.0.1/32", "interface": "other", "disabled": "true"})
    here[ADDRESS].append({"address": "10.255.0.1/32", "interface": "lo"})
    return here


REACHED: dict[str, tuple[Edit, str | None]] = {
    "it goes": (gone(ADDRESS, **LO), "10.255.0.1/32 on lo, by which we came, would go"),
    "it is off": (change(ADDRESS, LO, disabled="true"), "by which we came, would go"),
    "it is another": (change(ADDRESS, LO, address="10.255.0.2/32"), "by which we came, would go"),
    "it moves": (change(ADDRESS, LO, interface="guests"), "would move to guests"),
    "its network grows": (change(ADDRESS, LO, address="10.255.0.1/31"), None),
    "the one that is off goes": (gone(ADDRESS, interface="other"), None),
}


@pytest.mark.parametrize(("edit", "words"), REACHED.values(), ids=REACHED)
def test_the_address_that_we_reached_stays_where_it_is(edit: Edit, words: str | None) -> None:
    agree(refused(Case(with_loopback(base())).edited(edit), reached="10.255.0.1"), words)


def test_behind_a_nat_each_address_of_our_interface_and_its_ports_may_be_the_one_we_reached() -> None:
    here = base()
    here[ADDRESS] += [
        {"address": "10.7.0.1/24", "interface": "lan"},
        {"address": "10.8.0.1/24", "interface": "ether2"},
        {"address": "10.9.0.1/24", "interface": "other"},
    ]
    for interface, address, ours in (("lan", "10.7.0.1/24", 1), ("ether2", "10.8.0.1/24", 1)):
        case = Case(here).edited(gone(ADDRESS, interface=interface, address=address))
        assert len(refused(case, reached="198.51.100.1")) == ours
        assert "(through a NAT), would go" in refused(case, reached="198.51.100.1")[0]
        assert refused(case) == []
    assert refused(Case(here).edited(gone(ADDRESS, interface="other")), reached="198.51.100.1") == []


WAYS_OUT: dict[str, tuple[tuple[Edit, ...], bool]] = {
    "another of our network": ((added(ADDRESS, address="10.0.0.2/24", interface="lan"),), True),
    "another of another network": ((added(ADDRESS, address="10.3.0.2/24", interface="lan"),), False),
    "one that was there": ((), False),
    "another of our network elsewhere": ((added(ADDRESS, address="10.0.0.2/24", interface="other"),), False),
    "nothing": ((gone(ADDRESS, address="10.0.0.9/24"),), False),
}


@pytest.mark.parametrize(("edits", "named"), WAYS_OUT.values(), ids=WAYS_OUT)
def test_an_address_to_go_on_by_is_named_only_where_it_is_new_and_holds_us(
    edits: tuple[Edit, ...], *, named: bool
) -> None:
    here = base()
    here[ADDRESS].append({"address": "10.0.0.9/24", "interface": "lan"})
    case = Case(here).edited(gone(ADDRESS, address="10.0.0.1/24"), *edits)
    found = lock_out(case.site, case.plan(), case.path())[0]
    assert ("change router.host to 10.0.0.2" in found.detail) is named
    assert found.detail.startswith("leave it") is not named


# -- the network that holds us

NETWORKS: dict[str, tuple[Edit, str | None]] = {
    "it is off": (change(ADDRESS, LAN, disabled="true"), "in its network, would go"),
    "a wider one elsewhere stays": (gone(ADDRESS, **LAN), "in its network, would go"),
    "one as wide on another interface": (
        added(ADDRESS, address="10.0.0.3/24", interface="guests"),
        "answers to us would go there",
    ),
    "one that is off": (added(ADDRESS, address="10.0.0.3/25", interface="guests", disabled="true"), None),
    "one on a port of our bridge": (added(ADDRESS, address="10.0.0.3/25", interface="ether2"), None),
    "what is said of one that was there": (change(ADDRESS, {"interface": "other"}, comment="x"), None),
}


@pytest.mark.parametrize(("edit", "words"), NETWORKS.values(), ids=NETWORKS)
def test_the_nearest_network_that_holds_us_stays_the_nearest(edit: Edit, words: str | None) -> None:
    here = with_loopback(base())
    here[ADDRESS].insert(0, {"address": "10.0.9.1/16", "interface": "other"})
    agree(refused(Case(here).edited(edit), reached="10.255.0.1"), words)


def test_what_is_said_of_a_network_as_near_as_ours_sends_no_answer_elsewhere() -> None:
    here = base()
    here[ADDRESS].append({"address": "10.0.0.3/24", "interface": "other"})
    assert refused(Case(here).edited(change(ADDRESS, {"interface": "other"}, comment="x"))) == []


BLIND: dict[str, tuple[Edit, str | None]] = {
    "narrower": (change(ADDRESS, LAN, address="10.0.0.1/30"), "by which answers to us go"),
    "off": (change(ADDRESS, LAN, disabled="true"), "by which answers to us go"),
    "elsewhere": (change(ADDRESS, LAN, interface="other"), "by which answers to us go"),
    "wider": (change(ADDRESS, LAN, address="10.0.0.1/16"), None),
    "another interface's": (gone(ADDRESS, interface="guests"), None),
    "one that is off already": (gone(ADDRESS, address="10.6.0.1/24"), None),
}


@pytest.mark.parametrize(("edit", "words"), BLIND.values(), ids=BLIND)
def test_where_no_gateway_is_told_no_network_towards_us_may_shrink(edit: Edit, words: str | None) -> None:
    here = with_loopback(far())
    here[ADDRESS].append({"address": "10.6.0.1/24", "interface": "lan", "disabled": "true"})
    routes = (Route("0.0.0.0/0", "lan"),)
    agree(refused(Case(here).edited(edit), **{**FAR, "reached": "10.255.0.1", "routes": routes}), words)


# -- what our interface stands on


def tagged(*, filtering: bool = False, **bridge: str) -> Rows:
    """We come by the VLAN guests of the bridge lan."""
    here = base()
    here["/user"][0]["address"] = ""
    here["/ip/firewall/filter"].clear()
    here[BRIDGE][0].update(bridge, **({"vlan-filtering": "true"} if filtering else {}))
    here[PORT] += [
        {"bridge": "lan", "interface": "ether4", "disabled": "true"},
        {"bridge": "other", "interface": "ether5"},
    ]
    return here


BY_VLAN = {
    "source": "10.5.50.7",
    "reached": "10.5.50.1",
    "logins": (Login("rosgit", "10.5.50.7", "api-ssl"),),
}
OURS, GUESTS, ETHER2 = {"name": "lan"}, {"name": "guests"}, {"interface": "ether2"}
STANDS: dict[str, tuple[Edit, str | None]] = {
    "it goes": (gone(VLAN, **GUESTS), "/interface/vlan guests, by which we came, would go"),
    "the bridge below goes": (gone(BRIDGE, **OURS), "/interface/bridge lan, by which we came, would go"),
    "service tags": (change(VLAN, GUESTS, use_service_tag="true"), "use-service-tag from false to true"),
    "its arp": (change(VLAN, GUESTS, arp="reply-only"), "arp from enabled to reply-only"),
    "the arp of the bridge below": (change(BRIDGE, OURS, arp="disabled"), None),
    "what is said of it": (change(VLAN, GUESTS, comment="x"), None),
    "a port that is off goes": (gone(PORT, interface="ether4"), None),
    "a port of another bridge goes": (gone(PORT, interface="ether5"), None),
    "what is said of a port": (change(PORT, ETHER2, comment="x"), None),
    "a port's priority": (change(PORT, ETHER2, priority="0x40"), None),
    "it becomes a port": (added(PORT, bridge="other", interface="guests"), "would become a port"),
    "it becomes a port that is off": (
        added(PORT, bridge="other", interface="guests", disabled="true"),
        None,
    ),
}


@pytest.mark.parametrize(("edit", "words"), STANDS.values(), ids=STANDS)
def test_what_our_vlan_stands_on_stays_as_it_is(edit: Edit, words: str | None) -> None:
    agree(refused(Case(tagged()).edited(edit), **BY_VLAN), words)


FILTERED: dict[str, tuple[Edit, str | None]] = {
    f"{what} of {menu}": (change(menu, where, **{what.replace("-", "_"): value}), f"change its {what}")
    for menu, where in ((BRIDGE, OURS), (PORT, ETHER2))
    for what, value in (
        ("pvid", "9"),
        ("frame-types", "admit-only-vlan-tagged"),
        ("ingress-filtering", "false"),
    )
}


@pytest.mark.parametrize(("edit", "words"), FILTERED.values(), ids=FILTERED)
@pytest.mark.parametrize("filtering", [True, False])
def test_where_a_bridge_filters_no_frame_of_ours_is_taken_for_another(
    edit: Edit, words: str, *, filtering: bool
) -> None:
    case = Case(tagged(filtering=filtering)).edited(edit)
    agree(refused(case, **BY_VLAN), words if filtering else None)


@pytest.mark.parametrize(("pvid", "words"), [("1", None), ("9", "switch vlan-filtering off")])
def test_filtering_that_ends_takes_the_tag_from_an_untagged_way_in_too(pvid: str, words: str | None) -> None:
    here = tagged(filtering=True, pvid=pvid)
    agree(refused(Case(here).edited(change(BRIDGE, OURS, vlan_filtering="false"))), words)


def test_an_arp_that_asks_nobody_already_is_no_news() -> None:
    here = base()
    here[BRIDGE][0]["arp"] = "reply-only"
    assert refused(Case(here).edited(change(BRIDGE, OURS, comment="x"))) == []


def test_a_vlan_on_a_vlan_stands_on_both_and_on_the_bridge_below_them() -> None:
    here = tagged()
    here[VLAN].append({"name": "inner", "interface": "guests", "vlan-id": "7"})
    here[ADDRESS].append({"address": "10.77.0.1/24", "interface": "inner"})
    path = {**BY_VLAN, "source": "10.77.0.7", "reached": "10.77.0.1"}
    path["logins"] = (Login("rosgit", "10.77.0.7", "api-ssl"),)
    for edit, words in (
        (change(VLAN, {"name": "inner"}, vlan_id="8"), "vlan-id from 7 to 8"),
        (change(VLAN, GUESTS, vlan_id="31"), "vlan-id from 30 to 31"),
        (change(BRIDGE, OURS, disabled="true"), "would be disabled"),
        (change(VLAN, GUESTS, arp="disabled"), None),
    ):
        agree(refused(Case(here).edited(edit), **path), words)


def test_vlans_that_stand_on_each_other_are_no_endless_road() -> None:
    here = tagged()
    here[VLAN] = [
        {"name": "guests", "interface": "loop", "vlan-id": "30"},
        {"name": "loop", "interface": "guests", "vlan-id": "31"},
    ]
    agree(refused(Case(here).edited(change(VLAN, {"name": "loop"}, vlan_id="9")), **BY_VLAN), "from 31 to 9")


# -- a hotspot that comes to our interface

NEW = {"name": "new", "interface": "lan", "profile": "hs"}


@pytest.mark.parametrize(("disabled", "runs"), [(None, True), ("false", True), ("true", False)])
def test_a_new_hotspot_runs_unless_the_site_switches_it_off(disabled: str | None, *, runs: bool) -> None:
    row = NEW if disabled is None else {**NEW, "disabled": disabled}
    case = Case().edited(lambda rows: rows["/ip/hotspot"].append(row))
    agree(refused(case), "/ip/hotspot new would run on lan" if runs else None)
