"""What the lock-out rules look at: a router before and after a plan, and our way into it."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rosgit.model.diagnostic import Diagnostic, Related
from rosgit.model.path import OwnPath, Route
from rosgit.model.plan import Change, Plan
from rosgit.model.row import Row
from rosgit.model.site import Site
from rosgit.model.span import Span
from rosgit.rules.packet import OTHERS, Fit, Lists, Packet, inside
from rosgit.rules.planned import Standing, as_planned, as_read

ADDRESS, ADDRESS_LIST, SERVICE = "/ip/address", "/ip/firewall/address-list", "/ip/service"
LIST, MEMBER = "/interface/list", "/interface/list/member"
BRIDGE, PORT, VLAN = "/interface/bridge", "/interface/bridge/port", "/interface/vlan"
HOTSPOT, BINDING = "/ip/hotspot", "/ip/hotspot/ip-binding"
FORCE = "--force lock-out only where rosgit still gets in by host and port, or the apply is undone"
Rows = tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """A site, its plan, our path; and one address we may come from, as the router sees it."""

    site: Site
    plan: Plan
    path: OwnPath
    source: str

    def before(self, menu: str) -> Rows | None:
        """The rows of a menu as read, None where it could not be read."""
        found = self.path.rows.get(menu)
        return as_read(menu, found) if found is not None else None

    def after(self, menu: str) -> Rows | None:
        """The rows of a menu as planned, None where it could not be read."""
        found = self.path.rows.get(menu)
        return as_planned(menu, found, self.plan.changes) if found is not None else None

    def touches(self, *menus: str) -> tuple[Change, ...]:
        """The changes of the plan in these menus."""
        return tuple(each for each in self.plan.changes if each.menu in menus)

    def change_of(self, row: Standing) -> Change | None:
        """The change that touches a row as read."""
        return next((each for each in self.plan.changes if _is_of(each, row)), None)

    def refusal(
        self,
        words: str,
        way_out: str,
        change: Change | None = None,
        row: Standing | None = None,
        related: tuple[Related, ...] = (),
    ) -> Diagnostic:
        """The finding ``lock-out``: what would happen, by which row and YAML line, and the way out."""
        span = change.span if change is not None else None
        span = span or (self.written(row) if row is not None else None)
        address = (
            change.address if change is not None else f"{row.menu} {row.name}" if row else self.site.name
        )
        return Diagnostic(
            "lock-out",
            f"we would lock ourselves out: {words}",
            f"{way_out}; {FORCE}",
            span,
            related,
            address=address,
        )

    def written(self, row: Standing) -> Span | None:
        """The YAML line of a row, changed or not; None where it is not ours."""
        if row.change is not None and row.change.span is not None:
            return row.change.span
        return next((each.span for each in self.site.rows if _wants(each, row)), None)

    @property
    def loopback(self) -> bool:
        """Whether we come from the router itself, as far as it can see."""
        return address_of(self.source).is_loopback

    @property
    def six(self) -> bool:
        """Whether we come by IPv6, of which rosgit knows no firewall and no addresses."""
        return address_of(self.source).version == 6

    @property
    def local(self) -> str | None:
        """The router's address that we reached; None behind a NAT."""
        mine = (each.text("address").partition("/")[0] for each in self.before(ADDRESS) or ())
        return self.path.reached if self.path.reached in mine else None

    @property
    def interface(self) -> str | None:
        """The interface our packets come in by: where our network is, else by route; None unknown."""
        near = nearest(self.before(ADDRESS), self.source)
        if near is not None:
            return master(near.text("interface"), self.before(PORT) or ())
        return self.route.interface if self.route is not None else None

    @property
    def route(self) -> Route | None:
        """The most specific route towards us."""
        found = (each for each in self.path.routes if inside(self.source, each.destination) is Fit.YES)
        return max(found, key=lambda each: length(each.destination), default=None)


def packet(scene: Scene, port: str) -> Packet:
    """The first packet of our next connection."""
    return Packet(scene.source, port, scene.interface, scene.local, _guest(scene))


def lists(addresses: Rows | None, members: Rows | None, names: Rows | None, was: Rows | None = ()) -> Lists:
    """Address lists and interface lists as matchers look into them.

    ``was`` are the rows of the address lists before, where these are the rows after: a name that
    goes takes the addresses it stood for with it, and which those are the router does not say.
    """
    by_list: dict[str, list[Standing]] = {}
    for row in addresses or ():
        by_list.setdefault(row.text("list"), []).append(row)
    held = None if members is None or names is None else _members(members, names)
    fading = frozenset(name for name, _ in _named(was) - _named(addresses))
    return Lists(None if addresses is None else by_list, held, fading)


def _named(rows: Rows | None) -> set[tuple[str, str]]:
    """Lists with the names of hosts in them."""
    live = (row for row in rows or () if row.enabled and "dynamic" not in row.flags)
    return {
        (row.text("list"), row.text("address"))
        for row in live
        if not row.text("address").replace(".", "").replace("/", "").replace("-", "").isdigit()
    }


def master(interface: str, ports: Iterable[Standing]) -> str:
    """The bridge an interface is a port of, or the interface itself."""
    found = (row.text("bridge") for row in ports if row.enabled and row.text("interface") == interface)
    return next(found, interface)


def address_of(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An address of text; what is none counts as one that is nowhere."""
    try:
        return ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ipaddress.IPv4Address(0)


def _members(members: Rows, names: Rows) -> Mapping[str, Mapping[str, Fit]]:
    own: dict[str, set[str]] = {}
    for row in members:
        if row.enabled:
            own.setdefault(row.text("list"), set()).add(row.text("interface"))
    rows = {row.text("name"): row for row in names}
    return {name: _held(name, rows, own, frozenset()) for name in {*rows, *own}}


def _held(
    name: str, rows: Mapping[str, Standing], own: Mapping[str, set[str]], within: frozenset[str]
) -> dict[str, Fit]:
    """The interfaces of one list: included lists, less excluded ones, and its own members on top.

    The order is that of RouterOS' manual. Which interfaces are dynamic or static is not known.
    """
    if name in _BUILTIN:
        return {OTHERS: _BUILTIN[name]}
    found: dict[str, Fit] = {}
    row = rows.get(name)
    if row is not None and name not in within:
        for other in filter(None, row.text("include").split(",")):
            found.update(_held(other, rows, own, within | {name}))
        for other in filter(None, row.text("exclude").split(",")):
            taken = _held(other, rows, own, within | {name})
            found.update({each: Fit.NO if fit is Fit.YES else fit for each, fit in taken.items()})
    return {**found, **dict.fromkeys(own.get(name, ()), Fit.YES)}


_BUILTIN = {"all": Fit.YES, "none": Fit.NO, "dynamic": Fit.MAYBE, "static": Fit.MAYBE}


def _guest(scene: Scene) -> frozenset[str] | None:
    if "/ip/hotspot/host" in scene.path.unread and scene.before(HOTSPOT):
        return None
    for host in scene.path.hosts:
        if host.address == scene.source:
            return frozenset({"from-client", "auth"} if host.inside else {"from-client"})
    return frozenset()


def holds(row: Standing, address: str) -> bool:
    """Whether an address is in the network of a row of ``/ip/address``."""
    return inside(address, network(row)) is Fit.YES


def network(row: Standing) -> str:
    """What a row of ``/ip/address`` connects: its ``network`` where it has one, by the address's prefix.

    A plan that renumbers the address alone means the network of the new one.
    """
    address, told = row.text("address"), row.text("network")
    deltas = {each.field for each in row.change.deltas} if row.change is not None else set()
    if not told or ("address" in deltas and "network" not in deltas):
        return address
    return f"{told}/{length(address)}"


def nearest(rows: Rows | None, address: str) -> Standing | None:
    """The enabled row of ``/ip/address`` with the smallest network that holds an address."""
    found = (each for each in rows or () if each.enabled and holds(each, address))
    return max(found, key=lambda each: length(network(each)), default=None)


def length(network: str) -> int:
    """The length of a network's prefix; that of one address where none is written."""
    written = network.partition("/")[2]
    return int(written) if written.isdigit() else 32


def _is_of(change: Change, row: Standing) -> bool:
    return change.menu == row.menu and change.live is not None and change.live.id == row.key


def _wants(wanted: Row, row: Standing) -> bool:
    if wanted.menu != row.menu:
        return False
    names = [name for name in ("name", "comment", "interface", "address") if wanted.fields.get(name)]
    return bool(names) and all(wanted.fields[name] == row.fields.get(name) for name in names)
