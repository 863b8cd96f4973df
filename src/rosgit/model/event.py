"""What happens while sites are worked on, for displays and machines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """One step of one site.

    ``step`` is ``begin``, ``read``, ``plan``, ``arm``, ``write``, ``prove``, ``commit``, ``undo`` or
    ``end``, and ``interrupt`` of no site; ``result`` a word: ``begun``, ``done``, ``failed``, a
    change's outcome (``write``), a site's status (``end``). ``change`` is the row a write is about,
    ``about`` a reason or a count, from a router perhaps: a view escapes both. ``seconds`` since the
    site was begun. Never holds a secret.
    """

    site: str
    step: str
    result: str = ""
    change: str = ""
    about: str = ""
    seconds: float = 0.0
    phase: str = ""
    time: str = ""


def nobody(event: Event) -> None:
    """The sink for those who do not listen."""
    del event
