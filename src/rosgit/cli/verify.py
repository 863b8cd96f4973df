"""``rosgit verify``: read routers and hold them against their sites."""

from __future__ import annotations

from pathlib import Path

import click

from rosgit.cli.options import reaching, reporting
from rosgit.cli.routers import each_site, prepare, print_reports
from rosgit.cli.shell import choice
from rosgit.model.exits import OF_STATUS, together
from rosgit.model.plan import Report


@click.command("verify")
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
    """Read routers and hold them against their sites. Writes nothing.

    Exit code 0 when every managed row was read back as the site wants it and the hotspots run,
    2 when something differs: the row and its YAML line are named.
    """
    from rosgit.workflow import verify_site

    chosen = choice(folder, sites, tags, form, verbose=verbose, no_color=no_color)
    ready = prepare(chosen, targets)
    made = each_site(ready, verify_site, timeout, jobs)
    reports = [each for each in made if isinstance(each, Report)]
    print_reports(chosen, ready, reports)
    return together(OF_STATUS[each.status] for each in reports)
