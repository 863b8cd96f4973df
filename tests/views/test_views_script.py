"""The scripts a view writes: what is in them, what is not, and that RouterOS would read them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from views_golden import check
from views_samples import FILE, PLANTED, RADIUS, SITE, at

from rosgit.model.row import Anchor, Row
from rosgit.model.secret import Secret
from rosgit.model.site import Site
from rosgit.views.bootstrap import bootstrap_script, policies
from rosgit.views.script import site_script

RESOLVED = {RADIUS.same_as: Secret(PLANTED)}
HOSTILE = 'x"; /system/reset-configuration\n$a [:put b] \\ \udcff é'


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


def row(menu: str, fields: Mapping[str, object], anchor: Anchor | None = None) -> Row:
    return Row(menu, MappingProxyType(dict(fields)), span=at(7), anchor=anchor)  # type: ignore[arg-type]


ROWS = (
    row("/system/identity", {"name": "café"}),
    row("/interface/bridge", {"name": "lobby", "comment": "lobby"}),
    row("/ip/pool", {"name": "lobby", "ranges": "10.5.50.2-10.5.50.254"}),
    row("/radius", {"address": "10.0.0.10", "secret": RADIUS, "service": "hotspot", "comment": "core"}),
    row("/ip/hotspot/user/profile", {"name": "default", "rate-limit": "5M/5M", "add-mac-cookie": "false"}),
    row("/ip/hotspot/user/profile", {"name": "day-pass", "rate-limit": "5M/5M"}),
    row("/ip/hotspot/profile", {"name": "lobby", "hotspot-address": "10.5.50.1"}),
    row("/ip/hotspot", {"name": "lobby", "interface": "lobby", "profile": "lobby"}),
    row("/ip/hotspot", {"name": "closed", "interface": "ether5", "disabled": "true"}),
    row("/ip/hotspot/user", {"name": "alice", "password": PLANTED}),
    row("/ip/hotspot/walled-garden", {"action": "deny", "dst-host": "*.evil", "comment": HOSTILE}),
    row("/ip/hotspot/walled-garden", {"action": "allow", "dst-host": "*.ok"}),
    row(
        "/ip/firewall/filter", {"chain": "input", "action": "accept"}, Anchor(before=True, comment="drop all")
    ),
    row(
        "/system/script", {"name": "hello", "source": ':log info "a $b"\n:log info c', "policy": "read,test"}
    ),
    row("/ip/service", {"name": "www", "disabled": "true"}),
)
HOTEL = replace(SITE, rows=ROWS)


def accepted(text: str) -> str:
    """What the independent checker of RouterOS scripts has to say; empty when it has nothing."""
    command = [sys.executable, "-m", "routeros_lsp", "check", "--strict", "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    return done.stdout if done.returncode else ""


SCRIPTS = {
    "script.rsc": lambda: site_script(HOTEL),
    "script-secrets.rsc": lambda: site_script(HOTEL, RESOLVED),
    "bootstrap.rsc": lambda: bootstrap_script(HOTEL, "10.88.0.0/16"),
    "bootstrap-password.rsc": lambda: bootstrap_script(HOTEL, "10.88.0.1", Secret(PLANTED)),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_the_same_bytes_everywhere(name: str) -> None:
    check(name, SCRIPTS[name]())


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_passes_an_independent_checker(name: str) -> None:
    assert accepted(SCRIPTS[name]()) == ""


def test_the_checker_finds_what_is_wrong() -> None:
    assert "unknown" in accepted("/ip/pool add name=a ranges=10.0.0.2 no-such=1\n")


def test_secrets_are_left_out_and_listed_on_top() -> None:
    text = site_script(HOTEL)
    head = text[: text.index("\n/")]
    assert PLANTED not in text
    assert "/radius core secret <- env:ROSGIT#radius" in head
    assert f"/ip/hotspot/user alice password <- {FILE}:7" in head


def test_resolved_secrets_are_written_only_when_they_are_asked_for() -> None:
    text = site_script(HOTEL, RESOLVED)
    assert text.count(PLANTED) == 2
    with pytest.raises(KeyError):
        site_script(HOTEL, {})


def test_a_server_is_added_disabled_and_enabled_after_its_garden() -> None:
    lines = site_script(HOTEL).splitlines()
    added = next(line for line in lines if line.startswith("/ip/hotspot/add") and "lobby" in line)
    garden = max(index for index, line in enumerate(lines) if line.startswith("/ip/hotspot/walled-garden/"))
    enabled = [index for index, line in enumerate(lines) if line.startswith("/ip/hotspot/set")]
    assert "disabled=yes" in added.replace('"', "")
    assert len(enabled) == 1
    assert garden < enabled[0]
    assert "lobby" in lines[enabled[0]]


def test_rows_of_the_factory_are_set_and_others_added() -> None:
    verbs = [line.split(" ")[0] for line in site_script(HOTEL).splitlines() if line.startswith("/")]
    assert "/system/identity/set" in verbs
    assert "/ip/service/set" in verbs
    assert "/ip/service/add" not in verbs
    profiles = [verb for verb in verbs if verb.startswith("/ip/hotspot/user/profile/")]
    assert [verb.rpartition("/")[2] for verb in profiles] == ["set", "add"]


@given(TEXT)
def test_no_text_leaves_its_quotes(text: str) -> None:
    rows = (row("/ip/pool", {"name": "a", "ranges": "10.0.0.2", "comment": text}),)
    lines = site_script(replace(SITE, rows=rows)).splitlines()
    assert len([line for line in lines if not line.startswith("# ")]) == 1


@given(TEXT)
def test_no_name_leaves_its_comment_line(text: str) -> None:
    site: Site = replace(HOTEL, name=text, path=text)
    for script in (site_script(site), bootstrap_script(replace(site, rows=()), "10.0.0.0/8")):
        assert all(
            line.startswith(("#", "/", ":put [/certificate")) or not line for line in script.split("\n")
        )


@pytest.mark.parametrize(
    ("menus", "held"),
    [
        ((), ("api", "read", "write", "policy")),
        (({"name": "a"},), ("api", "read", "write", "policy")),
        (({"name": "a", "password": "x"},), ("api", "read", "write", "sensitive", "policy")),
    ],
)
def test_the_group_holds_no_more_than_the_rows_need(
    menus: tuple[Mapping[str, str], ...], held: tuple[str, ...]
) -> None:
    assert policies(row("/ip/hotspot/user", fields) for fields in menus) == held


def test_a_script_needs_the_policies_it_asks_for() -> None:
    asked = row("/system/script", {"name": "a", "policy": "read,test"})
    assert policies([asked]) == ("api", "read", "write", "policy", "test")


def test_a_user_without_a_password_is_born_disabled() -> None:
    lines = bootstrap_script(HOTEL, "10.88.0.0/16").splitlines()
    added = [line for line in lines if line.startswith("/user/add")]
    assert len(added) == 1
    assert "disabled=yes" in added[0].replace('"', "")


def test_a_network_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="does not appear"):
        bootstrap_script(HOTEL, "everywhere")


def test_every_golden_file_belongs_to_a_test() -> None:
    from test_views_golden import VIEWS

    held = {path.name for path in (Path(__file__).parent / "golden").iterdir()}
    assert held == {*VIEWS, *SCRIPTS}
