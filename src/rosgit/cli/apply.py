"""``rosgit apply``: write what differs, then read again and prove it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import nullcontext, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from rosgit.cli.caution import Caution, careful, settings_of
from rosgit.cli.ending import ended
from rosgit.cli.failure import ask_or_refuse
from rosgit.cli.interrupt import interrupts
from rosgit.cli.many import Many, apply_many, fleetwise
from rosgit.cli.named import shared
from rosgit.cli.options import YES, Choice, Reach, reaching, reporting, told
from rosgit.cli.plans import reviewed, sites_in
from rosgit.cli.routers import Ready, each_site, prepare, print_plans
from rosgit.model.exits import Exit, of_fleet
from rosgit.model.plan import Plan

if TYPE_CHECKING:
    from rosgit.applier import Settings


class Options(Caution, Many):
    """The options of an apply that say how careful it is, and how many sites go."""


@click.command("apply")
@reporting
@reaching
@YES
@click.option(
    "--plan",
    "plans",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Apply only what this plan of rosgit plan --out says, if it still holds; repeat for more sites.",
)
@careful
@fleetwise
def command(
    chosen: Choice,
    reach: Reach,
    *,
    yes: bool,
    plans: tuple[Path, ...],
    **options: Unpack[Options],
) -> int:
    """Write what differs, then read again and prove it.

    Only differences are written. A router that is in sync is read and left alone. Asks first on a
    terminal; elsewhere it needs --yes. Of several sites one is proven before the others are begun.
    """
    chosen = replace(chosen, sites=chosen.sites or sites_in(plans))
    if not yes and not plans:
        from rosgit.views.summary import again

        look = again(told(chosen.folder, reach.targets), "plan", *chosen.sites)
        ask_or_refuse(f"look at {look} and say --yes")
    settings = settings_of(options, chosen.folder)
    ready = prepare(chosen, reach)
    apart = redirect_stdout(sys.stderr) if options["events"] == "-" else nullcontext()
    with apart:
        settings = shared(ready, ready.sealing(settings))
        approve = _approval(ready, settings, plans, yes=yes)
    if approve is None:
        return Exit.REFUSED
    with interrupts() as caught:  # until there is a code: one more Ctrl-C must not lose it
        reports = apply_many(ready, approve, settings, options, caught)
        interrupted = caught.stopping()
        statuses = [each.status for each in reports]
        code = of_fleet(statuses, offline_ok=options["offline"] == "ok", interrupted=interrupted)
        with apart:
            return ended(ready, reports, code, interrupted=interrupted)


def _approval(
    ready: Ready, settings: Settings, plans: tuple[Path, ...], *, yes: bool
) -> Callable[[Plan], bool] | None:
    """What may be written: reviewed plans, everything, or what a person says yes to."""
    if plans:
        return reviewed(ready, plans)
    return (lambda _: True) if yes else _asked(ready, settings)


def _asked(ready: Ready, settings: Settings) -> Callable[[Plan], bool] | None:
    """Show every plan and ask once; afterwards only the very plans that were shown are approved."""
    from rosgit.workflow import plan_site

    made = each_site(ready, plan_site, settings)
    shown: Mapping[str, str] = {each.site: each.digest for each in made if isinstance(each, Plan)}
    if not any(isinstance(each, Plan) and not each.empty for each in made):
        return lambda plan: shown.get(plan.site) == plan.digest  # the report will say all there is to say
    print_plans(ready.chosen, ready, made)
    if not click.confirm("Apply this?", default=False, err=True):
        click.echo("nothing was written", err=True)
        return None
    return lambda plan: shown.get(plan.site) == plan.digest
