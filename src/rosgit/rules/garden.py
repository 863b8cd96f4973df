"""Walled gardens: entries that never match, and openings too wide (HOTSPOT L30 to L35)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from rosgit.model.diagnostic import Diagnostic
from rosgit.model.row import Row
from rosgit.rules.desired import Desired, related, text
from rosgit.rules.numbers import Spread, plain, spread

GARDEN = "/ip/hotspot/walled-garden"
GARDEN_IP = "/ip/hotspot/walled-garden/ip"

BROAD = (
    "cloudfront.net",
    "cloudflare.com",
    "akamai.net",
    "akamaiedge.net",
    "akamaihd.net",
    "googleapis.com",
    "fastly.net",
    "azureedge.net",
    "amazonaws.com",
    "googleusercontent.com",
)
CAPTIVE_CHECKS = (
    "captive.apple.com",
    "connectivitycheck.gstatic.com",
    "connectivitycheck.android.com",
    "clients3.google.com",
    "www.msftconnecttest.com",
    "detectportal.firefox.com",
)
RESOLVERS = {each: spread(each) for each in ("8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9")}
RESOLVER_PORTS = (53, 443, 853)

_NO_HOST = re.compile(r"://|[/\s]|:\d")
_FREE = frozenset({"action", "comment", "disabled"})


def not_a_host(desired: Desired) -> Iterator[Diagnostic]:
    """``dst-host`` is held against the name a guest asks for: no scheme, no path, no port is in it."""
    for row in desired.of(GARDEN):
        host = text(row, "dst-host")
        if host.startswith(":") or not _NO_HOST.search(host):
            continue  # a regular expression, or a name
        name = re.sub(r"^[a-z]+://", "", host.strip()).partition("/")[0].partition(":")[0]
        yield desired.found(
            "garden-not-a-host",
            row,
            "dst-host",
            f"walled garden: {host!r} is no host name, so nothing ever matches it",
            f"write the name alone, as {name!r}; a port goes into dst-port, a path into path",
        )


def dead_entry(desired: Desired) -> Iterator[Diagnostic]:
    """L30: the first entry that matches decides; one behind a wider one of the other sign is dead."""
    for menu in (GARDEN, GARDEN_IP):
        rows = list(desired.of(menu))
        if len({_allows(row) for row in rows}) < 2:
            continue
        for at, row in enumerate(rows):
            wider = next(
                (each for each in rows[:at] if _allows(each) != _allows(row) and _covers(each, row)), None
            )
            if wider is not None:
                yield _dead(desired, wider, row)


def _dead(desired: Desired, wider: Row, row: Row) -> Diagnostic:
    field = "dst-host" if "dst-host" in row.fields else "dst-address"
    what, other = ("allow", "deny") if _allows(row) else ("deny", "allow")
    return desired.found(
        "dead-entry",
        row,
        field,
        f"this {what} never matches: an earlier {other} takes all of it",
        "the first match decides: make the earlier entry narrower, or put this one before it",
        *related("decides first", wider, field),
    )


def _allows(row: Row) -> bool:
    return text(row, "action") in ("allow", "accept")


def _covers(wide: Row, narrow: Row) -> bool:
    """Whether everything the second entry matches is matched by the first."""
    for name, value in wide.fields.items():
        if name in _FREE or value == narrow.fields.get(name):
            continue
        if not _WIDER.get(name, _never)(str(value), text(narrow, name)):
            return False
    return True


def _never(wide: str, narrow: str) -> bool:
    del wide, narrow
    return False


def _wider_host(wide: str, narrow: str) -> bool:
    marks = (":", "!")
    if not narrow or wide.startswith(marks) or narrow.startswith(marks):
        return False
    return host_pattern(wide).fullmatch(narrow) is not None


def _wider_address(wide: str, narrow: str) -> bool:
    return plain(wide) and plain(narrow) and spread(wide).holds(spread(narrow))


_WIDER: dict[str, Callable[[str, str], bool]] = {
    "dst-host": _wider_host,
    "dst-address": _wider_address,
    "src-address": _wider_address,
}


@lru_cache(maxsize=1024)
def host_pattern(text: str) -> re.Pattern[str]:
    """A dst-host with ``*`` and ``?`` as a regular expression."""
    parts = {"*": ".*", "?": "."}
    return re.compile("".join(parts.get(mark) or re.escape(mark) for mark in text), re.IGNORECASE)


def _allowed_hosts(desired: Desired) -> Iterator[tuple[Row, str]]:
    for menu in (GARDEN, GARDEN_IP):
        for row in desired.of(menu):
            host = text(row, "dst-host")
            if host and _allows(row) and not host.startswith((":", "!")):
                yield row, host.lower()


def broad_garden(desired: Desired) -> Iterator[Diagnostic]:
    """L31: a wildcard on a host of everybody's content gives the internet away."""
    for row, host in _allowed_hosts(desired):
        if host[0] == "*" and host.lstrip("*").lstrip(".") in BROAD:
            yield desired.found(
                "broad-garden",
                row,
                "dst-host",
                f"{host!r} serves half of the internet, before any login",
                "name the hosts that the payment page really needs",
            )


def captive_check(desired: Desired) -> Iterator[Diagnostic]:
    """L34: a phone whose check gets through believes there is no portal."""
    for row, host in _allowed_hosts(desired):
        hidden = _hidden(host)
        if hidden is not None:
            yield desired.found(
                "captive-check",
                row,
                "dst-host",
                f"{host!r} lets {hidden} through before login: the sign-in page will not pop up",
                "leave it out, or name narrower hosts",
            )


@lru_cache(maxsize=4096)
def _hidden(pattern: str) -> str | None:
    """The check a pattern lets through."""
    return next((each for each in CAPTIVE_CHECKS if host_pattern(pattern).fullmatch(each)), None)


def open_resolver_garden(desired: Desired) -> Iterator[Diagnostic]:
    """L35: public resolvers open before login are a tunnel."""
    for row in desired.of(GARDEN_IP):
        address = text(row, "dst-address")
        if _allows(row) and plain(address) and text(row, "protocol") != "icmp" and _resolver_port(row):
            found = next((each for each, at in RESOLVERS.items() if _holds(address, at)), None)
            if found is not None:
                yield desired.found(
                    "garden-resolver",
                    row,
                    "dst-address",
                    f"{found} is open before login",
                    "DNS tunnels and DoH go through it: guests ask the router, so leave it out",
                )


def _holds(address: str, resolver: Spread) -> bool:
    return spread(address).holds(resolver)


def _resolver_port(row: Row) -> bool:
    port = text(row, "dst-port")
    if not port or port.startswith("!"):
        return True
    low, _, high = port.partition("-")
    return any(int(low) <= each <= int(high or low) for each in RESOLVER_PORTS)


RULES = (not_a_host, dead_entry, broad_garden, captive_check, open_resolver_garden)
