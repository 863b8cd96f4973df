"""Clients that were not written for the simulator are content with it."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager

import librouteros
import pytest
import routeros_api
from librouteros.exceptions import FatalError, TrapError
from librouteros.query import Key

from rosgit.sim import Router, Server


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, logger="librouteros")


@contextmanager
def sync(server: Server, **more: object) -> Iterator[librouteros.api.Api]:
    options = {"port": server.port, "timeout": 10, "encoding": "utf-8", **more}
    with closing(librouteros.connect("127.0.0.1", "admin", "", **options)) as api:
        yield api


def test_librouteros_adds_reads_changes_and_removes(server: Server) -> None:
    with sync(server) as api:
        pool = api.path("ip", "pool")
        ident = pool.add(name="guests", ranges="10.5.50.2-10.5.50.254")
        assert list(pool) == [{".id": ident, "name": "guests", "ranges": "10.5.50.2-10.5.50.254"}]
        pool.update(**{".id": ident, "comment": "zażółć"})
        name = Key("name")
        assert list(pool.select(name, Key("comment")).where(name == "guests")) == [
            {"name": "guests", "comment": "zażółć"}
        ]
        pool.remove(ident)
        assert list(pool) == []


def test_librouteros_gets_traps_and_stays_connected(server: Server) -> None:
    with sync(server) as api:
        for _ in range(2):
            with pytest.raises(TrapError, match="no such command prefix"):
                list(api("/no/such/print"))
        assert list(api("/system/identity/print")) == [{"name": "MikroTik"}]


def test_librouteros_fails_a_wrong_login(server: Server) -> None:
    with pytest.raises(TrapError, match=r"invalid user name or password \(6\)"):
        librouteros.connect("127.0.0.1", "admin", "wrong", port=server.port)


def test_librouteros_quits(server: Server) -> None:
    with sync(server) as api, pytest.raises(FatalError, match="session terminated on request"):
        list(api("/quit"))


def test_librouteros_async_does_the_same(server: Server) -> None:
    async def talk() -> list[dict[str, object]]:
        api = await librouteros.async_connect("127.0.0.1", "admin", "", port=server.port, timeout=10)
        pool = api.path("ip", "pool")
        await pool.add(name="guests", ranges="10.5.50.2-10.5.50.254")
        found = [row async for row in pool]
        await api.close()
        return found

    assert asyncio.run(talk()) == [{".id": "*1", "name": "guests", "ranges": "10.5.50.2-10.5.50.254"}]


def test_librouteros_talks_tls(server: Server) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with sync(server, port=server.tls_port, ssl_wrapper=context.wrap_socket) as api:
        assert next(iter(api("/user/active/print")))["via"] == "api-ssl"
        der = api.protocol.transport.sock.getpeercert(binary_form=True)
    assert hashlib.sha256(der).hexdigest() == server.fingerprint


def test_routeros_api_adds_reads_changes_and_removes(server: Server) -> None:
    pool = routeros_api.RouterOsApiPool("127.0.0.1", "admin", "", port=server.port, plaintext_login=True)
    try:
        users = pool.get_api().get_resource("/ip/hotspot/user")
        users.add(name="alice", password="wonder", limit_uptime="3600")
        (alice,) = users.get(name="alice")
        assert (alice["limit-uptime"], alice["password"]) == ("1h", "wonder")
        users.set(id=alice["id"], comment="guest")
        assert users.get(name="alice")[0]["comment"] == "guest"
        users.remove(id=alice["id"])
        assert users.get(name="alice") == []
        with pytest.raises(routeros_api.exceptions.RouterOsApiCommunicationError, match="no such item"):
            users.remove(id=alice["id"])
    finally:
        pool.disconnect()


def test_routeros_api_reads_every_menu_in_flight_at_once(server: Server) -> None:
    pool = routeros_api.RouterOsApiPool("127.0.0.1", "admin", "", port=server.port, plaintext_login=True)
    try:
        api = pool.get_api()
        paths = ["/interface", "/user", "/ip/service", "/queue/type", "/system/resource"]
        promises = [api.get_resource(path).get_async() for path in paths]
        assert [len(promise.get()) for promise in reversed(promises)] == [1, 10, 8, 3, 5]
    finally:
        pool.disconnect()


def test_a_change_by_one_client_is_seen_by_the_next(server: Server, router: Router) -> None:
    with sync(server) as one, sync(server) as two:
        list(one("/system/identity/set", name="one"))
        assert list(two("/system/identity/print")) == [{"name": "one"}]
    assert router.rows("/system/identity") == ({"name": "one"},)
