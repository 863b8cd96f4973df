"""Bytes from a router into sentences: buffered, bounded, and text stays text."""

from __future__ import annotations

from typing import NamedTuple

from librouteros.protocol import decode_length, determine_length

from rosgit.device.errors import NOT_THE_API, ProtocolError
from rosgit.device.sentence import ENCODING, ERRORS

MAX_WORD = 1 << 20  # bytes; file contents end at 60 KiB (NOTES section f), nothing known comes near
MAX_WORDS = 1024  # a sentence; the widest menu known has some 60 fields


class Answer(NamedTuple):
    """One sentence of a router: ``!re``, its tag, its attributes, and words that are none."""

    word: str
    tag: str | None
    fields: dict[str, str]
    bare: tuple[str, ...]

    def __repr__(self) -> str:
        """What it is an answer to; what it says may be a password."""
        return f"Answer({self.word[:8]!r}, tag={self.tag!r})"


class Decoder:
    """Feed it what arrives, in any pieces; get whole sentences."""

    __slots__ = ("_rest", "_words")

    def __init__(self) -> None:
        self._rest = b""
        self._words: list[str] = []

    @property
    def partial(self) -> bool:
        """Whether a sentence has begun and not ended."""
        return bool(self._rest or self._words)

    def feed(self, chunk: bytes) -> list[Answer]:
        """The sentences that are complete now. Raises ProtocolError, ours or librouteros', on rubbish."""
        buffer = self._rest + chunk if self._rest else chunk
        position, end = 0, len(buffer)
        words, answers = self._words, []
        while position < end:
            size, start = buffer[position], position + 1
            if size >= 0x80:
                size, start = long_length(buffer, position)
            stop = start + size
            if stop > end:
                break
            position = stop
            if size:
                words.append(buffer[start:stop].decode(ENCODING, ERRORS))
            elif words:
                answers.append(answer(words))
                words = []
            if len(words) > MAX_WORDS:
                raise ProtocolError(f"a sentence of more than {MAX_WORDS} words")
        self._rest, self._words = buffer[position:], words
        self._check_start()
        return answers

    def _check_start(self) -> None:
        """Whoever speaks another protocol would otherwise be waited for until the deadline."""
        start = self._words[0] if self._words else self._rest[1:2].decode("latin-1")
        if start and start[0] != "!":
            raise ProtocolError(NOT_THE_API)


def long_length(buffer: bytes, position: int) -> tuple[int, int]:
    """The size of a word of 128 bytes or more and where it starts (past the end: not all here).

    Lengths of five bytes and the reserved control bytes (NOTES section a) are rubbish to us: the
    former would be a word above 256 MiB. Raises ProtocolError, ours or librouteros'.
    """
    start = position + 1 + determine_length(buffer[position : position + 1])
    if start > len(buffer):
        return 0, start
    size = decode_length(buffer[position:start])
    if size > MAX_WORD:
        raise ProtocolError(f"a word of {size} bytes, more than {MAX_WORD}")
    return size, start


def answer(words: list[str]) -> Answer:
    """A sentence's parts. Raises ProtocolError when it does not begin like a reply."""
    word = words[0]
    if word[0] != "!":
        raise ProtocolError("a sentence that is no reply")
    fields: dict[str, str] = {}
    tag = None
    bare: list[str] = []
    for each in words[1:]:
        if each[0] == "=":
            name, _, value = each[1:].partition("=")
            fields[name] = value
        elif each.startswith(".tag="):
            tag = each[5:]
        else:
            bare.append(each)
    return Answer(word, tag, fields, tuple(bare))
