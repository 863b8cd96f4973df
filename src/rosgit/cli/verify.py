"""``rosgit verify``: read routers and hold them against their sites."""

from __future__ import annotations

import click

from rosgit.cli.ending import ended
from rosgit.cli.options import Choice, Reach, reaching, reporting
from rosgit.cli.routers import each_site, prepare
from rosgit.model.exits import OF_STATUS, together
from rosgit.model.plan import Report


@click.command("verify")
@reporting
@reaching
def command(chosen: Choice, reach: Reach) -> int:
    """Read routers and hold them against their sites. Writes nothing.

    Exit code 0 when every managed row was read back as the site wants it and the hotspots run,
    2 when something differs: the row and its YAML line are named.
    """
    from rosgit.workflow import verify_site

    ready = prepare(chosen, reach)
    made = each_site(ready, verify_site)
    reports = [each for each in made if isinstance(each, Report)]
    return ended(ready, reports, together(OF_STATUS[each.status] for each in reports))
