"""Certificates and files, which other rows refer to."""

from __future__ import annotations

from rosgit.menus.kinds import Bits, Bool, Enum, Int, List, Name
from rosgit.menus.table import Clear, Field, Menu, Shape

# add makes a template only; sign and import do the work, so rosgit only refers to certificates.
CERTIFICATE = Menu(
    path="/certificate",
    summary="certificates; rosgit refers to them and never writes them",
    shape=Shape.READ,
    key=("name",),
    flags=frozenset({"dynamic"}),
    weight=120,
    read_only=(
        "acme-managed",
        "acme-status",
        "akid",
        "authority",
        "ca",
        "ca-crl-host",
        "ca-fingerprint",
        "challenge-password",
        "crl",
        "directory-url",
        "domain-names",
        "expired",
        "expires-after",
        "fingerprint",
        "invalid-after",
        "invalid-before",
        "issued",
        "issuer",
        "key-type",
        "private-key",
        "req-fingerprint",
        "revoked",
        "scep-url",
        "serial-number",
        "skid",
        "smart-card-key",
        "status",
    ),
    arguments=(
        Field("name", Name(), generated=True),
        Field("common-name"),
        Field("country"),
        Field("days-valid", Int(), "365", Clear.DEFAULT),
        Field(
            "digest-algorithm", Enum(("md5", "sha1", "sha256", "sha384", "sha512")), "sha256", Clear.DEFAULT
        ),
        Field(
            "key-size",
            Enum(("prime256v1", "secp384r1", "secp521r1", "1024", "1536", "2048", "4096", "8192")),
            "2048",
            Clear.DEFAULT,
        ),
        Field(
            "key-usage",
            Bits(
                (
                    "digital-signature",
                    "content-commitment",
                    "key-encipherment",
                    "data-encipherment",
                    "key-agreement",
                    "key-cert-sign",
                    "crl-sign",
                    "encipher-only",
                    "decipher-only",
                    "tls-server",
                    "tls-client",
                    "code-sign",
                    "email-protect",
                    "timestamp",
                    "ocsp-sign",
                    "dvcs",
                )
            ),
            "digital-signature,key-encipherment,data-encipherment,key-cert-sign,crl-sign,tls-server,tls-client",
            Clear.DEFAULT,
        ),
        Field("locality"),
        Field("organization"),
        Field("state"),
        Field("subject-alt-name", List()),
        Field(
            "trust-store",
            Bits(
                (
                    "all",
                    "ipsec",
                    "wpa-eap",
                    "capsman",
                    "fetch",
                    "sstp",
                    "ovpn",
                    "mqtt",
                    "email",
                    "netwatch",
                    "radius",
                    "container",
                    "userman",
                    "lora",
                    "openflow",
                    "tr069",
                    "dot1x",
                    "dns",
                    "www",
                    "api",
                    "reverse-proxy",
                ),
                keywords=("all",),
            ),
            since="7.21",
        ),
        Field("trusted", Bool()),
        Field("unit"),
    ),
)

# Paths are keys. Where a board has a flash folder, only files in it survive a restart.
FILE = Menu(
    path="/file",
    summary="files; rosgit refers to them and never writes them",
    shape=Shape.READ,
    key=("name",),
    weight=130,
    read_only=(
        "last-modified",
        "package-architecture",
        "package-build-time",
        "package-name",
        "package-version",
        "shared",
        "size",
    ),
    arguments=(
        Field("name", Name(), required=True),
        Field("contents", note="about 60 KiB at most; writes above that fail"),
        Field("type", Enum(("directory", "file")), "file", Clear.DEFAULT, since="7.15"),
    ),
)

TABLES = (
    CERTIFICATE,
    FILE,
)
