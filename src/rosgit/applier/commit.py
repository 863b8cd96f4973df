"""Commit: remove the lock, which is the one commit point, tidy up, and read what is left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType

from rosgit.applier.arm import Arming, ids, remove
from rosgit.applier.job import Job
from rosgit.applier.keeping import MENUS, SCHEDULER, SCRIPT, Keeping, separate
from rosgit.device import Device, DeviceError, Sentence, observe
from rosgit.ledger.codec import Whole
from rosgit.model.row import Ledger, Observed

TIDIES = 3
"""How often what a commit leaves is looked for and removed; what is left then goes with the next apply."""


class Ending(Enum):
    """What a commit came to, by what was read after it."""

    COMMITTED = "committed"
    UNDONE = "undone"
    OPEN = "open"  # the lock is still there
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Settled:
    """How a commit ended, and the names of our rows that stay though nobody needs them.

    ``seen`` is all that was read where the connection broke: the router may have restarted since the
    proof, and lost what it had not kept yet.
    """

    ending: Ending
    left: tuple[str, ...] = ()
    seen: Observed | None = None


def commit(job: Job, device: Device, arming: Arming) -> Settled:
    """Remove the lock by its .id and read what is there. Never raises for what the router does."""
    try:
        keeping, _ = separate(observe(device, MENUS, job.deadline))
        if ending(keeping, arming) is Ending.OPEN and not keeping.undoing:
            remove(job, device, SCRIPT, ids(keeping.locks_of(arming.armed.nonce)))
        return settle(job, device, arming)
    except DeviceError:
        return _look(job, arming)


def _look(job: Job, arming: Arming) -> Settled:
    """On a new connection: which way a commit went whose answer never came, and what is there now."""
    try:
        device, observed = job.read()
        with device:
            settled = settle(job, device, arming)
            return replace(settled, seen=with_written(job, device, observed, arming))
    except DeviceError:
        return Settled(Ending.UNKNOWN)


def with_written(job: Job, device: Device, observed: Observed, arming: Arming) -> Observed:
    """A reading with every menu the plan wrote: what it deleted there no ledger names once it is committed.

    Raises DeviceError.
    """
    missing = tuple(menu for menu in arming.wrote if menu not in observed.rows)
    if not missing:
        return observed
    more = observe(device, missing, job.deadline)
    return replace(observed, rows=MappingProxyType({**observed.rows, **more.rows}))


def settle(job: Job, device: Device, arming: Arming) -> Settled:
    """Tidy up what a removed lock leaves, until it reads back as gone. Raises DeviceError."""
    for tries in range(TIDIES + 1):
        keeping, _ = separate(observe(device, MENUS, job.deadline))
        found = ending(keeping, arming)
        if found is not Ending.COMMITTED or keeping.locks:
            return Settled(found)
        if tries == TIDIES or not tidy(job, device, keeping, arming.generation):
            break
    return Settled(found, keeping.spare(arming.generation))


def tidy(job: Job, device: Device, keeping: Keeping, generation: int | None, *, mark: bool = True) -> bool:
    """Remove ticks, parts, and every ledger but one generation; whether anything was there to remove.

    The mark of an undo stays for status.
    """
    scripts = [*keeping.ledger_ids(of=generation, but=True)] if generation is not None else []
    scripts += keeping.switch_ids if mark else keeping.part_ids
    flight = [
        Sentence(f"{menu}/remove", ((".id", ",".join(rows)),))
        for menu, rows in ((SCHEDULER, keeping.tick_ids), (SCRIPT, scripts))
        if rows
    ]
    if flight:
        device.flight(flight, job.deadline)
    return bool(flight)


def ending(keeping: Keeping, arming: Arming) -> Ending:
    """How an apply ended, by what of ours is on the router.

    Committed: the lock is gone and the new ledger whole; an undo removes it, and that of somebody else is
    none of ours though it may count the same. A lock of somebody else who counts on from our ledger says
    the same.
    """
    if keeping.locks_of(arming.armed.nonce):
        return Ending.OPEN
    found = keeping.ledgers.get(arming.generation)
    whole = isinstance(found, Whole) and _of_apply(found.ledger) == _of_apply(arming.ledger)
    if keeping.locks:
        later = keeping.armed is not None and keeping.armed.generation > arming.generation
        return Ending.COMMITTED if later and whole else Ending.UNKNOWN
    if whole and keeping.undoing:
        return Ending.UNKNOWN  # it runs at this moment
    return Ending.COMMITTED if whole else Ending.UNDONE


def _of_apply(ledger: Ledger) -> tuple[str, str, str, str]:
    """What tells the ledger of one apply from that of another."""
    return ledger.site, ledger.commit, ledger.time, ledger.digest
