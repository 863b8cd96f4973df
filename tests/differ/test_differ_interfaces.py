"""Interfaces: by name or default-name, there or made by the same plan, and no port of a bridge."""

from __future__ import annotations

from dataclasses import replace

import pytest
from differ_router import Router, row
from test_differ_causes import planned

from rosgit.model.row import Facts, Row

ON = "/ip/address"


def router(**default_names: str) -> Router:
    names = {"ether1": "ether", "uplink": "ether", "lan": "bridge"}
    return Router(facts=Facts(interfaces=names, default_names=default_names))


def address(interface: str) -> Row:
    return row(ON, address="10.0.0.1/24", interface=interface)


def test_a_default_name_means_the_interface_that_has_another_name_now() -> None:
    renamed = router(ether2="uplink")
    renamed.put(ON, address="10.0.0.1/24", interface="uplink")
    found = planned([address("ether2")], renamed)
    assert (found.changes, found.diagnostics) == ((), ())


def test_a_name_wins_over_a_default_name() -> None:
    (change,) = planned([address("ether1")], router(ether1="uplink")).changes
    assert change.row is not None
    assert change.row.fields["interface"] == "ether1"


def test_a_negated_interface_is_renamed_too() -> None:
    nat = row("/ip/firewall/nat", chain="srcnat", action="masquerade", out_interface="!ether2")
    (change,) = planned([nat], router(ether2="uplink")).changes
    assert change.row is not None
    assert change.row.fields["out-interface"] == "!uplink"


def test_a_missing_interface_is_named_with_the_row_and_its_line() -> None:
    (found,) = planned([address("ether9")], router()).diagnostics
    assert (found.code, found.is_error, str(found.span)) == ("no-such-interface", True, "sites/a.yaml:1:1")
    assert "10.0.0.1/24 on ether9" in found.summary
    assert "uplink" in found.detail


@pytest.mark.parametrize(
    "maker",
    [row("/interface/bridge", name="new"), row("/interface/vlan", name="new", interface="lan", vlan_id="9")],
    ids=["bridge", "vlan"],
)
def test_an_interface_that_the_same_plan_makes_counts(maker: Row) -> None:
    assert planned([address("new"), maker], router()).diagnostics == ()


def test_keywords_and_interface_lists_are_no_missing_interfaces() -> None:
    lists = row("/interface/list", name="LAN")
    port = row("/interface/bridge/port", interface="LAN", bridge="lan", comment="x")
    assert planned([lists, port], router()).diagnostics == ()


@pytest.mark.parametrize("desired", [True, False], ids=["wanted", "there"])
def test_a_port_of_a_bridge_carries_nothing_of_its_own(*, desired: bool) -> None:
    held, wanted = router(), [address("ether1")]
    if desired:
        wanted.append(row("/interface/bridge/port", interface="ether1", bridge="lan"))
    else:
        held.put("/interface/bridge/port", interface="ether1", bridge="lan")
    (found,) = planned(wanted, held).diagnostics
    assert (found.code, "lan" in found.summary) == ("slave-interface", True)


def test_a_disabled_port_is_no_slave() -> None:
    held = router()
    held.put("/interface/bridge/port", interface="ether1", bridge="lan", disabled="true")
    assert planned([address("ether1")], held).diagnostics == ()


def test_a_router_that_told_nothing_of_its_interfaces_is_not_judged() -> None:
    held = router()
    held.facts = replace(held.facts, interfaces={})
    assert planned([address("ether9")], held).diagnostics == ()
