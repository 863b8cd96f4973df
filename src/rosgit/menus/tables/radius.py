"""RADIUS servers and incoming requests."""

from __future__ import annotations

from rosgit.menus.kinds import Bits, Bool, Duration, Enum, Int, Ip, Name, Text
from rosgit.menus.table import Clear, Field, Menu, Order, Shape
from rosgit.menus.tables.common import TO_CERTIFICATE, TO_VRF

# No key: servers are asked in order, and equal rows are legal.
RADIUS = Menu(
    path="/radius",
    summary="RADIUS servers, asked in order",
    order=Order(),
    comment="7.10",
    disabled=True,
    weight=140,
    read_only=("status",),
    arguments=(
        Field("address", Ip(six=True), required=True),
        Field("secret", Text(), "", Clear.EMPTY, secret=True),
        Field(
            "service",
            Bits(("ppp", "login", "hotspot", "wireless", "dhcp", "ipsec", "dot1x")),
            "",
            Clear.EMPTY,
        ),
        Field("accounting-backup", Bool(), "false", Clear.DEFAULT),
        Field("accounting-port", Int(1, 65535), "1813", Clear.DEFAULT),
        Field("authentication-port", Int(1, 65535), "1812", Clear.DEFAULT),
        Field("called-id", Text(), "", Clear.EMPTY),
        Field("certificate", Name(keywords=("none",)), "none", Clear.DEFAULT, ref=TO_CERTIFICATE),
        Field("domain", Text(), "", Clear.EMPTY),
        Field("protocol", Enum(("udp", "radsec")), "udp", Clear.DEFAULT),
        Field("radsec-timeout", Duration(), "3s300ms", Clear.DEFAULT, since="7.19.3"),
        Field("realm", Text(), "", Clear.EMPTY),
        Field(
            "require-message-auth",
            Enum(("no", "yes-for-request-resp")),
            "yes-for-request-resp",
            Clear.DEFAULT,
            since="7.15",
        ),
        Field("src-address", Ip(six=True), "0.0.0.0", Clear.DEFAULT),
        Field("timeout", Duration(), "300ms", Clear.DEFAULT),
    ),
)

RADIUS_INCOMING = Menu(
    path="/radius/incoming",
    summary="whether RADIUS servers may log users out or change them",
    shape=Shape.SINGLE,
    weight=150,
    arguments=(
        Field("accept", Bool(), "false", Clear.DEFAULT),
        Field("port", Int(1, 65535), "3799", Clear.DEFAULT),
        Field("vrf", Name(), "main", Clear.DEFAULT, ref=TO_VRF),
    ),
)

TABLES = (
    RADIUS,
    RADIUS_INCOMING,
)
