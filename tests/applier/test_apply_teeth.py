"""Each protective step taken away makes a claim of these tests fail that holds with it."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
import test_apply_codes as codes_of
import test_undo_switch as switch_of
from apply_lab import FIRST, LAST, ROWS, SCRIPT, UNLOCK, Claim, Lab, Without, bites, lab, refuse, words
from undo_lab import Lab as Bare

from rosgit.applier import arm, commit, safe, switch
from rosgit.device import Deadline
from rosgit.menus.script import when
from rosgit.model.plan import Status

LOCK = f"{SCRIPT}/add"
WRITE = sys.modules["rosgit.applier.write"]  # the package has a function of that name


def lock_not_read_back(patch: pytest.MonkeyPatch) -> None:
    def lock(job, device, arming):
        fields = {"name": switch.SWITCH, "policy": arming.policy, "source": switch.driver(arming.armed)}
        device.flight((arm.add(SCRIPT, fields),), job.deadline)
        return arm.separate(arm.observe(device, arm.MENUS, job.deadline))[0]

    patch.setattr(arm, "_lock", lock)


def undo_not_read_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(arm, "_incomplete", lambda *_: None)


def ledger_not_compared(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(arm, "_unmoved", lambda *_: None)


def uptime_not_compared(patch: pytest.MonkeyPatch) -> None:
    def judging(armed):
        due = f"[/system/resource/get uptime] >= {armed.deadline}s"
        return when(due, switch._undoing(armed), switch._ticking(armed))

    patch.setattr(switch, "_judging", judging)


def any_board(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(switch, "driver", lambda armed: _lines((*switch._head(armed), *switch._judging(armed))))


def never_expires(patch: pytest.MonkeyPatch) -> None:
    """A switch fires however long it slept: one that came back with a backup, years later."""

    def judging(armed):
        due = f"({switch._UPTIME} < {armed.armed_at}s) or ({switch._UPTIME} >= {armed.deadline}s)"
        return when(due, switch._undoing(armed), switch._ticking(armed))

    patch.setattr(switch, "_judging", judging)


def _lines(lines: tuple[str, ...]) -> str:
    return "".join(f"{line}\n" for line in lines)


def no_margin_for_writes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Deadline, "sooner", lambda self, _seconds: self)


def refusals_ignored(patch: pytest.MonkeyPatch) -> None:
    real = WRITE._take
    patch.setattr(WRITE, "_take", lambda *these: real(*these) or True)


def rows_may_go(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(safe, "_must_go_back", lambda *_: False)


def doubts_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(safe, "new_doubts", lambda *_: ())


def board_not_asked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(safe, "_other_board", lambda *_: iter(()))


def lost_commit_not_looked_at(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(commit, "_look", lambda *_: commit.Settled(commit.Ending.UNKNOWN))


# -- claims


def refused(cause: Callable[[Lab], None], never: str = FIRST) -> Claim:
    """An apply in which that happens is refused, and never sends a command."""

    def claim() -> None:
        with lab(ROWS) as made:
            cause(made)
            report = made.apply()
            assert report.status is Status.REFUSED, words(report)
            assert never not in made.log

    return claim


def lock_reads_otherwise(made: Lab) -> None:
    made.after(LOCK, lambda: made.router.set(SCRIPT, "rosgit-undo", source="/log/info x"))


def part_reads_otherwise(made: Lab) -> None:
    part = "rosgit-undo-1"
    made.after("/system/scheduler/add", lambda: made.router.set(SCRIPT, part, source="/log/info x"))


def part_is_invalid(made: Lab) -> None:
    def spoil() -> None:
        for row in made.router.store.table(SCRIPT):
            if row.name == "rosgit-undo-1":
                row.flags.add("invalid")

    made.after("/system/scheduler/add", spoil)


def ledger_comes(made: Lab) -> None:
    """Somebody was proven between our reading and our lock, and changed no row."""
    made.before(LOCK, lambda: made.router.add(SCRIPT, name="rosgit-ledger-1-1", source="# theirs"))


def nothing_behind_a_refusal() -> None:
    with lab() as made:
        made.before(FIRST, refuse())
        made.apply()
        assert LAST not in made.log


def looked_at_and_not_undone() -> None:
    """A commit went through and its answer was lost: proven, and nobody is told of an undo."""
    with lab() as made:
        told: list[str] = []
        made.before(UNLOCK, made.lose)
        report = made.apply(tell=lambda event: told.append(event.step))
        assert report.status is Status.PROVEN
        assert "undo" not in told


def switch_claim(test: Callable[[Bare], None]) -> Claim:
    def claim() -> None:
        made = Bare()
        made.router.tick(1000)
        test(made)

    return claim


def fault(name: str) -> Claim:
    return lambda: codes_of.test_a_fault_has_its_code_and_what_is_said_is_so(codes_of.APPLIES[name])


TEETH: dict[str, tuple[Without, Claim]] = {
    "the lock is read back": (lock_not_read_back, refused(lock_reads_otherwise, "/system/scheduler/add")),
    "the parts are read back": (undo_not_read_back, refused(part_reads_otherwise)),
    "no part may be invalid": (undo_not_read_back, refused(part_is_invalid)),
    "the ledger is the one that was read": (ledger_not_compared, refused(ledger_comes)),
    "a lower uptime undoes": (
        uptime_not_compared,
        switch_claim(switch_of.test_a_reboot_undoes_at_the_first_tick),
    ),
    "the switch knows its board": (
        any_board,
        switch_claim(switch_of.test_on_another_board_the_switch_goes_away_and_touches_nothing),
    ),
    "a switch expires": (
        never_expires,
        switch_claim(
            switch_of.test_a_switch_that_slept_past_its_deadline_for_a_day_goes_away_and_undoes_nothing
        ),
    ),
    "writes stop a margin before the deadline": (no_margin_for_writes, fault("a slow write is taken back")),
    "the first refusal stops": (refusals_ignored, nothing_behind_a_refusal),
    "a row that is gone undoes": (
        rows_may_go,
        fault("a row that is gone again takes everything back"),
    ),
    "what does not work undoes": (doubts_ignored, fault("a hotspot that does not run is taken back")),
    "a lost commit is looked at": (lost_commit_not_looked_at, looked_at_and_not_undone),
    "the proof knows its board": (
        board_not_asked,
        fault("another board at the proof is never called proven"),
    ),
}


@pytest.mark.parametrize("step", TEETH)
def test_without_a_protective_step_a_claim_fails(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bites(*TEETH[step], monkeypatch)
