"""The rows of a router as a plan will leave them, each with the change that made it so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from rosgit.menus import MENUS
from rosgit.model.plan import Action, Change, Delta
from rosgit.model.row import Live, Value


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """One row: its key (.id, or ``#n`` for the row that change n makes), canonical fields, flags.

    ``change`` is the last change of the plan that touches it.
    """

    menu: str
    key: str
    fields: Mapping[str, Value]
    flags: frozenset[str] = frozenset()
    change: Change | None = None

    def text(self, name: str) -> str:
        """A field's text; its default where it has none, and no text for a secret or nothing."""
        found = self.fields.get(name)
        if found is None:
            known = MENUS[self.menu].fields.get(name)
            found = known.default if known is not None else None
        return found if isinstance(found, str) else ""

    @property
    def enabled(self) -> bool:
        """Whether it is neither disabled nor invalid."""
        return self.text("disabled") != "true" and not self.flags & {"disabled", "invalid"}

    @property
    def name(self) -> str:
        """How people call it, unescaped."""
        if self.change is not None:
            return self.change.name
        comment = self.text("comment")
        return self.text("name") or (f'"{comment}"' if comment else self.key)


def as_read(menu: str, rows: Iterable[Live]) -> tuple[Standing, ...]:
    """Rows before the plan, in router order."""
    return tuple(Standing(menu, row.id or "", row.fields, row.flags) for row in rows)


def as_planned(menu: str, rows: Iterable[Live], changes: Iterable[Change]) -> tuple[Standing, ...]:
    """The rows of one menu after all changes of a plan, in the order in which they will stand."""
    standing = list(as_read(menu, rows))
    for at, change in enumerate(changes):
        if change.menu == menu:
            _apply(standing, change, at)
    return tuple(standing)


def _apply(standing: list[Standing], change: Change, at: int) -> None:
    if change.action is Action.CREATE:
        fields = {} if change.row is None else dict(change.row.fields)
        if MENUS[change.menu].born_disabled:
            fields.setdefault("disabled", "false")  # the plan switches it on: it is asked for
        new = Standing(change.menu, f"#{at}", MappingProxyType(fields), change=change)
        standing.insert(_place(standing, change.before), new)
        return
    key = change.live.id or "" if change.live is not None else ""
    here = next((place for place, row in enumerate(standing) if row.key == key), None)
    if here is None:
        return
    row = standing.pop(here)
    if change.action is Action.DELETE:
        return
    row = replace(row, fields=_after(row.fields, change.deltas), change=change)
    moved = change.action is Action.MOVE
    standing.insert(_place(standing, change.before) if moved else here, row)


def _place(standing: list[Standing], before: str | None) -> int:
    if before is None:
        return len(standing)
    found = (place for place, row in enumerate(standing) if row.key == before)
    return next(found, len(standing))


def _after(fields: Mapping[str, Value], deltas: Iterable[Delta]) -> Mapping[str, Value]:
    made = dict(fields)
    for delta in deltas:
        if delta.after is None:
            made.pop(delta.field, None)
        else:
            made[delta.field] = delta.after
    return MappingProxyType(made)
