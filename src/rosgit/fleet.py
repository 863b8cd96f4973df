"""The use cases for many sites: a bounded number of threads, one router each."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TypeVar

from rosgit.applier.settings import Settings, never
from rosgit.applier.write import Secrets
from rosgit.device import Deadline, DeviceError, FlightBroken, Unreachable
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.event import Event
from rosgit.model.plan import Plan, Report, Status
from rosgit.model.site import Site
from rosgit.model.standing import Standing
from rosgit.rules.guards_router import same_router
from rosgit.run import Approve, Run
from rosgit.views.summary import reason_of
from rosgit.views.values import count
from rosgit.workflow import apply_site, failure

A = TypeVar("A")
B = TypeVar("B")
T = TypeVar("T", Plan, Report, Standing)

LOOK = 0.2
"""Seconds between two looks at whether an interrupt wants us to hurry."""

LOOK_FIRST = "look with rosgit status, then rosgit plan"

LEAVING = "nothing new is begun; what is under way is ended or taken back (once more: do not wait for it)"

WRITING = frozenset(["lock", "arm", "write", "prove", "commit", "undo"])
"""The steps in which a router may hold something of an apply."""

FAILURES = frozenset([Status.FAILED, Status.PARTIAL, Status.UNDONE, Status.UNPROVEN, Status.UNKNOWN])
"""What counts against ``max_failures``. A refusal does not: its guard stopped that site before a write.
Nor does a router that is offline, which got nothing: a dark one says nothing of the others.
"""


class Claims:
    """Which site has which router, by serial number: two sites on one router would undo each other."""

    def __init__(self) -> None:
        self._sites: dict[str, list[str]] = {}
        self._lock = Lock()

    def __call__(self, serial: str, site: str) -> str:
        """Another site that has this router already; empty when there is none."""
        if not serial:
            return ""
        with self._lock:
            claimed = self._sites.setdefault(serial, [])
            if site not in claimed:
                claimed.append(site)
        return "" if claimed[0] == site else claimed[0]

    def shared(self, serial: str) -> tuple[str, ...]:
        """The sites of a router that more than one site has; empty where it is one."""
        claimed = self._sites.get(serial, [])
        return tuple(claimed) if len(claimed) > 1 else ()


def over(
    sites: Sequence[Site],
    secrets: Secrets,
    use: Callable[[Run], T],
    timeout: float,
    jobs: int,
    settings: Settings | None = None,
    broke: Callable[[Site, Exception], Report] | None = None,
) -> list[T | Report]:
    """``use`` on every site, ``jobs`` at a time, each within ``timeout`` seconds; in the order given.

    A router that cannot be used is a Report that says why. A bug keeps its traceback, unless ``broke``
    makes a report of it, in the thread of its site.
    """
    told = replace(settings or Settings(), claim=Claims())

    def one(site: Site) -> T | Report:
        try:
            return _one(Run(site, secrets, Deadline.after(timeout), told), use)
        except Exception as error:
            if broke is None:
                raise
            return broke(site, error)

    if len(sites) == 1:
        return [one(sites[0])]
    made = dict(side_by_side(sites, one, jobs))
    return [made[at] for at in range(len(sites))]


def _nowhere() -> str:
    return ""


def _one(run: Run, use: Callable[[Run], T], step: Callable[[], str] = _nowhere) -> T | Report:
    started = time.monotonic()
    try:
        made = use(run)
    except DeviceError as error:
        return replace(_failed(run, error, step()), seconds=time.monotonic() - started)
    return replace(made, seconds=time.monotonic() - started) if isinstance(made, Report) else made


def _failed(run: Run, error: DeviceError, step: str) -> Report:
    """The end of a site whose router was lost before a row of it was sent, by the ``step`` it was in."""
    report = failure(run.site, error.diagnostic(run.site.target.span, (run.site.name,)))
    if isinstance(error, Unreachable):  # raised while connecting only: no write was sent
        return replace(report, status=Status.OFFLINE)
    if not isinstance(error, FlightBroken):
        return report
    more = {
        "arm": "nothing of the site was written, and a lock of ours may be there for "
        f"{run.settings.confirm_within:.0f} s",
        "lock": "nothing of the site was written, and the undo of a stale lock may have run",
    }.get(step, "nothing was written")
    (found,) = report.diagnostics
    told = replace(found, summary=f"{found.summary}; {more}")
    return replace(report, status=Status.UNKNOWN if step == "lock" else report.status, diagnostics=(told,))


def broken(site: Site, error: Exception, words: str = "", *, writes: bool) -> Report:
    """The end of a site at which rosgit itself broke; ``words`` say where.

    Where it ``writes`` nobody knows what its router has.
    """
    mend = f"{LOOK_FIRST}; its traceback is printed last, please report it"
    said = f"rosgit itself broke ({type(error).__name__}){words}"
    status = Status.UNKNOWN if writes else Status.FAILED
    return Report(site.name, status, diagnostics=(Diagnostic("bug", said, mend, address=site.name),))


def raised(error: Exception) -> None:
    """The end of everything, for those who keep no bugs."""
    raise error


def always() -> bool:
    """Nothing speaks against the next one."""
    return True


def side_by_side(
    items: Sequence[A],
    one: Callable[[A], B],
    jobs: int,
    go_on: Callable[[], bool] = always,
    hurry: Callable[[], bool] = never,
) -> Iterator[tuple[int, B]]:
    """``one`` of each item, ``jobs`` at a time; place and result as they come.

    The next is begun while ``go_on()``; what runs is awaited unless ``hurry()``. The threads are
    daemons: a process that has said its last word does not wait for a router. What ``one`` raises
    is raised here.
    """
    done: SimpleQueue[tuple[int, B | None, BaseException | None]] = SimpleQueue()
    waiting, running = deque(enumerate(items)), 0
    while True:
        while waiting and running < jobs and go_on():
            Thread(target=_into, args=(done, one, *waiting.popleft()), daemon=True).start()
            running += 1
        if not running:
            return
        try:
            at, made, error = done.get(timeout=LOOK)
        except Empty:
            if hurry():
                return
            continue
        running -= 1
        if error is not None:
            raise error
        yield at, made  # type: ignore[misc]  # no error: it is what ``one`` returned


def _into(
    done: SimpleQueue[tuple[int, B | None, BaseException | None]], one: Callable[[A], B], at: int, item: A
) -> None:
    try:
        done.put((at, one(item), None))
    except BaseException as error:  # noqa: BLE001  # it goes to the thread that waits, and is raised there
        done.put((at, None, error))


@dataclass(frozen=True, slots=True)
class Pace:
    """How many sites at a time, and what stops a fleet.

    ``canary`` proves one site before the others are written to; no new site is begun after
    ``max_failures`` failures. ``hurry`` says whether a second interrupt asked not to wait for what runs.
    ``bug`` takes an exception nobody foresaw, in the thread of the site it ended; it may raise it.
    """

    jobs: int = 8
    canary: bool = True
    max_failures: int = 1
    hurry: Callable[[], bool] = field(default=never)
    bug: Callable[[Exception], None] = field(default=raised)


def apply_sites(
    sites: Sequence[Site],
    secrets: Secrets,
    approve: Approve,
    timeout: float,
    pace: Pace,
    settings: Settings | None = None,
) -> tuple[Report, ...]:
    """Apply every site, each within ``timeout`` seconds; one report a site, in the order given.

    With a canary all routers are read first, which ends those in sync; then the first of the others
    is written and proven, alone, and only then the rest. A site that was not begun says so.
    """
    claims = Claims()
    told = replace(settings or Settings(), claim=claims)
    fleet = _Fleet(sites, secrets, approve, timeout, pace, told)
    if pace.canary and len(sites) > 1:
        fleet.look()
        fleet.refuse_shared(claims)
        fleet.prove_one()
    fleet.finish()
    return fleet.reports()


class _HeldError(Exception):
    """A site has changes that wait for the canary."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan.site)
        self.plan = plan


class _Fleet:
    """One fleet apply under way. Only the calling thread changes it, but for each site's own ``steps``."""

    def __init__(
        self,
        sites: Sequence[Site],
        secrets: Secrets,
        approve: Approve,
        timeout: float,
        pace: Pace,
        settings: Settings,
    ) -> None:
        self.sites, self.secrets, self.approve = sites, secrets, approve
        self.timeout, self.pace, self.settings = timeout, pace, settings
        self.waiting = list(sites)
        self.ended: dict[str, Report] = {}
        self.plans: dict[str, Plan] = {}
        self.steps = dict.fromkeys((site.name for site in sites), "")
        self.phase = "apply"
        self.heard = False

    def look(self) -> None:
        """Read every router; sites in sync, refused or out of reach end here, the others wait."""
        self.phase = "look"
        self._run(self.waiting, self.pace.jobs, hold=True)
        self.phase = "apply"

    def refuse_shared(self, claims: Claims) -> None:
        """Refuse every waiting site of a router that another site has too: none of them is the right one."""
        for site in self.waiting:
            plan = self.plans.get(site.name)
            names = claims.shared(plan.facts.serial) if plan is not None else ()
            if plan is not None and names:
                found = same_router(dict.fromkeys(names, plan.facts.serial))
                self._end(Report(site.name, Status.REFUSED, plan, diagnostics=tuple(found)))
        self._forget_ended()

    def prove_one(self) -> None:
        """Apply sites one after another until one is proven."""
        while self.waiting and self._may_begin():
            first = self.waiting[0]
            self._run([first], 1)
            if first.name not in self.ended or self.ended[first.name].status is Status.PROVEN:
                return

    def finish(self) -> None:
        """Apply what is left, many at a time."""
        self._run(self.waiting, self.pace.jobs)

    def reports(self) -> tuple[Report, ...]:
        """How every site ended, in the order given."""
        return tuple(self.ended.get(site.name) or self._not_begun(site) for site in self.sites)

    def _run(self, sites: Sequence[Site], jobs: int, *, hold: bool = False) -> None:
        """Apply sites, ``jobs`` at a time; those whose plan is held stay among the waiting."""
        batch = tuple(sites)
        for _, made in side_by_side(
            batch, lambda site: self._apply(site, hold=hold), jobs, self._may_begin, self._hurry
        ):
            if isinstance(made, Plan):
                self.plans[made.site] = made
            else:
                self._end(made)
        for site in batch:
            if site.name not in self.ended and self.steps[site.name] in WRITING:
                self._end(self._left(site))
        self._forget_ended()

    def _forget_ended(self) -> None:
        self.waiting = [site for site in self.waiting if site.name not in self.ended]

    def _apply(self, site: Site, *, hold: bool) -> Report | Plan:
        """One site's report, or its plan when that is held; in a thread of its own."""
        started = time.monotonic()

        def tell(event: Event) -> None:
            if event.result != "held":  # a lock that is waited for: nothing is written meanwhile
                self.steps[site.name] = event.step
            self.settings.tell(replace(event, seconds=time.monotonic() - started, phase=self.phase))

        settings = replace(self.settings, tell=tell)
        settings.say(site.name, "begin")
        run = Run(site, self.secrets, Deadline.after(self.timeout), settings)
        try:
            approve = partial(self._approve, hold=hold)
            return _one(run, lambda run: apply_site(run, approve), lambda: self.steps[site.name])
        except _HeldError as held:
            return held.plan
        except Exception as error:  # noqa: BLE001  # the others end in order; ``bug`` keeps it visible
            self.pace.bug(error)
            return replace(self._broken(site, error), seconds=time.monotonic() - started)

    def _approve(self, plan: Plan, *, hold: bool) -> bool:
        """The last word before the first write: what stops a fleet stops sites that were only read, too."""
        if not self.approve(plan):
            return False
        if plan.empty:
            return True
        if hold or not self._may_begin():
            raise _HeldError(plan)
        return True

    def _end(self, report: Report) -> None:
        self.ended[report.site] = report
        self._tell_end(report)

    def _tell_end(self, report: Report) -> None:
        self.settings.tell(
            Event(
                report.site, "end", report.status.value, about=reason_of(report)[1],
                seconds=report.seconds, phase=self.phase,
            )
        )  # fmt: skip

    @property
    def failures(self) -> int:
        """Sites that failed, and those whose way back has begun: that may take minutes."""
        ended = sum(report.status in FAILURES for report in self.ended.values())
        return ended + sum(step == "undo" for site, step in self.steps.items() if site not in self.ended)

    def _may_begin(self) -> bool:
        return self.failures < self.pace.max_failures and not self.settings.stopping()

    def _hurry(self) -> bool:
        if self.settings.stopping() and not self.heard:
            self.heard = True
            self.settings.say("", "interrupt", "stopping", about=LEAVING)
        return self.pace.hurry()

    def _not_begun(self, site: Site) -> Report:
        report = Report(site.name, Status.NOT_BEGUN, self.plans.get(site.name), said=self._why_not())
        self._tell_end(report)
        return report

    def _why_not(self) -> str:
        """Why no new site is begun, in the words of the options that decide it."""
        if self.settings.stopping():
            return "stopped by an interrupt"
        return f"stopped after {count(self.failures, 'failure')} (--max-failures)"

    def _left(self, site: Site) -> Report:
        """A second interrupt: what is under way on this router is left to its switch."""
        words = f"left in the middle of {self.steps[site.name]!r}; {self._heals()}"
        found = Diagnostic("interrupted", words, LOOK_FIRST, address=site.name)
        return Report(site.name, Status.UNKNOWN, self.plans.get(site.name), diagnostics=(found,))

    def _broken(self, site: Site, error: Exception) -> Report:
        """A bug of ours ended this site: where its router may hold something, nobody knows what."""
        step = self.steps[site.name]
        writing = step in WRITING
        words = f" in the middle of {step!r}; {self._heals()}" if writing else f" at {step!r}"
        return replace(broken(site, error, words, writes=writing), plan=self.plans.get(site.name))

    def _heals(self) -> str:
        within = f"the router undoes by itself within {self.settings.confirm_within:.0f} s"
        return f"unless it was committed, {within}" if self.settings.undo else "no undo was armed"
