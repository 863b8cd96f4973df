"""Hostile text stays text, in both escape functions."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosgit.views.escape import cells, quoted, terminal, to_json

ANY = st.text(st.characters(), max_size=40) | st.text(
    '\x1b\x7f\x9b\n\t\r"\\\u202e\u200b\udc80\ud800é世', max_size=12
)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain café 世界", "plain café 世界"),
        ("\x1b[31mred\x07", r"\x1b[31mred\x07"),
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\udcff\udc80", r"\xff\x80"),
        ("\ud800", r"\ud800"),
        ("\x9b\x7f", r"\x9b\x7f"),
        ("a\u00a0b\u200d", r"a\u00a0b\u200d"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_terminal_text_shows_what_cannot_be_seen(text: str, seen: str) -> None:
    assert terminal(text) == seen


@given(ANY)
def test_terminal_text_is_printable_and_stays_as_it_is(text: str) -> None:
    once = terminal(text)
    assert once.isprintable()
    assert terminal(once) == once


@given(ANY, ANY)
def test_different_values_are_quoted_differently(one: str, other: str) -> None:
    assert (quoted(one) == quoted(other)) == (one == other)


@given(st.dictionaries(ANY, ANY | st.none() | st.integers() | st.lists(ANY), max_size=4))
def test_json_is_ascii_without_control_characters_and_valid_utf8_when_read_back(
    value: dict[str, object],
) -> None:
    text = to_json(value)  # type: ignore[arg-type]  # object is wider than Json, the strategy is not
    assert {char for char in text if unicodedata.category(char)[0] == "C"} <= {"\n"}
    assert text.isascii()
    json.dumps(json.loads(text), ensure_ascii=False).encode()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_json_keeps_text(text: str) -> None:
    assert json.loads(to_json([text])) == [text]


def test_wide_characters_take_two_cells_and_combining_ones_none() -> None:
    assert cells("世e\u0301") == 3
