"""VLANs and interface lists."""

from __future__ import annotations

from rosgit.menus.kinds import Bool, Duration, Enum, Int, List, Name
from rosgit.menus.table import Clear, Field, Menu
from rosgit.menus.tables.common import ARP, TO_INTERFACE, TO_INTERFACE_LIST

INTERFACE_VLAN = Menu(
    path="/interface/vlan",
    summary="VLAN interfaces",
    key=("name",),
    unique=(("interface", "vlan-id"),),
    comment="7.10",
    disabled=True,
    weight=50,
    read_only=("hw-offloaded", "l2mtu", "loop-protect-status", "mac-address", "running"),
    shown_in="/interface",
    arguments=(
        Field("name", Name(), generated=True),
        Field("interface", Name(), required=True, ref=TO_INTERFACE),
        Field("vlan-id", Int(1, 4094), required=True),
        Field("arp", ARP, "enabled", Clear.DEFAULT),
        Field("arp-timeout", Duration(keywords=("auto",)), "auto", Clear.DEFAULT),
        Field("loop-protect", Enum(("default", "off", "on")), "default", Clear.DEFAULT),
        Field("loop-protect-disable-time", Duration(), "5m", Clear.DEFAULT),
        Field("loop-protect-send-interval", Duration(), "5s", Clear.DEFAULT),
        Field("mtu", Int(68, 65535), "1500", Clear.DEFAULT),
        Field("mvrp", Bool(), "false", Clear.DEFAULT, since="7.15"),
        Field("use-service-tag", Bool(), "false", Clear.DEFAULT),
    ),
)

# all, none, dynamic and static are built in.
INTERFACE_LIST = Menu(
    path="/interface/list",
    summary="named lists of interfaces, for firewall rules",
    key=("name",),
    comment="7.10",
    flags=frozenset({"builtin", "dynamic"}),
    builtin=(
        {"name": "all", "comment": "contains all interfaces", "builtin": "true"},
        {"name": "none", "comment": "contains no interfaces", "builtin": "true"},
        {"name": "dynamic", "comment": "contains dynamic interfaces", "builtin": "true"},
        {"name": "static", "comment": "contains static interfaces", "builtin": "true"},
    ),
    protected=frozenset({"all", "dynamic", "none", "static"}),
    weight=30,
    arguments=(
        Field("name", Name(), required=True),
        Field("exclude", List(Name()), "", Clear.EMPTY, ref=TO_INTERFACE_LIST),
        Field("include", List(Name()), "", Clear.EMPTY, ref=TO_INTERFACE_LIST),
    ),
)

# Members of detect-internet and the like are dynamic.
INTERFACE_LIST_MEMBER = Menu(
    path="/interface/list/member",
    summary="which interface is in which list",
    key=("list", "interface"),
    comment="7.10",
    disabled=True,
    flags=frozenset({"dynamic"}),
    weight=70,
    arguments=(
        Field("list", Name(), required=True, ref=TO_INTERFACE_LIST),
        Field("interface", Name(), required=True, ref=TO_INTERFACE),
    ),
)

TABLES = (
    INTERFACE_VLAN,
    INTERFACE_LIST,
    INTERFACE_LIST_MEMBER,
)
