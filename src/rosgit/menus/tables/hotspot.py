"""Hotspot servers and their profiles."""

from __future__ import annotations

from rosgit.menus.kinds import Bits, Bool, Duration, Enum, HostPort, Int, Ip, List, Name, RateLimit, Text
from rosgit.menus.table import Clear, Field, Menu, Ref, Shape, When
from rosgit.menus.tables.common import TO_CERTIFICATE, TO_INTERFACE, TO_POOL

# No comment and no disabled. The manual's https-redirect and trial-uptime are no arguments of any version
# 7.9 to 7.24, nor is redirect-url; trial-uptime-limit and -reset are. RADIUS, trial, MAC and cookie fields print
# only while use-radius or login-by make them apply.
HOTSPOT_PROFILE = Menu(
    path="/ip/hotspot/profile",
    summary="server profiles: portal, ways to log in, RADIUS",
    key=("name",),
    flags=frozenset({"default"}),
    builtin=({"name": "default", "default": "true"},),
    protected=frozenset({"default"}),
    weight=200,
    arguments=(
        Field("name", Name(), generated=True),
        Field("dns-name", Text(), "", Clear.EMPTY),
        Field("hotspot-address", Ip(), "0.0.0.0", Clear.DEFAULT),
        Field(
            "html-directory",
            Text(),
            "hotspot",
            ref=Ref("/file", soft=True),
            note="hotspot, or flash/hotspot on boards with a flash folder",
        ),
        Field("html-directory-override", Text(), "", Clear.EMPTY, ref=Ref("/file", soft=True)),
        Field("http-cookie-lifetime", Duration(), "3d", Clear.DEFAULT, when=When("login-by", "cookie")),
        Field("http-proxy", HostPort(), "0.0.0.0:0", Clear.DEFAULT),
        Field("install-hotspot-queue", Bool(), "false", Clear.DEFAULT),
        Field(
            "login-by",
            Bits(("mac", "cookie", "http-chap", "https", "http-pap", "trial", "mac-cookie")),
            "cookie,http-chap",
            Clear.DEFAULT,
        ),
        Field(
            "mac-auth-mode",
            Enum(("mac-as-username", "mac-as-username-and-password")),
            "mac-as-username",
            Clear.DEFAULT,
            when=When("login-by", "mac"),
        ),
        Field("mac-auth-password", Text(), "", Clear.EMPTY, secret=True, when=When("login-by", "mac")),
        Field(
            "nas-port-type",
            Enum(("ethernet", "cable", "wireless-802.11")),
            "wireless-802.11",
            Clear.DEFAULT,
            when=When("use-radius", "true"),
        ),
        Field("radius-accounting", Bool(), "true", Clear.DEFAULT, when=When("use-radius", "true")),
        Field(
            "radius-default-domain",
            Text(),
            "",
            Clear.EMPTY,
            ref=Ref("/radius", "domain", soft=True),
            when=When("use-radius", "true"),
        ),
        Field(
            "radius-interim-update",
            Duration(keywords=("received",)),
            "received",
            Clear.DEFAULT,
            when=When("use-radius", "true"),
        ),
        Field("radius-location-id", Text(), "", Clear.EMPTY, when=When("use-radius", "true")),
        Field("radius-location-name", Text(), "", Clear.EMPTY, when=When("use-radius", "true")),
        Field(
            "radius-mac-format",
            Enum(
                (
                    "XX:XX:XX:XX:XX:XX",
                    "XXXX:XXXX:XXXX",
                    "XXXXXX:XXXXXX",
                    "XX-XX-XX-XX-XX-XX",
                    "XXXXXX-XXXXXX",
                    "XXXXXXXXXXXX",
                    "XX XX XX XX XX XX",
                )
            ),
            "XX:XX:XX:XX:XX:XX",
            Clear.DEFAULT,
            when=When("use-radius", "true"),
        ),
        Field("rate-limit", RateLimit(), "", Clear.EMPTY, quiet=True, note="rx is the clients' upload"),
        Field("smtp-server", Ip(), "0.0.0.0", Clear.DEFAULT),
        Field("split-user-domain", Bool(), "false", Clear.DEFAULT),
        Field(
            "ssl-certificate",
            Name(keywords=("none",)),
            "none",
            Clear.DEFAULT,
            ref=TO_CERTIFICATE,
            when=When("login-by", "https"),
        ),
        Field("trial-uptime-limit", Duration(), "30m", Clear.DEFAULT, when=When("login-by", "trial")),
        Field("trial-uptime-reset", Duration(), "1d", Clear.DEFAULT, when=When("login-by", "trial")),
        Field(
            "trial-user-profile",
            Name(),
            "default",
            Clear.DEFAULT,
            ref=Ref("/ip/hotspot/user/profile"),
            when=When("login-by", "trial"),
        ),
        Field("use-radius", Bool(), "false", Clear.DEFAULT),
    ),
)

# No comment in any version, so ownership cannot be marked here. One server an interface. An add without
# disabled=no stays disabled (HOTSPOT section 2). Where device-mode forbids hotspots, a row is accepted and inactive.
HOTSPOT = Menu(
    path="/ip/hotspot",
    summary="hotspot servers, one an interface",
    key=("name",),
    unique=(("interface",),),
    disabled=True,
    born_disabled=True,
    flags=frozenset({"invalid"}),
    weight=210,
    read_only=("HTTPS", "ip-of-dns-name", "proxy-status"),
    arguments=(
        Field("name", Name(), generated=True),
        Field("interface", Name(), required=True, ref=TO_INTERFACE),
        Field("address-pool", Name(keywords=("none",)), "none", Clear.DEFAULT, quiet=True, ref=TO_POOL),
        Field("addresses-per-mac", Int(keywords=("unlimited",)), "2", Clear.DEFAULT),
        Field("idle-timeout", Duration(keywords=("none",)), "5m", Clear.DEFAULT),
        Field(
            "keepalive-timeout",
            Duration(keywords=("none",)),
            "none",
            Clear.DEFAULT,
            note="for hosts not logged in; 0 is ignored by the router, write none",
        ),
        Field("login-timeout", Duration(keywords=("none",)), "none", Clear.DEFAULT),
        Field("profile", Name(), "default", Clear.DEFAULT, ref=Ref("/ip/hotspot/profile")),
    ),
)

# Rows of the system, known by a name that cannot be written.
HOTSPOT_SERVICE_PORT = Menu(
    path="/ip/hotspot/service-port",
    summary="helpers for protocols behind the hotspot's address translation",
    shape=Shape.FIXED,
    key=("name",),
    disabled=True,
    builtin=({"name": "ftp", "ports": "21"},),
    weight=260,
    arguments=(
        Field("name", Name(), read_only=True),
        Field("ports", List(Int(1, 65535)), default_unknown=True),
    ),
)

TABLES = (
    HOTSPOT_PROFILE,
    HOTSPOT,
    HOTSPOT_SERVICE_PORT,
)
