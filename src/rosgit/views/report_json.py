"""Reports as JSON: the plan's format plus what became of each change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rosgit.model.plan import Report, Result
from rosgit.views.diagnostics import diagnostic_json
from rosgit.views.escape import Json, to_json
from rosgit.views.plan import NOBODY
from rosgit.views.plan_json import FORMAT, change_json, plan_json
from rosgit.views.summary import summary_json


def reports_json(
    reports: Iterable[Report],
    hosts: Mapping[str, str] = NOBODY,
    *,
    interrupted: bool = False,
    options: str = "",
) -> str:
    """``{"format_version": ..., "reports": [...], "summary": {...}}``, the reports in the order given."""
    every = tuple(reports)
    told = [report_json(report, hosts.get(report.site, "")) for report in every]
    summary = summary_json(every, interrupted=interrupted, options=options)
    return to_json({"format_version": FORMAT, "reports": told, "summary": summary})


def report_json(report: Report, host: str = "") -> Mapping[str, Json]:
    """One report as JSON values; ``proof`` is null where nothing was read after the last write."""
    return {
        "site": report.site,
        "status": report.status.value,
        "said": report.said,
        "kept": report.kept,
        "round_trips": report.trips,
        "seconds": round(report.seconds, 3),
        "results": [_result(each) for each in report.results],
        "plan": plan_json(report.plan, host) if report.plan is not None else None,
        "proof": plan_json(report.proof, host) if report.proof is not None else None,
        "diagnostics": [diagnostic_json(each) for each in report.diagnostics],
        "extra": dict(report.extra),
    }


def _result(result: Result) -> Mapping[str, Json]:
    return {"outcome": result.outcome.value, "router": result.words, "change": change_json(result.change)}
