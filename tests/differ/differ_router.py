"""A router that is nothing but lists of rows: it takes steps and says what it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from rosgit.differ import Step, StepKind, steps
from rosgit.differ.identity import value_of
from rosgit.differ.refs import provided, references
from rosgit.menus import MENUS
from rosgit.model.plan import Plan
from rosgit.model.row import Anchor, Facts, Live, Observed, Row
from rosgit.model.secret import Secret, SecretRef
from rosgit.model.span import Span
from rosgit.model.version import Version

V = Version(7, 22)
MENU_LIST = tuple(path for path, menu in MENUS.items() if menu.shape.value != "read")


def row(menu: str, anchor: tuple[str, str] | None = None, line: int = 1, **fields: object) -> Row:
    """A desired row; ``_`` in field names stands for ``-``."""
    values = {name.replace("_", "-"): value for name, value in fields.items()}
    place = Anchor(anchor[0] == "before", anchor[1]) if anchor else None
    return Row(menu, values, span=Span("sites/a.yaml", line), anchor=place)  # type: ignore[arg-type]


FACTS = Facts(interfaces={f"ether{n}": "ether" for n in range(1, 6)}, policies=frozenset({"sensitive"}))


@dataclass
class Held:
    """One row as the router keeps it."""

    id: str | None
    fields: dict[str, str | Secret]
    flags: frozenset[str] = frozenset()


@dataclass
class Router:
    """Menus with their rows; ``flights`` counts levels.

    A ``crowded`` one lets two rows have one place,
    one that does not ``show`` keeps secrets to itself.
    """

    rows: dict[str, list[Held]] = field(default_factory=dict)
    facts: Facts = field(default_factory=lambda: FACTS)
    known: Mapping[tuple[str, str, str | None], Secret] = field(default_factory=dict)
    crowded: bool = False
    shows: bool = True
    flights: int = 0
    last: int = 0

    def __post_init__(self) -> None:
        for path in MENU_LIST:
            if MENUS[path].singleton:
                self.rows.setdefault(path, [Held(None, {})])

    def put(self, menu: str, *flags: str, **fields: str) -> Held:
        """A row that is there before us."""
        self.last += 1
        values: dict[str, str | Secret] = {name.replace("_", "-"): text for name, text in fields.items()}
        held = Held(f"*{self.last:X}", values, frozenset(flags))
        self.rows.setdefault(menu, []).append(held)
        return held

    def observed(self) -> Observed:
        return Observed(
            {path: tuple(map(self._live(path), self.rows.get(path, ()))) for path in MENU_LIST}, self.facts
        )

    def _live(self, path: str) -> Callable[[Held], Live]:
        menu = MENUS[path]

        def live(held: Held) -> Live:
            shown: dict[str, str] = {}
            secrets: dict[str, Secret] = {}
            for name, known in menu.fields.items():
                value = held.fields.get(name, known.default)
                hidden = known.write_only or (
                    known.when and not known.when.met(str(menu.value(held.fields, known.when.field)))
                )
                if value is None or hidden or (known.quiet and value == known.default):
                    continue
                if isinstance(value, Secret):
                    secrets.update({name: value} if self.shows else {})
                else:
                    shown[name] = value
            return Live(path, held.id, shown, held.flags, secrets)

        return live

    def apply(self, plan: Plan) -> None:
        """Take a plan level by level; a row may only name what was there when its level began."""
        made: dict[int, str] = {}
        for _, level in groupby(steps(plan), key=lambda step: step.level):
            self.flights += 1
            there, ids = self._targets(), dict(made)
            for step in level:
                self._take(step, there, ids, made)

    def _targets(self) -> set[tuple[str, str, str]]:
        found = {("/interface", "name", name) for name in self.facts.interfaces}
        for path, rows in self.rows.items():
            for held in rows:
                found.update(provided(MENUS[path], held.fields))
        return found

    def _take(
        self, step: Step, there: set[tuple[str, str, str]], ids: Mapping[int, str], made: dict[int, str]
    ) -> None:
        rows = self.rows.setdefault(step.menu, [])
        before = ids[int(step.before[1:])] if step.before and step.before[0] == "#" else step.before
        self._check(step, there)
        if step.kind is StepKind.ADD:
            fields = self._values(step)
            if MENUS[step.menu].born_disabled:
                fields.setdefault("disabled", "true")
            held = self.put(step.menu)
            held.fields = fields
            made[step.index] = str(held.id)
            rows.insert(self._at(rows, before), rows.pop())
            self._alone(step.menu)
            return
        ident = step.id or made.get(step.index)
        held = next(each for each in rows if each.id == ident)
        if step.kind is StepKind.SET:
            old = dict(held.fields)
            held.fields.update(self._values(step))
            self._follow(step.menu, old, held.fields)
            self._alone(step.menu)
            for name in [name for name, value in step.fields.items() if value is None]:
                held.fields.pop(name, None)
            return
        assert "dynamic" not in held.flags
        rows.remove(held)
        if step.kind is StepKind.MOVE:
            rows.insert(self._at(rows, before), held)

    def _alone(self, path: str) -> None:
        """No two rows may have the same key, or be in the same place."""
        menu = MENUS[path]
        for names in (menu.key, *menu.unique):
            values = [
                tuple(str(value_of(menu, held.fields, name)) for name in names) for held in self.rows[path]
            ]
            assert self.crowded or not names or len(values) == len({*values}), (
                f"{path} {names}: two rows in one place"
            )

    def _follow(self, path: str, old: Mapping[str, object], new: Mapping[str, object]) -> None:
        """What names a row by more than text follows it when its name changes."""
        now = {(at, name): text for at, name, text in provided(MENUS[path], new)}  # type: ignore[arg-type]
        for at, name, text in provided(MENUS[path], old):  # type: ignore[arg-type]
            if now[at, name] != text:
                self._rename(at, name, text, now[at, name])

    def _rename(self, path: str, name: str, old: str, new: str) -> None:
        for other, rows in self.rows.items():
            for known in MENUS[other].fields.values():
                ref = known.ref
                if ref is not None and not ref.soft and path in (ref.menu, *ref.also) and ref.field == name:
                    for held in rows:
                        if held.fields.get(known.name) == old:
                            held.fields[known.name] = new

    def _at(self, rows: Sequence[Held], before: str | None) -> int:
        return len(rows) if before is None else [each.id for each in rows].index(before)

    def _values(self, step: Step) -> dict[str, str | Secret]:
        found: dict[str, str | Secret] = {}
        for name, value in step.fields.items():
            if value is not None:
                found[name] = self.known[value.same_as] if isinstance(value, SecretRef) else value
        return found

    def _check(self, step: Step, there: set[tuple[str, str, str]]) -> None:
        for name, target in references(
            MENUS[step.menu], {k: v for k, v in step.fields.items() if v is not None}
        ):
            known = MENUS[step.menu].fields[name].ref
            assert known is not None
            others = {(path, target[1], target[2]) for path in (known.menu, *known.also)}
            assert others & there, f"{step.kind} {step.menu} {name}={target} before it is there"

    def snapshot(self) -> dict[str, list[tuple[object, ...]]]:
        """Every menu's content, without .ids."""
        found = {}
        for path, rows in self.rows.items():
            menu = MENUS[path]
            plain = [
                tuple(sorted((n, v) for n, v in held.fields.items() if v != (menu.fields[n].default or "")))
                for held in rows
            ]
            found[path] = plain if menu.order else sorted(plain, key=str)
        return {path: rows for path, rows in found.items() if rows and rows != [()]}
