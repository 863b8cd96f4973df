"""Scheduler rows and timed rows: what is due when the router's clock moves on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rosgit.menus.kinds import duration_micros
from rosgit.sim import scripts
from rosgit.sim.store import Stored

if TYPE_CHECKING:
    from rosgit.sim.router import Router

SCHEDULER, LISTS = "/system/scheduler", "/ip/firewall/address-list"


def _interval(row: Stored) -> float:
    return duration_micros(row.text("interval", "0s")) / 1_000_000


class Jobs:
    """The scheduler of one router; time is its uptime, so a wall clock that jumps changes nothing.

    ``asleep``: rows fall due and nothing runs, for a reason that the router does not tell.
    """

    def __init__(self, router: Router) -> None:
        self._router = router
        self.asleep = False

    def plan(self, row: Stored) -> None:
        """Set when a row runs next, after it was added or changed.

        A row with an interval first runs one interval from now; with ``start-time=startup`` and no
        interval it runs at each start of the router.
        """
        interval = _interval(row)
        row.due = self._router.uptime + interval if interval else None

    def forget(self, row: Stored) -> None:
        """The row is gone."""
        row.due = None

    def next_run(self, row: Stored) -> float | None:
        """The uptime of the next run, if one is planned."""
        return None if row.text("disabled", "false") == "true" else row.due

    def booted(self) -> None:
        """The router has just started: plan everything anew, run what runs at startup."""
        for row in list(self._router.store.table(SCHEDULER)):
            self.plan(row)
            if row.text("start-time") == "startup" and not _interval(row) and self._enabled(row):
                self._run(row)

    def advance(self, seconds: float) -> None:
        """Let time pass, running what falls due in its order; a restart meanwhile ends it."""
        end, boots = self._router.uptime + seconds, self._router.boots
        while (first := min(self._due(end), key=lambda row: row.due or 0, default=None)) is not None:
            self._until(first.due or 0)
            self._fire(first)
            if self._router.boots != boots:
                return
        self._until(end)

    def _until(self, uptime: float) -> None:
        if uptime > self._router.uptime:
            self._router.clock.advance(uptime - self._router.uptime)

    def _due(self, end: float) -> Iterator[Stored]:
        for path in (SCHEDULER, LISTS):
            for row in self._router.store.table(path):
                if row.due is not None and row.due <= end and self._enabled(row):
                    yield row

    @staticmethod
    def _enabled(row: Stored) -> bool:
        return row.text("disabled", "false") != "true"

    def _fire(self, row: Stored) -> None:
        if row in self._router.store.table(LISTS):
            self._router.store.table(LISTS).remove(row)
            return
        interval = _interval(row)
        row.due = (row.due or 0) + interval if interval else None
        self._run(row)

    def _run(self, row: Stored) -> None:
        scripts.run_event(self._router, row)
