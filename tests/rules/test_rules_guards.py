from __future__ import annotations

from dataclasses import replace

import pytest
from guards_router import TARGET, Case, find

from rosgit.model.diagnostic import Diagnostic
from rosgit.model.path import Guest
from rosgit.model.row import Facts, Observed, Row
from rosgit.model.span import Span
from rosgit.rules.guards import located, may_we, may_we_apply, may_we_write
from rosgit.rules.guards_router import same_router
from rosgit.rules.guards_share import Limits


def test_every_guard_of_a_plan_speaks_at_once() -> None:
    case = Case().edited(
        lambda rows: rows["/ip/firewall/filter"].pop(1),
        lambda rows: rows["/ip/firewall/address-list"].clear(),
        lambda rows: find(rows, "/ip/hotspot", name="lobby").update(disabled="true"),
    )
    path = case.path(safe_mode={"enabled": "true", "owner": "anna"}, sessions=(Guest("lobby"),) * 3)
    found = may_we_apply(case.site, case.plan(), path, limits=Limits(10, 0), sessions_below=3)
    assert [each.code for each in found] == [
        "safe-mode-held",
        "lock-out",
        "too-many-deletes",
        "too-many-updates",
        "too-many-guests",
    ]


def test_a_small_harmless_plan_passes_and_guests_bar_it_only_when_asked() -> None:
    case = Case().edited(lambda rows: find(rows, "/ip/hotspot", name="lobby").update(disabled="true"))
    path = case.path(sessions=(Guest("lobby"),) * 3)
    assert [each.code for each in may_we_apply(case.site, case.plan(), path)] == ["guests-touched"]
    assert may_we_apply(case.site, case.plan(), case.path()) == ()
    assert len(may_we_apply(case.site, case.plan(), path, sessions_below=3)) == 1


# -- the version


def running(declared: str, version: str, menu: str, **fields: str) -> list[tuple[str, str]]:
    rows = (Row(menu, fields, span=Span("sites/cafe.yaml", 3)),)
    site = replace(Case().site, target=replace(TARGET, routeros=declared), rows=rows)
    found = may_we(site, Observed({}, Facts(version=version)))
    assert all(each.span is not None and each.detail for each in found)
    return [(each.code, each.detail) for each in found]


NAMED = {"name": "x"}


@pytest.mark.parametrize(
    ("version", "codes"),
    [
        ("7.9.2 (stable)", ["version-unknown"]),
        ("6.49.10 (long-term)", ["version-unknown"]),
        ("", ["version-unknown"]),
        ("7.10", ["version-differs"]),
        ("7.22beta1", []),
        ("7.22.2 (stable)", []),
        ("7.24.9", ["version-differs"]),
        ("7.25", ["version-unknown"]),
        ("7.25beta2 (development)", ["version-unknown"]),
        ("8.1", ["version-unknown"]),
    ],
)
def test_only_what_rosgit_has_facts_for_is_a_known_routeros(version: str, codes: list[str]) -> None:
    assert [code for code, _ in running("7.22", version, "/ip/pool", **NAMED)] == codes


def test_what_rosgit_says_of_an_unknown_routeros_is_what_validate_takes() -> None:
    assert running("7.22", "7.25", "/ip/pool", **NAMED)[0][1] == "use a rosgit that knows it"
    assert running("7.22", "7.9", "/ip/pool", **NAMED)[0][1] == "update the router"
    assert running("7.22", "7.24.1", "/ip/pool", **NAMED)[0][1] == "set routeros: to 7.24"


def test_a_field_that_comes_or_goes_with_a_patch_is_a_mismatch_too() -> None:
    ssh = {"allow-none-crypto": "false"}
    assert running("7.16", "7.16.3", "/ip/ssh", **ssh) == [
        ("version-mismatch", "set routeros: to 7.16.3 and read the plan")
    ]
    assert running("7.16", "7.16", "/ip/ssh", **ssh) == []


# -- every refusal has a place


def test_what_is_wrong_with_the_router_as_a_whole_stands_where_the_site_names_it() -> None:
    site = Case().site
    foreign = Diagnostic("ledger-foreign", "of another site")
    twice = same_router({"cafe": "X", "inn": "X"})
    missing = may_we_write(site, Observed({}, Facts(policies=frozenset({"read"}))))
    for each in (*located(site, (foreign, *twice)), *missing):
        assert (each.span, each.address) == (TARGET.span, "cafe"), each.code


def test_a_place_that_is_known_is_kept() -> None:
    here = Diagnostic("wrong-router", "x", span=Span("sites/cafe.yaml", 9), address="/ip/pool x")
    assert list(located(Case().site, (here,))) == [here]
