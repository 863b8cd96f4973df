"""The third flight, only before a write: our own way in, and the guests a plan may touch."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from rosgit.device.deadline import Deadline
from rosgit.device.rows import Reader
from rosgit.device.sentence import Reply, Sentence
from rosgit.menus import MENUS
from rosgit.model.path import Guest, Login, OwnPath, Route
from rosgit.model.row import EMPTY

PATH_MENUS = (
    "/ip/service",
    "/user",
    "/user/group",
    "/ip/firewall/filter",
    "/ip/firewall/nat",
    "/ip/firewall/address-list",
    "/interface",
    "/interface/bridge",
    "/interface/bridge/port",
    "/interface/vlan",
    "/interface/list",
    "/interface/list/member",
    "/ip/address",
    "/ip/hotspot",
    "/ip/hotspot/ip-binding",
    "/ip/dhcp-server",
)
"""Menus whose rows decide whether we get in again and whom a change touches; all rows of each."""

ACTIVE, HOSTS, LEASES = "/ip/hotspot/active", "/ip/hotspot/host", "/ip/dhcp-server/lease"
LOGINS, SAFE, HISTORY = "/user/active", "/safe-mode", "/system/history"
ROUTES = {4: "/ip/route", 6: "/ipv6/route"}

_FEW = {"/ip/firewall/address-list": (".id", "list", "address", "disabled", "dynamic")}
"""Where all fields of many rows would be a waste."""


class Flyer(Protocol):
    """What reading our path needs of a device; ``ends`` are our socket's addresses, ours first."""

    username: str

    @property
    def ends(self) -> tuple[str, str]:
        """See Device.ends."""

    def flight(self, sentences: Collection[Sentence], deadline: Deadline) -> tuple[Reply, ...]:
        """See Device.flight."""


def own_path(device: Flyer, deadline: Deadline) -> OwnPath:
    """Our own way in, and the guests, in one flight.

    A menu the router refuses to show is unknown and stands in ``unread``: it is for the guards to
    say what that means. Raises what a flight raises.
    """
    source, reached = device.ends
    asked = {**{path: _whole(path) for path in PATH_MENUS}, **_others(device.username, source)}
    replies = dict(zip(asked, device.flight(tuple(asked.values()), deadline), strict=True))
    read = {path: reply for path, reply in replies.items() if not reply.traps}
    return OwnPath(
        username=device.username,
        source=source,
        reached=reached,
        logins=tuple(_logins(_rows(read, LOGINS))),
        rows=MappingProxyType(
            {path: Reader(MENUS[path]).rows(read[path].rows) for path in PATH_MENUS if path in read}
        ),
        routes=tuple(route for path in ROUTES.values() for route in _routes(_rows(read, path))),
        sessions=tuple(_guest(row) for row in _rows(read, ACTIVE)),
        hosts=tuple(_guest(row) for row in _rows(read, HOSTS)),
        leases=tuple(_guest(row) for row in _rows(read, LEASES)),
        floating=tuple(dict.fromkeys(row.get("by", "") for row in _rows(read, HISTORY))),
        safe_mode=MappingProxyType(dict(next(iter(_rows(read, SAFE)), EMPTY))),
        unread=MappingProxyType(
            {path: reply.traps[0].message for path, reply in replies.items() if reply.traps}
        ),
    )


def _whole(path: str) -> Sentence:
    """All rows, the dynamic ones too: a hotspot's own input rules decide as others do."""
    return Sentence(f"{path}/print", proplist=_FEW.get(path, MENUS[path].proplist))


def _others(username: str, source: str) -> Mapping[str, Sentence]:
    """Fields: NOTES sections f and h, and the 7.21.4 command tree."""
    guest = ("server", "address", "mac-address")
    return {
        LOGINS: Sentence(f"{LOGINS}/print", (), (f"?name={username}",), ("name", "address", "via")),
        **_towards(source),
        ACTIVE: Sentence(f"{ACTIVE}/print", proplist=(*guest, "user")),
        HOSTS: Sentence(f"{HOSTS}/print", proplist=(*guest, "authorized", "bypassed")),
        LEASES: Sentence(
            f"{LEASES}/print", (), ("?status=bound",), ("server", "active-server", "address", "mac-address")
        ),
        SAFE: Sentence(f"{SAFE}/print"),
        HISTORY: Sentence(f"{HISTORY}/print", (), ("?floating-undo=true",), ("by",)),
    }


def _towards(source: str) -> Mapping[str, Sentence]:
    """The routes that can lead to an address, asked for by each prefix that holds it."""
    try:
        address = ipaddress.ip_address(source.partition("%")[0])
    except ValueError:
        address = ipaddress.IPv4Address(0)
    sizes = range(address.max_prefixlen + 1)
    first, *more = (f"?dst-address={ipaddress.ip_network((address, size), strict=False)}" for size in sizes)
    queries = (first, *(word for each in more for word in (each, "?#|")))
    path = ROUTES[address.version]
    return {
        path: Sentence(f"{path}/print", (), queries, ("dst-address", "immediate-gw", "gateway", "active"))
    }


def _rows(read: Mapping[str, Reply], path: str) -> tuple[Mapping[str, str], ...]:
    reply = read.get(path)
    return reply.rows if reply is not None else ()


def _logins(rows: Collection[Mapping[str, str]]) -> Iterator[Login]:
    for row in rows:
        yield Login(row.get("name", ""), row.get("address", ""), row.get("via", ""))


def _routes(rows: Collection[Mapping[str, str]]) -> Iterator[Route]:
    """``immediate-gw`` is ``10.0.0.1%ether1``, of a connected route ``ether1``."""
    for row in rows:
        gateway, _, interface = (row.get("immediate-gw") or row.get("gateway", "")).rpartition("%")
        active = row.get("active", "true") in ("true", "yes")
        address = interface.replace(".", "").isdigit() or ":" in interface
        if active and interface and not address:
            yield Route(row.get("dst-address", ""), interface, gateway)


def _guest(row: Mapping[str, str]) -> Guest:
    inside = row.get("authorized") in ("true", "yes") or row.get("bypassed") in ("true", "yes")
    return Guest(
        row.get("active-server") or row.get("server", ""),
        row.get("address", ""),
        row.get("mac-address", "").upper(),
        inside,
        row.get("user", ""),
    )
