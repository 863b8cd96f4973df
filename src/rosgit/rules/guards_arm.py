"""May we arm? What a router needs for ledger and undo, asked before anything is put on it."""

from __future__ import annotations

from collections.abc import Iterator

from rosgit.model.diagnostic import Diagnostic
from rosgit.model.row import Observed
from rosgit.model.site import Site
from rosgit.rules.health import LEAST_SPACE


def may_we_arm(site: Site, observed: Observed, *, undo: bool) -> tuple[Diagnostic, ...]:
    """Whether an undo could tick and ledger and undo have room, by what was read with the plan.

    Without ``undo`` nothing has to tick.
    """
    return (*(_no_tick(site, observed) if undo else ()), *_no_room(site, observed))


def _no_tick(site: Site, observed: Observed) -> Iterator[Diagnostic]:
    if observed.facts.device_mode.get("scheduler") in ("no", "false"):
        yield Diagnostic(
            "not-armed",
            "device-mode does not allow the scheduler, so an undo could not tick; nothing was written",
            "at the router: /system/device-mode update scheduler=yes, then confirm by button or power; "
            "or apply with --no-undo",
            site.target.span,
            address=site.name,
        )


def _no_room(site: Site, observed: Observed) -> Iterator[Diagnostic]:
    free = observed.facts.free_space
    if free is not None and free < LEAST_SPACE:
        yield Diagnostic(
            "no-space",
            f"{free // 1024} KiB are free on the router; ledger and undo need {LEAST_SPACE // 1024} KiB",
            "remove old backups and files: /file print",
            site.target.span,
            address=site.name,
        )
