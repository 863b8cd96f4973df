"""A mistake (or a doubt) as a value: what, where, and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from rosgit.model.codes import CODES
from rosgit.model.span import Span


class Severity(IntEnum):
    """How much a diagnostic weighs; only errors stop a stage."""

    ERROR = 0
    WARNING = 1
    INFO = 2

    @property
    def word(self) -> str:
        """The severity as people and machines read it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains the first."""

    note: str
    span: Span


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    ``summary`` is one line; ``detail`` says how to mend it; ``address`` names the row or router
    it is about when there is no file to point at; ``sites`` are the sites it touches.
    """

    code: str
    summary: str
    detail: str = ""
    span: Span | None = None
    related: tuple[Related, ...] = ()
    address: str | None = None
    severity: Severity | None = None
    sites: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a code nobody documented, and take the severity from the code."""
        known = CODES[self.code]
        if self.severity is None:
            object.__setattr__(self, "severity", Severity[known.severity])

    @property
    def is_error(self) -> bool:
        """Whether this finding stops the stage that found it."""
        return self.severity is Severity.ERROR


def errors(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Only the findings that stop a stage."""
    return tuple(each for each in found if each.is_error)


def in_order(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by file and line, those without a place last, equal ones once."""
    unplaced = Span("￿", 0, 0)
    unique = dict.fromkeys(found)
    return tuple(sorted(unique, key=lambda d: (d.span or unplaced, d.severity or 0, d.code, d.summary)))
