"""One case from its fault to the next apply but one, and what it must not have done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from matrix_case import Case
from matrix_edits import Edit, is_there
from matrix_kinds import KINDS, SHUT, edit_of
from matrix_lab import LONG, NEW, DryRun, Lab, dry_run, lab, start, way_back
from matrix_pauses import BESIDE, UNNOTICED
from matrix_sites import SWITCHED_OFF
from matrix_state import (
    SCHEDULER,
    SCRIPT,
    SECRET,
    State,
    different,
    foreign_rows,
    generations,
    hanging,
    kept_row,
    ours,
    state_of,
    strangers,
    without,
    without_secrets,
)

from rosgit.model.diagnostic import Diagnostic, errors
from rosgit.model.exits import OF_STATUS, Exit
from rosgit.model.plan import Outcome, Report, Status
from rosgit.views.report import reports_text

UNCHANGED = frozenset({Status.REFUSED, Status.FAILED, Status.OFFLINE, Status.NOT_BEGUN})
"""Statuses that say nothing was changed."""

OLDER = "second rosgit, older"
RIVALS = ("second rosgit", OLDER)
"""Kinds in which somebody else applies: what he leaves is not what ours said of itself."""

LATE = frozenset({"switch fires", "switch fires unnoticed", BESIDE, UNNOTICED})
"""Kinds in which sentences arrive when the undo has run, or while it runs."""

APART = frozenset({"power cut", "switch fires", "switch fires unnoticed", "overtaken"})
"""Kinds in which rosgit comes back to a router it may not or cannot put its secrets back on."""


@dataclass
class Verdict:
    """How a case ended: the router ``old``, ``new`` or ``mixed``, what rosgit said, and what is wrong."""

    case: Case
    ended: str = ""
    said: str = ""
    wrong: list[str] = field(default_factory=list)


def judge(case: Case) -> Verdict:
    """Play one case and hold it against the promise."""
    verdict = Verdict(case)
    with lab() as made:
        made.server.faults = KINDS[case.kind](made, case)
        report = made.ended(made.apply(NEW))
        verdict.said = report.status.name if report is not None else "KILLED"
        verdict.wrong += _told_the_truth(case, report, state_of(made.router))
        verdict.wrong += _exit_code(report)
        made.calm()
        made.router.tick(LONG)
        made.router.tick(LONG)  # a restart within the undo ends the first wait
        verdict.ended = _ending(case, state_of(made.router))
        verdict.wrong += _kept_the_promise(case, verdict.ended, report, made)
        verdict.wrong += _goes_on(made, case)
        verdict.wrong += _no_secret(made)
    return verdict


# -- what the router may be


def _allowed(case: Case) -> Iterator[tuple[str, State]]:
    yield "new", dry_run().new
    yield "old", start().old
    if case.fault.startswith("edit"):
        edit, old = edit_of(case), start().old
        new = edit.on(dry_run().new)
        yield "new with the edit", new
        yield "old with the edit", edit.on(old)
        if not is_there(edit, old):
            yield "old with the edited row", kept_row(old, new, edit.menu, edit.find)


def _ending(case: Case, state: State) -> str:
    """Which of the states this is."""
    for name, allowed in _allowed(case):
        if state == allowed:
            return name
    for name, allowed in _allowed(case):
        bare = without_secrets(allowed, SWITCHED_OFF)
        if name.startswith("old") and without_secrets(state, SWITCHED_OFF) == bare:
            return f"{name} but secrets"
    return "mixed"


def _may_be_mixed(case: Case, report: Report | None, now: State) -> bool:
    """A power cut loses writes; what arrives after its turn in the undo may lose what it refers to.

    The second undo makes a row anew that was removed late, and those who name it hold the ``.id`` of before;
    and a row that was made late names one that the undo has taken away.
    """
    if case.fault == "power cut":
        return bool(case.more)
    return case.kind in LATE and case.k in dry_run().of_the_plan and _left_hanging(report, now)


def _left_hanging(report: Report | None, now: State) -> bool:
    """Whether references that hang are all that is apart, and the report says in which menus."""
    if report is None or report.status is not Status.PARTIAL:
        return False
    old = start().old
    said = " ".join(each.summary for each in report.diagnostics)
    told = all(path in said for path in {*now, *old} if now.get(path) != old.get(path))
    return told and hanging(now, old) and _secrets_are_back(now)


def _secrets_are_back(now: State) -> bool:
    """Whether rosgit, which is there, has put back each secret of a row that is there from before."""
    old = start().old
    return all(
        dict(row).get(name) == text
        for path, rows in old.items()
        for was in rows
        for name, text in was
        if name in SECRET
        for row in now.get(path, ())
        if dict(row).get("name", dict(row).get("comment")) == dict(was).get("name", dict(was).get("comment"))
    )


def _kept_the_promise(case: Case, ended: str, report: Report | None, made: Lab) -> Iterator[str]:
    now = state_of(made.router)
    if ended == "mixed" and not _may_be_mixed(case, report, now):
        apart = different(start().old, now)
        yield f"the router is neither old nor new; from the old state it differs by\n{apart}"
    if ended == "mixed":
        yield from strangers(now, start().old, dry_run().new)
    if ended.endswith("secrets") and case.kind not in APART and _rosgit_was_there(report):
        yield f"{ended}, though rosgit could read the router again"
    yield from _left_theirs_alone(made)


def _left_theirs_alone(made: Lab) -> Iterator[str]:
    theirs = foreign_rows(made.router, start().theirs)
    if theirs != start().foreign:
        yield f"foreign rows changed:\n{different(start().foreign, theirs)}"


def _rosgit_was_there(report: Report | None) -> bool:
    return report is not None and report.status not in (Status.UNKNOWN, Status.FAILED)


# -- what rosgit said


def _told_the_truth(case: Case, report: Report | None, now: State) -> Iterator[str]:
    if report is None:
        return
    ended, status = _ending(case, now), report.status
    right = {
        Status.PROVEN: ended == "new"
        or (ended == "new with the edit" and _after_the_proof(case))
        or (case.kind == OLDER and case.k > dry_run().commit),
        Status.IN_SYNC: ended == "new",
        Status.UNDONE: ended == "old" or (ended == "old with the edit" and _unseen(case)),
        Status.UNKNOWN: _out_of_reach(case),
        Status.PARTIAL: ended not in ("old", "new") or (case.second and case.fault in RIVALS),
        Status.UNPROVEN: ended in ("new with the edit", "mixed"),
    }
    unchanged = ended in ("old", "old with the edit") or case.fault in RIVALS
    if not right.get(status, status in UNCHANGED and unchanged):
        yield f"said {status.name} of a router that is {ended}:\n{reports_text([report])}"
    yield from _of_the_kind(case, status, ended)
    if status is Status.PARTIAL and "edit" in ended and not _names(edit_of(case), report):
        yield f"it does not say what the undo left:\n{reports_text([report])}"
    if status not in (Status.PROVEN, Status.IN_SYNC) and not _says_why(report):
        yield f"said {status.name} and not why"


def _of_the_kind(case: Case, status: Status, ended: str) -> Iterator[str]:
    """What a kind asks for beside the promise."""
    dry = dry_run()
    if case.kind in SHUT and status is not Status.UNDONE:
        yield f"we were shut out, and it said {status.name}"
    if case.kind == "slow" and dry.lock < case.k <= dry.proof and status is Status.PROVEN:
        yield "it wrote or committed within the margin"
    if not case.fault.startswith("edit"):
        return
    edit, first = edit_of(case), _readings(case, dry)[0]
    last = _readings(case, dry)[1]
    there = is_there(edit, start().old)
    if there and first < case.k <= last and status is not Status.REFUSED:
        yield f"somebody edited before the first write, and it said {status.name}"
    kept = there or edit.deed == "set"  # a new row that a person takes away is not missed
    spared = case.k > max(dry.reread, edit.written(dry)) and kept and not edit.deleted
    if spared and case.kind == "edit, then a refusal" and "edit" not in ended:
        yield f"the undo took an edit back: {ended}"


def _names(edit: Edit, report: Report) -> bool:
    """Whether row and field of an edit are named: by the undo, in what differs, or in what is unknown now."""
    said = [each.summary for each in report.diagnostics if each.code == "undo-incomplete"]
    unknown = (each for each in report.results if each.outcome is Outcome.UNKNOWN)
    rows = [f"{each.change.address} {each.words}" for each in unknown]
    differ = report.proof.changes if report.proof is not None else ()
    left = [f"{each.address} {' '.join(delta.field for delta in each.deltas)}" for each in differ]
    field = "" if edit.deleted else edit.field
    return any(edit.menu in each and edit.find[1] in each and field in each for each in (*said, *left, *rows))


def _readings(case: Case, dry: DryRun) -> list[int]:
    """When the menu of an edit is read before the commit."""
    command = f"{edit_of(case).menu}/print"
    return [each.number for each in dry.sentences if each.command == command and each.number < dry.commit]


def _after_the_proof(case: Case) -> bool:
    """Whether the person came when the last reading of that menu was over."""
    return case.fault.startswith("edit") and case.k > _readings(case, dry_run())[-1]


def _unseen(case: Case) -> bool:
    """Whether the person came before the first reading of that menu, or after the last of the way back."""
    if not case.fault.startswith("edit"):
        return False
    command = f"{edit_of(case).menu}/print"
    back = [each.number for each in way_back().sentences if each.command == command]
    return case.k <= _readings(case, dry_run())[0] or case.k > back[-1]


def _out_of_reach(case: Case) -> bool:
    return case.kind == "black hole"


def _says_why(report: Report) -> bool:
    planned = report.plan.diagnostics if report.plan is not None else ()
    return any(each.is_error for each in (*report.diagnostics, *planned))


def _exit_code(report: Report | None) -> Iterator[str]:
    if report is None:
        return
    good = report.status in (Status.PROVEN, Status.IN_SYNC)
    if (OF_STATUS[report.status] is Exit.OK) is not good:
        yield f"{report.status.name} exits with {OF_STATUS[report.status]}"


# -- what comes next


def _goes_on(made: Lab, case: Case) -> Iterator[str]:
    """The next apply converges and leaves nothing; the one after it has nothing to do."""
    made.router.between = None
    report = made.apply(NEW, "next")
    if _may_ask(case) and report is not None and _only_asks(report):
        made.adopt, made.recreate = _asked(report, "adopt-needed"), _asked(report, "lost-row")
        report = made.apply(NEW, "next, told what to adopt")
    if report is None or report.status not in (Status.PROVEN, Status.IN_SYNC):
        yield "the next apply did not converge:\n" + (reports_text([report]) if report else "killed")
        return
    now, new = state_of(made.router), dry_run().new
    if now != new and not (_late_power_cut(case) and without(now, start().old, new) == new):
        yield f"the next apply said {report.status.name}, and the router is not new:\n{different(new, now)}"
    left = [name for name in ours(made.router) if not name.startswith("rosgit-ledger-")]
    if left or len(generations(ours(made.router))) != 1:
        yield f"the next apply ({report.status.name}) left {ours(made.router)}"
    yield from _left_theirs_alone(made)
    writes, trips = made.router.writes, made.server.trips
    last = made.apply(NEW, "last")
    if last is None or last.status is not Status.IN_SYNC:
        yield f"the apply after it said {last.status.name if last else 'nothing'}"
    took, wrote = made.server.trips - trips, made.router.writes - writes
    if (took, wrote) != (3, 0):
        yield f"nothing to do took {took} round trips and {wrote} writes"


def _may_ask(case: Case) -> bool:
    """Where rows are gone that nobody can tell from a stranger's, a person is asked."""
    return case.fault == "power cut" or (case.fault.startswith("edit") and edit_of(case).deed == "remove")


def _errors(report: Report) -> Sequence[Diagnostic]:
    return errors(report.plan.diagnostics) if report.plan is not None else ()


def _only_asks(report: Report) -> bool:
    """Whether an apply was refused for nothing but rows it asks about."""
    codes = {each.code for each in _errors(report)}
    return bool(codes) and codes <= {"adopt-needed", "lost-row"}


def _asked(report: Report, code: str) -> frozenset[str]:
    """The rows a refused apply asks about."""
    return frozenset(str(each.address) for each in _errors(report) if each.code == code)


def _late_power_cut(case: Case) -> bool:
    """It may bring deleted rows back when no ledger names them any more; rosgit says so, if it is there."""
    return case.fault == "power cut" and case.k >= dry_run().commit


# -- secrets


def _no_secret(made: Lab) -> Iterator[str]:
    """No planted secret in anything rosgit keeps or says."""
    scripts = [
        str(words)
        for each in made.server.connections
        for words in each.commands
        if words[0].startswith((SCRIPT, SCHEDULER))
    ]
    rows: Sequence[object] = [*made.router.rows(SCRIPT), *made.router.rows(SCHEDULER), *made.router.log]
    for what, text in {
        "a script": "\n".join(scripts),
        "a row": repr(rows),
        "an event": repr(made.events),
        "a report": repr(made.reports) + reports_text(made.reports),
    }.items():
        if "pl4nted" in text:
            yield f"a secret stands in {what}"
