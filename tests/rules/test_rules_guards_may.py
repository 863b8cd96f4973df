"""Each reason not to believe, not to write, or not to arm on a router, alone; and its boundary."""

from __future__ import annotations

from dataclasses import replace

import pytest
from guards_router import TARGET, Case, base, rule
from test_rules_guards_road import change, gone, said

from rosgit.model.row import Facts, Observed, Row
from rosgit.model.span import Span
from rosgit.rules.guards import may_we, may_we_write
from rosgit.rules.guards_arm import may_we_arm
from rosgit.rules.guards_force import FORCEABLE, NEVER
from rosgit.rules.guards_router import safe_mode_held

POOL = Row("/ip/pool", {"name": "x"})
SERVER = Row("/ip/hotspot", {"name": "lobby"}, span=Span("sites/cafe.yaml", 7))
HERE = Facts(version="7.22", serial="A")


def refused(facts: Facts = HERE, *rows: Row, serial: str | None = None) -> list[str]:
    site = replace(Case().site, target=replace(TARGET, serial=serial), rows=rows or (POOL,))
    found = may_we(site, Observed({}, facts))
    assert all(each.is_error and each.span and each.address == "cafe" for each in found)
    return [each.code for each in found]


@pytest.mark.parametrize(
    ("pinned", "seen", "codes"),
    [(None, "A", []), ("A", "A", []), ("B", "A", ["wrong-router"]), ("B", "", ["wrong-router"])],
)
def test_a_router_with_another_serial_number_than_the_site_says_is_the_wrong_one(
    pinned: str | None, seen: str, codes: list[str]
) -> None:
    assert refused(replace(HERE, serial=seen), serial=pinned) == codes


def test_a_site_that_asks_for_nothing_is_refused() -> None:
    found = may_we(replace(Case().site, rows=()), Observed({}, HERE))
    assert [(each.code, each.is_error, each.span) for each in found] == [("no-rows", True, TARGET.span)]


@pytest.mark.parametrize("said", ["no", "false", "yes", None])
def test_a_device_mode_without_hotspots_bars_a_site_that_has_one(said: str | None) -> None:
    mode = {} if said is None else {"hotspot": said}
    codes = ["device-mode"] if said in ("no", "false") else []
    assert refused(replace(HERE, device_mode=mode), POOL, SERVER) == codes
    assert refused(replace(HERE, device_mode=mode), POOL) == []


def test_a_field_of_another_version_is_said_once_and_not_the_version_too() -> None:
    ssh = Row("/ip/ssh", {"allow-none-crypto": "false"}, span=Span("sites/cafe.yaml", 3))
    target = replace(TARGET, routeros="7.16")
    found = may_we(replace(Case().site, target=target, rows=(ssh,)), Observed({}, HERE))
    assert [each.code for each in found] == ["version-mismatch"]


@pytest.mark.parametrize(
    ("held", "missing"),
    [("read write policy", []), ("read policy", ["write"]), ("read write", ["policy"]), ("", [])],
)
def test_a_user_that_may_not_write_or_keep_scripts_is_told_which_policy_it_lacks(
    held: str, missing: list[str]
) -> None:
    found = may_we_write(Case().site, Observed({}, Facts(policies=frozenset(held.split()))))
    assert [each.code for each in found] == ["missing-policy"] * len(missing)
    assert all(f"no '{policy}' policy" in each.summary for policy, each in zip(missing, found, strict=True))


@pytest.mark.parametrize("undo", [True, False])
@pytest.mark.parametrize("said", ["no", "false", "yes", None])
def test_an_undo_that_could_not_tick_is_never_armed(said: str | None, *, undo: bool) -> None:
    facts = Facts(device_mode={} if said is None else {"scheduler": said})
    found = may_we_arm(Case().site, Observed({}, facts), undo=undo)
    assert [each.code for each in found] == ["not-armed"] * (undo and said in ("no", "false"))


@pytest.mark.parametrize("undo", [True, False])
@pytest.mark.parametrize(("kib", "short"), [(None, False), (512, False), (511, True), (0, True)])
def test_ledger_and_undo_need_half_a_mebibyte(kib: int | None, *, short: bool, undo: bool) -> None:
    facts = Facts(free_space=None if kib is None else kib * 1024)
    found = may_we_arm(Case().site, Observed({}, facts), undo=undo)
    assert [each.code for each in found] == ["no-space"] * short


@pytest.mark.parametrize(
    ("printed", "who"),
    [
        ({"enabled": "yes", "user": "bob"}, "bob holds"),
        ({"enabled": "true", "owner": "anna", "user": "bob"}, "anna holds"),
        ({"enabled": "true"}, "somebody holds"),
    ],
)
def test_safe_mode_is_known_in_every_way_it_is_printed(printed: dict[str, str], who: str) -> None:
    (found,) = safe_mode_held(Case().site, Case().path(safe_mode=printed))
    assert found.is_error
    assert found.summary.startswith(who)


def test_who_may_force_what_changes_only_with_this_line() -> None:
    assert sorted(FORCEABLE) == [
        "guests-unknown", "in-use", "ledger-foreign", "lock-out", "serial-changed", "shadowed",
        "too-many-deletes", "too-many-guests", "too-many-updates",
    ]  # fmt: skip
    assert sorted(NEVER) == [
        "connection-changed", "ledger-newer", "lock-held", "missing-policy", "safe-mode-held",
        "same-router", "version-mismatch", "version-unknown", "wrong-router",
    ]  # fmt: skip


# -- rows that do not work


@pytest.mark.parametrize("flag", ["invalid", "dynamic"])
def test_a_rule_that_the_router_calls_invalid_lets_nobody_in(flag: str) -> None:
    here = base()
    here["/ip/firewall/filter"].insert(1, {**rule("me", "accept", **{"src-address": "10.0.0.5"}), flag: True})
    case = Case(here).edited(gone("/ip/firewall/filter", comment="management"))
    if flag == "invalid":
        assert ["would refuse" in words for _, words in said(case)] == [True]
    else:
        assert said(case) == []


def test_a_rule_that_the_router_calls_invalid_shuts_nobody_out() -> None:
    here = base()
    here["/ip/firewall/filter"].append({**rule("off", "drop"), "invalid": True})
    here["/ip/firewall/filter"].pop(2)
    case = Case(here).edited(
        gone("/ip/firewall/filter", comment="management"),
        change("/ip/firewall/filter", {"comment": "off"}, log="true"),
    )
    assert said(case) == []
