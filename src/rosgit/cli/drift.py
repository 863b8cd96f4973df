"""``rosgit drift``: who touched this router since it was applied?"""

from __future__ import annotations

import click

from rosgit.cli.options import Choice, Reach, reaching, reporting
from rosgit.cli.routers import each_site, prepare, print_reports
from rosgit.model.exits import OF_STATUS, together
from rosgit.model.plan import Report


@click.command("drift")
@reporting
@reaching
def command(chosen: Choice, reach: Reach) -> int:
    """Hold routers against what was applied last, whatever the sites say now. Writes nothing.

    The ledger on the router is the desired side. Exit code 2 when somebody changed a managed row.
    """
    from rosgit.upkeep import drift_site

    ready = prepare(chosen, reach)
    made = [each for each in each_site(ready, drift_site) if isinstance(each, Report)]
    print_reports(chosen, ready, made)
    return together(OF_STATUS[each.status] for each in made)
