"""How each change of a plan is taken back: one row at a time, only what is still as we wrote it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TypeAlias

from rosgit.applier.undo_fields import EDITED, Act, CannotUndoError, fields_back, set_back, single
from rosgit.applier.undo_places import Places
from rosgit.applier.undo_seen import Rows, Seen, Shown, rows_of, shown, testable
from rosgit.differ import Step
from rosgit.differ.refs import provided, references
from rosgit.menus import MENUS
from rosgit.menus.script import Lines, Where, add, count, fail, move, remove, remove_one, when
from rosgit.menus.table import Field, Menu
from rosgit.model.plan import Action, Change, Delta, Plan
from rosgit.model.row import Live, Observed

LOST = fail("its place is not known")

Left: TypeAlias = tuple[Change, "str | None", str]


class Undoing:
    """Takes back the steps of one plan; what it has to leave out gathers in ``left``."""

    def __init__(self, plan: Plan, observed: Observed) -> None:
        self.plan, self.observed = plan, observed
        self.left: list[Left] = []
        self._rows: dict[str, Rows] = {}
        self._places: dict[str, Places] = {}
        self._twins: set[tuple[str, tuple[tuple[str, Shown], ...]]] = set()
        self.later: list[tuple[Change, Callable[[], Iterator[Act]]]] = []
        gone = [each for each in plan.changes if each.action is Action.DELETE and each.live is not None]
        self._lost = {
            target for each in gone if each.live for target in provided(MENUS[each.menu], each.live.fields)
        }

    def rows(self, menu: Menu) -> Rows:
        """What finds in the menu may meet."""
        if menu.path not in self._rows:
            lives = self.observed.rows.get(menu.path, ())
            self._rows[menu.path] = rows_of(menu, lives, self.plan.changes)
        return self._rows[menu.path]

    def order(self, menu: Menu) -> Places:
        """Where the rows of the menu stood and will stand."""
        if menu.path not in self._places:
            lives = self.observed.rows.get(menu.path, ())
            self._places[menu.path] = Places(menu, lives, self.plan)
        return self._places[menu.path]

    # -- creates

    def take_back(self, step: Step) -> Iterator[Act]:
        """Remove the row a change made, if it is still as it was written."""
        menu, rows = MENUS[step.menu], self.rows(MENUS[step.menu])
        self._leave_secrets(step.change, menu, "never in a script; it goes with its row")
        target = rows.made(step.index)
        written = self._written(menu, step.change)
        tests, rivals = rows.told_apart(target, {**rows.base(), **written})
        if menu.key and not any(name in menu.key for name in written):
            raise CannotUndoError("nothing names the row")
        words = f"+ {step.change.address}"
        if menu.key:
            if rivals:
                raise CannotUndoError("other rows look the same")
            yield Act(words, self._take_keyed(menu, rows, written, tests))
            return
        group = (menu.path, tuple(tests.items()))
        if group not in self._twins:
            self._twins.add(group)
            yield Act(words, self._take_counted(menu, rows, tests, rivals, target))

    def _written(self, menu: Menu, change: Change) -> dict[str, Shown]:
        """What an add wrote at once and a find can test, as it is printed."""
        skip = {*change.late, *(("disabled",) if menu.born_disabled else ())}
        given = {delta.field: delta.after for delta in change.deltas}
        found: dict[str, Shown] = {}
        for name, value in given.items():
            if name not in skip and testable(menu, name) and isinstance(value, str):
                text = shown(menu.fields[name], value)
                if text is not None:
                    found[name] = text
        return found

    @staticmethod
    def _take_keyed(menu: Menu, rows: Rows, written: Mapping[str, Shown], tests: Where) -> Lines:
        key = {**rows.base(), **{name: text for name, text in written.items() if name in menu.key}}
        return when(
            count(menu, tests, ">", 0),
            [remove(menu, tests)],
            when(count(menu, key, ">", 0), [EDITED]) if key != tests else (),
        )

    def _take_counted(self, menu: Menu, rows: Rows, tests: Where, rivals: list[Seen], target: Seen) -> Lines:
        """Identical rows are legal: take back only what is more than there was, and the right ones."""
        twins = [each for each in (*rivals, target) if each.index >= 0]
        before = [each for each in rivals if each.live is not None]
        if not all(self._alike(each, tests) for each in before):
            raise CannotUndoError("other rows may look the same")
        made, there = sorted(each.index for each in twins), len(before)
        lines: list[str] = list(when(count(menu, tests, ">", there + len(made)), [EDITED]))
        if not there:
            lines += when(
                count(menu, tests, ">", 0), [remove(menu, tests)], self._gone(rows, tests, len(made))
            )
            return tuple(lines)
        for done in range(len(made), 0, -1):
            places = self.order(menu).ranks(made[:done], [each.live for each in before if each.live])
            taken = [remove_one(menu, tests, at) for at in sorted(places, reverse=True)]
            lines += when(count(menu, tests, "=", there + done), taken)
        return tuple(lines)

    @staticmethod
    def _alike(seen: Seen, tests: Where) -> bool:
        return all(seen.surely(name) == (text,) for name, text in tests.items())

    @staticmethod
    def _gone(rows: Rows, tests: Where, made: int) -> Lines:
        """No row is as it was written: a row with its comment that nobody else has was edited."""
        comment = tests.get("comment")
        if comment is None:
            return ()
        where = {**rows.base(), "comment": comment}
        others = len(rows.met(where)) - made
        return when(count(rows.menu, where, ">", others), [EDITED])

    def close(self, step: Step) -> Iterator[Act]:
        """Take back what was written late into a row of ours: a server goes off before its garden."""
        menu, rows = MENUS[step.menu], self.rows(MENUS[step.menu])
        where = self._found_made(menu, rows, step)
        for name, value in step.fields.items():
            field = menu.fields[name]
            if not isinstance(value, str) or not testable(menu, name) or not self._can_rest(menu, field):
                continue
            now = {**where, name: shown(field, value)}
            rest = set_back(menu, where, name, "true" if name == "disabled" else field.default)
            yield Act(f"+ {step.change.address} {name}", when(count(menu, now, ">", 0), [rest]))

    def _found_made(self, menu: Menu, rows: Rows, step: Step) -> Where:
        """What finds a row of ours, edited or not: its key; in a menu without one, as it was written."""
        written = self._written(menu, step.change)
        named = {name: text for name, text in written.items() if name in menu.key} or written
        return rows.told_apart(rows.made(step.index), {**rows.base(), **named})[0]

    @staticmethod
    def _can_rest(menu: Menu, field: Field) -> bool:
        return (menu.born_disabled and field.name == "disabled") or field.clearing is not None

    # -- updates

    def put_back(self, step: Step) -> Iterator[Act]:
        """Set each field to what it was, if it still holds what we wrote."""
        menu, live = MENUS[step.menu], step.change.live
        if live is None and not menu.singleton:
            raise CannotUndoError("the row was not read before")
        deltas = [
            each for each in step.change.deltas if each.field in step.fields and each.before != each.after
        ]
        deltas = [each for each in deltas if self._can_put_back(step.change, menu, each)]
        if menu.singleton:
            yield from (single(menu, step.change, delta) for delta in deltas)
        elif live is not None:
            yield from fields_back(self.rows(menu), step.change, live, deltas)

    def _can_put_back(self, change: Change, menu: Menu, delta: Delta) -> bool:
        field = menu.fields[delta.field]
        if field.secret or field.write_only or not isinstance(delta.before or "", str):
            self.left.append((change, delta.field, "a secret is never in a script"))
            return False
        if delta.before is None and field.clearing is None:
            self.left.append((change, delta.field, "nobody knows how the field is cleared"))
            return False
        return True

    # -- deletes and places

    def restore(self, step: Step) -> Iterator[Act]:
        """Add a row again that was deleted, where it stood."""
        menu, rows, live = MENUS[step.menu], self.rows(MENUS[step.menu]), step.change.live
        if live is None:
            raise CannotUndoError("the row was not read before")
        target = rows.of(live)
        where, missing = self._identity(menu, rows, target)
        fields = self._whole(step.change, menu, live)
        self._leave_unmade(step.change, menu)
        self._postpone(step.change, menu, fields, where)
        self._lost -= set(provided(menu, live.fields))
        place = self.order(menu).stable_after(live) if menu.order is not None else None
        anchor = rows.named(rows.of(place)) if place is not None else None
        plain = add(menu, fields)
        if place is None:
            lines: Lines = (plain,)
        elif anchor is None:
            self.left.append((step.change, None, "nothing names the row it stood before: it comes back last"))
            lines = (plain, LOST)
        else:
            beside = add(menu, fields, before=anchor)
            lines = when(count(menu, anchor, "=", 1), [beside], [plain, LOST])
        yield Act(f"- {step.change.address}", when(count(menu, where, "<", missing), lines))

    def _postpone(self, change: Change, menu: Menu, fields: dict[str, str], where: Where) -> None:
        """What names a row that is not there again yet, or itself, is set when all of them are."""
        for name, target in list(references(menu, fields)):
            field = menu.fields[name]
            if target not in self._lost or field.required or name in menu.key or name not in fields:
                continue
            self.later.append((change, partial(self._late, change, menu, where, (name, fields.pop(name)))))

    def _late(self, change: Change, menu: Menu, where: Where, value: tuple[str, str]) -> Iterator[Act]:
        name, text = value
        rest = {**where, name: shown(menu.fields[name], menu.fields[name].default)}
        held = {**where, name: text}
        edited = when(count(menu, held, "=", 0), [EDITED])
        lines = when(count(menu, rest, "=", 1), [set_back(menu, rest, name, text)], edited)
        yield Act(f"- {change.address} {name}", lines)

    def _identity(self, menu: Menu, rows: Rows, target: Seen) -> tuple[Where, int]:
        """What finds a deleted row if it is there, and how many there were."""
        if menu.key:
            key = {
                name: text[0] for name in menu.key if (text := target.surely(name)) and text[0] is not None
            }
            where, rivals = rows.told_apart(target, {**rows.base(), **key})
        else:
            whole = [name for name in menu.fields if testable(menu, name)]
            given = {name: text[0] for name in whole if (text := target.surely(name)) and text[0] is not None}
            where, rivals = rows.told_apart(target, {**rows.base(), **given})
            if not all(self._alike(each, where) for each in rivals if each.live is not None):
                raise CannotUndoError("other rows may look the same")  # their number says nothing then
        return where, 1 + sum(each.live is not None for each in rivals)

    def _whole(self, change: Change, menu: Menu, live: Live) -> dict[str, str]:
        """All a row held, but for its secrets: without them it comes back switched off."""
        self._leave_secrets(change, menu, "a secret is never in a script; its row comes back without it")
        known = {name: field for name, field in menu.fields.items() if not (field.secret or field.read_only)}
        fields = {name: text for name, text in live.fields.items() if name in known}
        fields = {name: text for name, text in fields.items() if shown(known[name], text) is not None}
        if menu.born_disabled:
            fields.setdefault("disabled", "true")
        if menu.disabled and self._secrets(menu, live):
            fields["disabled"] = "true"
        return fields

    @staticmethod
    def _secrets(menu: Menu, live: Live) -> list[str]:
        """The secrets a row has, or may have."""
        unread = [each.name for each in menu.fields.values() if each.secret and each.write_only]
        return sorted({*live.secrets, *unread})

    def _leave_secrets(self, change: Change, menu: Menu, why: str) -> None:
        if change.live is not None:
            self.left += ((change, name, why) for name in self._secrets(menu, change.live))

    def _leave_unmade(self, change: Change, menu: Menu) -> None:
        """A router may refuse a row that comes back without a secret it needs; nobody has read that."""
        needed = (each for each in menu.fields.values() if each.secret and each.required and each.write_only)
        self.left += ((change, None, f"nobody can read its {each.name}, which it needs") for each in needed)

    def places(self, path: str) -> Iterator[tuple[Change, Callable[[], Iterator[Act]]]]:
        """Put moved rows back, and restored ones whose neighbour had moved: from the last place up."""
        menu = MENUS[path]
        for change, live, follower in self.order(menu).pass_back():
            yield change, partial(self._placed, menu, change, live, follower)

    def _placed(self, menu: Menu, change: Change, live: Live, follower: Live | None) -> Iterator[Act]:
        rows = self.rows(menu)
        where = rows.named(rows.of(live))
        if where is None:
            raise CannotUndoError("other rows look the same")
        words = f"^ {change.address}"
        if follower is None:
            yield Act(words, when(count(menu, where, "=", 1), [move(menu, where, None)], [EDITED]))
            return
        anchor = rows.named(rows.of(follower))
        if anchor is None:
            raise CannotUndoError("nothing names the row it stood before")
        there = when(count(menu, anchor, "=", 1), [move(menu, where, anchor)], [LOST])
        yield Act(words, when(count(menu, where, "=", 1), there, [EDITED]))
