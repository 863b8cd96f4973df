"""What a router refuses, in the words NOTES section c confirms."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sim_raw import trap

from rosgit.sim import Router, Trap

POOL = {"name": "p", "ranges": "10.0.0.2-10.0.0.9"}


@pytest.mark.parametrize(
    ("path", "words", "text"),
    [
        ("/no/such/print", {}, "no such command prefix"),
        ("/ip/print", {}, "no such command"),
        ("/ip/pool/frobnicate", {}, "no such command"),
        ("/system/identity/add", {"name": "x"}, "no such command"),
        ("/ip/service/remove", {"numbers": "www"}, "no such command"),
        ("/system/resource/set", {"version": "8"}, "no such command"),
        ("/ip/pool/move", {"numbers": "*1"}, "no such command"),
        ("/ip/pool/enable", {"numbers": "*1"}, "no such command"),
        ("/ip/hotspot/profile/comment", {"numbers": "*1", "comment": "x"}, "no such command"),
        ("/ip/pool/set", {".id": "*99", "comment": "x"}, "no such item"),
        ("/ip/pool/set", {"numbers": "nobody", "comment": "x"}, "no such item"),
        ("/ip/pool/remove", {".id": "*zz"}, "no such item"),
        ("/ip/firewall/filter/move", {"numbers": "*1", "destination": "*2"}, "no such item"),
        ("/ip/hotspot/profile/add", {"name": "x", "redirect-url": "y"}, "unknown parameter redirect-url"),
        ("/ip/pool/add", {**POOL, "disabled": "yes"}, "unknown parameter disabled"),
        ("/ip/pool/add", {**POOL, "place-before": "*1"}, "unknown parameter place-before"),
        ("/ip/pool/add", {**POOL, ".id": "*1"}, "unknown parameter .id"),
        ("/ip/pool/print", {"frobnicate": ""}, "unknown parameter frobnicate"),
        ("/ip/service/set", {"numbers": "www", "name": "x"}, "unknown parameter name"),
        ("/ip/pool/add", {"name": "x"}, "missing value(s) of argument(s) ranges"),
        ("/ip/hotspot/add", {"name": "x"}, "missing value(s) of argument(s) interface"),
        ("/ip/hotspot/add", {"interface": "ether9"}, "input does not match any value of interface"),
        (
            "/ip/hotspot/user/add",
            {"name": "x", "profile": "gone"},
            "input does not match any value of profile",
        ),
        (
            "/ip/hotspot/profile/add",
            {"name": "x", "login-by": "telepathy"},
            "input does not match any value of login-by",
        ),
        (
            "/ip/hotspot/ip-binding/add",
            {"mac-address": "nonsense"},
            "invalid value of mac-address, mac address required",
        ),
        ("/ip/pool/add", {"ranges": "10.0.0.1-"}, "value of range must have ip address after '-'"),
        (
            "/ip/hotspot/user/add",
            {"name": "x", "limit-uptime": "soon"},
            "invalid value for argument limit-uptime",
        ),
        ("/file/add", {"name": "f", "contents": "x" * 61_500}, "failure: contents too long"),
    ],
)
def test_a_wrong_command_is_refused_in_the_routers_words(
    path: str, words: Mapping[str, str], text: str, ask
) -> None:
    assert trap(ask(path, words)) == text


@pytest.mark.parametrize(
    ("path", "words", "text"),
    [
        (
            "/ip/address",
            {"address": "10.0.0.1/24", "interface": "ether1"},
            "failure: already have such address",
        ),
        ("/interface/bridge", {"name": "ether1"}, "failure: already have interface with such name"),
        (
            "/interface/vlan",
            {"name": "ether1", "interface": "ether2", "vlan-id": "5"},
            "failure: already have interface with such name",
        ),
        ("/ip/pool", POOL, "failure: pool with such name exists"),
        ("/ip/hotspot/profile", {"name": "p"}, "failure: server profile with such name already exists"),
        ("/ip/hotspot/user", {"name": "u"}, "failure: already have user with this name for this server"),
        ("/ip/hotspot/ip-binding", {"address": "10.0.0.7"}, "failure: such client already exists"),
        ("/system/script", {"name": "s"}, "failure: item with such name already exists"),
        (
            "/ip/firewall/address-list",
            {"list": "l", "address": "10.0.0.1"},
            "failure: already have such entry",
        ),
        (
            "/user",
            {"name": "u", "group": "read", "password": "x"},
            "failure: user with the same name already exists",
        ),
    ],
)
def test_a_duplicate_is_refused_in_the_words_of_its_menu(
    path: str, words: Mapping[str, str], text: str, ask
) -> None:
    first = ask(f"{path}/add", words)
    assert trap(first if first[0][0] == "!trap" else ask(f"{path}/add", words)) == text


def test_a_hotspot_user_of_all_servers_collides_with_any() -> None:
    router = Router()
    router.add("/ip/hotspot", name="h1", interface="ether1")
    router.add("/ip/hotspot", name="h2", interface="ether2")
    router.add("/ip/hotspot/user", name="u", server="h1")
    router.add("/ip/hotspot/user", name="u", server="h2")
    for server in ("h1", "all"):
        with pytest.raises(Trap, match="already have user with this name for this server"):
            router.add("/ip/hotspot/user", name="u", server=server)


@pytest.mark.parametrize(
    "menu", ["/ip/firewall/filter", "/ip/firewall/nat", "/radius", "/ip/hotspot/walled-garden"]
)
def test_identical_rows_are_legal_where_order_decides(menu: str) -> None:
    router = Router()
    fields = {"/radius": {"address": "10.0.0.1"}, "/ip/hotspot/walled-garden": {"dst-host": "x"}}
    chain = {"/ip/firewall/nat": "srcnat"}.get(menu, "forward")
    for _ in range(2):
        router.add(menu, **fields.get(menu, {"chain": chain, "action": "accept"}))
    assert len(router.rows(menu)) == 2


def test_a_refused_command_changes_nothing(router: Router, ask) -> None:
    ask("/ip/pool/add", POOL)
    before = router.to_json()
    assert trap(ask("/ip/pool/set", {".id": "*1", "comment": "new", "next-pool": "gone"}))
    assert trap(ask("/ip/pool/add", {**POOL, "comment": "twin"}))
    assert router.to_json() == before
    assert router.writes == 1


@pytest.mark.parametrize(
    ("menu", "name"),
    [
        ("/ip/hotspot/profile", "default"),
        ("/ip/hotspot/user/profile", "default"),
        ("/ip/hotspot/user", "default-trial"),
        ("/interface/list", "all"),
        ("/user/group", "full"),
        ("/user", "admin"),
    ],
)
def test_what_a_router_cannot_do_without_stays(menu: str, name: str) -> None:
    router = Router()
    with pytest.raises(Trap):
        router.remove(menu, name)
    assert name in [row["name"] for row in router.rows(menu)]


@pytest.mark.parametrize("menu", ["/ip/hotspot/profile", "/ip/hotspot/user/profile"])
def test_a_default_profile_can_be_set(menu: str) -> None:
    router = Router()
    router.set(menu, "default", rate_limit="1M/1M")
    assert router.rows(menu)[0]["rate-limit"] == "1M/1M"


def test_a_second_hotspot_on_an_interface_is_refused() -> None:
    router = Router()
    router.add("/ip/hotspot", interface="ether1")
    with pytest.raises(Trap):
        router.add("/ip/hotspot", interface="ether1")


def test_a_keepalive_of_zero_is_ignored() -> None:
    router = Router()
    router.set("/ip/hotspot/user/profile", "default", keepalive_timeout="0")
    assert router.rows("/ip/hotspot/user/profile")[0]["keepalive-timeout"] == "2m"


def test_a_user_cannot_disable_itself_and_is_not_told(router: Router, ask) -> None:
    assert ask("/user/set", {"numbers": "admin", "disabled": "yes"}) == [("!done",)]
    assert router.rows("/user")[0]["disabled"] == "false"
