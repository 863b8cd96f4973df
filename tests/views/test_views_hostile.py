"""Whatever text a router, a file or a person puts into a value, a view's lines stay its lines."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from rosgit.model.diagnostic import Diagnostic, Related
from rosgit.model.plan import Action, Cause, Change, Delta, Outcome, Plan, Report, Result, Status
from rosgit.model.row import Facts, Live, Row
from rosgit.model.secret import SecretRef
from rosgit.model.span import Span
from rosgit.views.diagnostics import diagnostics_text
from rosgit.views.paper import Look
from rosgit.views.plan import plans_text
from rosgit.views.plan_json import plans_json
from rosgit.views.report import reports_text
from rosgit.views.report_json import reports_json
from rosgit.views.show import against_text, show_text

TEXT = st.text(st.characters(), max_size=12) | st.text('\x1b[3m\n\r\x9b\u202e\udc80a"\\', max_size=90)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    def text() -> str:
        return draw(TEXT)

    span = Span(text(), draw(st.integers(1, 99)))
    row = Row(text(), {text(): text(), "password": SecretRef(text(), text(), text())}, text(), text(), span)
    found = Diagnostic(
        "no-sites", text(), text(), span, (Related(text(), span),), text(), None, (text(), text())
    )
    deltas = (
        Delta(text(), text(), text(), Cause.GIT, span),
        Delta(text(), text(), None, Cause.DRIFT, reset=True),
    )
    live = Live(row.menu, text(), {text(): text()})
    changes = tuple(
        Change(action, row.menu, text(), Cause.ADOPT, row, live, deltas, "*1", text()) for action in Action
    )
    facts = Facts(text(), text(), text(), text())
    plan = Plan(text(), changes, 1, 1, (text(),), (found,), facts, text(), matched_in={text(): 1})
    results = tuple(Result(each, Outcome.FAILED, text()) for each in changes)
    return Report(text(), Status.FAILED, plan, results, plan, (found,), 1, 1.0, {text(): text()})


def sound(text: str) -> bool:
    return {char for char in text if unicodedata.category(char)[0] == "C"} <= {"\n"} and text.endswith("\n")


@given(reports(), TEXT)
def test_no_text_gets_out_of_its_place(report: Report, host: str) -> None:
    assert report.plan is not None
    look, plan = Look(verbose=True), report.plan
    files = {each.span.file: [host] * 100 for each in plan.diagnostics if each.span is not None}
    assert sound(plans_text([plan], {plan.site: host}, files, look))
    assert sound(plans_json([plan], {plan.site: host}))
    assert sound(reports_text([report, report], {report.site: host}, files, look))
    assert sound(reports_json([report]))
    assert sound(diagnostics_text(plan.diagnostics, files, look))


@given(TEXT, TEXT, TEXT)
def test_a_merged_site_has_one_line_a_step(key: str, value: str, file: str) -> None:
    span = Span(file, 1)
    text = show_text([(("a", key), value, (span, span))])
    assert sound(text)
    assert text.count("\n") == 2
    assert against_text(key, file, [((key,), value, None)]).count("\n") == 2
