"""``rosgit plan``: read routers, show what would change, write nothing."""

from __future__ import annotations

from pathlib import Path

import click

from rosgit.cli.options import reaching, reporting
from rosgit.cli.routers import each_site, prepare, print_plans
from rosgit.cli.shell import choice
from rosgit.model.diagnostic import errors
from rosgit.model.exits import Exit, together
from rosgit.model.plan import Plan, Report


@click.command("plan")
@reporting
@reaching
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there are differences.")
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
    detailed_exitcode: bool,
) -> int:
    """Read routers and show what would change. Writes nothing.

    SITE is a name or a pattern; without one, every site of the tree.
    """
    from rosgit.workflow import plan_site

    chosen = choice(folder, sites, tags, form, verbose=verbose, no_color=no_color)
    ready = prepare(chosen, targets)
    made = each_site(ready, plan_site, timeout, jobs)
    print_plans(chosen, ready, made)
    return together(_code(each, detailed=detailed_exitcode) for each in made)


def _code(made: Plan | Report, *, detailed: bool) -> Exit:
    if isinstance(made, Report):
        return Exit.ERROR
    if errors(made.diagnostics):
        return Exit.REFUSED
    return Exit.DIFFERENCES if detailed and not made.empty else Exit.OK
