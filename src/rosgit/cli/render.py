"""``rosgit render``: a site's rows, offline."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click

from rosgit.cli.files import write_private
from rosgit.cli.options import FOLDER, NO_COLOR, OUT, SITE
from rosgit.cli.shell import Loaded, choice, echo, load_or_stop, only, say
from rosgit.model.diagnostic import errors
from rosgit.model.exits import Exit
from rosgit.model.secret import Secret
from rosgit.model.site import Site
from rosgit.model.version import Version


@click.command("render")
@SITE
@FOLDER
@NO_COLOR
@click.option("--format", "form", type=click.Choice(["rsc", "json"]), default="rsc", show_default=True)
@click.option("--with-secrets", is_flag=True, help="Put the secrets in; needs --out.")
@OUT
def command(
    site: str, folder: Path, form: str, out: Path | None, *, with_secrets: bool, no_color: bool
) -> int:
    """Print a site's rows as RouterOS script or JSON.

    The script imports as it stands on a router in factory configuration. Secrets are left out and
    listed on top.
    """
    from rosgit.differ.sending import in_sending_order
    from rosgit.views.rows import rows_json
    from rosgit.views.script import site_script

    if with_secrets and (out is None or form == "json"):
        raise click.UsageError("--with-secrets needs --out, and --format rsc")
    chosen = choice(folder, (only(site),), no_color=no_color)
    loaded = load_or_stop(chosen)
    made = [
        replace(each, rows=in_sending_order(each.rows, Version.parse(each.target.routeros)))
        for each in loaded.sites
    ]
    if form == "json":
        text = rows_json(made)
    else:
        secrets = _secrets(loaded, made, folder) if with_secrets else None
        text = "\n".join(site_script(each, secrets) for each in made)
    if out is None:
        echo(text)
    else:
        write_private(out, text)
        click.echo(f"wrote {out}", err=True)
    return Exit.OK


def _secrets(loaded: Loaded, sites: list[Site], folder: Path) -> Mapping[tuple[str, str, str | None], Secret]:
    from rosgit.secrets import resolve
    from rosgit.workflow import references

    resolved = resolve([ref for site in sites for ref in references(site)], os.environ, folder)
    if errors(resolved.diagnostics):
        say(choice(folder, ()), resolved.diagnostics, loaded, out=False)
        raise click.exceptions.Exit(Exit.ERROR)
    return resolved.secrets
