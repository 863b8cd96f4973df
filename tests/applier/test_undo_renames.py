"""A label that moved, and a place handed on: from any cut the undo leads back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from undo_lab import KNOWN, Lab, V, different, row

from rosgit.differ import Options, plan, steps
from rosgit.model.plan import Plan
from rosgit.model.row import Ledger, Row


def hotspot(label: str) -> list[Row]:
    rows = [
        row("/interface/vlan", name=label, interface="ether1", vlan_id="30", comment=label),
        row("/ip/address", address="10.1.0.1/24", interface=label, comment=label),
        row("/ip/pool", name=label, ranges="10.1.0.2-10.1.0.254"),
        row("/ip/dhcp-server", name=label, interface=label, address_pool=label),
        row("/ip/hotspot/profile", name=label, hotspot_address="10.1.0.1"),
        row("/ip/hotspot", name=label, interface=label, profile=label, address_pool=label),
        row("/ip/hotspot/walled-garden", dst_host="a.com", server=label, action="allow"),
        row("/ip/hotspot/user", name="bob", server=label),
        row("/ip/firewall/nat", chain="srcnat", action="masquerade", comment=f"{label}/masquerade"),
    ]
    return [replace(each, intent=f"hotspots.{label}", role=each.menu) for each in rows]


def planned(lab: Lab, wanted: Sequence[Row], base: Sequence[Row], options: Options) -> Plan:
    ledger = Ledger("a", tuple(base))
    return plan("a", wanted, ledger, lab.observed(), version=V, resolved=KNOWN, options=options)


@pytest.mark.parametrize(
    "options", [Options(moved={"hotspots.hall": "hotspots.events"}), Options()], ids=["moved", "replaced"]
)
def test_whatever_was_written_of_a_new_label_is_taken_back(options: Options) -> None:
    old, new = hotspot("hall"), hotspot("events")
    number = 0
    while True:
        lab = Lab()
        lab.apply(lab.plan(old))
        start, wanted = lab.state(), planned(lab, new, old, options)
        back = lab.undo(wanted)
        lab.apply(wanted, range(number))
        if number == len(steps(wanted)):
            assert planned(lab, new, new, options).settled
        lab.run(back)
        assert different(start, lab.state()) == [], f"after {number} steps"
        assert lab.marks(back) == ()
        if number == len(steps(wanted)):
            break
        number += 1
    assert number > 5
