"""Hosts the router watches."""

from __future__ import annotations

from rosgit.menus.kinds import Bool, Duration, Enum, Int, Ip, List, Name, Ports
from rosgit.menus.table import Clear, Field, Menu
from rosgit.menus.tables.common import TO_CERTIFICATE, TO_SCRIPT

# Rows need no name; it is the key here so that rows can be told apart.
TOOL_NETWATCH = Menu(
    path="/tool/netwatch",
    summary="hosts the router watches, and scripts for up and down",
    key=("name",),
    comment="7.10",
    disabled=True,
    weight=390,
    read_only=(
        "done-tests",
        "failed-tests",
        "http-resp-time",
        "http-status-code",
        "ip",
        "ip6",
        "loss-count",
        "loss-percent",
        "mail-servers",
        "name-servers",
        "response-count",
        "rtt-avg",
        "rtt-jitter",
        "rtt-max",
        "rtt-min",
        "rtt-stdev",
        "sent-count",
        "since",
        "status",
        "tcp-connect-time",
    ),
    arguments=(
        Field("name", Name(), generated=True),
        Field("host", Ip(six=True, names=True), required=True),
        Field("accept-icmp-time-exceeded", Bool(), "false", Clear.DEFAULT, since="7.16"),
        Field("certificate", Name(keywords=("none",)), clear=Clear.UNSET, ref=TO_CERTIFICATE),
        Field("check-certificate", Bool(), clear=Clear.UNSET),
        Field("dns-server", Ip(six=True, names=True), clear=Clear.UNSET, since="7.16"),
        Field("down-script", clear=Clear.UNSET, ref=TO_SCRIPT),
        Field("early-failure-detection", Bool(), clear=Clear.UNSET, since="7.20"),
        Field("early-success-detection", Bool(), clear=Clear.UNSET, since="7.20"),
        Field("http-codes", List(Ports()), clear=Clear.UNSET),
        Field("ignore-initial-down", Bool(), clear=Clear.UNSET, since="7.17"),
        Field("ignore-initial-up", Bool(), clear=Clear.UNSET, since="7.17"),
        Field("interval", Duration(), "10s", Clear.DEFAULT),
        Field("packet-count", Int(1), clear=Clear.UNSET),
        Field("packet-interval", Duration(), clear=Clear.UNSET),
        Field("packet-size", Int(54, 1400), clear=Clear.UNSET),
        Field("port", Int(1, 65535), clear=Clear.UNSET),
        Field("record-type", Enum(("A", "AAAA", "MX", "NS")), clear=Clear.UNSET, since="7.16"),
        Field("src-address", Ip(six=True, names=True), clear=Clear.UNSET, since="7.11.3"),
        Field("start-delay", Duration(), "3s", Clear.DEFAULT),
        Field("startup-delay", Duration(), "5m", Clear.DEFAULT),
        Field("test-script", clear=Clear.UNSET, ref=TO_SCRIPT),
        Field("thr-avg", Duration(), clear=Clear.UNSET),
        Field("thr-http-time", Duration(), clear=Clear.UNSET),
        Field("thr-jitter", Duration(), clear=Clear.UNSET),
        Field("thr-loss-count", Int(), clear=Clear.UNSET),
        Field("thr-loss-percent", Int(0, 100), clear=Clear.UNSET),
        Field("thr-max", Duration(), clear=Clear.UNSET),
        Field("thr-stdev", Duration(), clear=Clear.UNSET),
        Field("thr-tcp-conn-time", Duration(), clear=Clear.UNSET),
        Field("timeout", Duration(), "3s", Clear.DEFAULT),
        Field("ttl", Int(1, 255), "255", Clear.DEFAULT, since="7.16"),
        Field(
            "type",
            Enum(("simple", "icmp", "tcp-conn", "http-get", "https-get", "dns")),
            "simple",
            Clear.DEFAULT,
        ),
        Field("up-script", clear=Clear.UNSET, ref=TO_SCRIPT),
    ),
)

TABLES = (TOOL_NETWATCH,)
