"""What an apply or a verify did, and what was read afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType

from rosgit.model.diagnostic import Diagnostic, Severity, errors
from rosgit.model.plan import Outcome, Report, Result, Status
from rosgit.views.changes import cause_piece, change_head, change_lines
from rosgit.views.diagnostics import diagnostics_lines
from rosgit.views.escape import terminal
from rosgit.views.paper import BLANK, PLAIN, Line, Look, Piece, columns, join, line, padded, piece, width_of
from rosgit.views.plan import NOBODY, heading
from rosgit.views.snippet import Files
from rosgit.views.summary import summary_lines, word_of
from rosgit.views.values import count, place

STATUS_STYLES = MappingProxyType(
    {
        Status.IN_SYNC: "bold green",
        Status.PROVEN: "bold green",
        Status.DIFFERS: "bold yellow",
        Status.REFUSED: "bold yellow",
        Status.UNDONE: "bold yellow",
        Status.OFFLINE: "bold yellow",
        Status.PARTIAL: "bold red",
        Status.UNPROVEN: "bold red",
        Status.FAILED: "bold red",
        Status.UNKNOWN: "bold red",
        Status.NOT_BEGUN: "bold yellow",
        Status.NOTHING: "bold green",
        Status.FORGOTTEN: "bold green",
    }
)
OUTCOME_STYLES = MappingProxyType(
    {
        Outcome.DONE: "green",
        Outcome.SKIPPED: "dim",
        Outcome.FAILED: "bold red",
        Outcome.UNKNOWN: "bold red",
        Outcome.UNDONE: "yellow",
    }
)


def reports_text(
    reports: Iterable[Report],
    hosts: Mapping[str, str] = NOBODY,
    files: Files | None = None,
    look: Look = PLAIN,
    *,
    interrupted: bool = False,
    options: str = "",
) -> str:
    """Each site's report, then what needs somebody; with more than one site a table and the counts.

    ``options`` are repeated in the commands it suggests, see ``summary.needs``.
    """
    every = tuple(reports)
    if not every:
        return join([line("No report: no site was asked for.")], look)
    lines: list[Line] = []
    for report in every:
        lines += [*report_lines(report, hosts.get(report.site, ""), files, look), BLANK]
    end = summary_lines(every, interrupted=interrupted, options=options)
    if len(every) > 1:
        return join([*lines, *_table(every), BLANK, *end], look)
    return join([*lines, *end] if end else lines[:-1], look)


def report_lines(
    report: Report, host: str = "", files: Files | None = None, look: Look = PLAIN
) -> list[Line]:
    """One site's report: heading, results, what the proof read, diagnostics, the closing line."""
    if report.status is Status.NOT_BEGUN and not report.results:
        return _not_begun(report, files, look)
    plan = report.proof or report.plan
    head = heading(plan, host) if plan is not None else line(piece(report.site, "bold"))
    results = list(_results(report.results))
    found = diagnostics_lines(_diagnostics(report), files, look.width)
    extra = [line(f"{name}: {value}") for name, value in report.extra.items()]
    return [
        head,
        *results,
        *_read(report, look),
        *([BLANK, *found, BLANK] if found else []),
        *extra,
        _closing(report),
    ]


def _not_begun(report: Report, files: Files | None, look: Look) -> list[Line]:
    """What waits, in one line: its plan in full is ``rosgit plan``'s to show."""
    found = diagnostics_lines(errors(_diagnostics(report)), files, look.width)
    waiting = f"{count(len(report.plan.changes), 'change')} waiting" if report.plan else "not looked at"
    status = piece(report.status.value, STATUS_STYLES[report.status])
    why = f"; {report.said}" if report.said else ""
    return [
        *found,
        *([BLANK] if found else []),
        line(piece(report.site, "bold"), ": ", status, f". {waiting}{why}."),
    ]


def _results(results: tuple[Result, ...]) -> Iterator[Line]:
    """One line a change, and the router's own words below it."""
    heads = [_outcome(each) for each in results]
    stop = max(map(width_of, heads), default=0)
    for each, head in zip(results, heads, strict=True):
        yield line(*padded(head, stop), "  ", cause_piece(each.change.cause), f"  {place(each.change.span)}")
        if each.words:
            yield line("          ", piece(each.words, OUTCOME_STYLES[each.outcome]))


def _outcome(result: Result) -> Line:
    word = piece(f"  {result.outcome.value:<8}", OUTCOME_STYLES[result.outcome])
    return line(word, *change_head(result.change))


def _read(report: Report, look: Look) -> list[Line]:
    """What was read after the last write; for a verify, and where nothing was written, the plan."""
    unknown = report.status is Status.UNKNOWN
    seen = report.proof if report.results or unknown else report.proof or report.plan
    if seen is None:
        written = any(each.outcome is not Outcome.SKIPPED for each in report.results)
        if report.status is Status.UNDONE:
            return [line("Read after the undo: every managed menu is as it was before this apply.")]
        return (
            [line("Not proven: the router was not read after the last write.")] if written or unknown else []
        )
    rows = count(seen.matched, "row")
    if not seen.empty:
        return [line(f"Read: {rows} in sync, these differ:"), *change_lines(seen.changes, look)]
    if not seen.matched:
        return [line("Read: no row to compare, which proves nothing.")]
    left = f", {seen.unmanaged} not ours left alone" if seen.unmanaged else ""
    return [line(f"Read: {rows} in sync{left}.")]


def _diagnostics(report: Report) -> tuple[Diagnostic, ...]:
    """The report's, its plan's and its proof's, equal ones once."""
    plans = [each.diagnostics for each in (report.plan, report.proof) if each is not None]
    found = dict.fromkeys(chain(report.diagnostics, *plans))
    if report.status is Status.PROVEN:  # notes on what was there before are not true any more
        return tuple(each for each in found if each.severity is not Severity.INFO)
    return tuple(found)


def _closing(report: Report) -> Line:
    counts = Counter(each.outcome for each in report.results)
    parts = [f"{counts[each]} {each.value}" for each in Outcome if counts[each]]
    cost = [*([count(report.trips, "round trip")] if report.trips else []), f"{report.seconds:.2f} s"]
    name, style = Piece(terminal(report.site), "bold"), STATUS_STYLES[report.status]
    if report.said:
        return line(name, ": ", piece(report.said, style), f". {', '.join(cost)}.")
    status = piece(report.status.value, style)
    nothing = "what was written is not known" if report.status is Status.UNKNOWN else "nothing written"
    done = ", ".join(parts) or report.kept or nothing
    return line(name, ": ", status, f". {done}. {', '.join(cost)}.")


def _table(reports: tuple[Report, ...]) -> list[Line]:
    head = ("SITE", "STATUS", "CHANGES", "ROUND TRIPS", "SECONDS")
    rows = [head, *(_row(each) for each in reports)]
    first, *more = columns(rows)
    return [line(piece(first, "bold")), *map(line, more)]


def _row(report: Report) -> tuple[str, ...]:
    done = sum(each.outcome is Outcome.DONE for each in report.results)
    total = len(report.results) or len(report.plan.changes if report.plan is not None else ())
    return (
        report.site,
        word_of(report),
        f"{done}/{total}" if total else "0",
        str(report.trips),
        f"{report.seconds:.2f}",
    )
