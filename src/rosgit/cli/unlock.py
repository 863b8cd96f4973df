"""``rosgit unlock``: undo an apply that holds a lock."""

from __future__ import annotations

import click

from rosgit.cli.caution import FORCE, forcing
from rosgit.cli.ending import ended
from rosgit.cli.options import YES, Choice, Reach, reaching, reporting
from rosgit.cli.routers import each_site, prepare, sure
from rosgit.model.exits import OF_STATUS, Exit, together
from rosgit.model.plan import Report


@click.command("unlock")
@reporting
@reaching
@YES
@FORCE
def command(chosen: Choice, reach: Reach, *, yes: bool, force: tuple[str, ...]) -> int:
    """Undo the apply that holds a router's lock, now, and take the lock away.

    For an apply that died: the router would undo by itself when its time is over. An apply that is
    still running elsewhere is undone under its hands. Refused on a router that is not this site's.
    """
    from rosgit.applier import Settings
    from rosgit.upkeep import unlock_site

    settings = Settings(force=forcing(force))
    ready = prepare(chosen, reach, rows=False)
    names = ", ".join(site.name for site in ready.sites)
    if not yes and not sure(f"Undo now on {names}?"):
        return Exit.REFUSED
    made = each_site(ready, unlock_site, settings, writes=True)
    reports = [each for each in made if isinstance(each, Report)]
    return ended(ready, reports, together(OF_STATUS[each.status] for each in reports))
