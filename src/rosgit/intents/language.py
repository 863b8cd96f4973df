"""The whole language: which words a site may say, and how they become rows."""

from __future__ import annotations

from types import MappingProxyType

from rosgit.intents.build import Maker
from rosgit.intents.firewall import FIREWALL, lower_firewall
from rosgit.intents.hotspot_words import HOTSPOTS
from rosgit.intents.hotspots import lower_hotspots
from rosgit.intents.known import Known
from rosgit.intents.moved import moved_words
from rosgit.intents.planning import GUARDS, IGNORE
from rosgit.intents.router import ROUTER, TAGS, VARS, WAN
from rosgit.intents.rows import ROWS, lower_rows
from rosgit.intents.system import (
    BRIDGES,
    RADIUS,
    RADIUS_INCOMING,
    SYSTEM,
    USER_PROFILES,
    USERS,
    lower_bridges,
    lower_incoming,
    lower_profiles,
    lower_radius,
    lower_system,
    lower_users,
)
from rosgit.intents.words import Block, Labels, Many, Notes, Section
from rosgit.menus import MENUS
from rosgit.menus.kinds import Text
from rosgit.menus.table import Shape
from rosgit.model.row import Row
from rosgit.model.version import NEWEST, Version

EXISTING = Block(
    words=MappingProxyType(
        {
            menu.path: Many(kind=Text(), doc=f"names in {menu.path}")
            for menu in MENUS.values()
            if "name" in menu.fields and menu.shape is not Shape.SINGLE
        }
    ),
    doc="names of rows that are on the router already and that this site refers to",
)

_ROWS = MappingProxyType(
    {
        "router": ROUTER,
        "tags": TAGS,
        "vars": VARS,
        "wan": WAN,
        "system": SYSTEM,
        "bridges": BRIDGES,
        "user-profiles": USER_PROFILES,
        "users": USERS,
        "radius": RADIUS,
        "radius-incoming": RADIUS_INCOMING,
        "hotspots": HOTSPOTS,
        "firewall": FIREWALL,
        "rows": ROWS,
    }
)

MOVED = moved_words(_ROWS)

SITE = Block(
    words=MappingProxyType(
        {**_ROWS, "existing": EXISTING, "moved": MOVED, "ignore": IGNORE, "guards": GUARDS}
    ),
    doc="one router",
)


def lower(site: Section, notes: Notes, known: Known | None = None) -> tuple[Row, ...]:
    """All desired rows of a checked site, in document order by intent; findings go to ``notes``.

    ``known`` may be shared by many sites, to save work.
    """
    make = Maker(notes, _version(site), known or Known())
    hotspots = tuple(lower_hotspots(site, make))
    portals = {row.intent.removeprefix("hotspots.") for row in hotspots if row.role == "server"}
    return (
        *lower_system(site.section("system"), make),
        *lower_bridges(site.section("bridges"), make),
        *lower_profiles(site.section("user-profiles"), make),
        *lower_radius(site.section("radius"), make),
        *lower_incoming(site.section("radius-incoming"), make),
        *hotspots,
        *lower_users(site.section("users"), make),
        *lower_firewall(site, portals, make),
        *lower_rows(site.section("rows"), make),
    )


def _version(site: Section) -> Version:
    declared = site.section("router").text("routeros")
    return NEWEST if declared is None else Version.parse(declared)


__all__ = ["MOVED", "SITE", "Known", "Labels", "lower"]
