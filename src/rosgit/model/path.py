"""Our own way into a router as it was read, and the guests it serves: what guards look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rosgit.model.row import Live

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Login:
    """One session of ``/user/active``: who, from which address, by which service (``api-ssl``)."""

    name: str
    address: str
    via: str


@dataclass(frozen=True, slots=True)
class Route:
    """An active route: to where, by which interface, and the next router there, if one is named."""

    destination: str
    interface: str
    gateway: str = ""


@dataclass(frozen=True, slots=True)
class Guest:
    """One guest: of a hotspot's active list, of its hosts, or with a bound lease.

    ``server`` is the hotspot or DHCP server; ``inside`` says a host is authorized or bypassed;
    ``user`` is whom an active guest logged in as.
    """

    server: str
    address: str = ""
    mac: str = ""
    inside: bool = True
    user: str = ""


@dataclass(frozen=True, slots=True)
class OwnPath:
    """What a router shows of the way this very session came by.

    ``username`` is ours; ``source`` and ``reached`` are the two ends of our socket as we see them
    (empty: unknown; a NAT may make them others for the router). ``rows`` holds the menus that were
    read, dynamic rows too; ``unread`` the others with the router's words. ``routes`` are the active
    ones towards ``source``. ``floating`` are the users whose changes the router would undo by itself:
    those made in a safe mode that somebody still holds (manual, "Configuration Management").
    """

    username: str
    source: str = ""
    reached: str = ""
    logins: tuple[Login, ...] = ()
    rows: Mapping[str, tuple[Live, ...]] = field(default_factory=lambda: MappingProxyType({}))
    routes: tuple[Route, ...] = ()
    sessions: tuple[Guest, ...] = ()
    hosts: tuple[Guest, ...] = ()
    leases: tuple[Guest, ...] = ()
    safe_mode: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    floating: tuple[str, ...] = ()
    unread: Mapping[str, str] = field(default_factory=lambda: NOTHING)

    @property
    def sources(self) -> tuple[str, ...]:
        """The addresses that can be ours as the router sees us.

        One where our socket's own is among them, or where only one is logged in over the API under
        our name; else all of them, and each has to get in again.
        """
        ours = (each for each in self.logins if each.name == self.username and each.via.startswith("api"))
        seen = tuple(dict.fromkeys(each.address for each in ours if each.address))
        return (self.source,) if self.source in seen else seen
