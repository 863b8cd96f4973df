"""One plan on one router, safely: arm, write, prove, commit, or undo. DESIGN section 8."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rosgit.applier.arm import Arming, NotArmedError, arm
from rosgit.applier.back import take_back
from rosgit.applier.commit import Ending, commit
from rosgit.applier.job import Job
from rosgit.applier.prove import Proof, look_closely
from rosgit.applier.write import Written, write
from rosgit.device import Device, DeviceError
from rosgit.ledger.standing import Standing
from rosgit.model.diagnostic import Diagnostic, errors
from rosgit.model.plan import Action, Outcome, Plan, Report, Result, Status
from rosgit.model.row import Observed


def apply(job: Job, device: Device, plan: Plan, observed: Observed, standing: Standing) -> Report:
    """Carry a plan out on the router it was made from. The report says what was read afterwards.

    Raises DeviceError only while arming, when nothing of the plan has been written.
    """
    begun = device.trips
    try:
        arming = arm(job, device, plan, observed, standing)
    except NotArmedError as error:
        refused = replace(plan, diagnostics=(*plan.diagnostics, error.diagnostic))
        return Report(plan.site, Status.REFUSED, refused, trips=device.trips)
    window = job.deadline.sooner(max(arming.left(job.settings.clock()), 0.001))
    written = write(device, plan, job.secrets, window if job.settings.undo else job.deadline)
    device.close()
    del begun
    return _conclude(job, plan, observed, arming, replace(written, trips=device.trips))


def _conclude(job: Job, plan: Plan, observed: Observed, arming: Arming, written: Written) -> Report:
    words = tuple(_of_writing(plan, written))
    report = Report(plan.site, Status.UNKNOWN, plan, written.results, None, words, written.trips)
    if job.settings.soak:
        job.settings.pause(job.settings.soak)
    try:
        proof = look_closely(job, patient=not words)
    except DeviceError as error:
        unread = error.diagnostic(job.site.target.span, (plan.site,))
        return take_back(job, replace(report, diagnostics=(*words, unread)), arming, observed)
    results = tuple(_known_now(result, proof.plan) for result in written.results)
    report = replace(
        report, results=results, proof=proof.plan, trips=report.trips + proof.trips,
        diagnostics=(*words, *_not_kept(results, proof.plan), *proof.doubts),
    )  # fmt: skip
    with proof.device:
        if _must_go_back(results, proof):
            return take_back(job, report, arming, observed, proof.device)
        return _committed(job, report, arming, observed, proof)


def _committed(job: Job, report: Report, arming: Arming, observed: Observed, proof: Proof) -> Report:
    settings = job.settings
    if settings.undo and arming.left(settings.clock()) <= 0:
        late = Diagnostic(
            "too-late",
            "the proof took longer than the router waits for our word",
            "raise --confirm-within",
            address=job.site.name,
        )
        return take_back(
            job, replace(report, diagnostics=(*report.diagnostics, late)), arming, observed, proof.device
        )
    before = proof.device.trips
    ending = commit(job, proof.device, arming)
    report = replace(report, trips=report.trips + proof.device.trips - before)
    if ending is Ending.OPEN:
        ending = commit(job, proof.device, arming)
    if ending is Ending.COMMITTED:
        status = Status.PROVEN if proof.plan.settled and not errors(proof.doubts) else Status.UNPROVEN
        return replace(report, status=status)
    return take_back(job, report, arming, observed)


def _must_go_back(results: tuple[Result, ...], proof: Proof) -> bool:
    """Undo is for rows refused, missing or invalid; a field that reads back anew is not one of these."""
    if any(result.outcome is not Outcome.DONE for result in results) or errors(proof.doubts):
        return True
    ours = {(result.change.menu, result.change.name) for result in results}
    gone = (each for each in proof.plan.changes if each.action in (Action.CREATE, Action.DELETE))
    return any((each.menu, each.name) in ours for each in gone)


def _known_now(result: Result, proof: Plan) -> Result:
    """An answer that was lost is known again once the row was read back as wanted."""
    if result.outcome is not Outcome.UNKNOWN:
        return result
    change = result.change
    still = any((each.menu, each.name) == (change.menu, change.name) for each in proof.changes)
    return result if still else replace(result, outcome=Outcome.DONE)


def _of_writing(plan: Plan, written: Written) -> Iterator[Diagnostic]:
    for result in written.results:
        change = result.change
        if result.outcome is Outcome.FAILED:
            yield Diagnostic(
                "write-refused",
                f"{change.address}: the router refused: {result.words}",
                "nothing behind it was sent",
                change.span,
                address=plan.site,
            )
        elif result.outcome is Outcome.UNKNOWN:
            yield Diagnostic(
                "answer-lost",
                f"{change.address}: sent, and the answer never came",
                "what the router has now is said below",
                change.span,
                address=plan.site,
            )
    if written.broken is not None:
        yield written.broken.diagnostic(None, (plan.site,))


def _not_kept(results: tuple[Result, ...], proof: Plan) -> Iterator[Diagnostic]:
    """Rows that were written without a refusal and still differ."""
    written = {(each.change.menu, each.change.name) for each in results if each.outcome is Outcome.DONE}
    for change in proof.changes:
        if (change.menu, change.name) in written:
            fields = ", ".join(delta.field for delta in change.deltas) or change.action.name.lower()
            yield Diagnostic(
                "not-kept",
                f"{change.address} was written and reads back differently: {fields}",
                "see the plan that is left",
                change.span,
                address=proof.site,
            )
