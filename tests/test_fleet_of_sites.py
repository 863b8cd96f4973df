"""The fleet in ``sites/`` on simulated routers: apply, apply again, verify, and break every row and field."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rosgit.applier import Settings
from rosgit.device import Deadline
from rosgit.menus import MENUS
from rosgit.menus.kinds import Bits, Bool, Duration, Enum, Int, List, Pair, Range4, Rate, RateLimit
from rosgit.model.plan import Status
from rosgit.model.row import Row
from rosgit.model.secret import Secret
from rosgit.model.site import Site
from rosgit.run import Run
from rosgit.sim import ManualClock, Router, Server
from rosgit.sim.sites import router_for
from rosgit.sources.disk import load
from rosgit.workflow import apply_site, compiled, references, verify_site

PASSWORD = Secret("a-password")
SITES = {site.name: site for site in compiled(load(Path(__file__).parent.parent / "sites")).sites}
LATENCY = 0.004


def run_on(server: Server, site: Site) -> Run:
    target = replace(site.target, host="127.0.0.1", port=server.port, tls=None)
    secrets = {ref.same_as: PASSWORD for ref in references(site)}
    settings = Settings(pause=server.router.tick, nonce="a-nonce", who="a test")
    return Run(replace(site, target=target), secrets, Deadline.after(60), settings)


@pytest.mark.parametrize("name", SITES)
def test_a_second_apply_writes_nothing_and_takes_three_round_trips(name):
    site = SITES[name]
    with Server(router_for(site, PASSWORD, ManualClock()), latency=LATENCY) as server:
        assert apply_site(run_on(server, site), lambda _: True).status is Status.PROVEN
        fresh, writes = server.trips, server.router.writes
        assert fresh <= 25
        assert apply_site(run_on(server, site), lambda _: True).status is Status.IN_SYNC
        assert server.trips - fresh == 3
        assert server.router.writes == writes
        assert verify_site(run_on(server, site)).status is Status.IN_SYNC


@pytest.fixture(scope="module")
def applied() -> dict[str, tuple[Site, str]]:
    """Each site's router after an apply, as kept state."""
    made = {}
    for name in ("kilifi-cafe", "watamu-hotel"):
        site = SITES[name]
        with Server(router_for(site, PASSWORD, ManualClock())) as server:
            assert apply_site(run_on(server, site), lambda _: True).status is Status.PROVEN
            made[name] = (site, server.router.to_json())
    return made


def live(router: Router, row: Row) -> dict[str, str]:
    """The one row of the router that is this desired row: it has all of its values."""
    menu = MENUS[row.menu]
    if menu.singleton:
        return dict(router.rows(row.menu)[0])
    found = [dict(each) for each in router.rows(row.menu) if equal(row, each)]
    assert len(found) == 1, (row, found)
    return found[0]


def equal(row: Row, shown: dict[str, str]) -> bool:
    menu = MENUS[row.menu]
    return shown.get("dynamic") != "true" and all(
        not isinstance(value, str)
        or menu.fields[name].kind.canonical(shown.get(name, menu.fields[name].default or "")) == value
        for name, value in row.fields.items()
        if name in shown or menu.fields[name].default == value
    )


def other(row: Row, name: str) -> str | None:
    """Another valid value of a field; None where a test cannot make one up (a name of another row)."""
    field, now = MENUS[row.menu].fields[name], row.fields[name]
    if (
        field.read_only
        or (field.ref is not None and not field.ref.soft)
        or name in ("chain", "connection-state")
    ):
        return None
    kind = field.kind
    options: list[str] = {
        Bool: ["yes", "no"], Duration: ["7m", "9m"], Int: ["3", "4"], RateLimit: ["7M/7M", "9M/9M"],
        Rate: ["7M", "9M"], Pair: ["7M/7M", "9M/9M"],
    }.get(type(kind), [])  # fmt: skip
    if isinstance(kind, Enum):
        options = list(kind.values)
    if isinstance(kind, Bits):
        options = [kind.values[0], kind.values[-1]]
    if isinstance(kind, Range4 | List) or (not options and name in ("comment", "dns-name", "dst-host")):
        options = ["10.99.0.2", "10.99.0.3"] if name != "comment" else ["x", "y"]
    for text in options:
        try:
            if kind.canonical(text) != now:
                return text
        except ValueError:
            continue
    return None


@pytest.mark.parametrize("name", ["kilifi-cafe", "watamu-hotel"])
def test_every_managed_row_that_is_removed_is_named_with_its_yaml_line(applied, name):
    site, kept = applied[name]
    broken = [row for row in site.rows if MENUS[row.menu].addable]
    assert len(broken) > 30
    for row in broken:
        router = Router.from_json(kept)
        router.remove(row.menu, live(router, row)[".id"])
        names_the_break(router, site, row)


@pytest.mark.parametrize("name", ["kilifi-cafe", "watamu-hotel"])
def test_every_managed_field_that_is_changed_is_named_with_its_yaml_line(applied, name):
    site, kept = applied[name]
    broken = 0
    for row in site.rows:
        for field in row.fields:
            text = other(row, field) if isinstance(row.fields[field], str) else "another-secret"
            if text is None or MENUS[row.menu].fields[field].write_only:
                continue
            router = Router.from_json(kept)
            shown = live(router, row)
            router.set(row.menu, shown.get(".id", ""), **{field.replace("-", "_"): text})
            names_the_break(router, site, row)
            broken += 1
    assert broken > 60


def names_the_break(router: Router, site: Site, row: Row) -> None:
    with Server(router, settle=0.001) as server:
        report = verify_site(run_on(server, site))
    assert report.status is Status.DIFFERS, row
    assert report.plan is not None
    told = [change for change in report.plan.changes if change.menu == row.menu]
    spans = {str(change.span) for change in told}
    spans |= {str(each.span) for each in (*report.plan.diagnostics, *report.diagnostics)}
    assert str(row.span) in spans, (row, told)
