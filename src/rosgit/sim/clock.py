"""The router's sense of time, injected so that tests can turn it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

FIRST_DAY = datetime(2026, 9, 24, 16, 41, 42, tzinfo=UTC)


class Clock(Protocol):
    """Seconds that only grow (uptime) and the wall clock before the router's own setting."""

    def seconds(self) -> float:
        """Seconds since some fixed instant; never goes back."""

    def wall(self) -> datetime:
        """The present, in UTC."""

    def advance(self, seconds: float) -> None:
        """Turn the clock forward, if it is one that can be turned."""


class ManualClock:
    """Stands still until a test turns it."""

    def __init__(self, start: datetime = FIRST_DAY) -> None:
        self._start = start
        self._passed = 0.0

    def seconds(self) -> float:
        return self._passed

    def wall(self) -> datetime:
        return self._start + timedelta(seconds=self._passed)

    def advance(self, seconds: float) -> None:
        self._passed += seconds


class RealClock:
    """The machine's time, for ``rosgit sim``; advancing adds to it."""

    def __init__(self) -> None:
        self._added = 0.0

    def seconds(self) -> float:
        return time.monotonic() + self._added

    def wall(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._added)

    def advance(self, seconds: float) -> None:
        self._added += seconds
