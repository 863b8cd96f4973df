"""Interfaces as one list over the menus that own them, and who is whose slave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rosgit.sim.store import Link, Store, Stored, star

if TYPE_CHECKING:
    from rosgit.sim.router import Router

TYPES = {"/interface/ethernet": "ether", "/interface/bridge": "bridge", "/interface/vlan": "vlan"}


def mac(row: Stored) -> str:
    """The hardware address of an interface, made from its id."""
    return f"48:8F:5A:00:{row.id >> 8 & 255:02X}:{row.id & 255:02X}"


def master(store: Store, row: Stored) -> Stored | None:
    """The bridge an interface is an enabled port of."""
    for port in store.table("/interface/bridge/port"):
        link = port.link("interface")
        if link and link.id == row.id and port.text("disabled") != "true":
            return store.alive(port.link("bridge"))
    return None


def usable(store: Store, link: Link | None) -> bool:
    """Whether the interface is there and no slave: what a server can work on."""
    row = store.alive(link)
    return row is not None and master(store, row) is None


def rows(router: Router) -> Iterator[Mapping[str, str]]:
    """``/interface print``."""
    for owner, row in router.store.owned("/interface"):
        yield printed(router.store, owner, row)


def printed(store: Store, owner: str, row: Stored) -> Mapping[str, str]:
    """One interface as ``/interface`` shows it."""
    disabled = row.text("disabled", "false")
    default = {"default-name": row.extra["default-name"]} if "default-name" in row.extra else {}
    comment = {"comment": row.text("comment")} if row.text("comment") else {}
    mtu = row.text("mtu", "1500")
    return {
        ".id": star(row.id),
        "name": row.text("name"),
        **default,
        "type": TYPES[owner],
        "mtu": mtu,
        "actual-mtu": "1500" if mtu == "auto" else mtu,
        "mac-address": mac(row),
        **comment,
        "running": "false" if disabled == "true" else "true",
        "slave": "true" if master(store, row) else "false",
        "dynamic": "false",
        "disabled": disabled,
    }
