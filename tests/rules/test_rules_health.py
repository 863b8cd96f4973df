from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest
from guards_router import TARGET

from rosgit.model.check import Check, Checkup, Verdict, Vitals
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.row import Facts, Ledger, Observed, Row
from rosgit.model.site import Site
from rosgit.rules.health import Patient, examined

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
ROWS = (
    Row("/ip/hotspot", {"name": "lobby"}),
    Row(
        "/ip/hotspot/profile", {"name": "hs", "html-directory": "hotspot", "html-directory-override": "mine"}
    ),
)
FACTS = Facts(
    version="7.22.2 (stable)",
    serial="HF1",
    free_space=90_000_000,
    policies=frozenset({"api", "read", "write", "policy"}),
    device_mode={"hotspot": "true", "scheduler": "true"},
)
WELL = Vitals(
    clock={"date": "2026-03-01", "time": "15:01:00", "gmt-offset": "+03:00"},
    ntp={"enabled": "true", "status": "synchronized"},
    board={"current-firmware": "7.22.2", "upgrade-firmware": "7.22.2"},
    directories=frozenset({"flash/hotspot", "mine"}),
)
SITE = Site("cafe", "cafe.yaml", replace(TARGET, serial="HF1"), ROWS)
MANY = (Row("/ip/hotspot/user", {"name": "voucher-0001", "profile": "day-pass"}),) * 20_000
NEEDED = ("api", "read", "write")


def checked(
    facts: Facts = FACTS,
    signs: Vitals = WELL,
    site: Site = SITE,
    last: Ledger | None = None,
    doubts: tuple[Diagnostic, ...] = (),
) -> Mapping[str, Check]:
    found = examined(Patient(site, Observed({}, facts), signs, last, NEEDED, NOW, doubts))
    return MappingProxyType({each.name: each for each in found})


def test_a_router_in_good_health_has_only_good_checks() -> None:
    found = checked()
    assert {each.verdict for each in found.values()} == {Verdict.OK}, found
    assert found.keys() >= {
        "serial",
        "routeros",
        "policies",
        "device-mode",
        "clock",
        "space",
        "scripts",
        "reboot",
    }
    assert found["clock"].words == "2026-03-01 12:01:00 UTC, NTP synchronized"


def facts(**given: Any) -> dict[str, Any]:
    return {"facts": replace(FACTS, **given)}


def signs(**given: Any) -> dict[str, Any]:
    return {"signs": replace(WELL, **given)}


def unread(menu: str) -> dict[str, Any]:
    return signs(unread={menu: "not enough permissions (9)"})


WARN, FAIL = Verdict.WARN, Verdict.FAIL
SICK: dict[str, tuple[dict[str, Any], str, Verdict, str]] = {
    "another board": (facts(serial="HF2"), "serial", FAIL, "HF2"),
    "no serial": ({**facts(serial=""), "site": replace(SITE, target=TARGET)}, "serial", WARN, "no serial"),
    "not pinned": ({"site": replace(SITE, target=TARGET)}, "serial", WARN, "not pinned"),
    "the ledger's board": (
        {"last": Ledger("cafe", serial="HF0"), "site": replace(SITE, target=TARGET)},
        "serial",
        FAIL,
        "written for the board HF0",
    ),
    "older than declared": (facts(version="7.21.4 (stable)"), "routeros", WARN, "7.21.4"),
    "unknown version": (facts(version="6.49.10 (long-term)"), "routeros", FAIL, "6.49.10"),
    "by radius": (facts(policies=frozenset()), "policies", WARN, "RADIUS"),
    "no write": (facts(policies=frozenset({"api", "read", "policy"})), "policies", FAIL, "lacks write"),
    "no policy": (facts(policies=frozenset({"api", "read", "write"})), "policies", FAIL, "lacks policy"),
    "device-mode unread": (
        {**facts(device_mode={}), **unread("/system/device-mode")},
        "device-mode",
        WARN,
        "cannot be read: not enough",
    ),
    "device-mode that says half": (
        facts(device_mode={"mode": "home", "hotspot": "yes"}),
        "device-mode",
        WARN,
        "whether it allows scheduler",
    ),
    "packages unread": (unread("/system/package"), "reboot", WARN, "/system/package cannot be read"),
    "board unread": (unread("/system/routerboard"), "reboot", WARN, "/system/routerboard cannot be read"),
    "safe mode unread": (unread("/safe-mode"), "safe-mode", WARN, "cannot be read: not enough"),
    "ntp unread": (unread("/system/ntp/client"), "clock", WARN, "what keeps it so cannot be read"),
    "a newer ledger": ({"doubts": (Diagnostic("ledger-newer", "format 2"),)}, "ledger", FAIL, "format 2"),
    "a broken ledger": ({"doubts": (Diagnostic("ledger-broken", "not whole"),)}, "ledger", WARN, "not whole"),
    "another site's ledger": (
        {"doubts": (Diagnostic("ledger-foreign", "of inn"),)},
        "ledger",
        FAIL,
        "of inn",
    ),
    "newer than we know": (facts(version="7.25 (stable)"), "routeros", FAIL, "knows 7.10 to 7.24"),
    "no room for its scripts": (
        {**facts(free_space=3_000_000), "site": replace(SITE, rows=(*ROWS, *MANY))},
        "space",
        WARN,
        "ledger and undo of 20002 rows may need",
    ),
    "no hotspots": (facts(device_mode={"hotspot": "no"}), "device-mode", FAIL, "hotspot is not allowed"),
    "no scheduler": (facts(device_mode={"scheduler": "false"}), "device-mode", FAIL, "scheduler"),
    "behind": (
        signs(clock={"date": "2026-03-01", "time": "11:00:00"}),
        "clock",
        FAIL,
        "60 minutes from ours",
    ),
    "ahead": (signs(clock={"date": "mar/01/2027", "time": "12:00:00"}), "clock", FAIL, "365 days from ours"),
    "the other way": (
        signs(clock={"date": "2026-03-01", "time": "06:30:00", "gmt-offset": "-05:30"}, ntp={}),
        "clock",
        WARN,
        "2026-03-01 12:00:00 UTC",
    ),
    "rubbish for a date": (
        signs(clock={"date": "soon", "time": "12:00:00"}),
        "clock",
        WARN,
        "not understood",
    ),
    "rubbish for an offset": (
        signs(clock={"date": "2026-03-01", "time": "12:00:00", "gmt-offset": "x"}),
        "clock",
        WARN,
        "not understood",
    ),
    "no clock": (signs(clock={}, unread={"/system/clock": "no"}), "clock", WARN, "no"),
    "nearly full": (facts(free_space=1_000_000), "space", WARN, "1.0 MiB"),
    "full": (facts(free_space=1_000), "space", FAIL, "0.0 MiB"),
    "space not said": (facts(free_space=None), "space", WARN, "does not say"),
    "scripts unread": (
        signs(unread={"/system/script": "not enough permissions (9)"}),
        "scripts",
        FAIL,
        "(9)",
    ),
    "undo": (signs(scripts={"rosgit-undo": ""}), "scripts", WARN, "rosgit-undo"),
    "safe mode": (signs(safe_mode={"enabled": "yes", "user": "anna"}), "safe-mode", FAIL, "anna"),
    "packages": (signs(scheduled=("container: scheduled for install",)), "reboot", FAIL, "container"),
    "firmware": (
        signs(board={"current-firmware": "7.20", "upgrade-firmware": "7.22.2"}),
        "reboot",
        WARN,
        "RouterBOOT 7.20",
    ),
    "pages missing": (signs(directories=frozenset({"hotspot"})), "html-directory", FAIL, "mine"),
    "files unread": (signs(unread={"/file": "no"}), "html-directory", WARN, "cannot be read"),
}


@pytest.mark.parametrize(("given", "name", "verdict", "words"), SICK.values(), ids=SICK)
def test_what_is_wrong_is_named(given: dict[str, Any], name: str, verdict: Verdict, words: str) -> None:
    found = checked(**given)
    assert (found[name].verdict, words in found[name].words) == (verdict, True), found[name]
    assert {each.name for each in found.values() if each.verdict is not Verdict.OK} == {name}


def test_what_a_router_does_not_have_is_no_warning() -> None:
    absent = ("/system/routerboard", "/system/device-mode", "/safe-mode")
    gone = dict.fromkeys(absent, "no such command or directory")
    found = checked(replace(FACTS, device_mode={}), replace(WELL, board={}, unread=gone))
    assert {each.verdict for each in found.values()} == {Verdict.OK}
    assert found["device-mode"].words == "the router has none"


def test_no_ledger_yet_is_no_doubt_and_a_swapped_board_is_said_once() -> None:
    doubts = (Diagnostic("ledger-missing", "none"), Diagnostic("ledger-other-board", "of HF0"))
    assert "ledger" not in checked(doubts=doubts)


def test_without_hotspots_device_mode_may_forbid_them() -> None:
    site = replace(SITE, rows=())
    found = checked(replace(FACTS, device_mode={"hotspot": "no", "scheduler": "yes"}), site=site)
    assert found["device-mode"].verdict is Verdict.OK
    assert "html-directory" not in found


def test_a_chr_has_no_firmware_to_wait_for() -> None:
    assert checked(signs=replace(WELL, board={}))["reboot"].verdict is Verdict.OK


def test_the_ledger_that_was_found_is_told() -> None:
    found = checked(last=Ledger("cafe", generation=4, serial="HF1"))
    assert found["scripts"].words == "ledger of cafe, generation 4"
    assert found["serial"].words == "HF1, as pinned, as in the ledger"


def test_no_check_at_all_is_no_good_health() -> None:
    assert Checkup("cafe", "x", ()).worst is Verdict.FAIL
