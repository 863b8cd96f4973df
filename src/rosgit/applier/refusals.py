"""Why a router was not armed, as diagnostics."""

from __future__ import annotations

from collections.abc import Iterable

from rosgit.applier.job import Job
from rosgit.applier.switch import SWITCH
from rosgit.device.observe import is_not_permitted
from rosgit.ledger.codec import TooLargeError
from rosgit.model.diagnostic import Diagnostic

_MEND_POLICY = "rosgit bootstrap prints the group that rosgit needs"


def too_large(job: Job, error: TooLargeError) -> Diagnostic:
    """The ledger of this site could not be kept."""
    mend = "move accounts and lists elsewhere, or split the site"
    return Diagnostic("ledger-too-large", str(error), mend, address=job.site.name)


def undo_too_large(job: Job, changes: int) -> Diagnostic:
    """So many parts that the script which runs them would be longer than a script certainly may be."""
    words = f"the undo of {changes} changes does not fit onto the router"
    mend = "apply it in smaller steps, or with --no-undo"
    return Diagnostic("not-armed", words, mend, address=job.site.name)


def no_lock(job: Job, words: str, others: int) -> Diagnostic:
    """Why there is no lock of ours: what our user may not, locks of others, or what the router says."""
    site = job.site.name
    if is_not_permitted(words):
        said = f"our user may not add the lock, which is a script: {words}"
        return Diagnostic("missing-policy", said, _MEND_POLICY, address=site)
    if others:
        mend = "somebody else is applying; look again with rosgit status"
        said = f"the lock could not be taken: somebody else has it ({SWITCH})"
        return Diagnostic("lock-held", said, mend, address=site)
    said = f"the lock could not be taken: {words or 'it does not read back'}"
    return Diagnostic("not-armed", said, "see rosgit doctor", address=site)


def stale(job: Job, words: str, moved: Iterable[str] = ()) -> Diagnostic:
    """The plan does not hold any more; ``moved`` says why."""
    detail = "\n".join((*moved, "look at rosgit plan again"))
    return Diagnostic("stale-plan", words, detail, address=job.site.name)


def interrupted(job: Job) -> Diagnostic:
    """An interrupt came before the first write."""
    return Diagnostic(
        "interrupted", "stopped by an interrupt before anything was written", address=job.site.name
    )


def not_armed(job: Job, fault: str) -> Diagnostic:
    """What was put on the router is not there whole, or does not work."""
    undo = job.settings.undo
    return Diagnostic(
        "not-armed",
        f"{'the undo on the router does not work' if undo else 'the router was not made ready'}: {fault}",
        "see whether the scheduler runs (device-mode), or apply with --no-undo"
        if undo
        else "see rosgit doctor",
        address=job.site.name,
    )


def too_late(job: Job, what: str) -> Diagnostic:
    """Nothing may be written or committed any more."""
    words = f"{what} took longer than the router waits for our word"
    return Diagnostic("too-late", words, "raise --confirm-within", address=job.site.name)


def not_put(job: Job, refused: str) -> Diagnostic:
    """The lock was taken, and the router refused a row of those beside it, in its own words."""
    barred = is_not_permitted(refused)
    what = "what an undo needs" if job.settings.undo else "the ledger"
    return Diagnostic(
        "missing-policy" if barred else "not-armed",
        f"the router refused {what}: {refused}",
        _MEND_POLICY if barred else "see rosgit doctor, or apply with --no-undo",
        address=job.site.name,
    )
