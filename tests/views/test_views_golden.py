"""What each view writes, byte by byte, and what none of them may ever write."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping

import pytest
from views_golden import check
from views_samples import (
    APPLIED,
    BROKEN,
    CLEAN,
    DIFFERENCES,
    FIELD,
    FULL,
    HOSTS,
    LEAVES,
    LINES,
    NOTHING,
    PLANTED,
    REFUSED,
    SITE,
    VERIFIED,
    WARNING,
)

from rosgit.views.diagnostics import diagnostics_json, diagnostics_text
from rosgit.views.paper import Look
from rosgit.views.plan import plans_text
from rosgit.views.plan_json import plans_json
from rosgit.views.report import reports_text
from rosgit.views.report_json import reports_json
from rosgit.views.rows import rows_json
from rosgit.views.show import against_json, against_text, show_json, show_text

LONG = Look(verbose=True)
FLEET = (FULL, CLEAN, NOTHING, BROKEN)
REPORTS = (APPLIED, REFUSED, VERIFIED)

VIEWS: Mapping[str, Callable[[], str]] = {
    "diagnostics.txt": lambda: diagnostics_text([FIELD, WARNING], LINES),
    "diagnostics-bare.txt": lambda: diagnostics_text([FIELD]),
    "diagnostics.json": lambda: diagnostics_json([FIELD, WARNING]),
    "plan.txt": lambda: plans_text([FULL], HOSTS, LINES),
    "plan-clean.txt": lambda: plans_text([CLEAN], HOSTS),
    "plan-nothing.txt": lambda: plans_text([NOTHING]),
    "plan-broken.txt": lambda: plans_text([BROKEN], files=LINES),
    "plan-none.txt": lambda: plans_text([]),
    "plan-fleet.txt": lambda: plans_text(FLEET, HOSTS, LINES, LONG),
    "plan.json": lambda: plans_json(FLEET, HOSTS),
    "report.txt": lambda: reports_text([APPLIED], HOSTS),
    "report-fleet.txt": lambda: reports_text(REPORTS, HOSTS, LINES),
    "report-none.txt": lambda: reports_text([]),
    "report.json": lambda: reports_json(REPORTS),
    "show.txt": lambda: show_text(LEAVES),
    "show-none.txt": lambda: show_text([]),
    "show.json": lambda: show_json("cafe-mombasa", LEAVES),
    "against.txt": lambda: against_text("cafe", "shop", DIFFERENCES),
    "against-none.txt": lambda: against_text("cafe", "shop", []),
    "against.json": lambda: against_json("cafe", "shop", DIFFERENCES),
    "rows.json": lambda: rows_json([SITE]),
}
COLOURED: Mapping[str, Callable[[Look], str]] = {
    "diagnostics": lambda look: diagnostics_text([FIELD, WARNING], LINES, look),
    "plan": lambda look: plans_text(FLEET, HOSTS, LINES, look),
    "report": lambda look: reports_text(REPORTS, HOSTS, LINES, look),
    "show": lambda look: show_text(LEAVES, look),
    "against": lambda look: against_text("cafe", "shop", DIFFERENCES, look),
}

both = pytest.mark.parametrize("name", VIEWS)


@both
def test_a_view_writes_the_same_bytes_everywhere(name: str) -> None:
    check(name, VIEWS[name]())


@both
def test_no_view_writes_a_character_that_is_not_seen(name: str) -> None:
    bad = {char for char in VIEWS[name]() if unicodedata.category(char)[0] == "C"}
    assert bad <= {"\n"}


@both
def test_no_view_writes_a_secret(name: str) -> None:
    assert PLANTED not in VIEWS[name]()


@both
def test_no_view_is_silent_or_leaves_blanks_at_a_line_end(name: str) -> None:
    text = VIEWS[name]()
    assert text.strip()
    assert text.endswith("\n")
    assert not re.search(r" $", text, re.MULTILINE)


@pytest.mark.parametrize("name", [each for each in VIEWS if each.endswith(".json")])
def test_json_views_write_json(name: str) -> None:
    assert json.loads(VIEWS[name]())


@pytest.mark.parametrize("name", COLOURED)
def test_colour_adds_nothing_but_colour(name: str) -> None:
    coloured = COLOURED[name](Look(color=True))
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == COLOURED[name](Look())
