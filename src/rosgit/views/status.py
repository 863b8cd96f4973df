"""Where sites stand, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from rosgit.model.standing import Standing
from rosgit.views.diagnostics import diagnostic_json, diagnostics_lines
from rosgit.views.escape import Json, to_json
from rosgit.views.paper import PLAIN, Line, Look, columns, join, line, piece
from rosgit.views.snippet import Files
from rosgit.views.summary import again

NEXT: Mapping[str, str] = MappingProxyType(
    {"unreachable": "doctor", "login refused": "doctor", "not read": "doctor", "certificate refused": "trust",
     "locked": "status", "another router": "doctor", "another board": "doctor",
     "router of another site": "doctor"}
)  # fmt: skip
"""The command that says or does more, by what is said of a site; of all else a plan does."""


def status_text(
    standings: Sequence[Standing], files: Files | None = None, look: Look = PLAIN, *, options: str = ""
) -> str:
    """One line a site, what an undo or a lock has to say and what to run next below, and a count.

    ``options`` are repeated in the commands it suggests.
    """
    head = ("SITE", "STATUS", "LAST PROVEN APPLY", "COMMIT", "DIGEST")
    first, *rows = columns([head, *(_row(each) for each in standings)])
    lines: list[Line] = [line(piece(first, "bold"))]
    for text, each in zip(rows, standings, strict=True):
        lines.append(line(piece(text, "" if each.fine else "yellow")))
        lines += [line(f"  {words}") for words in _more(each)]
        if not each.fine:
            lines.append(line("    next: ", piece(next_of(each, options), "cyan")))
    found = [one for each in standings for one in each.diagnostics]
    lines += diagnostics_lines(found, files, look.width)
    bad = sum(not each.fine for each in standings)
    lines.append(line(piece("Status: ", "bold"), f"{bad} of {len(standings)} sites need somebody."))
    return join(lines, look)


def next_of(each: Standing, options: str) -> str:
    """The command to run next, to be pasted into a shell."""
    return again(options, NEXT.get(each.words[0], "plan"), each.site)


def _row(each: Standing) -> tuple[str, ...]:
    unknown = "?" if each.unread else ""
    return (each.site, ", ".join(each.words), each.time or unknown or "never", each.commit or unknown,
            each.digest[:12] or unknown)  # fmt: skip


def _more(each: Standing) -> Iterator[str]:
    if each.lock:
        yield each.lock
    if each.undone:
        yield each.undone


def status_json(standings: Iterable[Standing]) -> str:
    """A list of objects, one a site."""
    return to_json([_json(each) for each in standings])


def _json(each: Standing) -> dict[str, Json]:
    return {
        "site": each.site, "status": list(each.words), "reachable": each.reachable,
        "applied": None if each.unread else each.applied,
        "commit": each.commit, "time": each.time, "digest": each.digest, "behind": each.behind,
        "drifted": each.drifted, "lock": each.lock, "undone": each.undone,
        "diagnostics": [diagnostic_json(one) for one in each.diagnostics],
    }  # fmt: skip
