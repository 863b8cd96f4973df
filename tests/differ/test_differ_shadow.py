"""Which rule leaves nothing to which."""

from __future__ import annotations

import pytest
from differ_router import Router, row
from hypothesis import given
from hypothesis import strategies as st
from test_differ_causes import planned

from rosgit.differ.shadow import Cover
from rosgit.menus import MENUS
from rosgit.model.diagnostic import Severity

FILTER = MENUS["/ip/firewall/filter"]
GARDEN = MENUS["/ip/hotspot/walled-garden"]
BINDING = MENUS["/ip/hotspot/ip-binding"]

Given = dict[str, str]


def fields(text: str) -> Given:
    return dict(word.split("=", 1) for word in text.split())


PAIRS = [
    # earlier, later, does the earlier one take all of it
    ("action=drop", "action=accept dst-port=80", True),
    ("action=accept protocol=tcp", "action=drop protocol=tcp dst-port=80", True),
    ("action=accept protocol=tcp", "action=drop", False),
    ("action=accept protocol=tcp", "action=drop protocol=udp", False),
    ("action=drop chain=input", "action=accept chain=forward", False),
    ("action=drop disabled=true", "action=accept", False),
    ("action=drop", "action=accept disabled=true", None),
    ("action=log", "action=accept", False),
    ("action=jump jump-target=x", "action=accept", False),
    ("action=return", "action=accept", True),
    ("action=drop src-address=10.0.0.0/8", "action=accept src-address=10.1.2.3", True),
    ("action=drop src-address=10.0.0.0/8", "action=accept src-address=10.1.2.0/24", True),
    ("action=drop src-address=10.1.2.0/24", "action=accept src-address=10.0.0.0/8", False),
    ("action=drop src-address=0.0.0.0/0", "action=accept src-address=10.1.2.3", True),
    ("action=drop src-address=10.0.0.0/24", "action=accept src-address=10.0.0.5-10.0.0.9", True),
    ("action=drop src-address=10.0.0.0/29", "action=accept src-address=10.0.0.5-10.0.0.9", False),
    ("action=drop src-address=10.0.0.5-10.0.0.9", "action=accept src-address=10.0.0.5-10.0.0.9", True),
    ("action=drop src-address=!10.0.0.0/8", "action=accept src-address=10.1.1.1", False),
    ("action=drop src-address=!10.0.0.0/8", "action=accept src-address=!10.0.0.0/8", True),
    ("action=drop dst-port=80,443", "action=accept dst-port=443", True),
    ("action=drop dst-port=1-1024", "action=accept dst-port=80,443", True),
    ("action=drop dst-port=80", "action=accept dst-port=80,443", False),
    ("action=drop dst-port=!80", "action=accept dst-port=80", False),
    ("action=drop connection-state=invalid,new", "action=accept connection-state=new", True),
    ("action=drop connection-state=new", "action=accept connection-state=invalid,new", False),
    ("action=drop hotspot=from-client", "action=accept hotspot=from-client,!auth", True),
    ("action=drop hotspot=from-client,!auth", "action=accept hotspot=from-client", False),
    ("action=drop hotspot=!auth", "action=accept hotspot=auth", False),
    ("action=drop in-interface-list=WAN", "action=accept in-interface-list=WAN dst-port=80", True),
    ("action=accept limit=10,5:packet", "action=accept limit=10,5:packet", False),
    ("action=accept comment=a log=true", "action=accept comment=b", True),
]


@pytest.mark.parametrize(("earlier", "later", "covers"), PAIRS)
def test_a_rule_is_covered_when_every_matcher_above_it_takes_it_in(
    *, earlier: str, later: str, covers: bool | None
) -> None:
    above, below = ({"chain": "input", **fields(text)} for text in (earlier, later))
    cover: Cover[int] = Cover(FILTER)
    cover.add(above, 1)
    if covers is not None:
        assert (cover.first(below) == 1) is covers
    router = Router()
    found = planned([row(FILTER.path, **above), row(FILTER.path, **below)], router).diagnostics
    assert ([each.code for each in found] == ["shadowed"]) is bool(covers)


HOSTS = [
    ("*.x.com", "a.x.com", True),
    ("*.x.com", "a.b.x.com", True),
    ("*.x.com", "*.b.x.com", True),
    ("*.x.com", "x.com", False),
    ("*.b.x.com", "*.x.com", False),
    ("*", "x.com", True),
    ("x.com", "x.com", True),
    ("", "x.com", True),
    ("x.com", "", False),
]


@pytest.mark.parametrize(("earlier", "later", "covers"), HOSTS)
def test_a_wildcard_host_takes_in_the_names_below_it(*, earlier: str, later: str, covers: bool) -> None:
    cover: Cover[int] = Cover(GARDEN)
    cover.add({"dst-host": earlier, "action": "deny"}, 1)
    assert (cover.first({"dst-host": later}) == 1) is covers


def test_every_binding_decides_and_all_servers_take_in_one() -> None:
    cover: Cover[int] = Cover(BINDING)
    cover.add({"address": "10.0.0.0/24", "server": "all", "type": "regular"}, 1)
    assert cover.first({"address": "10.0.0.5", "server": "lobby", "type": "bypassed"}) == 1
    assert cover.first({"mac-address": "AA:BB:CC:00:11:22"}) is None


def test_the_earliest_of_several_is_named() -> None:
    cover: Cover[int] = Cover(FILTER)
    cover.add({"chain": "input", "action": "drop", "protocol": "tcp"}, 1)
    cover.add({"chain": "input", "action": "drop"}, 2)
    cover.add({"chain": "input", "action": "drop", "protocol": "tcp", "dst-port": "80"}, 3)
    later = {"chain": "input", "action": "accept", "protocol": "tcp", "dst-port": "80"}
    assert (cover.first(later), cover.first({"chain": "input"})) == (1, 2)


def test_a_rule_behind_one_that_does_the_same_is_a_warning_and_else_an_error() -> None:
    above = row(FILTER.path, line=3, chain="input", action="drop", comment="all")
    same = row(FILTER.path, line=5, chain="input", action="drop", protocol="tcp", comment="tcp")
    other = row(FILTER.path, line=7, chain="input", action="accept", protocol="udp", comment="udp")
    found = planned([above, same, other], Router()).diagnostics
    assert [(str(each.span), each.severity) for each in found] == [
        ("sites/a.yaml:5:1", Severity.WARNING),
        ("sites/a.yaml:7:1", Severity.ERROR),
    ]
    assert '"udp"' in found[1].summary
    assert str(found[1].related[0].span) == "sites/a.yaml:3:1"


def test_an_anchor_behind_a_foreign_drop_all_is_shadowed() -> None:
    router = Router()
    router.put(FILTER.path, chain="input", action="drop", comment="theirs")
    wanted = row(FILTER.path, ("after", "theirs"), chain="input", action="accept", protocol="tcp")
    (found,) = planned([wanted], router).diagnostics
    assert (found.code, found.is_error) == ("shadowed", True)


def test_an_invalid_rule_takes_nothing() -> None:
    router = Router()
    router.put(FILTER.path, "invalid", chain="input", action="drop", comment="theirs")
    (change,) = planned([row(FILTER.path, chain="input", action="accept")], router).changes
    assert change.before is None


VALUES = {
    "protocol": ["tcp", "udp"],
    "src-address": ["10.0.0.0/8", "10.1.0.0/16", "10.1.1.1", "10.1.0.0-10.1.0.9", "!10.0.0.0/8"],
    "dst-port": ["80", "443", "80,443", "1-500", "!80"],
    "connection-state": ["new", "established,related", "established", "!new"],
    "action": ["accept", "drop", "log"],
    "disabled": ["true", "false"],
}
RULES = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in VALUES.items()})


@given(st.lists(RULES, max_size=12), RULES)
def test_the_index_finds_what_looking_at_one_rule_after_the_other_finds(
    rules: list[Given], wanted: Given
) -> None:
    together: Cover[int] = Cover(FILTER)
    alone = []
    for at, rule in enumerate(rules):
        single: Cover[int] = Cover(FILTER)
        for cover in (together, single):
            cover.add(rule, at)
        alone.append(single.first(wanted))
    assert together.first(wanted) == next((at for at in alone if at is not None), None)
