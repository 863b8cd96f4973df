from __future__ import annotations

import json

from rosgit.model.check import Check, Checkup, Verdict
from rosgit.views.doctor import doctor_json, doctor_text
from rosgit.views.paper import Look

FIT = Checkup("cafe", "10.0.0.1:8729", (Check("reachable", Verdict.OK, "it answers", "nothing"),))
SICK = Checkup(
    "inn",
    "10.0.0.2:8729",
    (
        Check("clock", Verdict.WARN, "right now", "switch NTP on"),
        Check("safe-mode", Verdict.FAIL, "held by \x1b[31manna\n", "ask her"),
    ),
)
GONE = Checkup("shop", "10.0.0.3:8729", (Check("reachable", Verdict.FAIL, "nobody answers"),), reached=False)


def test_each_check_is_a_line_with_its_way_out_and_a_count_at_the_end() -> None:
    assert doctor_text([FIT, SICK, GONE]) == (
        "cafe (10.0.0.1:8729)\n"
        "  ok    reachable  it answers\n"
        "cafe: 0 to mend, 0 warnings, 1 ok.\n"
        "\n"
        "inn (10.0.0.2:8729)\n"
        "  warn  clock      right now\n"
        "                   switch NTP on\n"
        "  fail  safe-mode  held by \\x1b[31manna\\n\n"
        "                   ask her\n"
        "inn: 1 to mend, 1 warning, 0 ok.\n"
        "\n"
        "shop (10.0.0.3:8729)\n"
        "  fail  reachable  nobody answers\n"
        "shop: not reached.\n"
    )


def test_no_router_is_said_and_not_left_out() -> None:
    assert "no site was asked for" in doctor_text([])


def test_colour_changes_no_word() -> None:
    import re

    painted = doctor_text([SICK], Look(color=True))
    assert "\x1b[" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == doctor_text([SICK])


def test_json_has_every_check_and_what_the_worst_is() -> None:
    made = json.loads(doctor_json([SICK, GONE]))
    assert [(each["site"], each["worst"], each["reached"]) for each in made["checkups"]] == [
        ("inn", "fail", True),
        ("shop", "fail", False),
    ]
    assert made["checkups"][0]["checks"][0] == {
        "name": "clock",
        "verdict": "warn",
        "words": "right now",
        "mend": "switch NTP on",
    }
