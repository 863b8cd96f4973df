"""The words about how a site is planned: labels that moved, fields nobody looks at, how much may change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from rosgit.intents.rows import ROWS
from rosgit.intents.words import Block, Labels, Leaf, Many, Notes, Section, one
from rosgit.menus import MENUS
from rosgit.menus.kinds import Enum, Kind, Name
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


_LABELS = Labels(of=one(Name(), "the label it has now"), doc="labels as they were, and what they are now")

MOVED = Block(
    words=MappingProxyType(
        {
            **dict.fromkeys(("bridges", "user-profiles", "users", "radius", "hotspots"), _LABELS),
            "rows": Block(
                words=MappingProxyType(
                    {path: _LABELS for path, word in ROWS.words.items() if isinstance(word, Labels)}
                ),
                doc="labels under rows:, by menu",
            ),
        }
    ),
    doc="labels that moved, in the shape of the site: their rows are renamed, not deleted and made anew",
)


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


def moves(site: Section, notes: Notes) -> Mapping[str, str]:
    """Intents that moved and what they are called now: ``hotspots.hall`` -> ``hotspots.events``.

    A label that the site does not have, or that moves in a circle, is noted.
    """
    found: dict[str, str] = {}
    for block, there, moved in _blocks(site):
        known = {label: leaf for label, leaf in moved.items.items()
                 if isinstance(leaf, Leaf) and isinstance(leaf.value, str)}  # fmt: skip
        names = {label: str(leaf.value) for label, leaf in known.items()}
        for label, leaf in known.items():
            if _good(block, label, names, there, leaf, notes):
                found[f"{block}.{label}"] = f"{block}.{names[label]}"
    return MappingProxyType(found)


def _blocks(site: Section) -> Iterator[tuple[str, Section, Section]]:
    """Each block of labels by its intent: as the site has it, and what moved in it."""
    moved = site.section("moved")
    for name in moved.items:
        if name != "rows":
            yield name, site.section(name), moved.section(name)
    for path in moved.section("rows").items:
        yield f"rows.{path}", site.section("rows").section(path), moved.section("rows").section(path)


def _good(block: str, label: str, names: Mapping[str, str], there: Section, leaf: Leaf, notes: Notes) -> bool:
    new = names[label]
    if _circles(label, names):
        words = f"moved: {label} of {block} comes back to itself"
        notes.add("wrong-value", words, "apply in two steps, with another label in between", leaf.span)
    elif new not in there.items:
        words = f"moved: {block} has no label {new!r} that {label!r} could be called now"
        notes.add("unknown-label", words, "the new label stands on the right", leaf.span)
    else:
        return True
    return False


def _circles(start: str, names: Mapping[str, str]) -> bool:
    step = start
    for _ in names:
        step = names.get(step, "")
        if step == start:
            return True
    return False


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
