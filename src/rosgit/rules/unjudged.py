"""What a plan changes on a road that nobody can see from here: it is said not to be judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import MappingProxyType

from rosgit.model.diagnostic import Diagnostic
from rosgit.model.plan import Action, Change
from rosgit.rules.packet import DSTNAT, INPUT, Fit, Packet, fits
from rosgit.rules.planned import Standing
from rosgit.rules.scene import (
    ADDRESS,
    BRIDGE,
    LIST,
    MEMBER,
    PORT,
    VLAN,
    Scene,
    lists,
    packet,
)

INTERFACE, MANGLE = "/interface", "/ip/firewall/mangle"
TUNNELS = (
    "wg",
    "wireguard",
    "l2tp",
    "ipip",
    "gre",
    "eoip",
    "ovpn",
    "sstp",
    "pptp",
    "6to4",
    "vxlan",
    "zerotier",
)
"""How the types of interfaces begin whose packets travel inside of others, and mostly their names."""
_LINKS = frozenset({BRIDGE, PORT, VLAN})
_HOOKS = MappingProxyType({hook.menu: hook for hook in (INPUT, DSTNAT)})
_ROUTING = frozenset({"route", "mark-routing"})
_UNDO = "the undo heals what locks us out"


def not_judged(scene: Scene, port: str) -> Iterator[Diagnostic]:
    """One note for each thing that hides the road, at the first change that may matter there."""
    if scene.loopback:
        come = "we come over loopback (a simulator, or a tunnel that ends there), so nobody can say whether"
        yield from _note(
            scene, _shuts, f"{come} this rule keeps us out", f"from outside it is judged; {_UNDO}"
        )
        return
    if scene.six:
        if scene.interface is None:
            come = "we come by IPv6 and the router shows no route to us, so nobody can say whether"
            yield from _note(scene, _unlinks, f"{come} this takes our way in away", _UNDO)
        return
    yield from _tunnel(scene)
    come = f"this rule may send what comes from {scene.source} another way, which nobody can judge from here"
    way_out = f"have an accept for {scene.source} above it; {_UNDO}"
    yield from _note(scene, lambda change: _reroutes(scene, port, change), come, way_out)


def _note(scene: Scene, matters: Callable[[Change], bool], words: str, detail: str) -> Iterator[Diagnostic]:
    first = next((each for each in scene.plan.changes if matters(each)), None)
    if first is not None:
        yield Diagnostic("way-in-not-judged", words, detail, first.span, address=first.address)


def _shuts(change: Change) -> bool:
    """Whether a rule is written that keeps packets from the router."""
    hook = _HOOKS.get(change.menu)
    fields = change.row.fields if change.row is not None else {}
    return hook is not None and fields.get("chain") == hook.chain and fields.get("action") in hook.out


def _unlinks(change: Change) -> bool:
    return change.menu in _LINKS and (change.action is not Action.CREATE or change.menu == PORT)


# -- tunnels


def _tunnel(scene: Scene) -> Iterator[Diagnostic]:
    """Inside a tunnel we see how we are let in, and nothing of the packets that carry us."""
    rows, name = scene.before(INTERFACE) or (), scene.interface or ""
    kind = next((row.text("type") for row in rows if row.text("name") == name), name)
    if not kind.startswith(TUNNELS):
        return
    routes = [each for each in scene.path.routes if each.interface != scene.interface]
    under = routes[0].interface if len({each.interface for each in routes}) == 1 else None
    words = f"we come through the tunnel {scene.interface}, and nobody can say whether its own packets"
    yield from _note(
        scene,
        lambda change: _under(scene, under, change),
        f"{words} come in as before",
        f"see that what carries {scene.interface} stays accepted; {_UNDO}",
    )


def _under(scene: Scene, interface: str | None, change: Change) -> bool:
    """Whether a change may matter to packets that come by an interface (None: nobody knows by which)."""
    if change.menu == ADDRESS or change.menu in _LINKS:
        return change.action is not Action.CREATE
    hook = _HOOKS.get(change.menu)
    return hook is not None and any(
        rule.text("chain") == hook.chain
        and (rule.text("action") in hook.out or change.action is not Action.CREATE)
        and _comes_by(scene, interface, rule)
        for rule in _sides(change)
    )


def _sides(change: Change) -> Iterator[Standing]:
    """A rule before and after."""
    for side in (change.live, change.row):
        if side is not None:
            yield Standing(change.menu, "", side.fields)


def _comes_by(scene: Scene, interface: str | None, rule: Standing) -> bool:
    """Whether a rule's interface matchers fit; of a tunnel's packets nothing else is known."""
    known = {name: value for name, value in rule.fields.items() if name.startswith("in-interface")}
    held = lists((), scene.after(MEMBER), scene.after(LIST))
    only = Standing(rule.menu, "", MappingProxyType(known))
    return fits(only, Packet(scene.source, "", interface), held, rule.menu) is not Fit.NO


# -- routing


def _reroutes(scene: Scene, port: str, change: Change) -> bool:
    if change.menu != MANGLE or change.row is None:
        return False
    rule = Standing(MANGLE, "", change.row.fields)
    if rule.text("chain") != "prerouting" or rule.text("action") not in _ROUTING or not rule.enabled:
        return False
    held = lists(None, scene.after(MEMBER), scene.after(LIST))
    return fits(rule, packet(scene, port), held, MANGLE) is not Fit.NO
