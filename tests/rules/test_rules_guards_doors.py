"""Lock-outs by the door: our service, user and group; which change is blamed; and what nobody can read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from guards_router import OTHER, TARGET, Case, Rows, base, rule
from test_rules_guards_road import added, change, gone, said

from rosgit.rules.lockout import lock_out

FILTER, NAT, LISTS = "/ip/firewall/filter", "/ip/firewall/nat", "/ip/firewall/address-list"
LIST, MEMBER, BINDING = "/interface/list", "/interface/list/member", "/ip/hotspot/ip-binding"
SERVICE, USER, GROUP = "/ip/service", "/user", "/user/group"
Edit = Callable[[Rows], object]
DOOR, US = {"name": "api-ssl"}, {"name": "rosgit"}
ELSEWHERE = change("/ip/pool", {"name": "guests"}, ranges="10.5.50.10-10.5.50.50")
"""A change that has nothing to do with us."""
READERS = {"name": "readers", "policy": "read,api"}


def blamed(case: Case, **path: object) -> list[str | None]:
    return [each.address for each in lock_out(case.site, case.plan(), case.path(**path))]


SHUT = {
    "the service at certain hours": (change(SERVICE, DOOR, available_from="10.1.0.0/16"), "10.1.0.0/16 only"),
    "the group may not read": (change(GROUP, US, policy="write,policy,sensitive,api"), "lack read"),
    "the group goes": (gone(GROUP, name="rosgit"), "the group of our own user, would go"),
    "a password in plain text": (change(USER, US, password="one"), "another password"),
}


@pytest.mark.parametrize(("edit", "words"), SHUT.values(), ids=SHUT)
def test_each_way_to_shut_our_door_is_refused(edit: Edit, words: str) -> None:
    found = said(Case().edited(edit))
    assert [code for code, _ in found] == ["lock-out"]
    assert words in found[0][1]


def test_a_password_for_our_user_is_refused_where_the_site_names_none() -> None:
    case = Case(target=replace(TARGET, password=None)).edited(change(USER, US, password=OTHER))
    assert "another password" in said(case)[0][1]


def test_our_user_and_group_are_found_among_others() -> None:
    here = base()
    here[USER].insert(0, {"name": "anna", "group": "readers"})
    here[GROUP].insert(0, READERS)
    here[USER].append({"name": "zoe", "group": "readers"})
    assert "is our own user and would go" in said(Case(here).edited(gone(USER, name="rosgit")))[0][1]
    assert "our own user, would go" in said(Case(here).edited(gone(GROUP, name="rosgit")))[0][1]
    for others in (gone(USER, name="anna"), change(GROUP, {"name": "readers"}, policy="read")):
        assert said(Case(here).edited(others)) == []


def test_our_user_in_a_group_that_stays_as_it_is_is_judged_by_that_group() -> None:
    here = base()
    here[GROUP].append(READERS)
    case = Case(here).edited(change(USER, US, group="readers"))
    assert ["lack write, policy" in words for _, words in said(case)] == [True]
    assert blamed(case) == ["/user rosgit"]


UNFIT = {
    "a group that lacks something": lambda rows: rows[GROUP][0].update(policy="read,api"),
    "a user from elsewhere": lambda rows: rows[USER][0].update(address="10.9.0.0/16"),
    "a service for others": lambda rows: rows[SERVICE][0].update(address="10.9.0.0/16"),
    "a service that is off": lambda rows: rows[SERVICE][0].update(disabled="true"),
    "no such service": lambda rows: rows[SERVICE].clear(),
}


@pytest.mark.parametrize("spoilt", UNFIT.values(), ids=UNFIT)
def test_what_by_our_reading_shuts_us_out_already_does_not_stop_other_changes(spoilt: Edit) -> None:
    here = base()
    spoilt(here)
    assert said(Case(here).edited(ELSEWHERE)) == []


def test_a_service_that_takes_others_already_may_change_in_other_ways() -> None:
    here = base()
    here[SERVICE][0]["address"] = "10.9.0.0/16"
    assert said(Case(here).edited(change(SERVICE, DOOR, tls_version="only-1.2"))) == []


def test_the_rows_a_router_adds_for_open_connections_are_not_the_service() -> None:
    here = base()
    here[SERVICE].insert(0, {"name": "api-ssl", "port": "8729", "dynamic": True})
    ours = {**DOOR, "certificate": "own"}
    assert "would be disabled" in said(Case(here).edited(change(SERVICE, ours, disabled="true")))[0][1]


@pytest.mark.parametrize(("port", "refused"), [("8729", True), ("443", False)])
def test_the_port_that_counts_is_the_routers_and_not_the_one_that_is_forwarded_to_it(
    port: str, *, refused: bool
) -> None:
    drop = rule("x", "drop", protocol="tcp", **{"dst-port": port})
    target = replace(TARGET, port=443)
    case = Case(target=target).edited(lambda rows: rows[FILTER].insert(0, drop))
    assert bool(said(case)) is refused
    blind = {menu: rows for menu, rows in case.lives.items() if menu != SERVICE}
    assert bool(said(case, rows=blind)) is not refused  # who cannot read the service knows only the site's


# -- which change is blamed


def test_a_rule_that_stays_is_refused_at_the_change_that_makes_us_meet_it() -> None:
    assert blamed(Case().edited(gone(FILTER, comment="management"))) == [f'{FILTER} "management"']
    assert blamed(Case().edited(gone(LISTS, comment="office"))) == [f"{LISTS} 10.0.0.0/24 in management"]
    both = Case().edited(gone(LISTS, comment="bad"), gone(FILTER, comment="management"))
    assert blamed(both) == [f'{FILTER} "management"']


def test_a_rule_of_nobody_that_let_us_in_has_no_line_to_show() -> None:
    here = base()
    here[FILTER][1]["dynamic"] = True
    case = Case(here).edited(gone(LISTS, comment="office"))
    (found,) = lock_out(case.site, case.plan(), case.path())
    assert "until now" in found.summary
    assert found.related == ()


@pytest.mark.parametrize(("menu", "chain", "narrowed"), [(NAT, "dstnat", True), (FILTER, "input", False)])
def test_the_way_out_of_a_translation_is_to_narrow_it(menu: str, chain: str, *, narrowed: bool) -> None:
    action = {NAT: "dst-nat", FILTER: "drop"}[menu]
    case = Case().edited(added(menu, chain=chain, action=action, comment="x"))
    (found,) = lock_out(case.site, case.plan(), case.path())
    assert found.detail.startswith("narrow it") is narrowed


MAYBE = {"limit": "1,5:packet"}


def test_a_second_rule_that_nobody_can_judge_is_not_the_first() -> None:
    here = base()
    here[FILTER].insert(0, rule("one", "drop", **MAYBE))
    case = Case(here).edited(lambda rows: rows[FILTER].insert(0, rule("two", "drop", **MAYBE)))
    assert ['"two" (drop) may refuse' in words for _, words in said(case)] == [True]


def test_a_drop_that_goes_lets_nobody_miss_it() -> None:
    here = base()
    here[FILTER][:0] = [rule("one", "drop", **MAYBE), rule("two", "drop", **MAYBE)]
    assert said(Case(here).edited(gone(FILTER, comment="one"))) == []


def test_of_two_accepts_that_go_the_first_one_counts() -> None:
    macs = [rule(f"m{at}", "accept", **{"src-mac-address": f"AA:BB:CC:00:00:0{at}"}) for at in range(2)]
    here = base()
    here[FILTER] = [macs[0], rule("limit", "drop", **MAYBE), macs[1]]
    case = Case(here).edited(gone(FILTER, comment="m0"), gone(FILTER, comment="m1"))
    assert ['"limit" (drop) may refuse' in words for _, words in said(case)] == [True]


# -- what nobody can read

WAYS_IN: dict[str, Edit] = {
    NAT: added(NAT, chain="srcnat", action="accept", comment="x"),
    LISTS: gone(LISTS, comment="bad"),
    LIST: added(LIST, name="new"),
    MEMBER: added(MEMBER, list="LAN", interface="other"),
    SERVICE: change(SERVICE, DOOR, tls_version="only-1.2"),
    USER: change(USER, US, comment="x"),
    GROUP: change(GROUP, US, comment="x"),
    BINDING: added(BINDING, address="10.9.9.9", type="bypassed", comment="x"),
}


@pytest.mark.parametrize("menu", WAYS_IN)
def test_whoever_does_not_know_from_where_we_come_changes_nothing_that_may_let_us_in(menu: str) -> None:
    case = Case().edited(WAYS_IN[menu])
    assert {change.menu for change in case.plan().changes} == {menu}
    assert ["does not say from where we come" in words for _, words in said(case, logins=())] == [True]
