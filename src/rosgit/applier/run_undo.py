"""Run an undo by our own hand: the one that is armed, or once more one that was only half there."""

from __future__ import annotations

from rosgit.applier.arm import Arming, add, ids
from rosgit.applier.job import Job
from rosgit.applier.keeping import SCHEDULER, SCRIPT, Keeping
from rosgit.applier.switch import PART, SLOW, SWITCH, Armed, driver, mark_fields
from rosgit.device import Device, Sentence


def run_now(job: Job, device: Device, keeping: Keeping, armed: Armed) -> None:
    """Let an armed undo run at once, however late it is. Raises DeviceError.

    Its tick is slowed down first: two runs beside each other would put some rows back twice.
    """
    (lock, *_) = ids(keeping.locks_of(armed.nonce))
    slower = [Sentence(f"{SCHEDULER}/set", ((".id", each), ("interval", SLOW))) for each in keeping.tick_ids]
    source = Sentence(f"{SCRIPT}/set", ((".id", lock), ("source", driver(armed, at_once=True))))
    device.flight((*slower, source), job.deadline)
    _run(job, device)


def run_again(job: Job, device: Device, keeping: Keeping, arming: Arming) -> None:
    """Take the lock once more, put undo and mark beside it, and run it. Raises DeviceError.

    For what a power cut took from the undo, and for writes that arrived after it had run. Its steps
    are true the second time too. Where somebody else has the lock, nothing is done.
    """
    fields = {"name": SWITCH, "policy": arming.policy, "source": driver(arming.armed, at_once=True)}
    (lock,) = device.flight((add(SCRIPT, fields),), job.deadline)
    if lock.traps:
        return
    old = (Sentence(f"{SCRIPT}/remove", ((".id", ",".join(keeping.switch_ids)),)),)
    mark = add(SCRIPT, mark_fields(arming.armed, arming.undo.legend, arming.policy, arming.unread))
    parts = (
        add(SCRIPT, {"name": f"{PART}{number}", "policy": arming.policy, "source": source})
        for number, source in enumerate(arming.undo.parts, 1)
    )
    device.flight((*(old if keeping.switch_ids else ()), mark, *parts), job.deadline)
    _run(job, device)


def _run(job: Job, device: Device) -> None:
    device.flight((Sentence(f"{SCRIPT}/run", (("number", SWITCH),)),), job.deadline)
