"""``rosgit validate``: files only, no router, no secret."""

from __future__ import annotations

import click

from rosgit.cli.options import Choice, reporting
from rosgit.cli.shell import all_of, echo, load, nothing_chosen, say
from rosgit.model.diagnostic import errors
from rosgit.model.exits import Exit


@click.command("validate")
@reporting
def command(chosen: Choice) -> int:
    """Check site files: every mistake with file, line and column.

    Needs no router and no secret. Exit code 1 when anything is wrong.
    """
    loaded = load(chosen)
    found = (*loaded.compiled.diagnostics, *nothing_chosen(chosen, loaded))
    say(chosen, found, loaded, out=True, rest=all_of(chosen))
    if errors(found):
        return Exit.ERROR
    if not chosen.json:
        rows = sum(len(site.rows) for site in loaded.sites)
        echo(f"{len(loaded.sites)} site{'s'[: len(loaded.sites) != 1]} valid, {rows} rows.")
    return Exit.OK
