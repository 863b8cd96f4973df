"""The road we came by: our address on the router, its interface, and what that stands on."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from rosgit.model.diagnostic import Diagnostic
from rosgit.rules.bindings import taken_for_a_guest
from rosgit.rules.planned import Standing
from rosgit.rules.scene import (
    ADDRESS,
    BRIDGE,
    PORT,
    VLAN,
    Rows,
    Scene,
    holds,
    length,
    master,
    nearest,
    network,
)

_FILTERED = ("pvid", "frame-types", "ingress-filtering")
_DEAF = frozenset({"disabled", "reply-only"})
"""With these values of ``arp`` a router asks nobody on its interface where an address is."""
_KEEP = "leave it for this router, or come by another way"


def way_in(scene: Scene) -> Iterator[Diagnostic]:
    """Refusals where a plan takes our address away, or what its interface stands on.

    By IPv6 only what the interface stands on counts: rosgit knows no IPv6 addresses, and a hotspot
    and ARP are IPv4's.
    """
    interface = scene.interface
    if not scene.six:
        # a row that goes is said once: as the address we reached, else as the network we are in
        yield from tuple(_address(scene)) or _network(scene)
        yield from _nearer(scene)
    if interface is not None:
        yield from _interface(scene, interface, frozenset())
        if not scene.six:
            yield from taken_for_a_guest(scene, interface)


# -- addresses


def _address(scene: Scene) -> Iterator[Diagnostic]:
    """The address we reached; behind a NAT that can be any address of the interface we come by."""
    after = tuple(row for row in scene.after(ADDRESS) or () if row.enabled)
    came = "by which we came" if scene.local is not None else "by which we may have come (through a NAT)"
    for was in _reached(scene) if scene.after(ADDRESS) is not None else ():
        same = [row for row in after if _host(row) == _host(was)]
        if any(row.text("interface") == was.text("interface") for row in same):
            continue
        what = f"would move to {same[0].text('interface')}" if same else "would go"
        words = f"{ADDRESS} {was.text('address')} on {was.text('interface')}, {came}, {what}"
        yield scene.refusal(words, _readdressed(scene, was, after), scene.change_of(was), was)


def _reached(scene: Scene) -> Iterator[Standing]:
    for row in scene.before(ADDRESS) or ():
        if not row.enabled:
            continue
        if scene.local is not None:
            if _host(row) == scene.local:
                yield row
                return
        elif master(row.text("interface"), scene.before(PORT) or ()) == scene.interface:
            yield row


def _readdressed(scene: Scene, was: Standing, after: Rows) -> str:
    """The way out: where another address of the same network comes, the site may name that one."""
    same = (row for row in after if row.text("interface") == was.text("interface"))
    new = next((row for row in same if row.change is not None and holds(row, scene.source)), None)
    if new is None:
        return _KEEP
    return f"renumber it at the router, and change router.host to {_host(new)} in the same commit"


def _host(row: Standing) -> str:
    return row.text("address").partition("/")[0]


def _network(scene: Scene) -> Iterator[Diagnostic]:
    """The network that holds us, or the gateway towards us: answers leave by it."""
    before, after = scene.before(ADDRESS), scene.after(ADDRESS)
    near = nearest(before, scene.source)
    whom, address = "our own address", scene.source
    if near is None and scene.route is not None:
        whom, address = "the gateway towards us,", scene.route.gateway
        near = nearest(before, address) if address else None
        if not address:
            yield from _narrowed(scene, scene.route.interface)
    if near is None or after is None:
        return
    here = [row for row in after if row.enabled and row.text("interface") == near.text("interface")]
    if any(holds(row, address) for row in here):
        return
    now = next((row for row in here if _host(row) == _host(near)), None)
    if now is not None:
        words = f"{ADDRESS} {now.text('address')} would no longer hold {whom} {address}"
        yield scene.refusal(words, "keep its network", now.change, now)
    else:
        words = f"{ADDRESS} {near.text('address')} on {near.text('interface')}, with {whom} {address}"
        yield scene.refusal(f"{words} in its network, would go", _KEEP, scene.change_of(near), near)


def _narrowed(scene: Scene, interface: str) -> Iterator[Diagnostic]:
    """Where no gateway is known towards us, each network of its interface may be the one that matters."""
    after = [row for row in scene.after(ADDRESS) or () if row.enabled and row.text("interface") == interface]
    for was in scene.before(ADDRESS) or () if scene.after(ADDRESS) is not None else ():
        ours = was.enabled and was.text("interface") == interface
        if ours and not any(_covers(row, was) for row in after):
            words = f"{ADDRESS} {was.text('address')} on {interface}, by which answers to us go, would change"
            yield scene.refusal(words, _KEEP, scene.change_of(was), was)


def _covers(row: Standing, other: Standing) -> bool:
    try:
        wide, narrow = (ipaddress.IPv4Network(network(each), strict=False) for each in (row, other))
    except ValueError:
        return network(row) == network(other)
    return narrow.subnet_of(wide)


def _nearer(scene: Scene) -> Iterator[Diagnostic]:
    """A network on another interface that comes to hold us: answers to us would go there."""
    known = {(row.text("interface"), network(row)) for row in scene.before(ADDRESS) or () if row.enabled}
    near = nearest(scene.before(ADDRESS), scene.source)
    best = length(network(near)) if near is not None else -1
    if near is None and scene.route is not None:
        best = length(scene.route.destination)
    for row in scene.after(ADDRESS) or ():
        new = row.enabled and row.change is not None and (row.text("interface"), network(row)) not in known
        if not new or not holds(row, scene.source) or length(network(row)) < best:
            continue
        where = master(row.text("interface"), scene.after(PORT) or ())
        if where != scene.interface:
            words = f"{ADDRESS} {row.text('address')} on {where} would hold our own address {scene.source}"
            way_out = f"take a network without {scene.source}, or come by another way"
            yield scene.refusal(f"{words}: answers to us would go there", way_out, row.change, row)


# -- interfaces


def _interface(scene: Scene, name: str, seen: frozenset[str]) -> Iterator[Diagnostic]:
    """What an interface stands on: a VLAN on its parent, a bridge on its ports."""
    if name in seen:
        return
    yield from _slave(scene, name)
    vlan = _named(scene.before(VLAN), name)
    if vlan is not None:
        yield from _vlan(scene, vlan)
        yield from _interface(scene, vlan.text("interface"), seen | {name})
    bridge = _named(scene.before(BRIDGE), name)
    if bridge is not None:
        yield from _bridge(scene, bridge, tagged=bool(seen))
        yield from _ports(scene, name)


def _named(rows: Rows | None, name: str) -> Standing | None:
    return next((row for row in rows or () if row.text("name") == name), None)


def _slave(scene: Scene, name: str) -> Iterator[Diagnostic]:
    """An interface with an address that becomes a port of a bridge: the address works no more."""
    was = {row.text("interface") for row in scene.before(PORT) or () if row.enabled}
    for row in scene.after(PORT) or ():
        if row.enabled and row.text("interface") == name and name not in was and row.change is not None:
            words = f"{name}, by which we came, would become a port of the bridge {row.text('bridge')}"
            yield scene.refusal(words, "take it out of the bridge's ports", row.change)


def _vlan(scene: Scene, was: Standing) -> Iterator[Diagnostic]:
    now = next((row for row in scene.after(VLAN) or () if row.key == was.key), None)
    words = f"{VLAN} {was.text('name')}, by which we came,"
    yield from _stands(scene, was, now, words)
    if now is None:
        return
    for name in ("vlan-id", "interface", "name", "use-service-tag"):
        if now.text(name) != was.text(name):
            yield scene.refusal(f"{words} {_from_to(name, was, now)}", _KEEP, now.change)
    yield from _deaf(scene, was, now, words)


def _stands(scene: Scene, was: Standing, now: Standing | None, words: str) -> Iterator[Diagnostic]:
    """Whether an interface is still there, and enabled."""
    if now is None:
        yield scene.refusal(f"{words} would go", _KEEP, scene.change_of(was), was)
    elif not now.enabled and was.enabled:
        yield scene.refusal(f"{words} would be disabled", _KEEP, now.change)


def _deaf(scene: Scene, was: Standing, now: Standing, words: str) -> Iterator[Diagnostic]:
    """Where we come by a VLAN, the ARP of the bridge below it is nothing to us."""
    ours = scene.interface == was.text("name") and not scene.six
    if ours and now.text("arp") in _DEAF and now.text("arp") != was.text("arp"):
        yield scene.refusal(f"{words} {_from_to('arp', was, now)}", _KEEP, now.change)


def _from_to(name: str, was: Standing, now: Standing) -> str:
    return f"would change its {name} from {was.text(name)} to {now.text(name)}"


def _bridge(scene: Scene, was: Standing, *, tagged: bool) -> Iterator[Diagnostic]:
    now = next((row for row in scene.after(BRIDGE) or () if row.key == was.key), None)
    words = f"{BRIDGE} {was.text('name')}, by which we came,"
    yield from _stands(scene, was, now, words)
    if now is None:
        return
    yield from _deaf(scene, was, now, words)
    way_out = "do it at the router with safe mode, with the VLANs of your own way in set up first"
    if _filters(now) and not _filters(was):
        yield scene.refusal(f"{words} would switch vlan-filtering on", way_out, now.change)
    elif _filters(was) and not _filters(now) and (tagged or was.text("pvid") != "1"):
        # frames come in as they are then: no port adds our VLAN's tag, and none takes it off
        yield scene.refusal(f"{words} would switch vlan-filtering off", way_out, now.change)
    elif _filters(now):
        for name in _FILTERED:
            if now.text(name) != was.text(name):
                change = f"{_from_to(name, was, now)} while it filters VLANs"
                yield scene.refusal(f"{words} {change}", _KEEP, now.change)


def _filters(row: Standing) -> bool:
    return row.text("vlan-filtering") == "true"


def _ports(scene: Scene, bridge: str) -> Iterator[Diagnostic]:
    """Which port our packets come by is not known: none may leave the bridge, or be filtered anew."""
    after = {row.key: row for row in scene.after(PORT) or ()}
    holder = _named(scene.after(BRIDGE), bridge)
    for was in scene.before(PORT) or ():
        if not was.enabled or was.text("bridge") != bridge or "dynamic" in was.flags:
            continue
        now = after.get(was.key)
        words = f"{PORT} {was.text('interface')} of the bridge {bridge}, by which we came,"
        unsure = "by which of its ports is not known"
        if now is None or not now.enabled or now.text("bridge") != bridge or _other(was, now):
            change = now.change if now is not None else scene.change_of(was)
            yield scene.refusal(f"{words} would leave it; {unsure}", _KEEP, change, was)
        elif holder is not None and _filters(holder):
            yield from (
                scene.refusal(f"{words} would change its {name}; {unsure}", _KEEP, now.change)
                for name in _FILTERED
                if now.text(name) != was.text(name)
            )


def _other(was: Standing, now: Standing) -> bool:
    return was.text("interface") != now.text("interface")
