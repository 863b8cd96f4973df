"""``router:`` how to reach the router, ``wan:`` its way out, and the words about the site itself."""

from __future__ import annotations

import ipaddress
import re
from types import MappingProxyType

from rosgit.intents.words import Block, Free, Many, Notes, Section, flag, one
from rosgit.menus.kinds import Int, Ip, Kind, KindError, Name, Text
from rosgit.model.secret import SecretRef
from rosgit.model.target import Target, Tls
from rosgit.model.version import NEWEST, OLDEST, Version

PORT, PORT_TLS = 8728, 8729


class RouterOs(Kind):
    """A RouterOS version rosgit has facts for."""

    noun = f"a RouterOS version from {OLDEST} to {NEWEST}, such as 7.22"

    def _canonical(self, text: str) -> str:
        if not re.fullmatch(r"[0-9]{1,4}\.[0-9]{1,4}(\.[0-9]{1,4})?((beta|rc|alpha)[0-9]{1,4})?", text):
            raise self.wrong(text)
        version = Version.parse(text)
        if not version.known:
            raise KindError(f"{text!r} is outside of what rosgit has facts for, {OLDEST} to {NEWEST}")
        return text


class Fingerprint(Kind):
    """A SHA-256 fingerprint of a certificate, as hex with or without colons."""

    noun = 'a SHA-256 fingerprint such as "sha256:ab12..."'

    def _canonical(self, text: str) -> str:
        digits = text.lower().removeprefix("sha256:").replace(":", "")
        if len(digits) != 64 or set(digits) - set("0123456789abcdef"):
            raise self.wrong(text)
        return digits


class Below(Kind):
    """A path of a file in the sites folder."""

    noun = "a path below the sites folder, such as ca/routers.pem"

    def _canonical(self, text: str) -> str:
        parts = text.split("/")
        if not text.isprintable() or "\\" in text or any(part in ("", ".", "..") for part in parts):
            raise self.wrong(text)
        return text


TLS = Block(
    words=MappingProxyType(
        {
            "fingerprint": Many(
                kind=Fingerprint(), doc="SHA-256 fingerprints of the certificate that are trusted"
            ),
            "ca": one(Below(), "a file with the CA certificate, below the sites folder"),
        }
    ),
    switch=True,
    doc="how the router proves itself: a fingerprint, a CA, or false for the plain API",
)

ROUTER = Block(
    words=MappingProxyType(
        {
            "host": one(Ip(six=True, names=True), "address or name of the router", required=True),
            "port": one(Int(1, 65535), f"API port; {PORT_TLS}, or {PORT} without tls"),
            "username": one(Name(), "the router user rosgit logs in as", required=True),
            "password": one(
                Text(), "where its password is: !secret env:NAME or file:PATH", secret=True, required=True
            ),
            "routeros": one(RouterOs(), "the RouterOS version this site is written for", required=True),
            "serial": one(Name(), "the serial number this router must have"),
            "tls": TLS,
            "insecure": flag("accept a plain connection to a router that is not on this machine"),
        }
    ),
    required=True,
    doc="how to reach the router",
)

WAN = Block(
    words=MappingProxyType(
        {
            "interface": one(Name(), "the interface that leads out"),
            "interface-list": one(Name(), "the interface list that leads out"),
        }
    ),
    shorthand="interface",
    doc="the way out; hotspots masquerade behind it",
)

TAGS = Many(kind=Name(), doc="words to choose sites by, with --tag")
VARS = Free(doc="values for {{ vars.NAME }}")


def target(site: Section, notes: Notes) -> Target | None:
    """The target a site's ``router:`` describes; None when something it needs is missing."""
    router = site.section("router")
    host, username, routeros = router.text("host"), router.text("username"), router.text("routeros")
    if host is None or username is None or routeros is None:
        return None
    tls = _tls(router)
    port = router.text("port") or str(PORT_TLS if tls is not None else PORT)
    password = router.leaf("password")
    insecure = router.text("insecure") == "true"
    if tls is None:
        _plain(router, host, insecure=insecure, notes=notes)
    return Target(
        host,
        int(port),
        username,
        password.value if password is not None and isinstance(password.value, SecretRef) else None,
        tls,
        routeros,
        router.text("serial"),
        insecure,
        router.span,
    )


def _tls(router: Section) -> Tls | None:
    block = router.section("tls")
    if block.off:
        return None
    pins = tuple(str(each.value) for each in block.texts("fingerprint"))
    return Tls(pins, block.text("ca"))


def is_loopback(host: str) -> bool:
    """Whether a connection to this host never leaves the machine. A name can be anyone's."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _plain(router: Section, host: str, *, insecure: bool, notes: Notes) -> None:
    if is_loopback(host):
        return
    if not insecure:
        notes.add(
            "plain-api",
            f"tls: false would send the password to {host} in the clear",
            "pin the certificate with tls: {fingerprint: ...}, or say insecure: true",
            router.place("tls"),
        )
    else:
        notes.add(
            "insecure",
            f"the password goes to {host} in the clear",
            "pin the certificate with tls: {fingerprint: ...}",
            router.place("insecure"),
        )
