"""What an apply says under faults: each code by a real cause, and words that are true of the router."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from apply_lab import (
    FIRST,
    HOTSPOT,
    LAST,
    POOL,
    PROFILE,
    ROUTER,
    ROWS,
    SCRIPT,
    UNLOCK,
    Lab,
    codes,
    in_sync_without_a_ledger,
    lab,
    outcomes,
    reads_otherwise,
    refuse,
    user_may,
    vanished,
    words,
)

from rosgit.fleet import over
from rosgit.model.plan import Outcome, Status
from rosgit.model.version import Version
from rosgit.sim import hotspot
from rosgit.workflow import plan_site

D, F, S, U, X = Outcome.DONE, Outcome.FAILED, Outcome.SKIPPED, Outcome.UNDONE, Outcome.UNKNOWN
LOCK = f"{SCRIPT}/add"

NAT = "/ip/firewall/nat"
MENU = "/ip/hotspot/user/profile/print"


@dataclass(frozen=True)
class Case:
    """A fault, and what is said of it: code, status, what became of each change, and a word or two."""

    cause: Callable[[Lab], object]
    code: str
    status: Status
    outcomes: tuple[Outcome, ...] = ()
    says: str = ""
    text: str = ROWS


def turned(made: Lab, seconds: float) -> Callable[[], None]:
    return lambda: made.router.tick(seconds)


def changed_meanwhile(made: Lab) -> None:
    """A row that is in sync and not to be written."""
    made.apply()
    made.wants(ROWS.replace("rate-limit: 1M/1M", "rate-limit: 3M/3M"))
    made.after(f"{PROFILE}/set", lambda: made.router.set(POOL, "lobby", ranges="10.5.50.10-10.5.50.20"))


def updates(made: Lab) -> None:
    """Both rows are there, and are to be changed."""
    made.apply()
    made.wants(ROWS.replace("rate-limit: 1M/1M", "rate-limit: 3M/3M").replace("50.99", "50.77"))


def update_never_arrives(made: Lab) -> None:
    updates(made)
    made.after(f"{POOL}/set", made.lose_next)


def update_refused(made: Lab) -> None:
    updates(made)
    made.before(f"{PROFILE}/set", refuse())


def no_dynamic_rows(made: Lab) -> None:
    """The hotspot's own rows do not appear: something keeps it from running."""

    def gone() -> None:
        rows = made.router.store.table(NAT)
        rows[:] = [row for row in rows if not row.origin]

    made.every(f"{NAT}/print", gone)


def slave(made: Lab) -> None:
    """Somebody puts the hotspot's interface into a bridge."""

    def bridged() -> None:
        made.router.add("/interface/bridge", name="theirs")
        made.router.add("/interface/bridge/port", bridge="theirs", interface="ether3")

    made.after("/ip/hotspot/add", bridged)


def refused_and_edited(made: Lab) -> None:
    def edited() -> None:
        made.router.set(POOL, "lobby", ranges="10.5.50.10-10.5.50.20")
        refuse()()

    made.before(LAST, edited)


def refused_beside_a_stranger(made: Lab) -> None:
    def added() -> None:
        made.router.add(POOL, name="theirs", ranges="10.9.9.1-10.9.9.9")
        refuse()()

    made.before(LAST, added)


def not_let_in_for_the_proof(made: Lab) -> None:
    made.after(LAST, made.shut)


def unlocked_by_nobody(made: Lab) -> None:
    made.every(UNLOCK, refuse("failure: busy"))


def commit_unheard(made: Lab) -> None:
    made.before(UNLOCK, made.away)


def tick_never_runs(made: Lab) -> None:
    made.router.jobs.asleep = True


def other_board(made: Lab) -> None:
    def swapped() -> None:
        made.router.serial = "SOMEBODY"

    made.after(LAST, swapped)


def lock_only(words: str) -> Callable[[Lab], None]:
    return lambda made: made.before(LOCK, refuse(words))


APPLIES = {
    "a field that reads back differently stays and fails": Case(
        reads_otherwise, "not-kept", Status.UNPROVEN, (D, F), "was written and reads back differently"
    ),
    "a row that somebody changed meanwhile is named": Case(
        changed_meanwhile, "not-kept", Status.UNPROVEN, (D,), "was changed while this was applied"
    ),
    "a row that is gone again takes everything back": Case(vanished, "not-kept", Status.UNDONE, (U, U)),
    "a hotspot that does not run is taken back": Case(
        no_dynamic_rows, "hotspot-not-running", Status.UNDONE, text=HOTSPOT
    ),
    "a row that the router calls invalid is taken back": Case(
        slave, "row-invalid", Status.UNDONE, text=HOTSPOT
    ),
    "a refused write is taken back": Case(
        lambda made: made.before(LAST, refuse()), "write-refused", Status.UNDONE, (U, F), "does not like it"
    ),
    "an answer lost in the middle is taken back": Case(
        lambda made: made.after(FIRST, made.lose), "answer-lost", Status.UNDONE, (U, S)
    ),
    "a lost answer is known again by what is read": Case(
        lambda made: made.after(LAST, made.lose), "answer-lost", Status.PROVEN, (D, D)
    ),
    "a write that never arrived is taken back": Case(
        lambda made: made.after(FIRST, made.lose_next), "answer-lost", Status.UNDONE, (U, U)
    ),
    "an update that never arrived is taken back": Case(
        update_never_arrives, "answer-lost", Status.UNDONE, (U, U)
    ),
    "a refused update is taken back": Case(update_refused, "write-refused", Status.UNDONE, (U, F)),
    "an undo that spares somebody's edit says so": Case(
        refused_and_edited, "undo-incomplete", Status.PARTIAL, (X, F), "/ip/pool is not as it was"
    ),
    "what somebody adds beside our rows is left, and is no part of the undo": Case(
        refused_beside_a_stranger, "write-refused", Status.UNDONE, (U, F), "nothing behind it was sent"
    ),
    "a router out of reach is unknown, and so is what it acknowledged": Case(
        not_let_in_for_the_proof, "undo-pending", Status.UNKNOWN, (X, X), "should have undone by itself"
    ),
    "a lock that stays takes everything back": Case(
        unlocked_by_nobody, "not-committed", Status.UNDONE, (U, U), "the lock could not be removed"
    ),
    "a commit of which nobody heard is unknown": Case(
        commit_unheard, "not-committed", Status.UNKNOWN, (X, X), "nobody heard"
    ),
    "another board at the proof is never called proven": Case(other_board, "serial-changed", Status.PARTIAL),
    "a slow write is taken back": Case(
        lambda made: made.after(FIRST, turned(made, 111)), "router-timeout", Status.UNDONE
    ),
    "a slow proof is taken back": Case(
        lambda made: made.before(MENU, turned(made, 111), 3),
        "too-late",
        Status.UNDONE,
        (U, U),
        "the proof took",
    ),
    "slow arming writes nothing": Case(
        lambda made: made.before(MENU, turned(made, 108), 2), "too-late", Status.REFUSED, says="arming took"
    ),
    "a tick that never runs is not armed": Case(
        tick_never_runs, "not-armed", Status.REFUSED, says="its tick was not seen"
    ),
    "a part the router refuses is not armed": Case(
        lambda made: made.before(LOCK, refuse(), 2), "not-armed", Status.REFUSED, says="what an undo needs"
    ),
    "a lock the router refuses is not somebody else's": Case(
        lock_only("failure: disk full"), "not-armed", Status.REFUSED, says="disk full"
    ),
    "a lock our user may not add is a missing policy": Case(
        lock_only("not enough permissions (9)"), "missing-policy", Status.REFUSED, says="our user may not add"
    ),
    "a part our user may not add is a missing policy": Case(
        lambda made: made.before(LOCK, refuse("not enough permissions (9)"), 2),
        "missing-policy", Status.REFUSED, says="refused what an undo needs",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", APPLIES.values(), ids=APPLIES)
def test_a_fault_has_its_code_and_what_is_said_is_so(case: Case) -> None:
    with lab(case.text) as made:
        case.cause(made)
        report = made.apply()
        assert case.code in codes(report), words(report)
        assert report.status is case.status, words(report)
        assert outcomes(report) == list(case.outcomes) or not case.outcomes
        assert case.says in words(report)


@pytest.mark.parametrize("case", APPLIES.values(), ids=APPLIES)
def test_after_a_fault_the_next_apply_converges(case: Case) -> None:
    with lab(case.text) as made:
        case.cause(made)
        made.apply()
        made.calm()
        made.router.device_mode["scheduler"] = "true"
        for row in made.router.rows("/interface/bridge/port"):
            made.router.remove("/interface/bridge/port", row[".id"])
        made.router.tick(1000)
        assert made.apply(adopt=frozenset({"all"}), force=frozenset({"serial-changed"})).status in (
            Status.PROVEN,
            Status.IN_SYNC,
        )
        assert made.left() == []


@dataclass(frozen=True)
class Reading:
    """A router, and what a plan, a verify or an apply of it says."""

    cause: Callable[[Lab], object]
    code: str
    says: str = ""
    error: bool = True
    text: str = ROWS


def runs(version: str) -> Callable[[Lab], None]:
    def set_version(made: Lab) -> None:
        made.router.version = Version.parse(version)

    return set_version


GUARDED = ROUTER + "rows: {/interface/bridge: {lan: {ra-guard: yes}}}\n"
"""A field that RouterOS has since 7.22."""

READINGS = {
    "a user who may not read": Reading(user_may("api"), "not-permitted", "may not be read by our user"),
    "a menu the router does not have": Reading(
        lambda made: made.before(f"{POOL}/print", refuse("no such command prefix")), "router-trap", "no such"
    ),
    "a site that asks for nothing": Reading(lambda _: None, "no-rows", "nothing to prove", text=ROUTER),
    "a RouterOS that is too old": Reading(runs("7.9"), "version-unknown", "it runs 7.9"),
    "a RouterOS that lacks a field": Reading(
        runs("7.21"), "version-mismatch", "RouterOS 7.21 has no 'ra-guard'", text=GUARDED
    ),
    "a RouterOS that is near": Reading(runs("7.21"), "version-differs", "runs RouterOS 7.21", error=False),
}


@pytest.mark.parametrize("case", READINGS.values(), ids=READINGS)
def test_a_router_that_cannot_be_planned_for_says_why(case: Reading) -> None:
    with lab(case.text) as made:
        case.cause(made)
        (report,) = over([made.site], made.run().secrets, lambda _: plan_site(made.run()), 60, 1)
        assert case.code in codes(report)
        assert any(case.says in each.summary and each.is_error is case.error for each in report.diagnostics)
        assert made.router.writes == 0


# -- does it work, and when is it looked at


@pytest.mark.parametrize("looks", [1, 3])
def test_a_hotspot_is_given_the_seconds_its_rows_take_to_appear(looks: int) -> None:
    with lab(HOTSPOT) as made:
        no_dynamic_rows(made)
        key = (f"{NAT}/print", 0, "before")
        gone, first = made.hooks[key], made.log.count(f"{NAT}/print")

        def slow() -> None:
            if made.router.rows("/ip/hotspot") and looking() <= looks:
                gone()
            else:
                hotspot.refresh(made.router)

        def looking() -> int:
            written = made.log.index("/ip/hotspot/add") if "/ip/hotspot/add" in made.log else len(made.log)
            return made.log[written:].count(f"{NAT}/print")

        made.hooks[key] = slow
        assert made.apply().status is Status.PROVEN
        assert looking() == looks + 1 > first


@pytest.mark.parametrize("cause", [no_dynamic_rows, slave], ids=["not running", "invalid"])
def test_rows_in_sync_are_no_success_while_the_hotspot_does_not_run(cause: Callable[[Lab], None]) -> None:
    with lab(HOTSPOT) as made:
        made.apply()
        cause(made)
        made.hooks.get(("/ip/hotspot/add", 2, "after"), lambda: None)()
        applied, verified = made.apply(), made.verify()
        assert (applied.status, verified.status) == (Status.UNPROVEN, Status.DIFFERS)
        code = "row-invalid" if cause is slave else "hotspot-not-running"
        assert code in codes(applied)
        assert code in codes(verified)


# -- a ledger that cannot be kept


def test_a_ledger_that_is_too_large_is_said_before_anything_is_written() -> None:
    with lab() as made:
        report = made.apply(commit="x" * 5000)
        assert (report.status, "ledger-too-large" in codes(report)) == (Status.REFUSED, True)
        assert made.router.writes == 0


def test_a_ledger_that_is_too_large_is_said_of_a_site_in_sync() -> None:
    with lab() as made:
        before = in_sync_without_a_ledger(made)
        report = made.apply(commit="x" * 5000)
        assert (report.status, "ledger-too-large" in codes(report)) == (Status.UNPROVEN, True)
        assert made.router.writes == before
