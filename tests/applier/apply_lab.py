"""One site on one simulated router, applied while something goes wrong at a command of the test's choice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache

import pytest

from rosgit.applier import Settings
from rosgit.applier.switch import Armed, driver
from rosgit.device import Deadline
from rosgit.fleet import over
from rosgit.ledger.seal import Sealer
from rosgit.model.plan import Outcome, Plan, Report
from rosgit.model.secret import Secret
from rosgit.model.site import Site
from rosgit.model.tree import Tree
from rosgit.run import Run
from rosgit.sim import Faults, ManualClock, Router, Server
from rosgit.sim.sites import router_for
from rosgit.sim.texts import Trap
from rosgit.workflow import apply_site, compiled, references, verify_site

PASSWORD = Secret("pl4nted-login")
SEALER = Sealer.from_fleet_key(Secret("a key of the fleet, for tests of it only"))
ROUTER = """\
router: {host: 127.0.0.1, routeros: "7.22", username: rosgit, password: !secret "env:ROSGIT", tls: no}
"""
ROWS = ROUTER + (
    "rows:\n"
    "  /ip/pool: {lobby: {ranges: 10.5.50.10-10.5.50.99}}\n"
    "  /ip/hotspot/user/profile: {day: {address-pool: lobby, rate-limit: 1M/1M}}\n"
)
"""Two rows, the second of which needs the first: two flights."""
HOTSPOT = ROUTER + "wan: ether1\nhotspots: {lobby: {interface: ether3, network: 10.5.50.0/24}}\n"
POOL, PROFILE = "/ip/pool", "/ip/hotspot/user/profile"
FIRST, LAST = f"{POOL}/add", f"{PROFILE}/add"
"""The writes of ``ROWS``, in the order of their levels."""
SCRIPT = "/system/script"
UNLOCK = f"{SCRIPT}/remove"
"""Its first one is the commit point."""

THEIRS = driver(Armed("n", "cafe", "bob", 1000, 100_000, "S", "routerboard", 9))
"""The lock of somebody else, whose time is not over for long, and who counts on from what is there."""

Act = Callable[[], None]
Without = Callable[[pytest.MonkeyPatch], None]
"""Takes a protective step away."""
Claim = Callable[[], None]
"""Holds, or raises AssertionError."""


@dataclass
class Lab:
    """A router, a site and one rosgit.

    ``log`` has every command of an API client; hooks run around the n-th one of a name from then on.
    """

    site: Site
    server: Server
    log: list[str] = field(default_factory=list)
    hooks: dict[tuple[str, int, str], Act] = field(default_factory=dict)
    stopped: bool = False

    @property
    def router(self) -> Router:
        return self.server.router

    # -- what rosgit does

    def run(self, **given: object) -> Run:
        settings = Settings(
            nonce="a-nonce", who="asha", pause=self.pause, clock=self.router.clock.seconds, sealer=SEALER,
            stopping=lambda: self.stopped,
        )  # fmt: skip
        settings = replace(settings, **given)  # type: ignore[arg-type]  # a test's own settings
        secrets = {ref.same_as: PASSWORD for ref in references(self.site)}
        return Run(self.site, secrets, Deadline.after(600, self.router.clock.seconds), settings)

    def apply(self, **given: object) -> Report:
        """An apply; a router that cannot be used is a report, as in the command."""
        run = self.run(**given)
        (made,) = over([self.site], run.secrets, lambda _: apply_site(run, lambda _: True), 600, 1)
        assert isinstance(made, Report)
        return made

    def verify(self) -> Report:
        return verify_site(self.run())

    def pause(self, seconds: float) -> None:
        self.router.tick(seconds)

    def wants(self, text: str) -> None:
        """From now on the site says something else."""
        self.site = replace(site_of(text), target=self.site.target)

    # -- what goes wrong

    def before(self, command: str, act: Act, nth: int = 1) -> None:
        """Do something before a command is run; a Trap is what the router answers."""
        self._hook(command, nth, "before", act)

    def after(self, command: str, act: Act, nth: int = 1) -> None:
        """Do something when a command was run and before it is answered."""
        self._hook(command, nth, "after", act)

    def every(self, command: str, act: Act) -> None:
        """Do something before each run of a command."""
        self._hook(command, 0, "before", act)

    def _hook(self, command: str, nth: int, when: str, act: Act) -> None:
        self.hooks[command, self.log.count(command) + nth if nth else 0, when] = act

    def lose(self) -> None:
        """The connection breaks, and the answer to this command is lost."""
        self.server.faults = replace(self.server.faults, cut_after=self.server.count)

    def lose_next(self) -> None:
        """The connection breaks before the next command is run."""
        self.server.faults = replace(self.server.faults, cut_before=self.server.count + 1)

    def shut(self) -> None:
        """Nobody is let in any more."""
        self.server.faults = replace(self.server.faults, refuse_login="invalid user name or password (6)")

    def away(self) -> None:
        """The connection breaks, and nobody is let in any more."""
        self.lose()
        self.shut()

    def calm(self) -> None:
        """Nothing goes wrong any more."""
        self.server.faults = Faults()
        self.router.jobs.asleep = False
        self.hooks.clear()

    # -- what is there

    def names(self, menu: str) -> list[str]:
        return [row["name"] for row in self.router.rows(menu)]

    def left(self) -> list[str]:
        """What of ours is on the router, ledgers and the mark of an undo apart."""
        names = (*self.names(SCRIPT), *self.names("/system/scheduler"))
        return [each for each in names if each.startswith("rosgit-") and "ledger" not in each]

    def ledgers(self) -> list[str]:
        return [each for each in self.names(SCRIPT) if "ledger" in each]


def refuse(words: str = "failure: it does not like it") -> Act:
    """An act that has the router refuse."""

    def trap() -> None:
        raise Trap(words)

    return trap


def source_of(made: Lab, name: str) -> str:
    """The source of the one script of a name."""
    (source,) = (row["source"] for row in made.router.rows(SCRIPT) if row["name"] == name)
    return source


def twin(made: Lab) -> None:
    """A second row of the lock's name: a race that nobody has won."""
    made.router.add(SCRIPT, name="theirs", source=THEIRS)
    found = made.router.store.by_name(SCRIPT, "theirs")
    assert found is not None
    found[1].values["name"] = "rosgit-undo"


def stranger(made: Lab) -> None:
    """Somebody has taken our lock away, and has one of his own."""
    if "rosgit-undo" in made.names(SCRIPT):
        made.router.remove(SCRIPT, "rosgit-undo")
    made.router.add(SCRIPT, name="rosgit-undo", source=THEIRS)


def reads_otherwise(made: Lab) -> None:
    made.after(LAST, lambda: made.router.set(PROFILE, "day", rate_limit="2M/2M"))


def vanished(made: Lab) -> None:
    made.after(LAST, lambda: made.router.remove(PROFILE, "day"))


def user_may(policy: str) -> Callable[[Lab], None]:
    def narrowed(made: Lab) -> None:
        made.router.add("/user/group", name="few", policy=policy)
        made.router.set("/user", "rosgit", group="few")

    return narrowed


def in_sync_without_a_ledger(made: Lab) -> int:
    """Somebody removed the ledger of a router in sync; how many writes it has seen."""
    made.apply()
    for name in made.ledgers():
        made.router.remove(SCRIPT, name)
    return made.router.writes


def codes(made: Report | Plan) -> list[str]:
    """The codes of a report and its plans, each once."""
    if isinstance(made, Plan):
        return list(dict.fromkeys(each.code for each in made.diagnostics))
    plans = [one for each in (made.plan, made.proof) if each is not None for one in each.diagnostics]
    return list(dict.fromkeys(each.code for each in (*made.diagnostics, *plans)))


def words(made: Report) -> str:
    """All that a report says in its diagnostics."""
    plans = [one for each in (made.plan, made.proof) if each is not None for one in each.diagnostics]
    return "\n".join(f"{each.summary}. {each.detail}" for each in (*made.diagnostics, *plans))


def outcomes(made: Report) -> list[Outcome]:
    return [each.outcome for each in made.results]


@cache
def site_of(text: str) -> Site:
    """The one site of a text."""
    made = compiled(Tree({"cafe.yaml": text.encode()}))
    assert len(made.sites) == 1, made.diagnostics
    return made.sites[0]


@contextmanager
def lab(text: str = ROWS) -> Iterator[Lab]:
    """A lab whose router came from the factory and has been up for a while."""
    site = site_of(text)
    router = router_for(site, PASSWORD, ManualClock())
    router.tick(1000)
    with Server(router, settle=0.0005) as server:
        made = Lab(replace(site, target=replace(site.target, port=server.port)), server)
        _listen(made)
        yield made


def _listen(made: Lab) -> None:
    """Note what the router is told, and let hooks act on it."""
    router, run = made.router, made.router._run

    def listening(session, command):  # type: ignore[no-untyped-def]
        name = f"{command.path}/{command.verb}"
        made.log.append(name)
        nth = made.log.count(name)
        for key in ((name, 0, "before"), (name, nth, "before")):
            made.hooks.get(key, _nothing)()
        replies = run(session, command)
        made.hooks.get((name, nth, "after"), _nothing)()
        return replies

    router._run = listening  # type: ignore[method-assign]


def _nothing() -> None:
    """What most commands bring about."""


def bites(without: Without, claim: Claim, patch: pytest.MonkeyPatch) -> bool:
    """Whether a claim that holds fails without a protective step."""
    claim()
    without(patch)
    with pytest.raises(AssertionError):
        claim()
    return True
