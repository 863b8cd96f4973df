"""The rows a running hotspot makes by itself, at the top of their tables (NOTES section e)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from rosgit.menus.kinds import Pair
from rosgit.sim.live import hotspot_runs
from rosgit.sim.store import Link, Stored, Value

if TYPE_CHECKING:
    from rosgit.sim.router import Router

Made: TypeAlias = tuple[str, dict[str, Value]]

NAT, FILTER = "/ip/firewall/nat", "/ip/firewall/filter"
DNS, GARDEN, QUEUE = "/ip/dns/static", "/ip/hotspot/walled-garden", "/queue/simple"
NONE = "0.0.0.0"  # noqa: S104 - the value RouterOS prints for no address
MADE_IN = (NAT, FILTER, DNS, GARDEN, QUEUE)


def refresh(router: Router) -> None:
    """Make the dynamic rows match the servers that run now; rows that stay keep id and place."""
    running = [row for row in router.store.table("/ip/hotspot") if hotspot_runs(router, row)]
    for path in MADE_IN:
        _reconcile(router, path, list(_wanted(router, path, running)) if running else [])


def _wanted(router: Router, path: str, running: list[Stored]) -> Iterator[Made]:
    if path == NAT:
        yield from _rules("nat", [*_NAT_HEAD, *_garden_nat(router), *_NAT_TAIL])
    elif path == FILTER:
        yield from _rules("filter", list(_filter(router)))
    elif path == DNS:
        yield from _names(router, running)
    elif path == GARDEN:
        yield from _hosts(router)
    else:
        yield from _queues(router, running)


def _reconcile(router: Router, path: str, wanted: list[Made]) -> None:
    table = router.store.table(path)
    have = {row.origin: row for row in table if row.origin}
    if [(origin, row.values) for origin, row in have.items()] == wanted:
        return
    keep = {origin for origin, values in wanted if origin in have and have[origin].values == values}
    table[:] = [row for row in table if not row.origin or row.origin in keep]
    at = 0
    for origin, values in wanted:
        if origin in keep:
            at = table.index(have[origin]) + 1
            continue
        table.insert(at, Stored(router.store.new_id(path), values, {"dynamic"}, origin))
        at += 1


def _rules(area: str, rules: list[str]) -> Iterator[Made]:
    for number, rule in enumerate(rules):
        twin = rules[:number].count(rule)
        values: dict[str, Value] = {}
        for word in rule.split(" "):
            name, _, value = word.partition("=")
            values[name] = value
        yield f"hotspot {area} {rule} {twin}", values


_NAT_HEAD = [
    "chain=dstnat action=jump jump-target=hotspot hotspot=from-client",
    "chain=hotspot action=jump jump-target=pre-hotspot",
    "chain=hotspot action=redirect to-ports=64872 protocol=udp dst-port=53",
    "chain=hotspot action=redirect to-ports=64872 protocol=tcp dst-port=53",
    "chain=hotspot action=redirect to-ports=64873 hotspot=local-dst protocol=tcp dst-port=80",
    "chain=hotspot action=redirect to-ports=64875 hotspot=local-dst protocol=tcp dst-port=443",
    "chain=hotspot action=jump jump-target=hs-unauth hotspot=!auth protocol=tcp",
    "chain=hotspot action=jump jump-target=hs-auth hotspot=auth protocol=tcp",
]
_NAT_TAIL = [
    "chain=hs-unauth action=redirect to-ports=64874 protocol=tcp dst-port=80",
    "chain=hs-unauth action=redirect to-ports=64874 protocol=tcp dst-port=3128",
    "chain=hs-unauth action=redirect to-ports=64874 protocol=tcp dst-port=8080",
    "chain=hs-unauth action=redirect to-ports=64875 protocol=tcp dst-port=443",
    "chain=hs-unauth action=jump jump-target=hs-smtp protocol=tcp dst-port=25",
    "chain=hs-auth action=redirect to-ports=64874 hotspot=http protocol=tcp",
    "chain=hs-auth action=jump jump-target=hs-smtp protocol=tcp dst-port=25",
]


def _garden_rows(router: Router) -> list[Stored]:
    table = router.store.table("/ip/hotspot/walled-garden/ip")
    return [row for row in table if row.text("disabled", "false") != "true"]


def _match(row: Stored) -> str:
    names = ("src-address", "dst-address", "protocol", "dst-port")
    return "".join(f" {name}={row.text(name)}" for name in names if row.text(name))


def _garden_nat(router: Router) -> Iterator[str]:
    """One return for each walled-garden/ip row that can be TCP."""
    for row in _garden_rows(router):
        if row.text("protocol") in ("", "tcp"):
            yield f"chain=hs-unauth action=return{_match(row)}"


def _filter(router: Router) -> Iterator[str]:
    yield "chain=forward action=jump jump-target=hs-unauth hotspot=from-client,!auth"
    yield "chain=forward action=jump jump-target=hs-unauth-to hotspot=to-client,!auth"
    yield "chain=input action=jump jump-target=hs-input hotspot=from-client"
    yield "chain=hs-input action=jump jump-target=pre-hs-input"
    yield "chain=hs-input action=accept protocol=udp dst-port=64872"
    yield "chain=hs-input action=accept protocol=tcp dst-port=64872-64875"
    yield "chain=hs-input action=jump jump-target=hs-unauth hotspot=!auth"
    yield "chain=hs-unauth action=return protocol=icmp"
    for row in _garden_rows(router):
        verdict = {"drop": "drop", "reject": "reject"}.get(row.text("action", "accept"), "return")
        yield f"chain=hs-unauth action={verdict}{_match(row)}"
    yield "chain=hs-unauth action=reject reject-with=tcp-reset protocol=tcp"
    yield "chain=hs-unauth action=reject reject-with=icmp-net-prohibited"
    yield "chain=hs-unauth-to action=return protocol=icmp"
    yield "chain=hs-unauth-to action=reject reject-with=icmp-host-prohibited"


def _profile(router: Router, server: Stored) -> Stored | None:
    link = server.link("profile")
    if link is None:
        found = router.store.by_name("/ip/hotspot/profile", "default")
        return found[1] if found else None
    return router.store.alive(link)


def _names(router: Router, running: list[Stored]) -> Iterator[Made]:
    """The profile's dns-name as a dynamic static entry."""
    for server in running:
        profile = _profile(router, server)
        name = profile.text("dns-name") if profile else ""
        if profile is None or not name:
            continue
        given = profile.text("hotspot-address", NONE)
        address = _address(router, server) if given == NONE else given
        yield f"hotspot dns {server.id}", {"name": name, "type": "A", "address": address, "ttl": "5m"}


def _address(router: Router, server: Stored) -> str:
    interface = server.link("interface")
    for row in router.store.table("/ip/address"):
        if interface is not None and row.link("interface") == interface:
            return row.text("address").partition("/")[0]
    return NONE


def _hosts(router: Router) -> Iterator[Made]:
    """A walled-garden/ip row with a dst-host yields a dynamic walled-garden row."""
    for row in _garden_rows(router):
        if row.text("dst-host"):
            action = "allow" if row.text("action", "accept") == "accept" else "deny"
            yield f"hotspot garden {row.id}", {"dst-host": row.text("dst-host"), "action": action}


def _queues(router: Router, running: list[Stored]) -> Iterator[Made]:
    """A profile with install-hotspot-queue and a rate limit gives a dynamic queue."""
    for server in running:
        profile, interface = _profile(router, server), server.link("interface")
        if profile is None or interface is None or profile.text("install-hotspot-queue") != "true":
            continue
        values: dict[str, Value] = {
            "name": f"hs-<{server.text('name')}>",
            "target": (Link(interface.menu, interface.id),),
        }
        if profile.text("rate-limit"):
            values["max-limit"] = Pair().canonical(profile.text("rate-limit").split()[0])
        yield f"hotspot queue {server.id}", values
