"""The way back: run the undo now, or wait until the router runs it, and prove the old state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rosgit.applier.arm import Arming, disarm
from rosgit.applier.back_secrets import secrets_back
from rosgit.applier.commit import Ending, ending, settle, tidy
from rosgit.applier.job import Job
from rosgit.applier.keeping import separate
from rosgit.applier.remember import locked
from rosgit.applier.run_undo import run_again, run_now
from rosgit.applier.settings import TICK
from rosgit.device import Device, DeviceError
from rosgit.menus import MENUS
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.plan import Outcome, Report, Status
from rosgit.model.row import Live, Observed

LOOKS = 4
"""How often a router is looked for after the moment its undo must have run."""


class NotYetError(Exception):
    """The router was read, and its undo has not run to its end."""


def take_back(
    job: Job, report: Report, arming: Arming, before: Observed, device: Device | None = None
) -> Report:
    """Take back what was written and say what the router has now. Never raises for what it does."""
    job.settings.say(job.site.name, "undo", "begun")
    if not job.settings.undo:
        return _without_undo(job, report, arming)
    words = "it was not looked at"
    for again in _chances(job, arming):
        try:
            return _back(again, report, arming, before, device)
        except (DeviceError, NotYetError) as error:
            words = str(error)
        device = None
    return _unknown(job, report, arming, words)


def _chances(job: Job, arming: Arming) -> Iterator[Job]:
    """Twice at once; then when the router must have undone by itself, while nobody wants to leave."""
    yield job.renewed()
    yield job.renewed()
    for look in range(LOOKS):
        left = arming.until - job.settings.clock() + 2 * TICK
        if not job.settings.rest(max(left, TICK) if look == 0 else TICK * 2**look):
            return
        yield job.renewed()


def _back(job: Job, report: Report, arming: Arming, before: Observed, device: Device | None) -> Report:
    """One try to go back. Raises DeviceError and NotYetError."""
    if device is None:
        device, observed = job.read()
    else:
        observed = job.again(device)
    with device:
        keeping, _ = separate(observed)
        if ending(keeping, arming) is Ending.OPEN:
            run_now(job, device, keeping, arming)
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
            run_again(job, device, keeping, arming)
            observed = job.again(device)
            keeping, rest = separate(observed)
            if ending(keeping, arming) is not Ending.UNDONE:
                raise NotYetError("the undo did not run to its end")
        tidy(job, device, keeping, arming.kept, mark=False)
        return _judge(job, report, before, _with_secrets(job, device, report, observed, rest))


def _rows_apart(report: Report, before: Observed, rest: Observed) -> bool:
    """Whether more than a secret is not as it was, where the plan wrote: a second undo may mend it."""
    wrote = {change.menu for change in report.plan.changes} if report.plan is not None else set()
    _, then = separate(before)
    return bool(wrote.intersection(differing(then, rest, secrets=False)))


def _overtaken(job: Job, report: Report, before: Observed, after: Observed) -> Report:
    """Ours has undone, and somebody else has taken the lock since: nothing is touched any more."""
    return _judge(job, replace(report, diagnostics=(*report.diagnostics, *locked(job, after))), before, after)


def _with_secrets(job: Job, device: Device, report: Report, observed: Observed, rest: Observed) -> Observed:
    """What the router has once the secrets are back too."""
    flight = tuple(secrets_back(report.plan, rest, job.secrets)) if report.plan is not None else ()
    if not flight:
        return observed
    device.flight(flight, job.deadline)
    return job.again(device)


def _committed(job: Job, device: Device, report: Report, arming: Arming, observed: Observed) -> Report:
    """The commit had gone through, and nobody had heard it."""
    settle(job, device, arming)
    left = job.plan(observed)
    return replace(report, status=Status.PROVEN if left.settled else Status.UNPROVEN, proof=left)


def _judge(job: Job, report: Report, before: Observed, after: Observed) -> Report:
    """Old, or what of it is not: by what was read after the undo."""
    keeping, now_there = separate(after)
    _, then = separate(before)
    apart = differing(then, now_there)
    left = keeping.mark.left if keeping.mark is not None else ()
    results = tuple(
        replace(each, outcome=Outcome.UNDONE) if each.outcome in (Outcome.DONE, Outcome.UNKNOWN) else each
        for each in report.results
    )
    if not apart:
        return replace(report, status=Status.UNDONE, results=results, proof=None)
    found = tuple(
        Diagnostic(
            "undo-incomplete",
            f"{menu} is not as it was before the apply",
            "somebody changed it meanwhile, or it cannot be undone: "
            + ("; ".join(left) or "see rosgit plan"),
            address=job.site.name,
        )
        for menu in apart
    )
    return replace(report, status=Status.PARTIAL, results=results, diagnostics=(*report.diagnostics, *found))


def differing(before: Observed, after: Observed, *, secrets: bool = True) -> tuple[str, ...]:
    """The menus whose rows are not what they were; .ids and dynamic rows do not count.

    Without ``secrets`` neither do those, nor that a row with one is switched off.
    """
    return tuple(
        menu
        for menu, rows in before.rows.items()
        if menu in after.rows
        and _content(menu, rows, secrets=secrets) != _content(menu, after.rows[menu], secrets=secrets)
    )


def _content(menu: str, rows: tuple[Live, ...], *, secrets: bool) -> object:
    told = [_told(menu, row, secrets=secrets) for row in rows if not row.foreign]
    return told if MENUS[menu].order is not None else sorted(told)


def _told(menu: str, row: Live, *, secrets: bool) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    if secrets:
        return sorted(row.fields.items()), sorted((k, v.reveal()) for k, v in row.secrets.items())
    bare = any(field.secret for field in MENUS[menu].fields.values())
    return sorted((k, v) for k, v in row.fields.items() if not (bare and k == "disabled")), []


def _unknown(job: Job, report: Report, arming: Arming, words: str) -> Report:
    seconds = max(0, round(arming.until - job.settings.clock()))
    heals = (
        f"the router undoes by itself in {seconds} s"
        if seconds
        else "the router should have undone by itself"
    )
    found = Diagnostic(
        "undo-pending",
        f"it cannot be said what the router has now: {words}; {heals}",
        "look with rosgit status, then rosgit plan",
        address=job.site.name,
    )
    return replace(report, status=Status.UNKNOWN, diagnostics=(*report.diagnostics, found))


def _without_undo(job: Job, report: Report, arming: Arming) -> Report:
    """Nothing was armed: release the lock and say what was read."""
    if report.proof is None:
        return replace(report, status=Status.UNKNOWN)
    try:
        device, _ = job.read()
        with device:
            disarm(job, device, arming)
    except DeviceError as error:
        told = (*report.diagnostics, error.diagnostic(job.site.target.span, (job.site.name,)))
        return replace(report, status=Status.UNKNOWN, diagnostics=told)
    done = any(each.outcome is Outcome.DONE for each in report.results)
    return replace(report, status=Status.PARTIAL if done else Status.FAILED)
