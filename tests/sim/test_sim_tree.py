"""What the simulator serves, against the command tree of RouterOS 7.21.4 that routeros-lsp captured."""

from __future__ import annotations

import gzip
import json
from importlib import resources
from typing import Any

import pytest

from rosgit.sim import Router
from rosgit.sim.facts import FACTS
from rosgit.sim.known import KNOWN

_RAW = resources.files("routeros_lsp").joinpath("data", "routeros-7.21.4.json.gz").read_bytes()
_ROOT: dict[str, Any] = json.loads(gzip.decompress(_RAW))["root"]
BOARD_ONLY = {"/system/routerboard"}  # the tree is that of a CHR
UNLISTED = {".id", "about", "comment", "nlevel", "software-id", "features"}
NO_LIST = {"/interface/ethernet"}  # the tree has no list of what it prints
PATHS = sorted({*KNOWN, *FACTS} - BOARD_ONLY)


def commands(path: str) -> dict[str, Any]:
    found = _ROOT
    for word in path.strip("/").split("/"):
        found = found["c"][word]
    return dict(found["c"])


def printable(path: str) -> set[str]:
    there = commands(path)
    names: set[str] = set()
    for command, argument in (("print", "proplist"), ("get", "value-name")):
        names |= set(there.get(command, {}).get("a", {}).get(argument, {}).get("e", []))
    return names


@pytest.fixture(scope="module")
def full() -> Router:
    """A router with a row in most menus, a hotspot that runs and a guest."""
    router = Router(version="7.21.4")
    for menu, fields in (
        ("/interface/bridge", {"name": "b"}),
        ("/interface/vlan", {"interface": "b", "vlan-id": "7"}),
        ("/interface/bridge/port", {"bridge": "b", "interface": "ether2"}),
        ("/interface/list/member", {"list": "all", "interface": "b"}),
        ("/ip/address", {"address": "10.0.0.1/24", "interface": "b"}),
        ("/ip/pool", {"ranges": "10.0.0.2"}),
        ("/ip/dhcp-server", {"interface": "b"}),
        ("/ip/dhcp-server/network", {"address": "10.0.0.0/24"}),
        ("/ip/dhcp-server/lease", {"address": "10.0.0.9", "mac-address": "AA:BB:CC:00:11:22"}),
        ("/ip/hotspot/walled-garden/ip", {"dst-host": "x.example.net"}),
        ("/ip/hotspot/walled-garden", {"dst-host": "y.example.net"}),
        ("/ip/hotspot/ip-binding", {"address": "10.0.0.8"}),
        ("/ip/hotspot/profile", {"use-radius": "yes", "login-by": "mac,trial,https,cookie", "dns-name": "w"}),
        ("/ip/hotspot", {"interface": "b", "profile": "hsprof1", "disabled": "no"}),
        ("/ip/firewall/mangle", {"chain": "forward", "action": "accept"}),
        ("/ip/firewall/address-list", {"list": "l", "address": "10.0.0.1", "timeout": "1h"}),
        ("/radius", {"address": "10.0.0.1", "service": "hotspot"}),
        ("/queue/simple", {"target": "10.0.0.0/24"}),
        ("/queue/tree", {"parent": "global"}),
        ("/system/scheduler", {"name": "s", "interval": "1h"}),
        ("/system/script", {"name": "s"}),
        ("/system/ntp/client/servers", {"address": "10.0.0.1"}),
        ("/certificate", {"common-name": "c"}),
    ):
        router.add(menu, **fields)
    return router


@pytest.mark.parametrize("path", [path for path in PATHS if path not in NO_LIST])
def test_every_word_that_is_printed_is_one_a_router_prints(full: Router, path: str) -> None:
    printed = {name for row in full.rows(path) for name in row}
    # The tree leaves the flag of certificates out of what print lists.
    flag = {"dynamic"} if path == "/certificate" else set()
    assert printed - printable(path) - UNLISTED == flag


@pytest.mark.parametrize("path", PATHS)
def test_every_command_that_is_taken_is_one_a_router_has(path: str) -> None:
    there = commands(path)
    menu = KNOWN.get(path)
    assert "print" in there
    if menu is not None and menu.addable:
        assert {"add", "set", "remove"} <= there.keys()
    if menu is not None and menu.disabled and path not in FACTS:
        assert {"enable", "disable"} <= there.keys()
