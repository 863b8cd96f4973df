"""A router as it comes out of the box: the rows that are there before anyone configures it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from rosgit.menus.table import Menu
from rosgit.sim.known import KNOWN
from rosgit.sim.store import Stored
from rosgit.sim.values import stored

if TYPE_CHECKING:
    from rosgit.sim.router import Router

User = tuple[str, str, str]
"""Name, password, group."""

DEVICE_MODE: Mapping[str, str] = MappingProxyType(
    {"mode": "advanced"}
    | dict.fromkeys(("scheduler", "fetch", "hotspot", "email", "proxy", "romon", "sniffer"), "true")
    | {"container": "false", "flagged": "false"}
)
"""What a router allows when nobody says otherwise."""

_FIRST = ("/system/logging/action", "/user/group", "/ip/hotspot/profile", "/ip/hotspot/user/profile")


def fill(router: Router, identity: str, interfaces: Iterable[str], users: Iterable[User]) -> None:
    """Put the factory rows into a router that has none."""
    for name in interfaces:
        ethernet = Stored(router.store.new_id("/interface/ethernet"), {"name": name})
        ethernet.extra["default-name"] = name
        router.store.table("/interface/ethernet").append(ethernet)
    for path in (*_FIRST, *(path for path in KNOWN if path not in _FIRST)):
        menu = KNOWN[path]
        for values in menu.builtin:
            _put(router, menu, values)
    for name, password, group in users:
        _put(router, KNOWN["/user"], {"name": name, "password": password, "group": group})
    router.single("/system/identity").values["name"] = identity


def _put(router: Router, menu: Menu, values: Mapping[str, str]) -> None:
    if menu.singleton:
        row = router.single(menu.path)
    else:
        row = Stored(router.store.new_id(menu.path), {})
        router.store.table(menu.path).append(row)
    for name, text in values.items():
        field = menu.fields.get(name)
        if name in menu.flags:
            row.flags |= {name} if text == "true" else set()
        elif field is None:
            row.extra[name] = text
        elif field.known_to(router.version):
            row.values[name] = stored(router.store, field, text)
