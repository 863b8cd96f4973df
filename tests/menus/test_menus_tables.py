"""The tables against themselves: what one line says must fit the others."""

from __future__ import annotations

import pytest

from rosgit.menus import EXTERNAL, MENUS
from rosgit.menus.kinds import Bits, Enum, List
from rosgit.menus.table import Clear, Field, Menu, Ref, Shape, When
from rosgit.model.version import NEWEST, OLDEST, Version

ALL = list(MENUS.values())
# These come about by hand, or the other way round: a bridge is an interface.
UNORDERED = {"/interface", "/certificate", "/file", "/system/logging/action"}


def _id(menu: Menu) -> str:
    return menu.path


def _refs(menu: Menu) -> list[tuple[Field, Ref]]:
    return [(each, each.ref) for each in menu.fields.values() if each.ref is not None]


@pytest.mark.parametrize("menu", ALL, ids=_id)
def test_every_default_is_canonical(menu: Menu) -> None:
    for field in menu.fields.values():
        if field.default is not None:
            assert field.kind.canonical(field.default) == field.default, field.name


@pytest.mark.parametrize("menu", ALL, ids=_id)
def test_every_factory_row_is_canonical_and_made_of_fields_and_flags(menu: Menu) -> None:
    for row in menu.builtin:
        for name, text in row.items():
            if name in menu.flags and name not in menu.fields:
                assert text == "true"
            else:
                assert menu.fields[name].kind.canonical(text) == text


@pytest.mark.parametrize("menu", ALL, ids=_id)
def test_factory_rows_have_keys_and_protected_ones_exist(menu: Menu) -> None:
    keys = [row.get(menu.key[0]) for row in menu.builtin if menu.key]
    assert None not in keys
    assert len(keys) == len(set(keys))
    assert menu.protected <= set(keys)


@pytest.mark.parametrize("menu", ALL, ids=_id)
def test_references_lead_to_a_field_of_a_table_or_to_a_listed_menu(menu: Menu) -> None:
    for field, ref in _refs(menu):
        for path in (ref.menu, *ref.also):
            if path not in EXTERNAL:
                assert ref.field in MENUS[path].fields, field.name


def test_external_menus_have_no_table() -> None:
    assert not EXTERNAL & set(MENUS)


def test_every_external_menu_is_referred_to() -> None:
    used = {path for menu in ALL for _, ref in _refs(menu) for path in (ref.menu, *ref.also)}
    assert used >= EXTERNAL


@pytest.mark.parametrize("menu", ALL, ids=_id)
def test_what_is_referred_to_is_written_first(menu: Menu) -> None:
    for field, ref in _refs(menu):
        target = MENUS.get(ref.menu)
        if not ref.soft and target is not None and target is not menu and ref.menu not in UNORDERED:
            assert target.weight < menu.weight, field.name


@pytest.mark.parametrize("menu", ALL, ids=_id)
def test_conditions_name_a_field_and_a_value_it_can_have(menu: Menu) -> None:
    for field in menu.fields.values():
        if field.when is not None:
            kind = menu.fields[field.when.field].kind
            holds = field.when.holds.removeprefix("!")
            assert kind.canonical(holds) == holds
            assert not isinstance(kind, Enum | Bits) or holds in kind.values


@pytest.mark.parametrize("menu", ALL, ids=_id)
def test_keys_are_fields_and_names_stand_once(menu: Menu) -> None:
    names = [each.name for each in menu.arguments]
    assert len(names) == len(set(names))
    assert set(menu.key) <= set(menu.fields)
    assert not set(menu.left_out) & set(menu.fields)
    assert not set(menu.read_only) & set(menu.fields)


@pytest.mark.parametrize("menu", ALL, ids=_id)
def test_orders_speak_of_fields_and_of_actions_that_exist(menu: Menu) -> None:
    order = menu.order
    if order is None:
        return
    named = {*order.plain} | {name for name in (order.group, order.action, order.through) if name is not None}
    assert named <= set(menu.fields)
    if order.action is not None:
        kind = menu.fields[order.action].kind
        assert isinstance(kind, Enum)
        assert order.terminal | order.passing <= set(kind.values)


@pytest.mark.parametrize("menu", ALL, ids=_id)
def test_every_menu_says_in_one_line_what_it_is(menu: Menu) -> None:
    assert menu.summary
    assert len(menu.summary) <= 90
    assert "\n" not in menu.summary


@pytest.mark.parametrize("menu", ALL, ids=_id)
def test_versions_lie_in_the_range_rosgit_knows(menu: Menu) -> None:
    for field in menu.fields.values():
        for mark in filter(None, (field.since, field.until)):
            assert OLDEST <= Version.parse(mark) <= Version(7, 24, 99)
        if field.since and field.until:
            assert Version.parse(field.since) <= Version.parse(field.until)


@pytest.mark.parametrize("menu", ALL, ids=_id)
def test_a_way_to_clear_can_be_spelled(menu: Menu) -> None:
    for field in menu.fields.values():
        assert (field.clearing is None) == (field.clear is None), field.name


@pytest.mark.parametrize("menu", ALL, ids=_id)
def test_key_menus_of_one_name_are_not_keyed_by_a_list(menu: Menu) -> None:
    assert not [name for name in menu.key if isinstance(menu.fields[name].kind, List | Bits)]


@pytest.mark.parametrize(
    ("holds", "value", "met"),
    [
        ("mac", "mac,cookie", True),
        ("mac", "mac-cookie", False),
        ("mac", None, False),
        ("true", "true", True),
        ("!none", "rstp", True),
        ("!none", "none", False),
    ],
)
def test_a_condition_looks_at_whole_words(holds: str, value: str | None, *, met: bool) -> None:
    assert When("other", holds).met(value) is met


KEYLESS = {
    "/ip/firewall/filter",
    "/ip/firewall/nat",
    "/ip/firewall/mangle",
    "/ip/hotspot/walled-garden",
    "/ip/hotspot/walled-garden/ip",
    "/radius",
    "/system/logging",
    "/ip/dns/static",
}


def test_menus_where_equal_rows_are_legal_have_no_key() -> None:
    rows = {menu.path for menu in ALL if not menu.singleton and menu.shape is not Shape.READ}
    assert {path for path in rows if not MENUS[path].key} == KEYLESS


def test_secrets_are_the_ones_the_notes_list() -> None:
    found = {(menu.path, each.name) for menu in ALL for each in menu.fields.values() if each.secret}
    assert found == {
        ("/ip/hotspot/user", "password"),
        ("/ip/hotspot/user", "otp-secret"),
        ("/ip/hotspot/user", "totp-secret"),
        ("/ip/hotspot/profile", "mac-auth-password"),
        ("/radius", "secret"),
        ("/user", "password"),
    }


def test_only_a_router_users_password_is_never_printed() -> None:
    found = [(menu.path, each.name) for menu in ALL for each in menu.fields.values() if each.write_only]
    assert found == [("/user", "password")]
    assert "password" not in MENUS["/user"].proplist


@pytest.mark.parametrize(
    ("path", "name", "word"),
    [
        ("/ip/firewall/filter", "protocol", ("!protocol", "")),
        ("/ip/hotspot/profile", "dns-name", ("dns-name", "")),
        ("/ip/dns", "allow-remote-requests", ("allow-remote-requests", "no")),
        ("/ip/hotspot", "disabled", ("disabled", "yes")),
        ("/ip/hotspot/user", "limit-uptime", ("limit-uptime", "0s")),
        ("/ip/service", "port", None),
    ],
)
def test_a_field_is_cleared_as_the_table_says(path: str, name: str, word: tuple[str, str] | None) -> None:
    assert MENUS[path].fields[name].clearing == word


@pytest.mark.parametrize(
    ("path", "row", "decides"),
    [
        ("/ip/firewall/filter", {"chain": "input", "action": "drop"}, True),
        ("/ip/firewall/filter", {"chain": "input"}, True),
        ("/ip/firewall/filter", {"action": "jump"}, False),
        ("/ip/firewall/filter", {"action": "fasttrack-connection"}, False),
        ("/ip/firewall/nat", {"action": "masquerade"}, True),
        ("/ip/firewall/nat", {"action": "passthrough"}, False),
        ("/ip/firewall/mangle", {"action": "mark-packet"}, False),
        ("/ip/firewall/mangle", {"action": "mark-packet", "passthrough": "false"}, True),
        ("/ip/firewall/mangle", {"action": "accept"}, True),
        ("/ip/firewall/mangle", {"action": "log", "passthrough": "false"}, False),
        ("/ip/hotspot/walled-garden", {}, True),
        ("/ip/hotspot/walled-garden/ip", {"action": "reject"}, True),
        ("/ip/hotspot/ip-binding", {"type": "bypassed"}, True),
        ("/radius", {"address": "10.0.0.1"}, False),
        ("/ip/pool", {"name": "a"}, False),
    ],
)
def test_a_row_decides_for_what_it_matches(path: str, row: dict[str, str], *, decides: bool) -> None:
    assert MENUS[path].decides(row) is decides


@pytest.mark.parametrize(
    ("path", "version", "has", "lacks"),
    [
        ("/ip/hotspot/user", "7.21.1", {"totp-secret"}, {"otp-secret"}),
        ("/ip/hotspot/user", "7.21.3", {"otp-secret"}, {"totp-secret"}),
        ("/system/logging", "7.21.4", {"regex"}, {"comment"}),
        ("/system/logging", "7.22", {"comment", "regex"}, set()),
        ("/ip/ssh", "7.20.8", {"always-allow-password-login"}, {"password-authentication"}),
        ("/ip/ssh", "7.21", {"password-authentication"}, {"always-allow-password-login"}),
        ("/ip/firewall/nat", "7.16", set(), {"tls-host"}),
        ("/interface/bridge", "7.23", {"dhcp-agent-circuit-id"}, {"add-dhcp-option82"}),
        ("/system/scheduler", "7.24", {"days"}, set()),
        ("/ip/service", "7.15", set(), {"max-sessions", "available-from"}),
    ],
)
def test_each_version_has_its_fields(path: str, version: str, has: set[str], lacks: set[str]) -> None:
    """NOTES section g."""
    known = set(MENUS[path].fields_for(Version.parse(version)))
    assert has <= known
    assert not lacks & known


def test_the_newest_version_has_fields_of_every_menu() -> None:
    for menu in ALL:
        assert menu.fields_for(NEWEST) or menu.shape is Shape.READ


def test_a_hotspot_server_is_born_disabled() -> None:
    """HOTSPOT section 2."""
    assert [menu.path for menu in ALL if menu.born_disabled] == ["/ip/hotspot"]


def test_clearing_by_default_is_never_used_without_one() -> None:
    for menu in ALL:
        for field in menu.fields.values():
            assert field.clear is not Clear.DEFAULT or field.default is not None, (menu.path, field.name)
