"""One part of a ledger: a script made of comments, with words for people, a header and a body."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, replace

from rosgit.ledger.strict import Json, MalformedError, dumps, loads, number_of, record, text_of
from rosgit.model.row import Ledger

FORMAT = 1
"""The format this rosgit writes, and the newest it reads."""

PREFIX = "rosgit-ledger-"
COMMENT = "rosgit: what was applied last. Please do not edit or remove."
LIMIT = 16 * 1024
"""Bytes of one part's source."""
MOST_PARTS = 999
_WIDTH = 96  # base64 characters of a body line
_HEAD = re.compile(r"# rosgit-ledger ([0-9]{1,9}) (.*)")
_BODY = re.compile(r"# ([A-Za-z0-9+/]+={0,2})")
_NAME = re.compile(re.escape(PREFIX) + r"([1-9][0-9]{0,8})-([1-9][0-9]{0,2})")
_SUM = re.compile(r"[0-9a-f]{64}")
_HIGHEST = 999_999_999
_HEAD_LIMIT = 4096


class TooLargeError(ValueError):
    """The ledger would not be read back: code ``ledger-too-large``."""


@dataclass(frozen=True, slots=True)
class Part:
    """One row of ``/system/script``: its name, its source, its comment."""

    name: str
    source: str
    comment: str = COMMENT


@dataclass(frozen=True, slots=True)
class Header:
    """What stands in the clear at the head of every part; ``sum`` covers all of it but ``part``."""

    site: str
    generation: int
    commit: str
    time: str
    digest: str
    serial: str
    key_id: str
    parts: int
    part: int = 0
    sum: str = ""

    def content(self) -> dict[str, Json]:
        """What the checksum covers."""
        return {
            "site": self.site,
            "generation": self.generation,
            "commit": self.commit,
            "time": self.time,
            "digest": self.digest,
            "serial": self.serial,
            "key": self.key_id,
            "parts": self.parts,
        }

    def checksum(self, body: bytes) -> str:
        """SHA-256, hex, of the canonical header, a newline and the compressed body."""
        return hashlib.sha256(dumps(self.content()).encode("ascii") + b"\n" + body).hexdigest()

    def source(self, lines: str) -> str:
        """The source of one part: words, header, body."""
        line = dumps({**self.content(), "part": self.part, "sum": self.sum})
        return f"{_words(self.site)}# rosgit-ledger {FORMAT} {line}\n{lines}"


def _words(site: str) -> str:
    return (
        f"# rosgit keeps its ledger here: what it applied last for the site {dumps(site)}.\n"
        "# From it rosgit tells a change in git from a change on the router. Please do not edit it.\n"
        "# Nothing here is run: every line is a comment. To be rid of it: rosgit forget.\n"
    )


@dataclass(frozen=True, slots=True)
class Read:
    """One part as it was read: its header (None: a newer format) and its piece of the body."""

    format: int
    header: Header | None = None
    body: str = ""


def numbers(name: str) -> tuple[int, int] | None:
    """Generation and part of a script's name; None when it is no ledger's."""
    found = _NAME.fullmatch(name)
    return (int(found[1]), int(found[2])) if found else None


def name_of(generation: int, part: int) -> str:
    """The script's name of one part."""
    return f"{PREFIX}{generation}-{part}"


def split(ledger: Ledger, body: bytes) -> tuple[Part, ...]:
    """A compressed body as parts of at most ``LIMIT`` bytes. Raises TooLargeError."""
    text = base64.b64encode(body).decode("ascii")
    lines = [f"# {text[at : at + _WIDTH]}\n" for at in range(0, len(text), _WIDTH)]
    each = _lines_a_part(ledger)
    pieces = ["".join(lines[at : at + each]) for at in range(0, len(lines), each)]
    if len(pieces) > MOST_PARTS:
        raise TooLargeError(f"the ledger would take {len(pieces)} scripts; {MOST_PARTS} are the most")
    head = _header(ledger, len(pieces))
    head = replace(head, sum=head.checksum(body))
    return tuple(
        Part(name_of(ledger.generation, number), replace(head, part=number).source(piece))
        for number, piece in enumerate(pieces, start=1)
    )


def _header(ledger: Ledger, parts: int) -> Header:
    return Header(
        ledger.site,
        ledger.generation,
        ledger.commit,
        ledger.time,
        ledger.digest,
        ledger.serial,
        ledger.key_id,
        parts,
    )


def _lines_a_part(ledger: Ledger) -> int:
    widest = replace(_header(ledger, MOST_PARTS), part=MOST_PARTS, sum="0" * 64)
    head = len(widest.source(""))
    if head > _HEAD_LIMIT:
        raise TooLargeError("the names in the ledger's header are too long")
    return (LIMIT - head) // (_WIDTH + len("# \n"))


def read_part(source: str) -> Read:
    """Take one part's source apart. Raises MalformedError.

    Line ends may have become CR LF, which editors of routers do; nothing else may have changed
    behind the words.
    """
    lines = source.replace("\r\n", "\n").removesuffix("\n").split("\n")
    for number, line in enumerate(lines):
        found = _HEAD.fullmatch(line)
        if found:
            return _read(int(found[1]), found[2], lines[number + 1 :])
        if not line.startswith("#"):
            break
    raise MalformedError("it has no header")


def _read(version: int, head: str, lines: list[str]) -> Read:
    if version > FORMAT:
        return Read(version)
    if version < FORMAT:
        raise MalformedError("its format was never written")
    pieces = [_BODY.fullmatch(line) for line in lines]
    body = "".join(piece[1] for piece in pieces if piece)
    if not body or not all(pieces):
        raise MalformedError("a line of its body was changed")
    return Read(version, _read_header(head), body)


def _read_header(text: str) -> Header:
    names = frozenset(Header("", 0, "", "", "", "", "", 0).content()) | {"part", "sum"}
    found = record(loads(text), names)
    parts = number_of(found["parts"], 1, MOST_PARTS)
    total = text_of(found["sum"])
    if not _SUM.fullmatch(total):
        raise MalformedError("its checksum is none")
    return Header(
        text_of(found["site"], _HEAD_LIMIT),
        number_of(found["generation"], 1, _HIGHEST),
        text_of(found["commit"], _HEAD_LIMIT),
        text_of(found["time"], _HEAD_LIMIT),
        text_of(found["digest"], _HEAD_LIMIT),
        text_of(found["serial"], _HEAD_LIMIT),
        text_of(found["key"], _HEAD_LIMIT),
        parts,
        number_of(found["part"], 1, parts),
        total,
    )


def body_of(pieces: list[str]) -> bytes:
    """The compressed body out of the pieces of all parts in order. Raises MalformedError."""
    try:
        return base64.b64decode("".join(pieces), validate=True)
    except binascii.Error:
        raise MalformedError("its body was cut or changed") from None
