"""What a router works out by itself for a row it prints: flags and read-only values, menu by menu."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from rosgit.menus.kinds import duration_text
from rosgit.menus.table import Menu
from rosgit.sim import interfaces
from rosgit.sim.script_reader import broken
from rosgit.sim.store import Stored
from rosgit.sim.texts import DEVICE_MODE_COMMENT

if TYPE_CHECKING:
    from rosgit.sim.router import Router

NOTHING: Mapping[str, str] = MappingProxyType({})


def extras(router: Router, menu: Menu, row: Stored) -> Mapping[str, str]:
    """Read-only values of a row, computed now."""
    make = _EXTRAS.get(menu.path)
    return make(router, row) if make else NOTHING


def flags(router: Router, menu: Menu, row: Stored) -> frozenset[str]:
    """Flags of a row that follow from the state of others."""
    make = _FLAGS.get(menu.path)
    return make(router, row) if make else frozenset()


def network_of(address: str) -> str:
    """The network of ``10.5.50.1/24``: what ``/ip/address`` computes when nobody gives it."""
    return str(ipaddress.IPv4Interface(address).network.network_address)


def hotspot_runs(router: Router, row: Stored) -> bool:
    """Whether a hotspot server is up: enabled, allowed, on an interface that is there and no slave."""
    enabled = row.text("disabled", "true") != "true"
    return router.allows("hotspot") and enabled and interfaces.usable(router.store, row.link("interface"))


def _address_extras(router: Router, row: Stored) -> Mapping[str, str]:
    link = row.link("interface")
    target = router.store.alive(link)
    if target is None or link is None:
        return {"actual-interface": router.store.shown(link)} if link else NOTHING
    actual = interfaces.master(router.store, target) or target
    return {"actual-interface": actual.text("name")}


def _address_flags(router: Router, row: Stored) -> frozenset[str]:
    target = router.store.alive(row.link("interface"))
    if target is None:
        return frozenset({"invalid"})
    return frozenset({"slave"}) if interfaces.master(router.store, target) else frozenset()


def _server_flags(router: Router, row: Stored) -> frozenset[str]:
    enabled = row.text("disabled", "false") != "true"
    bad = enabled and not interfaces.usable(router.store, row.link("interface"))
    return frozenset({"invalid"}) if bad else frozenset()


def _hotspot_extras(router: Router, row: Stored) -> Mapping[str, str]:
    del row
    if router.allows("hotspot"):
        return NOTHING
    return {"comment": DEVICE_MODE_COMMENT}


def _interface_extras(router: Router, row: Stored) -> Mapping[str, str]:
    del router
    running = "false" if row.text("disabled") == "true" else "true"
    return {"mac-address": interfaces.mac(row), "running": running}


def _port_extras(router: Router, row: Stored) -> Mapping[str, str]:
    down = router.store.alive(row.link("interface")) is None or row.text("disabled") == "true"
    return {"inactive": "true" if down else "false"}


def _counters(router: Router, row: Stored) -> Mapping[str, str]:
    del router, row
    return {"bytes": "0", "packets": "0"}


def _user_counters(router: Router, row: Stored) -> Mapping[str, str]:
    del router, row
    return {"bytes-in": "0", "bytes-out": "0", "packets-in": "0", "packets-out": "0", "uptime": "0s"}


def _job_extras(router: Router, row: Stored) -> Mapping[str, str]:
    at = router.jobs.next_run(row)
    runs = {"run-count": row.extra.get("run-count", "0")}
    return runs if at is None else {**runs, "next-run": f"{router.wall_at(at):%Y-%m-%d %H:%M:%S}"}


def _script_extras(router: Router, row: Stored) -> Mapping[str, str]:
    del router
    return {"run-count": row.extra.get("run-count", "0")}


def _script_flags(router: Router, row: Stored) -> frozenset[str]:
    del router
    return frozenset({"invalid"}) if broken(row.text("source")) else frozenset()


def _list_extras(router: Router, row: Stored) -> Mapping[str, str]:
    """A timeout counts down in print (menus.json)."""
    return NOTHING if row.due is None else {"timeout": uptime_text(row.due - router.uptime)}


def _file_extras(router: Router, row: Stored) -> Mapping[str, str]:
    del router
    if row.text("type") == "directory":
        return NOTHING
    return {"size": str(len(row.text("contents").encode("utf-8", "surrogateescape")))}


def _clock_extras(router: Router, row: Stored) -> Mapping[str, str]:
    del row
    now = router.wall()
    return {
        "time": f"{now:%H:%M:%S}",
        "date": f"{now:%Y-%m-%d}",
        "gmt-offset": "+00:00",
        "dst-active": "false",
    }


def uptime_text(seconds: float) -> str:
    """Whole seconds as RouterOS writes a duration."""
    return duration_text(int(seconds) * 1_000_000)


_EXTRAS: Mapping[str, Callable[[Router, Stored], Mapping[str, str]]] = MappingProxyType(
    {
        "/ip/address": _address_extras,
        "/ip/hotspot": _hotspot_extras,
        "/ip/hotspot/user": _user_counters,
        "/interface/ethernet": _interface_extras,
        "/interface/bridge": _interface_extras,
        "/interface/vlan": _interface_extras,
        "/interface/bridge/port": _port_extras,
        "/ip/firewall/filter": _counters,
        "/ip/firewall/nat": _counters,
        "/ip/firewall/mangle": _counters,
        "/system/scheduler": _job_extras,
        "/system/script": _script_extras,
        "/system/clock": _clock_extras,
        "/file": _file_extras,
        "/ip/firewall/address-list": _list_extras,
    }
)

_FLAGS: Mapping[str, Callable[[Router, Stored], frozenset[str]]] = MappingProxyType(
    {
        "/ip/address": _address_flags,
        "/ip/hotspot": _server_flags,
        "/ip/dhcp-server": _server_flags,
        "/system/script": _script_flags,
    }
)
