"""How many sites ended, for a person at 3 a.m.: what needs somebody and what to run, then the counts."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from rosgit.model.diagnostic import Diagnostic, errors
from rosgit.model.listed import listed
from rosgit.model.plan import Outcome, Report, Status
from rosgit.views.escape import Json
from rosgit.views.paper import BLANK, Line, line, piece
from rosgit.views.values import count

URGENT = (
    Status.UNKNOWN, Status.PARTIAL, Status.UNPROVEN, Status.FAILED, Status.UNDONE, Status.REFUSED,
    Status.DIFFERS, Status.OFFLINE, Status.NOT_BEGUN,
)  # fmt: skip
"""Statuses that need somebody, the most urgent first."""

NEXT = MappingProxyType(
    {
        Status.UNKNOWN: "status",
        Status.PARTIAL: "plan",
        Status.UNPROVEN: "verify",
        Status.FAILED: "doctor",
        Status.UNDONE: "plan",
        Status.REFUSED: "plan",
        Status.DIFFERS: "plan",
        Status.OFFLINE: "doctor",
        Status.NOT_BEGUN: "apply",
    }
)
"""The command that says or does more, by status; a code may know better."""

NEXT_OF_CODE = MappingProxyType({"lock-held": "status", "tls-refused": "trust", "not-armed": "doctor"})
FEW = 3
"""So many sites that are offline or not begun are named one by one; more of them on one line."""


@dataclass(frozen=True, slots=True)
class Need:
    """What needs somebody: sites of one status, why in one line, and the command to run next."""

    sites: tuple[str, ...]
    status: Status
    reason: str
    command: str


PRESSING = ("undo-pending", "wrong-router", "serial-changed", "same-router", "ledger-foreign")
"""Codes that explain all others: nobody knows what is there, or it is another router."""


ORDER = MappingProxyType({status: at for at, status in enumerate(Status)})


def word_of(report: Report) -> str:
    """How a site ended, in a word for tables: the status, or what the command did that is none."""
    if report.status is Status.NOT_BEGUN or not report.said:
        return report.status.value
    return re.split("[,;]", report.said)[0]


def reason_of(report: Report) -> tuple[str, str]:
    """The code and the words of the first error, pressing ones first: of the apply, else of plan or proof."""
    found = sorted(errors(_diagnostics(report)), key=_weight)
    if not found:
        return "", _without_error(report)
    return found[0].code, found[0].summary


def _weight(found: Diagnostic) -> int:
    return PRESSING.index(found.code) if found.code in PRESSING else len(PRESSING)


def _without_error(report: Report) -> str:
    for each in report.results:
        if each.outcome in (Outcome.FAILED, Outcome.UNKNOWN):
            return f"{each.change.address}: {each.words or each.outcome.value}"
    seen = report.proof or report.plan
    if seen is None or not seen.changes:
        return ""
    number = len(seen.changes)
    waiting = report.status is Status.NOT_BEGUN
    return f"{count(number, 'change')} waiting" if waiting else count(number, "difference")


def _diagnostics(report: Report) -> Iterable[Diagnostic]:
    plans = (each.diagnostics for each in (report.plan, report.proof) if each is not None)
    return chain(report.diagnostics, *plans)


def needs(reports: Iterable[Report], options: str = "") -> tuple[Need, ...]:
    """What needs somebody, the most urgent first.

    ``options`` are those of the command that was run that the next one needs too (see ``again``).
    """
    every = tuple(reports)
    return tuple(
        need
        for status in URGENT
        for need in _of(status, [each for each in every if each.status is status], options)
    )


def again(options: str, verb: str, *words: str) -> str:
    """A command of rosgit to be pasted into a shell. ``options`` are in the words of the shell already."""
    return " ".join(filter(None, ("rosgit", verb, *map(shlex.quote, words), options)))


def _of(status: Status, reports: list[Report], options: str) -> Iterable[Need]:
    if status in (Status.OFFLINE, Status.NOT_BEGUN) and len(reports) > FEW:
        sites = tuple(each.site for each in reports)
        command = "the same command again" if status is Status.NOT_BEGUN else again(options, "status")
        return (Need(sites, status, "", command),)
    return (_one(each, options) for each in reports)


def _one(report: Report, options: str) -> Need:
    code, words = reason_of(report)
    verb = NEXT_OF_CODE.get(code, NEXT[report.status])
    return Need((report.site,), report.status, words, again(options, verb, report.site))


def summary_lines(reports: Iterable[Report], *, interrupted: bool = False, options: str = "") -> list[Line]:
    """What needs somebody, and with more than one site the line that counts them."""
    every = tuple(reports)
    found = needs(every, options)
    lines: list[Line] = [line(piece("Needs somebody:", "bold"))] if found else []
    for need in found:
        words = f": {need.reason}" if need.reason else ""
        lines.append(line("  ", piece(_names(need), "bold"), f"  {need.status.value}{words}"))
        lines.append(line("    next: ", piece(need.command, "cyan")))
    if interrupted:
        lines.append(line(piece("Interrupted: nothing new was begun after it.", "bold yellow")))
    counts = Counter(map(word_of, sorted(every, key=lambda each: ORDER[each.status])))
    parts = ", ".join(f"{number} {word}" for word, number in counts.items())
    fleet = line(piece("Fleet: ", "bold"), f"{count(len(every), 'site')}: {parts}.")
    if len(every) == 1:
        return lines
    return [*lines, BLANK, fleet] if lines else [fleet]


def _names(need: Need) -> str:
    if len(need.sites) == 1:
        return need.sites[0]
    return f"{count(len(need.sites), 'site')} ({listed(need.sites)})"


def summary_json(
    reports: Iterable[Report], *, interrupted: bool = False, options: str = ""
) -> Mapping[str, Json]:
    """The same as JSON values."""
    every = tuple(reports)
    counts = Counter(each.status for each in every)
    return {
        "interrupted": interrupted,
        "needs": [
            {
                "sites": list(each.sites),
                "status": each.status.value,
                "reason": each.reason,
                "next": each.command,
            }
            for each in needs(every, options)
        ],
        "counts": {each.value: counts[each] for each in Status if counts[each]},
    }
