"""The portal's name, the ways to log in, sessions and limits (HOTSPOT L10 to L28)."""

from __future__ import annotations

from collections.abc import Iterator

from rosgit.menus import MENUS
from rosgit.menus.kinds import RateLimit, rate_bits
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.row import Row
from rosgit.rules.desired import Desired, related, text, words
from rosgit.rules.numbers import plain

PROFILE = "/ip/hotspot/profile"
USER_PROFILE = "/ip/hotspot/user/profile"


def portal_name(desired: Desired) -> Iterator[Diagnostic]:
    """L10: a portal name that browsers cannot look up."""
    for row in desired.profiles:
        name = text(row, "dns-name").rstrip(".")
        if name and (plain(name) or "." not in name):
            what = "an address" if plain(name) else "a single word"
            yield desired.found(
                "portal-name",
                row,
                "dns-name",
                f"dns-name {name!r} is {what}, not a host name",
                "choose a name below a domain of yours, such as wifi.example.net",
            )


def portal_local(desired: Desired) -> Iterator[Diagnostic]:
    """L11: .local names are asked by multicast, not from the router."""
    for row in desired.profiles:
        name = text(row, "dns-name").rstrip(".").lower()
        if name.endswith(".local"):
            yield desired.found(
                "portal-local",
                row,
                "dns-name",
                f"dns-name {name!r} ends in .local",
                "choose a name below a domain of yours, such as wifi.example.net",
            )


def https_certificate(desired: Desired) -> Iterator[Diagnostic]:
    """L12: login by https without a certificate, or a certificate that no login uses."""
    for row in desired.profiles:
        https, certificate = "https" in words(row, "login-by"), text(row, "ssl-certificate") != "none"
        if https and not certificate:
            yield desired.found(
                "https-certificate",
                row,
                "login-by",
                "login-by has https, but there is no ssl-certificate",
                "name a certificate that is on the router, or leave https out",
            )
        elif certificate and not https:
            yield desired.found(
                "https-certificate",
                row,
                "ssl-certificate",
                "there is an ssl-certificate, but login-by has no https",
                "add https to login-by, or leave the certificate out",
            )


def plain_passwords(desired: Desired) -> Iterator[Diagnostic]:
    """L20: passwords that cross the air in the clear."""
    for row in desired.profiles:
        ways = words(row, "login-by")
        if "http-pap" in ways and "http-chap" not in ways and "https" not in ways:
            yield desired.found(
                "plain-passwords",
                row,
                "login-by",
                "guests can only log in by http-pap",
                "their passwords cross the air in the clear: offer http-chap or https",
            )


def mac_login(desired: Desired) -> Iterator[Diagnostic]:
    """L22: who copies a MAC address is logged in."""
    for row in desired.profiles:
        if "mac" in words(row, "login-by") and "mac-auth-password" not in row.fields:
            yield desired.found(
                "mac-login",
                row,
                "login-by",
                "login-by has mac, without a mac-auth-password",
                "a copied MAC address is a login: use mac-cookie, or set a password",
            )


def trial_unlimited(desired: Desired) -> Iterator[Diagnostic]:
    """L23: trial guests without a user profile, or with one that has no rate limit."""
    for row in desired.profiles:
        if "trial" not in words(row, "login-by"):
            continue
        profile = desired.named(USER_PROFILE, text(row, "trial-user-profile"))
        if "trial-user-profile" not in row.fields and profile is None:
            yield desired.found(
                "trial-unlimited",
                row,
                "login-by",
                "trial guests get the router's default user profile",
                "say which one: trial: {user-profile: ...}",
            )
        elif profile is not None and not text(profile, "rate-limit"):
            yield desired.found(
                "trial-unlimited",
                row,
                "trial-user-profile",
                f"the user profile of trial guests, {text(profile, 'name')!r}, has no rate-limit",
                "trials are free and unnamed: limit them",
                *related("the profile", profile, "name"),
            )


def mac_cookie(desired: Desired) -> Iterator[Diagnostic]:
    """L24: MAC cookies that nobody writes, or nobody reads."""
    profiles = list(desired.every(USER_PROFILE))
    readers = [row for row in desired.profiles if "mac-cookie" in words(row, "login-by")]
    writers = [row for row in profiles if text(row, "add-mac-cookie") == "true"]
    if readers and profiles and not writers:
        yield desired.found(
            "mac-cookie",
            readers[0],
            "login-by",
            "login-by has mac-cookie, but no user profile adds one",
            "set add-mac-cookie: yes in a user profile",
            *related("adds none", profiles[0], "add-mac-cookie"),
        )
    for row in writers if desired.profiles and not readers else ():
        if "add-mac-cookie" in row.fields:
            yield desired.found(
                "mac-cookie",
                row,
                "add-mac-cookie",
                "add-mac-cookie is set, but no login-by has mac-cookie",
                "add mac-cookie to login-by of a server profile",
            )


_TIMEOUTS = ("idle-timeout", "keepalive-timeout")


def host_timeout(desired: Desired) -> Iterator[Diagnostic]:
    """L25: a server's time-outs are for hosts that have not logged in, not for guests that have."""
    profiles = list(desired.every(USER_PROFILE))
    if not profiles or any(name in row.fields for row in profiles for name in _TIMEOUTS):
        return
    for row in desired.servers:
        given = next((name for name in _TIMEOUTS if name in row.fields), None)
        profile = desired.named(PROFILE, text(row, "profile"))
        if given is not None and (profile is None or text(profile, "use-radius") != "true"):
            yield desired.found(
                "host-timeout",
                row,
                given,
                f"the server's {given} is for hosts that have not logged in, and no user profile has one",
                f"set {given} in the user profiles too, if it was meant for guests",
            )


def keepalive_zero(desired: Desired) -> Iterator[Diagnostic]:
    """L26: a router ignores a keepalive-timeout of 0."""
    for menu in ("/ip/hotspot", USER_PROFILE):
        for row in desired.every(menu):
            if text(row, "keepalive-timeout") == "0s":
                yield desired.found(
                    "keepalive-zero",
                    row,
                    "keepalive-timeout",
                    "the router ignores keepalive-timeout=0",
                    "write none",
                )


RATES = tuple(
    (menu.path, field.name)
    for menu in MENUS.values()
    for field in menu.fields.values()
    if isinstance(field.kind, RateLimit)
)


def burst_below_rate(desired: Desired) -> Iterator[Diagnostic]:
    """L27: a burst below the rate makes the router refuse the queue, and with it the login."""
    for menu, field in RATES:
        for row in desired.every(menu):
            groups = text(row, field).split()
            if len(groups) > 1 and _below(groups[1], groups[0]):
                yield _burst(desired, row, field, groups)


def _below(burst: str, rate: str) -> bool:
    pairs = zip(burst.split("/"), rate.split("/"), strict=True)
    return any(0 < rate_bits(one) < rate_bits(other) for one, other in pairs)


def _burst(desired: Desired, row: Row, field: str, groups: list[str]) -> Diagnostic:
    return desired.found(
        "burst-below-rate",
        row,
        field,
        f"the burst {groups[1]} of {field} is below the rate {groups[0]}",
        "the order is rate, burst, threshold, time: the burst is what a guest may reach for a moment",
    )


RULES = (
    portal_name,
    portal_local,
    https_certificate,
    plain_passwords,
    mac_login,
    trial_unlimited,
    mac_cookie,
    host_timeout,
    keepalive_zero,
    burst_below_rate,
)
