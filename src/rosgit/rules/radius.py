"""RADIUS servers and who asks them, and the router's clock (HOTSPOT L70 to L74, L84)."""

from __future__ import annotations

from collections.abc import Iterator

from rosgit.menus.kinds import duration_micros
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.row import Row
from rosgit.rules.desired import Desired, related, text, words

RADIUS = "/radius"
INCOMING = "/radius/incoming"
LONGEST = "3s"


def _asks(row: Row) -> bool:
    return text(row, "use-radius") == "true"


def _for_hotspots(desired: Desired) -> list[Row]:
    return [row for row in desired.of(RADIUS) if "hotspot" in words(row, "service")]


def radius_missing(desired: Desired) -> Iterator[Diagnostic]:
    """L70: a portal that asks RADIUS, and nobody to ask."""
    if not any(map(_asks, desired.profiles)) or _for_hotspots(desired):
        return
    for row in filter(_asks, desired.profiles):
        yield desired.found(
            "radius-missing",
            row,
            "use-radius",
            f"server profile {text(row, 'name')!r} asks RADIUS, but no enabled server is there for hotspots",
            "add one to radius:, with service hotspot",
        )


def radius_unused(desired: Desired) -> Iterator[Diagnostic]:
    """L71: a RADIUS server that no portal asks."""
    if any(map(_asks, desired.profiles)):
        return
    for row in desired.of(RADIUS):
        if text(row, "service") == "hotspot":
            yield desired.found(
                "radius-unused",
                row,
                "address",
                f"no hotspot of this site asks the RADIUS server {text(row, 'address')}",
                "say radius: [label] in the hotspot, or use-radius: yes in its server-profile",
            )


_ASKED_FOR = ("address", "authentication-port", "service", "called-id", "domain", "realm")


def radius_twice(desired: Desired) -> Iterator[Diagnostic]:
    """L72: each row is asked in turn, so a server that stands twice doubles the wait."""
    seen: dict[tuple[str, ...], Row] = {}
    for row in desired.of(RADIUS):
        key = tuple(text(row, name) for name in _ASKED_FOR)
        first = seen.setdefault(key, row)
        if first is not row:
            yield desired.found(
                "radius-twice",
                row,
                "address",
                f"RADIUS server {key[0]} stands twice",
                "each row is asked in turn: while it is away, guests wait twice as long",
                *related("the first", first, "address"),
            )


def coa_off(desired: Desired) -> Iterator[Diagnostic]:
    """L73: a port for incoming requests, and nobody lets them in."""
    for row in desired.every(INCOMING):
        if "port" in row.fields and "accept" not in row.fields:
            yield desired.found(
                "coa-off",
                row,
                "port",
                "a port for disconnect and CoA requests, but accept is no by default",
                "say accept: yes, or leave radius-incoming out",
            )


def radius_timeout(desired: Desired) -> Iterator[Diagnostic]:
    """L74: guests wait at the portal for as long as RADIUS may."""
    for row in _for_hotspots(desired):
        timeout = text(row, "timeout")
        if duration_micros(timeout) > duration_micros(LONGEST):
            yield desired.found(
                "radius-timeout",
                row,
                "timeout",
                f"a login may wait {timeout} for {text(row, 'address')}",
                f"browsers and guests give up: at most {LONGEST}",
            )


def ntp_off(desired: Desired) -> Iterator[Diagnostic]:
    """L84: time servers are named, but never asked; vouchers and certificates expire by the clock."""
    for row in desired.every("/system/ntp/client"):
        if text(row, "servers") and "enabled" not in row.fields:
            yield desired.found(
                "ntp-off",
                row,
                "servers",
                "time servers are named, but the client is off by default",
                "say enabled: yes",
            )


RULES = (radius_missing, radius_unused, radius_twice, coa_off, radius_timeout, ntp_off)
