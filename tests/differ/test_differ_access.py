"""What can shut us out of a router goes last; most of it each in a level of its own."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from differ_router import Router, row
from test_differ_causes import planned

from rosgit.differ import steps
from rosgit.model.plan import Action, Plan
from rosgit.model.row import Row

FILTER, GROUP, POOL = "/ip/firewall/filter", "/user/group", "/ip/pool"
ELSEWHERE = row(POOL, name="p", ranges="10.0.0.2-10.0.0.9")


def there(rows: Iterable[Row]) -> Router:
    """A router that has these rows, enabled."""
    router = Router()
    for each in rows:
        router.put(each.menu, **{name: str(value) for name, value in each.fields.items()})
    return router


def moved(before: Iterable[Row], after: Iterable[Row]) -> Plan:
    """The plan of a router that has what was applied, and is to have something else."""
    applied = list(before)
    return planned(list(after), there(applied), applied)


def told(found: Plan) -> list[tuple[int, str, str]]:
    """Every write in its order: its level from the end (1 is the last), command and row."""
    sent = steps(found)
    numbers = sorted({step.level for step in sent}, reverse=True)
    return [(numbers.index(each.level) + 1, each.kind.value, each.change.name) for each in sent]


def user(name: str, **fields: str) -> Row:
    return row("/user", name=name, group="full", **fields)


def address(at: int, **fields: str) -> Row:
    return row("/ip/address", address=f"10.0.{at}.1/24", interface="ether1", **fields)


def rule(comment: str, action: str, chain: str = "input", **fields: str) -> Row:
    return row(FILTER, chain=chain, action=action, comment=comment, **fields)


PAIRS = {
    "users": ([user("a"), user("b")], [user("a", address="10.0.0.0/8"), user("b", address="10.0.0.0/8")]),
    "groups": (
        [row(GROUP, name="a", policy="read"), row(GROUP, name="b", policy="read")],
        [row(GROUP, name="a", policy="api"), row(GROUP, name="b", policy="api")],
    ),
    "addresses": ([address(1), address(2)], [address(1, disabled="true"), address(2, disabled="true")]),
    "doors": (
        [row("/ip/service", name="api", port="8728"), row("/ip/service", name="api-ssl", port="8729")],
        [row("/ip/service", name="api", port="9728"), row("/ip/service", name="api-ssl", port="9729")],
    ),
    "bridges": (
        [row("/interface/bridge", name="a"), row("/interface/bridge", name="b")],
        [row("/interface/bridge", name=name, vlan_filtering="true") for name in "ab"],
    ),
    "users that go": ([user("a"), user("b")], []),
    "addresses that go": ([address(1), address(2)], []),
}


@pytest.mark.parametrize(("before", "after"), PAIRS.values(), ids=PAIRS)
def test_two_changes_that_can_shut_us_out_are_two_levels_after_all_others(
    before: list[Row], after: list[Row]
) -> None:
    gone = row("/ip/hotspot/user/profile", name="gone")
    found = told(moved([*before, gone], [*after, ELSEWHERE]))
    assert [level for level, _, _ in found] == [4, 3, 2, 1]
    assert [what for _, _, what in found[:2]] == ["p", "gone"]


HARMLESS = {
    "what is said of a user": (user("a"), user("a", comment="x")),
    "what is said of an address": (address(1), address(1, comment="x")),
    "another service": (
        row("/ip/service", name="www", port="80"),
        row("/ip/service", name="www", disabled="true", port="80"),
    ),
    "what a rule logs": (rule("a", "drop"), rule("a", "drop", log="true", log_prefix="x")),
    "a rule of another chain": (rule("a", "drop", "forward"), rule("a", "reject", "forward")),
    "an accept of another chain": (rule("a", "accept", "forward"), rule("a", "log", "forward")),
    "a new user": (None, user("a", password="x")),
}


@pytest.mark.parametrize(("before", "after"), HARMLESS.values(), ids=HARMLESS)
def test_what_shuts_nobody_out_goes_with_the_others(before: Row | None, after: Row) -> None:
    found = moved([before] if before is not None else [], [after, ELSEWHERE])
    assert {change.level for change in found.changes} == {0}


INPUT = {
    "reject": ([], [rule("a", "reject"), rule("b", "tarpit")], ["add", "add"]),
    "turned to a drop": ([rule("a", "accept")], [rule("a", "drop")], ["set"]),
    "a drop that matches more": (
        [rule("a", "drop", protocol="udp"), rule("b", "drop", protocol="udp")],
        [rule("a", "drop"), rule("b", "drop")],
        ["set", "set"],
    ),
    "accepts that match less": (
        [rule("a", "accept"), rule("b", "accept")],
        [rule("a", "accept", protocol="udp"), rule("b", "accept", protocol="udp")],
        ["set", "set"],
    ),
    "accepts that go": ([rule("a", "accept"), rule("b", "accept")], [], ["remove", "remove"]),
    "an accept that leaves the chain": ([rule("a", "accept")], [rule("a", "accept", "forward")], ["set"]),
    "a drop that enters it": ([rule("a", "drop", "forward")], [rule("a", "drop")], ["set"]),
}


@pytest.mark.parametrize(("before", "after", "sent"), INPUT.values(), ids=INPUT)
def test_rules_of_input_that_shut_out_go_last_and_together(
    before: list[Row], after: list[Row], sent: list[str]
) -> None:
    gone = row("/ip/hotspot/user/profile", name="gone")
    found = told(moved([*before, gone], [*after, ELSEWHERE]))
    assert [level for level, _, _ in found] == [3, 2, *(1 for _ in sent)]
    assert [kind for _, kind, _ in found[2:]] == sent


def test_in_input_what_opens_comes_before_what_closes_and_an_accept_goes_at_the_end() -> None:
    before = [
        rule("old", "accept"),
        rule("wide", "drop", protocol="udp"),
        rule("open", "accept", protocol="udp"),
        rule("gone", "drop", src_port="9"),
        rule("way", "accept", "forward"),
    ]
    after = [rule("wide", "drop"), rule("open", "accept"), rule("close", "drop")]
    assert told(moved(before, after)) == [
        (4, "remove", '"way"'),
        (4, "remove", '"gone"'),
        (3, "set", '"open"'),
        (2, "set", '"wide"'),
        (2, "add", '"close"'),
        (1, "remove", '"old"'),
    ]


def test_what_is_dangerous_follows_in_one_order_vlans_last() -> None:
    before = [
        row("/ip/service", name="api-ssl", port="8729"),
        row("/interface/bridge", name="lan"),
        row(GROUP, name="full", policy="api"),
        user("a"),
        address(1),
        rule("accept", "accept"),
    ]
    after = [
        row("/ip/service", name="api-ssl", port="9729"),
        row("/interface/bridge", name="lan", vlan_filtering="true", comment="x"),
        row(GROUP, name="full", policy="api,read"),
        user("a", address="10.0.0.0/8"),
        address(1, disabled="true"),
        rule("drop", "drop"),
    ]
    assert told(moved(before, after)) == [
        (8, "set", "lan"),
        (7, "add", '"drop"'),
        (6, "remove", '"accept"'),
        (5, "set", "10.0.1.1/24 on ether1"),
        (4, "set", "a"),
        (3, "set", "full"),
        (2, "set", "api-ssl"),
        (1, "set", "lan"),
    ]


def test_what_a_dangerous_row_names_goes_after_it_and_so_does_what_that_names() -> None:
    before = [
        row("/interface/bridge", name="lan"),
        row("/interface/vlan", name="house", interface="lan", vlan_id="2"),
        row("/interface/vlan", name="guests", interface="house", vlan_id="30"),
        row("/interface/bridge", name="other"),
        row("/interface/vlan", name="spare", interface="other", vlan_id="4"),
        row("/ip/address", address="10.0.1.1/24", interface="guests"),
    ]
    assert told(moved(before, [])) == [
        (6, "remove", "spare"),
        (5, "remove", "other"),
        (4, "remove", "10.0.1.1/24 on guests"),
        (3, "remove", "guests"),
        (2, "remove", "house"),
        (1, "remove", "lan"),
    ]


def test_moves_come_between_what_is_written_and_what_goes() -> None:
    garden = "/ip/hotspot/walled-garden"
    old = [row(garden, dst_host=f"{name}.example", comment=name) for name in "abc"]
    new = [old[1], old[0], row(garden, dst_host="d.example", comment="d")]
    found = moved(old, new)
    assert [change.action for change in found.changes] == [Action.CREATE, Action.MOVE, Action.DELETE]
    assert len({change.level for change in found.changes}) == 3
