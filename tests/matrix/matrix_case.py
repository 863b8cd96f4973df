"""One fault at one place of an apply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from matrix_lab import Lab

from rosgit.sim.faults import Faults

SECOND = "refusal, then "
"""How kinds begin in which the last write of the plan is refused, and the fault meets the way back."""


@dataclass(frozen=True)
class Case:
    """One kind of fault at one sentence; ``more`` is what else the kind has to know."""

    kind: str
    k: int
    more: tuple[object, ...] = ()

    @property
    def fault(self) -> str:
        """What goes wrong, where it is the second thing too."""
        return self.kind.removeprefix(SECOND)

    @property
    def second(self) -> bool:
        """Whether the last write was refused before it."""
        return self.kind.startswith(SECOND)

    def __str__(self) -> str:
        return f"{self.kind} at {self.k}" + (f" {self.more}" if self.more else "")


Setup: TypeAlias = Callable[[Lab, Case], Faults]
"""Sets a case up in a lab."""
