from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest

from rosgit.device import Deadline, Reply, Sentence, Trap, connect
from rosgit.device.path import PATH_MENUS, own_path
from rosgit.model.path import Guest, Login, OwnPath, Route
from rosgit.model.secret import Secret
from rosgit.model.target import Target, Tls
from rosgit.sim import Router, Server

Rows = list[dict[str, str]]
NO_PERMISSION = Reply(traps=(Trap("not enough permissions (9)"),))


class Fake:
    """Answers prints from a table; what is not in it has no rows."""

    username = "rosgit"
    ends = ("10.0.0.5", "10.0.0.1")

    def __init__(self, replies: Mapping[str, Rows | Reply]) -> None:
        self.replies = replies
        self.asked: list[list[Sentence]] = []

    def flight(self, sentences: Collection[Sentence], deadline: Deadline) -> tuple[Reply, ...]:
        deadline.left()
        self.asked.append(list(sentences))
        return tuple(self._reply(each.command.removesuffix("/print")) for each in sentences)

    def _reply(self, path: str) -> Reply:
        found = self.replies.get(path, [])
        return found if isinstance(found, Reply) else Reply(tuple(found))


def seen(replies: Mapping[str, Rows | Reply]) -> OwnPath:
    return own_path(Fake(replies), Deadline.after(10))


def test_everything_is_asked_in_one_flight_and_dynamic_rules_too() -> None:
    fake = Fake({})
    own_path(fake, Deadline.after(10))
    (asked,) = fake.asked
    prints = {each.command.removesuffix("/print"): each for each in asked}
    assert {*PATH_MENUS, "/user/active", "/ip/hotspot/active", "/safe-mode"} <= prints.keys()
    assert prints["/ip/firewall/filter"].queries == ()
    assert prints["/ip/firewall/address-list"].proplist == (".id", "list", "address", "disabled", "dynamic")


def test_routes_are_asked_by_the_prefixes_that_hold_our_address() -> None:
    fake = Fake({})
    own_path(fake, Deadline.after(10))
    (route,) = (each for each in fake.asked[0] if each.command == "/ip/route/print")
    assert {"?dst-address=0.0.0.0/0", "?dst-address=10.0.0.0/8", "?dst-address=10.0.0.5/32"} <= {
        *route.queries
    }
    assert route.queries.count("?#|") == 32


def test_sessions_guests_and_routes_are_read() -> None:
    guest = {"server": "lobby", "address": "10.5.50.10", "mac-address": "aa:bb:cc:00:11:22"}
    path = seen(
        {
            "/user/active": [{"name": "rosgit", "address": "10.0.0.5", "via": "api-ssl"}],
            "/ip/hotspot/active": [guest],
            "/ip/hotspot/host": [{**guest, "authorized": "true"}, {**guest, "bypassed": "false"}],
            "/ip/dhcp-server/lease": [{**guest, "server": "all", "active-server": "guests"}],
            "/ip/route": [
                {"dst-address": "0.0.0.0/0", "immediate-gw": "192.0.2.1%ether1", "active": "true"},
                {"dst-address": "10.0.0.0/24", "immediate-gw": "bridge", "active": "true"},
                {"dst-address": "10.0.0.0/8", "immediate-gw": "10.0.0.9%ether3", "active": "false"},
                {"dst-address": "10.0.0.0/16", "gateway": "10.0.0.9"},
            ],
            "/safe-mode": [{"enabled": "true", "owner": "anna"}],
            "/system/history": [{"by": "anna"}, {"by": "anna"}, {"by": "ben"}],
        }
    )
    assert path.logins == (Login("rosgit", "10.0.0.5", "api-ssl"),)
    assert path.sources == ("10.0.0.5",)
    assert path.sessions[0].mac == "AA:BB:CC:00:11:22"
    assert [each.inside for each in path.hosts] == [True, False]
    assert [each.server for each in path.leases] == ["guests"]
    assert path.routes == (Route("0.0.0.0/0", "ether1", "192.0.2.1"), Route("10.0.0.0/24", "bridge"))
    assert path.safe_mode["owner"] == "anna"
    assert path.floating == ("anna", "ben")
    assert path.unread == {}


@pytest.mark.parametrize(
    "menu", [*PATH_MENUS, "/user/active", "/ip/hotspot/active", "/safe-mode", "/ip/route"]
)
def test_a_menu_that_is_refused_is_unknown_with_the_routers_words(menu: str) -> None:
    path = seen({menu: NO_PERMISSION})
    assert path.unread == {menu: "not enough permissions (9)"}
    assert menu not in path.rows


@pytest.mark.parametrize(
    ("logins", "source", "sources"),
    [
        ((), "10.0.0.5", ()),
        ((Login("rosgit", "10.0.0.5", "api"),), "192.168.1.2", ("10.0.0.5",)),
        ((Login("rosgit", "10.0.0.5", "api"), Login("rosgit", "10.0.0.6", "api")), "10.0.0.6", ("10.0.0.6",)),
        (
            (Login("rosgit", "10.0.0.5", "api"), Login("rosgit", "10.0.0.6", "api-ssl")),
            "192.168.1.2",
            ("10.0.0.5", "10.0.0.6"),
        ),
        ((Login("rosgit", "10.0.0.5", "winbox"), Login("anna", "10.0.0.6", "api")), "10.0.0.5", ()),
    ],
)
def test_our_address_is_the_one_the_router_sees(
    logins: tuple[Login, ...], source: str, sources: tuple[str, ...]
) -> None:
    assert OwnPath("rosgit", source, "10.0.0.1", logins).sources == sources


def test_a_simulated_router_shows_the_path_over_loopback() -> None:
    router = Router(users=[("rosgit", "pw", "full")])
    router.add("/ip/address", address="10.0.0.1/24", interface="ether2")
    router.guests.append({"server": "lobby", "address": "10.5.50.10", "mac-address": "AA:BB:CC:00:11:22"})
    with Server(router, tls_port=0) as server:
        target = Target("127.0.0.1", server.tls_port or 0, "rosgit", None, Tls((server.fingerprint,)), "7.22")
        with connect(target, Secret("pw"), Deadline.after(30)) as device:
            before = device.trips
            path = own_path(device, Deadline.after(30))
            assert device.trips == before + 1
    assert path.sources == ("127.0.0.1",)
    assert (path.source, path.reached) == ("127.0.0.1", "127.0.0.1")
    assert [row.fields["address"] for row in path.rows["/ip/address"]] == ["10.0.0.1/24"]
    assert path.sessions[0] == Guest("lobby", "10.5.50.10", "AA:BB:CC:00:11:22", inside=False)
    assert path.unread.keys() <= {"/safe-mode", "/ip/route", "/system/history"}
