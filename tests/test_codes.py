from __future__ import annotations

import re
from pathlib import Path

import pytest

from rosgit.model.codes import CODES
from rosgit.model.codes_lints import LINTS
from rosgit.model.codes_page import page

PAGE = Path(__file__).parents[1] / "docs" / "codes.md"
HERE = Path(__file__).parent
SOURCE = HERE.parent / "src" / "rosgit"

TESTS = {
    path: path.read_text("utf-8")
    for pattern in ("*.py", "rules/cases/*.yaml")  # the lints have their cases in tables of YAML
    for path in HERE.rglob(pattern)
    if path != Path(__file__)
}
RAISERS = {
    path: path.read_text("utf-8") for path in SOURCE.rglob("*.py") if not path.name.startswith("codes")
}
UNTESTED: dict[str, str] = {}
"""Codes that no test provokes, each with the reason why."""


def named(code: str, text: str) -> bool:
    """Whether a text names a code as such: quoted, in brackets, or the ``code:`` of a table."""
    word = re.escape(code)
    return re.search(rf"[\"'\[]{word}[\"'\] ]|^- code: {word}$", text, re.MULTILINE) is not None


def test_the_page_of_codes_is_in_step_with_the_register() -> None:
    assert PAGE.read_text("utf-8") == page(), (
        "make it anew: python -m rosgit.model.codes_page > docs/codes.md"
    )


@pytest.mark.parametrize("name", CODES)
def test_a_code_says_what_why_and_how_to_mend(name: str) -> None:
    code = CODES[name]
    assert code.severity in ("ERROR", "WARNING", "INFO")
    assert all((code.what, code.why, code.mend))


def test_no_lint_takes_another_codes_name() -> None:
    assert all(CODES[name] is code for name, code in LINTS.items())


@pytest.mark.parametrize("name", sorted(CODES.keys() - UNTESTED))
def test_a_code_is_named_by_a_test(name: str) -> None:
    assert any(named(name, text) for text in TESTS.values())


@pytest.mark.parametrize("name", CODES)
def test_a_code_is_given_by_something(name: str) -> None:
    assert any(f'"{name}"' in text for text in RAISERS.values())


def test_a_code_that_needs_no_test_says_why_and_has_none() -> None:
    assert all(UNTESTED.values())
    assert not [name for name in UNTESTED if any(named(name, text) for text in TESTS.values())]
