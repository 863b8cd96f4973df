"""``rosgit forget``: take what rosgit keeps on routers away."""

from __future__ import annotations

import click

from rosgit.cli.caution import FORCE, forcing
from rosgit.cli.ending import ended
from rosgit.cli.options import YES, Choice, Reach, reaching, reporting
from rosgit.cli.routers import each_site, prepare, sure
from rosgit.model.exits import OF_STATUS, Exit, together
from rosgit.model.plan import Report


@click.command("forget")
@reporting
@reaching
@YES
@FORCE
def command(chosen: Choice, reach: Reach, *, yes: bool, force: tuple[str, ...]) -> int:
    """Take ledger, marks and leftovers of rosgit off routers; the configuration stays.

    Afterwards rosgit knows nothing of what it applied: the next plan adopts rows by their identity
    and deletes none. Refused on a router, or with a ledger, that is not this site's.
    """
    from rosgit.applier import Settings
    from rosgit.upkeep import forget_site

    settings = Settings(force=forcing(force))
    ready = prepare(chosen, reach, rows=False)
    names = ", ".join(site.name for site in ready.sites)
    if not yes and not sure(f"Forget what was applied on {names}?"):
        return Exit.REFUSED
    made = each_site(ready, forget_site, settings, writes=True)
    reports = [each for each in made if isinstance(each, Report)]
    return ended(ready, reports, together(OF_STATUS[each.status] for each in reports))
