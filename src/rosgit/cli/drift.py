"""``rosgit drift``: who touched this router since it was applied?"""

from __future__ import annotations

from dataclasses import replace

import click

from rosgit.cli.options import Choice, Reach, reaching, reporting
from rosgit.cli.routers import Ready, each_site, prepare, print_reports
from rosgit.cli.uncharted import uncharted
from rosgit.model.exits import OF_STATUS, together
from rosgit.model.plan import Report


@click.command("drift")
@reporting
@reaching
@click.option("--router", metavar="USER@HOST[:PORT]", help="This router, without any site file.")
@click.option("--password", metavar="REFERENCE", help="Where its password is: env:NAME or file:PATH.")
@click.option(
    "--fingerprint", "pins", multiple=True, metavar="SHA256", help="Its certificate; repeat for more."
)
def command(
    chosen: Choice, reach: Reach, *, router: str | None, password: str | None, pins: tuple[str, ...]
) -> int:
    """Hold routers against what was applied last, whatever the sites say now. Writes nothing.

    The ledger on the router is the desired side; of a site only router: and ignore: are read. Exit code
    2 when somebody changed a managed row, 3 when nobody can say: no ledger of this site, another
    router, an apply under way.

    \b
    Without a tree, in any folder (no --fingerprint: the plain API, on this machine only):
      rosgit drift --router rosgit@10.88.0.17 --password env:ROSGIT --fingerprint sha256:...
    """
    from rosgit.upkeep import drift_site

    ready = (
        prepare(chosen, reach, rows=False)
        if router is None and password is None and not pins
        else uncharted(chosen, reach, router, password, pins)
    )
    made = [each for each in each_site(ready, drift_site) if isinstance(each, Report)]
    print_reports(chosen, _named(ready, made), made, snippets=False)
    return together(OF_STATUS[each.status] for each in made)


def _named(ready: Ready, made: list[Report]) -> Ready:
    """The sites by the names that they were found to have."""
    pairs = zip(ready.sites, made, strict=True)
    return replace(ready, sites=tuple(replace(site, name=each.site) for site, each in pairs))
