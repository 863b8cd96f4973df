"""Commit: remove the lock, which is the one commit point, tidy up, and read what is left."""

from __future__ import annotations

from enum import Enum

from rosgit.applier.arm import Arming, ids, remove
from rosgit.applier.job import Job
from rosgit.applier.keeping import MENUS, SCHEDULER, SCRIPT, Keeping, separate
from rosgit.device import Device, DeviceError, observe
from rosgit.ledger.codec import Whole, decode


class Ending(Enum):
    """What a commit came to, by what was read after it."""

    COMMITTED = "committed"
    UNDONE = "undone"
    OPEN = "open"  # the lock is still there
    UNKNOWN = "unknown"


def commit(job: Job, device: Device, arming: Arming) -> Ending:
    """Remove the lock by its .id and read what is there. Never raises for what the router does."""
    try:
        keeping, _ = separate(observe(device, MENUS, job.deadline))
        if keeping.armed == arming.armed:
            remove(job, device, SCRIPT, ids(keeping.locks))
            return settle(job, device, arming)
        return _ending(keeping, arming)
    except DeviceError:
        return look(job, arming)


def look(job: Job, arming: Arming) -> Ending:
    """On a new connection: which way a commit went whose answer never came."""
    try:
        device, _ = job.read()
    except DeviceError:
        return Ending.UNKNOWN
    with device:
        try:
            return settle(job, device, arming)
        except DeviceError:
            return Ending.UNKNOWN


def settle(job: Job, device: Device, arming: Arming) -> Ending:
    """Tidy up what a removed lock leaves, and read again. Raises DeviceError."""
    keeping, _ = separate(observe(device, MENUS, job.deadline))
    found = _ending(keeping, arming)
    if found is Ending.OPEN or found is Ending.UNKNOWN:
        return found
    kept = arming.generation if found is Ending.COMMITTED else arming.generation - 1
    tidy(job, device, keeping, kept, mark=found is Ending.COMMITTED)
    return found


def tidy(job: Job, device: Device, keeping: Keeping, generation: int | None, *, mark: bool = True) -> None:
    """Remove ticks, parts, and every ledger but one generation. The mark of an undo stays for status."""
    scripts = [*keeping.ledger_ids(of=generation, but=True)] if generation is not None else []
    scripts += keeping.switch_ids if mark else keeping.part_ids
    remove(job, device, SCHEDULER, keeping.tick_ids)
    remove(job, device, SCRIPT, scripts)


def _ending(keeping: Keeping, arming: Arming) -> Ending:
    if keeping.armed == arming.armed:
        return Ending.OPEN
    if keeping.locks:
        return Ending.UNKNOWN  # another rosgit's by now
    found = decode(keeping.ledger_parts).generations.get(arming.generation)
    return Ending.COMMITTED if isinstance(found, Whole) else Ending.UNDONE
