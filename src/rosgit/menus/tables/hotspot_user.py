"""Hotspot users and their profiles."""

from __future__ import annotations

from rosgit.menus.kinds import Bool, Duration, Enum, Int, Ip, List, Mac, Name, RateLimit, Text
from rosgit.menus.table import Clear, Field, Menu, Ref, When
from rosgit.menus.tables.common import (
    TO_ADDRESS_LIST,
    TO_HOTSPOT,
    TO_POOL,
    TO_QUEUE,
    TO_QUEUE_TYPE,
    TO_SCRIPT,
)

# No comment and no disabled. The row default can be set, not removed. RouterOS tells an unset time-out from none.
HOTSPOT_USER_PROFILE = Menu(
    path="/ip/hotspot/user/profile",
    summary="user profiles: speed, time-outs, number of devices",
    key=("name",),
    flags=frozenset({"default"}),
    builtin=({"name": "default", "default": "true"},),
    protected=frozenset({"default"}),
    weight=190,
    arguments=(
        Field("name", Name(), generated=True),
        Field("add-mac-cookie", Bool(), "true", Clear.DEFAULT),
        Field("address-list", List(), "", Clear.EMPTY, ref=TO_ADDRESS_LIST),
        Field("address-pool", Name(keywords=("none",)), "none", Clear.DEFAULT, quiet=True, ref=TO_POOL),
        Field("advertise", Bool(), "false", Clear.DEFAULT, quiet=True),
        Field("advertise-interval", List(Duration()), default_unknown=True, when=When("advertise", "true")),
        Field(
            "advertise-timeout",
            Duration(keywords=("immediately", "never")),
            default_unknown=True,
            when=When("advertise", "true"),
        ),
        Field("advertise-url", List(), "", Clear.EMPTY, when=When("advertise", "true")),
        Field(
            "idle-timeout",
            Duration(keywords=("none",)),
            "none",
            Clear.DEFAULT,
            note="none is never; unset, which is not the same, takes the server's",
        ),
        Field(
            "incoming-filter",
            Text(),
            "",
            Clear.EMPTY,
            quiet=True,
            ref=Ref("/ip/firewall/filter", "chain", soft=True),
        ),
        Field("incoming-packet-mark", Text(), "", Clear.EMPTY, quiet=True),
        Field(
            "insert-queue-before",
            Name(keywords=("bottom", "first")),
            clear=Clear.UNSET,
            quiet=True,
            ref=Ref("/queue/simple", keywords=("first", "bottom")),
        ),
        Field(
            "keepalive-timeout",
            Duration(keywords=("none",)),
            "2m",
            Clear.DEFAULT,
            note="as idle-timeout; 0 is ignored by the router, write none",
        ),
        Field("mac-cookie-timeout", Duration(), "3d", Clear.DEFAULT),
        Field("on-login", Text(), "", Clear.EMPTY, quiet=True, ref=TO_SCRIPT),
        Field("on-logout", Text(), "", Clear.EMPTY, quiet=True, ref=TO_SCRIPT),
        Field("open-status-page", Enum(("http-login", "always")), "always", Clear.DEFAULT, quiet=True),
        Field(
            "outgoing-filter",
            Text(),
            "",
            Clear.EMPTY,
            quiet=True,
            ref=Ref("/ip/firewall/filter", "chain", soft=True),
        ),
        Field("outgoing-packet-mark", Text(), "", Clear.EMPTY, quiet=True),
        Field("parent-queue", Name(keywords=("none",)), clear=Clear.UNSET, quiet=True, ref=TO_QUEUE),
        Field("queue-type", Name(), clear=Clear.UNSET, quiet=True, ref=TO_QUEUE_TYPE),
        Field("rate-limit", RateLimit(), "", Clear.EMPTY, quiet=True, note="rx is the client's upload"),
        Field("session-timeout", Duration(), "0s", Clear.DEFAULT, quiet=True),
        Field("shared-users", Int(1, keywords=("unlimited",)), "1", Clear.DEFAULT),
        Field("status-autorefresh", Duration(keywords=("none",)), "1m", Clear.DEFAULT),
        Field("transparent-proxy", Bool(), "false", Clear.DEFAULT),
    ),
)

# A name is unique within a server, and server=all collides with any. default-trial holds the counters of trial
# users. 7.24.4 prints server=all on it, 7.19.6 leaves it out: absent is all.
HOTSPOT_USER = Menu(
    path="/ip/hotspot/user",
    summary="local hotspot users and vouchers",
    key=("name", "server"),
    comment="7.10",
    disabled=True,
    flags=frozenset({"default", "dynamic"}),
    builtin=({"name": "default-trial", "default": "true", "comment": "counters and limits for trial users"},),
    protected=frozenset({"default-trial"}),
    weight=220,
    read_only=("bytes-in", "bytes-out", "packets-in", "packets-out", "uptime"),
    arguments=(
        Field("name", Name(), required=True),
        Field("server", Name(keywords=("all",)), "all", Clear.DEFAULT, quiet=True, ref=TO_HOTSPOT),
        Field("address", Ip(), "0.0.0.0", Clear.DEFAULT, quiet=True),
        Field("email", Text(), "", Clear.EMPTY, quiet=True),
        Field("limit-bytes-in", Int(0, 18446744073709551615), "0", Clear.DEFAULT, quiet=True),
        Field("limit-bytes-out", Int(0, 18446744073709551615), "0", Clear.DEFAULT, quiet=True),
        Field("limit-bytes-total", Int(0, 18446744073709551615), "0", Clear.DEFAULT, quiet=True),
        Field("limit-uptime", Duration(), "0s", Clear.DEFAULT, quiet=True),
        Field("mac-address", Mac(), "00:00:00:00:00:00", Clear.DEFAULT, quiet=True),
        Field("otp-secret", Text(), "", Clear.EMPTY, since="7.21.3", secret=True, quiet=True),
        Field("password", Text(), "", Clear.EMPTY, secret=True, quiet=True),
        Field("profile", Name(), "default", Clear.DEFAULT, quiet=True, ref=Ref("/ip/hotspot/user/profile")),
        Field("routes", Text(), "", Clear.EMPTY, quiet=True),
        Field(
            "totp-secret",
            Text(),
            "",
            Clear.EMPTY,
            since="7.21",
            until="7.21.2",
            secret=True,
            quiet=True,
            note="renamed otp-secret in 7.21.3",
        ),
    ),
)

TABLES = (
    HOTSPOT_USER_PROFILE,
    HOTSPOT_USER,
)
