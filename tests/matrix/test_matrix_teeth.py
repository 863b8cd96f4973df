"""Each protective step taken away makes cases of the matrix fail that pass with it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from matrix_case import Case
from matrix_judge import judge
from matrix_lab import dry_run
from matrix_pauses import UNNOTICED

from rosgit.applier import (
    arm,
    back,
    back_secrets,
    commit,
    keeping,
    prove,
    safe,
    switch,
    undo,
    undo_fields,
    undo_places,
    undo_rows,
)
from rosgit.device import Device
from rosgit.run import Run

Without = Callable[[pytest.MonkeyPatch], None]


def no_lock(patch: pytest.MonkeyPatch) -> None:
    """Whoever comes takes the lock of him who has it."""
    real = arm._lock

    def lock(job, device, arming):
        kept, _ = arm.separate(arm.observe(device, arm.MENUS, job.deadline))
        arm.remove(job, device, arm.SCRIPT, arm.ids(kept.locks))
        return real(job, device, arming)

    patch.setattr(arm, "_lock", lock)
    patch.setattr("rosgit.applier.locked", lambda *_: ())


def no_tick_proof(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(arm, "TICKING", switch.ARMED)
    patch.setattr(arm, "LOOKS", 2)


def no_second_reading(patch: pytest.MonkeyPatch) -> None:
    real = Run.plan
    patch.setattr(Run, "plan", lambda *these, **how: replace(real(*these, **how), digest="the same"))


def no_margin(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(arm, "MARGIN", 0.0)


def ledger_first(patch: pytest.MonkeyPatch) -> None:
    """The next ledger is written before the lock is taken."""
    real_lock, real_rows = arm._lock, arm._rows
    early: list[object] = []

    def rows(job, arming):
        early[:] = [
            each
            for each in real_rows(job, arming)
            if any(str(text).startswith("rosgit-ledger") for _, text in each.words)
        ]
        return (each for each in real_rows(job, arming) if each not in early)

    def lock(job, device, arming):
        device.flight(early, job.deadline)
        return real_lock(job, device, arming)

    patch.setattr(arm, "_rows", rows)
    patch.setattr(arm, "_lock", lock)
    patch.setattr(arm, "_unmoved", lambda *_: None)


def no_guards(patch: pytest.MonkeyPatch) -> None:
    """The steps of an undo do what they do whatever the router holds."""
    for module in (undo_rows, undo_fields, undo_places):
        if hasattr(module, "when"):
            patch.setattr(module, "when", lambda _test, then, *_other: tuple(then))


def no_handlers(patch: pytest.MonkeyPatch) -> None:
    """The first step of an undo that fails ends it."""
    for module in (undo, undo_fields):
        patch.setattr(module, "guarded", lambda body, _failing=(): tuple(body))


def any_nonce(patch: pytest.MonkeyPatch) -> None:
    """Any lock is taken for ours."""
    patch.setattr(keeping.Keeping, "locks_of", lambda self, _nonce: self.locks)


def ledger_not_asked(patch: pytest.MonkeyPatch) -> None:
    """A lock that is gone counts as a commit, whoever took it away."""
    real = commit.ending

    def ending(keeping, arming):
        found = real(keeping, arming)
        return commit.Ending.COMMITTED if found is commit.Ending.UNDONE else found

    patch.setattr(commit, "ending", ending)


def same_connection(patch: pytest.MonkeyPatch) -> None:
    """The proof is read by the connection that wrote."""
    used: list[Device] = []
    real_write, real_close = safe.write, Device.close

    def write(device, *more):
        used.append(device)
        return real_write(device, *more)

    def look(job, *, patient):
        device = used.pop()
        observed = job.again(device)
        return prove.Proof(job.plan(observed), (), device, observed)

    patch.setattr(safe, "write", write)
    patch.setattr(Device, "close", lambda device: None if device in used else real_close(device))
    patch.setattr(safe, "look_closely", look)


def no_waiting(patch: pytest.MonkeyPatch) -> None:
    """rosgit goes away without a look at what the router undid by itself."""
    patch.setattr(back, "LOOKS", 0)


def stale_locks_stay(patch: pytest.MonkeyPatch) -> None:
    remember = sys.modules["rosgit.applier.remember"]  # the package has a function of that name
    patch.setattr(remember, "overdue", lambda _: False)


def secrets_stay(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(back, "secrets_back", lambda *_: ())


def secrets_in_scripts(patch: pytest.MonkeyPatch) -> None:
    """A row that comes back brings its secret."""
    real = undo_rows.Undoing._whole

    def whole(self, change, menu, live):
        secrets = {name: secret.reveal() for name, secret in live.secrets.items()}
        return {**real(self, change, menu, live), **secrets}

    patch.setattr(undo_rows.Undoing, "_whole", whole)


def as_fast_as_ever(patch: pytest.MonkeyPatch) -> None:
    """The tick of an undo that has begun goes on as before."""
    patch.setattr(switch, "SLOW", "3s")


def any_secret(patch: pytest.MonkeyPatch) -> None:
    """A secret goes back whatever stands there now."""
    patch.setattr(back_secrets, "_same", lambda *_: True)


def rivals_not_seen(patch: pytest.MonkeyPatch) -> None:
    """An undo that is late takes what is there for its own."""
    patch.setattr(keeping.Keeping, "overtaken", lambda *_: False)


def returned_not_seen(patch: pytest.MonkeyPatch) -> None:
    """A row whose delete was lost after the commit is not looked for."""
    for module in (safe, back):
        patch.setattr(module, "there_again", lambda *_: iter(()))


def no_second_undo(patch: pytest.MonkeyPatch) -> None:
    """What arrives after the undo has run stays."""
    patch.setattr(back, "run_again", lambda *_: None)


def running_undo_not_seen(patch: pytest.MonkeyPatch) -> None:
    """An undo that has begun counts as one that has not."""
    patch.setattr(keeping.Keeping, "undoing", property(lambda _: False))


def old_ledger_goes_first(patch: pytest.MonkeyPatch) -> None:
    """The ledger that counts goes when the new one comes, before the commit."""
    real = arm._leftovers
    patch.setattr(arm, "_leftovers", lambda kept, _generation: real(kept, None))


def every(kind: str, first: int, last: int, step: int = 1) -> list[Case]:
    return [Case(kind, k) for k in range(first, last + 1, step)]


def teeth() -> Iterator[tuple[Without, list[Case]]]:
    dry = dry_run()
    first, last = dry.of_the_plan[0], dry.of_the_plan[-1]
    yield no_lock, every("second rosgit", first, last, 9)
    yield no_tick_proof, every("scheduler asleep, killed", first, last, 9)
    yield no_second_reading, every("edit", dry.lock, dry.lock + 6)
    yield no_margin, every("slow", dry.proof - 6, dry.proof, 3)
    yield ledger_first, every("killed, its flight lost", dry.lock, dry.lock + 2)
    yield no_guards, [*every("edit, then a refusal", last - 6, last), *every("killed", first, last, 9)]
    yield no_handlers, [Case("edit, then a refusal", first + 2), Case("edit, then a refusal", first + 4)]
    yield any_nonce, every("overtaken", dry.proof + 1, dry.commit, 3)
    yield ledger_not_asked, every("switch fires", dry.commit - 2, dry.commit)
    yield same_connection, every("logins refused", first, first + 9, 3)
    yield no_waiting, every("shut out", first, first + 9, 3)
    yield stale_locks_stay, every("killed, its flight lost", dry.lock, dry.lock + 2)
    yield secrets_stay, every("trap", last - 1, last)
    yield as_fast_as_ever, every("undo slower than its tick", 11, 16, 5)
    yield any_secret, [Case("edit, then a refusal", 116), Case("edit, then a refusal", 127)]
    yield rivals_not_seen, [*every("second rosgit, older", dry.commit + 3, dry.commit + 3)]
    yield returned_not_seen, [Case("power cut", dry.commit + 1, (("/ip/pool", 1),))]
    yield no_second_undo, every("switch fires", first, first + 12, 4)
    yield running_undo_not_seen, [Case(UNNOTICED, k, (30, 40)) for k in (dry.commit - 9, dry.commit)]
    yield old_ledger_goes_first, every("killed", first, first)
    yield secrets_in_scripts, every("killed", first, first)


TEETH = {without.__name__: (without, cases) for without, cases in teeth()}


@pytest.mark.parametrize("name", TEETH)
def test_a_protective_step_that_is_taken_away_is_missed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    without, cases = TEETH[name]
    assert [verdict for verdict in map(judge, cases) if verdict.wrong] == []
    without(monkeypatch)
    assert [verdict for verdict in map(judge, cases) if verdict.wrong]
