"""Simple queues and queue trees."""

from __future__ import annotations

from rosgit.menus.kinds import Decimal, Duration, Int, List, Name, Pair, Prefix, Rate, Text
from rosgit.menus.table import Clear, Field, Menu, Order, Ref
from rosgit.menus.tables.common import TO_QUEUE, TO_QUEUE_TYPE

# Queues of hotspot users and leases are dynamic. All matching queues are walked to the first, none is final here.
QUEUE_SIMPLE = Menu(
    path="/queue/simple",
    summary="simple queues, read top down",
    key=("name",),
    order=Order(),
    comment="7.10",
    disabled=True,
    flags=frozenset({"dynamic", "invalid"}),
    weight=170,
    read_only=(
        "bytes",
        "dropped",
        "packet-rate",
        "packets",
        "pcq-queues",
        "queued-bytes",
        "queued-packets",
        "rate",
        "total-bytes",
        "total-dropped",
        "total-packet-rate",
        "total-packets",
        "total-pcq-queues",
        "total-queued-bytes",
        "total-queued-packets",
        "total-rate",
    ),
    arguments=(
        Field("name", Name(), generated=True),
        Field(
            "target",
            List(Prefix(names=True)),
            clear=Clear.UNSET,
            required=True,
            ref=Ref("/interface", soft=True),
        ),
        Field("bucket-size", Pair(Decimal()), "0.1/0.1", Clear.DEFAULT),
        Field("burst-limit", Pair(), "0/0", Clear.DEFAULT),
        Field("burst-threshold", Pair(), "0/0", Clear.DEFAULT),
        Field("burst-time", Pair(Duration()), "0s/0s", Clear.DEFAULT),
        Field("dst", Prefix(names=True), clear=Clear.UNSET, ref=Ref("/interface", soft=True)),
        Field("limit-at", Pair(), "0/0", Clear.DEFAULT),
        Field("max-limit", Pair(), "0/0", Clear.DEFAULT),
        Field(
            "packet-marks",
            List(Name()),
            "",
            Clear.EMPTY,
            ref=Ref("/ip/firewall/mangle", "new-packet-mark", soft=True, keywords=("no-mark",)),
        ),
        Field("parent", Name(keywords=("none",)), "none", Clear.DEFAULT, ref=TO_QUEUE),
        Field("priority", Pair(Int(1, 8)), "8/8", Clear.DEFAULT),
        Field("queue", Pair(Name()), "default-small/default-small", Clear.DEFAULT, ref=TO_QUEUE_TYPE),
        Field("time", Text(negatable=True), clear=Clear.UNSET, note="from-to,days"),
        Field("total-bucket-size", Decimal(), default_unknown=True),
        Field("total-burst-limit", Rate(), default_unknown=True),
        Field("total-burst-threshold", Rate(), default_unknown=True),
        Field("total-burst-time", Duration(), default_unknown=True),
        Field("total-limit-at", Rate(), default_unknown=True),
        Field("total-max-limit", Rate(), default_unknown=True),
        Field("total-priority", Int(1, 8), default_unknown=True),
        Field("total-queue", Name(), default_unknown=True, ref=TO_QUEUE_TYPE),
    ),
)

QUEUE_TREE = Menu(
    path="/queue/tree",
    summary="queue trees by packet mark",
    key=("name",),
    comment="7.10",
    disabled=True,
    flags=frozenset({"invalid"}),
    weight=180,
    read_only=(
        "bytes",
        "dropped",
        "packet-rate",
        "packets",
        "pcq-queues",
        "queued-bytes",
        "queued-packets",
        "rate",
    ),
    arguments=(
        Field("name", Name(), generated=True),
        Field(
            "parent",
            Name(keywords=("global",)),
            required=True,
            ref=Ref("/queue/tree", keywords=("global",), also=("/interface",)),
        ),
        Field("bucket-size", Decimal(), "0.1", Clear.DEFAULT),
        Field("burst-limit", Rate(), "0", Clear.DEFAULT),
        Field("burst-threshold", Rate(), "0", Clear.DEFAULT),
        Field("burst-time", Duration(), "0s", Clear.DEFAULT),
        Field("limit-at", Rate(), "0", Clear.DEFAULT),
        Field("max-limit", Rate(), "0", Clear.DEFAULT),
        Field(
            "packet-mark",
            List(Name()),
            "",
            Clear.EMPTY,
            ref=Ref("/ip/firewall/mangle", "new-packet-mark", soft=True, keywords=("no-mark",)),
        ),
        Field("priority", Int(1, 8), "8", Clear.DEFAULT),
        Field("queue", Name(), "default-small", Clear.DEFAULT, ref=TO_QUEUE_TYPE),
    ),
)

TABLES = (
    QUEUE_SIMPLE,
    QUEUE_TREE,
)
