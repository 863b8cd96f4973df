"""The road we came by: our address on the router, its interface, and what that stands on."""

from __future__ import annotations

from collections.abc import Iterator

from rosgit.model.diagnostic import Diagnostic
from rosgit.rules.packet import Fit, inside
from rosgit.rules.planned import Standing
from rosgit.rules.scene import ADDRESS, BINDING, BRIDGE, HOTSPOT, PORT, VLAN, Rows, Scene

_FILTERED = ("pvid", "frame-types", "ingress-filtering")
_KEEP = "leave it for this router, or come by another way"


def way_in(scene: Scene) -> Iterator[Diagnostic]:
    """Refusals where a plan takes our address away, or what its interface stands on.

    Where our address on the router is unknown (a NAT in between) only the interface we come by is
    looked at.
    """
    yield from _address(scene)
    interface = scene.interface
    if interface is not None:
        yield from _interface(scene, interface, frozenset())
        yield from _hotspot(scene, interface)


def _address(scene: Scene) -> Iterator[Diagnostic]:
    before, after = scene.before(ADDRESS), scene.after(ADDRESS)
    local = scene.local
    if local is None or before is None or after is None:
        return
    was = next((row for row in before if row.enabled and _host(row) == local), None)
    if was is None:
        return
    same = [row for row in after if row.enabled and _host(row) == local]
    here = [row for row in same if row.text("interface") == was.text("interface")]
    if not here:
        change = scene.change_of(was)
        what = f"would move to {same[0].text('interface')}" if same else "would go"
        words = f"{ADDRESS} {was.text('address')} on {was.text('interface')}, by which we came, {what}"
        yield scene.refusal(words, _KEEP, change, was)
    elif _near(was, scene.source) and not any(_near(row, scene.source) for row in here):
        words = f"{ADDRESS} {here[0].text('address')} would no longer hold our own address {scene.source}"
        yield scene.refusal(words, "keep its network", here[0].change, here[0])


def _host(row: Standing) -> str:
    return row.text("address").partition("/")[0]


def _near(row: Standing, address: str) -> bool:
    return inside(address, row.text("address")) is Fit.YES


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
        yield from _bridge(scene, bridge)
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
    if now is None:
        yield scene.refusal(f"{words} would go", _KEEP, scene.change_of(was), was)
        return
    if not now.enabled and was.enabled:
        yield scene.refusal(f"{words} would be disabled", _KEEP, now.change)
    for name in ("vlan-id", "interface", "name", "use-service-tag"):
        if now.text(name) != was.text(name):
            change = f"would change its {name} from {was.text(name)} to {now.text(name)}"
            yield scene.refusal(f"{words} {change}", _KEEP, now.change)


def _bridge(scene: Scene, was: Standing) -> Iterator[Diagnostic]:
    now = next((row for row in scene.after(BRIDGE) or () if row.key == was.key), None)
    words = f"{BRIDGE} {was.text('name')}, by which we came,"
    if now is None:
        yield scene.refusal(f"{words} would go", _KEEP, scene.change_of(was), was)
        return
    if not now.enabled and was.enabled:
        yield scene.refusal(f"{words} would be disabled", _KEEP, now.change)
    if _filters(now) and not _filters(was):
        way_out = "do it at the router with safe mode, with the VLANs of your own way in set up first"
        yield scene.refusal(f"{words} would switch vlan-filtering on", way_out, now.change)
    elif _filters(now):
        yield from _retagged(scene, was, now, words)


def _filters(row: Standing) -> bool:
    return row.text("vlan-filtering") == "true"


def _retagged(scene: Scene, was: Standing, now: Standing, words: str) -> Iterator[Diagnostic]:
    for name in _FILTERED:
        if now.text(name) != was.text(name):
            change = f"would change its {name} from {was.text(name)} to {now.text(name)}"
            yield scene.refusal(f"{words} {change} while it filters VLANs", _KEEP, now.change)


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


def _hotspot(scene: Scene, interface: str) -> Iterator[Diagnostic]:
    """A hotspot on our own interface takes us for a guest that has not logged in."""
    was = {row.text("interface") for row in scene.before(HOTSPOT) or () if row.enabled}
    for row in scene.after(HOTSPOT) or ():
        new = row.enabled and row.text("interface") == interface and interface not in was
        if new and not _bypassed(scene):
            words = f"{HOTSPOT} {row.text('name')} would run on {interface}, by which we came"
            way_out = f"bind {scene.source} with type: bypassed, or come by another interface"
            yield scene.refusal(f"{words}, and take us for a guest", way_out, row.change, row)


def _bypassed(scene: Scene) -> bool:
    rows = scene.after(BINDING) or ()
    return any(
        row.enabled and row.text("type") == "bypassed" and row.text("address") == scene.source for row in rows
    )
