"""Expressions in values: what they can do, and that nothing in them can run away."""

from __future__ import annotations

import pytest
from compiler_trees import ROUTER, one, places
from hypothesis import given
from hypothesis import strategies as st

from rosgit.compiler.templates import MAX_RESULT, TemplateError, render

VALUES: dict[str, object] = {
    "site": "kilifi",
    "folder": "coast",
    "label": "lobby",
    "vars": {
        "n": "7",
        "on": True,
        "items": "mine",
        "list": ["a", "b"],
        "map": {"k": "v"},
        "long": "x" * MAX_RESULT,
    },
}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ site }}", "kilifi"),
        ("{{ site }}.{{ folder }}.{{ label }}", "kilifi.coast.lobby"),
        ("10.{{ vars.n }}.0.{{ vars.n | int + 1 }}", "10.7.0.8"),
        ("{{ 100 - 3 * (vars.n | int) // 2 % 5 }}", "100"),
        ("{{ site | upper }}-{{ site | replace('i', '') }}", "KILIFI-klf"),
        ("{{ 'a' if site == 'kilifi' else 'b' }}", "a"),
        ("{{ 'a' if vars.on and not vars.off | default(false) else 'b' }}", "a"),
        ("{{ vars.on }}", "true"),
        ("{{ vars.items }}", "mine"),
        ("{{ vars.list[0] }}{{ vars.list | last }}{{ vars.map.k }}", "abv"),
        ("{{ vars.none | default('x') }}", "x"),
        ("{{ site ~ 1 }}", "kilifi1"),
        ("{{ -(vars.n | int) }}", "-7"),
    ],
)
def test_an_expression_gives_text(source: str, text: str) -> None:
    assert render(source, VALUES) == text


BOMBS = [
    '{{ "a" * 10**9 }}',
    '{{ "a" * 999999999 }}',
    "{{ 9**9**9 }}",
    "{{ 99999999999999999999 * 99999999999999999999 }}",
    "{{ vars.__class__ }}",
    "{{ site.__class__.__mro__ }}",
    '{{ vars["__class__"] }}',
    "{{ site.upper() }}",
    "{{ site.upper }}",
    "{{ vars.copy }}",
    "{{ vars.map }}",
    "{{ vars.list }}",
    "{{ none }}",
    "{{ range(9) }}",
    "{{ self }}",
    "{{ cycler }}",
    "{{ nope }}",
    "{{ vars.nope }}",
    "{{ vars.n + 1 }}",
    "{{ 1 / 2 }}",
    "{{ 1 // 0 }}",
    "{{ 'a' < 1 }}",
    "{{ [1, 2] }}",
    "{{ {} }}",
    "{{ 'abc'[::2] }}",
    "{{ site | attr('x') }}",
    "{{ site | format(1) }}",
    "{{ site | replace('', 'x') }}",
    "{{ site | replace('a') }}",
    "{{ site is defined }}",
    "{% for x in y %}{{ x }}{% endfor %}",
    "{% set x = 1 %}{{ x }}",
    "{% include 'x' %}{{ 1 }}",
    "{{ site",
    "{{ }}",
    "{{ site }} {% ",
    "{{ '\\ud800' }}",
    "{{ 'a'" + " | replace('a', 'aaaaaaaaaa')" * 50 + " }}",
    "{{ " + " ~ ".join(["vars.long"] * 90) + " }}",
    "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
    "{{ " + "[" * 900,
    "{{ " + "not " * 450 + "1 }}",
    "{{ " + "-" * 1900 + "1 }}",
    "{{ 1" + " + 1" * 400 + " }}",
    "{{ 1" + " if 1 else 1" * 150 + " }}",
    "{{ site }}" * 300,
]


@pytest.mark.parametrize("source", BOMBS, ids=range(len(BOMBS)))
def test_what_could_run_away_is_refused_in_a_few_words(source: str) -> None:
    for _ in range(2):  # the second time it is remembered
        with pytest.raises(TemplateError) as caught:
            render(source, VALUES)
        assert 0 < len(str(caught.value)) < 300


@pytest.mark.parametrize("source", BOMBS, ids=range(len(BOMBS)))
def test_a_bomb_in_a_site_is_a_diagnostic_at_its_place(source: str) -> None:
    quoted = source.replace("'", "''")
    assert places(one(f"{ROUTER}system: {{identity: '{quoted}'}}\n").diagnostics) == ["template a.yaml:3:20"]


def test_a_var_that_was_wrong_is_told_once_however_often_it_is_used() -> None:
    made = one(
        ROUTER
        + 'vars: {a: "{{ nope }}"}\nsystem: {identity: "{{ vars.a }}"}\n'
        + 'users: {b: {comment: "{{ vars.a }}"}}\n'
    )
    assert places(made.diagnostics) == ["template a.yaml:3:11"]


def test_a_var_has_a_bounded_length() -> None:
    made = one(ROUTER + f"vars: {{a: {'x' * (MAX_RESULT + 1)}}}\n")
    assert places(made.diagnostics) == ["template a.yaml:3:11"]


@given(st.text(alphabet="{}%#|()[].'\"~+-*/ abcsitevrln019_\\", max_size=40))
def test_no_expression_raises_anything_else(source: str) -> None:
    try:
        text = render("{{" + source + "}}", VALUES)
    except TemplateError:
        return
    text.encode()
    assert len(text) <= MAX_RESULT
