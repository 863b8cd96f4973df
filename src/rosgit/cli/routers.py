"""What the commands share that talk to routers: secrets, targets, many at a time, printing."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from rosgit.cli.options import Choice
from rosgit.cli.shell import Loaded, echo, load_or_stop, look, say
from rosgit.model.diagnostic import errors
from rosgit.model.exits import Exit
from rosgit.model.plan import Plan, Report
from rosgit.model.site import Site
from rosgit.model.standing import Standing
from rosgit.model.target import Tls

if TYPE_CHECKING:
    from rosgit.applier.settings import Settings
    from rosgit.applier.write import Secrets
    from rosgit.run import Run

T = TypeVar("T", Plan, Report, Standing)


@dataclass(frozen=True, slots=True)
class Ready:
    """Sites with everything needed to reach their routers."""

    chosen: Choice
    loaded: Loaded
    sites: tuple[Site, ...]
    secrets: Secrets

    @property
    def hosts(self) -> Mapping[str, str]:
        """Where each router is reached, for people."""
        return {site.name: f"{site.target.host}:{site.target.port}" for site in self.sites}


def prepare(chosen: Choice, targets: Path | None) -> Ready:
    """Compile, point at targets, resolve secrets; stops with exit 1 where one of these has an error."""
    from rosgit.secrets import resolve
    from rosgit.workflow import references

    loaded = load_or_stop(chosen)
    sites = tuple(elsewhere(loaded.sites, targets)) if targets is not None else loaded.sites
    refs = [each for site in sites for each in references(site)]
    resolved = resolve(refs, os.environ, chosen.folder)
    if errors(resolved.diagnostics):
        say(chosen, resolved.diagnostics, loaded, out=chosen.json)
        raise click.exceptions.Exit(Exit.ERROR)
    say(chosen, () if chosen.json else resolved.diagnostics, loaded, out=False)
    return Ready(chosen, loaded, sites, resolved.secrets)


def elsewhere(sites: Iterable[Site], targets: Path) -> Iterable[Site]:
    """The sites with host, port and fingerprint as a targets file says.

    The file is JSON: ``{"SITE": {"host": ..., "port": ..., "fingerprint": ...}}``; without a
    fingerprint the plain API is used, which only loopback may.
    A chosen site that is not in it is an error: a rehearsal must never reach a real router.
    Raises click.ClickException.
    """
    told = _targets(targets)
    for site in sites:
        if site.name not in told:
            raise click.ClickException(f"{targets}: {site.name} is not in it; name the sites that are")
        try:
            yield _moved(site, told[site.name])
        except (ValueError, TypeError, KeyError) as error:
            raise click.ClickException(f"{targets}: {site.name} needs host, port and fingerprint") from error


def _targets(path: Path) -> Mapping[str, Mapping[str, object]]:
    """What a targets file says. Raises click.ClickException when it is none."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise click.ClickException(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{path} is no JSON; rosgit sim --targets writes such a file") from error
    if not isinstance(told, dict) or not all(isinstance(each, dict) for each in told.values()):
        raise click.ClickException(f"{path} is no object of sites; rosgit sim --targets writes such a file")
    return told


def _moved(site: Site, told: Mapping[str, object]) -> Site:
    from rosgit.intents.router import is_loopback

    host, pin = str(told["host"]), told.get("fingerprint")
    if pin is None and not is_loopback(host):
        raise ValueError(f"{site.name}: {host} is not on this machine and has no fingerprint")
    tls = Tls((str(pin),)) if pin is not None else None
    port = int(str(told["port"]))
    if not 0 < port < 65536:
        raise ValueError(f"{port} is no port")
    return replace(site, target=replace(site.target, host=host, port=port, tls=tls))


def each_site(
    ready: Ready, use: Callable[[Run], T], timeout: float, jobs: int, settings: Settings | None = None
) -> list[T | Report]:
    """Run a use case for every site, several at a time; results stand in the order of the sites."""
    from rosgit.fleet import over

    return over(ready.sites, ready.secrets, use, timeout, jobs, settings)


def print_plans(chosen: Choice, ready: Ready, made: Sequence[Plan | Report]) -> None:
    """Print plans, and after them the routers that could not be read."""
    from rosgit.views.plan import plans_text
    from rosgit.views.plan_json import plans_json

    plans = [each for each in made if isinstance(each, Plan)]
    failed = [each for each in made if isinstance(each, Report)]
    if chosen.json:
        echo(plans_json(plans, ready.hosts, failed))
        return
    if plans:
        echo(plans_text(plans, ready.hosts, ready.loaded.lines, look(chosen)))
    say(chosen, [one for each in failed for one in each.diagnostics], ready.loaded, out=False)


def print_reports(
    chosen: Choice, ready: Ready, reports: Sequence[Report], *, interrupted: bool = False
) -> None:
    """Print how every site ended."""
    from rosgit.views.report import reports_text
    from rosgit.views.report_json import reports_json

    if chosen.json:
        echo(reports_json(reports, ready.hosts, interrupted=interrupted))
    else:
        lines = ready.loaded.lines
        echo(reports_text(reports, ready.hosts, lines, look(chosen), interrupted=interrupted))


def sure(question: str) -> bool:
    """Ask on a terminal; where nobody can be asked, say so and refuse."""
    if not sys.stdin.isatty():
        click.echo("refused: nobody can be asked here; say --yes", err=True)
        return False
    return click.confirm(question, default=False)
