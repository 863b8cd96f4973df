"""What rosgit knows of RouterOS, as data: one table a menu, found by path."""

from __future__ import annotations

from collections.abc import Mapping

from rosgit.menus.table import Menu, by_path
from rosgit.menus.tables import (
    address,
    bridge,
    bridge_port,
    dhcp,
    dns,
    facts,
    file,
    firewall,
    hotspot,
    hotspot_access,
    hotspot_user,
    interface,
    logging,
    netwatch,
    queue,
    queue_type,
    radius,
    service,
    system,
    user,
)

AREAS = (
    facts,
    system,
    interface,
    bridge,
    bridge_port,
    address,
    dns,
    dhcp,
    hotspot_user,
    hotspot,
    hotspot_access,
    firewall,
    radius,
    queue_type,
    queue,
    user,
    file,
    service,
    logging,
    netwatch,
)

MENUS: Mapping[str, Menu] = by_path(menu for area in AREAS for menu in area.TABLES)

EXTERNAL: frozenset[str] = frozenset(
    {
        "/ip/dhcp-server/option",
        "/ip/dhcp-server/option/sets",
        "/ip/dns/forwarders",
        "/ip/firewall/layer7-protocol",
        "/ip/socksify",
        "/ip/vrf",
        "/routing/table",
        "/snmp/community",
        "/system/ntp/key",
    }
)
"""Menus that rows refer to and rosgit has no table for: such names are not checked."""
