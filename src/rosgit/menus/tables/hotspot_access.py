"""Who and what passes a hotspot without login: bindings and walled gardens."""

from __future__ import annotations

from rosgit.menus.kinds import Enum, Ip, List, Mac, Name, Ports, Range4, Text
from rosgit.menus.table import Clear, Field, Menu, Order, Ref
from rosgit.menus.tables.common import PROTOCOL, TO_ADDRESS_LIST, TO_HOTSPOT

# At least one of mac-address and address; a second row for the same client is refused. Every row decides.
HOTSPOT_IP_BINDING = Menu(
    path="/ip/hotspot/ip-binding",
    summary="devices that bypass the portal, are blocked, or get a fixed address; first match wins",
    key=("mac-address", "address", "server"),
    order=Order(every=True, plain=frozenset({"comment", "disabled", "to-address", "type"})),
    comment="7.10",
    disabled=True,
    weight=230,
    read_only=("blocked", "bypassed"),
    arguments=(
        Field("mac-address", Mac(), quiet=True),
        Field("address", Range4(), quiet=True, note="address, prefix or a-b range"),
        Field("server", Name(keywords=("all",)), "all", Clear.DEFAULT, quiet=True, ref=TO_HOTSPOT),
        Field("to-address", Ip(), quiet=True),
        Field("type", Enum(("regular", "bypassed", "blocked")), "regular", Clear.DEFAULT, quiet=True),
    ),
)

# No key: equal rows are legal. Rows made from walled-garden/ip with dst-host are dynamic.
HOTSPOT_WALLED_GARDEN = Menu(
    path="/ip/hotspot/walled-garden",
    summary="web hosts open before login, by name; first match wins",
    order=Order(
        action="action",
        terminal=frozenset({"allow", "deny"}),
        plain=frozenset({"action", "comment", "disabled"}),
    ),
    comment="7.10",
    disabled=True,
    flags=frozenset({"dynamic"}),
    weight=240,
    read_only=("dst-address", "hits"),
    arguments=(
        Field("action", Enum(("allow", "deny")), "allow", Clear.DEFAULT),
        Field(
            "dst-host",
            Text(negatable=True),
            clear=Clear.UNSET,
            note="* and ? stand for any; a leading : is a regular expression",
        ),
        Field("dst-port", List(Ports(), negatable=True), clear=Clear.UNSET),
        Field(
            "method",
            Enum(("GET", "HEAD", "POST", "PUT", "CONNECT", "OPTIONS", "DELETE", "TRACE"), negatable=True),
            clear=Clear.UNSET,
        ),
        Field("path", Text(negatable=True), clear=Clear.UNSET),
        Field("server", Name(negatable=True), clear=Clear.UNSET, ref=Ref("/ip/hotspot")),
        Field("src-address", Range4(negatable=True), clear=Clear.UNSET),
    ),
)

# No key: equal rows are legal.
HOTSPOT_WALLED_GARDEN_IP = Menu(
    path="/ip/hotspot/walled-garden/ip",
    summary="destinations open before login, by address and port; first match wins",
    order=Order(
        action="action",
        terminal=frozenset({"accept", "drop", "reject"}),
        plain=frozenset({"action", "comment", "disabled"}),
    ),
    comment="7.10",
    disabled=True,
    flags=frozenset({"invalid"}),
    weight=250,
    arguments=(
        Field("action", Enum(("accept", "drop", "reject")), "accept", Clear.DEFAULT),
        Field("dst-address", Range4(negatable=True), clear=Clear.UNSET),
        Field("dst-address-list", Name(negatable=True), clear=Clear.UNSET, ref=TO_ADDRESS_LIST),
        Field("dst-host"),
        Field(
            "dst-port", Ports(negatable=True), clear=Clear.UNSET, note="one port or one a-b range, not a list"
        ),
        Field("protocol", PROTOCOL, clear=Clear.UNSET),
        Field("server", Name(negatable=True), clear=Clear.UNSET, ref=Ref("/ip/hotspot")),
        Field("src-address", Range4(negatable=True), clear=Clear.UNSET),
        Field("src-address-list", Name(negatable=True), clear=Clear.UNSET, ref=TO_ADDRESS_LIST),
    ),
)

TABLES = (
    HOTSPOT_IP_BINDING,
    HOTSPOT_WALLED_GARDEN,
    HOTSPOT_WALLED_GARDEN_IP,
)
