"""Words and sentences as bytes (NOTES section a)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from librouteros import protocol

from rosgit.sim.wire import (
    AFTER_LOGIN,
    Decoder,
    Limits,
    WireError,
    decode_length,
    encode_length,
    encode_sentence,
)


@pytest.mark.parametrize(
    ("length", "prefix"),
    [
        (0, "00"),
        (0x7F, "7f"),
        (0x80, "8080"),
        (0x3FFF, "bfff"),
        (0x4000, "c04000"),
        (0x1FFFFF, "dfffff"),
        (0x200000, "e0200000"),
        (0xFFFFFFF, "efffffff"),
        (0x10000000, "f010000000"),
        (0xFFFFFFFF, "f0ffffffff"),
    ],
)
def test_each_range_of_lengths_has_its_prefix(length: int, prefix: str) -> None:
    assert encode_length(length).hex() == prefix
    assert decode_length(bytes.fromhex(prefix)) == length


@given(st.integers(0, 0xFFFFFFF))
def test_lengths_are_encoded_as_librouteros_encodes_them(length: int) -> None:
    assert encode_length(length) == protocol.encode_length(length)


words = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=300)


@given(st.lists(words, min_size=1, max_size=8), st.integers(1, 50))
def test_a_sentence_survives_the_wire_in_any_portions(sentence: list[str], step: int) -> None:
    data = b"\0" + encode_sentence(sentence)
    decoder = Decoder(AFTER_LOGIN)
    found = []
    for at in range(0, len(data), step):
        decoder.feed(data[at : at + step])
        while (whole := decoder.next()) is not None:
            found.append(whole)
    assert found == [tuple(sentence)]
    assert not decoder.partial


@given(st.binary(min_size=1, max_size=40).filter(lambda data: b"\0" not in data))
def test_bytes_that_are_no_utf8_come_back_as_they_were(data: bytes) -> None:
    decoder = Decoder()
    decoder.feed(encode_length(len(data)) + data + b"\0")
    sentence = decoder.next()
    assert sentence is not None
    assert encode_sentence(sentence) == encode_length(len(data)) + data + b"\0"


@pytest.mark.parametrize("first", range(0xF8, 0x100))
def test_a_control_byte_ends_the_conversation(first: int) -> None:
    decoder = Decoder()
    decoder.feed(bytes([first]) + b"/login")
    with pytest.raises(WireError):
        decoder.next()


@pytest.mark.parametrize("sentence", [["x" * 11], ["a", "b", "c", "d"]])
def test_words_and_sentences_are_bounded(sentence: list[str]) -> None:
    decoder = Decoder(Limits(word=10, words=3))
    decoder.feed(encode_sentence(sentence))
    with pytest.raises(WireError):
        decoder.next()


def test_a_huge_length_is_refused_before_its_bytes_come() -> None:
    decoder = Decoder(AFTER_LOGIN)
    decoder.feed(b"\xf0\xff\xff\xff\xff")
    with pytest.raises(WireError):
        decoder.next()
