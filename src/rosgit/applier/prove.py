"""The proof: a new connection, everything read again, and a plan that must come out empty."""

from __future__ import annotations

from dataclasses import dataclass

from rosgit.applier.job import Job
from rosgit.device import Device
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.plan import Plan
from rosgit.model.row import Observed
from rosgit.rules.proof import does_it_work

LOOKS = 6
"""How often a hotspot that does not run yet is looked at again; its rows take seconds to appear."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was read after the last write: what still differs, and what does not work."""

    plan: Plan
    doubts: tuple[Diagnostic, ...]
    device: Device
    observed: Observed

    @property
    def trips(self) -> int:
        """Round trips the reading took."""
        return self.device.trips


def look_closely(job: Job, *, patient: bool) -> Proof:
    """Read on a new connection; a ``patient`` look waits a little for hotspots to run.

    Raises DeviceError. The caller closes the device.
    """
    device, observed = job.read()
    try:
        doubts = does_it_work(job.site, observed)
        for look in range(LOOKS if patient else 0):
            if not any(each.code == "hotspot-not-running" for each in doubts):
                break
            if not job.settings.rest(min(0.25 * 2**look, job.deadline.left() / 4)):
                break
            observed = job.again(device)
            doubts = does_it_work(job.site, observed)
        return Proof(job.plan(observed, written=True), doubts, device, observed)
    except BaseException:
        device.close()
        raise
