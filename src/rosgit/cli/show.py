"""``rosgit show``: the merged site, and where every value comes from."""

from __future__ import annotations

from pathlib import Path

import click

from rosgit.cli.options import FOLDER, FORMAT, NO_COLOR, SITE, VERBOSE
from rosgit.cli.shell import choice, echo, load_or_stop, look, only
from rosgit.model.exits import Exit


@click.command("show")
@SITE
@FOLDER
@FORMAT
@VERBOSE
@NO_COLOR
@click.option("--against", metavar="SITE", help="Only what differs from this other site.")
def command(site: str, folder: Path, form: str, against: str | None, *, verbose: bool, no_color: bool) -> int:
    """Print a merged site with the origin of every value."""
    from rosgit.compiler.origins import explain, leaves
    from rosgit.views.show import against_json, against_text, show_json, show_text

    names = (only(site), only(against)) if against is not None else (only(site),)
    chosen = choice(folder, names, (), form, verbose=verbose, no_color=no_color)
    merged = load_or_stop(chosen).compiled.merged
    if against is None:
        found = leaves(merged[site])
        echo(show_json(site, found) if chosen.json else show_text(found, look(chosen)))
        return Exit.OK
    apart = explain(merged[site], merged[against])
    echo(
        against_json(site, against, apart)
        if chosen.json
        else against_text(site, against, apart, look(chosen))
    )
    return Exit.OK
