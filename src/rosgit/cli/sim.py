"""``rosgit sim``: simulated routers on loopback, one for each site."""

from __future__ import annotations

import json
import os
import signal
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rosgit.cli.files import make_folder, write_private
from rosgit.cli.options import FOLDER, NO_COLOR, SITES, TAG, Finite, Folder
from rosgit.cli.shell import Loaded, choice, load_or_stop, say
from rosgit.model.diagnostic import errors
from rosgit.model.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rosgit.model.secret import Secret
    from rosgit.model.site import Site
    from rosgit.sim import Router, Server


@click.command("sim")
@SITES
@FOLDER
@TAG
@NO_COLOR
@click.option(
    "--targets",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write where the routers are, for plan, apply and verify --targets. Written when all are up.",
)
@click.option("--port", type=click.IntRange(0, 65000), default=0, help="First port; free ones by default.")
@click.option("--latency", type=Finite(0, 10_000), default=0.0, metavar="MS", help="Round trip to simulate.")
@click.option(
    "--state",
    type=Folder(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep what the routers hold here, secrets too, and start from it.",
)
def command(
    folder: Path,
    sites: tuple[str, ...],
    tags: tuple[str, ...],
    targets: Path | None,
    port: int,
    latency: float,
    state: Path | None,
    *,
    no_color: bool,
) -> int:
    """Serve a simulated router for each site, on this machine.

    They start in factory configuration, with the user and the password the site names, and speak
    the binary API over TCP and TLS. Stop them with Ctrl-C.
    """
    from rosgit.sim import Server

    chosen = choice(folder, sites, tags, no_color=no_color)
    loaded = load_or_stop(chosen)
    if state is not None:
        make_folder(state)
    passwords = _passwords(loaded, folder)
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    with ExitStack() as stack:
        served: dict[str, Server] = {}
        for number, site in enumerate(loaded.sites):
            router = _router(site, passwords[site.name], state)
            plain, secure = (port + 2 * number, port + 2 * number + 1) if port else (0, 0)
            server = Server(router, port=plain, tls_port=secure, latency=latency / 1000)
            served[site.name] = _up(stack, server, plain)
        _announce(served, targets)
        stop.wait()
        if state is not None:
            _keep({name: server.router for name, server in served.items()}, state)
    return Exit.OK


def _passwords(loaded: Loaded, folder: Path) -> Mapping[str, Secret]:
    from rosgit.secrets import resolve

    refs = {site.name: site.target.password for site in loaded.sites}
    resolved = resolve([ref for ref in refs.values() if ref is not None], os.environ, folder)
    if errors(resolved.diagnostics):
        say(choice(folder, ()), resolved.diagnostics, loaded, out=False)
        raise click.exceptions.Exit(Exit.ERROR)
    return {name: resolved.secrets[ref.same_as] for name, ref in refs.items() if ref is not None}


def _router(site: Site, password: Secret, state: Path | None) -> Router:
    from rosgit.sim import RealClock, Router
    from rosgit.sim.sites import router_for

    kept = state / f"{site.name}.json" if state is not None else None
    if kept is not None and kept.exists():
        try:
            return Router.from_json(kept.read_text(encoding="utf-8"), clock=RealClock())
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise click.ClickException(f"{kept} is no state that rosgit sim kept; remove it") from error
    return router_for(site, password)


def _up(stack: ExitStack, server: Server, port: int) -> Server:
    try:
        return stack.enter_context(server)
    except OSError as error:
        raise click.ClickException(f"cannot serve on port {port}: {error.strerror}") from error


def _announce(served: Mapping[str, Server], targets: Path | None) -> None:
    places = {
        name: {
            "host": server.host,
            "port": server.tls_port,
            "fingerprint": server.fingerprint,
            "plain-port": server.port,
        }
        for name, server in served.items()
    }
    width = max(map(len, places))
    for name, place in places.items():
        click.echo(f"{name:<{width}}  {place['host']}  api {place['plain-port']}  api-ssl {place['port']}")
    if targets is not None:
        write_private(targets, json.dumps(places, indent=1) + "\n")
    up = "1 simulated router is" if len(places) == 1 else f"{len(places)} simulated routers are"
    click.echo(f"{up} up; stop them with Ctrl-C")


def _keep(routers: Mapping[str, Router], state: Path) -> None:
    for name, router in routers.items():
        write_private(state / f"{name}.json", router.to_json())
