"""What happens while sites are worked on, for displays and machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rosgit.model.plan import Status

STATUSES = tuple(each.value for each in Status)

RESULTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "begin": (),
        "read": ("done",),
        "lock": ("held", "stale"),
        "plan": ("done",),
        "arm": ("begun", "done", "refused"),
        "write": ("begun", "sending", "done", "failed", "skipped", "unknown"),
        "prove": ("begun", "done", "failed"),
        "commit": ("begun", "committed", "undone", "open", "unknown"),
        "undo": ("begun", "looking", *STATUSES),
        "end": STATUSES,
        "interrupt": ("stopping",),
    }
)
"""The steps in their order, and the results each may have; no result is the empty text."""

PHASES = ("look", "apply")
"""Of a fleet with a canary every router is looked at first."""


@dataclass(frozen=True, slots=True)
class Event:
    """One step of one site.

    ``step`` and ``result`` are those of ``RESULTS``; ``interrupt`` is of no site. ``change`` is the row
    a write is about, ``about`` a reason or a count, from a router perhaps: a view escapes both.
    ``seconds`` since the site was begun; ``phase`` one of ``PHASES``, empty for an interrupt. Never
    holds a secret.
    """

    site: str
    step: str
    result: str = ""
    change: str = ""
    about: str = ""
    seconds: float = 0.0
    phase: str = ""


def nobody(event: Event) -> None:
    """The sink for those who do not listen."""
    del event
