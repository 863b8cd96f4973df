"""Run an undo by our own hand: the one that is armed, or once more one that was only half there."""

from __future__ import annotations

from dataclasses import replace

from rosgit.applier.arm import Arming, add, ids, remove, uptime_seconds
from rosgit.applier.job import Job
from rosgit.applier.keeping import MENUS, SCHEDULER, SCRIPT, Keeping, separate
from rosgit.applier.switch import PART, SLOW, SWITCH, Armed, driver, mark_fields
from rosgit.device import Device, Sentence, observe
from rosgit.model.row import Observed


def run_now(job: Job, device: Device, keeping: Keeping, armed: Armed) -> None:
    """Let an armed undo run at once, however late it is. Raises DeviceError.

    Its tick is slowed down first: two runs beside each other would put some rows back twice.
    """
    (lock, *_) = ids(keeping.locks_of(armed.nonce))
    slower = [Sentence(f"{SCHEDULER}/set", ((".id", each), ("interval", SLOW))) for each in keeping.tick_ids]
    source = Sentence(f"{SCRIPT}/set", ((".id", lock), ("source", driver(armed, at_once=True))))
    device.flight((*slower, source), job.deadline)
    _run(job, device)


def run_again(job: Job, device: Device, arming: Arming) -> None:
    """Take the lock once more, put undo and mark beside it, and run it. Raises DeviceError.

    For what a power cut took from the undo, and for writes that arrived after it had run. Its steps
    are true the second time too. Where somebody else has the lock, or has applied, nothing is done.
    """
    fields = {"name": SWITCH, "policy": arming.policy, "source": driver(arming.armed, at_once=True)}
    (lock,) = device.flight((add(SCRIPT, fields),), job.deadline)
    if lock.traps:
        return
    keeping, _ = separate(observe(device, MENUS, job.deadline))
    if keeping.overtaken(arming.kept):
        remove(job, device, SCRIPT, ids(keeping.locks_of(arming.armed.nonce)))
        return
    old = (Sentence(f"{SCRIPT}/remove", ((".id", ",".join(keeping.switch_ids)),)),)
    mark = add(SCRIPT, mark_fields(arming.armed, arming.undo.legend, arming.policy, arming.unread))
    parts = (
        add(SCRIPT, {"name": f"{PART}{number}", "policy": arming.policy, "source": source})
        for number, source in enumerate(arming.undo.parts, 1)
    )
    device.flight((*(old if keeping.switch_ids else ()), mark, *parts), job.deadline)
    _run(job, device)


HOLD = 60
"""Seconds after which a lock that only keeps others away may be taken by them."""


def hold(job: Job, device: Device, arming: Arming, observed: Observed) -> bool:
    """Take a lock that keeps others away and undoes nothing; False where there is one. Raises DeviceError."""
    up = uptime_seconds(observed.facts)
    armed = replace(arming.armed, nonce=holding(arming), armed_at=up, deadline=up + HOLD, undo=False, parts=0)
    fields = {"name": SWITCH, "policy": arming.policy, "source": driver(armed)}
    (lock,) = device.flight((add(SCRIPT, fields),), job.deadline)
    return not lock.traps


def release(job: Job, device: Device, keeping: Keeping, arming: Arming) -> bool:
    """Take such a lock away again; whether one was there. Raises DeviceError."""
    return remove(job, device, SCRIPT, ids(keeping.locks_of(holding(arming)))) is not None


def holding(arming: Arming) -> str:
    """The nonce of such a lock."""
    return f"{arming.armed.nonce}-hold"


def _run(job: Job, device: Device) -> None:
    device.flight((Sentence(f"{SCRIPT}/run", (("number", SWITCH),)),), job.deadline)
