"""Address translation and filters beside a hotspot (HOTSPOT L51 to L56)."""

from __future__ import annotations

from collections.abc import Iterator

from rosgit.model.diagnostic import Diagnostic
from rosgit.model.row import Row
from rosgit.rules.desired import Desired, text, words
from rosgit.rules.numbers import Spread, plain, spread

NAT = "/ip/firewall/nat"
FILTER = "/ip/firewall/filter"
RULE_MENUS = (FILTER, NAT, "/ip/firewall/mangle")
SERVLET = Spread(64872, 64875)  # DNS, HTTP, proxy and HTTPS of the hotspot (HOTSPOT part 1, row 16)
_HIDING = frozenset({"masquerade", "src-nat", "same", "netmap"})
_ENDING = frozenset({"drop", "reject", "tarpit"})
_SAYS_WHOSE = (
    "out-interface",
    "out-interface-list",
    "src-address",
    "src-address-list",
    "in-interface",
    "in-interface-list",
    "routing-mark",
    "connection-mark",
    "packet-mark",
    "ipsec-policy",
    "dst-address",
    "dst-address-list",
)


def hides_sources(row: Row) -> bool:
    """Whether a rule of nat rewrites where packets come from."""
    return text(row, "chain") == "srcnat" and text(row, "action") in _HIDING


def no_masquerade(desired: Desired) -> Iterator[Diagnostic]:
    """L51: the site hides some networks behind its way out, but not this hotspot's."""
    rules = [row for row in desired.of(NAT) if hides_sources(row)]
    for server in desired.servers if rules else ():
        for address, _, network in desired.networks_on(text(server, "interface")):
            if not any(_hides(row, network) for row in rules):
                yield desired.found(
                    "no-masquerade",
                    address,
                    "address",
                    f"no masquerade takes the guests of {text(server, 'name')!r} out",
                    "other networks of this site have one: say masquerade: yes, or add a rule of nat",
                )


def _hides(row: Row, network: Spread) -> bool:
    source = text(row, "src-address")
    return not plain(source) or spread(source).holds(network)


def masquerade_anywhere(desired: Desired) -> Iterator[Diagnostic]:
    """L52: a masquerade of everything, whatever way it goes."""
    for row in desired.of(NAT):
        if text(row, "action") == "masquerade" and not any(name in row.fields for name in _SAYS_WHOSE):
            yield desired.found(
                "masquerade-anywhere",
                row,
                "action",
                "this masquerade names neither a way out nor a source",
                "add out-interface: or src-address:",
            )


def hotspot_chain(desired: Desired) -> Iterator[Diagnostic]:
    """L53: the hotspot's own chains and ports belong to the router."""
    for menu in RULE_MENUS:
        for row in desired.every(menu):
            if text(row, "chain").startswith("hs-"):
                yield desired.found(
                    "hotspot-chain",
                    row,
                    "chain",
                    f"chain {text(row, 'chain')!r} belongs to the hotspot",
                    "the router makes its rules there by itself; use pre-hotspot, or forward and input",
                )
            elif _to_servlet(row):
                yield desired.found(
                    "hotspot-chain",
                    row,
                    "to-ports",
                    f"a redirect to {text(row, 'to-ports')}, a port of the hotspot itself",
                    "the router redirects guests by itself, and only those not logged in: remove the rule",
                )


def _to_servlet(row: Row) -> bool:
    ports = text(row, "to-ports") if row.menu == NAT else ""
    low, _, high = ports.partition("-")
    return low.isdigit() and SERVLET.meets(Spread(int(low), int(high or low)))


def open_resolver(desired: Desired) -> Iterator[Diagnostic]:
    """L56: a resolver that answers the whole internet."""
    for row in desired.every("/ip/dns"):
        if text(row, "allow-remote-requests") == "true" and not any(map(_drops_names, desired.of(FILTER))):
            yield desired.found(
                "open-resolver",
                row,
                "allow-remote-requests",
                "the router answers names to everybody: no rule of this site drops them on input",
                "drop input from the WAN, at least port 53 of udp and tcp",
            )


def _drops_names(row: Row) -> bool:
    if text(row, "chain") != "input" or text(row, "action") not in _ENDING:
        return False
    if text(row, "protocol") not in ("", "udp") or text(row, "connection-state") not in ("", "new"):
        return False
    ports = words(row, "dst-port")
    negated = bool(ports) and ports[0].startswith("!")
    return not ports or any(_is_53(part.removeprefix("!")) for part in ports) is not negated


def _is_53(part: str) -> bool:
    low, _, high = part.partition("-")
    return low.isdigit() and int(low) <= 53 <= int(high or low)


RULES = (no_masquerade, masquerade_anywhere, hotspot_chain, open_resolver)
