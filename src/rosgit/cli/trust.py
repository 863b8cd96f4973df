"""``rosgit trust``: the fingerprint a router shows, to be compared by a person and pinned."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rosgit.cli.options import FOLDER, NO_COLOR, SITE, TARGETS, TIMEOUT
from rosgit.cli.routers import elsewhere
from rosgit.cli.shell import choice, echo, load_or_stop, say
from rosgit.model.exits import Exit
from rosgit.model.target import Target

if TYPE_CHECKING:
    from rosgit.model.site import Site

NO_CERTIFICATE = (
    "nothing was sent; see that router.port is that of api-ssl and that it has a certificate "
    "(/ip/service print)"
)
ON_THE_ROUTER = ":put [/certificate/get [/ip/service/get api-ssl certificate] fingerprint]"


@click.command("trust")
@SITE
@FOLDER
@NO_COLOR
@TARGETS
@TIMEOUT
def command(site: str, folder: Path, targets: Path | None, timeout: float, *, no_color: bool) -> int:
    """Print the SHA-256 fingerprint that a router shows, as the line that pins it.

    Nothing is sent to the router, no password either. Whoever stands between can show another
    certificate: compare it at the router before you pin it.
    """
    from rosgit.device import Deadline, DeviceError, fingerprint

    chosen = choice(folder, (site,), no_color=no_color)
    loaded = load_or_stop(chosen)
    found = tuple(elsewhere(loaded.sites, targets)) if targets is not None else loaded.sites
    if len(found) != 1:
        raise click.UsageError(f"{site!r} fits {len(found)} sites; say one")
    if loaded.sites[0].target.tls is None:
        raise click.UsageError(f"{found[0].name} says tls: false; api-ssl is what shows a certificate")
    try:
        seen = fingerprint(found[0].target, Deadline.after(timeout))
    except DeviceError as error:
        said = error.diagnostic(found[0].target.span, (found[0].name,))
        said = replace(said, detail=NO_CERTIFICATE) if error.trusting else said
        say(chosen, (said,), loaded, out=False)
        return Exit.ERROR
    echo(_text(loaded.sites[0], found[0].target, seen))
    return Exit.OK


def _text(site: Site, reached: Target, seen: str) -> str:
    """What to do with a fingerprint; ``reached`` is where it was seen."""
    from rosgit.device.trust import normal

    pinned = [normal(each) for each in (site.target.tls.fingerprints if site.target.tls else ())]
    where = f"{site.name} ({reached.host}:{reached.port}) shows sha256:{seen}"
    if seen in pinned:
        return f"{where}, which is pinned already.\n"
    old = [f'"sha256:{each}"' for each in pinned]
    value = ", ".join([f'"sha256:{seen}"', *old])
    lines = [
        f"{where}.",
        "Compare it at the router, by a way that does not cross the network in between:",
        f"  {ON_THE_ROUTER}",
        f"When both are the same, write into {site.target.span.file if site.target.span else site.path}:",
        f"  router: {{tls: {{fingerprint: {f'[{value}]' if old else value}}}}}",
        *(["Take the old one out when no router shows it any more."] if old else []),
    ]
    return "\n".join(lines) + "\n"
