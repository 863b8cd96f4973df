"""The server's side of the binary API: words and sentences to bytes and back (NOTES section a)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

CONTROL = 0xF8
_RANGES = ((0x80, 1, 0), (0x4000, 2, 0x8000), (0x200000, 3, 0xC00000), (0x10000000, 4, 0xE0000000))


class WireError(Exception):
    """The peer sent bytes nobody can go on from; the connection has to close."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a peer may send: bytes a word, words a sentence. The numbers are ours (not published)."""

    word: int
    words: int


BEFORE_LOGIN = Limits(word=4096, words=64)
AFTER_LOGIN = Limits(word=16 * 1024 * 1024, words=4096)


def encode_length(length: int) -> bytes:
    """The length prefix of a word of so many bytes, in the shortest of the five forms."""
    for bound, size, mark in _RANGES:
        if length < bound:
            return (length | mark).to_bytes(size, "big")
    return b"\xf0" + length.to_bytes(4, "big")


def encode_sentence(words: Iterable[str]) -> bytes:
    """Words and the closing empty word; text that came in as bytes leaves as the same bytes."""
    parts = bytearray()
    for word in words:
        raw = word.encode("utf-8", "surrogateescape")
        parts += encode_length(len(raw)) + raw
    return bytes(parts + b"\0")


def prefix_size(first: int) -> int:
    """How many bytes the length prefix has, by its first byte. Raises WireError for control bytes."""
    if first >= CONTROL:
        raise WireError(f"control byte 0x{first:02X}")
    return sum(first >= mark for mark in (0x80, 0xC0, 0xE0, 0xF0)) + 1


def decode_length(prefix: bytes) -> int:
    """The word length that a whole prefix stands for."""
    if len(prefix) == 5:
        return int.from_bytes(prefix[1:], "big")
    return int.from_bytes(prefix, "big") & ((1 << (7 * len(prefix))) - 1)


class Decoder:
    """Bytes in any portions to whole sentences; keeps what is not complete yet."""

    def __init__(self, limits: Limits = BEFORE_LOGIN) -> None:
        self.limits = limits
        self._buffer = bytearray()
        self._words: list[str] = []

    @property
    def partial(self) -> bool:
        """Whether a sentence has begun and not ended."""
        return bool(self._buffer or self._words)

    def feed(self, data: bytes) -> None:
        """Take bytes as they came from the socket."""
        self._buffer += data

    def next(self) -> tuple[str, ...] | None:
        """The next whole sentence, or None. Empty sentences are skipped. Raises WireError."""
        at = 0
        try:
            while (found := self._word(at)) is not None:
                word, at = found
                if word:
                    self._keep(word)
                elif self._words:
                    sentence, self._words = tuple(self._words), []
                    return sentence
            return None
        finally:
            del self._buffer[:at]

    def _keep(self, word: str) -> None:
        if len(self._words) >= self.limits.words:
            raise WireError("too many words in a sentence")
        self._words.append(word)

    def _word(self, at: int) -> tuple[str, int] | None:
        if at >= len(self._buffer):
            return None
        start = at + prefix_size(self._buffer[at])
        if start > len(self._buffer):
            return None
        length = decode_length(bytes(self._buffer[at:start]))
        if length > self.limits.word:
            raise WireError("word too long")
        if start + length > len(self._buffer):
            return None
        return self._buffer[start : start + length].decode("utf-8", "surrogateescape"), start + length
