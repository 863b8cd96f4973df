"""``rosgit unlock``: undo an apply that holds a lock."""

from __future__ import annotations

from pathlib import Path

import click

from rosgit.cli.options import reaching, reporting
from rosgit.cli.routers import each_site, prepare, print_reports, sure
from rosgit.cli.shell import choice
from rosgit.model.exits import OF_STATUS, Exit, together
from rosgit.model.plan import Report


@click.command("unlock")
@reporting
@reaching
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
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
) -> int:
    """Undo the apply that holds a router's lock, now, and take the lock away.

    For an apply that died: the router would undo by itself when its time is over. An apply that is
    still running elsewhere is undone under its hands.
    """
    from rosgit.upkeep import unlock_site

    chosen = choice(folder, sites, tags, form, verbose=verbose, no_color=no_color)
    ready = prepare(chosen, targets)
    names = ", ".join(site.name for site in ready.sites)
    if not yes and not sure(f"Undo now on {names}?"):
        return Exit.REFUSED
    made = [each for each in each_site(ready, unlock_site, timeout, jobs) if isinstance(each, Report)]
    print_reports(chosen, ready, made)
    return together(OF_STATUS[each.status] for each in made)
