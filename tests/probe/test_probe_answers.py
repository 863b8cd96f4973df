"""Every question, asked of the simulator: its claims stand in a golden table, and it is left as it was."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from probe_lab import IDENTITY, PASSWORD, SERIAL, first_command, only, probed, spare, state, talking

from rosgit.model.probed import Answer, Probed
from rosgit.probe import QUESTIONS, Asking, Question, UnansweredError, probe
from rosgit.sim import Faults, Router
from rosgit.views.probe import probe_json, probe_text

GOLDEN = Path(__file__).parent / "golden" / "simulator.txt"
UNPROVEN = Path(__file__).parents[2] / "docs" / "unproven.md"


@pytest.fixture(scope="module")
def whole() -> tuple[Probed, bool]:
    """One probe of everything, and whether the router was the same afterwards."""
    router = spare()
    before = state(router)
    return probed(router), state(router) == before


def test_half_an_answer_is_none_and_says_what_to_do_for_the_other_half(whole: tuple[Probed, bool]) -> None:
    assert [each.code for each in whole[0].answers] == [each.code for each in QUESTIONS]
    half = {each.code: each.words for each in whole[0].answers if not each.answered}
    assert list(half) == ["place-before", "secret-look", "secret-history"]
    assert all("probe again" in words for words in half.values())


def test_its_answers_are_those_of_the_golden_table(whole: tuple[Probed, bool]) -> None:
    text = "".join(f"{each.code}: {each.words}\n" for each in whole[0].answers)
    if os.environ.get("ROSGIT_GOLDEN") == "write":
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_every_answer_rests_on_raw_words(whole: tuple[Probed, bool]) -> None:
    bare = [each.code for each in whole[0].answers if not any("/" in words for words in each.evidence)]
    assert bare == []


def test_a_probe_leaves_the_router_as_it_was_and_says_that_it_looked(whole: tuple[Probed, bool]) -> None:
    assert whole[1]
    assert whole[0].clean
    assert whole[0].left == ()


@pytest.mark.parametrize("code", [each.code for each in QUESTIONS])
def test_each_question_alone_leaves_nothing_either(code: str) -> None:
    router = spare()
    before = state(router)
    assert probed(router, only(code)).clean
    assert state(router) == before


def test_a_report_names_no_router_and_no_secret(whole: tuple[Probed, bool]) -> None:
    for text in (probe_text(whole[0]), probe_json(whole[0])):
        assert not re.search(f"{IDENTITY}|{SERIAL}|{PASSWORD}|127[.]0[.]0[.]1", text)


def test_a_router_that_shows_more_than_was_asked_for_does_not_get_that_into_a_report(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rosgit.sim.verbs._only", lambda words, _: words)
    assert "owner" not in probe_json(probed(spare()))


def test_names_of_other_people_s_rows_do_not_get_into_a_report() -> None:
    router = spare()
    router.set("/interface/ethernet", "ether1", name="uplink-hospital")
    for menu in ("/system/script", "/system/scheduler", "/ip/hotspot/user", "/ip/hotspot/user/profile"):
        router.add(menu, name="hospital")
    router.add("/ip/pool", name="hospital", ranges="10.0.0.2-10.0.0.9")
    router.add("/ip/firewall/filter", chain="hospital", comment="hospital", disabled="yes")
    router.add("/radius", address="10.0.0.1", secret="hospital", comment="hospital")
    assert "hospital" not in probe_json(probed(router))


def test_names_in_a_router_s_own_words_are_masked() -> None:
    def leaks(asking: Asking) -> str:
        return asking.tell("/ip/pool/add", name="rosgit-probe").traps[0].message

    said = f"failure: {IDENTITY} ({SERIAL}) at 127.0.0.1 says no"
    made = probed(spare(), (Question("leaky", "?", leaks),), Faults(trap={first_command(): (said, None)}))
    assert made.answers[0].words == "failure: <identity> (<serial>) at <host> says no"
    assert IDENTITY not in probe_json(made)


def test_the_serial_number_is_told_only_when_it_was_asked_for() -> None:
    with talking(spare()) as (asking, _):
        made = probe(asking, (), with_serial=True)
    assert json.loads(probe_json(made))["serial"] == SERIAL
    assert "serial" not in json.loads(probe_json(probed(spare(), ())))


def test_json_is_one_object_with_the_router_and_the_answers(whole: tuple[Probed, bool]) -> None:
    told = json.loads(probe_json(whole[0]))
    assert (told["version"], told["board"], told["architecture"]) == ("7.22.2 (stable)", "hAP ax2", "arm64")
    first = told["answers"][0]
    assert set(first) == {"code", "question", "answered", "answer", "evidence"}
    assert told["clean"] is True


def test_a_question_that_fails_is_an_answer_and_does_not_stop_the_others() -> None:
    def fails(asking: object) -> str:
        raise UnansweredError("nobody knows")

    made = probed(spare(), (Question("a", "?", fails), *only("move-last")))
    assert made.answers[0] == Answer("a", "?", "nobody knows", (), answered=False)
    assert made.answers[1].answered
    assert "not answered: nobody knows" in probe_text(made)
    assert "1 of 2 questions answered." in probe_text(made)


# -- answers that differ with the router


def answer(router: Router, code: str) -> str:
    return probed(router, only(code)).answers[0].words


def test_a_blocked_scheduler_shows_in_the_answers() -> None:
    router = spare(device_mode={"scheduler": "false"})
    assert answer(router, "scheduler-tick").startswith("no: it did not run within 20 s")
    told = answer(router, "undo-driver")
    assert told.startswith("no, not within 20 s: not right afterwards: the changed row, the new row")


def test_a_user_without_sensitive_sees_no_secret() -> None:
    router = spare()
    router.add("/user/group", name="few", policy="api,read,write,policy,test")
    router.set("/user", "rosgit", group="few")
    assert answer(router, "secret-look") == (
        "without the policy sensitive a hotspot password is absent, a RADIUS secret absent"
    )
    told = answer(router, "scheduler-policy")
    assert told.startswith("refused (not enough permissions (9)): local, telnet")
    assert "held: read, write, policy, test, api" in told


def test_with_a_hotspot_there_are_dynamic_rows_to_go_above() -> None:
    router = spare()
    router.add("/ip/pool", name="guests", ranges="10.0.0.2-10.0.0.9")
    router.add("/ip/hotspot", name="lobby", interface="ether3", disabled="no")
    before = state(router)
    assert answer(router, "place-before") == (
        "takes an .id; /ip/firewall/filter: the row stands above the dynamic rows; "
        "/ip/firewall/nat: the row stands above the dynamic rows"
    )
    assert state(router) == before


def test_before_7_18_no_command_sends_empty() -> None:
    assert answer(spare(version="7.15"), "empty-reply") == "print: no, set: no, remove: no"


# -- docs


def test_each_open_question_names_its_probe_and_each_probe_an_open_question() -> None:
    rows = [line.split("|")[2].strip() for line in UNPROVEN.read_text().splitlines() if line.startswith("| ")]
    named = [re.findall(r"`([a-z-]+)`", cell) for cell in rows[1:]]
    assert [code for codes in named for code in codes] == [each.code for each in QUESTIONS]
    assert all(codes or cell.startswith("none: ") for codes, cell in zip(named, rows[1:], strict=True))


def test_codes_are_unique_and_plain() -> None:
    codes = [each.code for each in QUESTIONS]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z-]+", code) for code in codes)
