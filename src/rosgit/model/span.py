"""Where something was written: file, line, column."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file of the tree; line and column count from 1."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def span(self) -> Span:
        """Itself: a place is asked for its span like anything that was written somewhere."""
        return self
