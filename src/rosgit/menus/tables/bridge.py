"""Bridges."""

from __future__ import annotations

from rosgit.menus.kinds import Bool, Duration, Enum, Hex, Int, Mac, Name, Text
from rosgit.menus.table import Clear, Field, Menu, Ref, When
from rosgit.menus.tables.common import ARP

# Bridges of CAPsMAN or containers are dynamic or managed. Spanning tree fields print while protocol-mode is not
# none, multicast ones with igmp-snooping, VLAN ones with vlan-filtering (menus.json, by groups).
INTERFACE_BRIDGE = Menu(
    path="/interface/bridge",
    summary="bridges",
    key=("name",),
    comment="7.10",
    disabled=True,
    flags=frozenset({"dynamic"}),
    weight=40,
    read_only=("actual-mtu", "l2mtu", "mac-address", "managed", "running"),
    shown_in="/interface",
    arguments=(
        Field("name", Name(), generated=True),
        Field("add-dhcp-option82", Bool(), "false", Clear.DEFAULT, until="7.22.3"),
        Field("admin-mac", Mac(keywords=("",)), "", Clear.EMPTY, when=When("auto-mac", "false")),
        Field("ageing-time", Duration(), "5m", Clear.DEFAULT),
        Field("arp", ARP, "enabled", Clear.DEFAULT),
        Field("arp-timeout", Duration(keywords=("auto",)), "auto", Clear.DEFAULT),
        Field("auto-mac", Bool(), "true", Clear.DEFAULT),
        Field("dhcp-agent-circuit-id", since="7.23"),
        Field("dhcp-agent-remote-id", since="7.23"),
        Field("dhcp-snooping", Bool(), "false", Clear.DEFAULT),
        Field("dhcpv6-agent-circuit-id", since="7.23"),
        Field("dhcpv6-agent-remote-id", since="7.23"),
        Field("dhcpv6-snooping", Bool(), "false", Clear.DEFAULT, since="7.23"),
        Field("ether-type", Enum(("0x8100", "0x88a8", "0x9100")), "0x8100", Clear.DEFAULT),
        Field("fast-forward", Bool(), "true", Clear.DEFAULT),
        Field("forward-delay", Duration(), "15s", Clear.DEFAULT, when=When("protocol-mode", "!none")),
        Field("forward-reserved-addresses", Bool(), "false", Clear.DEFAULT, since="7.16"),
        Field(
            "frame-types",
            Enum(("admit-all", "admit-only-vlan-tagged", "admit-only-untagged-and-priority-tagged")),
            "admit-all",
            Clear.DEFAULT,
        ),
        Field("igmp-snooping", Bool(), "false", Clear.DEFAULT),
        Field("igmp-version", Enum(("2", "3")), "2", Clear.DEFAULT),
        Field("ingress-filtering", Bool(), "true", Clear.DEFAULT, when=When("vlan-filtering", "true")),
        Field("last-member-interval", Duration(), "1s", Clear.DEFAULT, when=When("igmp-snooping", "true")),
        Field("last-member-query-count", Int(), "2", Clear.DEFAULT, when=When("igmp-snooping", "true")),
        Field("max-hops", Int(6, 40), "20", Clear.DEFAULT, when=When("protocol-mode", "mstp")),
        Field(
            "max-learned-entries", Int(keywords=("unlimited", "auto")), "auto", Clear.DEFAULT, since="7.16"
        ),
        Field("max-message-age", Duration(), "20s", Clear.DEFAULT, when=When("protocol-mode", "!none")),
        Field("membership-interval", Duration(), "4m20s", Clear.DEFAULT, when=When("igmp-snooping", "true")),
        Field("mlag-heartbeat", Duration(keywords=("none",)), "5s", Clear.DEFAULT, since="7.22"),
        Field(
            "mlag-peer-port",
            Name(keywords=("none",)),
            "none",
            Clear.DEFAULT,
            since="7.22",
            ref=Ref("/interface", keywords=("none",)),
        ),
        Field("mlag-priority", Int(0, 255), "128", Clear.DEFAULT, since="7.22"),
        Field("mld-version", Enum(("1", "2")), "1", Clear.DEFAULT),
        Field("mtu", Int(keywords=("auto",)), "auto", Clear.DEFAULT),
        Field("multicast-querier", Bool(), "false", Clear.DEFAULT, when=When("igmp-snooping", "true")),
        Field(
            "multicast-router",
            Enum(("disabled", "temporary-query", "permanent")),
            "temporary-query",
            Clear.DEFAULT,
        ),
        Field("mvrp", Bool(), "false", Clear.DEFAULT, since="7.15", when=When("vlan-filtering", "true")),
        Field("port-cost-mode", Enum(("short", "long")), "long", Clear.DEFAULT, since="7.13.5"),
        Field("priority", Hex(), "0x8000", Clear.DEFAULT, when=When("protocol-mode", "!none")),
        Field("protocol-mode", Enum(("none", "stp", "rstp", "mstp")), "rstp", Clear.DEFAULT),
        Field("pvid", Int(1, 4094), "1", Clear.DEFAULT, when=When("vlan-filtering", "true")),
        Field("querier-interval", Duration(), "4m15s", Clear.DEFAULT, when=When("igmp-snooping", "true")),
        Field("querier-uses-bridge-address", Bool(), since="7.24"),
        Field("query-interval", Duration(), "2m5s", Clear.DEFAULT, when=When("igmp-snooping", "true")),
        Field(
            "query-response-interval", Duration(), "10s", Clear.DEFAULT, when=When("igmp-snooping", "true")
        ),
        Field("ra-guard", Bool(), "false", Clear.DEFAULT, since="7.22"),
        Field("region-name", Text(), "", Clear.EMPTY, when=When("protocol-mode", "mstp")),
        Field("region-revision", Int(0, 65535), "0", Clear.DEFAULT, when=When("protocol-mode", "mstp")),
        Field("startup-query-count", Int(), "2", Clear.DEFAULT, when=When("igmp-snooping", "true")),
        Field(
            "startup-query-interval",
            Duration(),
            "31s250ms",
            Clear.DEFAULT,
            when=When("igmp-snooping", "true"),
        ),
        Field("transmit-hold-count", Int(1, 10), "6", Clear.DEFAULT, when=When("protocol-mode", "!none")),
        Field("vlan-filtering", Bool(), "false", Clear.DEFAULT),
    ),
)

TABLES = (INTERFACE_BRIDGE,)
