"""What rosgit relies on of any router, run against the simulated one by default.

``ROSGIT_TEST_ROUTER=USER@HOST:PORT`` runs it against a real (spare!) router instead, with
``ROSGIT_TEST_PASSWORD``, and over api-ssl when ``ROSGIT_TEST_FINGERPRINT`` is given. Rows it makes
are named ``rosgit-contract-...`` and removed again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from rosgit.device import (
    Deadline,
    Device,
    LoginRefused,
    Reply,
    Sentence,
    TlsRefused,
    connect,
    observe,
    read,
)
from rosgit.menus import MENUS
from rosgit.model.secret import Secret
from rosgit.model.target import Target, Tls
from rosgit.sim import Router, Server

POOL = "/ip/pool"
BINDING = "/ip/hotspot/ip-binding"
NAME = "rosgit-contract-1"


def until() -> Deadline:
    return Deadline.after(30)


@pytest.fixture(scope="module")
def router() -> Iterator[tuple[Target, Secret]]:
    """How to reach the router under test."""
    named = os.environ.get("ROSGIT_TEST_ROUTER")
    if named:
        if "PYTEST_XDIST_WORKER" in os.environ:
            pytest.skip("a real router is asked by one process: pytest tests/device/test_contract.py")
        user, _, place = named.rpartition("@")
        host, _, port = place.rpartition(":")
        pin = os.environ.get("ROSGIT_TEST_FINGERPRINT")
        target = Target(host, int(port), user, None, Tls((pin,)) if pin else None, "7.22")
        yield target, Secret(os.environ["ROSGIT_TEST_PASSWORD"])
        return
    with Server(Router(users=[("admin", "sim", "full")]), tls_port=0) as server:
        assert server.tls_port is not None
        yield (
            Target("127.0.0.1", server.tls_port, "admin", None, Tls((server.fingerprint,)), "7.22"),
            Secret("sim"),
        )


@pytest.fixture
def device(router: tuple[Target, Secret]) -> Iterator[Device]:
    """A device without rows of an earlier, broken run."""
    with connect(*router, until()) as made:
        _sweep(made)
        yield made
    with connect(*router, until()) as made:
        _sweep(made)


def _sweep(device: Device) -> None:
    for menu, field in ((POOL, "name"), (BINDING, "comment")):
        (found,) = device.flight([Sentence(f"{menu}/print", proplist=(".id", field))], until())
        ours = [row[".id"] for row in found.rows if row.get(field, "").startswith("rosgit-contract-")]
        device.flight([Sentence(f"{menu}/remove", ((".id", ident),)) for ident in ours], until())


def add(name: str, ranges: str = "10.99.0.2-10.99.0.9") -> Sentence:
    return Sentence(f"{POOL}/add", (("name", name), ("ranges", ranges)))


def pools(device: Device) -> dict[str, str]:
    """Our pools by name, read now."""
    rows = observe(device, [POOL], until()).rows[POOL]
    named = {row.fields["name"]: row.fields["ranges"] for row in rows}
    return {name: ranges for name, ranges in named.items() if name.startswith("rosgit-contract-")}


def one(device: Device, sentence: Sentence) -> Reply:
    (reply,) = device.flight([sentence], until())
    return reply


def test_an_add_returns_the_id_that_print_shows(device: Device) -> None:
    made = one(device, add(NAME))
    assert made.traps == ()
    rows = observe(device, [POOL], until()).rows[POOL]
    assert [row.id for row in rows if row.fields["name"] == NAME] == [made.ret]


def test_the_same_name_twice_is_a_trap_and_the_session_goes_on(device: Device) -> None:
    first, second, third = device.flight([add(NAME), add(NAME), add(f"{NAME}b")], until())
    assert (first.traps, bool(second.traps), third.traps) == ((), True, ())
    assert set(pools(device)) == {NAME, f"{NAME}b"}


def test_a_set_and_a_remove_by_id_are_seen_by_the_next_read(device: Device) -> None:
    ident = one(device, add(NAME)).ret
    assert ident is not None
    one(device, Sentence(f"{POOL}/set", ((".id", ident), ("ranges", "10.99.0.20-10.99.0.29"))))
    assert pools(device) == {NAME: "10.99.0.20-10.99.0.29"}
    one(device, Sentence(f"{POOL}/remove", ((".id", ident),)))
    assert pools(device) == {}


def test_an_id_that_is_not_there_is_a_trap(device: Device) -> None:
    assert one(device, Sentence(f"{POOL}/remove", ((".id", "*FFFFFF"),))).traps


@pytest.mark.parametrize("text", ["yes", "123", "0x10", "é ☕", 'a=b "c" $d \\ ;', "\udcff"])
def test_a_comment_comes_back_as_it_was_written(device: Device, text: str) -> None:
    words = (
        ("mac-address", "02:00:00:00:00:01"),
        ("type", "bypassed"),
        ("comment", f"rosgit-contract-{text}"),
    )
    assert one(device, Sentence(f"{BINDING}/add", words)).traps == ()
    rows = observe(device, [BINDING], until()).rows[BINDING]
    assert [row.fields["comment"] for row in rows if row.fields.get("mac-address") == words[0][1]] == [
        f"rosgit-contract-{text}"
    ]


def test_a_field_is_cleared_with_an_exclamation_mark(device: Device) -> None:
    words = (("mac-address", "02:00:00:00:00:02"), ("address", "10.99.0.5"), ("comment", "rosgit-contract-x"))
    ident = one(device, Sentence(f"{BINDING}/add", words)).ret
    assert ident is not None
    assert one(device, Sentence(f"{BINDING}/set", ((".id", ident), ("!address", "")))).traps == ()
    (row,) = (row for row in observe(device, [BINDING], until()).rows[BINDING] if row.id == ident)
    assert "address" not in row.fields


def test_more_sentences_than_the_window_are_all_answered_in_order(device: Device) -> None:
    before = device.trips
    names = [f"rosgit-contract-{number}" for number in range(150)]
    replies = device.flight([add(name) for name in names], until())
    assert [reply.traps for reply in replies] == [()] * 150
    assert device.trips - before == 3
    rows = {row.id: row.fields["name"] for row in observe(device, [POOL], until()).rows[POOL]}
    assert [rows[reply.ret] for reply in replies] == names


def test_every_menu_of_the_tables_can_be_read_in_one_flight(device: Device) -> None:
    known = sorted(MENUS)
    replies = device.flight(
        [Sentence(f"{path}/print", proplist=MENUS[path].proplist) for path in known], until()
    )
    here = [path for path, reply in zip(known, replies, strict=True) if not reply.traps]
    before = device.trips
    observed = observe(device, here, until())
    assert list(observed.rows) == here
    assert device.trips - before <= 2
    assert not {(row.menu, name) for rows in observed.rows.values() for row in rows for name in row.raw}


def test_the_facts_say_who_it_is(device: Device) -> None:
    facts = observe(device, [], until()).facts
    assert facts.version.startswith("7.")
    assert facts.serial
    assert {"api", "read", "write"} <= facts.policies
    assert facts.interfaces
    assert facts.device_mode


def test_an_unchanged_router_is_read_in_three_trips_and_those_of_tls(router: tuple[Target, Secret]) -> None:
    opened, _ = read(*router, [POOL, BINDING], until())
    with closing(opened):
        assert opened.trips <= (3 if router[0].tls is None else 5)


def test_a_wrong_password_is_refused(router: tuple[Target, Secret]) -> None:
    with pytest.raises(LoginRefused) as caught:
        connect(router[0], Secret("rosgit-contract-wrong"), until())
    assert caught.value.said


def test_a_wrong_pin_is_refused(router: tuple[Target, Secret]) -> None:
    target, password = router
    if target.tls is None:
        pytest.skip("the router under test is reached without TLS")
    with pytest.raises(TlsRefused):
        connect(replace(target, tls=Tls(("00" * 32,))), password, until())
