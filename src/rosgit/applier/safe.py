"""One plan on one router, safely: arm, write, prove, commit, or undo. DESIGN section 8."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rosgit.applier.arm import Arming, NotArmedError, arm
from rosgit.applier.back import take_back
from rosgit.applier.commit import Ending, Settled, commit
from rosgit.applier.job import Job
from rosgit.applier.outcomes import as_read, known_now, there_again
from rosgit.applier.prove import Proof, look_closely
from rosgit.applier.refusals import too_late
from rosgit.applier.write import Written, write
from rosgit.device import Device, DeviceError
from rosgit.ledger.standing import Standing
from rosgit.model.diagnostic import Diagnostic, errors
from rosgit.model.listed import listed
from rosgit.model.plan import Action, Outcome, Plan, Report, Result, Status
from rosgit.model.row import Observed
from rosgit.rules.proof import new_doubts


def apply(job: Job, device: Device, plan: Plan, observed: Observed, standing: Standing) -> Report:
    """Carry a plan out on the router it was made from. The report says what was read afterwards.

    Raises DeviceError only while arming, when nothing of the plan has been written.
    """
    tell = job.settings.say
    tell(plan.site, "arm", "begun")
    try:
        arming = arm(job, device, plan, observed, standing)
    except NotArmedError as error:
        tell(plan.site, "arm", "refused", about=error.diagnostic.summary)
        refused = replace(plan, diagnostics=(*plan.diagnostics, error.diagnostic))
        status = Status.NOT_BEGUN if error.diagnostic.code == "interrupted" else Status.REFUSED
        return Report(plan.site, status, refused, trips=device.trips)
    tell(plan.site, "arm", "done")
    window = job.deadline.sooner(arming.left(job.settings.clock()))
    tell(plan.site, "write", "begun", about=f"{len(plan.changes)} changes")
    written = write(device, plan, job.secrets, window, job.settings)
    device.close()
    return _conclude(job, plan, observed, arming, replace(written, trips=device.trips))


def _conclude(job: Job, plan: Plan, observed: Observed, arming: Arming, written: Written) -> Report:
    words = tuple(_of_writing(job, plan, written))
    interrupted = written.interrupted
    report = Report(plan.site, Status.UNKNOWN, plan, written.results, None, words, written.trips)
    if job.settings.soak and not words:
        job = job.waited(job.settings.soak)
        if not job.settings.rest(job.settings.soak):
            interrupted = True
            words = (_interrupted(job, "while it waited before the proof"),)
    job.settings.say(plan.site, "prove", "begun")
    return _proven(job, replace(report, diagnostics=words), arming, observed, interrupted=interrupted)


def _proven(
    job: Job, begun: Report, arming: Arming, observed: Observed, *, interrupted: bool, again: bool = True
) -> Report:
    """Read on a new connection, and commit or go back; ``again`` when the commit could not be sent."""
    try:
        proof = look_closely(job, patient=not begun.diagnostics)
    except DeviceError as error:
        job.settings.say(begun.site, "prove", "failed", about=str(error))
        unread = error.diagnostic(job.site.target.span, (begun.site,))
        return _go_back(job, _saying(begun, unread), arming, observed)
    job.settings.say(begun.site, "prove", "done", about=f"{len(proof.plan.changes)} differences")
    results = known_now(begun.results, proof.plan)
    report = replace(
        _saying(begun, *_not_kept(results, proof.plan), *proof.doubts, *_other_board(job, proof, observed)),
        results=results, proof=proof.plan, trips=begun.trips + proof.trips,
    )  # fmt: skip
    with proof.device:
        if interrupted or _must_go_back(job, report, proof, observed):
            return _go_back(job, report, arming, observed, proof.device)
        if arming.left(job.settings.clock()) <= 0:
            return _go_back(job, _saying(report, too_late(job, "the proof")), arming, observed, proof.device)
        before = proof.device.trips
        job.settings.say(report.site, "commit", "begun")
        settled = commit(job, proof.device, arming)
        job.settings.say(report.site, "commit", settled.ending.value)
        report = replace(report, trips=report.trips + proof.device.trips - before)
    ending = settled.ending
    if ending is Ending.COMMITTED:
        return _judged(job, _saying(report, *_untidy(job, settled)), proof, settled.seen)
    if ending is Ending.OPEN and again:
        return _proven(job, begun, arming, observed, interrupted=False, again=False)
    back = _go_back(job, report, arming, observed)
    committed = back.status in (Status.PROVEN, Status.UNPROVEN)
    return back if committed else _saying(back, _not_committed(job, ending))


def _go_back(
    job: Job, report: Report, arming: Arming, before: Observed, device: Device | None = None
) -> Report:
    """Take back what was written, and tell how that ended."""
    back = take_back(job, report, arming, before, device)
    job.settings.say(report.site, "undo", back.status.value)
    return back


def _judged(job: Job, report: Report, proof: Proof, seen: Observed | None) -> Report:
    """Committed; and proven, if what was read last is what is wanted."""
    settled = proof.plan.settled
    if seen is not None:
        now = job.plan(seen, written=True)
        back = tuple(there_again(report, seen))
        report = replace(_saying(report, *_not_kept(report.results, now), *back), proof=now)
        settled = now.settled and not back
    status = Status.PROVEN if settled and not errors(proof.doubts) else Status.UNPROVEN
    return replace(report, status=status, results=as_read(report.results, report.proof or proof.plan))


def _saying(report: Report, *more: Diagnostic) -> Report:
    return replace(report, diagnostics=(*report.diagnostics, *more))


def _untidy(job: Job, settled: Settled) -> Iterator[Diagnostic]:
    if settled.left:
        words = f"of what the apply needed there is still {', '.join(settled.left)}"
        mend = "it does nothing any more; the next apply takes it away"
        yield Diagnostic("untidy", words, mend, address=job.site.name)


def _not_committed(job: Job, ending: Ending) -> Diagnostic:
    why = {
        Ending.OPEN: "the lock could not be removed",
        Ending.UNDONE: "the router had undone before our word came"
        if job.settings.undo
        else "somebody took the lock away before our word came",
    }.get(ending, "nobody heard whether the commit went through")
    return Diagnostic(
        "not-committed",
        f"everything was written and proven, but {why}",
        "what the router has now is said below",
        address=job.site.name,
    )


def _must_go_back(job: Job, report: Report, proof: Proof, before: Observed) -> bool:
    """Undo is for rows refused, missing or invalid, checks that fail now and did not before, another board.

    Not for a field that reads anew, nor for what did not work before either.
    """
    results = report.results
    if any(result.outcome is not Outcome.DONE for result in results):
        return True
    if errors(new_doubts(job.site, before, proof.doubts)) or any(_other_board(job, proof, before)):
        return True
    ours = {(result.change.menu, result.change.name) for result in results}
    gone = (each for each in proof.plan.changes if each.action in (Action.CREATE, Action.DELETE))
    return any((each.menu, each.name) in ours for each in gone)


def _other_board(job: Job, proof: Proof, before: Observed) -> Iterator[Diagnostic]:
    """Whoever answers now is not who was written to."""
    was, seen = before.facts.serial, proof.plan.facts.serial
    if was != seen:
        words = f"the board {was or '(no serial number)'} was written to; {seen or 'another one'} answers now"
        mend = "see which router has this address, then rosgit status"
        yield Diagnostic("serial-changed", words, mend, job.site.target.span, address=job.site.name)


def _of_writing(job: Job, plan: Plan, written: Written) -> Iterator[Diagnostic]:
    for result in written.results:
        change = result.change
        if result.outcome is Outcome.FAILED:
            cut = written.interrupted and not result.words
            yield Diagnostic(
                "interrupted" if cut else "write-refused",
                f"{change.address}: "
                + (f"the router refused: {result.words}" if result.words else "begun, and not completed"),
                "nothing behind it was sent",
                change.span,
                address=plan.site,
            )
    lost = [each.change for each in written.results if each.outcome is Outcome.UNKNOWN]
    if lost:
        yield Diagnostic(
            "answer-lost",
            f"{listed([each.address for each in lost])}: sent, and the answer never came",
            "what the router has now is said below",
            lost[0].span,
            address=plan.site,
        )
    if written.broken is not None:
        yield written.broken.diagnostic(None, (plan.site,))
    if written.interrupted:
        done = sum(result.outcome is Outcome.DONE for result in written.results)
        yield _interrupted(job, f"after {done} of {len(written.results)} changes")


def _interrupted(job: Job, when: str) -> Diagnostic:
    fate = "is taken back" if job.settings.undo else "stays: no undo was armed"
    return Diagnostic(
        "interrupted",
        f"stopped by an interrupt {when}",
        f"what was written {fate}; what the router has now is said below",
        address=job.site.name,
    )


def _not_kept(results: tuple[Result, ...], proof: Plan) -> Iterator[Diagnostic]:
    """Rows that differ though they were written without a refusal, or were not to be written at all."""
    outcomes = {(each.change.menu, each.change.name): each.outcome for each in results}
    for change in proof.changes:
        outcome = outcomes.get((change.menu, change.name))
        if outcome not in (Outcome.DONE, None):
            continue
        fields = ", ".join(delta.field for delta in change.deltas) or change.action.name.lower()
        how = "was written and reads back differently" if outcome else "was changed while this was applied"
        yield Diagnostic(
            "not-kept",
            f"{change.address} {how}: {fields}",
            "see the plan that is left",
            change.span,
            address=proof.site,
        )
