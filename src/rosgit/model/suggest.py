"""Near misses: what somebody probably meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

LONGEST = 64
"""Longer words are no slips of a finger, and costly to compare."""

CLOSE, FAR = 0.7, 0.6
"""How alike two words must be; below ``CLOSE`` their ends must meet too, or 'servers' means 'users'."""

_SIGNS = re.compile(r"[^a-z0-9]+")


def near(word: str, known: Iterable[str]) -> str:
    """``did you mean X?`` or the words there are, as a sentence; empty where nothing comes close."""
    if len(word) > LONGEST:
        return ""
    options = list(known)
    meant = _meant(word, options)
    if meant:
        return "did you mean " + " or ".join(repr(each) for each in meant) + "?"
    if len(options) <= 12:
        return "there is " + ", ".join(sorted(options)) if options else ""
    return ""


def bare(word: str) -> str:
    """A word without what fingers slip on: capitals, signs between words, a plural's s."""
    return _SIGNS.sub("", word.lower()).removesuffix("s")


def _meant(word: str, options: Sequence[str]) -> list[str]:
    """At most two, by the first reason that finds any."""
    same = [each for each in options if bare(each) == bare(word)]
    found = same or _begun(word, options) or _alike(word, options, 0.8) or _within(word, options)
    if found:
        return found[:2]
    far = [each for each in _alike(word, options, FAR) if _ends_meet(each, word)]
    close = _alike(word, options, CLOSE) or far
    return (close or [each for each in options if word in each or each in word])[:2]


def _ends_meet(one: str, other: str) -> bool:
    """Whether two words begin with the same letters, or end with the same word."""
    return one[:3] == other[:3] or _words(one)[-1:] == _words(other)[-1:]


def _begun(word: str, options: Sequence[str]) -> list[str]:
    """Options whose words begin with those of ``word``: ``auth-port`` of ``authentication-port``."""
    parts = _words(word)
    if len(bare(word)) < 3:
        return []
    return [each for each in options if _begins(_words(each), parts)]


def _begins(whole: Sequence[str], parts: Sequence[str]) -> bool:
    pairs = zip(whole, parts, strict=False)
    return 0 < len(parts) <= len(whole) and all(long.startswith(short) for long, short in pairs)


def _within(word: str, options: Sequence[str]) -> list[str]:
    """Options that are some of its words (``radius`` of ``radius-server``), else those it is some of."""
    parts = set(_words(word))
    inner = [each for each in options if parts >= set(_words(each)) != set()]
    outer = [each for each in options if set(_words(each)) >= parts != set()]
    return inner or sorted(outer, key=lambda each: (len(_words(each)), len(each)))


def _alike(word: str, options: Sequence[str], cutoff: float) -> list[str]:
    """The closest, and a second one only if it is nearly as close."""
    close = difflib.get_close_matches(word.lower(), options, n=2, cutoff=cutoff)
    ratios = [difflib.SequenceMatcher(None, each, word.lower()).ratio() for each in close]
    return [each for each, ratio in zip(close, ratios, strict=True) if ratio > ratios[0] - 0.05]


def _words(text: str) -> list[str]:
    return list(filter(None, _SIGNS.split(text.lower())))
