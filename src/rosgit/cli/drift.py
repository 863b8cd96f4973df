"""``rosgit drift``: who touched this router since it was applied?"""

from __future__ import annotations

from pathlib import Path

import click

from rosgit.cli.options import reaching, reporting
from rosgit.cli.routers import each_site, prepare, print_reports
from rosgit.cli.shell import choice
from rosgit.model.exits import OF_STATUS, together
from rosgit.model.plan import Report


@click.command("drift")
@reporting
@reaching
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
) -> int:
    """Hold routers against what was applied last, whatever the sites say now. Writes nothing.

    The ledger on the router is the desired side. Exit code 2 when somebody changed a managed row.
    """
    from rosgit.upkeep import drift_site

    chosen = choice(folder, sites, tags, form, verbose=verbose, no_color=no_color)
    ready = prepare(chosen, targets)
    made = [each for each in each_site(ready, drift_site, timeout, jobs) if isinstance(each, Report)]
    print_reports(chosen, ready, made)
    return together(OF_STATUS[each.status] for each in made)
