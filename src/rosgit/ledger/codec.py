"""A ledger as script rows and back; the format is described in ``docs/ledger.md``."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

from rosgit.ledger.rows import Rows, kept, read_rows, row_json
from rosgit.ledger.source import (
    FORMAT,
    PREFIX,
    Header,
    Part,
    Read,
    TooLargeError,
    body_of,
    numbers,
    read_part,
    split,
)
from rosgit.ledger.strict import MalformedError, dumps, loads, record
from rosgit.model.row import Ledger, Row

__all__ = [
    "Broken",
    "Found",
    "Newer",
    "Part",
    "Reading",
    "TooLargeError",
    "Whole",
    "decode",
    "encode",
    "same",
]

LARGEST = 16 * 1024 * 1024
"""Bytes of a body before compression: nothing larger is written, nor believed."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A generation that is complete and unchanged.

    ``ledger`` has the rows of known menus; ``unknown`` rows of other menus, to be carried over into
    the next ledger; ``doubts`` name menus and fields that no table knows.
    """

    ledger: Ledger
    unknown: tuple[Row, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """A generation that cannot be believed; ``reason`` is a clause for people, without its values."""

    reason: str


@dataclass(frozen=True, slots=True)
class Newer:
    """A generation in a format this rosgit does not read."""

    format: int


Reading: TypeAlias = Whole | Broken | Newer


@dataclass(frozen=True, slots=True)
class Found:
    """The ledgers on a router by generation, lowest first; ``strays`` have a ledger's prefix only."""

    generations: Mapping[int, Reading]
    strays: tuple[str, ...] = ()

    @property
    def top(self) -> int:
        """The highest generation there is a part of, whole or not; 0 when there is none."""
        return max(self.generations, default=0)


def encode(ledger: Ledger) -> tuple[Part, ...]:
    """The ledger as rows of ``/system/script``. Equal ledgers give equal parts.

    Raises TooLargeError for what ``decode`` would not read back, and ValueError for a generation
    below 1, another format, or a secret that is not sealed.
    """
    if ledger.generation < 1 or ledger.format != FORMAT:
        raise ValueError(f"only ledgers of format {FORMAT} from generation 1 on are written")
    plain = dumps({"rows": [row_json(row) for row in ledger.rows]}).encode("ascii")
    if len(plain) > LARGEST:
        raise TooLargeError(f"the ledger would be {len(plain)} bytes long; {LARGEST} are the most")
    parts = split(ledger, zlib.compress(plain, 9))
    read = decode((part.name, part.source) for part in parts).generations.get(ledger.generation)
    if not isinstance(read, Whole):
        reason = read.reason if isinstance(read, Broken) else "its generation is too high"
        raise TooLargeError(f"the ledger could not be read back: {reason}")
    return parts


def same(one: Ledger, other: Ledger) -> bool:
    """Whether one need not be written over the other: site, board, key and rows are the same.

    Lines that moved within their file, commits, times and generations do not count.
    """
    return _weight(one) == _weight(other)


def _weight(ledger: Ledger) -> object:
    rows = tuple(replace(kept(row), span=None) for row in ledger.rows)
    return ledger.site, ledger.serial, ledger.key_id, ledger.format, rows


def decode(parts: Iterable[tuple[str, str]]) -> Found:
    """Read names and sources of scripts; scripts that are no ledger's are passed over."""
    groups: dict[int, dict[int, set[str]]] = {}
    strays: list[str] = []
    for name, source in parts:
        found = numbers(name)
        if found is not None:
            groups.setdefault(found[0], {}).setdefault(found[1], set()).add(source)
        elif name.startswith(PREFIX):
            strays.append(name)
    read = {generation: _generation(generation, groups[generation]) for generation in sorted(groups)}
    return Found(MappingProxyType(read), tuple(strays))


def _generation(generation: int, sources: Mapping[int, set[str]]) -> Reading:
    try:
        reads = {number: _one(number, sources[number]) for number in sorted(sources)}
        return _joined(generation, reads)
    except MalformedError as error:
        return Broken(str(error))


def _one(number: int, sources: set[str]) -> Read:
    if len(sources) > 1:
        raise MalformedError(f"part {number} is there twice, and not the same")
    try:
        return read_part(next(iter(sources)))
    except MalformedError as error:
        raise MalformedError(f"part {number}: {error}") from None


def _joined(generation: int, reads: Mapping[int, Read]) -> Reading:
    formats = {read.format for read in reads.values()}
    if len(formats) > 1:
        raise MalformedError("its parts are of different formats")
    if (version := formats.pop()) > FORMAT:
        return Newer(version)
    header = _common(generation, reads)
    body = body_of([read.body for read in reads.values()])
    if header.checksum(body) != header.sum:
        raise MalformedError("its checksum is wrong")
    return _whole(header, _rows(body))


def _common(generation: int, reads: Mapping[int, Read]) -> Header:
    """The header that all parts share. Raises MalformedError when they do not, or one is missing."""
    headers = {number: read.header for number, read in reads.items() if read.header is not None}
    for number, each in headers.items():
        if (each.part, each.generation) != (number, generation):
            raise MalformedError(f"part {number} has the name of another")
    shared = {replace(each, part=0) for each in headers.values()}
    if len(shared) > 1:
        raise MalformedError("its parts do not belong together")
    header = shared.pop()
    missing = set(range(1, header.parts + 1)) - headers.keys()
    if missing:
        raise MalformedError(f"part {min(missing)} of {header.parts} is missing")
    return header


def _rows(body: bytes) -> Rows:
    values = record(loads(_inflated(body)), frozenset({"rows"}))["rows"]
    if not isinstance(values, list):
        raise MalformedError("it has no list of rows")
    return read_rows(values)


def _inflated(body: bytes) -> str:
    unpacking = zlib.decompressobj()
    try:
        plain = unpacking.decompress(body, LARGEST)
        # Only what is whole ends here: a bomb has more to give, a cut body has no end.
        if not unpacking.eof or unpacking.unused_data:
            raise MalformedError("its body is too large, or has no end")
        return plain.decode("ascii")
    except (zlib.error, UnicodeDecodeError):
        raise MalformedError("its body cannot be unpacked") from None


def _whole(header: Header, rows: Rows) -> Whole:
    ledger = Ledger(
        header.site,
        rows.known,
        header.generation,
        header.commit,
        header.time,
        header.digest,
        header.serial,
        FORMAT,
        header.key_id,
    )
    return Whole(ledger, rows.unknown, rows.doubts)
