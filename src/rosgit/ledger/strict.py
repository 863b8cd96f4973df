"""Strict JSON: what a ledger is written in, and the only way its text is read again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from typing import TypeAlias

Json: TypeAlias = "str | int | list[Json] | dict[str, Json]"
"""What a ledger is made of: no fractions, no null, no booleans."""

TEXT_LIMIT = 65_536
"""Characters of one text; a script of RouterOS is not known to be longer."""


class MalformedError(ValueError):
    """The text is not what a ledger holds; the message says what, and never quotes a value."""


def dumps(value: Json) -> str:
    """The one text of a value: keys sorted, no spaces, ASCII, no control character."""
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return text.replace("\x7f", "\\u007f")


def loads(text: str) -> object:
    """Read JSON in which no key stands twice. Raises MalformedError."""
    try:
        found: object = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except MalformedError:
        raise
    except (ValueError, RecursionError):
        raise MalformedError("it is not JSON") from None
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedError("a key stands twice")
    return found


def _refuse(word: str) -> object:
    raise MalformedError(f"{word} is no value")


def record(value: object, needed: Set[str], allowed: Set[str] = frozenset()) -> Mapping[str, object]:
    """An object with all ``needed`` keys and no others than these and ``allowed``. Raises MalformedError."""
    if not isinstance(value, dict):
        raise MalformedError("an object is missing")
    if not needed <= value.keys() or not value.keys() <= needed | allowed:
        raise MalformedError("an object has other keys than it should")
    return value


def text_of(value: object, limit: int = TEXT_LIMIT) -> str:
    """A text of bounded length. Raises MalformedError."""
    if not isinstance(value, str) or len(value) > limit:
        raise MalformedError("a text is missing, or too long")
    return value


def number_of(value: object, low: int, high: int) -> int:
    """A whole number within bounds; true and false are none. Raises MalformedError."""
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise MalformedError("a number is missing, or out of bounds")
    return value
