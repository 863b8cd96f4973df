"""Keep the ledger in step where no row has to change, and clear away what a cut apply left."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rosgit.applier.applied import applied
from rosgit.applier.arm import add, uptime_seconds
from rosgit.applier.commit import tidy
from rosgit.applier.job import Job
from rosgit.applier.keeping import MENUS, SCRIPT, Keeping, separate
from rosgit.applier.refusals import too_large
from rosgit.applier.run_undo import run_now
from rosgit.applier.settings import TICK
from rosgit.applier.switch import Armed
from rosgit.device import Device, DeviceError, observe
from rosgit.ledger.codec import TooLargeError, encode, same
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.plan import Plan
from rosgit.model.row import Ledger, Observed, Row
from rosgit.model.secret import Sealed

WRITTEN, TIDIED = "ledger written", "leftovers of an apply tidied away"
"""What ``remember`` writes on a router whose rows are as they should be."""


def locked(job: Job, observed: Observed) -> tuple[Diagnostic, ...]:
    """Somebody else's lock on the router, if there is one."""
    keeping, _ = separate(observed)
    if not keeping.locks:
        return ()
    armed = keeping.armed
    if armed is None:
        words = "a script called rosgit-undo is there that is none of ours"
    else:
        when = _how_it_ends(armed, armed.deadline - uptime_seconds(observed.facts))
        words = f"{armed.who or 'somebody'} is applying {armed.site}; {when}"
    undoes = armed is not None and armed.undo
    mend = (
        "rosgit unlock to undo it now" if undoes else "rosgit unlock to take it away; what was written stays"
    )
    return (Diagnostic("lock-held", words, f"wait, or {mend}", address=job.site.name),)


def _how_it_ends(armed: Armed, left: int) -> str:
    """What becomes of a lock if its owner says nothing more; ``left`` seconds of its time."""
    if not armed.undo:
        ends = f"its time is over in {left} s" if left > 0 else "its time is over"
        return f"no undo is armed, {ends}, and nothing is taken back"
    return f"it undoes by itself in {left} s" if left > 0 else "its time is over and its tick does not run"


def await_lock(job: Job, device: Device, observed: Observed) -> Observed:
    """Wait for somebody else's apply to end, as long as the settings say; the last reading.

    Nothing is waited for where our user could not take the lock, or where the lock's time is over.
    Raises DeviceError.
    """
    settings = job.settings
    until = settings.clock() + settings.lock_timeout
    while _held(observed) and settings.clock() < until:
        settings.say(job.site.name, "lock", "held", about=locked(job, observed)[0].summary)
        if not settings.rest(min(TICK, max(until - settings.clock(), 0.1))):
            break
        observed = job.again(device)
    return observed


def take_stale(job: Job, device: Device, observed: Observed) -> tuple[Observed, tuple[Diagnostic, ...]]:
    """Run a lock whose owner may write no more and whose tick has not come, as the tick would have.

    It undoes what it has to and goes. What is there then, and what there is to say of it.
    Raises DeviceError.
    """
    keeping, _ = separate(observed)
    armed = keeping.armed
    if armed is None or not overdue(observed) or not _may_lock(observed):
        return observed, ()
    job.settings.say(job.site.name, "lock", "stale", about=locked(job, observed)[0].summary)
    run_now(job, device, keeping, armed)
    after = job.again(device)
    now, _ = separate(after)
    return after, () if now.locks else (_taken(job, armed, now),)


def _taken(job: Job, armed: Armed, now: Keeping) -> Diagnostic:
    """What became of a stale lock, by what was read after it had run."""
    undone = armed.undo and now.mark is not None and now.mark.undone
    done = "its undo has run now" if undone else "its lock is gone now; what it had written stays"
    words = f"{armed.who or 'somebody'} had begun to apply {armed.site}, and was cut: {done}"
    left = now.mark.left if undone and now.mark is not None else ()
    detail = f"left as it is: {'; '.join(left)}" if left else ""
    return Diagnostic("lock-stale", words, detail, address=job.site.name)


def _held(observed: Observed) -> bool:
    """Whether there is a lock worth waiting for."""
    return bool(separate(observed)[0].locks) and _may_lock(observed) and not overdue(observed)


def _may_lock(observed: Observed) -> bool:
    """Whether our user may keep scripts, as far as the router says what he may."""
    return not observed.facts.policies or observed.facts.policies >= {"write", "policy"}


def overdue(observed: Observed) -> bool:
    """Whether the one lock there would undo at its next tick, and that tick is late.

    Its owner writes and commits nothing any more by then, with or without an undo.
    """
    keeping, _ = separate(observed)
    armed = keeping.armed
    if armed is None or len(keeping.locks) != 1:
        return False
    up = uptime_seconds(observed.facts)
    return (2 * TICK < up < armed.armed_at) or up >= armed.deadline + 2 * TICK


@dataclass(frozen=True, slots=True)
class Remembered:
    """What went wrong in keeping the ledger in step, and in words what was written for it."""

    found: tuple[Diagnostic, ...] = ()
    said: str = ""


def remember(job: Job, device: Device, plan: Plan, observed: Observed) -> Remembered:
    """Write the ledger when it is not what it should be, and tidy up. What went wrong is told.

    Nothing is written on a router whose ledger says what the site says, and which holds no leftovers.
    """
    keeping, _ = separate(observed)
    if keeping.locks:
        return Remembered(locked(job, observed))
    standing = keeping.standing(job.site.name, observed.facts.serial)
    if not standing.may_write or not _may_lock(observed):
        return Remembered()
    last = standing.ledger
    try:
        if last is not None and _in_step(job, plan, observed, last, standing.carry):
            gone = keeping.leftovers(last.generation) and tidy(job, device, keeping, last.generation)
            return Remembered(said=TIDIED if gone else "")
        wanted = job.ledger(standing.next, plan, observed)
        flight = [
            add(SCRIPT, {"name": each.name, "source": each.source, "comment": each.comment, "policy": "read"})
            for each in encode(wanted)
        ]
        replies = device.flight(flight, job.deadline)
        refused = next((trap.message for each in replies for trap in each.traps), "")
        found = _kept(job, device, wanted.generation, refused)
        return Remembered(found, "" if found else WRITTEN)
    except TooLargeError as error:
        return Remembered((too_large(job, error),))
    except DeviceError as error:
        return Remembered((error.diagnostic(job.site.target.span, (job.site.name,)),))


def _in_step(job: Job, plan: Plan, observed: Observed, last: Ledger, carry: tuple[Row, ...]) -> bool:
    """Whether the ledger says what the site says; ``carry`` are its rows of menus without a table.

    Where every secret was read from the router and is as wanted, they need not be sealed to be
    compared: making the key takes longer than all the rest.
    """
    if plan.unverifiable:
        whole = replace(last, rows=(*last.rows, *carry))
        return same(whole, job.ledger(last.generation, plan, observed))
    rows = applied(job.site.rows, job.site.ignore, last)
    now = replace(last, rows=rows, serial=observed.facts.serial)
    return same(_unsealed(last), _unsealed(now))


def _unsealed(ledger: Ledger) -> Ledger:
    rows = tuple(
        replace(
            row,
            fields={name: value if isinstance(value, str) else _SECRET for name, value in row.fields.items()},
        )
        for row in ledger.rows
    )
    return replace(ledger, rows=rows)


_SECRET = Sealed("", "")


def _kept(job: Job, device: Device, generation: int, refused: str) -> tuple[Diagnostic, ...]:
    """Read the new ledger back before the old one goes; ``refused`` are words of the router, if it did."""
    seen = observe(device, MENUS, job.deadline)
    keeping, _ = separate(seen)
    standing = keeping.standing(job.site.name, seen.facts.serial)
    if standing.ledger is not None and standing.ledger.generation == generation:
        tidy(job, device, keeping, generation)  # a mark of an undo too: the router is in sync again
        return ()
    words = (
        f"the router refused to keep the ledger: {refused}"
        if refused
        else "the ledger was written and does not read back"
    )
    mend = "the rows are in sync, and the ledger from before, if any, counts on; look at rosgit doctor"
    return (Diagnostic("ledger-broken", words, mend, address=job.site.name),)
