"""Many secrets in one variable or file: a JSON object of texts, or lines ``key=value``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from rosgit.secrets.files import Unusable


def entries(text: str) -> Mapping[str, str]:
    """Every key and its secret.

    Text that begins with ``{`` is a JSON object whose values are texts. Anything else is lines
    ``key=value``: spaces around the key are dropped, the value is everything behind the first
    ``=``; empty lines and lines that begin with ``#`` are skipped. A key may stand once.
    Raises Unusable, which names positions, never contents.
    """
    return _json(text) if text.lstrip().startswith("{") else _lines(text)


def _json(text: str) -> Mapping[str, str]:
    try:
        found = json.loads(text, object_pairs_hook=_Pairs)
    except json.JSONDecodeError as error:
        raise Unusable(f"it is not JSON at line {error.lineno}, column {error.colno}") from None
    except (RecursionError, ValueError):
        raise Unusable("it is not JSON that can be read") from None
    if not all(isinstance(value, str) for _, value in found):
        raise Unusable("it is a JSON object, but not all of its values are texts")
    return _once(found)


class _Pairs(list[tuple[str, object]]):
    """The members of a JSON object, duplicates included."""


def _lines(text: str) -> Mapping[str, str]:
    pairs: list[tuple[str, object]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key, sign, value = line.partition("=")
        if not sign or not key.strip():
            raise Unusable(f"line {number} is not key=value")
        pairs.append((key.strip(), value.removesuffix("\r")))
    return _once(pairs)


def _once(pairs: Iterable[tuple[str, object]]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for position, (key, value) in enumerate(pairs, start=1):
        if key in found:
            raise Unusable(f"entry {position} repeats a key")
        found[key] = str(value)
    return found
