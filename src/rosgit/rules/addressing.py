"""Addresses, pools, VLAN ids and DHCP servers that get in each other's way (HOTSPOT L01 to L08)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Sequence

from rosgit.menus.kinds import duration_micros
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.row import Row
from rosgit.rules.desired import Desired, related, text, words
from rosgit.rules.numbers import Spread, dotted, plain, spread

SERVERS = ("/ip/hotspot", "/ip/dhcp-server")
SMALL_POOL = 512
LONG_LEASE = "4h"


def pool_holds_router(desired: Desired) -> Iterator[Diagnostic]:
    """L01: a pool gives an address of the router itself to a guest."""
    for row, ranges in desired.pools.values():
        for address, host, _ in desired.addresses:
            if any(part.low <= host <= part.high for part in ranges):
                yield desired.found(
                    "pool-holds-router",
                    row,
                    "ranges",
                    f"pool {text(row, 'name')!r} holds {dotted(host)}, the router's own address",
                    "a guest that gets it takes the gateway away from all others: leave it out of the ranges",
                    *related("the address", address, "address"),
                )


def pool_outside(desired: Desired) -> Iterator[Diagnostic]:
    """L02: a pool gives addresses that are not hosts of the network it serves."""
    judged: set[tuple[str, str]] = set()
    for menu in SERVERS:
        for server in desired.of(menu):
            name, interface = text(server, "address-pool"), text(server, "interface")
            homes = desired.networks_on(interface)
            if (name, interface) in judged or name not in desired.pools or not homes or _relayed(server):
                continue
            judged.add((name, interface))
            yield from _outside(desired, *desired.pools[name], homes)


def _relayed(server: Row) -> bool:
    return text(server, "relay") not in ("", "0.0.0.0")  # noqa: S104  # RouterOS' word for no relay


def _outside(
    desired: Desired, pool: Row, ranges: Iterable[Spread], homes: Sequence[tuple[Row, int, Spread]]
) -> Iterator[Diagnostic]:
    address = homes[0][0]
    for part in ranges:
        home = next((network for _, _, network in homes if network.holds(part)), None)
        if home is None:
            wrong = f"reaches out of {_shown(homes[0][2])}, the network of {text(address, 'interface')!r}"
        elif home.size > 2 and part.high == home.high:
            wrong = f"holds {dotted(home.high)}, the network's broadcast address"
        elif home.size > 2 and part.low == home.low:
            wrong = f"holds {dotted(home.low)}, the network's own address"
        else:
            continue
        yield desired.found(
            "pool-outside",
            pool,
            "ranges",
            f"pool {text(pool, 'name')!r} {wrong}",
            f"keep its ranges within {dotted(homes[0][2].low + 1)}-{dotted(homes[0][2].high - 1)}",
            *related("the network", address, "address"),
        )


def _shown(network: Spread) -> str:
    return f"{dotted(network.low)}/{32 - (network.size - 1).bit_length()}"


def overlap(desired: Desired) -> Iterator[Diagnostic]:
    """L03: two networks, two pools or two VLANs of a site want the same."""
    networks = [(network, row) for row, _, network in desired.addresses if network.size > 1]
    for first, second in _meeting(networks):
        if text(first, "interface") != text(second, "interface"):
            yield _overlapping(
                desired, first, second, "address", "networks", text(first, "address"), text(second, "address")
            )
    pools = [(part, row) for row, ranges in desired.pools.values() for part in ranges]
    for first, second in _meeting(pools):
        if first is not second:
            yield _overlapping(
                desired, first, second, "ranges", "pools", text(first, "name"), text(second, "name")
            )
    yield from _same_vlans(desired)


def _meeting(parts: list[tuple[Spread, Row]]) -> Iterator[tuple[Row, Row]]:
    """Pairs whose spreads share an address: each with the one that reaches furthest before it."""
    furthest: tuple[Spread, Row] | None = None
    for part, row in sorted(parts, key=lambda each: each[0]):
        if furthest is not None and part.low <= furthest[0].high:
            yield furthest[1], row
        if furthest is None or part.high > furthest[0].high:
            furthest = (part, row)


def _overlapping(
    desired: Desired, first: Row, second: Row, field: str, what: str, one: str, other: str
) -> Diagnostic:
    return desired.found(
        "overlap",
        second,
        field,
        f"the {what} {other!r} and {one!r} overlap",
        "one address can have one place only: move one of them",
        *related("the other", first, field),
    )


def _same_vlans(desired: Desired) -> Iterator[Diagnostic]:
    seen: dict[tuple[str, ...], Row] = {}
    for row in desired.of("/interface/vlan"):
        key = tuple(text(row, name) for name in ("interface", "vlan-id", "use-service-tag"))
        first = seen.setdefault(key, row)
        if first is not row:
            yield desired.found(
                "overlap",
                row,
                "vlan-id",
                f"{text(row, 'name')!r} and {text(first, 'name')!r} are both VLAN {key[1]} of {key[0]!r}",
                "a VLAN id stands once on a carrier: change one of them",
                *related("the other", first, "vlan-id"),
            )


def long_lease(desired: Desired) -> Iterator[Diagnostic]:
    """L04: phones that change their MAC address burn leases; a small pool with long ones runs dry."""
    limit = duration_micros(LONG_LEASE)
    for row in desired.of("/ip/dhcp-server"):
        pool = desired.pools.get(text(row, "address-pool"))
        lease = text(row, "lease-time")
        if pool is None or text(row, "interface") not in desired.hotspot_interfaces:
            continue
        if text(pool[0], "next-pool") not in ("", "none"):
            continue
        size = sum(part.size for part in pool[1])
        if size < SMALL_POOL and duration_micros(lease) > limit:
            yield desired.found(
                "long-lease",
                row,
                "lease-time",
                f"leases of {lease} from a pool of {size} addresses",
                f"phones with changing MAC addresses use it up: at most {LONG_LEASE}, or a larger pool",
            )


def pool_drain(desired: Desired) -> Iterator[Diagnostic]:
    """L05: one device may take so many addresses that a pool is gone."""
    for row in desired.servers:
        pool, limit = desired.pools.get(text(row, "address-pool")), text(row, "addresses-per-mac")
        if pool is None or not limit or (limit.isdigit() and int(limit) <= 2):
            continue
        size = sum(part.size for part in pool[1])
        if limit == "unlimited" or int(limit) * 20 > size:
            yield desired.found(
                "pool-drain",
                row,
                "addresses-per-mac",
                f"one device may take {limit} of the {size} addresses of its pool",
                "addresses-per-mac: 2 is what RouterOS does by default",
            )


def second_server(desired: Desired) -> Iterator[Diagnostic]:
    """L06: two DHCP or two hotspot servers on one interface."""
    for menu in SERVERS:
        seen: dict[tuple[str, str], Row] = {}
        for row in desired.of(menu):
            key = (text(row, "interface"), text(row, "relay"))
            first = seen.setdefault(key, row)
            if first is not row:
                yield desired.found(
                    "second-server",
                    row,
                    "interface",
                    f"{text(row, 'name')!r} is a second row of {menu} on {key[0]!r}",
                    "an interface has one of each: remove or disable one",
                    *related("the first", first, "interface"),
                )


def pools_differ(desired: Desired) -> Iterator[Diagnostic]:
    """L07: DHCP and hotspot of one interface give addresses from different pools."""
    leases = {text(row, "interface"): row for row in desired.of("/ip/dhcp-server")}
    for row in desired.servers:
        dhcp = leases.get(text(row, "interface"))
        pool = text(row, "address-pool")
        if dhcp is not None and pool != "none" and text(dhcp, "address-pool") not in (pool, "static-only"):
            yield desired.found(
                "pools-differ",
                row,
                "address-pool",
                f"hotspot and DHCP server use different pools, {pool!r} and {text(dhcp, 'address-pool')!r}",
                "guests get a second address by 1:1 NAT: use one pool, or address-pool: none here",
                *related("the DHCP server", dhcp, "address-pool"),
            )


def dns_bypass(desired: Desired) -> Iterator[Diagnostic]:
    """L08: guests ask public resolvers for a portal name that only the router knows."""
    ours = {host for _, host, _ in desired.addresses}
    portals = [
        home
        for server in desired.servers
        if _has_portal_name(desired, server)
        for home in desired.networks_on(text(server, "interface"))
    ]
    for row in desired.every("/ip/dhcp-server/network") if portals else ():
        network = text(row, "address")
        if not network or not any(home.meets(spread(network)) for _, _, home in portals):
            continue
        asked = words(row, "dns-server")
        if asked and all(_public(each) and spread(each).low not in ours for each in asked):
            yield desired.found(
                "dns-bypass",
                row,
                "dns-server",
                f"guests are told to ask {asked[0]}, which does not know the portal's dns-name",
                "give them the gateway as dns-server",
            )


def _has_portal_name(desired: Desired, server: Row) -> bool:
    profile = desired.named("/ip/hotspot/profile", text(server, "profile"))
    return profile is not None and text(profile, "dns-name") != ""


def _public(address: str) -> bool:
    return plain(address) and ipaddress.IPv4Address(address).is_global


RULES = (
    pool_holds_router,
    pool_outside,
    overlap,
    long_lease,
    pool_drain,
    second_server,
    pools_differ,
    dns_bypass,
)
