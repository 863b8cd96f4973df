"""Texts to plant where a secret can stand, and a finder that knows them in any clothes."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field

from rosgit.menus.script import quote
from rosgit.views.escape import quoted, to_json

SEGMENT = 14
GRAM, STEP = 8, 4
"""A planted text is found by any run of 11 characters of it: one of 8 then begins at a multiple of 4."""

BETWEEN = ('"', "\\", "$", "é漢", "' ", "%=;", "[{", "\n", "#\t", "`&<")
"""What stands between the segments of a planted text: whatever somebody escapes."""


PLANTED: dict[str, str] = {}
"""Every text that was ever planted, by its name."""


def planted(name: str, between: tuple[str, ...] = ()) -> str:
    """The text planted under a name: always the same, three segments and what gets escaped between them."""
    letters = base64.b32encode(hashlib.sha512(f"planted {name}".encode()).digest()).decode().lower()
    first, second, third = (letters[at * SEGMENT : (at + 1) * SEGMENT] for at in range(3))
    number = sum(name.encode())
    one, two = between or (BETWEEN[number % len(BETWEEN)], BETWEEN[(number // 7 + 3) % len(BETWEEN)])
    return PLANTED.setdefault(name, f"{first}{one}{second}{two}{third}")


def forms(text: str) -> Iterator[tuple[str, str]]:
    """A text in every clothes in which it could come out, each with its name."""
    data = text.encode("utf-8", "surrogatepass")
    yield "plain", text
    yield "RouterOS", quote(text.encode("utf-8", "replace").decode())
    yield "a view's quotes", quoted(text)
    yield "JSON", to_json(text)
    yield "JSON in JSON", json.dumps(json.dumps(text))
    yield "repr", repr(text)
    yield "repr of bytes", repr(data)
    yield "URL", urllib.parse.quote(data, safe="")
    yield "form", urllib.parse.quote_plus(data)
    yield "HTML", html.escape(text)
    yield "hex", data.hex()
    yield "hex with spaces", data.hex(" ")
    yield "backwards", text[::-1]
    for before in range(3):
        # what stands before it shifts the bits; the ends depend on the neighbours
        yield f"base64 at {before}", base64.b64encode(b"\0" * before + data).decode()[4:-4]
    for name in ("md5", "sha1", "sha256"):
        # without a key: whoever guesses the secret can tell
        yield f"{name} in hex", hashlib.new(name, data).hexdigest()
        yield f"{name} in base64", base64.b64encode(hashlib.new(name, data).digest()).decode()[:-4]


def _grams(text: str, step: int) -> Iterator[str]:
    return (text[at : at + GRAM] for at in range(0, len(text) - GRAM + 1, step))


@dataclass
class Finder:
    """Finds every text that was planted, by name; upper and lower case are the same to it."""

    _names: dict[str, str] = field(default_factory=dict)
    _learned: set[str] = field(default_factory=set)

    def found(self, text: str) -> frozenset[str]:
        """The names of what is in a text, and the form it has there."""
        for name in PLANTED.keys() - self._learned:
            self._learn(name)
        grams = set(_grams(text.lower(), STEP))
        return frozenset(self._names[gram] for gram in grams & self._names.keys())

    def _learn(self, name: str) -> None:
        self._learned.add(name)
        for form, spelt in reversed(tuple(forms(PLANTED[name]))):
            for gram in _grams(spelt.lower(), 1):
                known = self._names.get(gram, name)
                # what is escaped between segments may be the same in several texts
                self._names[gram] = f"{name} ({form})" if known.startswith(name) else f"a text ({form})"
