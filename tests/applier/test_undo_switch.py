"""The switch: when its driver undoes, when it only goes away, and what it says of itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from undo_lab import Lab, different, row

from rosgit.applier import switch
from rosgit.applier.undo import Undo
from rosgit.model.row import Facts
from rosgit.sim import Router

DESIRED = [
    row("/ip/pool", name="guests", ranges="10.0.0.2-10.0.0.9"),
    row("/ip/firewall/filter", chain="input", action="drop", comment="last"),
    row("/system/identity", name="kilifi"),
]


@pytest.fixture
def lab() -> Lab:
    """A router that has been up for a while."""
    made = Lab()
    made.router.tick(1000)
    return made


def applied(lab: Lab, armed: switch.Armed | None = None) -> tuple[object, Undo, switch.Armed]:
    """The state before, the undo, and the switch of an apply that was written and not confirmed."""
    before = lab.state()
    wanted = lab.plan(DESIRED)
    back = lab.undo(wanted)
    armed = lab.arm(back, armed)
    lab.router.tick(5)
    lab.script({"name": "rosgit-ledger-7-1", "source": "# new"})
    lab.script({"name": "rosgit-ledger-6-1", "source": "# old"})
    lab.apply(wanted)
    return before, back, armed


def mark(lab: Lab) -> switch.Mark:
    rows = {each["name"]: each for each in lab.router.rows("/system/script")}
    return switch.read_mark(rows[switch.MARK]["source"], rows[switch.MARK].get("comment", ""))


def undone(lab: Lab, before: object) -> bool:
    """Whether everything is as it was, and nothing of ours but the old ledger and the mark is left."""
    return different(before, lab.state()) == [] and lab.ours() == ["rosgit-ledger-6-1"]  # type: ignore[arg-type]


def test_scripts_of_others_that_only_begin_like_ours_are_never_removed(lab: Lab) -> None:
    before, _, armed = applied(lab)
    theirs = (
        "rosgit-undo-notes",
        "rosgit-undo-1-old",
        "rosgit-ledger-backup",
        "rosgit-ledger-7-x",
        "rosgit-undos",
    )
    for name in theirs:
        lab.script({"name": name, "source": "# mine"})
    lab.router.tick(armed.deadline - lab.router.uptime + 5)
    assert sorted({*lab.ours()} - {"rosgit-ledger-6-1"}) == sorted(theirs)
    assert different(before, lab.state()) == []


def test_a_tick_that_ran_to_its_end_says_so_in_the_mark_once(lab: Lab) -> None:
    lab.arm(lab.undo(lab.plan(DESIRED)))
    assert mark(lab).words == (switch.ARMED,)
    lab.router.tick(5)
    assert mark(lab).words == (switch.TICKING,)
    writes = lab.router.journal.length("/system/script")
    lab.router.tick(60)
    assert lab.router.journal.length("/system/script") == writes
    counts = {each["name"]: each["run-count"] for each in lab.router.rows("/system/script")}
    assert int(counts[switch.SWITCH]) == 13


def test_before_the_deadline_nothing_is_undone_and_at_it_everything_is(lab: Lab) -> None:
    before, _, armed = applied(lab)
    lab.router.tick(armed.deadline - lab.router.uptime - 1)
    assert different(before, lab.state()) != []
    lab.router.tick(6)
    assert undone(lab, before)
    assert mark(lab).words == (switch.UNDOING, switch.UNDONE)
    assert mark(lab).left == ()


def test_a_reboot_undoes_at_the_first_tick(lab: Lab) -> None:
    before, _, _ = applied(lab)
    lab.router.restart()
    lab.router.tick(6)
    assert undone(lab, before)


@pytest.mark.parametrize("lost", range(6))
def test_a_power_cut_that_loses_writes_undoes_too(lab: Lab, lost: int) -> None:
    before, _, _ = applied(lab)
    lab.router.power_cut(lambda path: 0 if path.startswith("/system/s") else lost)
    lab.router.tick(6)
    assert undone(lab, before)


@pytest.mark.parametrize("date", ["1970-01-02", "2035-01-01"])
def test_a_wall_clock_that_jumps_undoes_nothing(lab: Lab, date: str) -> None:
    before, _, _ = applied(lab)
    lab.router.set("/system/clock", date=date)
    lab.router.tick(60)
    assert different(before, lab.state()) != []  # type: ignore[arg-type]
    assert mark(lab).words == (switch.TICKING,)


def test_on_another_board_the_switch_goes_away_and_touches_nothing(lab: Lab) -> None:
    before, _, _ = applied(lab)
    after = lab.state()
    other = Lab(Router.from_json(lab.router.to_json()))
    other.router.serial = "ANOTHER"
    other.router.tick(6)
    assert different(before, other.state()) != []  # type: ignore[arg-type]
    assert different(after, other.state()) == []
    assert other.ours() == ["rosgit-ledger-6-1"]
    assert mark(other).words == (switch.TICKING, switch.OTHER)


def test_a_switch_that_slept_past_its_deadline_for_a_day_goes_away_and_undoes_nothing(lab: Lab) -> None:
    _, _, armed = applied(lab)
    after = lab.state()
    lab.router.device_mode["scheduler"] = "false"
    lab.router.tick(armed.deadline - lab.router.uptime + switch.GRACE)
    lab.router.device_mode["scheduler"] = "true"
    lab.router.tick(6)
    assert different(after, lab.state()) == []
    assert lab.ours() == ["rosgit-ledger-6-1"]
    assert mark(lab).words == (switch.TICKING, switch.EXPIRED)


def test_a_switch_whose_deadline_is_taken_away_undoes_when_it_is_run(lab: Lab) -> None:
    before, _, armed = applied(lab)
    source = switch.driver(armed, at_once=True)
    lab.ask("/system/script/set", numbers=switch.SWITCH, source=source)
    assert lab.ask("/system/script/run", number=switch.SWITCH) == [("!done",)]
    assert undone(lab, before)


@pytest.mark.parametrize("cut", range(12))
def test_an_undo_that_is_cut_by_a_reboot_is_done_again(lab: Lab, cut: int) -> None:
    before, back, _ = applied(lab)
    lines = back.parts[0].split("\n")
    whole = [at for at, line in enumerate(lines) if line == ":do {" and at]
    at = whole[min(cut, len(whole) - 1)]
    text = "\n".join(lines[:at])
    if text.count("{") == text.count("}"):
        lab.script({"name": "half", "source": text})
        lab.ask("/system/script/run", number="half")
    lab.router.restart()
    lab.ask("/system/script/remove", numbers="half")
    lab.router.tick(6)
    assert undone(lab, before)


def test_an_undo_that_restarts_before_any_of_its_commands_has_undone_and_blames_nobody() -> None:
    """While a part is not there any more nothing runs it, so none is said not to have run."""
    ended, at = False, 0
    while not ended:
        made, at = Lab(), at + 1
        made.router.tick(1000)
        before, _, armed = applied(made)
        made.router.tick(armed.deadline - made.router.uptime - 3)
        ended = not restarted(made, at)
        made.router.tick(700)
        assert different(before, made.state()) == []  # type: ignore[arg-type]
        assert (mark(made).undone, mark(made).left) == (True, ())
        assert switch.TICK not in made.ours()
    assert at > 10


def restarted(lab: Lab, at: int) -> bool:
    """Let the switch fire and the router restart before a command of it; whether there was such a one."""
    seen: list[int] = []

    def act() -> None:
        seen.append(1)
        if len(seen) == at:
            lab.router.restart()

    boots, lab.router.between = lab.router.boots, act
    lab.router.tick(6)
    lab.router.between = None
    return lab.router.boots > boots


def test_a_switch_undoes_though_its_mark_is_gone(lab: Lab) -> None:
    before, _, _ = applied(lab)
    lab.ask("/system/script/remove", numbers=switch.MARK)
    lab.router.tick(200)
    assert undone(lab, before)


def test_without_a_lock_a_tick_does_nothing(lab: Lab) -> None:
    applied(lab)
    after = lab.state()
    lab.ask("/system/script/remove", numbers=switch.SWITCH)
    lab.router.restart()
    lab.router.tick(500)
    assert different(after, lab.state()) == []


TEXT = st.text(max_size=30)


@given(TEXT, TEXT, st.integers(0, 10**8), st.integers(0, 10**8), st.sampled_from(["routerboard", "license"]))
def test_what_a_switch_is_armed_with_is_read_back(site: str, who: str, at: int, to: int, by: str) -> None:
    armed = switch.Armed("n", site, who, at, to, "S1", by, 3)  # type: ignore[arg-type]
    source = switch.driver(armed)
    assert source.isascii()
    assert switch.read_armed(source) == armed


def test_a_name_that_holds_lines_cannot_forge_the_head() -> None:
    armed = switch.Armed("n", "a\n# nonce: x", "b\r\n:error x\u2028# nonce: y", 1, 2, "S", "license", 3)
    read = switch.read_armed(switch.driver(armed))
    assert read is not None
    assert read.nonce == "n"
    commands = [line for line in switch.driver(armed).splitlines() if not line.startswith("#")]
    assert commands[0].startswith(":if (")


@pytest.mark.parametrize("source", ["", "# rosgit-undo 2: newer", "# rosgit-undo 1: x\n# nonce: a", ":put x"])
def test_what_is_no_switch_of_ours_is_not_read(source: str) -> None:
    assert switch.read_armed(source) is None


@pytest.mark.parametrize(
    ("board", "where"), [("CHR", "license"), ("hAP ax2", "routerboard"), ("x86", "software")]
)
def test_the_serial_is_asked_where_the_facts_have_it_from(board: str, where: str) -> None:
    assert switch.serial_from(Facts(board=board)) == where


def test_on_a_chr_the_licence_is_asked() -> None:
    lab = Lab(Router(board="CHR VMware", serial="HEX1A2B3C4D"))
    lab.router.tick(100)
    before, _, _ = applied(lab, replace(lab.armed(), serial_from="license"))
    lab.router.tick(300)
    assert undone(lab, before)


def _source(kind: str) -> Callable[[], str]:
    def make() -> str:
        armed = Lab().armed()
        return switch.driver(replace(armed, serial_from=kind, parts=3))  # type: ignore[arg-type]

    return make


@pytest.mark.parametrize("kind", ["license", "software", "routerboard"])
def test_the_driver_passes_a_language_server_for_routeros(tmp_path: Path, kind: str) -> None:
    script = tmp_path / "driver.rsc"
    script.write_text(_source(kind)(), encoding="ascii")
    command = [sys.executable, "-m", "routeros_lsp", "check", "--strict", str(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603  # our own file
    # The command tree it knows was captured on a CHR, which has no /system/routerboard.
    found = [line for line in done.stdout.splitlines() if "'routerboard' is not a menu" not in line]
    assert found == []


@pytest.mark.parametrize(
    ("unread", "read"), [(3, ("s0", "s1", "s2")), (4000, (switch.EVERYTHING,))], ids=["few", "too many"]
)
def test_a_mark_that_is_full_names_the_unread_secrets_rather_than_its_steps(
    lab: Lab, unread: int, read: tuple[str, ...]
) -> None:
    legend = {str(at): "a step, in words" for at in range(4000)}
    fields = switch.mark_fields(lab.armed(), legend, "read", [f"s{at}" for at in range(unread)])
    assert len(fields["source"]) <= switch.MARK_SIZE
    assert switch.read_mark(fields["source"], "").unread == read
