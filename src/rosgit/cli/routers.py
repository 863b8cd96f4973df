"""What the commands share that talk to routers: secrets, targets, many at a time, printing."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

import click

from rosgit.cli.failure import Failure, ask_or_refuse
from rosgit.cli.options import Choice, Reach, told
from rosgit.cli.shell import Loaded, echo, load, load_or_stop, look, say
from rosgit.model.diagnostic import Diagnostic, errors
from rosgit.model.exits import Exit
from rosgit.model.plan import Plan, Report, Status
from rosgit.model.site import Site
from rosgit.model.standing import Standing
from rosgit.model.target import Tls

if TYPE_CHECKING:
    from rosgit.applier.settings import Settings
    from rosgit.applier.write import Secrets
    from rosgit.ledger.seal import Sealer
    from rosgit.model.secret import Secret
    from rosgit.run import Run

T = TypeVar("T", Plan, Report, Standing)


NO_SECRETS: Secrets = MappingProxyType({})
FLEET_KEY = "ROSGIT_LEDGER_KEY"
"""The variable that holds the key of the fleet's ledgers."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Sites with everything needed to reach their routers.

    ``also`` are secrets of their rows that nothing is done with: a router may say one all the same.
    """

    chosen: Choice
    reach: Reach
    loaded: Loaded
    sites: tuple[Site, ...]
    secrets: Secrets
    sealer: Sealer | None = None
    also: tuple[Secret, ...] = ()

    def sealing(self, settings: Settings | None) -> Settings:
        """Settings with the fleet's key, if there is one, and what no router may say."""
        from rosgit.applier.settings import Settings

        return replace(settings or Settings(), sealer=self.sealer, also=self.also)

    @property
    def options(self) -> str:
        """The options a suggested command needs to mean the same tree and routers."""
        return told(self.chosen.folder, self.reach.targets)

    @property
    def hosts(self) -> Mapping[str, str]:
        """Where each router is reached, for people."""
        return {site.name: f"{site.target.host}:{site.target.port}" for site in self.sites}


def prepare(chosen: Choice, reach: Reach, *, rows: bool = True, secrets: bool = True) -> Ready:
    """Compile, point at targets, resolve secrets; stops with exit 1 where one of these has an error.

    Without ``rows`` the sites ask for none. Without those or ``secrets`` none is needed but the password of
    the router.
    """
    loaded = load_or_stop(chosen, rows=rows)
    made = Ready(chosen, reach, loaded, loaded.sites, NO_SECRETS)
    ready = resolved(made, chosen.folder, every=secrets)
    if rows and secrets:
        return ready
    return replace(ready, also=_at_hand(chosen, made.sites if rows else load(chosen).sites))


def _at_hand(chosen: Choice, sites: Iterable[Site]) -> tuple[Secret, ...]:
    """The secrets of the rows of sites, as far as they are there."""
    from rosgit.secrets import resolve
    from rosgit.workflow import references

    refs = [each for site in sites for each in references(site)]
    return tuple(resolve(refs, os.environ, chosen.folder).secrets.values())


def resolved(ready: Ready, root: Path, *, every: bool = True) -> Ready:
    """The same at its targets and with its secrets; stops with exit 1 where one of them has an error.

    ``root`` is the folder that files of secrets lie below. Without ``every`` they are the passwords of
    the routers.
    """
    from rosgit.secrets import resolve
    from rosgit.workflow import references

    chosen, reach, loaded = ready.chosen, ready.reach, ready.loaded
    sites = tuple(elsewhere(ready.sites, reach.targets)) if reach.targets is not None else ready.sites
    refs = [each for site in sites for each in (references(site) if every else site.target.references)]
    secrets = resolve(refs, os.environ, root)
    sealer, weak = fleet_sealer(os.environ)
    found = (*secrets.diagnostics, *weak)
    if errors(found):
        say(chosen, found, loaded, out=chosen.json)
        raise click.exceptions.Exit(Exit.ERROR)
    say(chosen, () if chosen.json else found, loaded, out=False)
    return replace(ready, sites=sites, secrets=secrets.secrets, sealer=sealer)


def fleet_sealer(environ: Mapping[str, str]) -> tuple[Sealer | None, tuple[Diagnostic, ...]]:
    """What seals secrets in ledgers: the fleet's key of ``ROSGIT_LEDGER_KEY``, if one is set.

    An empty one is none: that is what a CI gives where a secret is not defined.
    """
    key = environ.get(FLEET_KEY, "").strip()
    if not key:
        return None, ()
    from rosgit.ledger.seal import Sealer, WeakKeyError
    from rosgit.model.secret import Secret

    try:
        return Sealer.from_fleet_key(Secret(key)), ()
    except WeakKeyError as error:
        return None, (Diagnostic("ledger-key-weak", f"{FLEET_KEY}: {error}"),)


def elsewhere(sites: Iterable[Site], targets: Path) -> Iterable[Site]:
    """The sites with host, port and fingerprint as a targets file says.

    The file is JSON: ``{"SITE": {"host": ..., "port": ..., "fingerprint": ...}}``; without a
    fingerprint the plain API is used, which only loopback may.
    A chosen site that is not in it is an error: a rehearsal must never reach a real router.
    Raises Failure.
    """
    places = _targets(targets)
    for site in sites:
        if site.name not in places:
            raise Failure("bad-targets", f"{targets}: {site.name} is not in it; name the sites that are")
        try:
            yield _moved(site, places[site.name])
        except (ValueError, TypeError, KeyError) as error:
            words = f"{targets}: {site.name} needs host, port and fingerprint"
            raise Failure("bad-targets", words) from error


def _targets(path: Path) -> Mapping[str, Mapping[str, object]]:
    """What a targets file says. Raises Failure when it is none."""
    way = "rosgit sim --targets writes such a file"
    try:
        places = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Failure("bad-targets", f"cannot read {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise Failure("bad-targets", f"{path} is no JSON; {way}") from error
    if not isinstance(places, dict) or not all(isinstance(each, dict) for each in places.values()):
        raise Failure("bad-targets", f"{path} is no object of sites; {way}")
    return places


def _moved(site: Site, place: Mapping[str, object]) -> Site:
    from rosgit.intents.router import is_loopback

    host, pin = str(place["host"]), place.get("fingerprint")
    if pin is None and not is_loopback(host):
        raise ValueError(f"{site.name}: {host} is not on this machine and has no fingerprint")
    tls = Tls((str(pin),)) if pin is not None else None
    port = int(str(place["port"]))
    if not 0 < port < 65536:
        raise ValueError(f"{port} is no port")
    return replace(site, target=replace(site.target, host=host, port=port, tls=tls))


def each_site(
    ready: Ready, use: Callable[[Run], T], settings: Settings | None = None, *, writes: bool = False
) -> list[T | Report]:
    """Run a use case for every site, several at a time; results stand in the order of the sites.

    A bug ends the site it met, and is printed when the command has said everything else.
    """
    from rosgit.cli.ending import keep_bug
    from rosgit.fleet import broken, over

    command = click.get_current_context()

    def broke(site: Site, error: Exception) -> Report:
        keep_bug(command, error)
        return broken(site, error, writes=writes)

    settings, reach = ready.sealing(settings), ready.reach
    return over(ready.sites, ready.secrets, use, reach.timeout, reach.jobs, settings, broke)


def print_plans(chosen: Choice, ready: Ready, made: Sequence[Plan | Report]) -> None:
    """Print plans, and after them the routers that could not be read."""
    from rosgit.views.plan import plans_text
    from rosgit.views.plan_json import plans_json

    plans = [each for each in made if isinstance(each, Plan)]
    failed = [_dialled(ready, each) for each in made if isinstance(each, Report)]
    if chosen.json:
        echo(plans_json(plans, ready.hosts, failed))
        return
    if plans:
        echo(plans_text(plans, ready.hosts, ready.loaded.lines, look(chosen), [each.site for each in failed]))
    say(chosen, [one for each in failed for one in each.diagnostics], ready.loaded, out=False)


def print_reports(
    chosen: Choice,
    ready: Ready,
    reports: Sequence[Report],
    *,
    interrupted: bool = False,
    snippets: bool = True,
) -> None:
    """Print how every site ended; ``snippets`` False where places are of the time of an older apply."""
    from rosgit.views.report import reports_text
    from rosgit.views.report_json import reports_json

    reports = [_dialled(ready, each) for each in reports]
    if chosen.json:
        echo(reports_json(reports, ready.hosts, interrupted=interrupted, options=ready.options))
        return
    lines, options = ready.loaded.lines if snippets else None, ready.options
    echo(reports_text(reports, ready.hosts, lines, look(chosen), interrupted=interrupted, options=options))


def _dialled(ready: Ready, report: Report) -> Report:
    """A report of a router out of reach that says when it was not the site that named the address."""
    if report.status is not Status.OFFLINE or ready.reach.targets is None:
        return report
    found = (
        replace(each, summary=f"{each.summary} (from {ready.reach.targets})") for each in report.diagnostics
    )
    return replace(report, diagnostics=tuple(found))


def sure(question: str) -> bool:
    """Ask on a terminal. Raises Failure where nobody can be asked."""
    ask_or_refuse("say --yes")
    return click.confirm(question, default=False, err=True)
