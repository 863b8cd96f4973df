"""The way back: run the undo now, or wait until the router runs it, and prove the old state."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from rosgit.applier.arm import Arming, disarm
from rosgit.applier.back_secrets import secrets_back
from rosgit.applier.commit import Ending, ending, settle, tidy, with_written
from rosgit.applier.job import Job
from rosgit.applier.keeping import separate
from rosgit.applier.outcomes import (
    as_before,
    as_read,
    known_now,
    may_be_of,
    not_read,
    steady,
    still_apart,
    there_again,
    undo_left,
)
from rosgit.applier.remember import locked
from rosgit.applier.run_undo import hold, release, run_again, run_now
from rosgit.applier.settings import TICK
from rosgit.device import Device, DeviceError, Sentence
from rosgit.differ import for_good
from rosgit.menus import MENUS
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.plan import Outcome, Plan, Report, Result, Status
from rosgit.model.row import Facts, Live, Observed

LOOKS = 4
"""How often a router is looked for after the moment its undo must have run."""
ANSWER = 20.0
"""Seconds in which a router has to let us in and be read on the way back; one that is dark is looked for
again later.
"""


TRIES = 2
"""How often secrets are put back."""


class NotYetError(Exception):
    """The router was read, and its undo has not run to its end."""


def take_back(
    job: Job, report: Report, arming: Arming, before: Observed, device: Device | None = None
) -> Report:
    """Take back what was written and say what the router has now. Never raises for what it does."""
    job.settings.say(job.site.name, "undo", "begun")
    if not job.settings.undo:
        return _without_undo(job, report, arming, before)
    words = "it was not looked at"
    for again, last in _chances(job, arming):
        try:
            return _back(again, report, arming, before, device, last=last)
        except (DeviceError, NotYetError) as error:
            words = str(error)
        device = None
    return _unknown(job, report, arming, words)


def _chances(job: Job, arming: Arming) -> Iterator[tuple[Job, bool]]:
    """Twice at once; then when the router must have undone by itself, while nobody wants to leave.

    With each whether it is the last.
    """
    yield job.renewed(ANSWER), False
    if not job.settings.stopping():
        yield job.renewed(ANSWER), False
    for look in range(LOOKS):
        left = arming.until - job.settings.clock() + 2 * TICK
        if not job.settings.rest(max(left, TICK) if look == 0 else TICK * 2**look):
            return
        job.settings.say(job.site.name, "undo", "looking")
        yield job.renewed(ANSWER), look == LOOKS - 1


def _back(
    job: Job, report: Report, arming: Arming, before: Observed, device: Device | None, *, last: bool
) -> Report:
    """One try to go back. Raises DeviceError and NotYetError.

    An undo that has begun by itself is not run a second time beside it, unless this is the ``last`` try:
    then it has been cut.
    """
    if device is None:
        device, observed = job.read()
    else:
        observed = job.again(device)
    job = job.renewed()
    with device:
        if release(job, device, separate(observed)[0], arming):  # left by a try of ours that was cut
            observed = job.again(device)
        keeping, _ = separate(observed)
        if ending(keeping, arming) is Ending.OPEN:
            if keeping.undoing and not last:
                raise NotYetError("the undo is running")
            run_now(job, device, keeping, arming.armed)
            observed = job.again(device)
        keeping, rest = separate(observed)
        match ending(keeping, arming):
            case Ending.OPEN:
                raise NotYetError("the undo did not run to its end")
            case Ending.UNKNOWN if keeping.locks:
                return _overtaken(job, report, before, observed)
            case Ending.UNKNOWN:
                raise NotYetError("the undo is running")
            case Ending.COMMITTED:
                return _committed(job, device, report, arming, observed)
        if _rows_apart(report, before, rest):
            run_again(job, device, arming)
            observed = job.again(device)
            keeping, rest = separate(observed)
            if ending(keeping, arming) is not Ending.UNDONE:
                raise NotYetError("the undo did not run to its end")
        if keeping.overtaken(arming.kept):
            return _overtaken(job, report, before, observed)
        tidy(job, device, keeping, arming.kept, mark=False)
        return _judge(job, report, before, _with_secrets(job, device, report, arming, before, observed))


def _rows_apart(report: Report, before: Observed, rest: Observed) -> bool:
    """Whether more than a secret is not as it was, where the plan wrote: a second undo may mend it."""
    wrote = {change.menu for change in report.plan.changes} if report.plan is not None else set()
    _, then = separate(before)
    return bool(wrote.intersection(differing(then, rest, plan=report.plan, secrets=False)))


def _overtaken(job: Job, report: Report, before: Observed, after: Observed) -> Report:
    """Ours has undone, and somebody else has the lock or has applied since: nothing is touched any more."""
    return _judge(job, replace(report, diagnostics=(*report.diagnostics, *locked(job, after))), before, after)


def _with_secrets(
    job: Job, device: Device, report: Report, arming: Arming, before: Observed, observed: Observed
) -> Observed:
    """What the router has once the secrets are back too; one refusal is not taken for an answer.

    They are written under a lock of our own, and only while the ledger that counts is the one from before:
    whoever has applied since has secrets of his own there.
    """
    for _ in range(TRIES):
        if report.plan is None or not any(_of_secrets(job, report.plan, before, observed)):
            break
        if hold(job, device, arming, observed):
            now = job.again(device)
            keeping, _rest = separate(now)
            if len(keeping.locks) == 1 and not keeping.overtaken(arming.kept):
                device.flight(tuple(_of_secrets(job, report.plan, before, now)), job.deadline)
            release(job, device, keeping, arming)
            observed = job.again(device)
    return observed


def _of_secrets(job: Job, plan: Plan, before: Observed, now: Observed) -> Iterator[Sentence]:
    (_, then), (_, rest) = separate(before), separate(now)
    return secrets_back(plan, then, rest, job.secrets)


def _committed(job: Job, device: Device, report: Report, arming: Arming, observed: Observed) -> Report:
    """The commit had gone through, and nobody had heard it."""
    settle(job, device, arming)
    left = job.plan(observed, written=True)
    back = tuple(there_again(report, with_written(job, device, observed, arming)))
    status = Status.PROVEN if left.settled and not back else Status.UNPROVEN
    report = replace(report, diagnostics=(*report.diagnostics, *back))
    return replace(report, status=status, proof=left, results=as_read(report.results, left))


def _judge(job: Job, report: Report, before: Observed, after: Observed) -> Report:
    """Old, or what of it is not: by what was read after the undo."""
    keeping, now_there = separate(after)
    _, then = separate(before)
    apart = differing(then, now_there, plan=report.plan)
    left, edited = (keeping.mark.left, keeping.mark.edited) if keeping.mark is not None else ((), ())
    results = tuple(_taken_back(each, before, after, apart) for each in report.results)
    stays = tuple(_stay(report, before.facts))
    if not apart and not stays and not edited:
        return replace(report, status=Status.UNDONE, results=results, proof=None)
    found = (*stays, *_not_as_it_was(job, apart), *undo_left(job.site.name, left))
    told = (*report.diagnostics, *found)
    now = replace(job.plan(after), diagnostics=())
    return replace(report, status=Status.PARTIAL, results=results, proof=now, diagnostics=told)


def _not_as_it_was(job: Job, apart: Iterable[str]) -> Iterator[Diagnostic]:
    for menu in apart:
        words = f"{menu} is not as it was before the apply"
        why = "somebody changed it meanwhile, or it cannot be undone; see rosgit plan"
        yield Diagnostic("undo-incomplete", words, why, address=job.site.name)


def _taken_back(result: Result, before: Observed, after: Observed, apart: Collection[str]) -> Result:
    """Undone is what was read as it was before; ``apart`` are the menus in which something is not."""
    if result.outcome not in (Outcome.DONE, Outcome.UNKNOWN):
        return result
    if _sent_for_good(result, before.facts):
        return replace(result, outcome=Outcome.UNKNOWN)
    if result.change.menu in apart and not as_before(result.change, before, after):
        return replace(result, outcome=Outcome.UNKNOWN, words=still_apart(result.change, after))
    return replace(result, outcome=Outcome.UNDONE)


def _sent_for_good(result: Result, facts: Facts) -> tuple[str, ...]:
    """The secrets of a change that nobody could read before, and that may be there now."""
    fields = for_good(result.change, facts)
    alone = len(fields) == len(result.change.deltas)  # one command: a refusal says it was not done
    kept = result.outcome is Outcome.SKIPPED or (result.outcome is Outcome.FAILED and alone)
    return () if kept else fields


def _stay(report: Report, facts: Facts) -> Iterator[Diagnostic]:
    for each in report.results:
        fields = _sent_for_good(each, facts)
        if not fields:
            continue
        words = f"{each.change.address}: nobody can say which {', '.join(fields)} is there now"
        yield Diagnostic(
            "undo-incomplete",
            words,
            "the router does not show it; the next apply writes it again",
            each.change.span,
            address=report.site,
        )


def differing(
    before: Observed, after: Observed, *, plan: Plan | None = None, secrets: bool = True
) -> tuple[str, ...]:
    """The menus whose rows are not what they were; .ids and dynamic rows do not count.

    Nor do rows that somebody else has made meanwhile, which are none of those ``plan`` makes. Without
    ``secrets`` neither do those, nor that a row with one is switched off.
    """
    return tuple(
        menu
        for menu, rows in before.rows.items()
        if menu in after.rows
        and _content(menu, rows, secrets=secrets)
        != _content(menu, _of_then(menu, rows, after.rows[menu], plan), secrets=secrets)
    )


def _of_then(menu: str, then: tuple[Live, ...], now: tuple[Live, ...], plan: Plan | None) -> tuple[Live, ...]:
    """The rows of now without those that somebody else has added."""
    known = {row.id for row in then}
    mine = [change for change in plan.changes if change.menu == menu] if plan is not None else []
    return tuple(row for row in now if row.id in known or any(may_be_of(change, row) for change in mine))


def _content(menu: str, rows: tuple[Live, ...], *, secrets: bool) -> object:
    told = [_told(menu, row, secrets=secrets) for row in rows if not row.foreign]
    return told if MENUS[menu].order is not None else sorted(told)


def _told(menu: str, row: Live, *, secrets: bool) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    still = steady(menu, row)
    if secrets:
        return sorted(still.items()), sorted((k, v.reveal()) for k, v in row.secrets.items())
    bare = any(field.secret for field in MENUS[menu].fields.values())
    return sorted((k, v) for k, v in still.items() if not (bare and k == "disabled")), []


def _unknown(job: Job, report: Report, arming: Arming, words: str) -> Report:
    """Nothing could be read after the last write, which may be one of the undo by now."""
    found = Diagnostic(
        "undo-pending",
        f"it cannot be said what the router has now: {words}; {_heals(job, arming)}",
        "look with rosgit status, then rosgit plan",
        address=job.site.name,
    )
    told = (*report.diagnostics, found)
    return replace(
        report, status=Status.UNKNOWN, results=not_read(report.results), proof=None, diagnostics=told
    )


def _heals(job: Job, arming: Arming) -> str:
    if not job.settings.undo:
        return "no undo was armed, so what was written stays, and the lock may be there still"
    seconds = max(0, round(arming.until - job.settings.clock()))
    if seconds:
        return f"the router undoes by itself in {seconds} s"
    return "it should have undone by itself by now, or undoes at its first tick once it is up"


def _without_undo(job: Job, report: Report, arming: Arming, before: Observed) -> Report:
    """Nothing was armed: release the lock, and say what is there by what is read now."""
    again = job.renewed()
    try:
        device, observed = again.read()
        with device:
            keeping, rest = separate(observed)
            if ending(keeping, arming) is Ending.COMMITTED:
                return _committed(again, device, report, arming, observed)
            disarm(again, device, arming)
    except DeviceError as error:
        return _unknown(job, report, arming, str(error))
    left, (_, then) = again.plan(observed, written=True), separate(before)
    known = known_now(report.results, left)
    stays = differing(then, rest, plan=report.plan) or any(_may_stay(each, before.facts) for each in known)
    status = Status.PARTIAL if stays else Status.FAILED
    return replace(report, status=status, results=as_read(known, left), proof=left)


def _may_stay(result: Result, facts: Facts) -> bool:
    """Whether something of a change may be there that cannot be read."""
    return result.outcome is Outcome.DONE or bool(_sent_for_good(result, facts))
