"""What a spare router answered to the questions that no source settles."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """One question's answer in words, and the raw words it rests on.

    Not ``answered``: ``words`` say why; ``evidence`` is how far it came.
    """

    code: str
    question: str
    words: str
    evidence: tuple[str, ...] = ()
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Probed:
    """A probe of one router. Nothing in it says which router it was, unless ``serial`` does.

    ``swept`` are leftovers of an earlier probe, ``left`` what this one could not take away; ``sure``
    says whether that was read back at the end. ``stopped`` says why not every question was asked.
    """

    version: str
    board: str
    architecture: str
    answers: tuple[Answer, ...] = ()
    swept: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    sure: bool = False
    serial: str = ""
    stopped: str = ""
    interrupted: bool = False

    @property
    def clean(self) -> bool:
        """Whether the router was read and nothing of the probe is on it."""
        return self.sure and not self.left
