"""Field values as people and machines read them; secrets only ever by reference."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import cache

from rosgit.menus import MENUS
from rosgit.model.row import Value
from rosgit.model.secret import Sealed, Secret, SecretRef, Telling
from rosgit.model.span import Span
from rosgit.views.escape import Json, quoted, terminal

UNSET = "(unset)"
DEFAULT = "(default)"
HIDDEN = "(secret)"
NOT_SHOWN = "(not shown)"
"""A secret before its change that the router does not print: write-only, not for our user, or empty."""

_BARE = re.compile(r"[A-Za-z0-9._:/,@+*!-]+")
_STEMS = ("passw", "passphrase", "secret", "pwd", "token", "psk", "private-key", "community")
_WORDS = ("password", "secret", "passphrase")
_WHOLE = frozenset({"pass", "pw", "pwd", "apikey", "api-key", "credentials"})


def is_secret(menu: str, field: str) -> bool:
    """Whether a field of a menu holds a secret; in menus without a table by the look of its name."""
    table = MENUS.get(menu)
    known = table.fields.get(field) if table is not None else None
    return known.secret if known is not None else secretish(field)


def secretish(key: str) -> bool:
    """Whether a key looks as if a secret stood under it, misspelt ones included."""
    lower = key.lower()
    if lower in _plain_names():
        return False
    if lower in _WHOLE or any(stem in lower for stem in _STEMS):
        return True
    return bool(difflib.get_close_matches(lower, _WORDS, n=1, cutoff=0.75))


@cache
def _plain_names() -> frozenset[str]:
    """Names that some menu has and that no menu keeps a secret under."""
    fields = [each for menu in MENUS.values() for each in menu.fields.values()]
    return frozenset(each.name for each in fields) - {each.name for each in fields if each.secret}


def word(text: str) -> str:
    """Text as one word: bare when it is one, else in quotes. Escaped."""
    return text if _BARE.fullmatch(text) else quoted(text)


def written(menu: str, field: str, text: str) -> str:
    """Canonical text in the words that people send to a router (``yes`` for ``true``)."""
    table = MENUS.get(menu)
    known = table.fields.get(field) if table is not None else None
    if known is None:
        return text
    try:
        return known.kind.written(text)
    except (KeyError, ValueError):  # a spelling of the router's that the kind could not read
        return text


def shown(menu: str, field: str, value: Value | None) -> str:
    """A value for people, escaped; a secret shows its reference or nothing."""
    if value is None:
        return UNSET
    if isinstance(value, SecretRef):
        return f"(secret {terminal(str(value))})"
    if isinstance(value, (Secret, Sealed, Telling)) or is_secret(menu, field):
        return HIDDEN
    return word(written(menu, field, value))


def plain(menu: str, field: str, value: Value | None) -> str | None:
    """The text of a value that is neither unset nor secret nor tells one, as it is written; else None."""
    if not isinstance(value, str) or isinstance(value, Telling) or is_secret(menu, field):
        return None
    return written(menu, field, value)


def as_json(menu: str, field: str, value: Value | None) -> Json:
    """A value for machines: canonical text, or ``{"secret": reference or null}``."""
    if isinstance(value, SecretRef):
        return {"secret": str(value)}
    if isinstance(value, (Secret, Sealed, Telling)) or (value is not None and is_secret(menu, field)):
        return {"secret": None}
    return value


def place(span: Span | None) -> str:
    """``file:line``, which editors and terminals open; empty without a place. Not escaped."""
    return f"{span.file}:{span.line}" if span is not None else ""


def place_json(span: Span | None) -> Mapping[str, Json]:
    """``file``, ``line`` and ``column``, each null without a place."""
    if span is None:
        return {"file": None, "line": None, "column": None}
    return {"file": span.file, "line": span.line, "column": span.column}


def count(number: int, noun: str, many: str = "") -> str:
    """``1 row``, ``2 rows``."""
    return f"{number} {noun if number == 1 else many or noun + 's'}"
