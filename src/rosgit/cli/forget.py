"""``rosgit forget``: take what rosgit keeps on routers away."""

from __future__ import annotations

from pathlib import Path

import click

from rosgit.cli.options import reaching, reporting
from rosgit.cli.routers import each_site, prepare, print_reports, sure
from rosgit.cli.shell import choice
from rosgit.model.exits import OF_STATUS, Exit, together
from rosgit.model.plan import Report


@click.command("forget")
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
    """Take ledger, marks and leftovers of rosgit off routers; the configuration stays.

    Afterwards rosgit knows nothing of what it applied: the next plan adopts rows by their identity
    and deletes none.
    """
    from rosgit.upkeep import forget_site

    chosen = choice(folder, sites, tags, form, verbose=verbose, no_color=no_color)
    ready = prepare(chosen, targets)
    names = ", ".join(site.name for site in ready.sites)
    if not yes and not sure(f"Forget what was applied on {names}?"):
        return Exit.REFUSED
    made = [each for each in each_site(ready, forget_site, timeout, jobs) if isinstance(each, Report)]
    print_reports(chosen, ready, made)
    return together(OF_STATUS[each.status] for each in made)
