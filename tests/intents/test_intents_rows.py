"""Which rows follow from which words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rosgit.compiler.compile import Compiled, compile_tree
from rosgit.menus import MENUS
from rosgit.menus.table import Shape
from rosgit.model.row import Row
from rosgit.sources import memory

GOLDEN = Path(__file__).parent / "golden"
ROUTER = (
    'router: {host: 10.0.0.1, username: rosgit, password: !secret "env:R", routeros: "7.22"}\nwan: ether1\n'
)
PORTAL = ROUTER + "hotspots:\n  lobby:\n    interface: ether3\n    network: 10.5.50.0/24\n"


def _compiled(text: str) -> Compiled:
    made = compile_tree(memory.load({"kilifi-017.yaml": text}))
    assert [each for each in made.diagnostics if each.is_error] == []
    return made


def _rows(text: str, menu: str) -> list[dict[str, str]]:
    return [
        {name: str(value) for name, value in row.fields.items()}
        for row in _compiled(text).sites[0].rows
        if row.menu == menu
    ]


def _line(row: Row) -> str:
    fields = " ".join(f"{name}={value}" for name, value in row.fields.items())
    places = sorted({span.line for span in row.spans.values()})
    return f"{row.intent} {row.role}: {row.menu} {fields} <- {row.span} of {places}"


def test_twenty_lines_describe_a_whole_hotspot() -> None:
    made = _compiled((GOLDEN / "twenty_lines.yaml").read_text(encoding="utf-8"))
    assert made.diagnostics == ()
    text = "".join(f"{_line(row)}\n" for row in made.sites[0].rows)
    assert text == (GOLDEN / "twenty_lines.txt").read_text(encoding="utf-8")


def _roles() -> Iterator[str]:
    yield from ("server", "server-profile", "pool", "address", "dhcp-server", "dhcp-network", "masquerade")
    yield "guest-list"


def test_every_derived_row_of_a_hotspot_is_a_role_that_can_be_reached() -> None:
    made = _compiled(
        PORTAL.replace("interface: ether3", "bridge: {ports: [ether3]}") + "firewall: {guest-dns: yes}\n"
    )
    roles = {row.role for row in made.sites[0].rows if row.intent.startswith("hotspots.lobby")}
    assert roles == {*_roles(), "bridge", "bridge-port"}


@pytest.mark.parametrize(
    "role", ["pool", "address", "dhcp-server", "dhcp-network", "masquerade", "guest-list"]
)
def test_a_field_given_under_a_role_wins(role: str) -> None:
    made = _compiled(PORTAL + f"    {role}: {{comment: mine}}\nfirewall: {{guest-dns: yes}}\n")
    assert [row.fields["comment"] for row in made.sites[0].rows if row.role == role] == ["mine"]


NAMES = (
    "    server: {name: s1}\n    server-profile: {name: p1}\n    pool: {name: pool1}\n"
    "    dhcp-server: {name: d1}\n"
    "    walled-garden: {a: a.example, b: {address: 1.1.1.1}}\n    bindings: {tv: '00:11:22:33:44:55'}\n"
)


def test_a_name_given_under_a_role_flows_to_every_reference() -> None:
    text = PORTAL.replace("interface: ether3", "bridge: {name: br1, ports: [ether3]}") + NAMES
    (server,) = _rows(text, "/ip/hotspot")
    assert (server["name"], server["profile"], server["address-pool"], server["interface"]) == (
        "s1",
        "p1",
        "pool1",
        "br1",
    )
    (dhcp,) = _rows(text, "/ip/dhcp-server")
    assert (dhcp["name"], dhcp["address-pool"], dhcp["interface"]) == ("d1", "pool1", "br1")
    for menu in ("/ip/hotspot/walled-garden", "/ip/hotspot/walled-garden/ip", "/ip/hotspot/ip-binding"):
        assert [row["server"] for row in _rows(text, menu)] == ["s1"]
    assert [row["bridge"] for row in _rows(text, "/interface/bridge/port")] == ["br1"]
    assert [row["interface"] for row in _rows(text, "/ip/address")] == ["br1"]


@pytest.mark.parametrize(
    ("bridges", "carrier"), [("lan: {ports: [ether2]}", "lan"), ("lan: {name: br0}", "br0"), ("{}", "lan")]
)
def test_a_vlan_names_its_carrier_by_label_or_name(bridges: str, carrier: str) -> None:
    text = PORTAL.replace("interface: ether3", "vlan: {bridge: lan, id: 30, name: guests30}")
    more = f"bridges:\n  {bridges}\n" if bridges != "{}" else ""
    assert _rows(text + more, "/interface/vlan") == [
        {"name": "guests30", "interface": carrier, "vlan-id": "30", "comment": "lobby"}
    ]
    assert [row["interface"] for row in _rows(text + more, "/ip/hotspot")] == ["guests30"]


@pytest.mark.parametrize(
    ("pool", "ranges"),
    [
        ("pool: 10.5.50.10-10.5.50.99", "10.5.50.10-10.5.50.99"),
        (
            "pool: [10.5.50.10-10.5.50.19, 10.5.50.40-10.5.50.59]",
            "10.5.50.10-10.5.50.19,10.5.50.40-10.5.50.59",
        ),
        ("pool: {ranges: [10.5.50.10-10.5.50.19, 10.5.50.64/28]}", "10.5.50.10-10.5.50.19,10.5.50.64/28"),
        (
            'pool: "10.5.50.10-10.5.50.19,10.5.50.40-10.5.50.59"',
            "10.5.50.10-10.5.50.19,10.5.50.40-10.5.50.59",
        ),
        ("gateway: 10.5.50.100", "10.5.50.1-10.5.50.99,10.5.50.101-10.5.50.254"),
        ("gateway: 10.5.50.254", "10.5.50.1-10.5.50.253"),
    ],
)
def test_a_pool_is_what_is_given_or_all_hosts_but_the_gateway(pool: str, ranges: str) -> None:
    assert [row["ranges"] for row in _rows(PORTAL + f"    {pool}\n", "/ip/pool")] == [ranges]


@pytest.mark.parametrize(
    ("words", "login", "limit"),
    [
        ("trial: true", "cookie,http-chap,trial", None),
        ("trial: {uptime-limit: 20m}", "cookie,http-chap,trial", "20m"),
        (
            "trial: {uptime-limit: 20m}\n    server-profile: {login-by: [mac, https]}",
            "mac,https,trial",
            "20m",
        ),
        ("trial: true\n    server-profile: {login-by: null}", "cookie,http-chap,trial", None),
        ("trial: false\n    server-profile: {login-by: mac}", "mac", None),
        ("trial: false", None, None),
    ],
)
def test_trial_is_a_way_to_log_in(words: str, login: str | None, limit: str | None) -> None:
    (profile,) = _rows(PORTAL + f"    {words}\n", "/ip/hotspot/profile")
    assert (profile.get("login-by"), profile.get("trial-uptime-limit")) == (login, limit)


def test_services_are_on_unless_they_are_said_to_be_off() -> None:
    text = ROUTER + "system: {services: {telnet: no, www: false, ssh: yes, winbox: {address: 10.0.0.0/8}}}\n"
    assert [(row["name"], row["disabled"]) for row in _rows(text, "/ip/service")] == [
        ("telnet", "true"),
        ("www", "true"),
        ("ssh", "false"),
        ("winbox", "false"),
    ]


def test_time_servers_are_used_once_given() -> None:
    assert _rows(ROUTER + "system: {ntp: [a.example]}\n", "/system/ntp/client") == [
        {"enabled": "true", "servers": "a.example"}
    ]
    assert (
        _rows(ROUTER + "system: {ntp: {enabled: no, servers: a.example}}\n", "/system/ntp/client")[0][
            "enabled"
        ]
        == "false"
    )


def test_rows_reach_fixed_and_single_menus() -> None:
    text = (
        ROUTER
        + "rows: {/ip/service: {ssh: {port: 2222}}, /ip/dns: {servers: 1.1.1.1}, /snmp: {enabled: yes}}\n"
    )
    assert _rows(text, "/ip/service") == [{"name": "ssh", "port": "2222"}]
    assert _rows(text, "/ip/dns") == [{"servers": "1.1.1.1"}]
    assert _rows(text, "/snmp") == [{"enabled": "true"}]


def test_several_hotspots_keep_apart() -> None:
    text = (
        PORTAL
        + "  hall: {vlan: {bridge: lan, id: 5}, network: 10.6.0.0/23, masquerade: no}\n"
        + "firewall: {guest-isolation: yes}\n"
    )
    assert [row["name"] for row in _rows(text, "/ip/hotspot")] == ["lobby", "hall"]
    assert [row["address"] for row in _rows(text, "/ip/firewall/address-list")] == [
        "10.5.50.0/24",
        "10.6.0.0/23",
    ]
    assert [row["src-address"] for row in _rows(text, "/ip/firewall/nat")] == ["10.5.50.0/24"]
    assert [row["action"] for row in _rows(text, "/ip/firewall/filter")] == ["drop"]


@pytest.mark.parametrize("way", ["wan: null", "wan: {interface: null}"])
def test_a_masquerade_without_a_way_out_is_doubtful(way: str) -> None:
    made = _compiled(PORTAL.replace("wan: ether1", way))
    assert [each.code for each in made.diagnostics] == ["masquerade-anywhere"]
    made = _compiled(PORTAL.replace("wan: ether1", way) + "    masquerade: {out-interface: ether5}\n")
    assert made.diagnostics == ()


def test_a_comment_is_left_out_where_the_version_has_none() -> None:
    text = ROUTER + "rows: {/system/logging: {x: {topics: hotspot, action: disk}}}\n"
    assert "comment" in _rows(text, "/system/logging")[0]
    assert "comment" not in _rows(text.replace("7.22", "7.21"), "/system/logging")[0]


def test_every_list_menu_takes_its_label_as_name_or_comment() -> None:
    menus = [menu for menu in MENUS.values() if menu.shape is Shape.LIST]
    assert len(menus) > 25
    for menu in menus:
        made = compile_tree(memory.load({"a.yaml": ROUTER + f"rows: {{{menu.path}: {{label: {{}}}}}}\n"}))
        assert {each.code for each in made.diagnostics} <= {"missing-field"}, menu.path
        assert (made.diagnostics == ()) == (
            not [each for each in menu.fields.values() if each.required and each.name != "name"]
        )


def test_an_anchor_goes_with_its_row() -> None:
    text = PORTAL + "    masquerade: {anchor: {before: the rest}}\n"
    (row,) = [row for row in _compiled(text).sites[0].rows if row.role == "masquerade"]
    assert row.anchor is not None
    assert (row.anchor.before, row.anchor.comment) == (True, "the rest")
