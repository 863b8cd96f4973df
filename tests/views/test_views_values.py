"""Values and lines: secrets by field, words of RouterOS, and no rich where no colour is."""

from __future__ import annotations

import subprocess
import sys

import pytest
from views_samples import CLEAN, FULL, PLANTED, RADIUS, UPDATE

from rosgit.menus import MENUS
from rosgit.model.plan import Action, Cause, Change, Delta, Outcome, Plan, Report, Result, Status
from rosgit.model.secret import Secret
from rosgit.views.longtext import pair
from rosgit.views.paper import columns, join
from rosgit.views.plan import plans_text
from rosgit.views.report import reports_text
from rosgit.views.report_json import reports_json
from rosgit.views.show import show_text
from rosgit.views.values import as_json, is_secret, secretish, shown

SECRETS = [(menu.path, each.name) for menu in MENUS.values() for each in menu.fields.values() if each.secret]


@pytest.mark.parametrize(("menu", "field"), SECRETS)
def test_every_secret_field_is_masked_by_table_and_by_look(menu: str, field: str) -> None:
    assert is_secret(menu, field)
    assert secretish(field)
    assert PLANTED not in shown(menu, field, PLANTED)
    assert as_json(menu, field, PLANTED) == {"secret": None}


@pytest.mark.parametrize(
    "key", ["server", "service", "passthrough", "bypassed", "host", "name", "password-authentication"]
)
def test_other_keys_are_shown(key: str) -> None:
    assert not secretish(key)


@pytest.mark.parametrize(
    ("field", "value", "seen"),
    [
        ("add-mac-cookie", "true", "yes"),
        ("add-mac-cookie", "odd", "odd"),
        ("rate-limit", "5M/5M", "5M/5M"),
        ("on-login", "two words", '"two words"'),
        ("on-login", "(default)", '"(default)"'),
        ("on-login", "", '""'),
        ("on-login", 'a "b" \\n', r'"a \"b\" \\n"'),
        ("no-such-field", "true", "true"),
        ("on-login", None, "(unset)"),
        ("on-login", RADIUS, "(secret env:ROSGIT#radius)"),
        ("on-login", Secret(PLANTED), "(secret)"),
    ],
)
def test_a_value_is_shown_as_people_write_it(field: str, value: object, seen: str) -> None:
    assert shown("/ip/hotspot/user/profile", field, value) == seen  # type: ignore[arg-type]  # a table of all


@pytest.mark.parametrize(
    ("before", "after"),
    [("a\nb", "a\nb\n"), ("a\r\nb", "a\nb"), ("x" * 400 + "a", "x" * 400 + "b"), (None, "a\nb")],
)
def test_two_long_values_never_look_the_same(before: str | None, after: str) -> None:
    seen = join(pair(before, after)).splitlines()
    assert [each for each in seen if each.strip().startswith("+")] or [
        each for each in seen if each.strip() == "-"
    ]


def test_a_plan_with_changes_never_says_that_there_are_none() -> None:
    assert "No changes" not in plans_text([FULL])
    assert "No changes: 77 rows read from the router" in plans_text([CLEAN])


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.NOT_BEGUN])
@pytest.mark.parametrize("outcome", Outcome)
def test_every_status_and_outcome_is_named(status: Status, outcome: Outcome) -> None:
    report = Report("a", status, results=(Result(UPDATE, outcome),))
    for text in (reports_text([report]), reports_json([report])):
        assert status.value in text
        assert outcome.value in text


@pytest.mark.parametrize("matched", [0, 1, 2])
def test_only_rows_that_were_read_are_called_equal(matched: int) -> None:
    assert ("No changes" in plans_text([Plan("a", matched=matched)])) == (matched > 0)


@pytest.mark.parametrize(("ledger", "said"), [(True, False), (False, True)])
def test_a_plan_without_a_ledger_says_so(ledger: bool, said: bool) -> None:  # noqa: FBT001 - a table's column
    text = plans_text([Plan("a", (UPDATE,), 3, ledger=ledger)])
    assert ("keeps no ledger" in text) == said


def test_a_change_says_what_was_asked_where_and_why() -> None:
    change = Change(
        Action.UPDATE, "/ip/pool", "a", Cause.GIT, None, None, (Delta("ranges", "x", "y", Cause.CONFLICT),)
    )
    line = plans_text([Plan("a", (change,))]).splitlines()[2]
    assert line.split() == ["ranges:", "x", "->", "y", "conflict"]


def test_a_column_is_as_wide_as_its_widest_cell() -> None:
    assert columns([("a", "b"), ("世界", "c")]) == ["a     b", "世界  c"]


def test_a_list_of_maps_shows_every_item() -> None:
    leaves = [(("a", index, "x"), str(index), ()) for index in range(2)]
    assert show_text(leaves) == "a:\n  -\n    x: 0\n  -\n    x: 1\n"


def test_plain_text_does_not_import_rich() -> None:
    code = (
        "import sys, rosgit.views.report, rosgit.views.show, rosgit.views.diagnostics as d;"
        "d.diagnostics_text([]); sys.exit('rich' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own words
