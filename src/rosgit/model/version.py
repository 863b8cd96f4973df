"""RouterOS versions, as far as rosgit compares them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_VERSION = re.compile(r"^(\d+)\.(\d+)(?:\.(\d+))?")


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A RouterOS version: ``7.22.2`` is ``Version(7, 22, 2)``; betas count as their release."""

    major: int
    minor: int
    patch: int = 0

    @staticmethod
    def parse(text: str) -> Version:
        """Read ``7.22``, ``7.22.2`` or what a router prints, ``7.22.2 (stable)``.

        Raises ValueError when the text does not begin with a version.
        """
        return _parse(text)

    @property
    def known(self) -> bool:
        """Whether rosgit has facts for it: any patch from the oldest minor version to the newest."""
        return (OLDEST.major, OLDEST.minor) <= (self.major, self.minor) <= (NEWEST.major, NEWEST.minor)

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}" + (f".{self.patch}" if self.patch else "")


@lru_cache(maxsize=256)
def _parse(text: str) -> Version:
    found = _VERSION.match(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is not a RouterOS version such as 7.22")
    major, minor, patch = found.groups(default="0")
    return Version(int(major), int(minor), int(patch))


OLDEST = Version(7, 10)
NEWEST = Version(7, 24)
NEWEST_KNOWN = "7.24"
