"""``hotspots:`` a captive portal on an interface, a bridge with ports, or a VLAN of a bridge.

A network is enough; gateway, pool, address, DHCP, server, profile and masquerade follow. Every
derived row is a role whose own fields can be set.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rosgit.intents.build import Derived, Maker
from rosgit.intents.garden import garden
from rosgit.intents.hotspot_words import BINDING, HOTSPOT, LOGIN, PROFILE, SERVER_LIMITS, VLAN_MENU
from rosgit.intents.system import bridge
from rosgit.intents.words import NOTHING, Broken, Leaf, Section
from rosgit.model.row import Row
from rosgit.model.span import Span


@dataclass(frozen=True, slots=True)
class Portal:
    """What one hotspot's rows are derived from."""

    make: Maker
    label: str
    given: Section
    span: Span
    interface: Leaf
    network: ipaddress.IPv4Network
    gateway: str

    @property
    def intent(self) -> str:
        """The intent's address."""
        return f"hotspots.{self.label}"

    def name(self, role_name: str) -> str:
        """The name of a derived row, as other rows refer to it."""
        return self.given.section(role_name).text("name") or self.label

    def part(self, menu: str, role_name: str, derived: Derived, at: tuple[str, ...] = ()) -> Row:
        """One derived row, with the user's own fields for it; it stands where the first word does."""
        written = self.given.written.items
        span = next((written[word][0].span for word in (role_name, *at) if word in written), self.span)
        base = {**self.make.labelled(menu, self.label), **derived}
        return self.make.row(menu, self.intent, role_name, span, base, self.given.section(role_name))


def lower_hotspots(site: Section, make: Maker) -> Iterator[Row]:
    """Rows of ``hotspots:``, hotspot by hotspot; one that lacks what the rest needs is left out."""
    for label, given, span in site.section("hotspots").labels():
        try:
            yield from _lower_one(site, label, given, span, make)
        except Broken:
            continue


def _lower_one(site: Section, label: str, given: Section, span: Span, make: Maker) -> Iterator[Row]:
    yield from _ground(site, label, given, make)
    interface = _interface(label, given, span, make)
    portal = Portal(make, label, given, span, interface, *_network(given, make))
    yield from _addressing(portal)
    yield from _server(site, portal)
    server = portal.name("server")
    yield from garden(make, portal.intent, label, server, given.section("walled-garden"))
    for name, binding, place in given.section("bindings").labels():
        derived = {**make.labelled(BINDING, name), "server": server}
        yield make.row(BINDING, f"{portal.intent}.bindings.{name}", "binding", place, derived, binding)


def _ground(site: Section, label: str, given: Section, make: Maker) -> Iterator[Row]:
    """The bridge or VLAN the hotspot runs on, where it brings its own."""
    if given.section("bridge").given:
        yield from bridge(make, f"hotspots.{label}", label, given.section("bridge"), given.place("bridge"))
    vlan = given.section("vlan")
    if vlan.has("bridge") and vlan.has("id"):
        derived = {
            **make.labelled(VLAN_MENU, label),
            "interface": _named(site, "bridges", vlan.leaf("bridge")),
            "vlan-id": vlan.leaf("id"),
        }
        yield make.row(VLAN_MENU, f"hotspots.{label}", "vlan", given.place("vlan"), derived, vlan)


def _named(site: Section, word: str, leaf: Leaf | None) -> Leaf | None:
    """A label of this site as the name its row has; any other name as it stands."""
    if leaf is None or not isinstance(leaf.value, str):
        return leaf
    return leaf._replace(value=site.section(word).section(leaf.value).text("name") or leaf.value)


_GROUNDS = ("interface", "bridge", "vlan")


def _interface(label: str, given: Section, span: Span, make: Maker) -> Leaf:
    chosen = [word for word in _GROUNDS if given.has(word) or word in given.broken]
    if len(chosen) != 1:
        make.notes.add(
            "hotspot-interface",
            f"hotspot {label!r} needs one of interface:, bridge: or vlan:"
            + (f", not {' and '.join(chosen)}" if chosen else ""),
            "say where the hotspot runs",
            span,
        )
        raise Broken
    word = chosen[0]
    block = given.section(word)
    if word in given.broken or (word == "vlan" and {"bridge", "id"} & block.broken):
        raise Broken
    leaf = given.leaf("interface")
    return leaf if leaf is not None else Leaf(block.text("name") or label, given.place(word))


def _network(given: Section, make: Maker) -> tuple[ipaddress.IPv4Network, str]:
    leaf, gate = given.leaf("network"), given.leaf("gateway")
    if leaf is None or leaf.value is None or "gateway" in given.broken:
        raise Broken  # noted where it was checked
    network = ipaddress.IPv4Network(str(leaf.value))
    ours = network.prefixlen >= 8 and network.network_address.packed[0] != 0  # 0.0.0.0/8 is nobody's
    if not ours or network.is_loopback or network.is_multicast:
        make.notes.add(
            "network-not-for-guests",
            f"{network} is no network that guests can have",
            "choose a private one, such as 10.5.50.0/24",
            leaf.span,
        )
        raise Broken
    if network.num_addresses < 4:
        make.notes.add(
            "network-too-small",
            f"{network} has no room for a gateway and guests",
            "a /30 is the least",
            leaf.span,
        )
        raise Broken
    first, last = network.network_address + 1, network.broadcast_address - 1
    if gate is None or gate.value is None:
        return network, str(first)
    if not first <= ipaddress.IPv4Address(str(gate.value)) <= last:
        make.notes.add(
            "gateway-outside",
            f"the gateway {gate.value} is no host of {network}",
            f"hosts are {first} to {last}",
            gate.span,
        )
        raise Broken
    return network, str(gate.value)


def default_pool(network: ipaddress.IPv4Network, gateway: str) -> str:
    """All hosts of a network but the gateway, as pool ranges."""
    first, last = network.network_address + 1, network.broadcast_address - 1
    gate = ipaddress.IPv4Address(gateway)
    parts = [(first, gate - 1), (gate + 1, last)]
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in parts if low <= high)


def _addressing(portal: Portal) -> Iterator[Row]:
    network, gateway, given = portal.network, portal.gateway, portal.given
    address: Derived = {"address": f"{gateway}/{network.prefixlen}", "interface": portal.interface}
    yield portal.part("/ip/address", "address", address, ("gateway", "network"))
    pool: Derived = {} if given.section("pool").has("ranges") else {"ranges": default_pool(network, gateway)}
    yield portal.part("/ip/pool", "pool", pool, ("network",))
    if given.section("dhcp-server").off:
        return
    subnet = {"address": str(network), "gateway": gateway, "dns-server": gateway}
    yield portal.part("/ip/dhcp-server/network", "dhcp-network", subnet, ("network",))
    server: Derived = {
        "interface": portal.interface,
        "address-pool": portal.name("pool"),
        "lease-time": "1h",
        "disabled": "no",
    }
    yield portal.part("/ip/dhcp-server", "dhcp-server", server, ("network",))


def _server(site: Section, portal: Portal) -> Iterator[Row]:
    given, limits = portal.given, portal.given.section("limits")
    profile: dict[str, str | Leaf | None] = {
        "hotspot-address": portal.gateway,
        "rate-limit": limits.leaf("rate-limit"),
        **_radius(site, portal),
    }
    if given.section("trial").given and not given.section("trial").off:
        profile.update(_trial(site, given.section("trial")))
        portal = replace(portal, given=_with_trial(given))
    yield portal.part(PROFILE, "server-profile", profile)
    server: Derived = {
        "interface": portal.interface,
        "profile": portal.name("server-profile"),
        "address-pool": portal.name("pool"),
        "disabled": "no",
        **{name: limits.leaf(name) for name in SERVER_LIMITS},
    }
    yield portal.part(HOTSPOT, "server", server)


def _radius(site: Section, portal: Portal) -> Derived:
    """RADIUS is asked once a server is named; a name that no server has is noted."""
    asked = portal.given.texts("radius")
    servers = site.section("radius")
    known = {*servers.items, *servers.broken}
    for label in asked:
        if label.value not in known and "radius" not in site.broken:
            portal.make.notes.add(
                "unknown-label",
                f"there is no radius {label.value!r} in this site",
                f"labels of radius: are {', '.join(sorted(known))}"
                if known
                else "no radius is defined; add one under radius:",
                label.span,
            )
    return {"use-radius": Leaf("yes", portal.given.place("radius"))} if asked else {}


def _trial(site: Section, trial: Section) -> Derived:
    return {
        "trial-uptime-limit": trial.leaf("uptime-limit"),
        "trial-uptime-reset": trial.leaf("uptime-reset"),
        "trial-user-profile": _named(site, "user-profiles", trial.leaf("user-profile")),
    }


def _with_trial(given: Section) -> Section:
    """The hotspot with trial among the ways to log in, whatever else is said of them."""
    profile = given.section("server-profile")
    if "login-by" in profile.broken or "server-profile" in given.broken:
        return given
    words = [word for word in (profile.text("login-by") or "cookie,http-chap").split(",") if word != "trial"]
    leaf = profile.leaf("login-by")
    place = leaf.place if leaf is not None else given.place("trial")
    login = Leaf(LOGIN.canonical(",".join([*words, "trial"])), place)
    written = profile.written if profile is not NOTHING else given.section("trial").written
    made = Section({**profile.items, "login-by": login}, written, profile.broken)
    return given._replace(items={**given.items, "server-profile": made})
