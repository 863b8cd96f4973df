"""Near misses: what somebody probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

LONGEST = 64
"""Longer words are no slips of a finger, and costly to compare."""


def near(word: str, known: Iterable[str]) -> str:
    """`` did you mean X?`` or the words there are, as a sentence."""
    if len(word) > LONGEST:
        return ""
    options = list(known)
    close = difflib.get_close_matches(word, options, n=2, cutoff=0.6)
    if close:
        return "did you mean " + " or ".join(repr(each) for each in close) + "?"
    contained = [each for each in options if word in each or each in word][:2]
    if contained:
        return "did you mean " + " or ".join(repr(each) for each in contained) + "?"
    if len(options) <= 12:
        return "there is " + ", ".join(sorted(options)) if options else ""
    return ""
