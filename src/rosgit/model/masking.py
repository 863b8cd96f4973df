"""Somebody else's words without our secrets, in whatever clothes a machine may quote them."""

from __future__ import annotations

import base64
import html
import json
import re
import urllib.parse
from collections.abc import Iterable, Iterator
from itertools import combinations

from rosgit.model.secret import MASK, Secret

LONGEST = 2048
"""Characters of somebody's words that are looked at; nobody reads more in a message."""

_SHORT = 6
"""A shorter secret is hidden only as a word of its own: a password ``no`` must not eat every message."""

_LONG = 8
"""From this length on pieces of a secret are taken for it: about half of it, never more than 8 characters."""

_SMALLEST = 5

_GAP = 24
"""The most characters between two pieces of a secret that are taken for a part of it that was escaped."""


class Known:
    """The secrets one session came across: those it was given, those it sent, those it read."""

    __slots__ = ("_heads", "_indexed", "_secrets")

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._secrets = set(secrets)
        self._heads: dict[str, set[str]] = {}
        self._indexed = 0

    def __repr__(self) -> str:
        return f"Known({MASK})"

    def learn(self, secrets: Iterable[Secret]) -> None:
        """From now on these are hidden too."""
        self._secrets.update(secrets)

    def masked(self, text: str) -> str:
        """A text without any of them, cut where it is very long."""
        return masked(text, tuple(self._secrets)) if text else text

    def holds(self, text: str) -> bool:
        """Whether one of them, no short one, stands in a text: as it is, or as a script or JSON quotes it."""
        if len(text) < _LONG:
            return False
        heads, folded = self._index(), _folded(text)
        return any(
            folded.startswith(whole, at)
            for at in range(len(folded) - _LONG + 1)
            for whole in heads.get(folded[at : at + _LONG], ())
        )

    def _index(self) -> dict[str, set[str]]:
        """The spellings of secrets by their beginnings: thousands of rows are looked through."""
        if self._indexed != len(self._secrets):
            self._heads, self._indexed = {}, len(self._secrets)
            for text in (each.reveal() for each in tuple(self._secrets)):
                spelt = {text, _routeros(text), json.dumps(text)[1:-1]} if len(text) >= _LONG else ()
                for whole in map(_folded, spelt):
                    self._heads.setdefault(whole[:_LONG], set()).add(whole)
        return self._heads


def masked(text: str, secrets: Iterable[Secret]) -> str:
    """Somebody else's words without our secrets: whole, escaped, encoded, or pieces of them.

    What is longer than ``LONGEST`` is cut: looking takes time, and whoever speaks may be hostile.
    """
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}..."
    seen = _Seen(text)
    hidden = sorted({at for each in secrets for at in _places(seen, each.reveal())})
    out, last = "", 0
    for at in hidden:
        if not out or at > last:
            out += text[last:at] + MASK
        last = at + 1
    return out + text[last:]


class _Seen:
    """A text, and where in it each run of some length stands; upper and lower case are one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._folded = _folded(text)
        self._runs: dict[int, dict[str, list[int]]] = {}

    def runs(self, size: int) -> dict[str, list[int]]:
        """Every run of so many characters, and its places."""
        if size not in self._runs:
            found: dict[str, list[int]] = {}
            for at in range(len(self._folded) - size + 1):
                found.setdefault(self._folded[at : at + size], []).append(at)
            self._runs[size] = found
        return self._runs[size]


def _places(seen: _Seen, secret: str) -> Iterator[int]:
    """The places of a text at which a secret stands, or a piece of it."""
    if len(secret) < _SHORT:
        yield from _as_a_word(seen.text, secret)
        return
    covered: set[int] = set()
    for spelt in spellings(secret):
        size = _piece(secret, spelt)
        runs = seen.runs(size)
        for at in range(len(spelt) - size + 1):
            for begin in runs.get(spelt[at : at + size], ()):
                covered.update(range(begin, begin + size))
    yield from _joined(sorted(covered))


def _as_a_word(text: str, secret: str) -> Iterator[int]:
    for spelt in {secret, json.dumps(secret)[1:-1], _routeros(secret)} - {""}:
        for found in re.finditer(rf"(?<![^\W_]){re.escape(spelt)}(?![^\W_])", text):
            yield from range(*found.span())


def _joined(covered: list[int]) -> Iterator[int]:
    """Places, and those between two of them where the secret goes on in some other clothes."""
    last = None
    for at in covered:
        yield from range(at if last is None or at - last > _GAP else last + 1, at + 1)
        last = at


def _piece(secret: str, spelt: str) -> int:
    """How many characters of a spelling are taken for the secret."""
    if len(secret) < _LONG:
        return len(spelt)
    coded = len(spelt) * 3 >= len(secret) * 4  # as in base64 or hex, where each character says less
    return min(_LONG if coded else max(_SMALLEST, len(secret) // 2), _LONG, len(spelt))


def spellings(secret: str) -> frozenset[str]:
    """A secret in every way in which routers, Python, JSON, YAML and the web quote it, in lower case."""
    data = _bytes(secret)
    made = {
        secret,
        _routeros(secret),
        *_escaped(secret),
        *_as_code(secret, data),
        *_as_of_the_web(secret, data),
    }
    return frozenset(map(_folded, made)) - {""}


def _escaped(text: str) -> Iterator[str]:
    """Each sign that anybody escapes, alone and with each other; then with newlines as letters."""
    signs = [sign for sign in "\"'\\$" if sign in text]
    for number in range(1, len(signs) + 1):
        for chosen in combinations(signs, number):
            spelt = re.sub(f"([{re.escape(''.join(chosen))}])", r"\\\1", text)
            yield spelt
            yield spelt.replace("\n", r"\n").replace("\r", r"\r").replace("\t", r"\t")


def _as_code(text: str, data: bytes) -> Iterator[str]:
    for spelt in (
        repr(text),
        ascii(text),
        repr(data)[1:],
        json.dumps(text),
        json.dumps(json.dumps(text))[2:-2],
    ):
        yield spelt[1:-1]
    yield json.dumps(text, ensure_ascii=False)[1:-1]


def _as_of_the_web(text: str, data: bytes) -> Iterator[str]:
    yield urllib.parse.quote(data, safe="/")
    yield urllib.parse.quote(data, safe="")
    yield urllib.parse.quote_plus(data)
    yield html.escape(text)
    yield html.escape(text, quote=False)
    yield data.hex()
    yield data.hex(" ")
    for before in range(3):
        # what stands before it shifts the bits; the ends depend on the neighbours
        packed = base64.b64encode(b"\0" * before + data).decode().rstrip("=")
        yield packed[4 if before else 0 :]
        yield packed[4 if before else 0 :].replace("+", "-").replace("/", "_")


_SIGNS = {'"': r"\"", "\\": r"\\", "$": r"\$", "\n": r"\n", "\r": r"\r", "\t": r"\t"}


def _routeros(text: str) -> str:
    """As ``menus.script.quote`` writes it."""
    if text.isascii() and text.isprintable() and not _SIGNS.keys() & set(text):
        return text
    return "".join(_SIGNS.get(chr(each)) or _byte(each) for each in _bytes(text))


def _byte(value: int) -> str:
    return chr(value) if 32 <= value < 127 else f"\\{value:02X}"


def _bytes(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _folded(text: str) -> str:
    """In lower case, each character in its place."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := each.lower()) == 1 else each for each in text)
