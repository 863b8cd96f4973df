"""The words about how a site is planned: fields nobody looks at, and how much may change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from rosgit.intents.words import Block, Many, Section, one
from rosgit.menus import MENUS
from rosgit.menus.kinds import Enum, Kind
from rosgit.menus.table import Menu, Shape
from rosgit.model.site import Guards


class Share(Kind):
    """A share in per cent; canonical without the sign."""

    noun = "a share such as 30%"

    def _canonical(self, text: str) -> str:
        found = re.fullmatch(r"([0-9]{1,3})\s?%?", text)
        if found is None or int(found[1]) > 100:
            raise self.wrong(text)
        return str(int(found[1]))


def _fields(menu: Menu) -> Many:
    names = (each.name for each in menu.fields.values() if not each.read_only and each.name not in menu.key)
    return Many(kind=Enum(tuple(names)), doc=f"fields of {menu.path}")


IGNORE = Block(
    words=MappingProxyType(
        {menu.path: _fields(menu) for menu in MENUS.values() if menu.shape is not Shape.READ}
    ),
    doc="fields that are written with a new row and neither compared nor written after that",
)

GUARDS = Block(
    words=MappingProxyType(
        {
            "max-deletes": one(Share(), "the share of our rows that one plan may delete; 30% by default"),
            "max-updates": one(Share(), "the share of our rows that one plan may change; 30% by default"),
        }
    ),
    doc="how much of a router one plan may change",
)


def ignored(site: Section) -> Mapping[str, frozenset[str]]:
    """The fields nobody looks at, by menu."""
    block = site.section("ignore")
    found = {path: frozenset(str(each.value) for each in block.texts(path)) for path in block.items}
    return MappingProxyType({path: names for path, names in found.items() if names})


def guards(site: Section) -> Guards:
    """How much of the router one plan may change, where the site says so."""
    block = site.section("guards")
    deletes, updates = block.text("max-deletes"), block.text("max-updates")
    return Guards(int(deletes) if deletes else None, int(updates) if updates else None)
