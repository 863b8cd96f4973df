"""One line of the table: what was measured, beside what, and the budget it has to keep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

HEAD = ("what", "rosgit", "beside", "ratio", "budget", "verdict")


@dataclass(frozen=True, slots=True)
class Line:
    """``ours`` and ``beside`` are printed with ``unit``; ``value`` is held against ``budget``.

    ``value`` defaults to the ratio ours / beside. Seconds stay out of the page in docs/: they are this
    machine's. Without a budget the line is a note.
    """

    what: str
    ours: float
    unit: str
    beside: float | None = None
    than: str = ""
    budget: float | None = None
    value: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if self.beside is None else self.ours / self.beside

    @property
    def held(self) -> float | None:
        """The number that the budget limits."""
        return self.value if self.value is not None else self.ratio

    @property
    def verdict(self) -> str:
        if self.budget is None:
            return ""
        assert self.held is not None
        return "met" if self.held <= self.budget else "MISSED"

    def cells(self, *, portable: bool) -> tuple[str, ...]:
        """The line as text; ``portable`` leaves out what only this machine would say."""
        secret = portable and self.unit in ("ms", "s", "MiB")
        ours = "" if secret else amount(self.ours, self.unit)
        beside = self.than
        if self.beside is not None and not secret:
            beside = f"{amount(self.beside, self.unit)} {self.than}"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        if self.value is not None and self.unit != "trips":
            ratio = f"{self.value:.2f}"
        budget = "" if self.budget is None else f"{self.budget:g}"
        return (self.what, ours, beside, ratio, budget, self.verdict)


def amount(number: float, unit: str) -> str:
    """A number with its unit: counts whole, times with what can be told of them."""
    return f"{number:.0f} {unit}" if unit in ("trips", "MiB", "files") else f"{number:.3g} {unit}"


def middle(samples: Iterable[dict], key: str, scale: float = 1.0) -> float:
    """The median of one number of some samples."""
    return median(sample[key] for sample in samples) * scale


def text(lines: Iterable[Line]) -> str:
    """The table for a terminal, everything in it."""
    rows = [HEAD, *(line.cells(portable=False) for line in lines)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def markdown(lines: Iterable[Line]) -> str:
    """The table for docs/: counts and ratios."""
    rows = [HEAD, ("---",) * len(HEAD), *(line.cells(portable=True) for line in lines)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
