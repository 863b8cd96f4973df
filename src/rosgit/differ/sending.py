"""Rows in an order in which a bare router takes them by plain adds: for scripts."""

from __future__ import annotations

from collections.abc import Sequence

from rosgit.differ.planner import plan
from rosgit.menus import MENUS
from rosgit.model.row import Observed, Row
from rosgit.model.version import Version


def in_sending_order(rows: Sequence[Row], version: Version) -> tuple[Row, ...]:
    """The rows along their references; those of an ordered menu together, in document order.

    They stand where the last of them can be made, but for menus that other rows refer to.
    """
    made = plan("", rows, None, Observed({}), version=version)
    sent = [change.row for change in made.changes if change.row is not None]
    named = {field.ref.menu for menu in MENUS.values() for field in menu.fields.values()
             if field.ref is not None and not field.ref.soft}  # fmt: skip
    blocks = {row.menu: at for at, row in enumerate(sent)
              if MENUS[row.menu].order is not None and row.menu not in named}  # fmt: skip
    found: list[Row] = []
    for at, row in enumerate(sent):
        if row.menu not in blocks:
            found.append(row)
        elif blocks[row.menu] == at:
            found += (mine for mine in rows if mine.menu == row.menu)
    return tuple(found)
