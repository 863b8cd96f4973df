"""Simulated routers for compiled sites: factory configuration, the ports a site speaks of, our user."""

from __future__ import annotations

from collections.abc import Iterable

from rosgit.menus import MENUS
from rosgit.model.secret import Secret
from rosgit.model.site import Site
from rosgit.model.version import NEWEST_KNOWN
from rosgit.sim.clock import Clock, RealClock
from rosgit.sim.router import PORTS, Router

INTERFACE = "/interface"
VERSIONS = {"7.22": "7.22.2", "7.24": NEWEST_KNOWN}
"""Patch releases whose facts were captured; other versions are simulated as they are declared."""


def router_for(site: Site, password: Secret, clock: Clock | None = None) -> Router:
    """A router as it leaves the factory, with the ports, the user and the version of a site.

    Time is this machine's, or that of ``clock``. Names a site lists under ``existing:`` are there already.
    """
    version = site.target.routeros
    router = Router(
        version=VERSIONS.get(version, version),
        serial=site.target.serial or serial_of(site.name),
        interfaces=ports(site),
        users=(("admin", "", "full"), (site.target.username, password.reveal(), "full")),
        clock=clock or RealClock(),
    )
    for menu, names in site.existing.items():
        for name in sorted(names):
            if MENUS[menu].addable:
                router.add(menu, name=name)
    return router


def serial_of(name: str) -> str:
    """A serial number that a site's simulator always has."""
    import hashlib

    return "SIM" + hashlib.sha256(name.encode()).hexdigest()[:8].upper()


def ports(site: Site) -> tuple[str, ...]:
    """The physical interfaces: the factory's, and those a site names and does not make itself."""
    made = {str(row.fields.get("name")) for row in site.rows if MENUS[row.menu].shown_in == INTERFACE}
    named = {name for row in site.rows for name in _interfaces(row.menu, row.fields.items())}
    extra = sorted(name for name in named - made if name and not name.startswith("!"))
    return (*PORTS, *(name for name in extra if name not in PORTS))


def _interfaces(menu: str, fields: Iterable[tuple[str, object]]) -> Iterable[str]:
    table = MENUS[menu].fields
    for name, value in fields:
        ref = table[name].ref
        if ref is not None and ref.menu == INTERFACE and not ref.also and isinstance(value, str):
            yield from (each for each in value.split(",") if each not in ref.keywords)
