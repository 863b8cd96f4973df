"""Diagnostics as text for people and as JSON for machines."""

from __future__ import annotations

import textwrap
from collections.abc import Container, Iterable, Mapping
from typing import TypeAlias

from rosgit.model.diagnostic import Diagnostic, Severity
from rosgit.model.listed import listed
from rosgit.model.span import Span
from rosgit.views.escape import Json, terminal, to_json
from rosgit.views.paper import BLANK, PLAIN, Line, Look, Piece, join, line, piece
from rosgit.views.snippet import Files, snippet
from rosgit.views.values import count, place_json

Place: TypeAlias = tuple[str, int]
"""A file and a line of it."""

MOST = 100
"""So many diagnostics are shown as text; the others are counted. JSON has them all."""

ALL = "--format json"

UNREAD = frozenset(
    {
        "duplicate-key",
        "plain-secret",
        "secret-misplaced",
        "secret-reference",
        "unknown-field",
        "unknown-menu",
        "wrong-type",
    }
)
"""Codes of lines of which only the keys are shown."""

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}


def diagnostics_text(
    found: Iterable[Diagnostic], files: Files | None = None, look: Look = PLAIN, *, rest: str = ALL
) -> str:
    """Diagnostics with their snippets, and a last line that counts them all; empty text for none.

    ``files`` gives the lines of a file by name (a callable or a mapping) for the snippets. Of more
    than ``MOST`` those that weigh most are shown; ``rest`` is the command that prints the others.
    """
    return join(diagnostics_lines(found, files, look.width, rest=rest), look)


def diagnostics_lines(
    found: Iterable[Diagnostic], files: Files | None = None, width: int = 100, *, rest: str = ALL
) -> list[Line]:
    """The lines of diagnostics_text, for views that hold diagnostics among other things."""
    every = tuple(found)
    unread = {(span.file, span.line) for each in every if _is_unread(each) for span in _spans(each)}
    lines: list[Line] = []
    for each in _weightiest(every):
        lines += [*_one(each, files, width, unread), BLANK]
    more = len(every) - MOST
    cut = [line(f"... and {more} more ({rest} prints all)"), BLANK] if more > 0 else []
    return [*lines, *cut, line(tally(every))] if every else []


def _is_unread(found: Diagnostic) -> bool:
    """Whether its line was not understood, so that a secret may stand anywhere in it."""
    return found.code.startswith("yaml-") or found.code in UNREAD


def _weightiest(found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """At most ``MOST``, errors before warnings before notes, in the order given."""
    if len(found) <= MOST:
        return found
    kept = sorted(range(len(found)), key=lambda at: _severity(found[at]))[:MOST]
    return tuple(found[at] for at in sorted(kept))


def diagnostics_json(found: Iterable[Diagnostic]) -> str:
    """A JSON list of objects: code, severity, summary, detail, place, address, sites, related."""
    return to_json([diagnostic_json(each) for each in found])


def diagnostic_json(found: Diagnostic) -> Mapping[str, Json]:
    """One diagnostic as JSON values."""
    return {
        "code": found.code,
        "severity": _severity(found).word,
        "summary": found.summary,
        "detail": found.detail,
        **place_json(found.span),
        "address": found.address,
        "sites": list(found.sites),
        "related": [{"note": each.note, **place_json(each.span)} for each in found.related],
    }


def tally(found: Iterable[Diagnostic]) -> str:
    """``2 errors, 1 warning in 3 files``."""
    every = tuple(found)
    words = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
    numbers = {each: sum(_severity(one) is each for one in every) for each in Severity}
    parts = [count(numbers[each], words[each]) for each in Severity if numbers[each]]
    held = {each.span.file for each in every if each.span is not None}
    return ", ".join(parts) + (f" in {count(len(held), 'file')}" if held else "")


def _severity(found: Diagnostic) -> Severity:
    return found.severity if found.severity is not None else Severity.ERROR


def _one(found: Diagnostic, files: Files | None, width: int, unread: Container[Place]) -> list[Line]:
    severity = _severity(found)
    style = STYLES[severity]
    gutter = len(str(max((span.line for span in _spans(found)), default=1)))
    head = line(piece(f"{severity.word}[{found.code}]", style), piece(f": {found.summary}", "bold"))
    body = _place(found, gutter)
    if found.span is not None:
        bare = (found.span.file, found.span.line) in unread
        body += snippet(found.span, files, Piece("^", style), gutter, bare=bare)
    return [head, *body, *_related(found, files, gutter, unread), *_notes(found, gutter, width)]


def _spans(found: Diagnostic) -> list[Span]:
    spans = [each.span for each in found.related]
    return [found.span, *spans] if found.span is not None else spans


def _place(found: Diagnostic, gutter: int) -> list[Line]:
    """Where it is: the file, and else the row or router."""
    place = str(found.span) if found.span is not None else found.address
    return [line(piece(" " * gutter + "--> ", "dim"), place)] if place else []


def _related(found: Diagnostic, files: Files | None, gutter: int, unread: Container[Place]) -> list[Line]:
    lines: list[Line] = []
    for each in found.related:
        bare = (each.span.file, each.span.line) in unread
        shown = snippet(each.span, files, Piece("-", "cyan"), gutter, each.note, bare=bare)
        note = "" if shown else f"  {each.note}"
        lines += [line(piece(" " * gutter + "::: ", "dim"), f"{each.span}{note}"), *shown]
    return lines


def _notes(found: Diagnostic, gutter: int, width: int) -> list[Line]:
    texts = found.detail.splitlines()
    if len(found.sites) > 1 or (found.sites and found.span is None):
        texts.append(f"affects {count(len(found.sites), 'site')}: {listed(found.sites)}")
    blanks = " " * gutter
    room = max(width - gutter - 3, 40)
    lines: list[Line] = []
    for text in filter(None, texts):
        first, *more = _wrapped(terminal(text), room)
        lines += [line(piece(f"{blanks} = ", "dim"), Piece(first))]
        lines += [line(f"{blanks}   ", Piece(each)) for each in more]
    return lines


def _wrapped(text: str, room: int) -> list[str]:
    wrapped = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)
    return wrapped or [text]
