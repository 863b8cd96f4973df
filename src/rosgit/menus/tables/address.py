"""Addresses and pools."""

from __future__ import annotations

from rosgit.menus.kinds import Interface4, Ip, List, Name, Range4
from rosgit.menus.table import Clear, Field, Menu
from rosgit.menus.tables.common import TO_INTERFACE, TO_POOL

# Addresses of DHCP clients, hotspot 1:1 translation and VPNs are dynamic.
ADDRESS = Menu(
    path="/ip/address",
    summary="IPv4 addresses of the router",
    key=("address", "interface"),
    comment="7.10",
    disabled=True,
    flags=frozenset({"dynamic", "invalid", "slave"}),
    weight=80,
    read_only=("actual-interface", "vrf"),
    arguments=(
        Field("address", Interface4(), required=True, note="host bits are kept"),
        Field("interface", Name(), required=True, ref=TO_INTERFACE),
        Field("broadcast", Ip(), quiet=True, default_unknown=True),
        Field("netmask", Ip(), quiet=True, default_unknown=True),
        Field("network", Ip(), default_unknown=True),
    ),
)

POOL = Menu(
    path="/ip/pool",
    summary="address pools for DHCP and hotspot",
    key=("name",),
    comment="7.10",
    weight=90,
    read_only=("available", "total", "used"),
    arguments=(
        Field("name", Name(), generated=True),
        Field("ranges", List(Range4()), required=True),
        Field("next-pool", Name(keywords=("none",)), "none", Clear.DEFAULT, quiet=True, ref=TO_POOL),
    ),
)

TABLES = (
    ADDRESS,
    POOL,
)
