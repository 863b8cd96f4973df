"""``system:``, ``bridges:``, ``user-profiles:``, ``users:`` and ``radius:``: rows by label."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from rosgit.intents.build import Derived, Maker
from rosgit.intents.words import Block, Labels, Many, Section, role
from rosgit.menus.kinds import Name
from rosgit.model.row import Row
from rosgit.model.span import Span

BRIDGE, PORT = "/interface/bridge", "/interface/bridge/port"

_SINGLES = MappingProxyType(
    {
        "identity": ("/system/identity", "name"),
        "clock": ("/system/clock", "time-zone-name"),
        "ntp": ("/system/ntp/client", "servers"),
        "dns": ("/ip/dns", "servers"),
    }
)

SYSTEM = Block(
    words=MappingProxyType(
        {
            **{name: role(menu, shorthand=short) for name, (menu, short) in _SINGLES.items()},
            "services": Labels(
                of=role("/ip/service", without=("name",), switch=True),
                doc="ways into the router by their name: ssh, winbox, api-ssl, ...",
            ),
        }
    ),
    doc="the router itself",
)

BRIDGE_WORDS = MappingProxyType(
    {
        "ports": Many(kind=Name(), doc="the interfaces that become ports of the bridge"),
        "port": role(PORT, without=("interface", "bridge"), doc="fields of every port in ports:"),
    }
)

BRIDGES = Labels(of=role(BRIDGE, BRIDGE_WORDS), doc="bridges by name")
USER_PROFILES = Labels(of=role("/ip/hotspot/user/profile"), doc="what a guest gets: rate, time, devices")
USERS = Labels(of=role("/ip/hotspot/user"), doc="local hotspot users")
RADIUS = Labels(of=role("/radius"), doc="RADIUS servers, tried in this order")
RADIUS_INCOMING = role("/radius/incoming", shorthand="accept", doc="disconnect and CoA requests from RADIUS")


def lower_system(system: Section, make: Maker) -> Iterator[Row]:
    """Rows of ``system:``."""
    for name, (menu, _) in _SINGLES.items():
        if system.has(name):
            given = system.section(name)
            yield make.row(menu, f"system.{name}", name, system.place(name), _implied(name, given), given)
    for label, given, span in system.section("services").labels():
        derived = {"name": label, "disabled": "yes" if given.off else "no"}
        yield make.row("/ip/service", f"system.services.{label}", "service", span, derived, given)


def _implied(name: str, given: Section) -> Derived:
    """Servers are there to be used, and a time zone that is given is not to be guessed."""
    if name == "ntp" and given.has("servers"):
        return {"enabled": "yes"}
    return {"time-zone-autodetect": "no"} if name == "clock" and given.has("time-zone-name") else {}


def lower_bridges(bridges: Section, make: Maker) -> Iterator[Row]:
    """Rows of ``bridges:`` and their ports."""
    for label, given, span in bridges.labels():
        yield from bridge(make, f"bridges.{label}", label, given, span)


def bridge(make: Maker, intent: str, label: str, given: Section, span: Span) -> Iterator[Row]:
    """A bridge and its ports."""
    yield make.row(BRIDGE, intent, "bridge", span, make.labelled(BRIDGE, label), given)
    for port in given.texts("ports"):
        derived = {**make.labelled(PORT, label), "interface": port, "bridge": given.text("name") or label}
        yield make.row(PORT, f"{intent}.ports", "bridge-port", port.span, derived, given.section("port"))


def lower_profiles(profiles: Section, make: Maker) -> Iterator[Row]:
    """Rows of ``user-profiles:``."""
    return _rows("/ip/hotspot/user/profile", "user-profiles", "user-profile", profiles, make)


def lower_users(users: Section, make: Maker) -> Iterator[Row]:
    """Rows of ``users:``."""
    return _rows("/ip/hotspot/user", "users", "user", users, make)


def lower_radius(radius: Section, make: Maker) -> Iterator[Row]:
    """Rows of ``radius:``. The servers are for hotspots unless ``service:`` says otherwise."""
    return _rows("/radius", "radius", "radius", radius, make, {"service": "hotspot"})


def _rows(
    menu: str, word: str, role_name: str, blocks: Section, make: Maker, more: Derived = MappingProxyType({})
) -> Iterator[Row]:
    for label, given, span in blocks.labels():
        derived = {**make.labelled(menu, label), **more}
        yield make.row(menu, f"{word}.{label}", role_name, span, derived, given)


def lower_incoming(incoming: Section, make: Maker) -> Iterator[Row]:
    """The row of ``radius-incoming:``."""
    if incoming.given:
        name = "radius-incoming"
        yield make.row("/radius/incoming", name, name, incoming.span, {}, incoming)
