"""``rosgit apply``: write what differs, then read again and prove it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Unpack

import click

from rosgit.cli.caution import Caution, careful, settings_of
from rosgit.cli.options import reaching, reporting
from rosgit.cli.routers import Ready, each_site, prepare, print_plans, print_reports
from rosgit.cli.shell import choice
from rosgit.model.exits import OF_STATUS, Exit, together
from rosgit.model.plan import Plan, Report


@click.command("apply")
@reporting
@reaching
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@careful
def command(
    folder: Path,
    sites: tuple[str, ...],
    tags: tuple[str, ...],
    form: str,
    targets: Path | None,
    timeout: float,
    jobs: int,
    *,
    verbose: bool,
    no_color: bool,
    yes: bool,
    **caution: Unpack[Caution],
) -> int:
    """Write what differs, then read again and prove it.

    Only differences are written. A router that is in sync is read and left alone. Asks first on a
    terminal; elsewhere it needs --yes.
    """
    chosen = choice(folder, sites, tags, form, verbose=verbose, no_color=no_color)
    if not yes and not sys.stdin.isatty():
        click.echo("refused: nobody can be asked here; look at rosgit plan and say --yes", err=True)
        return Exit.REFUSED
    settings = settings_of(caution, folder)
    ready = prepare(chosen, targets)
    approve = (lambda _: True) if yes else _asked(ready, timeout, jobs)
    if approve is None:
        return Exit.REFUSED
    from rosgit.workflow import apply_site

    made = each_site(ready, lambda run: apply_site(run, approve), timeout, jobs, settings)
    reports = [each for each in made if isinstance(each, Report)]
    print_reports(chosen, ready, reports)
    return together(OF_STATUS[each.status] for each in reports)


def _asked(ready: Ready, timeout: float, jobs: int) -> Callable[[Plan], bool] | None:
    """Show every plan and ask once; afterwards only the very plans that were shown are approved."""
    from rosgit.workflow import plan_site

    made = each_site(ready, plan_site, timeout, jobs)
    print_plans(ready.chosen, ready, made)
    shown: Mapping[str, str] = {each.site: each.digest for each in made if isinstance(each, Plan)}
    if not any(isinstance(each, Plan) and not each.empty for each in made):
        return lambda plan: shown.get(plan.site) == plan.digest
    if not click.confirm("Apply this?", default=False):
        click.echo("nothing was written", err=True)
        return None
    return lambda plan: shown.get(plan.site) == plan.digest
