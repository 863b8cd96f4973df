"""``rosgit plan``: read routers, show what would change, write nothing."""

from __future__ import annotations

from pathlib import Path

import click

from rosgit.cli.caution import rows
from rosgit.cli.options import reaching, reporting
from rosgit.cli.plans import as_reviewed, save
from rosgit.cli.routers import each_site, prepare, print_plans
from rosgit.cli.shell import choice
from rosgit.model.diagnostic import errors
from rosgit.model.exits import OF_STATUS, Exit, together
from rosgit.model.plan import Plan, Report


@click.command("plan")
@reporting
@reaching
@rows
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there are differences.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Keep the plan of one site here.",
)
@click.option(
    "--base",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The tree as reviewed: a site that would be reached otherwise than there is not connected to.",
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
    detailed_exitcode: bool,
    out: Path | None,
    base: Path | None,
    adopt: tuple[str, ...],
    recreate: tuple[str, ...],
) -> int:
    """Read routers and show what would change. Writes nothing.

    SITE is a name or a pattern; without one, every site of the tree.
    """
    from rosgit.applier import Settings
    from rosgit.workflow import plan_site

    chosen = choice(folder, sites, tags, form, verbose=verbose, no_color=no_color)
    ready, barred = as_reviewed(prepare(chosen, targets), base)
    settings = Settings(adopt=frozenset(adopt), recreate=frozenset(recreate))
    made = [*each_site(ready, plan_site, timeout, jobs, settings), *barred]
    print_plans(chosen, ready, made)
    if out is not None:
        save(ready, made, out)
    return together(_code(each, detailed=detailed_exitcode) for each in made)


def _code(made: Plan | Report, *, detailed: bool) -> Exit:
    if isinstance(made, Report):
        return OF_STATUS[made.status]
    if errors(made.diagnostics):
        return Exit.REFUSED
    return Exit.DIFFERENCES if detailed and not made.empty else Exit.OK
