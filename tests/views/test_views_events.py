"""Events for machines, and the board for people."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from views_samples import FULL

from rosgit.cli.options import Choice
from rosgit.cli.watch import Screen, Watch, watching
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.event import PHASES, RESULTS, STATUSES, Event
from rosgit.model.plan import Plan, Report, Status
from rosgit.views.escape import cells
from rosgit.views.events import Board, event_json, fitted
from rosgit.views.paper import join, line
from rosgit.views.report import reports_text
from rosgit.views.summary import reason_of, summary_json

NOW = "2026-01-02T03:04:05.678Z"
SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "events.schema.json").read_text("utf-8"))
texts = st.text()
EVENTS = (
    Event("cafe", "begin"),
    Event("shop", "begin"),
    Event("cafe", "arm", "done"),
    Event("cafe", "write", "done", "/ip/pool lobby"),
    Event("shop", "end", "refused", about="evil \x1b[2J\n"),
)


def said(*codes: str, planned: tuple[str, ...] = ()) -> Report:
    found, before = (tuple(Diagnostic(code, code) for code in each) for each in (codes, planned))
    return Report("cafe", Status.UNKNOWN, Plan("cafe", diagnostics=before), diagnostics=found)


def board(*events: Event) -> Board:
    made = Board(("cafe", "shop"))
    for event in events:
        made.take(event)
    return made


@given(texts, texts, texts)
def test_an_event_is_one_line_of_json_whatever_a_router_says(site, change, about):
    text = event_json(Event(site, "write", "failed", change, about, 1.23456), NOW)
    assert text.endswith("\n")
    assert text.isascii()
    assert len(text.splitlines()) == 1
    told = json.loads(text)
    assert told["step"] == "write"
    assert told["seconds"] == 1.235
    assert ("change" in told) is bool(change)


def test_the_schema_and_the_page_have_every_step_and_result():
    told = {each["properties"]["step"]["const"]: each["properties"]["result"] for each in SCHEMA["oneOf"]}
    assert told == {step: {"enum": [*results]} if results else False for step, results in RESULTS.items()}
    assert list(told) == list(RESULTS)
    assert SCHEMA["properties"]["phase"]["enum"] == list(PHASES)
    page = (Path(__file__).parents[2] / "docs" / "exit-codes.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", page[page.index("## Events") :], re.MULTILINE))
    assert list(rows) == list(RESULTS)
    for step, results in RESULTS.items():
        named = set(re.findall(r"`([^`]+)`", rows[step]))
        named |= set(STATUSES) if "a status" in rows[step] else set()
        assert named == set(results), step


def test_the_board_has_a_line_for_each_site_under_way_and_one_that_counts():
    text = join(board(*EVENTS).lines(10))
    assert text == "cafe  writing  1 change written  /ip/pool lobby\n1 of 2 sites ended, 1 refused\n"


def test_a_site_that_ended_leaves_a_line_that_cannot_move_the_cursor():
    (stays,) = board().take(EVENTS[-1])
    assert join([stays]) == "shop  refused: evil \\x1b[2J\\n\n"


@given(st.integers(2, 6))
def test_the_board_is_never_taller_than_asked(most):
    names = tuple(map(str, range(9)))
    made = Board(names)
    for name in names:
        made.take(Event(name, "begin"))
    lines = made.lines(most)
    assert len(lines) == most
    assert join(lines[-2:-1]) == f"and {9 - (most - 2)} more\n"


@given(texts, st.integers(0, 20))
def test_a_fitted_line_never_wraps(text, width):
    assert sum(cells(part.text) for part in fitted(line(text, "b"), width)) <= width


def test_the_screen_draws_in_place_and_wipes_itself_at_the_end():
    out = io.StringIO()
    watch = Watch(None, Screen(Board(("cafe", "shop")), out, Choice(folder=None)))  # type: ignore[arg-type]
    for event in EVENTS:
        watch(event)
    watch.close()
    watch(Event("late", "begin"))
    drawn = out.getvalue().split("\x1b[2F\x1b[J")
    assert "shop  refused" in out.getvalue()
    assert drawn[-1] == ""
    assert "late" not in out.getvalue()


@pytest.mark.parametrize(("events", "drawn"), [(None, True), ("/dev/tty", False), ("e.ndjson", True)])
def test_no_board_is_drawn_where_events_go_to_a_terminal(monkeypatch, tmp_path, events, drawn):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stderr", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    if events == "/dev/tty":
        monkeypatch.setattr("rosgit.cli.watch._private", lambda _: Terminal())
    with watching(Choice(tmp_path), ("cafe",), events) as watch:
        assert (watch.screen is not None) is drawn


def test_the_most_urgent_need_stands_first_and_many_not_begun_stand_on_one_line():
    waiting = [Report(f"w{at}", Status.NOT_BEGUN) for at in range(9)]
    text = reports_text([*waiting, Report("off", Status.OFFLINE), Report("gone", Status.UNKNOWN)])
    needs = text[text.index("Needs somebody:") :]
    assert needs == (
        "Needs somebody:\n"
        "  gone  unknown\n"
        "    next: rosgit status gone\n"
        "  off  offline\n"
        "    next: rosgit doctor off\n"
        "  9 sites (w0, w1, w2 and 6 more)  not begun\n"
        "    next: the same command again\n"
        "\n"
        "Fleet: 11 sites: 1 offline, 1 unknown, 9 not begun.\n"
    )


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (said("write-refused", "undo-pending"), "undo-pending"),
        (said("hotspot-not-running", planned=("lost-row", "wrong-router")), "wrong-router"),
        (said("not-kept", planned=("lost-row",)), "not-kept"),
        (said(planned=("lost-row", "same-router")), "same-router"),
    ],
)
def test_the_reason_is_what_explains_the_rest(report, code):
    assert reason_of(report)[0] == code


def test_sites_that_need_nobody_are_only_counted():
    told = summary_json([Report("a", Status.PROVEN), Report("b", Status.IN_SYNC)])
    assert told == {"interrupted": False, "needs": [], "counts": {"in sync": 1, "applied and proven": 1}}


def test_a_site_with_an_odd_name_is_quoted_for_the_shell():
    (need,) = summary_json([Report("caf'e x", Status.UNDONE)])["needs"]  # type: ignore[misc,union-attr]
    assert need["next"] == "rosgit plan 'caf'\"'\"'e x'"  # type: ignore[index,call-overload]


def test_a_site_not_begun_is_one_line_and_does_not_show_its_whole_plan():
    text = reports_text([Report("shop", Status.NOT_BEGUN, FULL)])
    assert text.startswith(f"shop: not begun. {len(FULL.changes)} changes waiting.\n")


def test_a_report_that_knows_nothing_claims_nothing():
    text = reports_text([Report("shop", Status.UNKNOWN, FULL)])
    assert "nothing written" not in text
    assert "what was written is not known" in text
    assert "rows in sync" not in text
