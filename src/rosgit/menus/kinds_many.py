"""Kinds made of several values, and of rates and sizes: pairs, lists, bit sets, rate limits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from rosgit.menus.kind import Int, Kind, KindError, Schema, Text, shown, words_schema
from rosgit.menus.kinds_time import duration_micros, duration_text
from rosgit.model.version import Version

_RATE = re.compile(r"([0-9]{1,15})([kKMG]?)")
_TIMES = {"": 1, "k": 1000, "K": 1000, "M": 1_000_000, "G": 1_000_000_000}


def rate_bits(text: str) -> int:
    """Bits per second of ``10M``; k is 1000. Raises KindError."""
    found = _RATE.fullmatch(text)
    if found is None:
        raise KindError(f"{shown(text)} is not a rate such as 10M")
    return int(found[1]) * _TIMES[found[2]]


def rate_text(bits: int) -> str:
    """Bits per second in the shortest exact spelling: 2048000 is ``2048k``."""
    for size, unit in ((1_000_000_000, "G"), (1_000_000, "M"), (1000, "k")):
        if bits and bits % size == 0:
            return f"{bits // size}{unit}"
    return str(bits)


@dataclass(frozen=True, slots=True)
class Rate(Kind):
    """A rate that the API prints as whole bits per second: ``10M`` is ``10000000``."""

    noun: ClassVar[str] = "a rate such as 10M"

    def _canonical(self, text: str) -> str:
        try:
            bits = rate_bits(text)
        except KindError:
            raise self.wrong(text) from None
        if bits >= 10**15:
            raise self.wrong(text)
        return str(bits)


_RATE_GROUPS = ("rate", "rate", "rate", "time", "priority", "rate")


@dataclass(frozen=True, slots=True)
class RateLimit(Kind):
    """A hotspot rate limit: ``rx/tx [burst [threshold [time]]] [priority] [minimum]``.

    A router keeps the text as it was typed (NOTES section b), so one form is chosen here: both
    sides of each pair written, numbers in the shortest spelling. The empty text is no limit.
    """

    noun: ClassVar[str] = "a rate limit such as 5M/5M, or 5M/5M 10M/10M 4M/4M 8/8"

    def _canonical(self, text: str) -> str:
        words = text.split()
        if len(words) > len(_RATE_GROUPS):
            raise self.wrong(text)
        try:
            return " ".join(self._group(kind, word) for kind, word in zip(_RATE_GROUPS, words, strict=False))
        except KindError:
            raise self.wrong(text) from None

    @staticmethod
    def _group(kind: str, word: str) -> str:
        if kind == "priority":
            return Int(1, 8).canonical(word)
        received, slash, sent = word.partition("/")
        one = _rate_form if kind == "rate" else _seconds_form
        return f"{one(received)}/{one(sent if slash else received)}"


def _rate_form(text: str) -> str:
    return rate_text(int(Rate().canonical(text)))


def _seconds_form(text: str) -> str:
    micros = duration_micros(text)
    return str(micros // 1_000_000) if micros % 1_000_000 == 0 else duration_text(micros)


@dataclass(frozen=True, slots=True)
class Pair(Kind):
    """``a/b``; one value alone is doubled."""

    item: Kind = field(default_factory=Rate)

    @property
    def expected(self) -> str:
        return f"{self.item.expected}, or a pair of them with a slash"

    def _canonical(self, text: str) -> str:
        first, slash, second = text.partition("/")
        if "/" in second:
            raise self.wrong(text)
        try:
            return f"{self.item.canonical(first)}/{self.item.canonical(second if slash else first)}"
        except KindError:
            raise self.wrong(text) from None

    def _printed(self, text: str, version: Version) -> str:
        return "/".join(self.item.printed(part, version) for part in text.split("/"))


_SIZE = re.compile(r"([0-9]{1,15})(KiB|MiB|GiB|[kKMG])?")
_KIB = {None: 1, "k": 1, "K": 1, "KiB": 1, "M": 1024, "MiB": 1024, "G": 1 << 20, "GiB": 1 << 20}


@dataclass(frozen=True, slots=True)
class SizeKib(Kind):
    """A size in KiB that prints with its suffix: ``2M`` is ``2048KiB``."""

    noun: ClassVar[str] = "a size such as 2048KiB"

    def _canonical(self, text: str) -> str:
        found = _SIZE.fullmatch(text)
        if found is None:
            raise self.wrong(text)
        size = int(found[1]) * _KIB[found[2]]
        if size >= 10**15:
            raise self.wrong(text)
        return f"{size}KiB"


@dataclass(frozen=True, slots=True)
class List(Kind):
    """Comma separated values whose order is kept; the empty text is the empty list."""

    item: Kind = field(default_factory=Text)
    is_list: ClassVar[bool] = True

    @property
    def expected(self) -> str:
        return f"a list of: {self.item.expected}"

    def _canonical(self, text: str) -> str:
        return ",".join(self.item.canonical(filled(part)) for part in split_list(text))

    def _printed(self, text: str, version: Version) -> str:
        return ",".join(self.item.printed(part, version) for part in split_list(text))

    def schema(self) -> Schema:
        return {"type": ["array", *self.types], "items": self.item.schema()}


@dataclass(frozen=True, slots=True)
class Bits(Kind):
    """A set of words that RouterOS prints in a fixed order; ``open`` admits words beyond them.

    ``complement`` sets, such as a group's policy, print the words that are missing with a ``!``.
    """

    values: tuple[str, ...] = ()
    open: bool = False
    complement: bool = False
    item_negatable: bool = False
    is_list: ClassVar[bool] = True

    @property
    def expected(self) -> str:
        return "one of " + ", ".join(self.values)

    def _canonical(self, text: str) -> str:
        words = {filled(word) for word in split_list(text)}
        marked = self.complement or self.item_negatable
        bare = [word.removeprefix("!") if marked else word for word in words]
        unknown = sorted(set(bare) - set(self.values))
        if unknown and not (self.open and all(map(_is_word, unknown))):
            raise self.wrong(unknown[0])
        if len(set(bare)) < len(bare):
            raise KindError(f"{shown(text)} says both yes and no to one word")
        kept = (word for word in words if not (self.complement and word.startswith("!")))
        return ",".join(sorted(kept, key=self._rank))

    def _rank(self, word: str) -> tuple[int, str]:
        bare = word.removeprefix("!")
        return (self.values.index(bare) if bare in self.values else len(self.values), word)

    def _printed(self, text: str, version: Version) -> str:
        del version
        if not self.complement:
            return text
        held = split_list(text)
        return ",".join([*held, *(f"!{word}" for word in self.values if word not in held)])

    def schema(self) -> Schema:
        if self.open:
            return {"type": ["array", "string"], "items": {"type": "string"}}
        signed = self.item_negatable or self.complement
        item = words_schema((*self.values, *self.keywords), negatable=signed or self.negatable)
        return {"type": ["array", "string"], "items": item}


def _is_word(text: str) -> bool:
    return re.fullmatch(r"[a-z0-9][a-z0-9-]*", text) is not None


def split_list(text: str) -> Sequence[str]:
    """The items of a comma list; the empty text has none."""
    return [part.strip() for part in text.split(",")] if text else []


def filled(part: str) -> str:
    """The part of a list, which must not be empty. Raises KindError."""
    if not part:
        raise KindError("a list has an empty item")
    return part
