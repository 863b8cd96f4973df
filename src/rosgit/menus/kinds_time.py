"""Kinds of time: spans and times of day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from rosgit.menus.kind import Kind, KindError, shown

_UNITS = (
    ("w", 604_800_000_000),
    ("d", 86_400_000_000),
    ("h", 3_600_000_000),
    ("m", 60_000_000),
    ("s", 1_000_000),
    ("ms", 1_000),
    ("us", 1),
)
_MICROS = dict(_UNITS)
_CLOCK = re.compile(
    r"(?:([0-9]{1,4})w)?(?:([0-9]{1,5})d)?\s?"
    r"([0-9]{1,5}):([0-9]{1,2})(?::([0-9]{1,2})(?:\.([0-9]{1,6}))?)?"
)
_PART = re.compile(r"([0-9]{1,15})(ms|us|w|d|h|m|s)")


def duration_micros(text: str) -> int:
    """The microseconds of ``1d2h``, ``90``, ``01:30:00`` or ``1d 00:00:10``. Raises KindError."""
    if re.fullmatch(r"[0-9]{1,15}", text):
        return int(text) * 1_000_000
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        weeks, days, hours, minutes, seconds, part = clock.groups(default="0")
        total = int(weeks) * 7 * 24 + int(days) * 24 + int(hours)
        return ((total * 60 + int(minutes)) * 60 + int(seconds)) * 1_000_000 + int(part.ljust(6, "0"))
    if not text or _PART.sub("", text.replace(" ", "")):
        raise KindError(f"{shown(text)} is not a duration such as 1h30m")
    return sum(int(number) * _MICROS[unit] for number, unit in _PART.findall(text.replace(" ", "")))


def duration_text(micros: int) -> str:
    """Microseconds as RouterOS writes them: largest unit first, zero units left out."""
    parts = []
    for unit, size in _UNITS:
        count, micros = divmod(micros, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


@dataclass(frozen=True, slots=True)
class Duration(Kind):
    """A span of time; ``60m``, ``3600`` and ``01:00:00`` are ``1h`` (NOTES section b)."""

    noun: ClassVar[str] = "a duration such as 1h30m"

    def _canonical(self, text: str) -> str:
        try:
            return duration_text(_within(duration_micros(text)))
        except KindError:
            raise self.wrong(text) from None


_LONGEST = 10**18
"""31,000 years: nobody means more, and up to here what duration_text writes can be read again."""


def _within(micros: int) -> int:
    if micros > _LONGEST:
        raise KindError("longer than 31,000 years")
    return micros


@dataclass(frozen=True, slots=True)
class TimeOfDay(Kind):
    """A time of day, ``HH:MM:SS``."""

    noun: ClassVar[str] = "a time of day such as 08:00:00"

    def _canonical(self, text: str) -> str:
        found = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?", text)
        if found is None:
            seconds = self._spoken(text)
        else:
            seconds = int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0)
        if seconds >= 86400:
            raise self.wrong(text)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"

    def _spoken(self, text: str) -> int:
        try:
            return duration_micros(text) // 1_000_000
        except KindError:
            raise self.wrong(text) from None
