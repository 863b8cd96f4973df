"""Who may do what, and who gets in (NOTES section h)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sim_raw import Raw, rows, trap

from rosgit.sim import Router, Server, Session

DENIED = "not enough permissions (9)"
POOL = {"name": "p", "ranges": "10.0.0.2"}


@pytest.mark.parametrize(
    ("user", "path", "words"),
    [
        ("viewer", "/ip/pool/add", POOL),
        ("viewer", "/system/identity/set", {"name": "x"}),
        ("writer", "/user/add", {"name": "x", "group": "full", "password": "x"}),
        ("writer", "/user/group/set", {"numbers": "write", "policy": "read,write,policy"}),
        ("writer", "/system/scheduler/add", {"name": "s", "policy": "read,policy"}),
        ("writer", "/system/script/add", {"name": "s", "policy": "ftp"}),
    ],
)
def test_a_command_without_its_policy_is_refused(
    router: Router, ask, user: str, path: str, words: Mapping[str, str]
) -> None:
    before = router.to_json()
    assert trap(ask(path, words, user=user)) == DENIED
    assert router.to_json() == before


def test_a_policy_that_is_there_is_enough(ask) -> None:
    assert ask("/ip/pool/add", POOL, user="writer") == [("!done", "=ret=*1")]
    assert ask("/system/script/add", {"name": "s", "policy": "read,write"}, user="writer") == [
        ("!done", "=ret=*1")
    ]
    assert rows(ask("/ip/pool/print", user="viewer"))[0]["name"] == "p"


def test_write_alone_does_not_read(router: Router) -> None:
    router.add("/user/group", name="blind", policy="api,write")
    router.add("/user", name="mole", group="blind", password="m")
    session = Session()
    assert router.execute(session, ("/login", "=name=mole", "=password=m")) == [("!done",)]
    assert trap(router.execute(session, ("/ip/pool/print",))) == DENIED
    assert router.execute(session, ("/ip/pool/add", "=name=p", "=ranges=10.0.0.2")) == [("!done", "=ret=*1")]


@pytest.mark.parametrize(
    ("menu", "field", "fields"),
    [
        ("/ip/hotspot/user", "password", {"name": "u", "password": "hush"}),
        ("/radius", "secret", {"address": "10.0.0.1", "secret": "hush", "service": "hotspot"}),
        (
            "/ip/hotspot/profile",
            "mac-auth-password",
            {"name": "p", "login-by": "mac", "mac-auth-password": "hush"},
        ),
    ],
)
def test_secrets_are_absent_without_sensitive(
    router: Router, menu: str, field: str, fields: Mapping[str, str]
) -> None:
    router.add("/user/group", name="plain", policy="api,read")
    router.add("/user", name="ann", group="plain", password="a")
    router.add(menu, **fields)
    session = Session()
    router.execute(session, ("/login", "=name=ann", "=password=a"))
    assert "hush" not in str(router.execute(session, (f"{menu}/print",)))
    assert "hush" not in str(router.execute(session, (f"{menu}/get", f"=.id={router.rows(menu)[-1]['.id']}")))
    assert router.rows(menu)[-1][field] == "hush"


def test_a_user_password_is_never_shown_to_anyone(ask) -> None:
    ask("/user/add", {"name": "x", "group": "read", "password": "hush"})
    assert "hush" not in str(ask("/user/print"))


def test_a_group_that_changes_counts_at_once(router: Router, ask) -> None:
    ask("/ip/pool/print", user="viewer")
    router.set("/user", "viewer", group="write")
    assert ask("/ip/pool/add", POOL, user="viewer") == [("!done", "=ret=*1")]


@pytest.mark.parametrize(
    "shut",
    [
        ("/user", "admin", {"disabled": "yes"}),
        ("/user", "admin", {"address": "10.0.0.0/8"}),
        ("/user", "admin", {"password": "new"}),
        ("/user/group", "full", {"policy": "read,write,policy"}),
        ("/ip/service", "api", {"address": "10.0.0.0/8"}),
    ],
)
def test_a_login_that_is_shut_out_gets_the_one_text(
    router: Router, server: Server, shut: tuple[str, str, Mapping[str, str]]
) -> None:
    menu, target, fields = shut
    router.set(menu, target, **fields)
    with Raw(server.port, login=False) as client:
        assert trap(client.ask("/login", "=name=admin", "=password=")) == "invalid user name or password (6)"


@pytest.mark.parametrize("fields", [{"disabled": "yes"}, {"port": "8999"}])
def test_a_service_that_is_off_or_elsewhere_takes_no_connection(
    router: Router, server: Server, fields: Mapping[str, str]
) -> None:
    router.set("/ip/service", "api", **fields)
    with pytest.raises(ConnectionResetError), Raw(server.port, login=False) as client:
        client.socket.recv(1)


def test_active_users_show_this_very_session(server: Server, raw: Raw) -> None:
    with Raw(server.port, user="viewer", password="v") as other:
        found = rows(other.ask("/user/active/print"))
        assert [(row["name"], row["via"], row["address"]) for row in found] == [
            ("admin", "api", "127.0.0.1"),
            ("viewer", "api", "127.0.0.1"),
        ]
    other.socket.close()
