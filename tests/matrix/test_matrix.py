"""An apply may fail in any way at any sentence: the router is old or new, and rosgit says which."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from matrix_judge import judge
from matrix_kinds import KINDS
from matrix_run import ALL, MEANING, chosen

PAGE = Path(__file__).parents[2] / "docs" / "fault-matrix.md"
ROW = re.compile(r"\| ([a-z*][^|]*) \| ([^|]*)" + r" \| (\d+)" * 7 + r" \|")

PARTS = 16 if ALL else 1
"""Into how many tests the cases of a kind are cut, for processes to share."""


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_happens_the_router_is_old_or_new_and_the_report_is_true(kind: str, part: int) -> None:
    """A sample of every kind, or with ROSGIT_MATRIX=all everything."""
    cases = [case for case in chosen(everything=ALL) if case.kind == kind]
    mine = [judge(case) for case in cases[part::PARTS]]
    wrong = [f"{each.case} ended {each.ended}, said {each.said}: {each.wrong}" for each in mine if each.wrong]
    assert len(cases) >= max(10, PARTS)
    assert wrong == []


def test_the_table_in_the_docs_counts_the_cases_there_are():
    rows = {found[1]: found for found in map(ROW.match, PAGE.read_text("utf-8").splitlines()) if found}
    every = Counter(case.kind for case in chosen(everything=True))
    few = Counter(case.kind for case in chosen(everything=False))
    assert set(rows) == {*KINDS, "**all**"}
    for kind in KINDS:
        cases, sampled, played, old, new, mixed, failures = map(int, rows[kind].groups()[2:])
        assert rows[kind][2] == MEANING[kind]
        assert (cases, sampled) == (every[kind], few[kind])
        assert sampled <= played <= cases
        assert old + new + mixed == played
        assert failures == 0
    assert list(map(int, rows["**all**"].groups()[2:4])) == [every.total(), few.total()]
