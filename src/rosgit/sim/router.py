"""The simulated router without its sockets: state, commands, restart, and a person's hand on it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from rosgit.model.version import Version
from rosgit.sim import factory, freeze, hotspot, listen, verbs
from rosgit.sim.clock import Clock, ManualClock
from rosgit.sim.jobs import Jobs
from rosgit.sim.journal import Journal
from rosgit.sim.login import log_in
from rosgit.sim.sentence import Command, Reply, parse, tagged, trapped
from rosgit.sim.session import Session
from rosgit.sim.store import Store, Stored
from rosgit.sim.texts import GOODBYE, NOT_LOGGED_IN, Trap

PORTS = ("ether1", "ether2", "ether3", "ether4", "ether5")
ADMIN: factory.User = ("admin", "", "full")


class Router:
    """One router: what it holds and how it answers.

    ``execute`` takes a session's sentence and gives the replies; ``add``, ``set``, ``remove`` and
    ``move`` are the hand of a person at the router. Safe to use from several threads.

    ``between``, if there is one, is called before each command of a script that runs. It may let time
    pass, restart the router (which ends the script), or wait on a Condition of ``lock`` while other
    sessions act. Without it a script takes no time and nobody acts beside it.
    """

    def __init__(  # noqa: PLR0913 - one argument a property of the router
        self,
        identity: str = "MikroTik",
        version: str = "7.22.2",
        serial: str = "SIM0001",
        board: str = "hAP ax2",
        interfaces: Iterable[str] = PORTS,
        users: Iterable[factory.User] = (ADMIN,),
        *,
        clock: Clock | None = None,
        device_mode: Mapping[str, str] | None = None,
    ) -> None:
        self.version = Version.parse(version)
        self.serial = serial
        self.board = board
        self.clock: Clock = clock or ManualClock()
        self.device_mode = {**factory.DEVICE_MODE, **(device_mode or {})}
        self.store = Store()
        self.lock = threading.RLock()
        self.jobs = Jobs(self)
        self.journal = Journal(self)
        self.writes = 0
        self.boots = 0
        self.rebooting = False
        self.fingerprint = ""
        self.free_space = 90_000_000
        self.guests: list[Mapping[str, str]] = []
        self.sessions: list[Session] = []
        self.log: list[Mapping[str, str]] = []
        self.on_restart: list[Callable[[], None]] = []
        self.between: Callable[[], None] | None = None
        self._booted = self.clock.seconds()
        self._offset = timedelta()
        factory.fill(self, identity, interfaces, users)

    @property
    def identity(self) -> str:
        """The router's name now."""
        return self.single("/system/identity").text("name", "MikroTik")

    def allows(self, feature: str) -> bool:
        """Whether device-mode allows a feature such as ``hotspot`` or ``scheduler``."""
        return self.device_mode.get(feature, "true") in ("true", "yes")

    # -- time

    @property
    def uptime(self) -> float:
        """Seconds since the last start; nothing but a restart sets it back."""
        return self.clock.seconds() - self._booted

    def wall(self) -> datetime:
        """The router's own idea of date and time."""
        return self.clock.wall() + self._offset

    def wall_at(self, uptime: float) -> datetime:
        """The wall clock at an uptime."""
        return self.wall() + timedelta(seconds=uptime - self.uptime)

    def set_wall(self, date: str | None, time: str | None) -> None:
        """Set the wall clock; uptime does not notice."""
        now = self.wall()
        text = f"{date or now.date().isoformat()} {time or now.strftime('%H:%M:%S')}+00:00"
        self._offset += datetime.fromisoformat(text) - now

    def tick(self, seconds: float = 0.0) -> None:
        """Let time pass and run what falls due; with 0 only what is due already."""
        with self.lock:
            self.jobs.advance(seconds)

    # -- clients

    def execute(self, session: Session, sentence: Sequence[str]) -> list[Reply]:
        """The replies to one sentence, each with the sentence's tag."""
        command = parse(sentence)
        with self.lock:
            replies = self._answer(session, command)
            return tagged(replies, command.tag) if command.verb != "cancel" else replies

    def _answer(self, session: Session, command: Command) -> list[Reply]:
        special = _SPECIAL.get((command.path, command.verb))
        try:
            if special is log_in or session.logged_in:
                return special(self, session, command) if special else self._run(session, command)
        except Trap as trap:
            return trapped(trap)
        session.closing = True
        return [("!fatal", NOT_LOGGED_IN)]

    def _run(self, session: Session, command: Command) -> list[Reply]:
        if command.verb == "listen":
            return listen.begin(self, session, command)
        replies = verbs.run(self, session, command)
        if command.verb in verbs.WRITERS:
            self.writes += 1
            listen.tell(self)
        return replies

    # -- a person at the router

    def add(self, menu: str, **fields: str) -> str:
        """Add a row by hand and give its .id; ``_`` in a name stands for ``-``. Raises Trap."""
        return self._by_hand(menu, "add", fields)

    def set(self, menu: str, target: str | None = None, **fields: str) -> None:
        """Change a row (by .id or name; None in a singleton) by hand. Raises Trap."""
        self._by_hand(menu, "set", {**({"numbers": target} if target else {}), **fields})

    def remove(self, menu: str, target: str) -> None:
        """Remove a row by hand. Raises Trap."""
        self._by_hand(menu, "remove", {"numbers": target})

    def move(self, menu: str, target: str, destination: str | None = None) -> None:
        """Move a row by hand before another one, or to the end. Raises Trap."""
        before = {"destination": destination} if destination else {}
        self._by_hand(menu, "move", {"numbers": target, **before})

    def _by_hand(self, path: str, verb: str, fields: Mapping[str, str]) -> str:
        words = {name.replace("_", "-"): text for name, text in fields.items()}
        with self.lock:
            replies = verbs.run(self, Session(via="local", console=True), Command(path, verb, words))
            listen.tell(self)
        return next((word[5:] for word in replies[-1] if word.startswith("=ret=")), "")

    def rows(self, menu: str) -> tuple[Mapping[str, str], ...]:
        """Everything a menu holds, in order, as a user with every policy would see it printed."""
        with self.lock:
            return tuple(verbs.listing(self, Session(via="local", console=True), menu))

    def single(self, path: str) -> Stored:
        """The one row of a singleton menu."""
        table = self.store.table(path)
        if not table:
            table.append(Stored(0, {}))
        return table[0]

    def note(self, topics: str, message: str) -> None:
        """Write a line into the log."""
        self.log.append({"time": f"{self.wall():%Y-%m-%d %H:%M:%S}", "topics": topics, "message": message})

    # -- from one life to the next

    def restart(self) -> None:
        """Start anew: uptime, sessions and guests go, timed and dynamic rows too; configuration stays."""
        with self.lock:
            self.boots += 1
            self.rebooting = False
            self.sessions.clear()
            self.guests.clear()
            self.log.clear()
            self.journal.flush()
            for cut in self.on_restart:
                cut()
            self._booted = self.clock.seconds()
            for path, table in self.store.tables.items():
                self.store.tables[path] = [row for row in table if not row.origin and not _timed(path, row)]
            hotspot.refresh(self)
            self.jobs.booted()

    def power_cut(self, lose: Callable[[str], int] = lambda _: 0) -> None:
        """Lose power and start again; of each menu as many of its latest writes as ``lose(path)`` says.

        What was written before the last start or ``journal.flush()`` is on the flash and stays.
        """
        with self.lock:
            self.journal.lose(lose)
            self.restart()

    def to_json(self) -> str:
        """The router's whole configuration as JSON, secrets too: keep it like a backup."""
        with self.lock:
            return freeze.dump(self)

    @classmethod
    def from_json(cls, text: str, *, clock: Clock | None = None) -> Router:
        """A router that has just started with a kept configuration."""
        state = freeze.read(text)
        mode = state["device_mode"]
        router = cls(
            "", state["version"], state["serial"], state["board"], (), (), clock=clock, device_mode=mode
        )
        router.store = freeze.store(state)
        router.restart()
        router.boots = 0
        return router


def _timed(path: str, row: Stored) -> bool:
    return path == "/ip/firewall/address-list" and row.due is not None


def _quit(router: Router, session: Session, command: Command) -> list[Reply]:
    del router, command
    session.closing = True
    return [("!fatal", GOODBYE)]


_SPECIAL: Mapping[tuple[str, str], Callable[[Router, Session, Command], list[Reply]]] = MappingProxyType(
    {("/", "login"): log_in, ("/", "quit"): _quit, ("/", "cancel"): listen.cancel}
)
"""Commands about the session itself."""
