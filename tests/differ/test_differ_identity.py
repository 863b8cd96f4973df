"""Which row is which, and what people call it."""

from __future__ import annotations

import pytest
from differ_router import Router, row
from test_differ_causes import changes, planned

from rosgit.differ.identity import name_of
from rosgit.menus import MENUS
from rosgit.model.plan import Action, Cause
from rosgit.model.row import Row

FILTER, NAT, GARDEN = "/ip/firewall/filter", "/ip/firewall/nat", "/ip/hotspot/walled-garden"

NAMES = [
    (row("/ip/pool", name="lobby"), "lobby"),
    (row("/ip/address", address="10.5.50.1/24", interface="lobby", comment="x"), "10.5.50.1/24 on lobby"),
    (row("/ip/hotspot/user", name="bob"), "bob"),
    (row("/ip/hotspot/user", name="bob", server="lobby"), "bob on lobby"),
    (row("/ip/firewall/address-list", list="noc", address="10.0.0.0/24"), "10.0.0.0/24 in noc"),
    (row("/interface/list/member", list="LAN", interface="ether2"), "ether2 in LAN"),
    (row("/interface/bridge/port", interface="ether2", bridge="b"), "ether2"),
    (row("/system/identity", name="x"), ""),
    (row(FILTER, chain="input", action="drop", comment="drop all"), '"drop all"'),
    (row(NAT, chain="srcnat", action="masquerade"), "chain=srcnat action=masquerade"),
]


@pytest.mark.parametrize(("given", "name"), NAMES, ids=[name for _, name in NAMES])
def test_a_row_has_a_name_that_people_use(given: Row, name: str) -> None:
    assert name_of(MENUS[given.menu], given.fields) == name


def test_a_default_in_the_key_is_the_same_as_saying_nothing() -> None:
    router = Router()
    router.put("/ip/hotspot/user/profile", "default", name="default")
    router.put("/ip/hotspot/user", name="bob", server="all")
    assert planned([row("/ip/hotspot/user", name="bob")], router).changes == ()


def test_a_keyless_row_with_a_comment_of_its_own_is_updated() -> None:
    router = Router()
    router.put(FILTER, chain="input", action="accept", comment="dns")
    found = planned([row(FILTER, chain="input", action="drop", comment="dns")], router)
    assert changes(found) == [(Action.UPDATE, '"dns"', Cause.ADOPT)]


def test_a_comment_that_is_there_twice_names_no_row() -> None:
    router = Router()
    router.put(FILTER, chain="input", action="accept", comment="dns")
    router.put(FILTER, chain="output", action="accept", comment="dns")
    found = planned([row(FILTER, chain="input", action="drop", comment="dns")], router)
    assert changes(found) == [(Action.CREATE, '"dns"', Cause.GIT)]
    assert found.unmanaged == 2


def test_identical_rows_are_counted() -> None:
    router = Router()
    for _ in range(3):
        router.put("/ip/dns/static", name="a.b", address="10.0.0.1")
    one = row("/ip/dns/static", name="a.b", address="10.0.0.1")
    assert (len(planned([one] * 5, router).changes), planned([one] * 2, router).unmanaged) == (2, 1)
    assert [change.action for change in planned([one], router, [one] * 3).changes] == [Action.DELETE] * 2


def test_a_row_that_says_more_chooses_first() -> None:
    router = Router()
    router.put(GARDEN, dst_host="a.com", action="allow")
    wide, narrow = row(GARDEN, dst_host="a.com"), row(GARDEN, dst_host="a.com", action="allow")
    (change,) = planned([wide, narrow], router).changes
    assert change.row is wide


def test_a_narrower_rule_of_somebody_is_not_ours() -> None:
    router = Router()
    router.put(NAT, chain="srcnat", action="masquerade", src_address="10.9.0.0/16")
    found = planned([row(NAT, chain="srcnat", action="masquerade")], router)
    assert changes(found) == [(Action.CREATE, "chain=srcnat action=masquerade", Cause.GIT)]


def test_an_uncommented_row_whose_content_moved_is_deleted_and_created_with_a_ledger() -> None:
    old = row(NAT, chain="srcnat", action="masquerade", out_interface="ether1")
    new = row(NAT, chain="srcnat", action="masquerade", out_interface="ether2")
    router = Router()
    router.apply(planned([old], router))
    found = planned([new], router, [old])
    assert [change.action for change in found.changes] == [Action.CREATE, Action.DELETE]


def test_a_row_of_ours_whose_comment_a_technician_copied_is_found_by_its_content() -> None:
    old = row(FILTER, chain="input", action="accept", dst_port="53", protocol="udp", comment="dns")
    new = row(FILTER, chain="input", action="drop", dst_port="53", protocol="udp", comment="dns")
    router = Router()
    router.apply(planned([old], router))
    router.put(FILTER, chain="forward", action="accept", comment="dns")
    (change,) = planned([new], router, [old]).changes
    assert (change.action, [each.field for each in change.deltas]) == (Action.UPDATE, ["action"])


def test_a_row_that_somebody_commented_is_not_our_uncommented_one() -> None:
    router = Router()
    router.put(NAT, chain="srcnat", action="masquerade", comment="Bob's, do not touch")
    found = planned([row(NAT, chain="srcnat", action="masquerade")], router)
    assert ([change.action for change in found.changes], found.unmanaged) == ([Action.CREATE], 1)


def test_what_an_uncommented_row_of_ours_set_beyond_its_new_content_goes_back() -> None:
    old = row(NAT, chain="srcnat", action="masquerade", log="true")
    new = row(NAT, chain="srcnat", action="masquerade")
    router = Router()
    router.apply(planned([old], router))
    (change,) = planned([new], router, [old]).changes
    assert [(each.field, each.reset) for each in change.deltas] == [("log", True)]


def test_nobody_takes_a_row_that_is_anothers_as_it_stands() -> None:
    fields = {"chain": "input", "action": "accept", "comment": "three"}
    wide, off = row(FILTER, **fields), row(FILTER, **fields, protocol="tcp", disabled="true")
    narrow = row(FILTER, **fields, protocol="tcp")
    router = Router()
    router.apply(planned([wide, narrow], router))
    found = planned([off, narrow], router, [wide, narrow])
    assert [change.action for change in found.changes] == [Action.CREATE, Action.DELETE]
    assert not [each for each in found.diagnostics if each.code == "lost-row"]
