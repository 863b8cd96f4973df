"""Bytes become sentences, whatever pieces they come in, and text stays text."""

from __future__ import annotations

import pytest
from device_peers import sentence, words_in
from hypothesis import given
from hypothesis import strategies as st
from librouteros import exceptions as foreign
from librouteros.protocol import encode_length

from rosgit.device.errors import ProtocolError
from rosgit.device.sentence import Sentence
from rosgit.device.wire import MAX_WORD, MAX_WORDS, Decoder
from rosgit.model.secret import Secret

NAMES = st.text(st.characters(codec="ascii", exclude_characters="=\0"), min_size=1, max_size=20)
VALUES = st.one_of(st.binary(max_size=40), st.binary(min_size=120, max_size=300))


@given(
    rows=st.lists(st.dictionaries(NAMES, VALUES, max_size=5), max_size=8),
    cuts=st.lists(st.integers(1, 40), max_size=60),
)
def test_every_row_arrives_byte_for_byte_however_the_stream_is_cut(
    rows: list[dict[str, bytes]], cuts: list[int]
) -> None:
    stream = b"".join(
        sentence("!re", *(b"=" + name.encode() + b"=" + value for name, value in row.items())) for row in rows
    )
    decoder, got = Decoder(), []
    for cut in cuts:
        got += decoder.feed(stream[:cut])
        stream = stream[cut:]
    got += decoder.feed(stream)
    assert [
        {name: value.encode("utf-8", "surrogateescape") for name, value in each.fields.items()}
        for each in got
    ] == rows
    assert not decoder.partial


@pytest.mark.parametrize("size", [0x7F, 0x80, 0x3FFF, 0x4000, 0x1FFFF])
def test_words_at_the_edges_of_each_length_form_are_read(size: int) -> None:
    value = "x" * (size - 3)
    (got,) = Decoder().feed(sentence("!re", f"=a={value}"))
    assert got.fields == {"a": value}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("=a=yes", "yes"),
        ("=a=123", "123"),
        ("=a=b=c", "b=c"),
        ("=a=", ""),
        ("=a=1\n2", "1\n2"),
        ("=a=é", "é"),
    ],
)
def test_a_value_keeps_its_text(text: str, value: str) -> None:
    (got,) = Decoder().feed(sentence("!re", ".tag=7", text))
    assert (got.tag, got.fields["a"]) == ("7", value)


def test_empty_sentences_are_ignored() -> None:
    assert [each.word for each in Decoder().feed(b"\0\0" + sentence("!done") + b"\0")] == ["!done"]


@pytest.mark.parametrize(
    "data",
    [
        b"\xf0\x10\x00\x00\x00",
        b"\xf8",
        b"\xff\xff",
        b"HTTP/1.1 400 Bad Request\r\n\r\n" * 4,
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\x15\x03\x03\x00\x02\x02\x28",
        sentence("hello"),
        encode_length(MAX_WORD + 1),
        b"\x03!re" + b"".join(b"\x03=a=" for _ in range(MAX_WORDS + 1)),
    ],
    ids=[
        "five-byte length",
        "control byte",
        "control bytes",
        "http",
        "short http",
        "TLS alert",
        "no reply",
        "huge word",
        "endless",
    ],
)
def test_rubbish_is_a_protocol_error(data: bytes) -> None:
    with pytest.raises((ProtocolError, foreign.ProtocolError)):
        Decoder().feed(data)


def test_a_sentence_is_its_words_in_order() -> None:
    asked = Sentence(
        "/ip/pool/print", (("count-only", ""), ("!x", "")), ("?name=é", "?#!"), (".id", "name")
    ).encoded("5")
    assert words_in(asked) == (
        [["/ip/pool/print", "=count-only=", "=!x=", "=.proplist=.id,name", "?name=é", "?#!", ".tag=5"]],
        b"",
    )


@given(st.binary(max_size=200))
def test_what_is_read_can_be_written_back_unchanged(data: bytes) -> None:
    (got,) = Decoder().feed(sentence("!re", b"=a=" + data))
    assert b"=a=" + data in Sentence("/x/set", (("a", got.fields["a"]),)).encoded()


def test_a_secret_is_in_the_bytes_and_not_in_the_repr() -> None:
    asked = Sentence("/ip/hotspot/user/add", (("name", "a"), ("password", Secret("hunter2"))))
    assert b"=password=hunter2" in asked.encoded()
    assert "hunter2" not in repr(asked)


def test_text_that_cannot_be_encoded_is_refused_without_showing_it() -> None:
    with pytest.raises(ProtocolError) as caught:
        Sentence("/x/add", (("password", Secret("hunter2\ud800")),)).encoded()
    assert caught.value.__cause__ is None
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "parts",
    [("ip/pool/print",), ("/x", (("", "a"),)), ("/x", (("a=b", "c"),)), ("/x", (), ("name=a",))],
)
def test_a_sentence_that_would_be_read_as_something_else_is_refused(parts: tuple[object, ...]) -> None:
    with pytest.raises(ValueError, match=r"command|word"):
        Sentence(*parts)  # type: ignore[arg-type]  # that is the point
