"""How the fields of a row go back to what they were, each only while it is as we wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rosgit.applier.undo_seen import Rows, Seen, Shown, shown
from rosgit.menus import script
from rosgit.menus.script import Lines, Where, count, fail, guarded, holds, when
from rosgit.menus.table import Menu
from rosgit.model.plan import Change, Delta
from rosgit.model.row import Live, Value

EDITED = fail("changed meanwhile")


class CannotUndoError(Exception):
    """A change that no script can take back; the message says why."""


@dataclass(frozen=True, slots=True)
class Act:
    """One step: what it takes back in words, lines whose failure is marked, lines to try before."""

    words: str
    lines: Lines
    first: Lines = ()


def single(menu: Menu, change: Change, delta: Delta) -> Act:
    """A field of a menu with one row."""
    old, new = text_of(delta.before), text_of(delta.after)
    back = set_back(menu, None, delta.field, old)
    lines = when(holds(menu, delta.field, new), [back], when(holds(menu, delta.field, old), [], [EDITED]))
    return Act(f"~ {change.menu} {delta.field}", lines)


def set_back(menu: Menu, where: Where | None, name: str, text: Shown) -> str:
    """The command that sets a field, or clears it where it was unset."""
    if text is None:
        return script.change(menu, {}, where=where, clear=[name])
    return script.change(menu, {name: text}, where=where)


def fields_back(rows: Rows, change: Change, live: Live, deltas: Sequence[Delta]) -> Iterator[Act]:
    """The fields of one row: its name first, since all others find it by the old one."""
    target = rows.of(live)
    keys = [each for each in deltas if each.field in rows.menu.key]
    yield from (_renamed(rows, change, live, delta) for delta in keys)
    rest = [each for each in deltas if each not in keys]
    where, rivals = _place(rows, target, live)
    plain = [each for each in rest if rows.menu.fields[each.field].when is None]
    # What a router prints only while another field says so is set before that field goes back, or after.
    hidden = [each for each in rest if each not in plain]
    first = _together(rows.menu, where, plain)
    for delta in hidden:
        first += guarded(_field(rows.menu, where, rivals, delta))
    for delta in (*plain, *hidden):
        words = f"~ {change.address} {delta.field}"
        yield Act(words, _field(rows.menu, where, rivals, delta), first)
        first = ()


def _place(rows: Rows, target: Seen, live: Live) -> tuple[Where, Sequence[Seen]]:
    if rows.menu.key and any(target.surely(name) is None for name in rows.menu.key):
        # Renamed: by now it has its old name again.
        return {
            **rows.base(),
            **{name: live.fields[name] for name in rows.menu.key if name in live.fields},
        }, ()
    return rows.closest(target)


def _renamed(rows: Rows, change: Change, live: Live, delta: Delta) -> Act:
    menu = rows.menu
    key = {name: live.fields[name] for name in menu.key if name in live.fields and name != delta.field}
    where = {**rows.base(), **key}
    old, new = ({**where, delta.field: text_of(value)} for value in (delta.before, delta.after))
    back = set_back(menu, new, delta.field, text_of(delta.before))
    lines = when(count(menu, new, "=", 1), [back], when(count(menu, old, "=", 0), [EDITED]))
    return Act(f"~ {change.address} {delta.field}", lines)


def _together(menu: Menu, where: Where, deltas: Sequence[Delta]) -> Lines:
    """Fields that a router takes only together go back in one command, where none was edited."""
    if len(deltas) < 2:
        return ()
    now = {**where, **{each.field: shown(menu.fields[each.field], text_of(each.after)) for each in deltas}}
    values = {each.field: text for each in deltas if (text := text_of(each.before)) is not None}
    clear = [each.field for each in deltas if each.before is None]
    return guarded(when(count(menu, now, "=", 1), [script.change(menu, values, where=now, clear=clear)]))


def _field(menu: Menu, where: Where, rivals: Sequence[Seen], delta: Delta) -> Lines:
    field = menu.fields[delta.field]
    old = {**where, field.name: shown(field, text_of(delta.before))}
    new = {**where, field.name: shown(field, text_of(delta.after))}
    if any(each.may_pass(new) for each in rivals):
        raise CannotUndoError("other rows look the same")
    there = 1 + sum(each.live is not None and each.may_pass(old) for each in rivals)
    edited: Lines = when(count(menu, old, "<", there), [EDITED])
    if field.when is not None:  # while the router does not print it nobody can say it was edited
        edited = when(count(menu, {**where, field.name: None}, "=", 0), edited)
    back = set_back(menu, new, field.name, text_of(delta.before))
    return when(count(menu, new, "=", 1), [back], edited)


def text_of(value: Value | None) -> Shown:
    """A value as text; None where it is none, or a secret."""
    return value if isinstance(value, str) else None
