"""Strict JSON for plan files: whoever wrote the file, it gives a value or a ValueError in words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

LARGEST = 64 * 1024 * 1024
"""Characters of a plan file."""
LONGEST = 65_536
"""Characters of a name in one."""
HASH = re.compile(r"[0-9a-f]{64}")
SHORT = re.compile(r"[0-9a-f]{16}")
MOST_ROWS = 1_000_000
HIGHEST = 999_999_999


def tree(source: str) -> object:
    """Parse JSON in which no key stands twice. Raises ValueError."""
    if len(source) > LARGEST:
        raise ValueError("it is too large")
    try:
        found: object = json.loads(source, object_pairs_hook=_once, parse_constant=_refuse)
    except _TwiceError:
        raise ValueError("a key stands in it twice") from None
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    return found


class _TwiceError(ValueError):
    pass


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _TwiceError
    return found


def _refuse(word: str) -> object:
    raise ValueError(word)


def map_of(value: object) -> Mapping[str, object]:
    """An object. Raises ValueError."""
    found = value if isinstance(value, dict) else None
    if found is None:
        raise ValueError("an object is missing in it")
    return found


def exactly(value: object, names: str) -> Mapping[str, object]:
    """An object with these keys and no others. Raises ValueError."""
    found, wanted = map_of(value), set(names.split())
    if missing := sorted(wanted - found.keys()):
        raise ValueError(f"{missing[0]} is missing in it")
    if found.keys() - wanted:
        raise ValueError("it has keys that no plan file has")
    return found


def text(value: object, name: str, form: re.Pattern[str] | None = None) -> str:
    """A text of bounded length, perhaps of a form. Raises ValueError, which never quotes it."""
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError(f"{name} is no text, or too long")
    if form is not None and not form.fullmatch(value):
        raise ValueError(f"{name} is not what a plan file has there")
    return value


def number(value: object, name: str) -> int:
    """A whole number from 0 on. Raises ValueError."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= HIGHEST:
        raise ValueError(f"{name} is no whole number, or out of bounds")
    return value


def items(value: object, name: str, most: int) -> Sequence[object]:
    """A list of bounded length. Raises ValueError."""
    if not isinstance(value, list) or len(value) > most:
        raise ValueError(f"{name} is no list, or too long")
    return value


def texts(value: object, name: str) -> dict[str, str]:
    """Short hashes by name. Raises ValueError."""
    found = map_of(value)
    if len(found) > MOST_ROWS:
        raise ValueError(f"{name} is too long")
    return {text(key, name): text(each, name, SHORT) for key, each in found.items()}
