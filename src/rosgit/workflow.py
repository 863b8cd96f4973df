"""The use cases for one site: compile a tree, and plan, apply or verify one router.

Each is a composition of the rooms; what they decide is decided in the rooms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from rosgit.compiler.compile import REACHING, Compiled, compile_tree, fold
from rosgit.model.diagnostic import Diagnostic, Severity, errors
from rosgit.model.plan import Plan, Report, Status
from rosgit.model.row import Observed
from rosgit.model.secret import SecretRef
from rosgit.model.site import Site
from rosgit.model.tree import Tree
from rosgit.rules.sites import lint, lint_fleet

if TYPE_CHECKING:
    from rosgit.device import Device
    from rosgit.run import Approve, Run


def compiled(tree: Tree, wanted: Callable[[str], bool] | None = None) -> Compiled:
    """Compile and lint. A site with an error is not among the sites."""
    made = compile_tree(tree, wanted)
    found = [replace(each, sites=(site.name,)) for site in made.sites for each in lint(site)]
    fleet = lint_fleet(made.sites)
    wrong = {name for each in errors((*found, *fleet)) for name in each.sites}
    sites = tuple(site for site in made.sites if site.name not in wrong)
    return replace(made, sites=sites, diagnostics=fold((*made.diagnostics, *found, *fleet)))


def reachable(tree: Tree, wanted: Callable[[str], bool] | None = None) -> Compiled:
    """The sites without their rows: for what needs a router and its ledger, whatever the site says now."""
    return compile_tree(tree, wanted, REACHING)


def references(site: Site) -> tuple[SecretRef, ...]:
    """Every secret a site needs once its router is about to be used."""
    return site.references


def plan_site(run: Run) -> Plan:
    """Read a router and plan. Raises DeviceError."""
    from rosgit.applier import locked
    from rosgit.rules.guards_force import overridden

    device, observed = run.read()
    with device:
        plan = run.plan(observed)
        guards = () if plan.empty else _guarded(run, device, plan, observed)
    lock = (replace(each, severity=Severity.WARNING) for each in locked(run, observed))
    found = overridden((*plan.diagnostics, *guards), run.settings.force)
    return replace(plan, diagnostics=(*found, *lock))


def verify_site(run: Run) -> Report:
    """Read a router and hold it against the site. Raises DeviceError.

    Under a lock nothing is in sync: what is there may be taken back at any moment.
    """
    from rosgit.applier import locked
    from rosgit.rules.proof import does_it_work

    device, observed = run.read()
    with device:
        plan = run.plan(observed, ask=False)
    doubts = (*does_it_work(run.site, observed), *locked(run, observed))
    status = Status.IN_SYNC if plan.settled and not errors(doubts) else Status.DIFFERS
    return Report(run.site.name, status, plan, diagnostics=doubts, trips=device.trips)


def apply_site(run: Run, approve: Approve) -> Report:
    """Read, plan, ask, arm, write, prove, commit. Raises DeviceError only before the first write."""
    from rosgit.applier import apply, separate

    device, observed = run.read()
    with device:
        run.settings.say(run.site.name, "read", "done", about=f"{device.trips} round trips")
        run, observed, freed = _free(run, device, observed)
        made = run.plan(observed)
        plan = replace(made, diagnostics=(*made.diagnostics, *freed))
        run.settings.say(run.site.name, "plan", "done", about=f"{len(plan.changes)} changes")
        keeping, _ = separate(observed)
        idle = plan.empty and not errors(plan.diagnostics)
        barred = plan.diagnostics if idle else _barred(run, device, plan, observed)
        if not errors(barred):
            barred = (*barred, *_not_approved(run, approve, plan))
        plan = replace(plan, diagnostics=tuple(barred))
        if errors(barred):
            return Report(run.site.name, Status.REFUSED, plan, trips=device.trips)
        if idle:
            return _nothing_to_do(run, device, plan, observed)
        if run.settings.keep is not None:
            run.settings.keep(plan, run.managed(observed))
        return apply(run, device, plan, observed, run.standing(keeping, observed))


def _not_approved(run: Run, approve: Approve, plan: Plan) -> tuple[Diagnostic, ...]:
    """That a plan is not the one that was reviewed, and what moved since, as far as anyone can say."""
    from rosgit.applier.refusals import stale
    from rosgit.run import MovedError

    words = "this is not the plan that was reviewed: the router or the site has moved since"
    try:
        return () if approve(plan) else (stale(run, words),)
    except MovedError as moved:
        return (stale(run, words, moved.words),)


def _free(run: Run, device: Device, observed: Observed) -> tuple[Run, Observed, tuple[Diagnostic, ...]]:
    """See to the lock of somebody else: wait for it, and undo one whose owner died; on our own router only.

    The run with the time that was waited, the last reading, and what there is to say.
    """
    from rosgit.applier import await_lock, locked, take_stale

    if not locked(run, observed) or run.strangers(observed):
        return run, observed, ()
    began = run.settings.clock()
    observed = await_lock(run.waited(run.settings.lock_timeout), device, observed)
    run = run.waited(run.settings.clock() - began)
    return (run, *take_stale(run, device, observed))


def _barred(run: Run, device: Device, plan: Plan, observed: Observed) -> tuple[Diagnostic, ...]:
    """Everything that speaks against writing a plan, less what a person forces."""
    from rosgit.applier import locked
    from rosgit.rules.guards import may_we_write
    from rosgit.rules.guards_arm import may_we_arm
    from rosgit.rules.guards_force import overridden

    missing = may_we_write(run.site, observed)
    missing += may_we_arm(run.site, observed, undo=run.settings.undo)
    found = overridden((*plan.diagnostics, *(missing or locked(run, observed))), run.settings.force)
    if plan.empty or errors(found):
        return found
    return (*found, *overridden(_guarded(run, device, plan, observed), run.settings.force))


def _guarded(run: Run, device: Device, plan: Plan, observed: Observed) -> tuple[Diagnostic, ...]:
    """The guards that need one more flight: our own way in, and the guests; and what no undo takes back."""
    from rosgit.applier.undo import not_undoable
    from rosgit.device.path import own_path
    from rosgit.rules.guards import may_we_apply
    from rosgit.rules.guards_share import DEFAULT, Limits

    path = own_path(device, run.deadline)
    usual, told = DEFAULT, run.site.guards
    limits = Limits(
        usual.deletes if told.max_deletes is None else told.max_deletes,
        usual.updates if told.max_updates is None else told.max_updates,
    )
    guards = may_we_apply(run.site, plan, path, limits=limits, sessions_below=run.settings.sessions_below)
    return (*guards, *(not_undoable(plan, observed) if run.settings.undo else ()))


def _nothing_to_do(run: Run, device: Device, plan: Plan, observed: Observed) -> Report:
    """Rows are as they should be; keep the ledger in step, and see that the hotspots run."""
    from rosgit.applier import remember
    from rosgit.rules.proof import does_it_work

    doubts = does_it_work(run.site, observed)
    remembered = remember(run, device, plan, observed)
    found = (*doubts, *remembered.found)
    return Report(
        run.site.name,
        Status.UNPROVEN if errors(found) else Status.IN_SYNC,
        plan,
        proof=plan,
        diagnostics=found,
        trips=device.trips,
        kept=remembered.said,
    )


def failure(site: Site, diagnostic: Diagnostic) -> Report:
    """The report of a site whose router could not be used."""
    return Report(site.name, Status.FAILED, diagnostics=(diagnostic,))
