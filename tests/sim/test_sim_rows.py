"""Rows, their order, and what refers to them (NOTES sections a and d)."""

from __future__ import annotations

import pytest

from rosgit.sim import Router, Trap

FILTER = "/ip/firewall/filter"


def chains(router: Router) -> str:
    return "".join(row["chain"] for row in router.rows(FILTER) if row["dynamic"] == "false")


@pytest.fixture
def rules() -> Router:
    router = Router()
    for name in "abcd":
        router.add(FILTER, chain=name, action="accept")
    return router


@pytest.mark.parametrize(
    ("target", "destination", "order"),
    [
        ("*4", "*1", "dabc"),
        ("*1", "*4", "bcad"),
        ("*1", None, "bcda"),
        ("*3,*2", "*1", "cbad"),
        ("*2", "*2", "abcd"),
    ],
)
def test_move_puts_rows_before_the_destination(
    rules: Router, target: str, destination: str | None, order: str
) -> None:
    rules.move(FILTER, target, destination)
    assert chains(rules) == order


def test_place_before_puts_a_new_row_before_another(rules: Router) -> None:
    rules.add(FILTER, chain="x", action="drop", place_before="*2")
    assert chains(rules) == "axbcd"
    assert rules.rows(FILTER)[1][".id"] == "*5"


def test_a_plain_add_lands_last(rules: Router) -> None:
    rules.add(FILTER, chain="x", action="drop")
    assert chains(rules) == "abcdx"


def test_several_rows_go_in_one_command(rules: Router) -> None:
    rules.set(FILTER, "*1,*3", comment="both")
    assert [row.get("comment") for row in rules.rows(FILTER)] == ["both", None, "both", None]
    rules.remove(FILTER, "*1,*2,*4")
    assert chains(rules) == "c"


@pytest.mark.parametrize(("verb", "state"), [("disable", "true"), ("enable", "false")])
def test_enable_and_disable_do(rules: Router, verb: str, state: str) -> None:
    rules.set(FILTER, "*1", disabled="no" if verb == "disable" else "yes")
    rules._by_hand(FILTER, verb, {"numbers": "*1"})
    assert rules.rows(FILTER)[0]["disabled"] == state


def test_copy_from_takes_the_rest_from_another_row(rules: Router) -> None:
    rules.set(FILTER, "*2", src_address="10.0.0.1")
    rules.add(FILTER, copy_from="*2", chain="x")
    assert (rules.rows(FILTER)[-1]["chain"], rules.rows(FILTER)[-1]["src-address"]) == ("x", "10.0.0.1")


@pytest.mark.parametrize(
    ("menu", "fields", "name"),
    [
        ("/interface/bridge", {}, "bridge1"),
        ("/ip/hotspot", {"interface": "ether1"}, "hotspot1"),
        ("/ip/pool", {"ranges": "10.0.0.2"}, "pool1"),
    ],
)
def test_a_row_nobody_names_gets_a_name(menu: str, fields: dict[str, str], name: str) -> None:
    router = Router()
    router.add(menu, **fields)
    assert router.rows(menu)[0]["name"] == name


@pytest.fixture
def lobby() -> Router:
    router = Router()
    router.add("/interface/bridge", name="lobby")
    router.add("/interface/bridge/port", bridge="lobby", interface="ether3")
    router.add("/ip/address", address="10.5.50.1/24", interface="lobby")
    router.add("/ip/pool", name="guests", ranges="10.5.50.2-10.5.50.254")
    router.add("/ip/hotspot/profile", name="portal")
    router.add(
        "/ip/hotspot", name="h", interface="lobby", address_pool="guests", profile="portal", disabled="no"
    )
    router.add("/ip/dhcp-server", name="d", interface="lobby", address_pool="guests")
    return router


def test_references_follow_a_rename(lobby: Router) -> None:
    lobby.set("/interface/bridge", "lobby", name="hall")
    lobby.set("/ip/pool", "guests", name="people")
    lobby.set("/ip/hotspot/profile", "portal", name="door")
    (server,) = lobby.rows("/ip/hotspot")
    assert (server["interface"], server["address-pool"], server["profile"]) == ("hall", "people", "door")
    assert lobby.rows("/ip/address")[0]["interface"] == "hall"
    assert lobby.rows("/interface/bridge/port")[0]["bridge"] == "hall"


def test_a_removed_target_shows_as_its_raw_id(lobby: Router) -> None:
    lobby.remove("/ip/pool", "guests")
    lobby.remove("/ip/hotspot/profile", "portal")
    (server,) = lobby.rows("/ip/hotspot")
    assert (server["address-pool"], server["profile"]) == ("*1", "*2")
    lobby.add("/ip/pool", name="guests", ranges="10.5.50.2-10.5.50.254")
    assert lobby.rows("/ip/hotspot")[0]["address-pool"] == "*1"


def test_rows_of_a_lost_interface_are_invalid(lobby: Router) -> None:
    ident = lobby.rows("/interface/bridge")[0][".id"]
    lobby.remove("/interface/bridge", "lobby")
    for menu in ("/ip/hotspot", "/ip/address"):
        assert (lobby.rows(menu)[0]["invalid"], lobby.rows(menu)[0]["interface"]) == ("true", ident)
    assert lobby.rows("/interface/bridge/port")[0]["bridge"] == ident


def test_a_reference_may_be_written_as_an_id(lobby: Router) -> None:
    lobby.set("/ip/hotspot", "h", profile="*1")
    assert lobby.rows("/ip/hotspot")[0]["profile"] == "default"
    with pytest.raises(Trap, match="input does not match any value of profile"):
        lobby.set("/ip/hotspot", "h", profile="*77")


@pytest.mark.parametrize(
    ("menu", "fields"),
    [
        (FILTER, {"chain": "no-such-chain", "action": "jump", "jump-target": "nor-this"}),
        (FILTER, {"chain": "input", "action": "drop", "src-address-list": "nobody"}),
        ("/ip/hotspot/user/profile", {"name": "p", "address-list": "nobody", "on-login": "no-script"}),
        ("/ip/hotspot/profile", {"name": "p", "html-directory": "nowhere"}),
    ],
)
def test_soft_references_take_any_text(menu: str, fields: dict[str, str]) -> None:
    router = Router()
    router.add(menu, **fields)
    assert fields.items() <= router.rows(menu)[-1].items()


def test_bridges_and_vlans_are_interfaces_and_ports_are_slaves(lobby: Router) -> None:
    lobby.add("/interface/vlan", name="staff", interface="lobby", vlan_id="20")
    shown = {row["name"]: row for row in lobby.rows("/interface")}
    assert [shown[name]["type"] for name in ("ether3", "lobby", "staff")] == ["ether", "bridge", "vlan"]
    assert [shown[name]["slave"] for name in ("ether2", "ether3", "lobby")] == ["false", "true", "false"]
    assert len({row[".id"] for row in lobby.rows("/interface")}) == 7
    assert lobby.rows("/interface/vlan")[0][".id"] == shown["staff"][".id"]


def test_an_address_on_a_slave_says_so(lobby: Router) -> None:
    lobby.add("/ip/address", address="10.9.0.1/24", interface="ether3")
    row = lobby.rows("/ip/address")[1]
    assert (row["slave"], row["actual-interface"], row["interface"]) == ("true", "lobby", "ether3")


def test_an_interface_can_be_renamed_and_keeps_its_default_name(router: Router, ask) -> None:
    assert ask("/interface/set", {"numbers": "ether1", "name": "wan"}) == [("!done",)]
    assert (router.rows("/interface")[0]["name"], router.rows("/interface")[0]["default-name"]) == (
        "wan",
        "ether1",
    )
