"""Snippets point at the token and never show a secret."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosgit.model.span import Span
from rosgit.views.paper import Piece, join
from rosgit.views.snippet import snippet

SECRET = "hunter2"


def shown(text: str, line: int, column: int) -> str:
    return join(snippet(Span("a.yaml", line, column), {"a.yaml": text.split("\n")}, Piece("^"), 1))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("password: hunter2", 1),
        ("  secret:   'hunter2' # a remark", 1),
        ('"secret": "hunter2"', 1),
        ("- password: a,hunter2", 1),
        ("pasword: hunter2", 1),
        ("mac-auth-password: hunter2", 1),
        ("router: {host: x, password: hunter2, port: 1}", 1),
        ('router: {host: x, password: "a, hunter2", port: 1}', 1),
        ('router: {host: x, password: "a, hunter2', 1),
        ("router: {password: !vault hunter2, port: 1}", 1),
        ("password: !secret hunter2", 1),
        ('password: !secret "env:A#b" hunter2', 1),
        ("password: |\n  hunter2", 2),
        ("password: >\n  a\n\n  hunter2\nx: y", 4),
        ("password:\n  hunter2", 2),
        ("password:\nhunter2", 2),
        ("router: {password:\n  hunter2}", 2),
        ('secret: "a\n  b\n hunter2"', 3),
        ("# password: hunter2", 1),
        ("x: {secret: {a: hunter2}}", 1),
    ],
)
def test_a_line_that_may_hold_a_secret_is_masked(text: str, line: int) -> None:
    for column in range(1, 40):
        seen = shown(text, line, column)
        assert SECRET not in seen
        assert "***" in seen


@pytest.mark.parametrize(
    "text",
    [
        'password: !secret "env:ROSGIT#cafe"',
        "router: {password: !secret file:router.key#a, port: 1}",
        "redirect-url: http://example.net/",
        "server: lobby",
    ],
)
def test_references_and_other_values_are_shown(text: str) -> None:
    assert text in shown(text, 1, 1)


def test_a_line_below_a_secret_that_is_not_part_of_it_is_shown() -> None:
    assert "host: x" in shown("password: hunter2\nhost: x", 2, 1)
    assert "host: x" in shown("radius:\n  a:\n    secret: hunter2\n  b:\n    host: x", 5, 5)


@pytest.mark.parametrize(
    ("text", "column", "token"),
    [
        ("  redirect-url: x", 3, "redirect-url"),
        ("  redirect-url: x", 17, "x"),
        ('a: "two words"', 4, '"two words"'),
        ("a: 世界 b", 4, "世界"),
        ("secret: hunter2, b: c", 1, "secret"),
        ("{secret: hunter2, b: c}", 19, "b"),
        ("{secret: a, b: c}", 13, "b"),
    ],
)
def test_the_marks_stand_under_the_token(text: str, column: int, token: str) -> None:
    from rosgit.views.escape import cells

    _, body, marks = shown(text, 1, column).splitlines()
    start = marks.index("^")
    assert cells(body[: body.index(token, 4)]) == start
    assert marks.count("^") == cells(token)


def test_a_long_line_is_cut_around_the_column() -> None:
    _, body, marks = shown("x" * 5000 + " here " + "y" * 5000, 1, 5002).splitlines()
    assert len(body) < 140
    assert body[marks.index("^") :].startswith("here")


@pytest.mark.parametrize(("line", "column"), [(0, 1), (9, 1), (-1, 1)])
def test_a_line_that_is_not_there_gives_no_snippet(line: int, column: int) -> None:
    assert shown("a: b", line, column) == ""


@given(st.text(max_size=200), st.integers(-2, 9), st.integers(-5, 400))
def test_any_file_and_any_place_give_a_snippet_or_none(text: str, line: int, column: int) -> None:
    assert shown(text, line, column).replace("\n", "").isprintable()
