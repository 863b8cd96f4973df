"""``rosgit plan``: read routers, show what would change, write nothing."""

from __future__ import annotations

from pathlib import Path

import click

from rosgit.cli.caution import rows
from rosgit.cli.named import shared
from rosgit.cli.options import Choice, Folder, Reach, reaching, reporting
from rosgit.cli.plans import as_reviewed, save
from rosgit.cli.routers import each_site, prepare, print_plans
from rosgit.model.diagnostic import errors
from rosgit.model.exits import OF_STATUS, Exit, together
from rosgit.model.plan import Plan, Report, Status


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
    type=Folder(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The tree as reviewed: a site that would be reached otherwise than there is not connected to; "
    "one that is new is a difference.",
)
def command(
    chosen: Choice,
    reach: Reach,
    *,
    detailed_exitcode: bool,
    out: Path | None,
    base: Path | None,
    adopt: tuple[str, ...],
    recreate: tuple[str, ...],
    resend_secrets: bool,
) -> int:
    """Read routers and show what would change. Writes nothing.

    SITE is a name or a pattern; without one, every site of the tree.
    """
    from rosgit.applier import Settings
    from rosgit.workflow import plan_site

    ready, barred = as_reviewed(prepare(chosen, reach), base)
    settings = Settings(adopt=frozenset(adopt), recreate=frozenset(recreate), resend=resend_secrets)
    made = [*each_site(ready, plan_site, shared(ready, settings)), *barred]
    print_plans(chosen, ready, made)
    if out is not None:
        save(ready, made, out)
    return together(_code(each, detailed=detailed_exitcode) for each in made)


def _code(made: Plan | Report, *, detailed: bool) -> Exit:
    if isinstance(made, Report) and made.status is Status.NOT_BEGUN:  # new: all of it is a difference
        return Exit.DIFFERENCES if detailed else Exit.OK
    if isinstance(made, Report):
        return OF_STATUS[made.status]
    if errors(made.diagnostics):
        return Exit.REFUSED
    return Exit.DIFFERENCES if detailed and not made.empty else Exit.OK
