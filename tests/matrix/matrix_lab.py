"""One simulated router, one rosgit, and the strings by which a test pulls either of them down."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from unittest.mock import patch

from matrix_sites import NEW_TEXT, OLD_TEXT, fresh_router, secrets, site
from matrix_state import SPACES, State, foreign_rows, state_of

from rosgit.applier import Settings
from rosgit.device import Deadline, Device, DeviceError
from rosgit.device.errors import ConnectionLost
from rosgit.ledger.seal import Sealer
from rosgit.model.event import Event
from rosgit.model.plan import Report, Status
from rosgit.model.secret import Secret
from rosgit.model.site import Site
from rosgit.run import Run
from rosgit.sim import ManualClock, Router, Server
from rosgit.sim.faults import Faults
from rosgit.workflow import apply_site, failure

WITHIN = 120.0
"""Seconds of the router's time an apply may take, as by default."""
LONG = 10 * WITHIN
"""Seconds after which every switch must have fired."""
SETTLE = 0.0004
FORCED = frozenset({"lock-out", "too-many-deletes", "too-many-updates"})
READING = 10
"""Sentences of a reading of what rosgit keeps: eight facts, scripts and scheduler."""
BLINK = 0.01
"""Seconds (real ones) in which a client notices that its router has gone dark, or that it is dead itself."""

PATIENCE = 60.0
"""Seconds (real ones) after which a simulator that says nothing is a broken test."""


class Killed(BaseException):
    """SIGKILL: nothing of ours runs any more, and the kernel closes the sockets."""


@dataclass
class Lab:
    """A router on which the old site was applied, and an apply of the new one.

    ``dark`` routers answer nobody; a ``killed`` rosgit comes to itself never again, nor does one that
    says it begins the step ``dies_at``. ``asleep`` are the seconds that its clock has missed.
    ``adopt`` and ``recreate`` are what a person said. ``pauses`` are called after each time rosgit
    waited, ``at_last`` when it has ended.
    """

    router: Router
    server: Server
    dark: Callable[[], bool] = lambda: False
    killed: bool = False
    dies_at: str = ""
    asleep: float = 0.0
    adopt: frozenset[str] = frozenset()
    recreate: frozenset[str] = frozenset()
    pauses: list[Callable[[], None]] = field(default_factory=list)
    at_last: list[Callable[[], None]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    runs: int = 0

    def run(self, of: Site, who: str = "first") -> Run:
        """A run of a site on this router."""
        self.runs += 1
        settings = Settings(
            confirm_within=WITHIN, force=FORCED, who=who, nonce=f"nonce-{self.runs}", pause=self.pause,
            clock=self.clock, tell=self.hear, adopt=self.adopt, recreate=self.recreate,
            sealer=SEALER, commit="new" if of is NEW else "old", stamp=f"2026-01-01T00:00:{self.runs:02}Z",
        )  # fmt: skip
        here = replace(of.target, port=self.server.port)
        return Run(
            replace(of, target=here),
            secrets(of),
            Deadline.after(600, self.clock),
            settings,
        )

    def clock(self) -> float:
        """What rosgit takes for the time."""
        return self.router.clock.seconds() - self.asleep

    def sleep(self, seconds: float) -> None:
        """Time passes on the router, and the machine that rosgit runs on stands still, its clock too."""
        self.asleep += seconds
        self.router.tick(seconds)

    def hear(self, event: Event) -> None:
        """Note an event, or die of it."""
        self.events.append(event)
        if self.dies_at == event.step:
            raise Killed

    def pause(self, seconds: float) -> None:
        """Time passes on the router while rosgit waits."""
        if self.killed:
            raise Killed
        self.router.tick(seconds)
        for each in self.pauses:
            each()

    def ended(self, report: Report | None) -> Report | None:
        """The first apply has ended, one way or another."""
        for each in self.at_last:
            each()
        return report

    def apply(self, of: Site, who: str = "first") -> Report | None:
        """As the command does it; None when rosgit was killed."""
        run = self.run(of, who)
        try:
            report = apply_site(run, lambda _: True)
        except DeviceError as error:
            report = failure(run.site, error.diagnostic(run.site.target.span, (run.site.name,)))
        except Killed:
            return None
        self.reports.append(report)
        return report

    def calm(self) -> None:
        """Nothing goes wrong any more, and a new process of rosgit may be started."""
        self.server.faults = Faults()
        self.router.jobs.asleep = False
        self.dark, self.killed = (lambda: False), False
        self.pauses.clear()

    def receive(self, device: Device, deadline: Deadline) -> bytes:
        """``Device._receive`` for a router whose clock a test turns.

        What was sent in time is answered, however far the clock is turned meanwhile; a dark router and
        a kill are noticed without waiting for a deadline.
        """
        sock = device._sock
        deadline.left()
        for _ in range(round(PATIENCE / BLINK)):
            sock.settimeout(BLINK)
            with contextlib.suppress(TimeoutError):
                return self._received(sock.recv(1 << 16))
            if self.killed:
                raise Killed
            if self.dark():
                break
        raise TimeoutError

    def _received(self, chunk: bytes) -> bytes:
        if self.killed:
            raise Killed
        if not chunk:
            raise ConnectionLost("the router closed the connection")
        return chunk


SEALER = Sealer.from_fleet_key(Secret("a key of the fleet, for tests of it only"))
OLD, NEW = site(OLD_TEXT), site(NEW_TEXT)


@contextlib.contextmanager
def lab(kept: str | None = None, faults: Faults | None = None) -> Iterator[Lab]:
    """A lab whose router has been up for a while; by default as the old site left it."""
    router = Router.from_json(kept or start().kept, clock=ManualClock())
    router.tick(1000)
    with Server(router, settle=SETTLE, faults=faults) as server:
        made = Lab(router, server)
        with patch.object(Device, "_receive", _receiving(made)):
            yield made


def _receiving(made: Lab) -> Callable[[Device, Deadline], bytes]:
    def receive(device: Device, deadline: Deadline) -> bytes:
        return made.receive(device, deadline)

    return receive


@dataclass(frozen=True)
class Start:
    """Where every case begins: kept configuration, its state, the rows that are not ours, and their .ids."""

    kept: str
    old: State
    foreign: State
    theirs: dict[str, frozenset[str]]


@cache
def start() -> Start:
    """A router with foreign rows on which the old site was applied and proven."""
    router, theirs = fresh_router(OLD)
    with lab(router.to_json()) as made:
        report = made.apply(OLD)
        assert report is not None
        assert report.status is Status.PROVEN, report
        return Start(made.router.to_json(), state_of(made.router), foreign_rows(made.router, theirs), theirs)


@dataclass(frozen=True)
class Sentence:
    """One sentence of an apply: its number after the login, its words, and what could be lost after it."""

    number: int
    words: tuple[str, ...]
    journal: tuple[tuple[str, int], ...]

    @property
    def command(self) -> str:
        return self.words[0]

    @property
    def writes(self) -> bool:
        return self.command.rsplit("/", 1)[1] in ("add", "set", "remove", "move", "run", "unset")


@dataclass(frozen=True)
class DryRun:
    """An apply in which nothing goes wrong, sentence by sentence, and the state it leaves."""

    sentences: tuple[Sentence, ...]
    new: State

    @property
    def writes(self) -> tuple[int, ...]:
        """Numbers of the sentences that write."""
        return tuple(each.number for each in self.sentences if each.writes)

    @property
    def of_the_plan(self) -> tuple[int, ...]:
        """Numbers of the writes of the site's own rows."""
        kept = ("/system/script/", "/system/scheduler/")
        return tuple(
            each.number for each in self.sentences if each.writes and not each.command.startswith(kept)
        )

    @property
    def proof(self) -> int:
        """The number of the last sentence of the proof; the commit's own reading follows."""
        return self.commit - READING - 1

    @property
    def reread(self) -> int:
        """The number of the last sentence of the second reading, after which the plan is written."""
        return self.of_the_plan[0] - 1

    @property
    def lock(self) -> int:
        """The number of the sentence that takes the lock."""
        return self.writes[0]

    @property
    def commit(self) -> int:
        """The number of the sentence that takes the lock away, the one commit point."""
        last = self.of_the_plan[-1]
        return next(n for n in self.writes if n > last)


@cache
def dry_run() -> DryRun:
    """The apply of the new site."""
    return DryRun(*_traced(Faults(), Status.PROVEN))


@dataclass(frozen=True)
class WayBack:
    """The apply whose last write is refused: what rosgit sends from there on, until the router is old."""

    sentences: tuple[Sentence, ...]

    @property
    def runs(self) -> int:
        """The number of the sentence by which rosgit runs the undo."""
        return next(each.number for each in self.sentences if each.command == "/system/script/run")


REFUSED = ("failure: out of memory", None)


@cache
def way_back() -> WayBack:
    """The way back of the new site's apply, numbered as it is."""
    last = dry_run().of_the_plan[-1]
    sentences, old = _traced(Faults(trap={last: REFUSED}), Status.UNDONE)
    assert old == start().old
    return WayBack(sentences[last:])


@cache
def undo_lines() -> int:
    """How many commands the undo of the new site's apply runs by itself."""
    lines: list[int] = []
    with lab() as made:

        def die() -> None:
            made.router.between = lambda: lines.append(1)
            made.killed = True

        made.server.faults = Faults(after={dry_run().of_the_plan[-1]: die})
        made.apply(NEW)
        made.router.tick(WITHIN + 10)
        return len(lines)


def _traced(faults: Faults, status: Status) -> tuple[tuple[Sentence, ...], State]:
    """An apply sentence by sentence, and the state it leaves."""
    journals: dict[int, tuple[tuple[str, int], ...]] = {}
    with lab() as made:

        def note(number: int) -> Callable[[], None]:
            def noted() -> None:
                lengths = ((path, made.router.journal.length(path)) for path in SPACES)
                journals[number] = tuple((path, count) for path, count in lengths if count)

            return noted

        made.server.faults = replace(faults, before={number: note(number) for number in range(1, 1000)})
        report = made.apply(NEW)
        assert report is not None
        assert report.status is status, report
        words = [words for each in made.server.connections for words in each.commands]
        every = tuple(Sentence(at, each, journals[at]) for at, each in enumerate(words, 1))
        return every, state_of(made.router)
