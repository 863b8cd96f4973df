"""How many guests a plan touches."""

from __future__ import annotations

from dataclasses import dataclass

from rosgit.model.plan import Change


@dataclass(frozen=True, slots=True)
class Touched:
    """What one change does to guests, in counts."""

    change: Change
    sessions: int
    hosts: int
    leases: int


@dataclass(frozen=True, slots=True)
class Impact:
    """Guests that may lose their session, host entry or lease; each counted once.

    ``by_change`` has only changes that touch somebody. ``unknown`` are menus that could not be read.
    """

    sessions: int = 0
    hosts: int = 0
    leases: int = 0
    by_change: tuple[Touched, ...] = ()
    unknown: tuple[str, ...] = ()
