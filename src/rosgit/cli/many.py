"""An apply of many sites from the command line: its options, interrupts, events and snapshots."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypedDict

import click

from rosgit.cli.ending import keep_bug
from rosgit.cli.interrupt import Interrupt
from rosgit.cli.options import F
from rosgit.cli.routers import Ready
from rosgit.cli.shell import note
from rosgit.cli.snapshot import Keeper
from rosgit.cli.watch import watching

if TYPE_CHECKING:
    from rosgit.applier import Settings
    from rosgit.model.plan import Report
    from rosgit.run import Approve


class Many(TypedDict):
    """The options of ``fleetwise``."""

    canary: bool
    max_failures: int
    offline: str
    events: str | None
    snapshot: bool


_OPTIONS = (
    click.option(
        "--canary/--no-canary",
        default=True,
        show_default=True,
        help="Prove the first site that has changes before the others are written to.",
    ),
    click.option(
        "--max-failures",
        type=click.IntRange(1),
        default=1,
        show_default=True,
        metavar="N",
        help="Begin no new site after N failures.",
    ),
    click.option(
        "--offline",
        type=click.Choice(["ok", "fail"]),
        default="fail",
        show_default=True,
        help="Whether a router that is out of reach counts in the exit code. It holds no other up.",
    ),
    click.option(
        "--events",
        metavar="FILE",
        type=click.Path(dir_okay=False, allow_dash=True),
        help="Write every step as NDJSON; with - to stdout, and the reports to stderr.",
    ),
    click.option(
        "--snapshot/--no-snapshot",
        default=True,
        show_default=True,
        help="Keep our rows as they were, secrets masked, in the state folder.",
    ),
)


def fleetwise(command: F) -> F:
    """The options that say how a fleet is applied."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def apply_many(
    ready: Ready, approve: Approve, settings: Settings, many: Many, caught: Interrupt
) -> tuple[Report, ...]:
    """Apply every site; ``caught`` counts the interrupts."""
    from rosgit.fleet import Pace, apply_sites

    keeper, bugs = Keeper(), click.get_current_context()
    names = [site.name for site in ready.sites]
    with watching(ready.chosen, names, many["events"]) as watch:
        careful = replace(
            settings, tell=watch, stopping=caught.stopping, keep=keeper if many["snapshot"] else None
        )
        pace = Pace(
            ready.reach.jobs, many["canary"], many["max_failures"], caught.hurry, partial(keep_bug, bugs)
        )
        reports = apply_sites(ready.sites, ready.secrets, approve, ready.reach.timeout, pace, careful)
    for problem in keeper.problems:
        note(f"warning: {problem}")
    return reports
