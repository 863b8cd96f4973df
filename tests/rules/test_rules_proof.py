"""What a router must show before a site counts as working, row by row."""

from __future__ import annotations

import pytest

from rosgit.model.row import Live, Observed, Row
from rosgit.model.site import Site
from rosgit.model.target import Target
from rosgit.rules.proof import HOTSPOT, NAT, does_it_work

DHCP = "/ip/dhcp-server"
TARGET = Target("10.0.0.1", 8729, "rosgit", None, None, "7.22")
RUNS = Live(NAT, "*1", {"chain": "dstnat", "jump-target": "hotspot"}, frozenset({"dynamic"}))


def says(rows: list[Row], *live: Live) -> list[str]:
    seen = {menu: tuple(each for each in live if each.menu == menu) for menu in (DHCP, HOTSPOT, NAT)}
    return [each.code for each in does_it_work(Site("a", "a.yaml", TARGET, tuple(rows)), Observed(seen))]


def server(name: str, *flags: str, menu: str = DHCP) -> Live:
    return Live(menu, f"*{name}", {"name": name}, frozenset(flags))


@pytest.mark.parametrize(
    ("live", "codes"),
    [
        (server("lobby"), []),
        (server("lobby", "invalid"), ["row-invalid"]),
        (server("theirs", "invalid"), []),
        (server("lobby", "invalid", "dynamic"), []),
    ],
    ids=["sound", "invalid", "another one's", "the router's own"],
)
def test_a_row_of_ours_that_the_router_calls_invalid_does_not_work(live: Live, codes: list[str]) -> None:
    assert says([Row(DHCP, {"name": "lobby", "disabled": "false"})], live) == codes


def test_a_row_that_is_switched_off_may_be_invalid() -> None:
    assert says([Row(DHCP, {"name": "lobby", "disabled": "true"})], server("lobby", "invalid")) == []


@pytest.mark.parametrize(
    ("rules", "works"),
    [
        ([RUNS], True),
        ([Live(NAT, "*1", {"chain": "hotspot"}, frozenset({"dynamic"}))], True),
        ([Live(NAT, "*1", {"chain": "dstnat", "jump-target": "hotspot"})], False),
        ([Live(NAT, "*1", {"chain": "srcnat"}, frozenset({"dynamic"}))], False),
        ([], False),
    ],
    ids=["jump", "chain", "made by hand", "of something else", "nothing"],
)
def test_a_hotspot_runs_when_its_own_dynamic_rows_are_there(rules: list[Live], *, works: bool) -> None:
    for said in ({"disabled": "false"}, {}):  # who asks for a hotspot and says nothing wants it to run
        wanted = [Row(HOTSPOT, {"name": "lobby", **said})]
        assert (says(wanted, server("lobby", menu=HOTSPOT), *rules) == []) is works
        assert works or says(wanted, *rules) == ["hotspot-not-running"]


def test_a_hotspot_that_is_switched_off_need_not_run() -> None:
    assert says([Row(HOTSPOT, {"name": "lobby", "disabled": "true"})]) == []
    assert says([]) == []
