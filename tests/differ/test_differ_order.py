"""The order of writes: along references, safe at every step, few levels."""

from __future__ import annotations

import pytest
from differ_router import Router, row
from test_differ_causes import planned

from rosgit.differ import StepKind, steps
from rosgit.differ.layers import layers
from rosgit.model.plan import Action, Plan
from rosgit.model.row import Row

FILTER = "/ip/firewall/filter"


def levels(found: Plan) -> dict[str, int]:
    return {change.address: change.level for change in found.changes}


def hotspot(name: str, *, on: str) -> list[Row]:
    return [
        row("/ip/hotspot/walled-garden", dst_host="*.pay.example", server=name, comment=f"{name} pay"),
        row("/ip/hotspot/user", name="bob", server=name, comment="bob"),
        row("/ip/hotspot", name=name, interface=on, profile=name, address_pool=name),
        row("/ip/hotspot/profile", name=name, dns_name="wifi.example"),
        row("/ip/pool", name=name, ranges="10.5.50.2-10.5.50.254"),
        row("/ip/address", address="10.5.50.1/24", interface=on, comment=name),
    ]


BRIDGE = [
    row("/interface/bridge/port", interface="ether3", bridge="lan", comment="lan"),
    row("/interface/vlan", name="guests", interface="lan", vlan_id="30"),
    row("/interface/bridge", name="lan"),
]


def test_a_row_is_written_after_the_rows_it_names_whatever_the_document_says() -> None:
    at = levels(planned([*hotspot("lobby", on="guests"), *BRIDGE], Router()))
    assert at["/interface/bridge lan"] < at["/interface/vlan guests"] < at["/ip/hotspot lobby"]
    assert at["/ip/hotspot lobby"] < at["/ip/hotspot/user bob on lobby"]
    assert at["/interface/vlan guests"] < at["/ip/address 10.5.50.1/24 on guests"]
    assert at["/ip/pool lobby"] == at["/ip/hotspot/profile lobby"] == at["/interface/bridge lan"]


def test_a_fresh_hotspot_needs_few_flights_and_is_then_in_sync() -> None:
    router, wanted = Router(), [*hotspot("lobby", on="guests"), *BRIDGE]
    router.apply(planned(wanted, router))
    assert router.flights <= 5
    assert planned(wanted, router).changes == ()


def test_a_server_is_created_disabled_and_goes_live_after_its_garden() -> None:
    router = Router()
    sent = steps(planned(hotspot("lobby", on="ether2"), router))
    made = next(step for step in sent if step.menu == "/ip/hotspot" and step.kind is StepKind.ADD)
    assert made.fields["disabled"] == "true"
    assert (sent[-1].menu, dict(sent[-1].fields), sent[-1].late) == (
        "/ip/hotspot",
        {"disabled": "false"},
        True,
    )
    assert all(step.level < sent[-1].level for step in sent[:-1])


def test_a_server_that_is_to_be_disabled_stays_so() -> None:
    wanted = [row("/ip/hotspot", name="s", interface="ether2", disabled="true")]
    router = Router()
    router.put("/ip/hotspot/profile", "default", name="default")
    sent = steps(planned(wanted, router))
    assert [(step.kind, step.fields["disabled"]) for step in sent] == [(StepKind.ADD, "true")]
    router.apply(planned(wanted, router))
    assert planned(wanted, router).changes == ()


def test_rows_that_name_each_other_are_created_first_and_joined_after() -> None:
    wanted = [
        row("/ip/pool", name="a", ranges="10.0.0.2-10.0.0.9", next_pool="b"),
        row("/ip/pool", name="b", ranges="10.0.1.2-10.0.1.9", next_pool="c"),
        row("/ip/pool", name="c", ranges="10.0.2.2-10.0.2.9", next_pool="a"),
        row("/ip/pool", name="self", ranges="10.0.3.2-10.0.3.9", next_pool="self"),
    ]
    router = Router()
    router.apply(planned(wanted, router))
    assert planned(wanted, router).changes == ()
    assert {held.fields["next-pool"] for held in router.rows["/ip/pool"]} == {"a", "b", "c", "self"}


def test_deletes_come_last_and_against_references() -> None:
    router = Router()
    old = [*hotspot("lobby", on="guests"), *BRIDGE]
    router.apply(planned(old, router))
    found = planned([row("/ip/pool", name="other", ranges="10.9.0.2-10.9.0.9")], router, old)
    at = levels(found)
    assert found.changes[0].action is Action.CREATE
    assert {change.action for change in found.changes[1:]} == {Action.DELETE}
    assert at["/ip/hotspot/user bob on lobby"] < at["/ip/hotspot lobby"] < at["/ip/pool lobby"]
    assert (
        at["/ip/address 10.5.50.1/24 on guests"] < at["/interface/vlan guests"] < at["/interface/bridge lan"]
    )


def test_a_row_that_somebody_still_names_is_not_deleted_in_silence() -> None:
    router = Router()
    pool = row("/ip/pool", name="p", ranges="10.0.0.2-10.0.0.9")
    router.apply(planned([pool], router))
    router.put("/ip/hotspot/user/profile", name="theirs", address_pool="p")
    (found,) = planned([], router, [pool]).diagnostics
    assert (found.code, found.is_error) == ("in-use", True)
    assert "theirs" in found.summary
    assert found.span == pool.span


def test_what_lets_us_in_is_there_before_what_shuts_others_out() -> None:
    wanted = [
        row(FILTER, chain="input", action="drop", src_address="10.9.0.0/16", comment="guests"),
        row(FILTER, chain="input", action="accept", src_address_list="noc", comment="noc"),
        row(FILTER, chain="input", action="drop", comment="rest"),
        row("/ip/firewall/address-list", list="noc", address="10.1.0.0/24"),
        row("/ip/hotspot/profile", name="p"),
        row("/ip/hotspot", name="s", interface="ether2", profile="p"),
    ]
    router = Router()
    found = planned(wanted, router)
    drops = [change for change in found.changes if change.row and change.row.fields.get("action") == "drop"]
    others = [step for step in steps(found) if step.change not in drops]
    assert {change.level for change in drops} == {max(step.level for step in others) + 1}
    router.apply(found)
    assert [held.fields["comment"] for held in router.rows[FILTER]] == ["guests", "noc", "rest"]


RISKY = {
    "vlan-filtering": row("/interface/bridge", name="lan", vlan_filtering="true"),
    "the door": row("/ip/service", name="api-ssl", port="8730"),
    "a user": row("/user", name="noc", group="full", address="10.0.0.0/8"),
    "a group": row("/user/group", name="full", policy="read"),
    "an address": row("/ip/address", address="10.0.0.1/24", interface="ether1", disabled="true"),
}


@pytest.mark.parametrize("risky", RISKY.values(), ids=RISKY.keys())
def test_what_can_shut_us_out_goes_last_and_alone(risky: Row) -> None:
    router = Router()
    router.put("/interface/bridge", name="lan")
    router.put("/ip/service", name="api-ssl", port="8729")
    router.put("/user", name="noc", group="full")
    router.put("/user/group", name="full", policy="api,read")
    router.put("/ip/address", address="10.0.0.1/24", interface="ether1")
    profile = row("/ip/hotspot/user/profile", name="p")
    sent = steps(planned([risky, profile, row("/ip/hotspot/user", name="u", profile="p")], router))
    assert sent[-1].menu == risky.menu
    assert [step.level for step in sent].count(sent[-1].level) == 1


def test_a_comment_on_an_input_rule_shuts_nobody_out() -> None:
    router = Router()
    router.put(FILTER, chain="input", action="drop", src_address="10.9.0.0/16", comment="old")
    same = row(FILTER, chain="input", action="drop", comment="old", log="true")
    found = planned([same, row("/ip/pool", name="p", ranges="10.0.0.2-10.0.0.9", comment="p")], router)
    assert {change.level for change in found.changes} == {0}


def test_a_server_that_was_disabled_by_hand_goes_live_again_at_the_end() -> None:
    wanted = hotspot("lobby", on="ether2")
    router = Router()
    router.apply(planned(wanted, router))
    router.rows["/ip/hotspot"][0].fields["disabled"] = "true"
    router.rows["/ip/hotspot/walled-garden"].clear()
    found = planned(wanted, router)
    sent = steps(found)
    assert [(step.menu, step.kind) for step in sent] == [
        ("/ip/hotspot/walled-garden", StepKind.ADD),
        ("/ip/hotspot", StepKind.SET),
    ]
    assert sent[0].level < sent[1].level
    assert [step.change for step in sent] == list(found.changes)


def test_a_new_bridge_filters_vlans_only_at_the_end() -> None:
    wanted = [row("/interface/bridge", name="lan", vlan_filtering="true"), *BRIDGE[:2]]
    sent = steps(planned(wanted, Router()))
    assert "vlan-filtering" not in sent[0].fields
    assert dict(sent[-1].fields) == {"vlan-filtering": "true"}


def test_a_row_named_by_a_user_is_deleted_after_the_user_let_go() -> None:
    router = Router()
    old = [row("/user/group", name="ops", policy="read"), row("/user", name="noc", group="ops")]
    router.apply(planned(old, router))
    new = [row("/user/group", name="new", policy="read"), row("/user", name="noc", group="new")]
    found = planned(new, router, old)
    assert [(change.action, change.name) for change in found.changes] == [
        (Action.CREATE, "new"),
        (Action.UPDATE, "noc"),
        (Action.DELETE, "ops"),
    ]


def test_rules_of_one_chain_are_created_in_one_level_in_their_order() -> None:
    wanted = [
        row("/ip/hotspot/walled-garden", action="deny", dst_host="ads.x.com", server="s", comment="deny"),
        row("/ip/hotspot/walled-garden", dst_host="*.x.com", comment="allow"),
        row("/ip/hotspot", name="s", interface="ether2", profile="p"),
        row("/ip/hotspot/profile", name="p"),
    ]
    router = Router()
    found = planned(wanted, router)
    garden = [change for change in found.changes if change.menu.endswith("garden")]
    assert len({change.level for change in garden}) == 1
    assert [change.name for change in garden] == ['"deny"', '"allow"']
    router.apply(found)  # and after what any of them names


def test_a_queue_above_its_parent_is_created_after_it_and_put_above_it() -> None:
    wanted = [
        row("/queue/simple", name="child", target="10.0.0.2/32", parent="all"),
        row("/queue/simple", name="all", target="10.0.0.0/24"),
    ]
    router = Router()
    router.apply(planned(wanted, router))
    assert [held.fields["name"] for held in router.rows["/queue/simple"]] == ["child", "all"]


def test_the_way_back_is_a_plan_too() -> None:
    before, after = [row("/ip/pool", name="a", ranges="10.0.0.2-10.0.0.9")], hotspot("s", on="ether2")
    router = Router()
    router.apply(planned(before, router))
    start = router.snapshot()
    router.apply(planned(after, router, before))
    router.apply(planned(before, router, after))
    assert router.snapshot() == start


def test_a_row_that_is_changed_waits_for_the_new_row_it_is_to_name() -> None:
    pool = row("/ip/pool", name="new", ranges="10.0.0.2-10.0.0.9")
    router = Router()
    router.put("/ip/hotspot/user/profile", name="day")
    found = planned([row("/ip/hotspot/user/profile", name="day", address_pool="new"), pool], router)
    assert levels(found) == {"/ip/pool new": 0, "/ip/hotspot/user/profile day": 1}


def test_a_row_that_comes_to_name_itself_is_one_write() -> None:
    router = Router()
    router.put("/ip/pool", name="a", ranges="10.0.0.2-10.0.0.9")
    found = planned([row("/ip/pool", name="a", ranges="10.0.0.2-10.0.0.9", next_pool="a")], router)
    assert [dict(step.fields) for step in steps(found)] == [{"next-pool": "a"}]


def test_a_field_that_no_row_can_be_made_without_is_never_put_off() -> None:
    wanted = [
        row("/interface/vlan", name="a", interface="b", vlan_id="1"),
        row("/interface/vlan", name="b", interface="a", vlan_id="2"),
    ]
    sent = steps(planned(wanted, Router()))
    assert [step.kind for step in sent] == [StepKind.ADD] * 2
    assert all("interface" in step.fields for step in sent)


def test_levels_are_as_few_as_needs_allow() -> None:
    needs = [{1: frozenset("f")}, {2: frozenset("f")}, {}, {}, {2: frozenset("f"), 0: frozenset("g")}]
    assert layers(needs, lambda _node, _names: True) == ([2, 1, 0, 0, 3], [set() for _ in needs])


def test_a_loop_without_a_field_that_can_wait_is_cut_and_nothing_is_put_off() -> None:
    needs = [{1: frozenset("f")}, {0: frozenset("f")}, {0: frozenset("f")}]
    found, late = layers(needs, lambda _node, _names: False)
    assert sorted(found) == [0, 1, 1]
    assert late == [set(), set(), set()]
