"""Would a firewall let a new connection in? Rules are walked with what is known of the packet."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType

from rosgit.menus import MENUS
from rosgit.rules.planned import Standing

FILTER, NAT = "/ip/firewall/filter", "/ip/firewall/nat"
OTHERS = "*"
"""In a list of interfaces: all that are not named in it."""


class Fit(Enum):
    """Whether a matcher fits the packet; MAYBE where nobody can say."""

    NO = 0
    MAYBE = 1
    YES = 2


@dataclass(frozen=True, slots=True)
class Packet:
    """The first packet of a new TCP connection to the router.

    ``interface``, ``target`` (its destination) and ``states`` may be unknown: None. ``guest`` are
    the words of the ``hotspot`` matcher that hold for its sender; None: unknown.
    """

    source: str
    port: str
    interface: str | None = None
    target: str | None = None
    guest: frozenset[str] | None = frozenset()


@dataclass(frozen=True, slots=True)
class Lists:
    """Address lists and interface lists by name; None: the menu could not be read.

    ``fading`` are address lists that lose a name, and with it dynamic rows nobody can tell from
    others; ``fed`` are lists that rules which our packet meets may add its sender to.
    """

    addresses: Mapping[str, Sequence[Standing]] | None = None
    interfaces: Mapping[str, Mapping[str, Fit]] | None = None
    fading: frozenset[str] = frozenset()
    fed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """One way the walk can end: in or out, by a rule (None: the chain's end lets it in).

    ``unsure`` are the matchers of the rule that cannot be judged, with their values.
    """

    accepted: bool
    rule: Standing | None
    unsure: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Hook:
    """Where a packet to the router meets rules: a menu and its chain.

    ``out`` are the actions that keep a packet from the router; ``keeps`` says whether a rule with one does.
    """

    menu: str
    chain: str
    out: frozenset[str]
    keeps: Callable[[Standing, Packet], bool] = lambda *_: True


def _elsewhere(rule: Standing, packet: Packet) -> bool:
    """A redirect ends at the router too, on the same port unless it names another."""
    here = rule.text("action") == "redirect" or rule.text("to-addresses") == packet.target
    return not here or rule.text("to-ports") not in ("", packet.port)


INPUT = Hook(FILTER, "input", frozenset({"drop", "reject", "tarpit"}))
DSTNAT = Hook(NAT, "dstnat", frozenset({"dst-nat", "netmap", "redirect", "socksify"}), _elsewhere)


def walk(rules: Iterable[Standing], packet: Packet, lists: Lists, hook: Hook = INPUT) -> tuple[Verdict, ...]:
    """Every way in which a chain may treat the packet; one where all matchers were known.

    Walked again while rules that it met feed more address lists: the connection after the next one
    meets what the next one left behind.
    """
    chains: dict[str, list[Standing]] = {}
    for rule in rules:
        if rule.enabled:
            chains.setdefault(rule.text("chain"), []).append(rule)
    while True:
        walk_ = _Walk(chains, packet, lists, hook)
        ends, falls_through = walk_.chain(hook.chain, frozenset())
        if walk_.fed <= lists.fed:
            return (*ends, Verdict(True, None)) if falls_through else ends
        lists = replace(lists, fed=lists.fed | walk_.fed)


class _Walk:
    def __init__(
        self, chains: Mapping[str, Sequence[Standing]], packet: Packet, lists: Lists, hook: Hook
    ) -> None:
        self.chains, self.packet, self.lists, self.hook = chains, packet, lists, hook
        self.seen: dict[str, tuple[tuple[Verdict, ...], bool]] = {}
        self.fed: set[str] = set()

    def chain(self, name: str, within: frozenset[str]) -> tuple[tuple[Verdict, ...], bool]:
        """The ways one chain may end, and whether the packet may come out at its end."""
        if name in within:
            return (), True
        if name not in self.seen:
            self.seen[name] = self._rules(self.chains.get(name, ()), within | {name})
        return self.seen[name]

    def _rules(self, rules: Sequence[Standing], within: frozenset[str]) -> tuple[tuple[Verdict, ...], bool]:
        ends: list[Verdict] = []
        comes_back = False
        for rule in rules:
            fit = fits(rule, self.packet, self.lists, self.hook.menu)
            if fit is Fit.NO:
                continue
            ended, goes_on = self._action(rule, within)
            ends += ended
            returned = rule.text("action") == "return"
            comes_back |= returned
            if fit is Fit.YES and (returned or not goes_on):
                return tuple(dict.fromkeys(ends)), comes_back
        return tuple(dict.fromkeys(ends)), True

    def _action(self, rule: Standing, within: frozenset[str]) -> tuple[tuple[Verdict, ...], bool]:
        """How a rule that fits ends the walk, and whether it may go on behind it."""
        action = rule.text("action")
        if action == "accept" or action in self.hook.out:
            accepted = action == "accept" or not self.hook.keeps(rule, self.packet)
            return (Verdict(accepted, rule, unsure(rule, self.packet, self.lists, self.hook.menu)),), False
        if action == "jump":
            return self.chain(rule.text("jump-target"), within)
        if action == "add-src-to-address-list":
            self.fed.add(rule.text("address-list"))
        return (), True


def fits(rule: Standing, packet: Packet, lists: Lists, menu: str = FILTER) -> Fit:
    """Whether all matchers of a rule of a firewall menu fit."""
    found = Fit.YES
    for name, value in _asked(rule, menu):
        fit = _matcher(name, value, packet, lists)
        if fit is Fit.NO:
            return Fit.NO
        found = Fit.MAYBE if fit is Fit.MAYBE else found
    return found


def unsure(rule: Standing, packet: Packet, lists: Lists, menu: str) -> frozenset[tuple[str, str]]:
    """The matchers of a rule, with their values, of which nobody can say whether they fit."""
    return frozenset(
        (name, value)
        for name, value in _asked(rule, menu)
        if _matcher(name, value, packet, lists) is Fit.MAYBE
    )


def _asked(rule: Standing, menu: str) -> Iterator[tuple[str, str]]:
    order = MENUS[menu].order
    plain = order.plain if order is not None else frozenset()
    for name, value in rule.fields.items():
        if name not in plain and isinstance(value, str) and value:
            yield name, value


def _matcher(name: str, value: str, packet: Packet, lists: Lists) -> Fit:
    judge = _MATCHERS.get(name)
    if judge is None:
        return Fit.MAYBE
    if not value.startswith("!") or name in _WORDWISE:
        return judge(value, packet, lists)
    return _not(judge(value[1:], packet, lists))


def _not(fit: Fit) -> Fit:
    return {Fit.YES: Fit.NO, Fit.NO: Fit.YES}.get(fit, Fit.MAYBE)


def fit_of(*, known: bool) -> Fit:
    """YES or NO."""
    return Fit.YES if known else Fit.NO


def inside(address: str, text: str) -> Fit:
    """Whether an address lies in ``a``, ``a/n`` or ``a-b``; a name is MAYBE, and so is other text."""
    try:
        here = ipaddress.ip_address(address)
        low, dash, high = text.partition("-")
        if dash:
            first, last = ipaddress.ip_address(low), ipaddress.ip_address(high)
            if not first.version == last.version == here.version:
                return Fit.NO
            return fit_of(known=int(first) <= int(here) <= int(last))
        return fit_of(known=here in ipaddress.ip_network(text, strict=False))
    except ValueError:
        return Fit.MAYBE


def within_networks(address: str, text: str) -> Fit:
    """Whether an address is among comma separated networks; no network is no restriction."""
    return _any(inside(address, each) for each in text.split(",")) if text else Fit.YES


def _any(fits_: Iterable[Fit]) -> Fit:
    return max(fits_, key=lambda fit: fit.value, default=Fit.NO)


def _source(value: str, packet: Packet, _: Lists) -> Fit:
    return inside(packet.source, value)


def _target(value: str, packet: Packet, _: Lists) -> Fit:
    return Fit.MAYBE if packet.target is None else inside(packet.target, value)


def _listed(address: str | None, name: str, lists: Lists) -> Fit:
    if lists.addresses is None or address is None:
        return Fit.MAYBE
    entries = lists.addresses.get(name, ())
    return _any(_entry(address, each, lists) for each in entries if each.enabled)


def _entry(address: str, row: Standing, lists: Lists) -> Fit:
    """Dynamic rows of a list that loses a name may be that name's, and go with it."""
    fit = inside(address, row.text("address"))
    goes = "dynamic" in row.flags and row.text("list") in lists.fading
    return Fit.MAYBE if goes and fit is Fit.YES else fit


def _source_list(value: str, packet: Packet, lists: Lists) -> Fit:
    fit = _listed(packet.source, value, lists)
    return Fit.MAYBE if fit is Fit.NO and value in lists.fed else fit


def _target_list(value: str, packet: Packet, lists: Lists) -> Fit:
    return _listed(packet.target, value, lists)


def _interface(value: str, packet: Packet, _: Lists) -> Fit:
    if packet.interface is None or value.startswith("all-"):
        return Fit.MAYBE
    return fit_of(known=packet.interface == value)


def _interface_list(value: str, packet: Packet, lists: Lists) -> Fit:
    if packet.interface is None or lists.interfaces is None:
        return Fit.MAYBE
    held = lists.interfaces.get(value, {})
    return held.get(packet.interface, held.get(OTHERS, Fit.NO))


def _protocol(value: str, *_: object) -> Fit:
    return fit_of(known=value == "tcp")


def _port(value: str, packet: Packet, _: Lists) -> Fit:
    return _any(_in_ports(packet.port, each) for each in value.split(","))


def _in_ports(port: str, text: str) -> Fit:
    low, _, high = text.partition("-")
    try:
        return fit_of(known=int(low) <= int(port) <= int(high or low))
    except ValueError:
        return Fit.MAYBE


def _source_port(value: str, *_: object) -> Fit:
    """A client's port is a high one, also behind a NAT; which one is anyone's guess."""
    return _any(_overlaps(each) for each in value.split(","))


def _overlaps(text: str) -> Fit:
    low, _, high = text.partition("-")
    try:
        first, last = int(low), int(high or low)
    except ValueError:
        return Fit.MAYBE
    if first <= _CLIENTS[0] and last >= _CLIENTS[1]:
        return Fit.YES
    return Fit.NO if last < _CLIENTS[0] else Fit.MAYBE


def _either_port(value: str, packet: Packet, lists: Lists) -> Fit:
    """``port`` is source or destination."""
    return _any((_port(value, packet, lists), _source_port(value)))


def _flags(value: str, *_: object) -> Fit:
    """A connection begins with SYN alone; what is said of congestion (``ece``, ``cwr``) is a guess."""
    words = [(word.removeprefix("!"), word.startswith("!")) for word in value.split(",")]
    if any((word == "syn") is negated for word, negated in words if word in _FLAGS):
        return Fit.NO
    return Fit.YES if all(word in _FLAGS for word, _ in words) else Fit.MAYBE


def _state(value: str, *_: object) -> Fit:
    return fit_of(known="new" in value.split(","))


def _hotspot(value: str, packet: Packet, _: Lists) -> Fit:
    if packet.guest is None:
        return Fit.MAYBE
    held = packet.guest
    if not held and "from-client" in value.split(","):
        return Fit.NO
    words = value.split(",")
    known = {"from-client", "auth", "to-client"}
    if not {word.removeprefix("!") for word in words} <= known:
        return Fit.MAYBE
    return fit_of(known=all((word.removeprefix("!") in held) != word.startswith("!") for word in words))


def _destination_type(value: str, *_: object) -> Fit:
    return fit_of(known="local" in value.split(","))


def _fragment(value: str, *_: object) -> Fit:
    return fit_of(known=value == "false")


_WORDWISE = frozenset({"hotspot", "tcp-flags"})
"""Matchers in which each word may be negated, and not the whole."""
_CLIENTS = (1024, 65535)
_FLAGS = frozenset({"fin", "syn", "rst", "psh", "ack", "urg"})
_MATCHERS: Mapping[str, Callable[[str, Packet, Lists], Fit]] = MappingProxyType(
    {
        "src-address": _source,
        "src-address-list": _source_list,
        "dst-address": _target,
        "dst-address-list": _target_list,
        "dst-address-type": _destination_type,
        "in-interface": _interface,
        "in-interface-list": _interface_list,
        "protocol": _protocol,
        "dst-port": _port,
        "src-port": _source_port,
        "port": _either_port,
        "tcp-flags": _flags,
        "connection-state": _state,
        "hotspot": _hotspot,
        "fragment": _fragment,
    }
)
"""The matchers that can be judged without the router; any other makes the answer MAYBE."""
