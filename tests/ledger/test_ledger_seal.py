from __future__ import annotations

import hashlib
import hmac
import pickle
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_samples import POOL, SMALL, USER, row

from rosgit.ledger.codec import encode
from rosgit.ledger.seal import Sealer, WeakKeyError, seal_rows
from rosgit.ledger.source import body_of, read_part
from rosgit.model.secret import Sealed, Secret, SecretRef

PLANTED = "hunter2-planted"
KEY = Secret("0123456789abcdef0123456789abcdef")
FLEET = Sealer.from_fleet_key(KEY)
OTHER = Sealer.from_fleet_key(Secret("another key, and long enough for it"))
REF = SecretRef("env", "ROSGIT", "radius")

anything = st.text(max_size=6) | st.binary(max_size=6).map(lambda raw: raw.decode("utf-8", "surrogateescape"))
places = st.tuples(anything, anything, anything)


@pytest.fixture(scope="module")
def slow() -> Sealer:
    return Sealer.from_password(Secret(PLANTED), "cafe-mombasa")


@given(places, places)
@settings(max_examples=200)
def test_seals_are_equal_when_menu_field_and_secret_are(
    one: tuple[str, str, str], two: tuple[str, str, str]
) -> None:
    first, second = (FLEET.seal(menu, field, Secret(text)) for menu, field, text in (one, two))
    assert (first == second) == (one == two)
    assert FLEET.same(first, *two[:2], Secret(two[2])) is (one == two)


def test_where_one_text_ends_and_the_next_begins_counts() -> None:
    seals = {
        FLEET.seal(*words, Secret("x")) for words in [("a", "bc"), ("ab", "c"), ("", "abc"), ("abc", "")]
    }
    assert len(seals) == 4


def test_under_another_key_nobody_can_say() -> None:
    sealed = FLEET.seal(USER, "password", Secret("a"))
    assert OTHER.same(sealed, USER, "password", Secret("a")) is None
    assert OTHER.same(sealed, USER, "password", Secret("b")) is None
    assert FLEET.same(Sealed("", ""), USER, "password", Secret("a")) is None


def test_the_same_key_seals_the_same_in_every_process() -> None:
    """The construction of docs/ledger.md, done here by hand."""

    def framed(*words: str) -> bytes:
        return b"".join(len(word).to_bytes(8, "big") + word.encode() for word in ("rosgit ledger 1", *words))

    key = hmac.new(KEY.reveal().encode(), framed("fleet key"), hashlib.sha256).digest()
    mac = hmac.new(key, framed("secret", USER, "password", PLANTED), hashlib.sha256).hexdigest()[:32]
    key_id = "fleet-" + hmac.new(key, framed("key id"), hashlib.sha256).hexdigest()[:16]
    assert FLEET.seal(USER, "password", Secret(PLANTED)) == Sealed(mac, key_id)


def test_a_sealer_of_a_password_depends_on_password_and_salt(slow: Sealer) -> None:
    again = Sealer.from_password(Secret(PLANTED), "cafe-mombasa")
    sealed = slow.seal(USER, "password", Secret("a"))
    assert again.same(sealed, USER, "password", Secret("a")) is True
    others = [
        Sealer.from_password(Secret(PLANTED), "cafe-2"),
        Sealer.from_password(Secret("b"), "cafe-mombasa"),
    ]
    assert len({slow.key_id, *(each.key_id for each in others)}) == 3


def test_the_slow_key_is_made_once_and_only_when_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def counted(password: bytes, *, salt: bytes, n: int, **rest: int) -> bytes:
        calls.append(n)
        return hashlib.sha256(password + salt).digest()

    monkeypatch.setattr(hashlib, "scrypt", counted)
    sealer = Sealer.from_password(Secret(PLANTED), "a")
    assert sealer.same(FLEET.seal(USER, "password", Secret("a")), USER, "password", Secret("a")) is None
    assert calls == []
    sealed = sealer.seal(USER, "password", Secret("a"))
    assert sealer.same(sealed, USER, "password", Secret("a")) is True
    assert calls == [2**15]


def test_a_sealer_shows_neither_key_nor_password(slow: Sealer) -> None:
    shown = [repr(each) + str(each) + each.key_id for each in (FLEET, slow)]
    assert not any(word in text for text in shown for word in (PLANTED, KEY.reveal()))
    assert str(FLEET.seal(USER, "password", Secret("a"))) == "(sealed)"
    with pytest.raises(TypeError):
        pickle.dumps(FLEET)


def test_a_short_fleet_key_is_refused_without_showing_it() -> None:
    with pytest.raises(WeakKeyError) as caught:
        Sealer.from_fleet_key(Secret(PLANTED))
    assert PLANTED not in str(caught.value)


def test_rows_are_sealed_wherever_a_secret_stands_and_nowhere_else() -> None:
    rows = (
        row(USER, name="a", password=REF),
        row(USER, name="b", password=Secret(PLANTED)),
        row(USER, name="c", password=PLANTED),
        row(POOL, name="d", ranges="10.0.0.1"),
        row(USER, name="e", password=Sealed("00", "fleet-old")),
    )
    sealed = seal_rows(rows, {REF.same_as: Secret(PLANTED)}, FLEET)
    ours = FLEET.seal(USER, "password", Secret(PLANTED))
    assert [each.fields.get("password") for each in sealed] == [
        ours,
        ours,
        ours,
        None,
        Sealed("00", "fleet-old"),
    ]
    assert [each.fields["name"] for each in sealed] == list("abcde")
    assert sealed[3] == rows[3]


def test_a_reference_nobody_resolved_is_an_error() -> None:
    with pytest.raises(KeyError):
        seal_rows((row(USER, name="a", password=REF),), {}, FLEET)


def test_a_planted_secret_is_in_no_byte_of_a_ledger() -> None:
    rows = seal_rows((row(USER, name="a", password=Secret(PLANTED)),), {}, FLEET)
    parts = encode(type(SMALL)("a", rows, 1))
    body = zlib.decompress(body_of([read_part(part.source).body for part in parts]))
    assert b"password" in body
    assert PLANTED.encode() not in body + b"".join(part.source.encode() for part in parts)
