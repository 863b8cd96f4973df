"""How one gets into the router: services and SSH."""

from __future__ import annotations

from rosgit.menus.kinds import Bits, Bool, Enum, Int, List, Name, Prefix
from rosgit.menus.table import Clear, Field, Menu, Shape
from rosgit.menus.tables.common import TO_CERTIFICATE, TO_VRF

# Rows of the system; newer versions add dynamic rows for open connections under the same names. reverse-proxy
# came with a newer version no source dates, so it is no factory row here.
SERVICE = Menu(
    path="/ip/service",
    summary="how one reaches the router: ports, allowed networks, certificates",
    shape=Shape.FIXED,
    key=("name",),
    disabled=True,
    flags=frozenset({"dynamic", "invalid"}),
    builtin=(
        {"name": "telnet", "port": "23"},
        {"name": "ftp", "port": "21"},
        {"name": "www", "port": "80"},
        {"name": "ssh", "port": "22"},
        {"name": "www-ssl", "port": "443", "disabled": "true"},
        {"name": "api", "port": "8728"},
        {"name": "winbox", "port": "8291"},
        {"name": "api-ssl", "port": "8729"},
    ),
    weight=440,
    read_only=("connection", "container", "local", "netns", "proto", "remote"),
    arguments=(
        Field("name", Name(), read_only=True),
        Field("address", List(Prefix()), "", Clear.EMPTY),
        Field("available-from", List(Prefix()), since="7.24"),
        Field("certificate", Name(keywords=("none",)), "none", Clear.DEFAULT, ref=TO_CERTIFICATE),
        Field("max-sessions", Int(1, 1000), "20", Clear.DEFAULT, since="7.16"),
        Field("port", Int(1, 65535), default_unknown=True),
        Field("tls-version", Enum(("any", "only-1.2")), "any", Clear.DEFAULT),
        Field("vrf", Name(), "main", Clear.DEFAULT, ref=TO_VRF),
    ),
)

SSH = Menu(
    path="/ip/ssh",
    summary="the SSH server's settings",
    shape=Shape.SINGLE,
    weight=430,
    arguments=(
        Field("allow-none-crypto", Bool(), until="7.16.2"),
        Field("always-allow-password-login", Bool(), "false", Clear.DEFAULT, until="7.20.8"),
        Field(
            "ciphers",
            Bits(("aes-gcm", "aes-ctr", "aes-cbc", "3des-cbc", "null", "auto")),
            "auto",
            Clear.DEFAULT,
            since="7.17",
        ),
        Field("forwarding-enabled", Enum(("no", "local", "remote", "both")), "no", Clear.DEFAULT),
        Field("host-key-size", Enum(("1024", "1536", "2048", "4096", "8192")), "2048", Clear.DEFAULT),
        Field("host-key-type", Enum(("rsa", "ed25519")), "rsa", Clear.DEFAULT),
        Field("password-authentication", Enum(("yes", "no", "yes-if-no-key")), "yes-if-no-key", since="7.21"),
        Field(
            "publickey-authentication-options",
            Enum(("none", "touch-required", "verify-required")),
            since="7.21",
        ),
        Field("strong-crypto", Bool(), "false", Clear.DEFAULT),
    ),
)

TABLES = (
    SERVICE,
    SSH,
)
