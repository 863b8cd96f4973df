"""Locks that were left, undos that run late or not at all, and what is said of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from apply_lab import (
    HOTSPOT,
    LAST,
    POOL,
    PROFILE,
    ROUTER,
    ROWS,
    SCRIPT,
    Lab,
    codes,
    lab,
    refuse,
    words,
)

from rosgit.applier import switch
from rosgit.applier.settings import TICK
from rosgit.model.event import Event
from rosgit.model.plan import Outcome, Report, Status
from rosgit.model.row import Facts, Live, Observed
from rosgit.sim import hotspot, scripts
from rosgit.upkeep import standing_of, unlock_site
from rosgit.workflow import plan_site

WITHOUT_DAY = ROUTER + (
    "rows:\n"
    "  /ip/pool: {lobby: {ranges: 10.5.50.10-10.5.50.99}}\n"
    "  /ip/hotspot/walled-garden: {news: {dst-host: news.example.com}}\n"
)
"""``ROWS`` without its profile, and with a row of another menu."""
MANY = (
    ROUTER
    + "rows:\n  /ip/pool:\n"
    + "".join(f"    p{at}: {{ranges: 10.6.{at}.10-10.6.{at}.99}}\n" for at in range(100))
)
"""So many rows that the undo has several parts."""
DAY = 24 * 60 * 60
overdue = sys.modules["rosgit.applier.remember"].overdue  # the package has a function of that name


class Killed(BaseException):
    """SIGKILL."""


def killed(made: Lab, step: str = "prove", result: str = "", **given: object) -> None:
    """An apply that dies when it says that it is at a step."""

    def hear(event: Event) -> None:
        if event.step == step and result in ("", event.result):
            raise Killed

    with pytest.raises(Killed):
        made.apply(tell=hear, **given)


def asleep(made: Lab, seconds: float) -> None:
    """The scheduler does not run, and time passes."""
    made.router.jobs.asleep = True
    made.router.tick(seconds)
    made.router.jobs.asleep = False


@pytest.mark.parametrize("undo", [True, False])
@pytest.mark.parametrize("hours", [1, 30])
def test_a_ledger_that_was_never_proven_does_not_count_however_late_its_lock_is_found(
    hours: int, undo
) -> None:
    with lab() as made:
        made.apply(commit="c1")
        made.wants(WITHOUT_DAY)
        killed(made, "write", "done", undo=undo, commit="c2")
        asleep(made, 3600 * hours)
        report = made.apply(nonce="next", commit="c3")
        assert report.status is Status.PROVEN, words(report)
        assert "day" not in made.names(PROFILE)
        assert standing_of(made.run()).commit == "c3"


@pytest.mark.parametrize("after", [300, DAY + 3600])
def test_an_unlock_undoes_however_late_it_comes(after: float) -> None:
    with lab() as made:
        made.apply(commit="c1")
        made.wants(WITHOUT_DAY)
        killed(made, "write", "done")
        asleep(made, after)
        report = unlock_site(made.run())
        assert report.status is Status.UNDONE, words(report)
        assert not made.router.rows("/ip/hotspot/walled-garden")
        stands = standing_of(made.run())
        assert (stands.commit, stands.behind) == ("c1", True)


def test_a_switch_that_slept_for_a_day_goes_and_its_ledger_with_it() -> None:
    with lab() as made:
        made.apply(commit="c1")
        made.wants(WITHOUT_DAY)
        killed(made, "write", "done", commit="c2")
        asleep(made, DAY + 3600)
        made.router.tick(10)
        assert made.left() == ["rosgit-mark"]
        assert standing_of(made.run()).commit == "c1"


def lost_part(made: Lab) -> None:
    made.router.remove(SCRIPT, "rosgit-undo-1")


def broken_part(made: Lab) -> None:
    made.router.set(SCRIPT, "rosgit-undo-1", source=':error "no"\n')


@pytest.mark.parametrize("harm", [lost_part, broken_part])
@pytest.mark.parametrize("by", ["unlock", "tick"])
def test_a_part_of_an_undo_that_did_not_run_is_never_called_undone(
    harm: Callable[[Lab], None], by: str
) -> None:
    with lab(MANY) as made:
        killed(made)
        harm(made)
        if by == "tick":
            made.router.tick(200)
            assert "part 1 of the undo did not run" in standing_of(made.run()).undone
            return
        report = unlock_site(made.run())
        assert report.status is Status.PARTIAL
        assert "part 1 of the undo did not run" in words(report)
        assert 0 < len(made.names(POOL)) < 100


def test_what_a_lost_part_left_is_still_known_to_be_ours() -> None:
    with lab(MANY) as made:
        killed(made)
        lost_part(made)
        unlock_site(made.run())
        made.wants(MANY.replace(".99}", ".88}"))
        report = made.apply(nonce="next")
        assert report.status is Status.PROVEN, words(report)


def test_an_edit_that_an_unlock_leaves_is_named() -> None:
    with lab() as made:
        made.apply()
        made.wants(ROWS.replace("1M/1M", "3M/3M"))
        killed(made)
        made.router.set(PROFILE, "day", rate_limit="7M/7M")
        report = unlock_site(made.run())
        assert report.status is Status.PARTIAL
        assert "rate-limit" in words(report)
        assert "what it had before" not in report.said


@pytest.mark.parametrize("undo", [True, False])
def test_a_stale_lock_is_named_by_the_plan_and_by_the_apply_that_takes_it(undo) -> None:
    with lab() as made:
        made.apply()
        made.wants(WITHOUT_DAY)
        killed(made, who="bob", undo=undo)
        asleep(made, 300)
        seen = plan_site(made.run())
        assert ("lock-held", False) in [(each.code, each.is_error) for each in seen.diagnostics]
        heard: list[Event] = []
        report = made.apply(nonce="next", tell=heard.append)
        assert "lock-stale" in codes(report)
        assert "bob had begun to apply cafe" in words(report)
        assert ("lock", "stale") in [(each.step, each.result) for each in heard]
        assert report.status is (Status.PROVEN if undo else Status.IN_SYNC)


def of_another_site(made: Lab) -> None:
    made.site = replace(made.site, name="other")


def another_board(made: Lab) -> None:
    made.site = replace(made.site, target=replace(made.site.target, serial="OTHER"))


@pytest.mark.parametrize(
    ("change", "code"), [(another_board, "wrong-router"), (of_another_site, "ledger-foreign")]
)
def test_a_stale_lock_on_a_router_that_is_not_the_sites_is_left_alone(
    change: Callable[[Lab], None], code: str
) -> None:
    with lab() as made:
        made.apply()
        made.wants(WITHOUT_DAY)
        killed(made)
        asleep(made, 300)
        change(made)
        writes, left = made.router.writes, made.left()
        report = made.apply(nonce="next")
        assert (report.status, made.router.writes - writes, made.left()) == (Status.REFUSED, 0, left)
        assert code in codes(report)


def test_nobody_writes_beside_an_apply_without_an_undo_whose_time_is_not_over() -> None:
    """And when it is over, its owner writes and commits nothing any more."""
    with lab() as made:
        made.apply()
        first = ROWS.replace("1M/1M", "7M/7M")
        second: list[Report] = []

        def pause(seconds: float) -> None:
            made.router.tick(seconds)
            if made.router.uptime > 1000 + 200 and not second:
                second.append(report_of_second(made))

        made.wants(first)
        report = made.apply(nonce="first", undo=False, soak=300.0, pause=pause)
        assert second[0].status is Status.PROVEN
        assert report.status is not Status.PROVEN
        assert made.router.rows(PROFILE)[-1]["rate-limit"] == "9M/9M"


def report_of_second(made: Lab) -> Report:
    mine = made.site
    made.wants(ROWS.replace("1M/1M", "9M/9M"))
    try:
        return made.apply(nonce="second", who="bob")
    finally:
        made.site = mine


def test_a_change_whose_last_step_was_never_sent_is_not_done() -> None:
    """The answer of another row of the flight is lost, and a server is left switched off."""
    two = HOTSPOT.replace("{lobby:", "{hall: {interface: ether4, network: 10.6.60.0/24}, lobby:")
    with lab(HOTSPOT) as made:
        made.apply()
        made.wants(two)
        made.after("/ip/dhcp-server/add", made.lose)
        report = made.apply(nonce="next")
        assert report.status is Status.UNDONE, words(report)
        assert made.names("/ip/hotspot") == ["lobby"]
        assert Outcome.DONE not in [each.outcome for each in report.results]


def no_dynamic_rows(made: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hotspot that is there stops to run."""
    monkeypatch.setattr(hotspot, "refresh", lambda _: None)
    table = made.router.store.table("/ip/firewall/nat")
    for row in [each for each in table if each.origin or "dynamic" in each.flags]:
        table.remove(row)


def test_what_did_not_work_before_is_a_doubt_and_no_reason_to_undo(monkeypatch) -> None:
    with lab(HOTSPOT) as made:
        made.apply()
        no_dynamic_rows(made, monkeypatch)
        made.wants(HOTSPOT + "user-profiles: {day: {rate-limit: 1M/1M}}\n")
        report = made.apply(nonce="next")
        assert report.status is Status.UNPROVEN
        assert "hotspot-not-running" in codes(report)
        assert "day" in made.names(PROFILE)
        assert len(made.ledgers()) == 1


def test_what_has_never_worked_before_is_a_reason_to_undo(monkeypatch) -> None:
    with lab(HOTSPOT) as made:
        monkeypatch.setattr(hotspot, "refresh", lambda _: None)
        report = made.apply()
        assert report.status is Status.UNDONE
        assert made.names("/ip/hotspot") == []


@pytest.mark.parametrize("sign", ["<", ">="])
def test_a_router_that_does_not_compare_its_uptime_is_not_written_to(sign: str, monkeypatch) -> None:
    """A tick that runs proves nothing where the comparison that fires is never true."""
    real = scripts.holds

    def holds(router, session, test):
        if getattr(test, "field", "") == "uptime" and test.sign == sign:
            return False
        return real(router, session, test)

    monkeypatch.setattr(scripts, "holds", holds)
    with lab() as made:
        report = made.apply()
        assert report.status is Status.REFUSED
        assert "not-armed" in codes(report)
        assert made.names(POOL) == []
        assert made.left() == []


def no_scheduler(made: Lab) -> None:
    made.router.device_mode["scheduler"] = "false"


def no_space(made: Lab) -> None:
    made.router.free_space = 1000


@pytest.mark.parametrize(("harm", "code"), [(no_scheduler, "not-armed"), (no_space, "no-space")])
def test_what_keeps_an_undo_from_working_is_seen_before_anything_is_put_on_the_router(
    harm: Callable[[Lab], None], code: str
) -> None:
    with lab() as made:
        harm(made)
        report = made.apply()
        assert (report.status, made.router.writes) == (Status.REFUSED, 0)
        assert code in codes(report)


def test_where_the_scheduler_is_barred_an_apply_without_undo_goes_through() -> None:
    with lab() as made:
        no_scheduler(made)
        assert made.apply(undo=False).status is Status.PROVEN


@pytest.mark.parametrize("name", ["cafe ", "ca\u00a0fe", "caf\\", "caf\u00e9", 'a"b', "a\u2028b"])
def test_any_name_can_be_armed_for(name: str) -> None:
    with lab() as made:
        made.site = replace(made.site, name=name)
        report = made.apply(who=name)
        assert report.status is Status.PROVEN, words(report)


def test_a_soak_and_a_wait_for_a_lock_have_time_of_their_own() -> None:
    from rosgit.device import Deadline
    from rosgit.workflow import apply_site

    with lab() as made:
        killed(made)
        run = made.run(soak=90.0, lock_timeout=300.0, nonce="next")
        run = replace(run, deadline=Deadline.after(60, made.router.clock.seconds))
        assert apply_site(run, lambda _: True).status is Status.PROVEN


def test_a_row_that_a_billing_system_adds_is_no_part_of_an_undo() -> None:
    with lab() as made:
        made.before(LAST, refuse())
        made.before(f"{SCRIPT}/run", lambda: made.router.add(PROFILE, name="voucher-77"))
        report = made.apply()
        assert report.status is Status.UNDONE, words(report)
        assert "voucher-77" in made.names(PROFILE)


def test_an_undo_that_runs_is_not_run_a_second_time_beside_it() -> None:
    """Between the mark of its beginning and that of its end rosgit waits."""
    with lab() as made:
        made.after(LAST, made.lose)
        made.before(f"{PROFILE}/print", lambda: begun_by_itself(made), nth=3)
        report = made.apply()
        assert report.status is Status.UNDONE, words(report)
        assert f"{SCRIPT}/run" not in made.log


def begun_by_itself(made: Lab) -> None:
    for row in made.router.rows(SCRIPT):
        if row["name"] == "rosgit-mark":
            made.router.set(SCRIPT, row[".id"], comment="undoing")


def test_the_tick_of_an_undo_that_has_begun_is_slowed_down() -> None:
    with lab() as made:
        made.before(LAST, refuse())
        seen: list[str] = []

        def look() -> None:
            seen.extend(row["interval"] for row in made.router.rows("/system/scheduler"))

        made.before(f"{SCRIPT}/run", look)
        assert made.apply().status is Status.UNDONE
        assert seen == ["5m"]


@pytest.mark.parametrize("fault", ["cut after", "cut before", "trap", "reboot"])
def test_a_second_fault_on_the_way_back_is_no_other_rosgit(fault: str) -> None:
    """Between the new source of the lock and its run: the lock is still ours."""
    with lab() as made:
        made.before(LAST, refuse())
        acts: dict[str, Callable[[], None]] = {
            "cut after": made.lose,
            "cut before": made.lose_next,
            "reboot": lambda: (made.router.restart(), made.lose())[1],
        }
        if fault == "trap":
            made.before(f"{SCRIPT}/run", refuse("failure: busy"))
        else:
            made.after(f"{SCRIPT}/set", acts[fault])
        report = made.apply()
        assert report.status is Status.UNDONE, words(report)
        assert made.names(POOL) == []
        assert made.left() == ["rosgit-mark"]


def test_what_a_commit_could_not_tidy_up_is_named() -> None:
    with lab() as made:
        made.every("/system/scheduler/remove", refuse("failure: busy"))
        report = made.apply()
        assert report.status is Status.PROVEN
        assert ("untidy", "rosgit-tick" in words(report)) == (codes(report)[0], True)
        made.calm()
        made.apply(nonce="next")
        assert made.left() == []


HELD = switch.Armed("n", "cafe", "bob", 1000, 1120, "S", "routerboard", 1)
LATE = 2 * TICK


@pytest.mark.parametrize(
    ("up", "locks", "late"),
    [
        (1120 + LATE - 1, 1, False),
        (1120 + LATE, 1, True),
        (1120 + LATE, 2, False),
        (999, 1, True),
        (1000, 1, False),
        (LATE + 1, 1, True),
        (LATE, 1, False),
        (0, 1, False),
    ],
)
def test_a_lock_is_overdue_two_ticks_after_its_deadline_or_a_restart(up: int, locks: int, late: bool) -> None:  # noqa: FBT001
    lock = {"name": switch.SWITCH, "source": switch.driver(HELD)}
    rows = tuple(Live(SCRIPT, f"*{at}", lock) for at in range(locks))
    assert overdue(Observed({SCRIPT: rows}, Facts(uptime=f"{up}s"))) is late
