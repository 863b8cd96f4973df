"""Menus a router only shows: what it is, who is logged in, which guests it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from rosgit.sim import interfaces
from rosgit.sim.live import uptime_text
from rosgit.sim.session import Session
from rosgit.sim.store import star
from rosgit.sim.texts import MISSING, Trap

if TYPE_CHECKING:
    from rosgit.sim.router import Router

Rows = Sequence[Mapping[str, str]]


def _resource(router: Router, session: Session) -> Rows:
    del session
    return [
        {
            "uptime": uptime_text(router.uptime),
            "version": f"{router.version} (stable)",
            "build-time": "2026-01-15 10:00:00",
            "factory-software": "7.8",
            "free-memory": "536870912",
            "total-memory": "1073741824",
            "cpu": "ARM64",
            "cpu-count": "4",
            "cpu-load": "1",
            "free-hdd-space": str(router.free_space),
            "total-hdd-space": "134217728",
            "architecture-name": "arm64",
            "board-name": router.board,
            "platform": "MikroTik",
        }
    ]


def _routerboard(router: Router, session: Session) -> Rows:
    del session
    if router.board.startswith("CHR"):
        raise Trap("no such command or directory (routerboard)", MISSING)
    firmware = {"current-firmware": str(router.version), "upgrade-firmware": str(router.version)}
    return [
        {
            "routerboard": "true",
            "board-name": router.board,
            "model": router.board,
            "serial-number": router.serial,
            "firmware-type": "ipq6000",
            "factory-firmware": "7.8",
            **firmware,
        }
    ]


def _license(router: Router, session: Session) -> Rows:
    del session
    if router.board.startswith("CHR"):
        return [{"system-id": router.serial, "level": "p1"}]
    return [{"software-id": f"{router.serial[:4]:0<4}-SIM0", "nlevel": "4", "features": ""}]


def _device_mode(router: Router, session: Session) -> Rows:
    del session
    spelled = {"yes": "true", "no": "false"}
    return [{name: spelled.get(text, text) for name, text in router.device_mode.items()}]


def _active(router: Router, session: Session) -> Rows:
    del session
    return [
        {
            ".id": star(number),
            "when": each.since,
            "name": each.user,
            "address": each.address,
            "via": each.via,
            "group": _group(router, each.user),
            "radius": "false",
        }
        for number, each in enumerate(router.sessions, 1)
    ]


def _group(router: Router, user: str) -> str:
    found = router.store.by_name("/user", user)
    link = found[1].link("group") if found else None
    return router.store.shown(link) if link else ""


def _interfaces(router: Router, session: Session) -> Rows:
    del session
    return list(interfaces.rows(router))


def _guests(router: Router, session: Session) -> Rows:
    del session
    return [{".id": star(number), **guest} for number, guest in enumerate(router.guests, 1)]


def _packages(router: Router, session: Session) -> Rows:
    del session
    return [{".id": "*1", "name": "routeros", "version": str(router.version), "disabled": "false"}]


def _log(router: Router, session: Session) -> Rows:
    del session
    return [{".id": star(number), **line} for number, line in enumerate(router.log, 1)]


def _script_jobs(router: Router, session: Session) -> Rows:
    """Scripts that run now: none, since here they run within a command or a tick."""
    del router, session
    return []


FACTS: Mapping[str, Callable[[Router, Session], Rows]] = MappingProxyType(
    {
        "/system/resource": _resource,
        "/system/routerboard": _routerboard,
        "/system/license": _license,
        "/system/device-mode": _device_mode,
        "/system/package": _packages,
        "/user/active": _active,
        "/interface": _interfaces,
        "/ip/hotspot/active": _guests,
        "/ip/hotspot/host": _guests,
        "/system/script/job": _script_jobs,
        "/log": _log,
    }
)
"""What each of these paths prints, for a session."""
