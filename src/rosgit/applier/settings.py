"""How careful an apply is, and what it leaves of itself in lock and ledger."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from rosgit.device.deadline import Clock, elapsed
from rosgit.ledger.seal import Sealer
from rosgit.model.event import Event, nobody
from rosgit.model.plan import Plan
from rosgit.model.row import Live
from rosgit.model.secret import Secret

MARGIN = 10.0
"""Seconds before the undo's deadline in which nothing is written or committed any more."""

TICK = 3
"""Seconds between two looks of the undo on the router."""


PIECE = 1.0
"""The longest that an interrupt goes unnoticed in a long wait, in seconds."""


def sleep(seconds: float) -> None:
    """Wait; the one place that does."""
    time.sleep(seconds)


def never() -> bool:
    """Nobody interrupts."""
    return False


def alone(serial: str, site: str) -> str:
    """No other site has a router."""
    del serial, site
    return ""


Keep = Callable[[Plan, tuple[Live, ...]], None]
"""Takes a plan and our rows as they were read before it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How long and how bold.

    ``confirm_within`` seconds the router waits for our word before it undoes by itself; ``soak``
    seconds to wait before the proof; ``lock_timeout`` seconds to wait for somebody else's apply;
    ``undo`` False arms nothing. ``force`` names codes of guards to override, ``sessions_below`` how
    many guests' sessions may be touched at most; ``adopt`` and ``recreate`` name rows as plans show
    them, ``elsewhere`` are those of these names that another site may have; ``resend`` writes secrets
    again that cannot be read back. ``sealer`` seals secrets for the ledger; by default under a key made
    of the router's password. ``who``, ``commit``, ``stamp`` and ``nonce`` are kept in lock and ledger.
    ``also`` are secrets beside those of the site that no word of a router may tell.
    ``pause`` and ``clock`` are injected so that tests turn the time. ``tell`` hears of every step and
    must not raise; ``stopping`` says whether an interrupt asked us to end; ``keep`` is shown our rows
    before the first write; ``claim`` takes a serial number and a site, and gives the site that has it
    already (empty: none).
    """

    confirm_within: float = 120.0
    soak: float = 0.0
    lock_timeout: float = 0.0
    undo: bool = True
    force: frozenset[str] = frozenset()
    sessions_below: int | None = None
    adopt: frozenset[str] = frozenset()
    recreate: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    resend: bool = False
    sealer: Sealer | None = None
    also: tuple[Secret, ...] = ()
    who: str = ""
    commit: str = ""
    stamp: str = ""
    nonce: str = ""
    pause: Callable[[float], None] = field(default_factory=lambda: sleep)
    clock: Clock = elapsed
    tell: Callable[[Event], None] = field(default=nobody)
    stopping: Callable[[], bool] = field(default=never)
    keep: Keep | None = None
    claim: Callable[[str, str], str] = field(default=alone)

    @property
    def named(self) -> frozenset[str]:
        """Every row that was named to be adopted or made anew."""
        return frozenset().union(*(each for each in (self.adopt, self.recreate) if "all" not in each))

    def say(self, site: str, step: str, result: str = "", *, change: str = "", about: str = "") -> None:
        """Tell of a step; see ``Event``."""
        self.tell(Event(site, step, result, change, about))

    def rest(self, seconds: float) -> bool:
        """Wait so many seconds, or until an interrupt asks us to end; whether none did."""
        left = seconds
        while left > 0 and not self.stopping():
            self.pause(min(left, PIECE))
            left -= PIECE
        return not self.stopping()
