"""``rosgit apply``: write what differs, then read again and prove it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from rosgit.cli.identity import signature
from rosgit.cli.options import reaching, reporting
from rosgit.cli.routers import Ready, each_site, prepare, print_plans, print_reports
from rosgit.cli.shell import choice
from rosgit.model.exits import OF_STATUS, Exit, together
from rosgit.model.plan import Plan, Report


@click.command("apply")
@reporting
@reaching
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option(
    "--confirm-within",
    type=click.FloatRange(30, 3600),
    default=120.0,
    show_default=True,
    metavar="SECONDS",
    help="A router that does not hear from us for so long undoes by itself.",
)
@click.option(
    "--soak",
    type=click.FloatRange(0, 3000),
    default=0.0,
    metavar="SECONDS",
    help="Wait before the proof, as long as a path takes to fail.",
)
@click.option(
    "--lock-timeout",
    type=click.FloatRange(0, 3600),
    default=0.0,
    metavar="SECONDS",
    help="Wait for somebody else's apply to end.",
)
@click.option("--no-undo", is_flag=True, help="Do not arm an undo on the router; it needs the scheduler.")
@click.option("--force", multiple=True, metavar="CODE", help="Override a guard by its code; repeat for more.")
@click.option(
    "--only-if-sessions-below",
    "sessions_below",
    type=click.IntRange(0),
    metavar="N",
    help="Refuse where N or more guests' sessions would be touched.",
)
@click.option(
    "--accept-board", is_flag=True, help="The board was swapped: the same as --force serial-changed."
)
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
    confirm_within: float,
    soak: float,
    lock_timeout: float,
    no_undo: bool,
    force: tuple[str, ...],
    sessions_below: int | None,
    accept_board: bool,
) -> int:
    """Write what differs, then read again and prove it.

    Only differences are written. A router that is in sync is read and left alone. Asks first on a
    terminal; elsewhere it needs --yes.
    """
    chosen = choice(folder, sites, tags, form, verbose=verbose, no_color=no_color)
    if not yes and not sys.stdin.isatty():
        click.echo("refused: nobody can be asked here; look at rosgit plan and say --yes", err=True)
        return Exit.REFUSED
    forced = frozenset((*force, *(["serial-changed"] if accept_board else [])))
    refuse_to_force(forced)
    ready = prepare(chosen, targets)
    approve = (lambda _: True) if yes else _asked(ready, timeout, jobs)
    if approve is None:
        return Exit.REFUSED
    from rosgit.applier import Settings
    from rosgit.workflow import apply_site

    settings = Settings(
        confirm_within,
        soak,
        lock_timeout,
        undo=not no_undo,
        force=forced,
        sessions_below=sessions_below,
        **signature(folder),
    )
    made = each_site(ready, lambda run: apply_site(run, approve), timeout, jobs, settings)
    reports = [each for each in made if isinstance(each, Report)]
    print_reports(chosen, ready, reports)
    return together(OF_STATUS[each.status] for each in reports)


def refuse_to_force(codes: frozenset[str]) -> None:
    """Stop before anything is read when a code cannot be forced. Raises click.UsageError."""
    from rosgit.rules.guards_force import cannot_force

    wrong = cannot_force(codes)
    if wrong:
        raise click.UsageError("; ".join(f"{each.summary}. {each.detail}" for each in wrong))


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
