"""What can go wrong at sentence k of an apply: one function a kind, which sets it up in a lab."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from matrix_case import SECOND, Case, Setup
from matrix_edits import EDITS, Edit
from matrix_lab import NEW, OLD, REFUSED, WITHIN, DryRun, Lab, Sentence, dry_run, start, way_back
from matrix_pauses import PAUSES, within_undo
from matrix_sites import SWITCHED_OFF
from matrix_state import state_of, without_secrets

from rosgit.sim.faults import Faults


def _cut_before(lab: Lab, case: Case) -> Faults:
    return Faults(cut_before=case.k)


def _cut_after(lab: Lab, case: Case) -> Faults:
    return Faults(cut_after=case.k)


def _cut_within(lab: Lab, case: Case) -> Faults:
    return Faults(cut_within=case.k)


def _cut_request(lab: Lab, case: Case) -> Faults:
    return Faults(cut_request=case.k)


def _reset_within(lab: Lab, case: Case) -> Faults:
    return Faults(reset_within=case.k)


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


def _reboot_after(lab: Lab, case: Case) -> Faults:
    return Faults(cut_after=case.k, after={case.k: lab.router.restart})


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


def _stands_still(lab: Lab, case: Case) -> Faults:
    """The same while the machine of rosgit stands still: by its own clock it is in time all along."""
    return Faults(before={case.k: lambda: lab.sleep(WITHIN + 10)})


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


def _second_older(lab: Lab, case: Case) -> Faults:
    """Another rosgit has an older commit of the site: where both write, the router shows it."""

    def race() -> None:
        lab.apply(OLD, "second")

    return Faults(before={case.k: race})


def _edit(lab: Lab, case: Case) -> Faults:
    return Faults(before={case.k: lambda: edit_of(case).do(lab)})


def edit_of(case: Case) -> Edit:
    """What the person of a case edits."""
    return EDITS[case.k % len(EDITS)]


def _edit_undone(lab: Lab, case: Case) -> Faults:
    """A person edits a row, and the last write of the plan is refused: the undo meets the edit."""
    return _refused(_edit)(lab, case)


def _refused(then: Setup) -> Setup:
    """The last write of the plan is refused, and that happens too."""

    def both(lab: Lab, case: Case) -> Faults:
        faults = then(lab, case)
        return replace(faults, trap={**faults.trap, dry_run().of_the_plan[-1]: REFUSED})

    return both


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

ALONE: Mapping[str, Setup] = MappingProxyType(
    {
        "cut before": _cut_before,
        "cut within the request": _cut_request,
        "cut after": _cut_after,
        "cut within the reply": _cut_within,
        "reset": _reset,
        "reset within the reply": _reset_within,
        "black hole": _hole,
        "black hole that ends": _hole_that_ends,
        "answers vanish": _answers_vanish,
        "trap": _trap,
        "reboot": _reboot,
        "power cut": _power_cut,
        "wall clock jumps": _clock_jumps,
        "switch fires": _fires,
        "switch fires unnoticed": _stands_still,
        "killed": _kill,
        "killed, its flight lost": _kill_cut,
        "second rosgit": _second,
        "second rosgit, older": _second_older,
        "edit": _edit,
        "edit, then a refusal": _edit_undone,
        "shut out": _shut_out,
        "logins refused": _logins_refused,
        "scheduler asleep, killed": _asleep,
        "slow": _slow,
        "overtaken": _overtaken,
    }
)
"""Kinds of one fault by their names in the table."""

ON_THE_WAY_BACK: Mapping[str, Setup] = MappingProxyType(
    {
        "cut before": _cut_before,
        "cut after": _cut_after,
        "black hole that ends": _hole_that_ends,
        "trap": _trap,
        "reboot": _reboot,
        "reboot after": _reboot_after,
        "power cut": _power_cut,
        "switch fires": _fires,
        "killed": _kill,
        "second rosgit": _second,
        "second rosgit, older": _second_older,
        "edit": _edit,
    }
)
"""Kinds of a second fault, after a refusal of the last write."""

KINDS: Mapping[str, Setup] = MappingProxyType(
    {
        **ALONE,
        **{f"{SECOND}{kind}": _refused(then) for kind, then in ON_THE_WAY_BACK.items()},
        **PAUSES,
    }
)
"""Every kind by its name in the table."""


def every_case() -> Iterator[Case]:
    """All cases: each kind at each sentence; power cuts with each loss that one menu can have."""
    dry = dry_run()
    for kind in ALONE:
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
    yield from _second_faults()
    yield from within_undo()


def _second_faults() -> Iterator[Case]:
    """At each write of the way back and every fifth reading; a power cut loses all there is, or a mixture."""
    for kind in ON_THE_WAY_BACK:
        for each in way_back().sentences:
            if not each.writes and each.number % 5:
                continue
            if kind == "power cut":
                yield Case(f"{SECOND}{kind}", each.number, each.journal)
                yield from _mixtures(f"{SECOND}{kind}", each, 1)
            else:
                yield Case(f"{SECOND}{kind}", each.number)


def _power_cuts(dry: DryRun) -> Iterator[Case]:
    """At each write every suffix that one menu can lose; everywhere all of everything, and some mixtures."""
    for each in dry.sentences:
        journal = dict(each.journal)
        if not journal:
            yield Case("power cut", each.number)
            continue
        for path, count in journal.items() if each.writes else ():
            yield from (Case("power cut", each.number, ((path, lost),)) for lost in range(1, count + 1))
        yield Case("power cut", each.number, each.journal)
        yield from _mixtures("power cut", each, 2)


def _mixtures(kind: str, each: Sentence, count: int) -> Iterator[Case]:
    dice = random.Random(each.number)  # noqa: S311 - a mixture that is the same each time
    for _ in range(count):
        lost_in_each = [(path, dice.randint(0, most)) for path, most in each.journal]
        yield Case(kind, each.number, tuple((path, lost) for path, lost in lost_in_each if lost))


def sample(cases: Sequence[Case], each: int = 10) -> list[Case]:
    """So many cases of every kind, two of three of them at writes where there are, spread over the apply."""
    writes = {*dry_run().writes, *(each.number for each in way_back().sentences if each.writes)}
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


__all__ = ["KINDS", "ON_THE_WAY_BACK", "SHUT", "edit_of", "every_case", "sample"]
