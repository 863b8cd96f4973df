"""Worker: rosgit."""

from __future__ import annotations

import resource

from hotel import hotel, on, secret
from rosgit.applier import Settings
from rosgit.applier.keeping import decoded
from rosgit.device import Deadline
from rosgit.fleet import over
from rosgit.model.plan import Plan, Status
from rosgit.model.site import Site
from rosgit.run import NAT, Run
from rosgit.workflow import apply_site, plan_site, references
from worker import serve, timed

SITE = hotel()
SECRETS = {each.same_as: secret() for each in references(SITE)}


def run(site: Site, *, undo: bool = True) -> Run:
    return Run(site, SECRETS, Deadline.after(60), Settings(undo=undo, who="bench", nonce="bench"))


def about() -> dict:
    """How large the site is, and the menus of its rows (and where hotspots put theirs)."""
    return {"rows": len(SITE.rows), "menus": list(dict.fromkeys([*(row.menu for row in SITE.rows), NAT]))}


def plan(port: int, fingerprint: str | None = None) -> dict:
    """One plan; ``changes`` says how many, so that nobody measures a failure.

    Each is the first of its router: a ledger that was read before is read again.
    """
    decoded.cache_clear()

    def work() -> dict:
        made = plan_site(run(on(SITE, port, fingerprint)))
        assert made.facts.version
        return {"changes": len(made.changes)}

    return timed(work)


def apply(port: int, status: str, *, undo: bool = True) -> dict:
    """One apply, proof included, which has to end in ``status``."""

    def work() -> dict:
        report = apply_site(run(on(SITE, port), undo=undo), lambda _: True)
        assert report.status is Status[status], report.diagnostics
        return {"trips": report.trips}

    return timed(work)


def fleet(ports: list[int]) -> dict:
    """A plan of many routers, eight at a time; peak memory of this process in KiB."""
    sites = [on(SITE, port) for port in ports]
    plans = over(sites, SECRETS, plan_site, 60, 8)
    assert all(isinstance(each, Plan) for each in plans)
    return {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}


if __name__ == "__main__":
    serve(about=about, plan=plan, apply=apply, fleet=fleet)
