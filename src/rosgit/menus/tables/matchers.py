"""What a firewall rule can match, shared by filter, NAT and mangle."""

from __future__ import annotations

from rosgit.menus.kinds import Bits, Bool, Duration, Enum, Int, List, Mac, Name, Ports, Range4, Text
from rosgit.menus.table import Clear, Field, Ref
from rosgit.menus.tables.common import (
    ADDRESS_TYPE,
    PROTOCOL,
    TO_ADDRESS_LIST,
    TO_INTERFACE,
    TO_INTERFACE_LIST,
    TO_INTERFACES,
    TO_ROUTING_TABLE,
)

# What every rule does besides matching.
RULE_PLAIN = frozenset(
    {
        "action",
        "address-list",
        "address-list-timeout",
        "chain",
        "comment",
        "disabled",
        "jump-target",
        "log",
        "log-prefix",
    }
)
LOG = (
    Field("address-list", Name(), ref=TO_ADDRESS_LIST),
    Field("address-list-timeout", Duration(keywords=("none-dynamic", "none-static")), default_unknown=True),
    Field("log", Bool(), "false", Clear.DEFAULT),
    Field("log-prefix", Text(), "", Clear.EMPTY),
)

# Every matcher can be unset, and is absent from print when it is (menus.json).
MATCHERS = (
    Field("connection-bytes", clear=Clear.UNSET),
    Field("connection-limit", Text(negatable=True), clear=Clear.UNSET),
    Field(
        "connection-mark",
        Name(negatable=True),
        clear=Clear.UNSET,
        ref=Ref("/ip/firewall/mangle", "new-connection-mark", soft=True, keywords=("no-mark",)),
    ),
    Field("connection-rate", Text(negatable=True), clear=Clear.UNSET),
    Field(
        "connection-type",
        Enum(("ftp", "pptp", "h323", "sip", "irc", "quake3", "tftp"), negatable=True),
        clear=Clear.UNSET,
    ),
    Field("content", Text(negatable=True), clear=Clear.UNSET),
    Field("dscp", Int(0, 63, negatable=True), clear=Clear.UNSET),
    Field("dst-address", Range4(negatable=True), clear=Clear.UNSET),
    Field("dst-address-list", Name(negatable=True), clear=Clear.UNSET, ref=TO_ADDRESS_LIST),
    Field("dst-address-type", ADDRESS_TYPE, clear=Clear.UNSET),
    Field("dst-limit", clear=Clear.UNSET),
    Field("dst-port", List(Ports(), negatable=True), clear=Clear.UNSET),
    Field("fragment", Bool(), clear=Clear.UNSET),
    Field(
        "hotspot",
        Bits(("from-client", "auth", "local-dst", "to-client", "http"), item_negatable=True),
        clear=Clear.UNSET,
        note="written and printed as e.g. from-client,!auth",
    ),
    Field("icmp-options", Text(negatable=True), clear=Clear.UNSET),
    Field("in-bridge-port", Name(negatable=True), clear=Clear.UNSET, ref=TO_INTERFACE),
    Field("in-bridge-port-list", Name(negatable=True), clear=Clear.UNSET, ref=TO_INTERFACE_LIST),
    Field("in-interface", Name(negatable=True), clear=Clear.UNSET, ref=TO_INTERFACES),
    Field("in-interface-list", Name(negatable=True), clear=Clear.UNSET, ref=TO_INTERFACE_LIST),
    Field("ingress-priority", Int(0, 63, negatable=True), clear=Clear.UNSET),
    Field("ipsec-policy", clear=Clear.UNSET),
    Field(
        "ipv4-options",
        Enum(
            (
                "strict-source-routing",
                "loose-source-routing",
                "no-source-routing",
                "record-route",
                "no-record-route",
                "timestamp",
                "no-timestamp",
                "router-alert",
                "no-router-alert",
                "any",
                "none",
            )
        ),
        clear=Clear.UNSET,
    ),
    Field(
        "layer7-protocol", Name(negatable=True), clear=Clear.UNSET, ref=Ref("/ip/firewall/layer7-protocol")
    ),
    Field("limit", Text(negatable=True), clear=Clear.UNSET),
    Field("nth", Text(negatable=True), clear=Clear.UNSET),
    Field("out-bridge-port", Name(negatable=True), clear=Clear.UNSET, ref=TO_INTERFACE),
    Field("out-bridge-port-list", Name(negatable=True), clear=Clear.UNSET, ref=TO_INTERFACE_LIST),
    Field("out-interface", Name(negatable=True), clear=Clear.UNSET, ref=TO_INTERFACES),
    Field("out-interface-list", Name(negatable=True), clear=Clear.UNSET, ref=TO_INTERFACE_LIST),
    Field(
        "packet-mark",
        Name(negatable=True),
        clear=Clear.UNSET,
        ref=Ref("/ip/firewall/mangle", "new-packet-mark", soft=True, keywords=("no-mark",)),
    ),
    Field("packet-size", Text(negatable=True), clear=Clear.UNSET),
    Field("per-connection-classifier", Text(negatable=True), clear=Clear.UNSET),
    Field("port", List(Ports(), negatable=True), clear=Clear.UNSET),
    Field("priority", Int(0, 63, negatable=True), clear=Clear.UNSET),
    Field("protocol", PROTOCOL, clear=Clear.UNSET),
    Field("psd", clear=Clear.UNSET),
    Field("random", Int(1, 99), clear=Clear.UNSET),
    Field("realm", Int(negatable=True), clear=Clear.UNSET),
    Field("routing-mark", Name(negatable=True), clear=Clear.UNSET, ref=TO_ROUTING_TABLE),
    Field("src-address", Range4(negatable=True), clear=Clear.UNSET),
    Field("src-address-list", Name(negatable=True), clear=Clear.UNSET, ref=TO_ADDRESS_LIST),
    Field("src-address-type", ADDRESS_TYPE, clear=Clear.UNSET),
    Field("src-mac-address", Mac(negatable=True), clear=Clear.UNSET),
    Field("src-port", List(Ports(), negatable=True), clear=Clear.UNSET),
    Field("tcp-mss", Text(negatable=True), clear=Clear.UNSET),
    Field("time", Text(negatable=True), clear=Clear.UNSET),
    Field("tos", Text(negatable=True), clear=Clear.UNSET, since="7.21"),
    Field("ttl", clear=Clear.UNSET),
)

# NAT sees the first packet of a connection only and has no use for these.
MATCHERS_OF_FILTER_AND_MANGLE = (
    Field(
        "connection-state",
        Bits(("invalid", "established", "related", "new", "untracked"), negatable=True),
        clear=Clear.UNSET,
    ),
    Field(
        "p2p",
        Enum(
            (
                "fasttrack",
                "gnutella",
                "direct-connect",
                "edonkey",
                "bit-torrent",
                "blubster",
                "soulseek",
                "winmx",
                "warez",
                "all-p2p",
            ),
            negatable=True,
        ),
        clear=Clear.UNSET,
    ),
    Field(
        "tcp-flags",
        Bits(("fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr"), item_negatable=True),
        clear=Clear.UNSET,
    ),
    Field("tls-host", Text(negatable=True), clear=Clear.UNSET),
)
