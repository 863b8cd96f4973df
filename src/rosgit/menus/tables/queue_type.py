"""Queue disciplines."""

from __future__ import annotations

from rosgit.menus.kinds import Bits, Bool, Duration, Enum, Int, Name, Rate, SizeKib
from rosgit.menus.table import Clear, Field, Menu, When

# No comment and no disabled. kind decides which fields a row has; the factory rows have default=true.
QUEUE_TYPE = Menu(
    path="/queue/type",
    summary="queue disciplines that queues refer to",
    key=("name",),
    flags=frozenset({"default"}),
    builtin=(
        {"name": "default", "kind": "pfifo", "default": "true"},
        {"name": "ethernet-default", "kind": "pfifo", "default": "true"},
        {"name": "wireless-default", "kind": "sfq", "default": "true"},
        {"name": "synchronous-default", "kind": "red", "default": "true"},
        {"name": "hotspot-default", "kind": "sfq", "default": "true"},
        {"name": "pcq-upload-default", "kind": "pcq", "pcq-classifier": "src-address", "default": "true"},
        {"name": "pcq-download-default", "kind": "pcq", "pcq-classifier": "dst-address", "default": "true"},
        {"name": "only-hardware-queue", "kind": "none", "default": "true"},
        {"name": "multi-queue-ethernet-default", "kind": "mq-pfifo", "default": "true"},
        {"name": "default-small", "kind": "pfifo", "pfifo-limit": "10", "default": "true"},
    ),
    protected=frozenset(
        {
            "default",
            "ethernet-default",
            "wireless-default",
            "synchronous-default",
            "hotspot-default",
            "pcq-upload-default",
            "pcq-download-default",
            "only-hardware-queue",
            "multi-queue-ethernet-default",
            "default-small",
        }
    ),
    weight=160,
    arguments=(
        Field("name", Name(), required=True),
        Field(
            "kind",
            Enum(("bfifo", "pfifo", "red", "sfq", "pcq", "mq-pfifo", "none", "codel", "fq-codel", "cake")),
            required=True,
        ),
        Field("bfifo-limit", Int(1000), "15000", Clear.DEFAULT, when=When("kind", "bfifo")),
        Field(
            "cake-ack-filter",
            Enum(("none", "filter", "aggressive")),
            "none",
            Clear.DEFAULT,
            when=When("kind", "cake"),
        ),
        Field("cake-atm", Enum(("none", "atm", "ptm")), "none", Clear.DEFAULT, when=When("kind", "cake")),
        Field("cake-autorate-ingress", Bool(), default_unknown=True, when=When("kind", "cake")),
        Field("cake-bandwidth", Rate(), "0", Clear.DEFAULT, when=When("kind", "cake")),
        Field(
            "cake-diffserv",
            Enum(("diffserv3", "diffserv4", "diffserv8", "besteffort", "precedence")),
            "diffserv3",
            Clear.DEFAULT,
            when=When("kind", "cake"),
        ),
        Field(
            "cake-flowmode",
            Enum(
                (
                    "flowblind",
                    "srchost",
                    "dsthost",
                    "hosts",
                    "flows",
                    "dual-srchost",
                    "dual-dsthost",
                    "triple-isolate",
                )
            ),
            "triple-isolate",
            Clear.DEFAULT,
            when=When("kind", "cake"),
        ),
        Field("cake-memlimit", Int(), "0", Clear.DEFAULT, when=When("kind", "cake")),
        Field("cake-mpu", Int(0, 256, keywords=("",)), "", Clear.EMPTY, when=When("kind", "cake")),
        Field("cake-nat", Bool(), "false", Clear.DEFAULT, when=When("kind", "cake")),
        Field("cake-overhead", Int(-64, 256), "0", Clear.DEFAULT, when=When("kind", "cake")),
        Field(
            "cake-overhead-scheme",
            Bits(
                (
                    "raw",
                    "convervative",
                    "ipoa-vcmux",
                    "ipoa-llcsnap",
                    "bridged-vcmux",
                    "bridged-llcsnap",
                    "pppoa-vcmux",
                    "pppoa-llc",
                    "pppoe-vcmux",
                    "pppoe-llcsnap",
                    "pppoe-ptm",
                    "bridged-ptm",
                    "via-ethernet",
                    "ethernet",
                    "ether-vlan",
                    "docsis",
                )
            ),
            "",
            Clear.EMPTY,
            when=When("kind", "cake"),
        ),
        Field("cake-rtt", Duration(), "100ms", Clear.DEFAULT, when=When("kind", "cake")),
        Field(
            "cake-rtt-scheme",
            Enum(
                (
                    "none",
                    "datacentre",
                    "lan",
                    "metro",
                    "regional",
                    "internet",
                    "oceanic",
                    "satellite",
                    "interplanetary",
                )
            ),
            "none",
            Clear.DEFAULT,
            when=When("kind", "cake"),
        ),
        Field("cake-wash", Bool(), "false", Clear.DEFAULT, when=When("kind", "cake")),
        Field("codel-ce-threshold", Duration(keywords=("",)), "", Clear.EMPTY, when=When("kind", "codel")),
        Field("codel-ecn", Bool(), "false", Clear.DEFAULT, when=When("kind", "codel")),
        Field("codel-interval", Duration(), "100ms", Clear.DEFAULT, when=When("kind", "codel")),
        Field("codel-limit", Int(), "1000", Clear.DEFAULT, when=When("kind", "codel")),
        Field("codel-target", Duration(), "5ms", Clear.DEFAULT, when=When("kind", "codel")),
        Field(
            "fq-codel-ce-threshold", Duration(keywords=("",)), "", Clear.EMPTY, when=When("kind", "fq-codel")
        ),
        Field("fq-codel-ecn", Bool(), "true", Clear.DEFAULT, when=When("kind", "fq-codel")),
        Field("fq-codel-flows", Int(), "1024", Clear.DEFAULT, when=When("kind", "fq-codel")),
        Field("fq-codel-interval", Duration(), "100ms", Clear.DEFAULT, when=When("kind", "fq-codel")),
        Field("fq-codel-limit", Int(), "10240", Clear.DEFAULT, when=When("kind", "fq-codel")),
        Field("fq-codel-memlimit", Int(), "33554432", Clear.DEFAULT, when=When("kind", "fq-codel")),
        Field("fq-codel-quantum", Int(), "1514", Clear.DEFAULT, when=When("kind", "fq-codel")),
        Field("fq-codel-target", Duration(), "5ms", Clear.DEFAULT, when=When("kind", "fq-codel")),
        Field("mq-pfifo-limit", Int(1), "50", Clear.DEFAULT, when=When("kind", "mq-pfifo")),
        Field("pcq-burst-rate", Rate(), "0", Clear.DEFAULT, when=When("kind", "pcq")),
        Field("pcq-burst-threshold", Int(), "0", Clear.DEFAULT, when=When("kind", "pcq")),
        Field("pcq-burst-time", Duration(), "10s", Clear.DEFAULT, when=When("kind", "pcq")),
        Field(
            "pcq-classifier",
            Bits(("src-address", "dst-address", "src-port", "dst-port")),
            "",
            Clear.EMPTY,
            when=When("kind", "pcq"),
        ),
        Field("pcq-dst-address-mask", Int(0, 32), "32", Clear.DEFAULT, when=When("kind", "pcq")),
        Field("pcq-dst-address6-mask", Int(0, 128), "128", Clear.DEFAULT, when=When("kind", "pcq")),
        Field("pcq-limit", SizeKib(), "50KiB", Clear.DEFAULT, when=When("kind", "pcq")),
        Field("pcq-rate", Rate(), "0", Clear.DEFAULT, when=When("kind", "pcq")),
        Field("pcq-src-address-mask", Int(0, 32), "32", Clear.DEFAULT, when=When("kind", "pcq")),
        Field("pcq-src-address6-mask", Int(0, 128), "128", Clear.DEFAULT, when=When("kind", "pcq")),
        Field("pcq-total-limit", SizeKib(), "2000KiB", Clear.DEFAULT, when=When("kind", "pcq")),
        Field("pfifo-limit", Int(1), "50", Clear.DEFAULT, when=When("kind", "pfifo")),
        Field("red-avg-packet", Int(1, 65535), "1000", Clear.DEFAULT, when=When("kind", "red")),
        Field("red-burst", Int(), "20", Clear.DEFAULT, when=When("kind", "red")),
        Field("red-limit", Int(), "60", Clear.DEFAULT, when=When("kind", "red")),
        Field("red-max-threshold", Int(), "50", Clear.DEFAULT, when=When("kind", "red")),
        Field("red-min-threshold", Int(), "10", Clear.DEFAULT, when=When("kind", "red")),
        Field("sfq-allot", Int(0, 32767), "1514", Clear.DEFAULT, when=When("kind", "sfq")),
        Field("sfq-perturb", Int(), "5", Clear.DEFAULT, when=When("kind", "sfq")),
    ),
)

TABLES = (QUEUE_TYPE,)
