"""Which menus the simulated router serves: rosgit's tables, and a few it needs beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from rosgit.menus import EXTERNAL, MENUS
from rosgit.menus.kinds import Duration, Int, Kind, Text
from rosgit.menus.table import Clear, Field, Menu, Shape

ETHERNET = Menu(
    path="/interface/ethernet",
    shape=Shape.FIXED,
    key=("name",),
    comment="7.10",
    disabled=True,
    read_only=("default-name", "mac-address", "running", "slave"),
    arguments=(Field("name", Text()), Field("mtu", Int(), default="1500", clear=Clear.DEFAULT)),
)

INTERFACE = Menu(
    path="/interface",
    shape=Shape.FIXED,
    key=("name",),
    comment="7.10",
    disabled=True,
    flags=frozenset({"dynamic", "running", "slave"}),
    read_only=("default-name", "type", "mac-address", "actual-mtu"),
    arguments=ETHERNET.arguments,
)


def _writable(menu: Menu) -> Menu:
    """A menu that rosgit only reads, as the router has it: rows can be added and set."""
    fields = tuple(replace(field, read_only=False) for field in menu.arguments)
    return replace(menu, shape=Shape.LIST, arguments=fields)


_KINDS: Mapping[str, Kind] = MappingProxyType({"timeout": Duration()})


def _whole(menu: Menu) -> Menu:
    """A menu with the arguments that rosgit leaves out and a router has; they are kept as typed."""
    names = [name for name in menu.left_out if name not in menu.flags]
    more = tuple(Field(name, _KINDS.get(name, Text())) for name in names)
    return replace(menu, arguments=(*menu.arguments, *more)) if more else menu


_OWN = (
    ETHERNET,
    INTERFACE,
    *(_writable(MENUS[path]) for path in ("/file", "/certificate", "/system/logging/action")),
)

KNOWN: Mapping[str, Menu] = MappingProxyType(
    {path: _whole(menu) for path, menu in {**MENUS, **{each.path: each for each in _OWN}}.items()}
)
"""Every menu with rows, by path."""

NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"/ip/vrf": ("main",), "/routing/table": ("main",), "/snmp/community": ("public",)}
)
"""Names that exist in menus which rows refer to and the simulator does not serve.

Of the other menus of ``EXTERNAL`` any name is taken: here the simulator is more lenient than a router.
"""

GENERATED: Mapping[str, str] = MappingProxyType(
    {
        "/interface/bridge": "bridge",
        "/interface/vlan": "vlan",
        "/ip/pool": "pool",
        "/ip/dhcp-server": "dhcp",
        "/ip/hotspot": "hotspot",
        "/ip/hotspot/profile": "hsprof",
        "/ip/hotspot/user/profile": "uprof",
        "/queue/simple": "queue",
        "/queue/tree": "queue",
        "/system/script": "script",
        "/user/group": "group",
        "/certificate": "cert",
    }
)
"""What a row is called when nobody names it; only ``hotspot1`` and ``bridge1`` are confirmed."""


def external(menu: str, name: str) -> bool:
    """Whether a name in a menu that is not served passes."""
    return name in NAMES[menu] if menu in NAMES else menu in EXTERNAL
