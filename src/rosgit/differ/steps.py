"""A plan as single writes, level by level: what an applier sends, still without wire syntax."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from rosgit.menus import MENUS
from rosgit.menus.table import Clear, Menu
from rosgit.model.plan import Action, Change, Delta, Plan
from rosgit.model.row import Value


class StepKind(Enum):
    """The command a step becomes."""

    ADD = "add"
    SET = "set"
    MOVE = "move"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Step:
    """One write. Steps of one ``level`` do not need each other; send them in order, in one flight.

    ``fields`` are canonical; None clears the field (``=!field=``). ``index`` is the change's place
    in the plan: a SET of a change that creates is for the row its ADD made, and a ``before`` of
    ``#n`` means the row that the ADD of change n made.
    """

    level: int
    kind: StepKind
    change: Change
    index: int
    fields: Mapping[str, Value | None] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def menu(self) -> str:
        """The menu it writes to."""
        return self.change.menu

    @property
    def before(self) -> str | None:
        """Where an ADD or a MOVE goes: an .id, ``#n``, or None for the end."""
        return self.change.before

    @property
    def id(self) -> str | None:
        """The .id of the row, None in a menu of one row and for a row that this plan makes."""
        return self.change.live.id if self.change.live is not None else None

    @property
    def late(self) -> bool:
        """Whether it completes a change that began with an earlier step."""
        return self.kind is StepKind.SET and self.fields.keys() <= set(self.change.late)


def steps(plan: Plan, menus: Mapping[str, Menu] = MENUS) -> tuple[Step, ...]:
    """All writes of a plan in order. A row born disabled is added so and enabled at its late level."""
    found = [step for at, change in enumerate(plan.changes) for step in _of(at, change, menus[change.menu])]
    return tuple(sorted(found, key=lambda step: step.level))


def _of(at: int, change: Change, menu: Menu) -> Iterator[Step]:
    match change.action:
        case Action.CREATE:
            yield Step(change.level, StepKind.ADD, change, at, _added(change, menu))
        case Action.UPDATE:
            now = {
                delta.field: _sent(delta, menu) for delta in change.deltas if delta.field not in change.late
            }
            if now:
                yield Step(change.level, StepKind.SET, change, at, MappingProxyType(now))
        case Action.MOVE:
            yield Step(change.level, StepKind.MOVE, change, at)
        case Action.DELETE:
            yield Step(change.level, StepKind.REMOVE, change, at)
    if change.late:
        yield Step(change.late_level, StepKind.SET, change, at, MappingProxyType(_late(change, menu)))


def _added(change: Change, menu: Menu) -> Mapping[str, Value | None]:
    fields: dict[str, Value | None] = {
        delta.field: delta.after for delta in change.deltas if delta.field not in change.late
    }
    if menu.born_disabled and "disabled" in change.late:
        fields["disabled"] = "true"
    return MappingProxyType(fields)


def _late(change: Change, menu: Menu) -> dict[str, Value | None]:
    asked = {delta.field: _sent(delta, menu) for delta in change.deltas if delta.field in change.late}
    return {"disabled": "false", **asked} if "disabled" in change.late else asked


def _sent(delta: Delta, menu: Menu) -> Value | None:
    """What clears a field is in its table: unset it, or send what it is at rest."""
    if not delta.reset:
        return delta.after
    return None if menu.fields[delta.field].clear is Clear.UNSET else delta.after
