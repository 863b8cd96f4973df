"""The steps of a plan onto the wire: one flight a level, stopping at the first refusal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeAlias

from rosgit.applier.settings import Settings
from rosgit.device import Deadline, Device, DeviceError, FlightBroken, Reply, Sentence
from rosgit.differ import Step, StepKind, steps
from rosgit.menus import MENUS
from rosgit.model.plan import Outcome, Plan, Result
from rosgit.model.row import Value
from rosgit.model.secret import Sealed, Secret, SecretRef

Secrets: TypeAlias = Mapping[tuple[str, str, str | None], Secret]


@dataclass(frozen=True, slots=True)
class Written:
    """What became of every change of a plan, and what cut the writing short, if anything did.

    ``interrupted`` says that we were asked to stop before the last flight.
    """

    results: tuple[Result, ...]
    broken: DeviceError | None = None
    trips: int = 0
    interrupted: bool = False


@dataclass(slots=True)
class _Book:
    """Outcomes by change while writing, and the .ids that adds gave.

    ``last`` is the step that completes a change; until its answer came the change is ``open``.
    """

    plan: Plan
    last: Mapping[int, Step]
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)
    open: set[int] = field(default_factory=set)
    told: set[int] = field(default_factory=set)

    def results(self) -> tuple[Result, ...]:
        return tuple(
            Result(change, self.outcome(at), self.words.get(at, ""))
            for at, change in enumerate(self.plan.changes)
        )

    def outcome(self, at: int) -> Outcome:
        """Done only when every step of the change was acknowledged."""
        found = self.outcomes.get(at, Outcome.SKIPPED)
        return Outcome.FAILED if found is Outcome.DONE and at in self.open else found


def write(
    device: Device, plan: Plan, secrets: Secrets, deadline: Deadline, settings: Settings | None = None
) -> Written:
    """Send a plan level by level. Never raises for what the router does: the results say it."""
    hooks = settings or Settings()
    every = steps(plan)
    last = {step.index: step for step in every}
    book = _Book(plan, last, open=set(last))
    broken, interrupted = None, False
    for _, level in groupby(every, key=lambda step: step.level):
        flight = tuple(level)
        interrupted = hooks.stopping()
        if interrupted:
            break
        for at in dict.fromkeys(step.index for step in flight):
            hooks.say(plan.site, "write", "sending", change=plan.changes[at].address)
        try:
            replies = device.flight(
                [sentence(step, book.ids, secrets) for step in flight], deadline, stop_on_trap=True
            )
        except FlightBroken as error:
            _cut(book, flight, error)
            broken = error
            break
        good = _take(book, flight, replies)
        _tell(hooks, book, [step.index for step in flight if step.index not in book.open])
        if not good:
            break
    _tell(hooks, book, range(len(plan.changes)))
    return Written(book.results(), broken, device.trips, interrupted)


def _tell(hooks: Settings, book: _Book, changes: Iterable[int]) -> None:
    """What became of changes, one event each and never two."""
    for at in dict.fromkeys(changes):
        if at not in book.told:
            book.told.add(at)
            outcome, words = book.outcome(at), book.words.get(at, "")
            hooks.say(
                book.plan.site, "write", outcome.value, change=book.plan.changes[at].address, about=words
            )


def _take(book: _Book, flight: Sequence[Step], replies: Sequence[Reply]) -> bool:
    """Note the answers of a flight; whether to go on."""
    good = len(replies) == len(flight)
    for step, reply in zip(flight, replies, strict=False):
        if not _note(book, step, reply):
            good = False
    return good


def _note(book: _Book, step: Step, reply: Reply) -> bool:
    words = refusal(step, reply)
    if words is not None:
        book.outcomes[step.index], book.words[step.index] = Outcome.FAILED, words
        return False
    if step.kind is StepKind.ADD and reply.ret is not None:
        book.ids[step.index] = reply.ret
    if book.outcomes.get(step.index) is not Outcome.FAILED:
        book.outcomes[step.index] = Outcome.DONE
    if step is book.last[step.index]:
        book.open.discard(step.index)
    return True


def refusal(step: Step, reply: Reply) -> str | None:
    """Why a reply is no acknowledgement; None when it is one.

    An add must give the .id of its row: "no error" alone is not an answer.
    """
    if reply.traps:
        return "; ".join(trap.message for trap in reply.traps)
    if not reply.done:
        return "the reply did not end"
    if step.kind is StepKind.ADD and not reply.ret:
        return "the router gave no .id for the new row"
    return None


def _cut(book: _Book, flight: Sequence[Step], error: FlightBroken) -> None:
    """What was sent and not answered is unknown; what was answered before the cut is not."""
    replies: Iterable[Reply | None] = error.replies or (None,) * len(flight)
    for at, (step, reply) in enumerate(zip(flight, replies, strict=False)):
        if reply is not None:
            _note(book, step, reply)
        elif at < error.sent:
            book.outcomes[step.index], book.words[step.index] = Outcome.UNKNOWN, str(error)


def sentence(step: Step, ids: Mapping[int, str], secrets: Secrets) -> Sentence:
    """One step as a command. ``ids`` are the .ids of rows this apply has added, by change."""
    menu = MENUS[step.menu]
    words = [_word(step.menu, name, value, secrets) for name, value in step.fields.items()]
    row = step.id or ids.get(step.index)
    match step.kind:
        case StepKind.ADD:
            place = _place(step.before, ids)
            before = [("place-before", place)] if place is not None else []
            return Sentence(f"{step.menu}/add", (*words, *before))
        case StepKind.SET if menu.singleton:
            return Sentence(f"{step.menu}/set", tuple(words))
        case StepKind.MOVE:
            place = _place(step.before, ids)
            to = [("destination", place)] if place is not None else []
            return Sentence(f"{step.menu}/move", (("numbers", _known(row)), *to))
        case _:
            verb = "set" if step.kind is StepKind.SET else "remove"
            return Sentence(f"{step.menu}/{verb}", ((".id", _known(row)), *words))


def _known(row: str | None) -> str:
    assert row is not None, "a step on a row whose .id nobody knows"
    return row


def _place(before: str | None, ids: Mapping[int, str]) -> str | None:
    if before is not None and before.startswith("#"):
        return ids[int(before[1:])]
    return before


def _word(menu: str, name: str, value: Value | None, secrets: Secrets) -> tuple[str, str | Secret]:
    if value is None:
        return f"!{name}", ""
    if isinstance(value, SecretRef):
        return name, secrets[value.same_as]
    if isinstance(value, Secret):
        return name, value
    if isinstance(value, Sealed):
        raise TypeError("a sealed secret cannot be written")
    return name, MENUS[menu].fields[name].kind.written(value)
