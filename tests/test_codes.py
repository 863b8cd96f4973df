from __future__ import annotations

from pathlib import Path

import pytest

from rosgit.model.codes import CODES
from rosgit.model.codes_lints import LINTS
from rosgit.model.codes_page import page

PAGE = Path(__file__).parents[1] / "docs" / "codes.md"


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
