"""The use cases around what we keep on a router: where a site stands, forgetting, unlocking."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from rosgit.applier.arm import ids, remove
from rosgit.applier.commit import tidy
from rosgit.applier.keeping import SCHEDULER, SCRIPT, Keeping, separate
from rosgit.applier.outcomes import undo_left
from rosgit.applier.remember import locked
from rosgit.applier.run_undo import run_now
from rosgit.device import Device, DeviceError, Sentence, Unreachable
from rosgit.differ import managed
from rosgit.model.diagnostic import Diagnostic, errors
from rosgit.model.plan import Cause, Report, Status
from rosgit.model.row import Ledger, Live, Observed
from rosgit.model.standing import UNREAD, Standing
from rosgit.model.version import NEWEST
from rosgit.run import STRANGER, Run

_FOREIGN, _MISSING, _BROKEN = "ledger-foreign", "ledger-missing", "ledger-broken"


def standing_of(run: Run) -> Standing:
    """Where a site stands; a router that cannot be read is a standing too."""
    try:
        device, observed = run.read()
    except DeviceError as error:
        found = error.diagnostic(run.site.target.span, (run.site.name,))
        unread = UNREAD.get(error.code, "not read")
        return Standing(run.site.name, not isinstance(error, Unreachable), unread, diagnostics=(found,))
    device.close()
    keeping, _ = separate(observed)
    last = run.standing(keeping, observed).last
    made = run.plan(observed, ask=False)
    causes = {delta.cause for change in made.changes for delta in change.deltas}
    causes |= {change.cause for change in made.changes}
    causes = set() if run.strangers(observed) else causes  # that router says nothing of this site
    lock = locked(run, observed)
    return Standing(
        run.site.name,
        reachable=True,
        applied=last is not None,
        commit=last.commit if last is not None else "",
        time=last.time if last is not None else "",
        digest=last.digest if last is not None else "",
        behind=bool(causes & {Cause.GIT, Cause.CONFLICT, Cause.ADOPT}),
        drifted=bool(causes & {Cause.DRIFT, Cause.CONFLICT}),
        lock=lock[0].summary if lock else "",
        undone=_undone(keeping),
        diagnostics=made.diagnostics,
    )


def drift_site(run: Run) -> Report:
    """Hold a router against what was applied last, whatever the site says now. Raises DeviceError.

    Secrets are compared where the router shows them: by what is sealed in the ledger. Nobody is blamed
    on a router that is not the site's, nor while an apply is under way or was cut.
    """
    device, observed = run.read()
    device.close()
    run = run.named(observed)
    keeping, rest = separate(observed)
    standing = run.standing(keeping, observed)
    known = (each for each in run.doubts(observed) if _is_telling(each))
    found = (*known, *locked(run, observed))
    if standing.ledger is None:
        found = (*(each for each in found if each.code != _MISSING), _nothing_to_compare(run))
    if standing.ledger is None or errors(found):
        return Report(run.site.name, Status.REFUSED, diagnostics=found, trips=device.trips)
    made = run.drift(rest, standing.ledger)
    sure = made.settled and not any(each.code == _BROKEN for each in found)
    status = Status.IN_SYNC if sure else Status.DIFFERS
    return Report(run.site.name, status, made, diagnostics=found, trips=device.trips)


def _is_telling(found: Diagnostic) -> bool:
    """Whether a finding is about the router or its ledger, and not about what the site asks for."""
    return found.code in STRANGER or found.code == "version-unknown" or found.code.startswith("ledger-")


def _nothing_to_compare(run: Run) -> Diagnostic:
    return Diagnostic(
        "never-applied",
        "the router holds no ledger of this site that could be used: nothing to compare with",
        "rosgit apply keeps one; rosgit verify compares with the site",
        run.site.target.span,
        address=run.site.name,
    )


def _undone(keeping: Keeping) -> str:
    """What an undo left to say, once it is over."""
    if keeping.mark is None or keeping.locks:
        return ""
    left = f"; left as they were: {'; '.join(keeping.mark.left)}" if keeping.mark.left else ""
    how = "and was undone" if keeping.mark.undone else f"its undo says: {' '.join(keeping.mark.words)}"
    return f"the last apply was not confirmed, {how}{left}"


def forget_site(run: Run) -> Report:
    """Take everything of ours away but the configuration, on our own router only. Raises DeviceError."""
    device, observed = run.read()
    with device:
        barred = run.strangers(observed) or locked(run, observed)
        if barred:
            return Report(run.site.name, Status.REFUSED, diagnostics=barred, trips=device.trips)
        keeping, _ = separate(observed)
        flight = list(_removals(keeping))
        if not flight:
            said = "rosgit kept nothing here"
            return Report(run.site.name, Status.NOTHING, trips=device.trips, said=said)
        rows = len(keeping.scripts) + len(keeping.ticks)
        staying = _staying(observed, run.standing(keeping, observed).ledger)

        def take_away() -> Keeping:
            device.flight(flight, run.deadline)
            return separate(run.again(device))[0]

        return _written(run, device, take_away, lambda left: _gone(run.site.name, left, rows, staying))


def _written(
    run: Run, device: Device, write: Callable[[], Keeping], judge: Callable[[Keeping], Report]
) -> Report:
    """Write, and judge by what is read afterwards: on a new connection where this one was lost."""
    try:
        return replace(judge(write()), trips=device.trips)
    except DeviceError as error:
        lost = error.diagnostic(run.site.target.span, (run.site.name,))
    try:
        new, observed = run.renewed().read()
    except DeviceError as error:
        return replace(_unread(run.site.name, f"{lost.summary}; then {error}"), trips=device.trips)
    new.close()
    left, _ = separate(observed)
    if left.undoing:
        return replace(_unread(run.site.name, "the undo is running"), trips=device.trips + new.trips)
    report = judge(left)
    found = report.diagnostics if report.status is Status.FORGOTTEN else (*report.diagnostics, lost)
    return replace(report, diagnostics=found, trips=device.trips + new.trips)


def _unread(site: str, why: str) -> Report:
    """A write may have been done, and nobody could read whether it was."""
    words = f"it cannot be said what the router has now: {why}"
    found = Diagnostic("answer-lost", words, "look with rosgit status, then run this again", address=site)
    return Report(site, Status.UNKNOWN, diagnostics=(found,))


def _removals(keeping: Keeping) -> Iterator[Sentence]:
    for menu, rows in ((SCHEDULER, keeping.tick_ids), (SCRIPT, ids(keeping.scripts))):
        if rows:
            yield Sentence(f"{menu}/remove", ((".id", ",".join(rows)),))


def _staying(observed: Observed, last: Ledger | None) -> str:
    """How many rows of ours are on the router: the ledger was all that told them from others."""
    if last is None:
        return "the configuration stays"
    rows = len(managed((), last, observed, version=NEWEST))
    stay = "row that was applied stays" if rows == 1 else "rows that were applied stay"
    return f"{rows} {stay}, as nobody's: no plan deletes them any more"


def _gone(site: str, after: Keeping, rows: int, staying: str) -> Report:
    left = (*after.scripts, *after.ticks)
    if not left:
        said = f"forgotten, {rows} of our own rows read as gone; {staying}"
        return Report(site, Status.FORGOTTEN, said=said)
    return _still_there(site, left)


def _still_there(site: str, left: Iterable[Live]) -> Report:
    names = ", ".join(row.fields.get("name", "") for row in left)
    words = f"still on the router: {names}"
    found = Diagnostic("write-refused", words, "see what holds them", address=site)
    return Report(site, Status.PARTIAL, diagnostics=(found,))


def unlock_site(run: Run) -> Report:
    """Undo the apply that holds the lock, now, and take the lock away. Raises DeviceError.

    On our own router only, and only an apply of this site. What it says is read afterwards: an undo
    leaves a mark.
    """
    device, observed = run.read()
    with device:
        keeping, _ = separate(observed)
        barred = (*run.strangers(observed), *_lock_of_another(run, keeping))
        if barred:
            return Report(run.site.name, Status.REFUSED, diagnostics=barred, trips=device.trips)
        if not keeping.locks:
            said = "no lock is there, nothing to undo"
            return Report(run.site.name, Status.NOTHING, trips=device.trips, said=said)
        return _written(
            run,
            device,
            lambda: _freed(run, device, keeping, observed.facts.serial),
            lambda left: _unlocked(run, keeping, left),
        )


def _freed(run: Run, device: Device, keeping: Keeping, serial: str) -> Keeping:
    """Run the undo, remove the lock and what it leaves; what of ours is there then. Raises DeviceError."""
    if keeping.armed is not None:
        run_now(run, device, keeping, keeping.armed)
    after, _ = separate(run.again(device))
    if after.locks:
        remove(run, device, SCRIPT, ids(after.locks))
        after, _ = separate(run.again(device))
    standing = after.standing(run.site.name, serial)
    tidy(run, device, after, standing.last.generation if standing.last is not None else None, mark=False)
    left, _ = separate(run.again(device))
    return left


def _lock_of_another(run: Run, keeping: Keeping) -> tuple[Diagnostic, ...]:
    """An apply of another site is not ours to undo, unless a person says that the site was renamed."""
    armed = keeping.armed
    if armed is None or armed.site == run.site.name or _FOREIGN in run.settings.force:
        return ()
    words = f"the lock on the router is that of an apply of the site {armed.site}, not of {run.site.name}"
    mend = f"rosgit unlock {shlex.quote(armed.site)}; if the site was renamed, --force {_FOREIGN}"
    return (Diagnostic(_FOREIGN, words, mend, run.site.target.span, address=run.site.name),)


def _unlocked(run: Run, before: Keeping, left: Keeping) -> Report:
    """Undone only where a mark says that the whole undo ran; a lock that held none takes nothing back."""
    site = run.site.name
    if left.locks or left.ticks:
        return _still_there(site, (*left.locks, *left.ticks))
    if left.mark is not None and left.mark.undone:
        if left.mark.left:
            return Report(site, Status.PARTIAL, diagnostics=tuple(undo_left(site, left.mark.left)))
        return Report(
            site, Status.UNDONE, said="undone, and the lock is gone; rosgit plan shows what is left"
        )
    armed = before.armed
    why = "the apply that held it had armed no undo" if armed and not armed.undo else "its undo did not run"
    words = f"the lock is gone, and {why}: what was written stays"
    return Report(
        site,
        Status.UNPROVEN,
        diagnostics=(
            Diagnostic("not-undoable", words, "rosgit plan shows what is left to do", address=site),
        ),
    )
