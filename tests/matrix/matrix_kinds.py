"""What can go wrong at sentence k of an apply: one function a kind, which sets it up in a lab."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from matrix_lab import NEW, WITHIN, DryRun, Lab, dry_run, start
from matrix_sites import SWITCHED_OFF
from matrix_state import State, edited, state_of, without_secrets

from rosgit.sim.faults import Faults


@dataclass(frozen=True)
class Case:
    """One kind of fault at one sentence; ``more`` is what else the kind has to know."""

    kind: str
    k: int
    more: tuple[object, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind} at {self.k}" + (f" {self.more}" if self.more else "")


@dataclass(frozen=True)
class Edit:
    """A person sets a field of a managed row; ``deleted`` where the new site does not have it any more."""

    menu: str
    find: tuple[str, str]
    field: str
    text: str
    deleted: bool = False

    def do(self, lab: Lab) -> None:
        """Do it, if the row is there."""
        for row in lab.router.rows(self.menu):
            if row.get(self.find[0]) == self.find[1]:
                lab.router.set(self.menu, row[".id"], **{self.field.replace("-", "_"): self.text})

    def on(self, state: State) -> State:
        """A state with it."""
        return edited(state, self.menu, self.find, self.field, self.text)

    def written(self, dry: DryRun) -> int:
        """The number of the sentence of the plan that writes the field, 0 where none does."""
        for each in dry.sentences:
            name = f"={self.find[0]}={self.find[1]}" in each.words
            sets = each.command.endswith("/set") and any(w.startswith(f"={self.field}=") for w in each.words)
            if each.writes and each.command.startswith(f"{self.menu}/") and (name or sets):
                return each.number
        return 0


EDITS = (
    Edit("/ip/hotspot/user/profile", ("name", "day"), "rate-limit", "7M/7M"),
    Edit("/ip/hotspot/user/profile", ("name", "night"), "shared-users", "5"),
    Edit("/ip/hotspot/user/profile", ("name", "week"), "rate-limit", "6M/6M"),
    Edit("/ip/dns/static", ("comment", "till"), "address", "10.5.0.99"),
    Edit("/ip/pool", ("name", "hall"), "ranges", "10.6.0.100-10.6.0.200", deleted=True),
    Edit("/ip/firewall/filter", ("comment", "snmp"), "dst-port", "162"),
)


def _cut_before(lab: Lab, case: Case) -> Faults:
    return Faults(cut_before=case.k)


def _cut_after(lab: Lab, case: Case) -> Faults:
    return Faults(cut_after=case.k)


def _cut_within(lab: Lab, case: Case) -> Faults:
    return Faults(cut_within=case.k)


def _reset(lab: Lab, case: Case) -> Faults:
    return Faults(reset_at=case.k)


def _hole(lab: Lab, case: Case) -> Faults:
    """From k on nothing is done and nobody answers."""
    _darken(lab, lambda: lab.server.count >= case.k)
    return Faults(hang_at=case.k)


def _hole_that_ends(lab: Lab, case: Case) -> Faults:
    """The same until the switch has fired, and some seconds more, if rosgit waits so long."""
    _lifted(lab, WITHIN + 20)
    return _hole(lab, case)


def _answers_vanish(lab: Lab, case: Case) -> Faults:
    """From k on everything is done and nobody answers, until the switch has fired."""
    _lifted(lab, WITHIN + 20)
    _darken(lab, lambda: lab.server.faults.mute)

    def mute() -> None:
        lab.server.faults = replace(lab.server.faults, mute=True)

    return Faults(before={case.k: mute})


def _darken(lab: Lab, dark: Callable[[], bool]) -> None:
    lab.dark = dark


def _lifted(lab: Lab, seconds: float) -> None:
    """Everything is well again so many seconds after the dark began."""
    began: list[float] = []

    def look() -> None:
        if lab.dark():
            began[:] = began or [lab.router.clock.seconds()]
            if lab.router.clock.seconds() - began[0] > seconds:
                lab.calm()

    lab.pauses.append(look)


def _trap(lab: Lab, case: Case) -> Faults:
    return Faults(trap={case.k: ("failure: out of memory", None)})


def _reboot(lab: Lab, case: Case) -> Faults:
    return Faults(cut_before=case.k, before={case.k: lab.router.restart})


def _power_cut(lab: Lab, case: Case) -> Faults:
    lost: Mapping[str, int] = dict(case.more)  # type: ignore[arg-type]

    def cut() -> None:
        lab.router.power_cut(lambda path: lost.get(path, 0))

    return Faults(cut_before=case.k, before={case.k: cut})


def _clock_jumps(lab: Lab, case: Case) -> Faults:
    date = ("1970-01-02", "2035-06-01")[case.k % 2]
    return Faults(before={case.k: lambda: lab.router.set("/system/clock", date=date)})


def _fires(lab: Lab, case: Case) -> Faults:
    """Sentence k is on its way for so long that the switch fires before it is executed."""
    return Faults(before={case.k: lambda: lab.router.tick(WITHIN + 10)})


def _kill_cut(lab: Lab, case: Case) -> Faults:
    """rosgit dies; what it sent behind sentence k is lost."""
    return Faults(cut_after=case.k, after={case.k: lambda: _die(lab)})


def _kill(lab: Lab, case: Case) -> Faults:
    """rosgit dies; what it has sent is executed all the same."""
    return Faults(after={case.k: lambda: _die(lab)})


def _die(lab: Lab) -> None:
    lab.killed = True


def _second(lab: Lab, case: Case) -> Faults:
    def race() -> None:
        lab.apply(NEW, "second")

    return Faults(before={case.k: race})


def _edit(lab: Lab, case: Case) -> Faults:
    return Faults(before={case.k: lambda: edit_of(case).do(lab)})


def edit_of(case: Case) -> Edit:
    """What the person of a case edits."""
    return EDITS[case.k % len(EDITS)]


def _edit_undone(lab: Lab, case: Case) -> Faults:
    """A person edits a row, and the last write of the plan is refused: the undo meets the edit."""
    last = dry_run().of_the_plan[-1]
    faults = _edit(lab, case)
    return replace(faults, trap={last: ("failure: out of memory", None)})


def _shut(lab: Lab, case: Case) -> Callable[[], bool]:
    """Whether the menu that sentence k writes is not as it was before (but secrets)."""
    menu = dry_run().sentences[case.k - 1].command.rsplit("/", 1)[0]
    before = without_secrets(start().old, SWITCHED_OFF).get(menu, ())
    return lambda: without_secrets(state_of(lab.router), SWITCHED_OFF).get(menu, ()) != before


def _shut_out(lab: Lab, case: Case) -> Faults:
    """What sentence k writes shuts us out: nobody hears us while it stands."""
    shut = _shut(lab, case)

    def look() -> None:
        lab.server.faults = replace(lab.server.faults, mute=shut())

    lab.pauses.append(look)
    _darken(lab, lambda: lab.server.faults.mute)
    return Faults(after={case.k: look})


def _logins_refused(lab: Lab, case: Case) -> Faults:
    """What sentence k writes lets nobody in any more; who is in stays in."""
    shut = _shut(lab, case)

    def look() -> None:
        refused = "invalid user name or password" if shut() else None
        lab.server.faults = replace(lab.server.faults, refuse_login=refused)

    lab.pauses.append(look)
    return Faults(after={case.k: look})


def _asleep(lab: Lab, case: Case) -> Faults:
    """The scheduler does not run, and rosgit dies: who armed it all the same left the router half written."""
    lab.router.jobs.asleep = True
    return _kill(lab, case)


def _slow(lab: Lab, case: Case) -> Faults:
    """Sentence k is on its way until a few seconds before the switch fires."""
    until = 1000 + WITHIN - LATE
    return Faults(before={case.k: lambda: lab.router.tick(max(0, until - lab.router.uptime))})


def _overtaken(lab: Lab, case: Case) -> Faults:
    """Sentence k is on its way until the switch has fired and another rosgit has armed, and died."""

    def overtake() -> None:
        lab.router.tick(WITHIN + 10)
        lab.dies_at = "write"
        lab.apply(NEW, "second")
        lab.dies_at = ""

    return Faults(before={case.k: overtake})


SHUT = ("shut out", "logins refused")
"""Kinds in which what is written keeps us out; nobody may ever call that proven."""
LATE = 5
"""Seconds before the deadline; within the margin in which nothing is written or committed."""

Setup = Callable[[Lab, Case], Faults]

KINDS: Mapping[str, Setup] = MappingProxyType(
    {
        "cut before": _cut_before,
        "cut after": _cut_after,
        "cut within the reply": _cut_within,
        "reset": _reset,
        "black hole": _hole,
        "black hole that ends": _hole_that_ends,
        "answers vanish": _answers_vanish,
        "trap": _trap,
        "reboot": _reboot,
        "power cut": _power_cut,
        "wall clock jumps": _clock_jumps,
        "switch fires": _fires,
        "killed": _kill,
        "killed, its flight lost": _kill_cut,
        "second rosgit": _second,
        "edit": _edit,
        "edit, then a refusal": _edit_undone,
        "shut out": _shut_out,
        "logins refused": _logins_refused,
        "scheduler asleep, killed": _asleep,
        "slow": _slow,
        "overtaken": _overtaken,
    }
)
"""Every kind of fault by its name in the table."""


def every_case() -> Iterator[Case]:
    """All cases: each kind at each sentence; power cuts with each loss that one menu can have."""
    dry = dry_run()
    for kind in KINDS:
        if kind == "power cut":
            yield from _power_cuts(dry)
        elif kind in SHUT:
            yield from (Case(kind, k) for k in dry.of_the_plan)
        elif kind == "overtaken":
            yield from (Case(kind, k) for k in range(dry.of_the_plan[-1] + 1, dry.commit + 1))
        elif kind == "edit, then a refusal":
            yield from (Case(kind, k) for k in range(1, dry.of_the_plan[-1] + 1))
        else:
            yield from (Case(kind, each.number) for each in dry.sentences)


def _power_cuts(dry: DryRun) -> Iterator[Case]:
    """At each write every suffix that one menu can lose, all of everything, and some mixtures."""
    for each in dry.sentences:
        journal = dict(each.journal)
        if not each.writes or not journal:
            yield Case("power cut", each.number)
            continue
        for path, count in journal.items():
            yield from (Case("power cut", each.number, ((path, lost),)) for lost in range(1, count + 1))
        yield Case("power cut", each.number, each.journal)
        dice = random.Random(each.number)  # noqa: S311 - a mixture that is the same each time
        for _ in range(2):
            lost_in_each = ((path, dice.randint(0, count)) for path, count in journal.items())
            yield Case("power cut", each.number, tuple((path, n) for path, n in lost_in_each if n))


def sample(cases: Sequence[Case], each: int = 26) -> list[Case]:
    """So many cases of every kind, two of three of them at writes where there are, spread over the apply."""
    writes = set(dry_run().writes)
    chosen: list[Case] = []
    for number, kind in enumerate(KINDS):
        of_kind = [case for case in cases if case.kind == kind]
        at_writes = [case for case in of_kind if case.k in writes]
        others = [case for case in of_kind if case.k not in writes]
        more = min(len(others), max(each // 3, each - len(at_writes)))
        chosen += _spread(at_writes, each - more, number) + _spread(others, more, number)
    return chosen


def _spread(cases: Sequence[Case], count: int, offset: int) -> list[Case]:
    if count >= len(cases):
        return list(cases)
    step = len(cases) / count
    return [cases[int((at + offset / len(KINDS)) * step)] for at in range(count)]


__all__ = ["EDITS", "KINDS", "SHUT", "Case", "Edit", "edit_of", "every_case", "sample"]
