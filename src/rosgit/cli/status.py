"""``rosgit status``: where every site stands."""

from __future__ import annotations

import click

from rosgit.cli.options import Choice, Reach, reaching, reporting
from rosgit.cli.routers import each_site, prepare
from rosgit.cli.shell import echo, look
from rosgit.model.exits import Exit, together
from rosgit.model.plan import Report
from rosgit.model.standing import Standing


@click.command("status")
@reporting
@reaching
def command(chosen: Choice, reach: Reach) -> int:
    """Show what was applied last on every router, and whether that still holds. Writes nothing.

    Commit, time and digest of the last proven apply; behind (the site asks for more), drifted (the
    router is not what was applied), locked, undone, unreachable. Exit code 2 when a site needs somebody.
    """
    from rosgit.upkeep import standing_of
    from rosgit.views.status import status_json, status_text

    ready = prepare(chosen, reach)
    made = [_standing(each) for each in each_site(ready, standing_of)]
    lines, options = ready.loaded.lines, ready.options
    echo(status_json(made) if chosen.json else status_text(made, lines, look(chosen), options=options))
    return together(_code(each) for each in made)


def _standing(made: Standing | Report) -> Standing:
    """A report is of a site at which rosgit itself broke."""
    if isinstance(made, Standing):
        return made
    return Standing(made.site, reachable=True, unread="rosgit broke", diagnostics=made.diagnostics)


def _code(standing: Standing) -> Exit:
    if standing.unread:
        return Exit.ERROR
    return Exit.OK if standing.fine else Exit.DIFFERENCES
