"""Blocks and tests as the writer of scripts writes them."""

from __future__ import annotations

import pytest

from rosgit.menus import MENUS, script

FILTER, POOL, DNS = MENUS["/ip/firewall/filter"], MENUS["/ip/pool"], MENUS["/ip/dns"]
ADDRESS = MENUS["/ip/address"]


@pytest.mark.parametrize(
    ("menu", "where", "written"),
    [
        (POOL, {"name": "a"}, 'name="a"'),
        (POOL, {"ranges": "10.0.0.2-10.0.0.9"}, 'ranges="10.0.0.2-10.0.0.9"'),
        (POOL, {"name": "a", "comment": None}, 'name="a" !comment'),
        (ADDRESS, {"address": "10.0.0.1/24", "dynamic": "false"}, 'address="10.0.0.1/24" dynamic=no'),
        (FILTER, {"disabled": "true", "protocol": None}, "!protocol disabled=yes"),
        (MENUS["/interface/vlan"], {"vlan-id": "30"}, "vlan-id=30"),
        (MENUS["/ip/dhcp-server"], {"lease-time": "1h"}, "lease-time=1h"),
        (MENUS["/ip/hotspot"], {"keepalive-timeout": "none"}, 'keepalive-timeout="none"'),
        (MENUS["/ip/hotspot/user/profile"], {"rate-limit": "5M/5M"}, 'rate-limit="5M/5M"'),
    ],
)  # fmt: skip
def test_numbers_times_and_switches_are_compared_bare_and_all_else_as_strings(
    menu: script.Menu, where: script.Where, written: str
) -> None:
    assert script.tests(menu, where) == written


@pytest.mark.parametrize(
    ("menu", "field", "value", "written"),
    [
        (MENUS["/system/identity"], "name", "a", '[:tostr [/system/identity/get name]] = "a"'),
        (DNS, "allow-remote-requests", "true", "[/ip/dns/get allow-remote-requests] = yes"),
        (DNS, "servers", "1.1.1.1,8.8.8.8", '[:tostr [/ip/dns/get servers]] = "1.1.1.1;8.8.8.8"'),
        (DNS, "servers", "", "[:len [/ip/dns/get servers]] = 0"),
        (DNS, "servers", None, "[:len [/ip/dns/get servers]] = 0"),
    ],
)
def test_a_field_of_a_singleton_is_tested_by_its_type(
    menu: script.Menu, field: str, value: str | None, written: str
) -> None:
    assert script.holds(menu, field, value) == written


def test_blocks_hold_one_command_a_line() -> None:
    test = script.count(POOL, {"name": "a"}, ">", 0)
    inner = script.when(test, [script.remove(POOL, {"name": "a"})], [script.fail('not "here"')])
    assert script.guarded(inner, ["# left"]) == (
        ":do {",
        ':if ([:len [/ip/pool/find name="a"]] > 0) do={',
        '/ip/pool/remove [find name="a"]',
        "} else={",
        ':error "not \\"here\\""',
        "}",
        "} on-error={",
        "# left",
        "}",
    )


def test_rows_are_put_in_front_of_the_row_that_is_found() -> None:
    before = {"comment": "b"}
    assert script.move(FILTER, {"comment": "a"}, before) == (
        '/ip/firewall/filter/move [find comment="a"] destination=[find comment="b"]'
    )
    assert script.move(FILTER, {"comment": "a"}, None) == '/ip/firewall/filter/move [find comment="a"]'
    assert script.add(FILTER, {"chain": "input"}, before=before) == (
        '/ip/firewall/filter/add chain=input place-before=[find comment="b"]'
    )


def test_one_of_several_rows_is_picked_by_its_place() -> None:
    assert script.remove_one(POOL, {"comment": "a"}, 2) == (
        '/ip/pool/remove [:pick [/ip/pool/find comment="a"] 2 3]'
    )


def test_a_find_without_tests_is_refused() -> None:
    with pytest.raises(ValueError, match="has to be named"):
        script.found(POOL, {})
