"""``rows:`` any menu rosgit has a table for, by label, checked like the rest."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from rosgit.intents.build import Maker
from rosgit.intents.words import Block, Labels, Section, Word, role
from rosgit.menus import MENUS
from rosgit.menus.table import Menu, Shape
from rosgit.model.row import Row


def _word(menu: Menu) -> Word:
    block = role(menu.path)
    return block if menu.singleton else Labels(of=block, doc=menu.summary)


ROWS = Block(
    words=MappingProxyType(
        {menu.path: _word(menu) for menu in MENUS.values() if menu.shape is not Shape.READ}
    ),
    doc="rows of any menu rosgit knows, by label",
)


def lower_rows(rows: Section, make: Maker) -> Iterator[Row]:
    """Rows written by menu. In menus whose rows the system made, the label is the row's name."""
    for path in rows.items:
        block = rows.section(path)
        if MENUS[path].singleton:
            yield make.row(path, f"rows.{path}", "row", rows.place(path), {}, block)
            continue
        for label, given, span in block.labels():
            yield make.row(path, f"rows.{path}.{label}", "row", span, make.labelled(path, label), given)
