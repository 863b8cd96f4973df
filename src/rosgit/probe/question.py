"""What a question is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rosgit.probe.asking import Asking


@dataclass(frozen=True, slots=True)
class Question:
    """A code (docs/unproven.md names it), the question, and how it is asked.

    ``ask`` gives the answer in words. It may raise UnansweredError or DeviceError, and need not
    clean up: rows that bear our name are taken away after each question.
    """

    code: str
    text: str
    ask: Callable[[Asking], str]
