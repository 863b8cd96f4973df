"""Run an undo by our own hand: the one that is armed, or once more one that was only half there."""

from __future__ import annotations

from rosgit.applier.arm import Arming, add, ids
from rosgit.applier.job import Job
from rosgit.applier.keeping import SCRIPT, Keeping
from rosgit.applier.switch import PART, SWITCH, driver, mark_fields, now
from rosgit.device import Device, Sentence


def run_now(job: Job, device: Device, keeping: Keeping, arming: Arming) -> None:
    """Let the armed undo think its deadline has passed, and run it. Raises DeviceError."""
    (lock,) = ids(keeping.locks)
    named = ((".id", lock), ("source", _source(arming)))
    device.flight((Sentence(f"{SCRIPT}/set", named),), job.deadline)
    _run(job, device)


def run_again(job: Job, device: Device, keeping: Keeping, arming: Arming) -> None:
    """Take the lock once more, put undo and mark beside it, and run it. Raises DeviceError.

    For what a power cut took from the undo, and for writes that arrived after it had run. Its steps
    are true the second time too. Where somebody else has the lock, nothing is done.
    """
    fields = {"name": SWITCH, "policy": arming.policy, "source": _source(arming)}
    (lock,) = device.flight((add(SCRIPT, fields),), job.deadline)
    if lock.traps:
        return
    old = (Sentence(f"{SCRIPT}/remove", ((".id", ",".join(keeping.switch_ids)),)),)
    mark = add(SCRIPT, mark_fields(arming.armed, arming.undo.words, arming.policy, arming.unread))
    parts = (
        add(SCRIPT, {"name": f"{PART}{number}", "policy": arming.policy, "source": source})
        for number, source in enumerate(arming.undo.parts, 1)
    )
    device.flight((*(old if keeping.switch_ids else ()), mark, *parts), job.deadline)
    _run(job, device)


def _source(arming: Arming) -> str:
    return driver(now(arming.armed), len(arming.undo.parts))


def _run(job: Job, device: Device) -> None:
    device.flight((Sentence(f"{SCRIPT}/run", (("number", SWITCH),)),), job.deadline)
