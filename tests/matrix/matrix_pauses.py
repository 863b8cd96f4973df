"""An undo takes its time on the router: what comes between two of its commands."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from matrix_case import Case, Setup
from matrix_lab import PATIENCE, REFUSED, WITHIN, Lab, dry_run, undo_lines, way_back

from rosgit.sim.faults import Faults

PAUSE = 4.0
"""Seconds, more than one tick of the switch and less than a slowed one."""
BESIDE, UNNOTICED = "undo begins, rosgit beside it", "undo begins unnoticed"


def at_line(lab: Lab, line: int, act: Callable[[], None]) -> None:
    """Do something once, before the n-th command of a script that runs from now on."""
    seen: list[int] = []

    def count() -> None:
        seen.append(1)
        if len(seen) == line:
            lab.router.between = None
            act()

    lab.router.between = count


def _slower_than_its_tick(lab: Lab, case: Case) -> Faults:
    """rosgit is dead; the undo that the router runs pauses before its k-th command until the next tick."""
    return _dead(lab, case, lambda: lab.router.tick(PAUSE))


def _restarted(lab: Lab, case: Case) -> Faults:
    """rosgit is dead; the router restarts before the k-th command of its undo."""
    return _dead(lab, case, lab.router.restart)


def _dead(lab: Lab, case: Case, act: Callable[[], None]) -> Faults:
    def die() -> None:
        at_line(lab, case.k, act)
        lab.killed = True

    return Faults(after={dry_run().of_the_plan[-1]: die})


def _run_beside_a_tick(lab: Lab, case: Case) -> Faults:
    """The undo that rosgit runs after a refusal pauses before its k-th command until the next tick."""
    return _refused(lab, case, lambda: lab.router.tick(PAUSE))


def _run_and_restarted(lab: Lab, case: Case) -> Faults:
    """The router restarts before the k-th command of the undo that rosgit runs after a refusal."""
    return _refused(lab, case, lab.router.restart)


def _refused(lab: Lab, case: Case, act: Callable[[], None]) -> Faults:
    runs = way_back().runs
    last = dry_run().of_the_plan[-1]
    return Faults(trap={last: REFUSED}, before={runs: lambda: at_line(lab, case.k, act)})


# -- the undo begins while rosgit goes on


@dataclass
class Beside:
    """The switch has fired on a thread of its own, and waits before one of its commands."""

    lab: Lab
    line: int
    pass_time: Callable[[float], None]
    paused: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    goes_on: bool = False
    begun: bool = False

    def begin(self) -> None:
        """Let the switch fire, up to the pause."""
        self.begun = True
        at_line(self.lab, self.line, self._wait)
        threading.Thread(target=self._fire, daemon=True).start()
        assert self.paused.wait(PATIENCE)

    def _fire(self) -> None:
        try:
            self.pass_time(WITHIN + 10)
        finally:
            self.done.set()
            self.paused.set()

    def _wait(self) -> None:
        """Give the router's lock away until the pause ends."""
        others = threading.Condition(self.lab.router.lock)
        self.paused.set()
        while not self.goes_on:
            others.wait(0.002)

    def end(self) -> None:
        """Let an undo that has begun run to its end."""
        if self.begun:
            self.goes_on = True
            assert self.done.wait(PATIENCE)


def _beside(lab: Lab, case: Case) -> Faults:
    """The switch fires at sentence k and pauses before a command, while rosgit sends some sentences more."""
    return _pausing(lab, case, lab.router.tick)


def _unnoticed(lab: Lab, case: Case) -> Faults:
    """The same, and by rosgit's own clock there is time left."""
    return _pausing(lab, case, lab.sleep)


def _pausing(lab: Lab, case: Case, pass_time: Callable[[float], None]) -> Faults:
    line, more = case.more
    assert isinstance(line, int)
    assert isinstance(more, int)
    undo = Beside(lab, line, pass_time)
    lab.pauses.append(undo.end)
    lab.at_last.append(undo.end)
    return Faults(before={case.k: undo.begin}, after={case.k + more: undo.end})


PAUSES: Mapping[str, Setup] = MappingProxyType(
    {
        "undo slower than its tick": _slower_than_its_tick,
        "undo, restarted within": _restarted,
        "undo by rosgit, beside a tick": _run_beside_a_tick,
        "undo by rosgit, restarted within": _run_and_restarted,
        BESIDE: _beside,
        UNNOTICED: _unnoticed,
    }
)
"""Kinds of faults within an undo; k counts its commands, but in the last two sentences."""


def within_undo() -> Iterator[Case]:
    """Their cases."""
    for kind in PAUSES:
        if kind in (BESIDE, UNNOTICED):
            yield from _all_beside(kind)
        else:
            yield from (Case(kind, line) for line in range(1, undo_lines() + 1))


def _all_beside(kind: str) -> Iterator[Case]:
    """At each sentence from the first write to the commit; line and number of sentences take turns."""
    dry = dry_run()
    for k in range(dry.of_the_plan[0], dry.commit + 1):
        for more in (0, 1, 12, 40):
            yield Case(kind, k, (1 + (k * 7 + more * 3) % undo_lines(), more))


__all__ = ["BESIDE", "PAUSES", "UNNOTICED", "at_line", "within_undo"]
