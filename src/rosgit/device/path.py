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
from rosgit.model.path import Guest, Login, OwnPath
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
LOGINS, ROUTES, SAFE = "/user/active", "/ip/route", "/safe-mode"

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
        routes=tuple(_routes(_rows(read, ROUTES))),
        sessions=tuple(_guest(row) for row in _rows(read, ACTIVE)),
        hosts=tuple(_guest(row) for row in _rows(read, HOSTS)),
        leases=tuple(_guest(row) for row in _rows(read, LEASES)),
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
        ROUTES: Sentence(
            f"{ROUTES}/print", (), _towards(source), ("dst-address", "immediate-gw", "gateway", "active")
        ),
        ACTIVE: Sentence(f"{ACTIVE}/print", proplist=guest),
        HOSTS: Sentence(f"{HOSTS}/print", proplist=(*guest, "authorized", "bypassed")),
        LEASES: Sentence(
            f"{LEASES}/print", (), ("?status=bound",), ("server", "active-server", "address", "mac-address")
        ),
        SAFE: Sentence(f"{SAFE}/print"),
    }


def _towards(source: str) -> tuple[str, ...]:
    """A query for the routes that can lead to an address, by each prefix that holds it."""
    try:
        address = ipaddress.IPv4Address(source)
    except ValueError:
        return ("?dst-address=0.0.0.0/0",)
    prefixes = [str(ipaddress.IPv4Network((address, size), strict=False)) for size in range(33)]
    first, *more = (f"?dst-address={prefix}" for prefix in prefixes)
    return (first, *(word for each in more for word in (each, "?#|")))


def _rows(read: Mapping[str, Reply], path: str) -> tuple[Mapping[str, str], ...]:
    reply = read.get(path)
    return reply.rows if reply is not None else ()


def _logins(rows: Collection[Mapping[str, str]]) -> Iterator[Login]:
    for row in rows:
        yield Login(row.get("name", ""), row.get("address", ""), row.get("via", ""))


def _routes(rows: Collection[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Destination and interface: ``immediate-gw`` is ``10.0.0.1%ether1``, of a connected route ``ether1``."""
    for row in rows:
        gateway = row.get("immediate-gw") or row.get("gateway", "")
        interface = gateway.rpartition("%")[2]
        active = row.get("active", "true") in ("true", "yes")
        if active and interface and not interface.replace(".", "").isdigit():
            yield row.get("dst-address", ""), interface


def _guest(row: Mapping[str, str]) -> Guest:
    inside = row.get("authorized") in ("true", "yes") or row.get("bypassed") in ("true", "yes")
    return Guest(
        row.get("active-server") or row.get("server", ""),
        row.get("address", ""),
        row.get("mac-address", "").upper(),
        inside,
    )
