"""How careful an apply is, and what it leaves of itself in lock and ledger."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from rosgit.model.event import Event, nobody

MARGIN = 10.0
"""Seconds before the undo's deadline in which nothing is written or committed any more."""

TICK = 3
"""Seconds between two looks of the undo on the router."""


def sleep(seconds: float) -> None:
    """Wait; the one place that does."""
    time.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Settings:
    """How long and how bold.

    ``confirm_within`` seconds the router waits for our word before it undoes by itself; ``soak``
    seconds to wait before the proof; ``lock_timeout`` seconds to wait for somebody else's apply;
    ``undo`` False arms nothing. ``force`` names codes of guards to override, ``sessions_below`` how
    many guests' sessions may be touched at most. ``who``, ``commit``, ``stamp`` and ``nonce`` are
    kept in lock and ledger. ``pause`` and ``clock`` are injected so that tests turn the time.
    """

    confirm_within: float = 120.0
    soak: float = 0.0
    lock_timeout: float = 0.0
    undo: bool = True
    force: frozenset[str] = frozenset()
    sessions_below: int | None = None
    who: str = ""
    commit: str = ""
    stamp: str = ""
    nonce: str = ""
    pause: Callable[[float], None] = field(default_factory=lambda: sleep)
    clock: Callable[[], float] = time.monotonic
    tell: Callable[[Event], None] = field(default=nobody)
