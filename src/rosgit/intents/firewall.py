"""``firewall:`` what every hotspot needs of the firewall: masquerade, guests apart, guests' DNS."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from types import MappingProxyType

from rosgit.intents.build import Derived, Maker
from rosgit.intents.words import Block, Section, flag, role
from rosgit.model.row import Row
from rosgit.model.span import Span

FILTER = "/ip/firewall/filter"
NAT = "/ip/firewall/nat"
ADDRESS_LIST = "/ip/firewall/address-list"

GUESTS = "guests"
"""The address list that holds the guests' networks."""

FIREWALL = Block(
    words=MappingProxyType(
        {
            "masquerade": flag("hide the guests' networks behind the way out (yes by default)"),
            "guest-isolation": role(
                FILTER, switch=True, doc="guests of one hotspot cannot reach those of another"
            ),
            "guest-dns": role(
                FILTER, switch=True, doc="guests may ask the router for names, over UDP and TCP"
            ),
        }
    ),
    doc="firewall rules that hotspots need",
)


def lower_firewall(site: Section, portals: Collection[str], make: Maker) -> Iterator[Row]:
    """Firewall rows for the hotspots that came through, by label."""
    hotspots = [each for each in site.section("hotspots").labels() if each[0] in portals]
    firewall = site.section("firewall")
    isolation, names = firewall.section("guest-isolation"), firewall.section("guest-dns")
    if firewall.text("masquerade") != "false":
        for label, hotspot, span in hotspots:
            yield from _masquerade(site, label, hotspot, span, make)
    if any(block.given and not block.off for block in (isolation, names)):
        for label, hotspot, span in hotspots:
            yield _guests(label, hotspot, span, make)
    if names.given and not names.off:
        yield from _names(names, firewall.place("guest-dns"), make)
    if isolation.given and not isolation.off:
        yield _isolation(isolation, firewall.place("guest-isolation"), make)


def _guests(label: str, hotspot: Section, span: Span, make: Maker) -> Row:
    derived = {"list": GUESTS, "address": hotspot.leaf("network"), **make.labelled(ADDRESS_LIST, label)}
    return make.row(
        ADDRESS_LIST, f"hotspots.{label}", "guest-list", span, derived, hotspot.section("guest-list")
    )


def _names(given: Section, span: Span, make: Maker) -> Iterator[Row]:
    for protocol in ("udp", "tcp"):
        derived = {
            "chain": "input",
            "action": "accept",
            "protocol": protocol,
            "dst-port": "53",
            "src-address-list": GUESTS,
            "comment": f"guest-dns/{protocol}",
        }
        yield make.row(FILTER, "firewall.guest-dns", "guest-dns", span, derived, given)


def _isolation(given: Section, span: Span, make: Maker) -> Row:
    derived = {
        "chain": "forward",
        "action": "drop",
        "src-address-list": GUESTS,
        "dst-address-list": GUESTS,
        "comment": "guest-isolation",
    }
    return make.row(FILTER, "firewall.guest-isolation", "guest-isolation", span, derived, given)


def _masquerade(site: Section, label: str, hotspot: Section, span: Span, make: Maker) -> Iterator[Row]:
    wan, own = site.section("wan"), hotspot.section("masquerade")
    if own.off:
        return
    ways = [(block, word) for block in (wan, own) for word in ("interface", "interface-list")]
    named = any(block.has(word if block is wan else f"out-{word}") for block, word in ways)
    if not named and not wan.broken and not own.broken and "wan" not in site.broken:
        make.notes.add(
            "masquerade-anywhere",
            f"the masquerade of hotspot {label!r} names no way out",
            "say wan: {interface: ether1}, or firewall: {masquerade: no}",
            span,
        )
    derived: Derived = {
        "chain": "srcnat",
        "action": "masquerade",
        "src-address": hotspot.leaf("network"),
        "out-interface": wan.leaf("interface"),
        "out-interface-list": wan.leaf("interface-list"),
        "comment": f"{label}/masquerade",
    }
    place = hotspot.place("masquerade") if own.given else span
    yield make.row(NAT, f"hotspots.{label}", "masquerade", place, derived, own)
