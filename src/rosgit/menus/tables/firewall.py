"""Filter, NAT, mangle and address lists."""

from __future__ import annotations

from rosgit.menus.kinds import Bits, Bool, Enum, Int, Ip, Name, Ports, Range4
from rosgit.menus.table import Clear, Field, Menu, Order, Ref
from rosgit.menus.tables.common import TO_ROUTING_TABLE
from rosgit.menus.tables.matchers import LOG, MATCHERS, MATCHERS_OF_FILTER_AND_MANGLE, RULE_PLAIN

# No key: equal rules are legal. Rules of hotspot, fasttrack and UPnP are dynamic. return ends the walk of its
# chain, jump does not (the target chain may return), fasttrack-connection goes on to the next rule.
FIREWALL_FILTER = Menu(
    path="/ip/firewall/filter",
    summary="packet filter rules, read top down in each chain",
    order=Order(
        group="chain",
        action="action",
        terminal=frozenset({"accept", "drop", "reject", "return", "tarpit"}),
        plain=RULE_PLAIN | {"reject-with", "hw-offload"},
    ),
    comment="7.10",
    disabled=True,
    flags=frozenset({"dynamic", "invalid"}),
    weight=310,
    read_only=("bytes", "packets"),
    arguments=(
        Field("chain", Name(), required=True),
        Field(
            "action",
            Enum(
                (
                    "accept",
                    "jump",
                    "return",
                    "log",
                    "passthrough",
                    "add-src-to-address-list",
                    "add-dst-to-address-list",
                    "drop",
                    "reject",
                    "tarpit",
                    "fasttrack-connection",
                )
            ),
            "accept",
            Clear.DEFAULT,
        ),
        Field(
            "connection-nat-state",
            Bits(("srcnat", "dstnat", "ein-snat", "ein-dnat"), negatable=True),
            clear=Clear.UNSET,
        ),
        Field(
            "hw-offload",
            Bool(),
            until="7.20.8",
            default_unknown=True,
            note="not on CHR and x86 from 7.21 on; CRS switch chips still have it",
        ),
        Field("jump-target", Name(), ref=Ref("/ip/firewall/filter", "chain", soft=True)),
        Field(
            "reject-with",
            Enum(
                (
                    "icmp-network-unreachable",
                    "icmp-host-unreachable",
                    "icmp-protocol-unreachable",
                    "icmp-port-unreachable",
                    "icmp-net-prohibited",
                    "icmp-host-prohibited",
                    "tcp-reset",
                    "icmp-admin-prohibited",
                )
            ),
            default_unknown=True,
        ),
        *LOG,
        *MATCHERS_OF_FILTER_AND_MANGLE,
        *MATCHERS,
    ),
)

# No key: equal rules are legal. Rules of hotspot and UPnP are dynamic.
FIREWALL_NAT = Menu(
    path="/ip/firewall/nat",
    summary="address translation rules, read top down in each chain",
    order=Order(
        group="chain",
        action="action",
        terminal=frozenset(
            {
                "accept",
                "dst-nat",
                "endpoint-independent-nat",
                "masquerade",
                "netmap",
                "redirect",
                "return",
                "same",
                "socksify",
                "src-nat",
            }
        ),
        plain=RULE_PLAIN
        | {
            "randomise-ports",
            "same-not-by-dst",
            "socks5-port",
            "socks5-server",
            "socksify-service",
            "to-addresses",
            "to-ports",
        },
    ),
    comment="7.10",
    disabled=True,
    flags=frozenset({"dynamic", "invalid"}),
    weight=320,
    read_only=("bytes", "packets"),
    arguments=(
        Field("chain", Name(), required=True),
        Field(
            "action",
            Enum(
                (
                    "accept",
                    "jump",
                    "return",
                    "log",
                    "passthrough",
                    "add-src-to-address-list",
                    "add-dst-to-address-list",
                    "src-nat",
                    "masquerade",
                    "dst-nat",
                    "redirect",
                    "same",
                    "netmap",
                    "endpoint-independent-nat",
                    "socksify",
                )
            ),
            "accept",
            Clear.DEFAULT,
        ),
        Field("jump-target", Name(), ref=Ref("/ip/firewall/nat", "chain", soft=True)),
        Field("randomise-ports", Bool(), default_unknown=True),
        Field("same-not-by-dst", Bool(), default_unknown=True),
        Field("socks5-port", Int(1, 65535), since="7.20"),
        Field("socks5-server", Ip(), since="7.20"),
        Field("socksify-service", Name(), since="7.20", ref=Ref("/ip/socksify")),
        Field("tls-host", until="7.15.3"),
        Field("to-addresses", Range4(), clear=Clear.UNSET),
        Field("to-ports", Ports(), clear=Clear.UNSET),
        *LOG,
        *MATCHERS,
    ),
)

# No key: equal rules are legal. Marking and changing actions end the walk only with passthrough=no.
FIREWALL_MANGLE = Menu(
    path="/ip/firewall/mangle",
    summary="rules that mark and change packets, read top down in each chain",
    order=Order(
        group="chain",
        action="action",
        terminal=frozenset({"accept", "return"}),
        passing=frozenset(
            {
                "change-dscp",
                "change-mss",
                "change-ttl",
                "clear-df",
                "mark-connection",
                "mark-packet",
                "mark-routing",
                "set-priority",
                "strip-ipv4-options",
            }
        ),
        through="passthrough",
        plain=RULE_PLAIN
        | {
            "new-connection-mark",
            "new-dscp",
            "new-mss",
            "new-packet-mark",
            "new-priority",
            "new-routing-mark",
            "new-ttl",
            "passthrough",
            "route-dst",
            "sniff-id",
            "sniff-target",
            "sniff-target-port",
        },
    ),
    comment="7.10",
    disabled=True,
    flags=frozenset({"dynamic", "invalid"}),
    weight=330,
    read_only=("bytes", "packets"),
    arguments=(
        Field("chain", Name(), required=True),
        Field(
            "action",
            Enum(
                (
                    "accept",
                    "jump",
                    "return",
                    "log",
                    "passthrough",
                    "add-src-to-address-list",
                    "add-dst-to-address-list",
                    "sniff-tzsp",
                    "sniff-pc",
                    "mark-packet",
                    "mark-connection",
                    "change-mss",
                    "change-dscp",
                    "strip-ipv4-options",
                    "change-ttl",
                    "mark-routing",
                    "set-priority",
                    "clear-df",
                    "fasttrack-connection",
                    "route",
                )
            ),
            "accept",
            Clear.DEFAULT,
        ),
        Field("connection-nat-state", Bits(("srcnat", "dstnat"), negatable=True), clear=Clear.UNSET),
        Field("jump-target", Name(), ref=Ref("/ip/firewall/mangle", "chain", soft=True)),
        Field("new-connection-mark", Name()),
        Field("new-dscp", Int(0, 63, keywords=("from-priority-to-high-3-bits", "from-priority"))),
        Field("new-mss", Int(40, 65534, keywords=("clamp-to-pmtu",))),
        Field("new-packet-mark", Name()),
        Field("new-priority", Int(0, 63, keywords=("from-dscp", "from-ingress", "from-dscp-high-3-bits"))),
        Field("new-routing-mark", Name(), ref=TO_ROUTING_TABLE),
        Field("new-ttl"),
        Field("passthrough", Bool(), "true", Clear.DEFAULT),
        Field("route-dst", Ip()),
        Field("sniff-id", Int()),
        Field("sniff-target", Ip()),
        Field("sniff-target-port", Int(0, 65535)),
        *LOG,
        *MATCHERS_OF_FILTER_AND_MANGLE,
        *MATCHERS,
    ),
)

# Rows with a timeout, made by rules or resolved from a name are dynamic, so dynamic and timeout are not for git.
FIREWALL_ADDRESS_LIST = Menu(
    path="/ip/firewall/address-list",
    summary="named address lists for rules",
    key=("list", "address"),
    comment="7.10",
    disabled=True,
    flags=frozenset({"dynamic"}),
    weight=300,
    read_only=("creation-time",),
    left_out=("dynamic", "timeout"),
    arguments=(
        Field("list", Name(), required=True),
        Field("address", Range4(hosts=True), required=True),
    ),
)

TABLES = (
    FIREWALL_FILTER,
    FIREWALL_NAT,
    FIREWALL_MANGLE,
    FIREWALL_ADDRESS_LIST,
)
