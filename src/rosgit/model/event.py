"""What happens while sites are worked on, for displays and machines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """One step of one site: ``read``, ``plan``, ``arm``, ``write``, ``prove``, ``commit``, ``undo``, ``end``.

    ``result`` is a word (``done``, ``failed``, a status); ``about`` a row or a reason; ``seconds``
    since the site was begun.
    """

    site: str
    step: str
    result: str = ""
    about: str = ""
    seconds: float = 0.0


def nobody(event: Event) -> None:
    """The sink for those who do not listen."""
    del event
