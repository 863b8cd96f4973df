"""Each protective step before the first write, and in the order of writes, taken away: a claim fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from apply_lab import ROUTER, ROWS, Claim, Lab, Without, bites, codes, lab, refuse, user_may

from rosgit.device import path
from rosgit.differ import access, order
from rosgit.fleet import over
from rosgit.model.plan import Report, Status
from rosgit.model.version import Version
from rosgit.rules import guards, guards_arm
from rosgit.workflow import apply_site, plan_site

HARMLESS = "/ip/dns/set"
RISKY = ("/ip/address/set", "/ip/service/set")
BEFORE = f"{ROUTER}rows:\n  /ip/address: {{lan: {{address: 10.9.0.1/24, interface: ether4}}}}\n"
AFTER = (
    f"{ROUTER}"
    "rows:\n"
    "  /ip/address: {lan: {address: 10.9.0.1/24, interface: ether4, disabled: yes}}\n"
    "  /ip/dns: {servers: [9.9.9.9]}\n"
    "  /ip/service: {api: {address: [127.0.0.0/8]}}\n"
)
"""An address goes and a door is narrowed, beside a change that shuts nobody out."""
GARDEN = (
    f"{ROUTER}wan: ether1\n"
    "hotspots:\n"
    "  lobby:\n"
    "    interface: ether3\n"
    "    network: 10.5.50.0/24\n"
    "    walled-garden: {bank: {host: pay.example.com}}\n"
)


# -- steps


def nothing(room: object, name: str) -> Without:
    """A guard that finds nothing, whatever it is asked."""
    return lambda patch: patch.setattr(room, name, lambda *_, **__: ())


def any_plan(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("rosgit.workflow._not_approved", lambda *_: ())


def risks_among_others(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(order, "_rank_risky", lambda _: None)


def risks_together(patch: pytest.MonkeyPatch) -> None:
    together = tuple(replace(each, alone=False) for each in access.RISKS)
    patch.setattr(order, "RISKS", together)
    patch.setattr(order, "risk_of", lambda change: None if access.risk_of(change) is None else 0)


def on_at_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(order, "_switch_on_late", lambda *_: None)


# -- claims


def refused(code: str, harm: Callable[[Lab], object]) -> Claim:
    """An apply is refused for that, and it sends nothing that writes."""

    def claim() -> None:
        with lab(ROWS) as made:
            harm(made)
            made.log.clear()
            report = made.apply()
            assert report.status is Status.REFUSED
            assert {each.rsplit("/", 1)[1] for each in made.log} == {"print"}
            assert code in codes(report)

    return claim


def no_scheduler(made: Lab) -> None:
    made.router.device_mode["scheduler"] = "false"


def no_space(made: Lab) -> None:
    made.router.free_space = 1000


def another_board(made: Lab) -> None:
    made.site = replace(made.site, target=replace(made.site.target, serial="ANOTHER"))


def another_release(made: Lab) -> None:
    made.router.version = Version.parse("7.30 (stable)")


@contextmanager
def safe_mode() -> Iterator[None]:
    """Somebody holds safe mode; the simulated router has no such menu."""
    real = path.own_path
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(path, "own_path", lambda *these: replace(real(*these), safe_mode={"enabled": "true"}))
        yield


def nobody_beside_safe_mode() -> None:
    with safe_mode():
        refused("safe-mode-held", lambda _: None)()


def only_the_reviewed_plan() -> None:
    """A person changed the router after the review: nothing of the plan that nobody saw is written."""
    with lab(ROWS) as made:
        seen = plan_site(made.run()).digest
        made.router.set("/ip/hotspot/user/profile", "default", shared_users="7")
        made.router.add("/ip/pool", name="lobby", ranges="10.9.9.1-10.9.9.9")
        run, writes = made.run(adopt=frozenset({"all"})), made.router.writes
        (report,) = over(
            [made.site], run.secrets, lambda _: apply_site(run, lambda plan: plan.digest == seen), 600, 1
        )
        assert isinstance(report, Report)
        assert (report.status, made.router.writes) == (Status.REFUSED, writes)


@contextmanager
def risky() -> Iterator[Lab]:
    """A router on which a change that shuts nobody out and two that may are about to be written."""
    with lab(BEFORE) as made:
        assert made.apply().status is Status.PROVEN
        made.wants(AFTER)
        made.log.clear()
        yield made


def risks_come_last() -> None:
    with risky() as made:
        made.apply(force=frozenset({"lock-out"}))
        written = [each for each in made.log if each in (HARMLESS, *RISKY)]
        assert written[0] == HARMLESS
        assert sorted(written[1:]) == sorted(RISKY)


def risks_come_alone() -> None:
    """Of two changes that may shut us out the second is sent when the first was answered."""
    with risky() as made:
        for each in RISKY:
            made.before(each, refuse())
        made.apply(force=frozenset({"lock-out"}))
        assert sum(each in RISKY for each in made.log) == 1


def a_server_goes_on_last() -> None:
    """A guest meets a server only when its garden and its rules are there."""
    with lab(GARDEN) as made:
        after: list[str] = []

        def note() -> None:
            if any(row["disabled"] == "false" for row in made.router.rows("/ip/hotspot")):
                after.append(made.log[-1])

        for menu in ("/ip/hotspot", "/ip/hotspot/walled-garden", "/ip/firewall/nat", "/ip/dhcp-server"):
            made.every(f"{menu}/add", note)
        assert made.apply().status is Status.PROVEN
        assert after == []


TEETH: dict[str, tuple[Without, Claim]] = {
    "where nothing may tick nothing is armed": (
        nothing(guards_arm, "_no_tick"),
        refused("not-armed", no_scheduler),
    ),
    "where there is no room nothing is put": (nothing(guards_arm, "_no_room"), refused("no-space", no_space)),
    "policies are asked first": (
        nothing(guards, "may_we_write"),
        refused("missing-policy", user_may("read,write,test,api")),
    ),
    "nobody writes beside safe mode": (nothing(guards, "safe_mode_held"), nobody_beside_safe_mode),
    "the router is that of the site": (
        nothing(guards, "_right_router"),
        refused("wrong-router", another_board),
    ),
    "the release is one we know": (
        nothing(guards, "_right_version"),
        refused("version-unknown", another_release),
    ),
    "only the reviewed plan is written": (any_plan, only_the_reviewed_plan),
    "what can shut us out comes last": (risks_among_others, risks_come_last),
    "what can shut us out comes alone": (risks_together, risks_come_alone),
    "a server goes on when all it needs is there": (on_at_once, a_server_goes_on_last),
}


@pytest.mark.parametrize("step", TEETH)
def test_without_a_protective_step_a_claim_fails(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bites(*TEETH[step], monkeypatch)
