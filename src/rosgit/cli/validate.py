"""``rosgit validate``: files only, no router, no secret."""

from __future__ import annotations

from pathlib import Path

import click

from rosgit.cli.options import reporting
from rosgit.cli.shell import choice, echo, load, nothing_chosen, say
from rosgit.model.diagnostic import errors
from rosgit.model.exits import Exit


@click.command("validate")
@reporting
def command(
    folder: Path, sites: tuple[str, ...], tags: tuple[str, ...], form: str, *, verbose: bool, no_color: bool
) -> int:
    """Check site files: every mistake with file, line and column.

    Needs no router and no secret. Exit code 1 when anything is wrong.
    """
    chosen = choice(folder, sites, tags, form, verbose=verbose, no_color=no_color)
    loaded = load(chosen)
    found = (*loaded.compiled.diagnostics, *nothing_chosen(chosen, loaded))
    say(chosen, found, loaded, out=True)
    if errors(found):
        return Exit.ERROR
    if not chosen.json:
        rows = sum(len(site.rows) for site in loaded.sites)
        echo(f"{len(loaded.sites)} site{'s'[: len(loaded.sites) != 1]} valid, {rows} rows.")
    return Exit.OK
