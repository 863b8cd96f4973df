"""A fleet of simulated routers, and what goes wrong on them to order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace

from rosgit.applier import Settings
from rosgit.fleet import Pace, apply_sites
from rosgit.model.event import Event
from rosgit.model.plan import Report, Status
from rosgit.model.secret import Secret
from rosgit.model.site import Site
from rosgit.sim import ManualClock, Router, Server
from rosgit.sim.sites import router_for
from rosgit.sim.texts import Trap
from rosgit.sources.memory import load
from rosgit.workflow import compiled, references

PASSWORD = "pl4nted-pa55word"
SITE = """\
router: {host: HOST, username: rosgit, password: !secret "env:ROSGIT", routeros: "7.22", tls: false}
rows:
  /ip/pool:
    lobby: {ranges: 10.5.50.10-10.5.50.99}
  /ip/hotspot/user/profile:
    day-pass: {address-pool: lobby, shared-users: 2}
"""
FIRST, SECOND = "/ip/pool/add", "/ip/hotspot/user/profile/add"
"""The writes of such a site, in the order of their levels."""
PROBE = "/system/script/print"


@dataclass
class Lab:
    """The fleet; ``log`` has every writing command as (site, command), ``events`` what was told."""

    sites: tuple[Site, ...]
    servers: dict[str, Server]
    log: list[tuple[str, str]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    hooks: dict[tuple[str, str], Callable[[], None]] = field(default_factory=dict)
    stopped: int = 0

    def router(self, name: str) -> Router:
        return self.servers[name].router

    def apply(self, names: str = "", **given: object) -> dict[str, Report]:
        """Apply the fleet (or some of its sites); the reports by name."""
        pace = {key: given.pop(key) for key in list(given) if key in Pace.__dataclass_fields__}
        settings = Settings(
            pause=self.pause, nonce="a-nonce", who="a test", tell=self.events.append,
            stopping=lambda: self.stopped > 0,
        )  # fmt: skip
        settings = replace(settings, **given)  # type: ignore[arg-type]  # a test's own settings
        chosen = [site for site in self.sites if site.name in (names or self.servers)]
        secrets = {ref.same_as: Secret(PASSWORD) for site in chosen for ref in references(site)}
        paced = Pace(hurry=lambda: self.stopped > 1, **pace)  # type: ignore[arg-type]
        made = apply_sites(chosen, secrets, lambda _: True, 30, paced, settings)
        assert [each.site for each in made] == [site.name for site in chosen]
        return {each.site: each for each in made}

    def statuses(self, names: str = "", **given: object) -> dict[str, Status]:
        return {name: report.status for name, report in self.apply(names, **given).items()}

    def pause(self, seconds: float) -> None:
        for server in self.servers.values():
            server.router.tick(seconds)

    def stop(self) -> None:
        """What an interrupt does."""
        self.stopped += 1

    def stop_once(self) -> None:
        """What one interrupt does, however often this is called."""
        self.stopped = 1

    def refuse(self, name: str, command: str = FIRST) -> None:
        """Let a router refuse a command."""

        def trap() -> None:
            raise Trap("failure: it does not like it")

        self.hooks[name, command] = trap

    def on(self, name: str, command: str, act: Callable[[], None]) -> None:
        """Do something when a router is about to run a command."""
        self.hooks[name, command] = act

    def unplug(self, name: str) -> None:
        """Take a router away: nobody listens there any more."""
        self.servers[name].stop()

    def written(self, name: str) -> list[str]:
        """The commands by which a router was given rows of its site."""
        return [command for site, command in self.log if site == name and command in (FIRST, SECOND)]

    def left(self, name: str) -> list[str]:
        """What of ours is left on a router, ledgers apart."""
        rows = (*self.router(name).rows("/system/script"), *self.router(name).rows("/system/scheduler"))
        names = [row["name"] for row in rows]
        return [each for each in names if each.startswith("rosgit-") and "ledger" not in each]

    def told(self, name: str) -> list[tuple[str, str]]:
        return [(event.step, event.result) for event in self.events if event.site == name]


def _listen(lab: Lab, name: str, router: Router) -> None:
    """Note what a router is told to do, and let hooks act on it."""
    run = router._run

    def listening(session, command):  # type: ignore[no-untyped-def]
        word = f"{command.path}/{command.verb}"
        if command.verb in ("add", "set", "remove", "move"):
            lab.log.append((name, word))
        hook = lab.hooks.get((name, word))
        if hook is not None:
            hook()
        return run(session, command)

    router._run = listening  # type: ignore[method-assign]


@contextmanager
def fleet(names: Iterable[str]) -> Iterator[Lab]:
    """A fleet of like sites."""
    made = compiled(
        load({f"{name}.yaml": SITE.replace("HOST", f"127.0.0.{at}") for at, name in enumerate(names, 1)})
    )
    assert made.sites, made.diagnostics
    with ExitStack() as stack:
        servers, sites = {}, []
        for site in made.sites:
            server = Server(router_for(site, Secret(PASSWORD), ManualClock()))
            stack.callback(server.stop)
            server.start()
            servers[site.name] = server
            sites.append(replace(site, target=replace(site.target, host=server.host, port=server.port)))
        lab = Lab(tuple(sites), servers)
        for name, server in servers.items():
            _listen(lab, name, server.router)
        yield lab
