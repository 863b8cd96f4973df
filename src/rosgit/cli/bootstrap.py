"""``rosgit bootstrap``: the script that lets rosgit in on a bare router."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rosgit.cli.files import write_private
from rosgit.cli.options import FOLDER, NO_COLOR, OUT, SITE
from rosgit.cli.shell import Loaded, choice, echo, load_or_stop, only, say
from rosgit.model.diagnostic import errors
from rosgit.model.exits import Exit

if TYPE_CHECKING:
    from rosgit.model.secret import Secret
    from rosgit.model.site import Site


@click.command("bootstrap")
@SITE
@FOLDER
@NO_COLOR
@click.option(
    "--network",
    required=True,
    metavar="PREFIX",
    help="Where rosgit comes from, such as 10.0.0.0/24; nobody else gets in.",
)
@click.option("--with-secrets", is_flag=True, help="Put the password in; needs --out.")
@OUT
def command(
    site: str, folder: Path, network: str, out: Path | None, *, with_secrets: bool, no_color: bool
) -> int:
    """Print the script that lets rosgit in on a bare router.

    A group with the fewest policies, a user, a certificate, and api-ssl for one network.
    """
    from rosgit.views.bootstrap import bootstrap_script

    if with_secrets and out is None:
        raise click.UsageError("--with-secrets needs --out")
    loaded = load_or_stop(choice(folder, (only(site),), no_color=no_color))
    (made,) = loaded.sites
    try:
        text = bootstrap_script(made, network, _password(loaded, made, folder) if with_secrets else None)
    except ValueError as error:
        raise click.UsageError(f"--network {network}: {error}") from error
    if out is None:
        echo(text)
    else:
        write_private(out, text)
        click.echo(f"wrote {out}", err=True)
    return Exit.OK


def _password(loaded: Loaded, site: Site, folder: Path) -> Secret:
    from rosgit.secrets import resolve

    reference = site.target.password
    assert reference is not None
    resolved = resolve((reference,), os.environ, folder)
    if errors(resolved.diagnostics):
        say(choice(folder, ()), resolved.diagnostics, loaded, out=False)
        raise click.exceptions.Exit(Exit.ERROR)
    return resolved.secrets[reference.same_as]
