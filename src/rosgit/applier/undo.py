"""The way back as scripts the router runs by itself: the inverse of a plan, values in, text out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from rosgit.applier.switch import PART, mark_line
from rosgit.applier.undo_fields import Act, CannotUndoError
from rosgit.applier.undo_rows import Undoing
from rosgit.differ import Step, StepKind, steps
from rosgit.menus import MENUS
from rosgit.menus.script import Lines, guarded, quote, remark
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.plan import Action, Change, Plan
from rosgit.model.row import Observed
from rosgit.model.secret import Telling

PART_SIZE = 16 * 1024
"""Bytes of one part: what a script's source certainly holds is unproven above that (DESIGN section 12)."""

_Make: TypeAlias = Callable[[], "Iterable[Act]"]


@dataclass(frozen=True, slots=True)
class UndoStep:
    """One step: its number, which a mark names, what it takes back in words, and its lines."""

    number: int
    words: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class NotUndoable:
    """A change, or one field of it, that the script cannot take back, and why."""

    change: Change
    field: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Undo:
    """The steps in the order they run, packed into the sources of ``rosgit-undo-1`` and so on.

    ``groups`` are the steps of each part.
    """

    steps: tuple[UndoStep, ...] = ()
    parts: tuple[str, ...] = ()
    not_undoable: tuple[NotUndoable, ...] = ()
    groups: tuple[tuple[UndoStep, ...], ...] = ()

    @property
    def legend(self) -> dict[str, str]:
        """What the words in a mark mean: the numbers of steps, and which of them are in a part."""
        parts = {
            f"part{at}": f"{group[0].number}-{group[-1].number}" for at, group in enumerate(self.groups, 1)
        }
        return {**parts, **{str(step.number): step.words for step in self.steps}}


def undo(plan: Plan, observed: Observed) -> Undo:
    """The script that takes a plan back on a router as it is now, before the first write.

    ``observed`` has to hold the rows the plan speaks of, by their .ids.

    Every step is true whether its change was made, half made or not made, does nothing the second
    time, and leaves what somebody else changed meanwhile; then it leaves a mark. No secret is in it.
    """
    acts, cannot = _acts(plan, observed)
    made = [UndoStep(number, act.words, _step(number, act)) for number, (_, act) in enumerate(acts, 1)]
    unfit = _unfit(made, observed)
    fit = tuple(step for step in made if step.number not in unfit)
    left = tuple(NotUndoable(acts[number - 1][0], None, why) for number, why in unfit.items())
    groups = tuple(_packed(fit))
    return Undo(fit, tuple(_sources(plan.site, groups)), (*cannot, *left), groups)


def _unfit(made: Iterable[UndoStep], observed: Observed) -> dict[int, str]:
    """Steps by number that no script may hold, and why: too long ones, and those that tell a secret."""
    texts = (text for rows in observed.rows.values() for row in rows for text in row.fields.values())
    telling = {quote(text)[1:-1] for text in texts if isinstance(text, Telling)}
    found = {each.number: "too long for a script" for each in made if _size(each.lines) > PART_SIZE // 2}
    for each in made if telling else ():
        if any(text in line for line in each.lines for text in telling):
            found[each.number] = "a plain field of the row holds a secret, and no script may"
    return found


def not_undoable(plan: Plan, observed: Observed) -> Iterator[Diagnostic]:
    """What the undo of a plan cannot take back, one warning each.

    Secrets are not among them: rosgit puts them back, or ``for_good`` names them.
    """
    for each in undo(plan, observed).not_undoable:
        field = MENUS[each.change.menu].fields.get(each.field or "")
        if field is None or not field.secret:
            what = f"{each.change.address} {each.field or ''}".rstrip()
            words = f"{what}: the undo cannot take it back: {each.why}"
            yield Diagnostic("not-undoable", words, span=each.change.span, address=each.change.address)


def _acts(plan: Plan, observed: Observed) -> tuple[list[tuple[Change, Act]], tuple[NotUndoable, ...]]:
    undoing = Undoing(plan, observed)
    acts: list[tuple[Change, Act]] = []
    refused: list[NotUndoable] = []
    for change, make in _in_order(plan, undoing):
        try:
            acts.extend((change, act) for act in make())
        except CannotUndoError as reason:
            refused.append(NotUndoable(change, None, str(reason)))
    named = (NotUndoable(change, name, why) for change, name, why in undoing.left)
    return acts, (*refused, *named)


def _in_order(plan: Plan, undoing: Undoing) -> Iterator[tuple[Change, _Make]]:
    """From the last write back to the first; the places in a menu after its rows are there again."""
    order = tuple(reversed(steps(plan)))
    last = {step.menu: at for at, step in enumerate(order) if step.kind in (StepKind.MOVE, StepKind.REMOVE)}
    for at, step in enumerate(order):
        if step.kind is not StepKind.MOVE:
            yield step.change, partial(_back, undoing, step)
        if last.get(step.menu) == at and MENUS[step.menu].order is not None:
            yield from undoing.places(step.menu)
    yield from undoing.later


def _back(undoing: Undoing, step: Step) -> Iterator[Act]:
    match step.kind, step.change.action:
        case StepKind.ADD, _:
            return undoing.take_back(step)
        case StepKind.SET, Action.CREATE:
            return undoing.close(step)
        case StepKind.SET, _:
            return undoing.put_back(step)
        case _:
            return undoing.restore(step)


def _step(number: int, act: Act) -> Lines:
    return (*act.first, *guarded(act.lines, mark_line(f" {number}")))


def _packed(made: Sequence[UndoStep]) -> Iterator[tuple[UndoStep, ...]]:
    """The steps of each part; as few parts as hold all steps."""
    group: list[UndoStep] = []
    size = 0
    for step in made:
        need = _size(step.lines)
        if group and size + need > PART_SIZE - 256:
            yield tuple(group)
            group, size = [], 0
        group.append(step)
        size += need
    if group:
        yield tuple(group)


def _sources(site: str, groups: Iterable[Sequence[UndoStep]]) -> Iterator[str]:
    for at, group in enumerate(groups, 1):
        head = remark(f"{PART}{at}: rosgit's undo of a change to {site}"[:200].replace("\n", " "))
        yield "".join(f"{line}\n" for line in (head, *(line for step in group for line in step.lines)))


def _size(lines: Lines) -> int:
    return sum(map(len, lines)) + len(lines)
