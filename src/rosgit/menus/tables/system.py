"""The router itself: identity, clock, time servers, scheduler, scripts, SNMP."""

from __future__ import annotations

from rosgit.menus.kinds import Bits, Bool, Duration, Enum, Int, Ip, List, Name, Text, TimeOfDay
from rosgit.menus.table import Clear, Field, Menu, Ref, Shape
from rosgit.menus.tables.common import POLICY, POLICY_DEFAULT, TO_INTERFACE, TO_SCRIPT, TO_VRF

SYSTEM_IDENTITY = Menu(
    path="/system/identity",
    summary="the router's name",
    shape=Shape.SINGLE,
    weight=10,
    arguments=(Field("name", Text(), "MikroTik", Clear.DEFAULT),),
)

# date and time belong to the clock: they are here to be read.
SYSTEM_CLOCK = Menu(
    path="/system/clock",
    summary="time zone of the router's clock",
    shape=Shape.SINGLE,
    weight=20,
    read_only=("dst-active", "gmt-offset"),
    arguments=(
        Field("date", default_unknown=True, moving=True, note="the router's own clock sets it; not for git"),
        Field("time", TimeOfDay(), default_unknown=True, moving=True, note="as date"),
        Field("time-zone-autodetect", Bool(), "true", Clear.DEFAULT),
        Field("time-zone-name", Text(), "manual", Clear.DEFAULT),
    ),
)

SYSTEM_NTP_CLIENT = Menu(
    path="/system/ntp/client",
    summary="whether and from where the router takes the time",
    shape=Shape.SINGLE,
    weight=350,
    read_only=("freq-drift", "status", "synced-server", "synced-stratum", "system-offset"),
    arguments=(
        Field("enabled", Bool(), "false", Clear.DEFAULT),
        Field("mode", Enum(("unicast", "broadcast", "multicast", "manycast")), "unicast", Clear.DEFAULT),
        Field("servers", List(Ip(six=True, names=True)), "", Clear.EMPTY),
        Field("vrf", Name(), "main", Clear.DEFAULT, ref=TO_VRF),
    ),
)

# Servers learned by DHCP are dynamic.
SYSTEM_NTP_CLIENT_SERVERS = Menu(
    path="/system/ntp/client/servers",
    summary="one time server a row",
    key=("address",),
    comment="7.10",
    disabled=True,
    flags=frozenset({"dynamic"}),
    weight=360,
    read_only=("resolved-address",),
    arguments=(
        Field("address", Ip(six=True, names=True), required=True),
        Field(
            "auth-key",
            Name(keywords=("none",)),
            "none",
            Clear.DEFAULT,
            ref=Ref("/system/ntp/key", "key-id", keywords=("none",)),
        ),
        Field("iburst", Bool(), "true", Clear.DEFAULT),
        Field("max-poll", Int(3, 17), "10", Clear.DEFAULT),
        Field("min-poll", Int(3, 17), "6", Clear.DEFAULT),
    ),
)

# device-mode can forbid the scheduler. start-date prints as YYYY-MM-DD; up to about 7.10 as mon/DD/YYYY (unsure).
SYSTEM_SCHEDULER = Menu(
    path="/system/scheduler",
    summary="scripts that run at a time or an interval",
    key=("name",),
    comment="7.10",
    disabled=True,
    weight=380,
    read_only=("next-run", "owner", "run-count"),
    arguments=(
        Field("name", Name(), required=True),
        Field(
            "days",
            Bits(("always", "sun", "mon", "tue", "wed", "thu", "fri", "sat")),
            "always",
            Clear.DEFAULT,
            since="7.24",
        ),
        Field("interval", Duration(), "0s", Clear.DEFAULT),
        Field("on-event", Text(), "", Clear.EMPTY, ref=TO_SCRIPT),
        Field("policy", POLICY, POLICY_DEFAULT, Clear.DEFAULT),
        Field("start-date", default_unknown=True),
        Field("start-time", TimeOfDay(keywords=("startup",)), default_unknown=True),
    ),
)

# owner is the API user unless written.
SYSTEM_SCRIPT = Menu(
    path="/system/script",
    summary="stored scripts",
    key=("name",),
    comment="7.10",
    flags=frozenset({"invalid"}),
    weight=370,
    read_only=("last-started", "run-count"),
    arguments=(
        Field("name", Name(), generated=True),
        Field("dont-require-permissions", Bool(), "false", Clear.DEFAULT),
        Field("owner", default_unknown=True),
        Field("policy", POLICY, POLICY_DEFAULT, Clear.DEFAULT),
        Field("source", Text(), "", Clear.EMPTY),
    ),
)

SNMP = Menu(
    path="/snmp",
    summary="the SNMP agent",
    shape=Shape.SINGLE,
    weight=400,
    read_only=("engine-id",),
    arguments=(
        Field("contact", Text(), "", Clear.EMPTY),
        Field("enabled", Bool(), "false", Clear.DEFAULT),
        Field("engine-id-suffix", Text(), "", Clear.EMPTY),
        Field("location", Text(), "", Clear.EMPTY),
        Field("src-address", Ip(six=True), "::", Clear.DEFAULT),
        Field("trap-community", Name(), "public", Clear.DEFAULT, ref=Ref("/snmp/community")),
        Field(
            "trap-generators",
            Bits(("interfaces", "start-trap", "temp-exception"), open=True),
            "temp-exception",
            Clear.DEFAULT,
        ),
        Field("trap-interfaces", List(Name()), "", Clear.EMPTY, ref=TO_INTERFACE),
        Field("trap-target", List(Ip(six=True)), "", Clear.EMPTY),
        Field("trap-version", Enum(("1", "2", "3")), "1", Clear.DEFAULT),
        Field("vrf", Name(), "main", Clear.DEFAULT, ref=TO_VRF),
    ),
)

TABLES = (
    SYSTEM_IDENTITY,
    SYSTEM_CLOCK,
    SYSTEM_NTP_CLIENT,
    SYSTEM_NTP_CLIENT_SERVERS,
    SYSTEM_SCHEDULER,
    SYSTEM_SCRIPT,
    SNMP,
)
