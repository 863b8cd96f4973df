"""Round trips, latency, faults, restarts, and a clean end."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

import pytest
from librouteros.protocol import encode_sentence
from sim_raw import Raw, rows, trap

from rosgit.sim import Faults, Router, Server

IDENTITY = ("/system/identity/print",)


def test_connecting_logging_in_and_reading_are_three_trips(server: Server) -> None:
    with Raw(server.port) as client:
        client.write(*[(*IDENTITY, f".tag={n}") for n in range(60)])
        assert len(client.replies(60)) == 120
    assert server.trips == 3


def test_a_flight_of_many_bytes_is_one_trip(server: Server, raw: Raw) -> None:
    before = server.trips
    raw.write(
        *[("/ip/pool/add", f"=name=p{n}", "=ranges=10.0.0.2", f"=comment={'x' * 2000}") for n in range(60)]
    )
    assert [reply[0] for reply in raw.replies(60)] == ["!done"] * 60
    assert server.trips == before + 1


def test_waiting_for_each_reply_is_a_trip_each(server: Server, raw: Raw) -> None:
    before = server.trips
    for _ in range(5):
        raw.ask(*IDENTITY)
    assert server.trips == before + 5


def test_a_flight_in_portions_is_one_trip(server: Server, raw: Raw) -> None:
    before = server.trips
    data = encode_sentence(*IDENTITY, encoding="utf-8")
    raw.socket.sendall(data[:5])
    raw.socket.sendall(data[5:] + data)
    assert len(raw.replies(2)) == 4
    assert server.trips == before + 1


def test_tls_is_one_trip_more(server: Server) -> None:
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", server.tls_port or 0), timeout=10) as plain,
        context.wrap_socket(plain) as secure,
    ):
        secure.sendall(encode_sentence("/login", "=name=admin", "=password=", encoding="utf-8"))
        assert secure.recv(100) == encode_sentence("!done", encoding="utf-8")
    assert server.trips == 3


def test_latency_delays_each_flight_and_the_first_one_twice(router: Router) -> None:
    with Server(router, latency=0.05) as server:
        began = time.monotonic()
        with Raw(server.port) as client:
            logged_in = time.monotonic()
            client.write(IDENTITY, IDENTITY, IDENTITY)
            client.replies(3)
            ended = time.monotonic()
    assert logged_in - began >= 0.1
    assert ended - logged_in >= 0.05


def test_connections_keep_a_record(server: Server, raw: Raw) -> None:
    raw.ask(*IDENTITY)
    raw.ask("/ip/pool/add", "=name=p", "=ranges=10.0.0.2")
    (connection,) = server.connections
    assert connection.commands == [IDENTITY, ("/ip/pool/add", "=name=p", "=ranges=10.0.0.2")]
    assert (connection.writes, connection.trips, server.router.writes) == (1, 4, 1)


def test_nothing_is_left_when_the_server_stops(router: Router) -> None:
    before = threading.active_count()
    server = Server(router, tls_port=0).start()
    port = server.port
    clients = [Raw(port) for _ in range(3)]
    server.stop()
    assert threading.active_count() == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
    for client in clients:
        assert client.read() == []
        client.socket.close()
    assert router.sessions == []


def test_stopping_twice_or_before_the_start_is_harmless(router: Router) -> None:
    server = Server(router)
    server.stop()
    server.start()
    server.stop()
    server.stop()


def test_a_stopped_server_has_still_its_counts(router: Router) -> None:
    with Server(router) as server, Raw(server.port) as client:
        client.ask(*IDENTITY)
    assert server.trips == 3


# -- faults: commands after the login count from 1

ADD = ("/ip/pool/add", "=name=p", "=ranges=10.0.0.2")


@pytest.mark.parametrize(
    ("faults", "written"),
    [
        (Faults(cut_before=2), 0),
        (Faults(cut_after=2), 1),
        (Faults(reset_at=2), 1),
        (Faults(cut_within=2), 1),
        (Faults(reset_within=2), 1),
        (Faults(cut_request=2), 0),
    ],
)
def test_a_cut_comes_where_it_was_ordered(router: Router, faults: Faults, written: int) -> None:
    with Server(router, faults=faults) as server, Raw(server.port) as client:
        assert rows(client.ask(*IDENTITY)) == [{"name": "MikroTik"}]
        client.write(ADD)
        with contextlib.suppress(ConnectionResetError):
            assert client.read() in ([], ["!done"])
            assert client.read() == []
    assert len(router.rows("/ip/pool")) == written


def test_replies_before_a_cut_are_delivered(router: Router) -> None:
    with Server(router, faults=Faults(cut_before=3)) as server, Raw(server.port) as client:
        client.write(IDENTITY, ADD, ADD)
        assert [reply[0] for reply in client.replies(3)] == ["!re", "!done", "!done"]


def test_a_cut_within_a_request_takes_the_answers_of_its_flight_along(router: Router) -> None:
    with Server(router, faults=Faults(cut_request=2)) as server, Raw(server.port) as client:
        client.write(ADD, IDENTITY)
        assert client.read() == []
    assert len(router.rows("/ip/pool")) == 1


def test_a_trap_to_order_answers_instead_of_running(router: Router) -> None:
    faults = Faults(trap={1: ("failure: disk full", 4)})
    with Server(router, faults=faults) as server, Raw(server.port) as client:
        assert client.ask(*ADD, ".tag=x") == [
            ["!trap", "=category=4", "=message=failure: disk full", ".tag=x"],
            ["!done", ".tag=x"],
        ]
    assert router.rows("/ip/pool") == ()


def test_rubbish_comes_where_it_was_ordered(router: Router) -> None:
    with Server(router, faults=Faults(rubbish_at=1)) as server, Raw(server.port) as client:
        client.write(IDENTITY)
        assert client.socket.recv(1) == b"\xff"


def test_a_router_that_hangs_says_nothing_and_does_nothing(router: Router) -> None:
    with Server(router, faults=Faults(hang_at=2)) as server, Raw(server.port) as client:
        client.write(IDENTITY, ADD)
        client.socket.settimeout(0.1)
        with pytest.raises(TimeoutError):
            client.read()
    assert router.rows("/ip/pool") == ()


def test_a_mute_router_does_not_even_refuse(router: Router) -> None:
    with Server(router, faults=Faults(mute=True)) as server, Raw(server.port, login=False) as client:
        client.write(("/login", "=name=admin", "=password="))
        client.socket.settimeout(0.1)
        with pytest.raises(TimeoutError):
            client.read()


def test_a_login_can_be_refused_to_order(router: Router) -> None:
    faults = Faults(refuse_login="cannot log in")
    with Server(router, faults=faults) as server, Raw(server.port, login=False) as client:
        assert trap(client.ask("/login", "=name=admin", "=password=")) == "cannot log in"


def test_a_person_can_come_between_two_commands(router: Router) -> None:
    hand = Faults(before={2: lambda: router.set("/system/identity", name="hers")})
    with Server(router, faults=hand) as server, Raw(server.port) as client:
        client.write(IDENTITY, IDENTITY)
        assert [row["name"] for row in rows(client.replies(2))] == ["MikroTik", "hers"]


def test_faults_count_over_all_connections(router: Router) -> None:
    with Server(router, faults=Faults(cut_before=2)) as server:
        with Raw(server.port) as one:
            one.ask(*IDENTITY)
        with Raw(server.port) as two:
            assert two.ask(*IDENTITY) == []


# -- restarts


def test_a_restart_drops_connections_and_keeps_the_configuration(
    server: Server, raw: Raw, router: Router
) -> None:
    raw.ask(*ADD)
    router.tick(100)
    router.restart()
    assert raw.read() == []
    assert (router.uptime, router.boots, router.sessions) == (0, 1, [])
    with Raw(server.port) as again:
        assert rows(again.ask("/ip/pool/print"))[0]["name"] == "p"


def test_a_router_can_reboot_in_the_middle_of_a_flight(router: Router) -> None:
    with Server(router, faults=Faults(before={2: router.restart})) as server:
        with Raw(server.port) as client:
            client.write(ADD, ("/system/identity/set", "=name=late"), IDENTITY)
            assert client.read() == []
        assert router.boots == 1


def test_a_client_may_order_a_reboot(server: Server, raw: Raw, router: Router) -> None:
    raw.write(("/system/reboot",))
    raw.replies()
    assert raw.read() == []
    assert router.boots == 1


def test_dynamic_rows_are_made_anew_at_a_restart(router: Router) -> None:
    router.add("/ip/hotspot", name="h", interface="ether2", disabled="no")
    router.add("/ip/firewall/address-list", list="l", address="10.0.0.1", timeout="1h")
    before = router.rows("/ip/firewall/nat")
    router.restart()
    after = router.rows("/ip/firewall/nat")
    assert [{**row, ".id": ""} for row in after] == [{**row, ".id": ""} for row in before]
    assert router.rows("/ip/firewall/address-list") == ()


def test_a_kept_state_comes_back_whole(router: Router) -> None:
    router.add("/interface/bridge", name="lobby")
    router.add("/ip/hotspot", name="h", interface="lobby", disabled="no")
    router.add("/queue/simple", name="q", target="lobby", queue="default/ethernet-default")
    again = Router.from_json(router.to_json())
    for menu in ("/interface", "/ip/hotspot", "/queue/simple", "/user", "/user/group", "/system/identity"):
        assert again.rows(menu) == router.rows(menu), menu
    again.set("/interface/bridge", "lobby", name="hall")
    assert again.rows("/ip/hotspot")[0]["interface"] == "hall"
    assert again.add("/ip/pool", ranges="10.0.0.2") == "*1"
    assert again.to_json() != router.to_json()


@pytest.mark.parametrize("text", ["{}", '{"format": 2}', "[]", "nonsense"])
def test_a_state_that_is_none_of_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"state|Expecting"):
        Router.from_json(text)
