from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from guards_router import OTHER, TARGET, Case

from rosgit.model.row import Facts, Ledger, Observed
from rosgit.model.secret import SecretRef
from rosgit.model.site import Site
from rosgit.model.span import Span
from rosgit.model.target import Tls
from rosgit.rules.guards_router import (
    connection_changed,
    safe_mode_held,
    same_router,
    serial_changed,
)

SITE = Site("cafe", "cafe.yaml", TARGET, ())


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"host": "10.0.0.2"}, "host"),
        ({"port": 8730}, "port"),
        ({"username": "root"}, "username"),
        ({"password": OTHER}, "password"),
        ({"tls": None}, "tls"),
        ({"tls": Tls(("cd" * 32,))}, "tls"),
        ({"tls": Tls((), "ca.pem")}, "tls"),
        ({"routeros": "7.21"}, "routeros"),
        ({"insecure": True}, "insecure"),
        ({"serial": "HF1"}, "serial"),
    ],
)
def test_a_change_of_where_and_how_we_connect_is_named(changes: dict[str, Any], word: str) -> None:
    (found,) = connection_changed(TARGET, replace(SITE, target=replace(TARGET, **changes)))
    assert (found.code, found.is_error) == ("connection-changed", True)
    assert word in found.summary


def test_another_line_of_the_same_connection_is_no_change() -> None:
    moved = replace(
        TARGET, span=Span("sites/cafe.yaml", 9), password=SecretRef("env", "ROSGIT", span=Span("x", 1))
    )
    assert connection_changed(TARGET, replace(SITE, target=moved)) == ()


def test_a_new_site_is_a_new_connection() -> None:
    assert [each.code for each in connection_changed(None, SITE)] == ["connection-changed"]


def observed(serial: str) -> Observed:
    return Observed({}, Facts(serial=serial))


@pytest.mark.parametrize(
    ("ledger", "pinned", "seen", "refused"),
    [
        (None, None, "B", False),
        ("", None, "B", False),
        ("A", None, "A", False),
        ("A", None, "B", True),
        ("A", "B", "B", False),
        ("A", "A", "B", True),
        ("A", None, "", True),
    ],
)
def test_another_board_than_the_ledgers_is_refused_unless_it_is_pinned(
    ledger: str | None, pinned: str | None, seen: str, *, refused: bool
) -> None:
    last = Ledger("cafe", serial=ledger) if ledger is not None else None
    site = replace(SITE, target=replace(TARGET, serial=pinned))
    found = list(serial_changed(site, last, observed(seen)))
    assert [each.code for each in found] == (["serial-changed"] if refused else [])


@pytest.mark.parametrize(
    ("printed", "held"),
    [({}, False), ({"enabled": "false"}, False), ({"enabled": "true", "owner": "anna"}, True)],
)
def test_somebodys_safe_mode_is_named(printed: dict[str, str], *, held: bool) -> None:
    found = list(safe_mode_held(SITE, Case().path(safe_mode=printed)))
    assert [each.code for each in found] == (["safe-mode-held"] if held else [])
    assert all("anna" in each.summary for each in found)


def test_changes_that_float_in_a_safe_mode_are_one_though_the_menu_does_not_say_so() -> None:
    (found,) = safe_mode_held(SITE, Case().path(floating=("anna",), unread={"/safe-mode": "no such command"}))
    assert (found.code, found.is_error, "anna" in found.summary) == ("safe-mode-held", True, True)


@pytest.mark.parametrize(
    ("said", "codes"),
    [("no such command prefix", []), ("not enough permissions (9)", ["safe-mode-held"])],
)
def test_a_safe_mode_that_may_not_be_read_is_a_warning(said: str, codes: list[str]) -> None:
    found = list(safe_mode_held(SITE, Case().path(unread={"/safe-mode": said})))
    assert [each.code for each in found if not each.is_error] == codes
    assert all(said in each.summary for each in found)


def test_two_sites_that_reached_one_board_are_refused() -> None:
    (found,) = same_router({"a": "X", "b": "Y", "c": "X", "d": "", "e": ""})
    assert found.code == "same-router"
    assert found.sites == ("a", "c")
