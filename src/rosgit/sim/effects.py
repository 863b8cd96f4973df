"""What a write does beside itself: values the router computes, rows and files it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosgit.menus.kinds import duration_micros
from rosgit.menus.table import Menu
from rosgit.sim import hotspot
from rosgit.sim.live import network_of
from rosgit.sim.session import Session
from rosgit.sim.store import Stored
from rosgit.sim.texts import TOO_LONG, Trap

if TYPE_CHECKING:
    from rosgit.sim.router import Router

CONTENTS_LIMIT = 61_440
"""Bytes of a file's contents; NOTES section c: between 61,250 and 61,500 on a hAP."""

PAGES = ("alogin.html", "error.html", "login.html", "logout.html", "status.html")


def before(router: Router, session: Session, menu: Menu, row: Stored, given: frozenset[str]) -> None:
    """Complete a row that is about to be kept; ``given`` are the words of the command. Raises Trap."""
    if menu.path == "/ip/address":
        _network(row, given)
    elif menu.path == "/file" and len(row.text("contents").encode()) > CONTENTS_LIMIT:
        raise Trap(TOO_LONG)
    elif menu.path == "/system/script" and not row.id:
        row.values.setdefault("owner", session.user or "admin")
    elif menu.path == "/system/clock":
        _turn(router, row, given)


def _network(row: Stored, given: frozenset[str]) -> None:
    netmask = row.values.pop("netmask", None)
    if isinstance(netmask, str):
        host = row.text("address").partition("/")[0]
        length = sum(int(part).bit_count() for part in netmask.split("."))
        row.values["address"] = f"{host}/{length}"
    moved = bool(given & {"address", "netmask"}) and "network" not in given
    if moved or "network" not in row.values:
        row.values["network"] = network_of(row.text("address"))


def _turn(router: Router, row: Stored, given: frozenset[str]) -> None:
    if given & {"date", "time"}:
        router.set_wall(row.text("date") or None, row.text("time") or None)
    row.values.pop("date", None)
    row.values.pop("time", None)


def after(router: Router, session: Session, menu: Menu, row: Stored) -> None:
    """Bring everything that depends on the row up to date."""
    if menu.path == "/system/scheduler":
        row.extra.setdefault("owner", session.user or "admin")
        router.jobs.plan(row)
    elif menu.path == "/ip/hotspot/profile":
        _pages(router, row.text("html-directory", "hotspot"))
    elif menu.path == "/ip/firewall/address-list" and "timeout" in row.values:
        row.flags.add("dynamic")
        row.due = router.uptime + duration_micros(row.text("timeout")) / 1_000_000
    hotspot.refresh(router)


def _pages(router: Router, directory: str) -> None:
    """The servlet pages a server profile copies into its html-directory (NOTES section e)."""
    if router.store.by_name("/file", directory) or not directory:
        return
    for name, kind in ((directory, "directory"), *((f"{directory}/{page}", "file") for page in PAGES)):
        page = Stored(router.store.new_id("/file"), {"name": name, "type": kind})
        if kind == "file":
            page.values["contents"] = f"<html><!-- {name} --></html>"
        router.store.table("/file").append(page)


def removed(router: Router, menu: Menu, row: Stored) -> None:
    """Bring everything that depended on the row up to date."""
    if menu.path == "/system/scheduler":
        router.jobs.forget(row)
    hotspot.refresh(router)
