"""Lock-outs by a rule: each matcher fits, or does not, or is anybody's guess; and how chains go on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from guards_router import Case, Rows, base, rule
from test_rules_guards_road import added, gone, said

from rosgit.model.path import Guest

FILTER, NAT, LISTS = "/ip/firewall/filter", "/ip/firewall/nat", "/ip/firewall/address-list"
Edit = Callable[[Rows], object]
SURE, PERHAPS = "would refuse", "may refuse"
TCP = {"protocol": "tcp"}


def dropped(action: str = "drop", **fields: str) -> Edit:
    """A new first rule."""
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return lambda rows: rows[FILTER].insert(0, rule("x", action, **named))


MATCHERS: dict[str, tuple[Edit, str | None]] = {
    "tarpit": (dropped("tarpit", **TCP), SURE),
    "all but others": (dropped(src_address="!10.1.0.0/24"), SURE),
    "all but us": (dropped(src_address="!10.0.0.5"), None),
    "any SYN": (dropped(**TCP, tcp_flags="syn"), SURE),
    "SYN and nothing else": (dropped(**TCP, tcp_flags="syn,!fin,!rst,!psh,!ack,!urg"), SURE),
    "no SYN": (dropped(**TCP, tcp_flags="!syn,ack"), None),
    "SYN with an urgent word": (dropped(**TCP, tcp_flags="syn,urg"), None),
    "SYN that tells of congestion": (dropped(**TCP, tcp_flags="syn,ece"), PERHAPS),
    "no SYN, of congestion": (dropped(**TCP, tcp_flags="!syn,ece"), None),
    "every port of a client": (dropped(**TCP, src_port="1024-65535"), SURE),
    "every port": (dropped(**TCP, src_port="1-65535"), SURE),
    "all ports of a client but the first": (dropped(**TCP, src_port="1025-65535"), PERHAPS),
    "all ports of a client but the last": (dropped(**TCP, src_port="1024-65534"), PERHAPS),
    "the first port of a client": (dropped(**TCP, src_port="1-1024"), PERHAPS),
    "ports of no client": (dropped(**TCP, src_port="1-1023"), None),
    "no guest": (dropped(hotspot="!from-client"), SURE),
    "a guest who is not let in": (dropped(hotspot="!auth,from-client"), None),
    "what goes to a guest": (dropped(hotspot="to-client"), None),
    "a guest's web page": (dropped(hotspot="from-client,http"), None),
    "a web page": (dropped(hotspot="http"), PERHAPS),
    "any ethernet": (dropped(in_interface="all-ethernet"), PERHAPS),
    "fragments": (dropped(fragment="true"), None),
    "to a list without our address": (dropped(dst_address_list="bad"), None),
    "to a list with our address": (dropped(dst_address_list="management"), SURE),
    "to what is not the router's": (dropped(dst_address_type="!local"), None),
    "to the router": (dropped(dst_address_type="local"), SURE),
}


@pytest.mark.parametrize(("edit", "words"), MATCHERS.values(), ids=MATCHERS)
def test_a_matcher_fits_or_not_or_nobody_can_say(edit: Edit, words: str | None) -> None:
    found = said(Case().edited(edit))
    assert [code for code, _ in found] == ["lock-out"] * (words is not None)
    assert words is None or words in found[0][1]


UNKNOWN: dict[str, tuple[Edit, dict[str, object]]] = {
    "an address list that was not read": (dropped(src_address_list="bad"), {"without": LISTS}),
    "an interface list that was not read": (
        dropped(in_interface_list="!LAN"),
        {"without": "/interface/list/member"},
    ),
    "an interface list, and no route to us": (
        dropped(in_interface_list="!LAN"),
        {"without": "/ip/address", "routes": ()},
    ),
    "our address on the router, behind a NAT": (
        dropped(dst_address_list="bad"),
        {"reached": "198.51.100.1"},
    ),
    "who is a guest": (dropped(hotspot="from-client"), {"unread": {"/ip/hotspot/host": "no"}}),
}


@pytest.mark.parametrize(("edit", "path"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_could_not_be_read_cannot_be_judged(edit: Edit, path: dict[str, object]) -> None:
    case = Case().edited(edit)
    assert all(PERHAPS not in words for _, words in said(case))
    known = dict(path)
    missing = known.pop("without", None)
    rows = {menu: lives for menu, lives in case.lives.items() if menu != missing}
    assert [PERHAPS in words for _, words in said(case, rows=rows, **known)] == [True]


def test_where_no_hotspot_runs_nobody_is_a_guest() -> None:
    here = base()
    here["/ip/hotspot"].clear()
    case = Case(here).edited(dropped(hotspot="from-client"))
    assert said(case, unread={"/ip/hotspot/host": "no such command"}) == []


def test_a_guest_is_known_by_the_address_it_has() -> None:
    case = Case().edited(dropped(hotspot="from-client"))
    assert said(case, hosts=(Guest("lobby", "10.0.0.6"),)) == []
    assert SURE in said(case, hosts=(Guest("lobby", "10.0.0.5"),))[0][1]


@pytest.mark.parametrize("action", ["dst-nat", "netmap"])
def test_whatever_sends_us_on_to_another_address_carries_us_off(action: str) -> None:
    fields = {"chain": "dstnat", "action": action, "to-addresses": "10.5.50.9", "comment": "x"}
    assert "would carry off" in said(Case().edited(lambda rows: rows[NAT].append(fields)))[0][1]


# -- chains


def jumping(*rules: dict[str, str]) -> Edit:
    """A jump above what lets us in, the chains it leads to, and a drop behind it."""

    def edit(rows: Rows) -> None:
        jump = rule("j", "jump", **{"jump-target": "one"})
        rows[FILTER][1:1] = [jump, rule("behind", "drop", protocol="tcp")]
        rows[FILTER] += rules

    return edit


CHAINS: dict[str, tuple[Edit, str | None]] = {
    "none there": (jumping(), '"behind" (drop) would'),
    "one that comes back": (jumping(rule("r", "return", "one"), rule("d", "drop", "one")), '"behind" (drop)'),
    "one that may come back": (
        jumping(rule("r", "return", "one", limit="1,5:packet"), rule("a", "accept", "one")),
        '"behind" (drop) may',
    ),
    "one that lets us in": (jumping(rule("a", "accept", "one")), None),
    "two in a circle": (
        jumping(
            rule("a", "jump", "one", **{"jump-target": "two"}),
            rule("b", "jump", "two", **{"jump-target": "one"}),
        ),
        '"behind" (drop) would',
    ),
}


@pytest.mark.parametrize(("edit", "words"), CHAINS.values(), ids=CHAINS)
def test_a_chain_that_is_jumped_to_comes_back_or_decides(edit: Edit, words: str | None) -> None:
    found = said(Case().edited(edit))
    assert [code for code, _ in found] == ["lock-out"] * (words is not None)
    assert words is None or words in found[0][1]


def test_a_matcher_that_goes_fits_all() -> None:
    here = base()
    here[FILTER].insert(1, rule("x", "drop", **{"src-address": "10.1.0.0/16"}))
    case = Case(here).edited(lambda rows: rows[FILTER][1].pop("src-address"))
    assert ['"x" (drop) would refuse' in words for _, words in said(case)] == [True]


# -- names in address lists


def test_a_name_that_leaves_a_list_takes_no_written_address_with_it() -> None:
    here = base()
    here[LISTS][0]["address"] = "office.example.net"
    here[LISTS].append({"list": "management", "address": "10.0.0.5", "comment": "me"})
    assert said(Case(here).edited(gone(LISTS, comment="office"))) == []


def test_an_address_that_is_listed_for_sure_is_not_listed_perhaps() -> None:
    here = base()
    here[LISTS].append({"list": "black", "address": "10.0.0.5", "comment": "us"})
    here[FILTER].insert(
        0, rule("li", "add-src-to-address-list", **{"address-list": "black", "src-address": "10.0.0.5"})
    )
    case = Case(here).edited(added(FILTER, 1, **rule("x", "drop", **{"src-address-list": "black"})))
    assert SURE in said(case)[0][1]
