"""Ledgers for the tests: by hand, and drawn over the tables."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from hypothesis import strategies as st

from rosgit.ledger.codec import Broken, Found, Part, Reading, Whole, decode, encode
from rosgit.ledger.rows import kept
from rosgit.ledger.source import split
from rosgit.menus import MENUS
from rosgit.menus.kinds import KindError, Text
from rosgit.menus.table import Field, Shape
from rosgit.model.row import Anchor, Ledger, Row, Value
from rosgit.model.secret import Sealed
from rosgit.model.span import Span

POOL, USER, FILTER = "/ip/pool", "/ip/hotspot/user", "/ip/firewall/filter"
FILE = "sites/coast/cafe-mombasa.yaml"
SITE = "cafe-mombasa"


def row(menu: str, line: int = 1, **fields: Value) -> Row:
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return Row(menu, MappingProxyType(named), "hotspots.lobby", "pool", Span(FILE, line))


SMALL = Ledger(
    SITE,
    (
        row(POOL, 12, name="lobby", ranges="10.5.50.10-10.5.50.254"),
        row(USER, 20, name="reception", password=Sealed("5f" * 16, "fleet-0011223344556677")),
        replace(row(FILTER, 31, chain="input", action="accept"), anchor=Anchor(False, "established")),
    ),
    7,
    "0f3c9d1",
    "2025-03-01T08:30:00Z",
    "sha256:4567",
    "HF3091",
    1,
    "fleet-0011223344556677",
)


@cache
def large(count: int = 700) -> Ledger:
    """A ledger whose body does not compress: sealed passwords."""
    users = (
        row(
            USER,
            at,
            name=f"guest-{at}",
            password=Sealed(hashlib.sha256(bytes(at)).hexdigest()[:32], "fleet-1"),
        )
        for at in range(1, count + 1)
    )
    return replace(SMALL, rows=tuple(users))


def after(ledger: Ledger) -> Ledger:
    """The ledger as it is to be after a round trip."""
    return replace(ledger, rows=tuple(kept(each) for each in ledger.rows))


def pairs(*parts: Part) -> list[tuple[str, str]]:
    return [(part.name, part.source) for part in parts]


def found(ledger: Ledger) -> Found:
    return decode(pairs(*encode(ledger)))


def only(result: Found) -> Reading:
    (reading,) = result.generations.values()
    return reading


def forged(plain: bytes) -> Reading:
    """What is read of a ledger with a right checksum around a body that rosgit never wrote."""
    return only(decode(pairs(*split(SMALL, zlib.compress(plain)))))


def same_or_broken(result: Found, whole: Reading, generation: int = 7) -> bool:
    """Whether nothing else than the truth, or that there is none, was said."""
    reading = result.generations.get(generation)
    return not isinstance(reading, Whole) or reading == whole


def reason(reading: Reading) -> str:
    assert isinstance(reading, Broken)
    return reading.reason


# -- drawn over the tables

_WORDS = ("true", "false", "5", "10.0.0.1", "10.0.0.0/24", "1h", "AA:BB:CC:00:11:22", "ether1", "80", "a,b")
_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
_BYTES = st.binary(max_size=9).map(lambda raw: raw.replace(b"\0", b"").decode("utf-8", "surrogateescape"))


def _stands(field: Field, text: str) -> bool:
    try:
        return field.kind.canonical(text) == text
    except KindError:
        return False


def _plain(field: Field) -> bool:
    return field.secret or any(_stands(field, text) for text in (*_WORDS, field.default or ""))


_FIELDS: Mapping[str, tuple[Field, ...]] = {
    path: tuple(each for each in menu.fields.values() if _plain(each))
    for path, menu in MENUS.items()
    if menu.shape is not Shape.READ
}


@st.composite
def rows(draw: st.DrawFn) -> Row:
    menu = draw(st.sampled_from(sorted(_FIELDS)))
    fields = draw(st.lists(st.sampled_from(_FIELDS[menu]), max_size=5, unique_by=lambda each: each.name))
    return Row(
        menu,
        MappingProxyType({each.name: draw(_values(each)) for each in fields}),
        draw(_TEXT),
        draw(st.sampled_from(["", "server", "pool"])),
        draw(st.none() | st.builds(Span, _TEXT.filter(bool), st.integers(1, 99_999), st.integers(1, 80))),
        anchor=draw(st.none() | st.builds(Anchor, st.booleans(), _TEXT)),
    )


def _values(field: Field) -> st.SearchStrategy[Value]:
    if field.secret:
        return st.builds(Sealed, st.binary(min_size=16, max_size=16).map(bytes.hex), st.just("fleet-1"))
    if isinstance(field.kind, Text):
        return (_TEXT | _BYTES).map(lambda text: text or "a")
    given = dict.fromkeys((*_WORDS, field.default or ""))
    return st.sampled_from([text for text in given if _stands(field, text)])


ledgers = st.builds(
    Ledger,
    _TEXT,
    st.lists(rows(), max_size=12).map(tuple),
    st.integers(1, 999_999_999),
    _TEXT,
    _TEXT,
    _TEXT,
    _TEXT,
    st.just(1),
    _TEXT,
)
