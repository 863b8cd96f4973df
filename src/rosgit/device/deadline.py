"""The moment by which everything has to be over, passed down as a value."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from rosgit.device.errors import Timeout

Clock = Callable[[], float]
"""Seconds that only ever go forward."""

_SLEEPLESS = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Linux counts the time asleep in this one only, macOS in ``CLOCK_MONOTONIC`` (clock_gettime(2), (3))."""


def elapsed() -> float:
    """Seconds that go on while this computer sleeps, for a router's undo does not wait for it."""
    return time.clock_gettime(_SLEEPLESS)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of a clock. Make one with ``Deadline.after(seconds)``."""

    at: float
    clock: Clock = elapsed

    @staticmethod
    def after(seconds: float, clock: Clock = elapsed) -> Deadline:
        """The deadline so many seconds from now."""
        return Deadline(clock() + seconds, clock)

    @property
    def over(self) -> bool:
        """Whether it has passed."""
        return self.clock() >= self.at

    def left(self) -> float:
        """Seconds until then, more than zero. Raises Timeout when it has passed."""
        seconds = self.at - self.clock()
        if seconds <= 0:
            raise Timeout("the deadline passed")
        return seconds

    def sooner(self, seconds: float) -> Deadline:
        """The same clock's deadline in so many seconds, or this one if that comes first."""
        return Deadline(min(self.at, self.clock() + seconds), self.clock)

    def later(self, seconds: float) -> Deadline:
        """The same moved on by a wait that was asked for, which is nobody's delay."""
        return Deadline(self.at + seconds, self.clock)
