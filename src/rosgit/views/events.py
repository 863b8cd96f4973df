"""Events as lines for machines, and as a board of running sites for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rosgit.model.event import Event
from rosgit.model.exits import OF_STATUS, Exit
from rosgit.model.plan import Outcome, Status
from rosgit.views.escape import cells, terminal, to_json_line
from rosgit.views.paper import Line, Piece, line, piece
from rosgit.views.plan_json import FORMAT
from rosgit.views.values import count

TURNS = {"begin": "reading", "read": "planning", "plan": "waiting", "arm": "arming", "write": "writing",
         "prove": "proving", "commit": "committing", "undo": "undoing"}  # fmt: skip
"""What a site does after it told of a step; of ``arm done`` see ``_doing``."""


def event_json(event: Event, time: str) -> str:
    """One event as one line of NDJSON, as ``schemas/events.schema.json`` says; empty texts are left out.

    ``time`` is when it was told, RFC 3339 in UTC.
    """
    told = {"phase": event.phase, "site": event.site, "step": event.step, "result": event.result,
            "change": event.change, "about": event.about}  # fmt: skip
    named = {key: text for key, text in told.items() if text or key in ("site", "step")}
    return to_json_line({"format_version": FORMAT, "time": time, **named, "seconds": round(event.seconds, 3)})


class Board:
    """What a person sees while sites are worked on: one line a running site, and how many ended.

    ``take`` an event gives the lines that stay (a site ended, an interrupt); ``lines`` are those
    that are drawn again and again below them.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self.width = max((cells(terminal(name)) for name in names), default=0)
        self.total = len(names)
        self.running: dict[str, Event] = {}
        self.written: Counter[str] = Counter()
        self.ended: Counter[str] = Counter()

    def take(self, event: Event) -> tuple[Line, ...]:
        """Note an event; the lines that are to stay because of it."""
        if event.step == "interrupt":
            return (line(piece(f"Interrupted: {event.about}.", "bold yellow")),)
        if event.step == "end":
            self.running.pop(event.site, None)
            self.ended[event.result] += 1
            return (self._row(event.site, _ending(event)),) if event.result != "not begun" else ()
        if event.step == "begin":
            self.written[event.site] = 0
        self.written[event.site] += event.step == "write" and event.result == Outcome.DONE.value
        self.running[event.site] = event
        return ()

    def lines(self, most: int) -> tuple[Line, ...]:
        """At most so many lines: sites under way, the last one counts the fleet."""
        rows = [self._row(name, self._doing(event)) for name, event in list(self.running.items())]
        room = max(0, most - 1)
        hidden = len(rows) - room + 1 if len(rows) > room else 0
        done = sum(self.ended.values())
        parts = "".join(f", {number} {word}" for word, number in self.ended.items())
        last = line(piece(f"{done} of {count(self.total, 'site')} ended{parts}", "dim"))
        if not hidden:
            return (*rows, last)
        more = [line(piece(f"and {hidden} more", "dim"))] if room else []
        return (*rows[: max(0, room - 1)], *more, last)

    def _row(self, site: str, doing: Iterator[Piece]) -> Line:
        name = terminal(site)
        return (Piece(name + " " * (self.width - cells(name)), "bold"), Piece("  "), *doing)

    def _doing(self, event: Event) -> Iterator[Piece]:
        word = (
            "writing" if (event.step, event.result) == ("arm", "done") else TURNS.get(event.step, event.step)
        )
        yield piece(word, "cyan")
        written = self.written[event.site]
        if written:
            yield piece(f"  {count(written, 'change')} written")
        if event.change:
            yield piece(f"  {event.change}", "dim")


def _ending(event: Event) -> Iterator[Piece]:
    good = event.result in {each.value for each in Status if OF_STATUS[each] is Exit.OK}
    yield piece(event.result, "bold green" if good else "bold red")
    if event.about:
        yield piece(f": {event.about}")


def fitted(parts: Line, width: int) -> Line:
    """The line cut to so many terminal cells, so that a terminal never wraps it."""
    kept: list[Piece] = []
    left = width
    for part in parts:
        text = part.text
        while cells(text) > left:
            text = text[:-1]
        kept.append(Piece(text, part.style))
        left -= cells(text)
    return tuple(kept)
