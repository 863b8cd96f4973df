"""Thousands of findings: text shows those that weigh most and counts all, JSON has every one."""

from __future__ import annotations

import json
import re

import pytest

from rosgit.model.diagnostic import Diagnostic, Severity
from rosgit.model.span import Span
from rosgit.views.diagnostics import MOST, diagnostics_json, diagnostics_text

FOUND = tuple(
    Diagnostic("wrong-value", f"finding {at}", span=Span("a.yaml", at), severity=Severity(at % 3))
    for at in range(1, 3 * MOST + 1)
)


def shown(text: str) -> list[int]:
    return [int(each) for each in re.findall(r"finding (\d+)", text)]


def test_errors_are_shown_before_warnings_and_in_the_order_of_the_file() -> None:
    assert shown(diagnostics_text(FOUND)) == [at for at in range(1, 3 * MOST + 1) if at % 3 == 0]
    few = FOUND[: MOST + 3]
    places = shown(diagnostics_text(few))
    assert places == sorted(places)
    assert {at for at in range(1, MOST + 4) if at % 3 < 2} <= set(places)


def test_what_is_left_out_is_counted_and_the_last_line_counts_all() -> None:
    *_, cut, blank, last = diagnostics_text(FOUND, rest="rosgit validate --format json").splitlines()
    assert cut == f"... and {2 * MOST} more (rosgit validate --format json prints all)"
    assert (blank, last) == ("", f"{MOST} errors, {MOST} warnings, {MOST} notes in 1 file")


@pytest.mark.parametrize("number", [1, MOST])
def test_few_are_shown_whole(number: int) -> None:
    text = diagnostics_text(FOUND[:number])
    assert len(shown(text)) == number
    assert "more" not in text


def test_json_has_every_one() -> None:
    assert len(json.loads(diagnostics_json(FOUND))) == len(FOUND)
