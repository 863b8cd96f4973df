from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rosgit.compiler.compile import compile_tree
from rosgit.menus import MENUS
from rosgit.menus.kinds import KindError
from rosgit.model.codes_lints import LINTS
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.row import Row
from rosgit.model.site import Site
from rosgit.model.target import Target
from rosgit.model.tree import Tree
from rosgit.rules.sites import lint, lint_fleet

ROUTER = """\
router: {host: %s, username: rosgit, password: !secret "env:X", routeros: "7.22", tls: {fingerprint: "%s"}%s}
"""
CASES: list[dict[str, Any]] = [
    case
    for path in sorted(Path(__file__).with_name("cases").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text("utf-8"))
]
BAD = [
    pytest.param(case["code"], text, id=f"{case['code']}-{at}")
    for case in CASES
    for at, text in enumerate(case["bad"])
]
GOOD = [
    pytest.param(case["code"], text, id=f"{case['code']}-{at}")
    for case in CASES
    for at, text in enumerate(case["good"])
]


def site(text: str, host: str = "10.88.0.1", more: str = "") -> str:
    return ROUTER % (host, "ab" * 32, more) + text


def linted(text: str) -> tuple[str, tuple[Diagnostic, ...]]:
    whole = site(text)
    compiled = compile_tree(Tree({"one.yaml": whole.encode()}))
    assert not [each for each in compiled.diagnostics if each.is_error]
    return whole, lint(compiled.sites[0])


@pytest.mark.parametrize(("code", "text"), BAD)
def test_a_bad_site_gets_its_code_at_the_marked_lines(code: str, text: str) -> None:
    whole, found = linted(text)
    marked = {at for at, line in enumerate(whole.splitlines(), 1) if line.endswith("# <")}
    assert {each.span.line for each in found if each.code == code and each.span} == marked


@pytest.mark.parametrize(("code", "text"), GOOD)
def test_a_sound_site_does_not_get_the_code(code: str, text: str) -> None:
    assert code not in {each.code for each in linted(text)[1]}


def test_every_lint_has_cases_for_and_against() -> None:
    covered = {case["code"] for case in CASES if case["bad"] and case["good"]}
    assert set(LINTS) - covered == {"one-router-two-sites"}


def test_every_finding_has_a_way_out_and_names_its_site() -> None:
    for case in CASES:
        for text in case["bad"]:
            for each in linted(text)[1]:
                assert each.detail
                assert each.sites == ("one",)


def test_an_unknown_reference_offers_the_near_miss_and_existing() -> None:
    text = "users: {ann: {profile: day-pas}}\nuser-profiles: {day-pass: {}}\n"
    (found,) = linted(text)[1]
    assert "did you mean 'day-pass'?" in found.detail
    assert "existing:" in found.detail


@pytest.mark.parametrize(
    "code", ["duplicate-row", "duplicate-name", "pool-holds-router", "overlap", "second-server"]
)
def test_a_finding_about_two_rows_shows_both(code: str) -> None:
    (case,) = [case for case in CASES if case["code"] == code]
    assert all(each.related for each in linted(case["bad"][0])[1] if each.code == code)


def fleet(**sites: str) -> tuple[Diagnostic, ...]:
    compiled = compile_tree(Tree({f"{name}.yaml": text.encode() for name, text in sites.items()}))
    return lint_fleet(compiled.sites)


def test_two_sites_that_lead_to_one_host_and_port_are_refused() -> None:
    (found,) = fleet(
        a=site("", "Router.example.net"), b=site("", "router.example.net"), c=site("", "10.0.0.3")
    )
    assert found.code == "one-router-two-sites"
    assert found.is_error
    assert found.sites == ("a", "b")
    assert found.related


def test_two_sites_that_pin_one_serial_are_refused() -> None:
    (found,) = fleet(a=site("", "10.0.0.1", ", serial: HG1"), b=site("", "10.0.0.2", ", serial: HG1"))
    assert "HG1" in found.summary


def test_two_ports_of_one_host_are_two_routers() -> None:
    assert fleet(a=site("", "10.0.0.1", ", port: 18729"), b=site("", "10.0.0.1", ", port: 28729")) == ()


WORDS = Path(__file__).with_name("words.txt").read_text("utf-8").split()
JUDGED = sorted(menu for menu in MENUS if menu.startswith(("/ip/", "/radius", "/interface/")))


def canonical(menu: str, name: str, word: str) -> str | None:
    try:
        return MENUS[menu].fields[name].kind.canonical(word.replace("_", " "))
    except KindError:
        return None


@st.composite
def rows(draw: st.DrawFn) -> Row:
    menu = draw(st.sampled_from(JUDGED))
    given = draw(
        st.dictionaries(
            st.sampled_from(sorted(MENUS[menu].fields)), st.sampled_from(["", *WORDS]), max_size=8
        )
    )
    found = {name: canonical(menu, name, word) for name, word in given.items()}
    return Row(menu, {name: value for name, value in found.items() if value is not None})


@given(st.lists(rows(), max_size=12))
def test_no_row_that_the_tables_allow_breaks_a_rule(wanted: list[Row]) -> None:
    target = Target("10.0.0.1", 8729, "rosgit", None, None, "7.22")
    for each in lint(Site("one", "one.yaml", target, tuple(wanted))):
        assert each.summary
