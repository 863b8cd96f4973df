"""Somebody else's words without our secrets."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosgit.menus.script import quote
from rosgit.model.secret import Secret, SecretRef, masked
from rosgit.secrets import resolve

SECRET = 'Tr0ub4dor"and$3\\horses'


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (f"invalid value {SECRET} for argument", "invalid value *** for argument"),
        (f"{SECRET}{SECRET}", "***"),
        (f"failure: {quote(SECRET)}", 'failure: "***"'),
        (f"no {SECRET!r}", "no '***'"),
        (f"no {json.dumps(SECRET)}", 'no "***"'),
        (f"cut off: {SECRET[:9]}...", "cut off: ***..."),
        (f"...{SECRET[-8:]} is too long", "...*** is too long"),
        (f"a piece too short to tell: {SECRET[:7]}", f"a piece too short to tell: {SECRET[:7]}"),
        ("invalid user name or password (6)", "invalid user name or password (6)"),
        ("", ""),
    ],
)
def test_a_secret_is_hidden_whole_escaped_and_in_pieces(said, left):
    assert masked(said, [Secret(SECRET)]) == left


def test_a_short_secret_is_hidden_as_a_whole_and_an_empty_one_hides_nothing():
    assert masked("no pin like 4711 today", [Secret("4711"), Secret("")]) == "no pin like *** today"


@given(st.text(), st.text(min_size=1), st.text())
def test_nothing_of_8_characters_is_left_of_any_secret(before, secret, after):
    left = masked(f"{before}{secret}{after}", [Secret(secret)])
    runs = {secret[at : at + 8] for at in range(max(1, len(secret) - 7))}
    assert not any(run in piece for run in runs for piece in left.split("***"))


def test_text_without_a_secret_stays_as_it_is():
    assert masked("failure: already have such entry", [Secret("hunter2hunter2")]).startswith(
        "failure: already"
    )


def test_a_variable_that_is_far_too_long_is_refused_as_a_file_is(tmp_path):
    found = resolve((SecretRef("env", "LONG"),), {"LONG": "x" * 70_000}, tmp_path)
    assert [each.code for each in found.diagnostics] == ["bad-secret"]
    assert "xxx" not in found.diagnostics[0].summary
