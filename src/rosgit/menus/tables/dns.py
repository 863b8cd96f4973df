"""The resolver and its static names."""

from __future__ import annotations

from rosgit.menus.kinds import Bool, Duration, Enum, Int, Ip, List, Name, SizeKib, Text
from rosgit.menus.table import Clear, Field, Menu, Order, Ref, Shape
from rosgit.menus.tables.common import TO_ADDRESS_LIST, TO_INTERFACE, TO_VRF

DNS = Menu(
    path="/ip/dns",
    summary="the resolver: servers, cache, whether it answers others",
    shape=Shape.SINGLE,
    weight=100,
    read_only=("cache-used", "dynamic-servers"),
    arguments=(
        Field("address-list-extra-time", Duration(), "0s", Clear.DEFAULT),
        Field("allow-remote-requests", Bool(), "false", Clear.DEFAULT),
        Field("cache-max-ttl", Duration(), "1w", Clear.DEFAULT),
        Field("cache-size", SizeKib(), "2048KiB", Clear.DEFAULT),
        Field("doh-max-concurrent-queries", Int(), "50", Clear.DEFAULT),
        Field("doh-max-server-connections", Int(), "5", Clear.DEFAULT),
        Field("doh-timeout", Duration(), "5s", Clear.DEFAULT),
        Field("max-concurrent-queries", Int(), "100", Clear.DEFAULT),
        Field("max-concurrent-tcp-sessions", Int(), "20", Clear.DEFAULT),
        Field("max-udp-packet-size", Int(50, 65507), "4096", Clear.DEFAULT),
        Field("mdns-repeat-ifaces", List(Name()), "", Clear.EMPTY, since="7.16", ref=TO_INTERFACE),
        Field("query-server-timeout", Duration(), "2s", Clear.DEFAULT),
        Field("query-total-timeout", Duration(), "10s", Clear.DEFAULT),
        Field("servers", List(Ip(six=True)), "", Clear.EMPTY),
        Field("use-doh-server", Text(), "", Clear.EMPTY),
        Field("verify-doh-cert", Bool(), "false", Clear.DEFAULT),
        Field("vrf", Name(), "main", Clear.DEFAULT, since="7.15", ref=TO_VRF),
    ),
)

# No key: one name may have several rows; exactly one of name and regexp; order matters for regexp. The router
# makes a dynamic row for a hotspot profile's dns-name.
DNS_STATIC = Menu(
    path="/ip/dns/static",
    summary="names the router answers by itself, in order",
    order=Order(),
    comment="7.10",
    disabled=True,
    flags=frozenset({"dynamic"}),
    weight=110,
    arguments=(
        Field("name", Name()),
        Field("regexp"),
        Field(
            "type",
            Enum(("A", "AAAA", "CNAME", "FWD", "MX", "NS", "NXDOMAIN", "SRV", "TXT")),
            "A",
            Clear.DEFAULT,
            note="7.24.4 prints A too; whether every version does is not confirmed",
        ),
        Field("address", Ip(six=True)),
        Field("address-list", ref=TO_ADDRESS_LIST),
        Field("cname"),
        Field("forward-to", ref=Ref("/ip/dns/forwarders", soft=True)),
        Field("match-subdomain", Bool(), "false", Clear.DEFAULT),
        Field("mx-exchange"),
        Field("mx-preference", Int(0, 65535), default_unknown=True),
        Field("ns"),
        Field("srv-port", Int(0, 65535), default_unknown=True),
        Field("srv-priority", Int(0, 65535), default_unknown=True),
        Field("srv-target"),
        Field("srv-weight", Int(0, 65535), default_unknown=True),
        Field("text"),
        Field("ttl", Duration(), "1d", Clear.DEFAULT),
    ),
)

TABLES = (
    DNS,
    DNS_STATIC,
)
