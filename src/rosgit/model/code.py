"""What a diagnostic code is: the two tables of codes are written in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One code; ``severity`` is ERROR, WARNING or INFO."""

    severity: str
    what: str
    why: str
    mend: str
