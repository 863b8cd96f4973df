"""A router that no site file is for: reached by what the command line says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rosgit.cli.options import Choice, Reach
from rosgit.cli.routers import NO_SECRETS, Ready, resolved
from rosgit.cli.shell import Loaded
from rosgit.model.site import Site
from rosgit.model.target import Target, Tls
from rosgit.model.tree import Tree
from rosgit.model.version import NEWEST

if TYPE_CHECKING:
    from rosgit.model.secret import SecretRef

_ROUTER = re.compile(
    r"(?P<user>[^@\s]+)@(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[^\s:@\[\]]+))(?::(?P<port>\d{1,5}))?"
)


def uncharted(
    chosen: Choice, reach: Reach, router: str | None, password: str | None, pins: tuple[str, ...]
) -> Ready:
    """The one router, as if it were a site without rows. Raises click.UsageError; stops on a bad secret."""
    from rosgit.compiler.compile import Compiled

    if chosen.sites or chosen.tags or _given("targets"):
        raise click.UsageError("--router is one router, and no site: leave SITE, --tag and --targets away")
    if router is None or password is None:
        raise click.UsageError("--router and --password belong together")
    target = _target(router, _reference(password), pins)
    site = Site(target.host, "", target, ())
    loaded = Loaded(Tree({}, "", ()), Compiled((), {}, ()), (site,))
    return resolved(
        Ready(chosen, Reach(None, reach.timeout, reach.jobs), loaded, (site,), NO_SECRETS), Path()
    )


def _given(name: str) -> bool:
    """Whether an option stands on the command line, and not only in the environment."""
    from click.core import ParameterSource

    return click.get_current_context().get_parameter_source(name) is ParameterSource.COMMANDLINE


def _reference(text: str) -> SecretRef:
    from rosgit.compiler.leaf import parse_reference
    from rosgit.model.span import Span

    found = parse_reference(text, Span("--password", 1))
    if found is None:  # the text may be the password itself: it is not said again
        raise click.UsageError(
            "--password says where the password is, env:NAME or file:PATH, and never what it is"
        )
    return found


def _target(router: str, password: SecretRef, pins: tuple[str, ...]) -> Target:
    from rosgit.intents.router import PORT, PORT_TLS, Fingerprint, is_loopback
    from rosgit.menus.kinds import KindError

    found = _ROUTER.fullmatch(router)
    if found is None:
        raise click.UsageError(f"{router!r} is no router: write USER@HOST or USER@HOST:PORT")
    host = found["six"] or found["host"]
    if not pins and not is_loopback(host):
        raise click.UsageError(
            f"{host} is not on this machine: --fingerprint says which certificate it shows"
        )
    try:
        trusted = tuple(Fingerprint().canonical(each) for each in pins)
    except KindError as error:
        raise click.UsageError(f"--fingerprint: {error}") from error
    port = int(found["port"] or (PORT_TLS if pins else PORT))
    if not 0 < port < 65536:
        raise click.UsageError(f"{port} is no port")
    return Target(host, port, found["user"], password, Tls(trusted) if pins else None, str(NEWEST))
