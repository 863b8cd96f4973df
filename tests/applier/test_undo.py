"""What an undo leaves alone, what it says it cannot do, and that no secret is in it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from undo_lab import KNOWN, REF, SERIAL, Lab, different, row

from rosgit.applier.undo import PART_SIZE
from rosgit.model.plan import Action, Cause, Change, Delta, Plan
from rosgit.model.row import Row
from rosgit.sim import Router

FILTER, NAT, POOL = "/ip/firewall/filter", "/ip/firewall/nat", "/ip/pool"
GUESTS = row(POOL, name="guests", ranges="10.0.0.2-10.0.0.9")


def after(
    first: list[Row], then: list[Row], hand: Callable[[Lab], None] = lambda _: None
) -> tuple[Lab, object, tuple[str, ...]]:
    """The router after an apply, somebody's hand on it, and the undo; its state before; the marks."""
    lab = Lab()
    lab.apply(lab.plan(first))
    before = lab.state()
    wanted = lab.plan(then, first)
    back = lab.undo(wanted)
    lab.apply(wanted)
    hand(lab)
    lab.run(back)
    return lab, before, lab.marks(back)


@pytest.mark.parametrize(
    ("first", "then", "hand", "kept", "mark"),
    [
        pytest.param(
            [], [GUESTS], lambda lab: lab.router.set(POOL, "guests", comment="mine", ranges="10.0.0.7"),
            ("comment", "mine"), f"+ {POOL} guests", id="a created row",
        ),
        pytest.param(
            [GUESTS],
            [row(POOL, name="guests", ranges="10.0.0.20-10.0.0.29", comment="b")],
            lambda lab: lab.router.set(POOL, "guests", ranges="10.0.0.7"),
            ("ranges", "10.0.0.7"), f"~ {POOL} guests ranges", id="a field",
        ),
        pytest.param(
            [row("/system/identity", name="a")],
            [row("/system/identity", name="b")],
            lambda lab: lab.router.set("/system/identity", name="mine"),
            ("name", "mine"), "~ /system/identity name", id="a singleton",
        ),
        pytest.param(
            [],
            [row(NAT, chain="srcnat", action="masquerade", comment="guests")],
            lambda lab: lab.router.set(NAT, "*1", out_interface="ether1", chain="dstnat"),
            ("chain", "dstnat"), f'+ {NAT} "guests"', id="a row without a key",
        ),
    ],
)  # fmt: skip
def test_what_a_person_edited_meanwhile_stays_and_is_marked(
    first: list[Row], then: list[Row], hand: Callable[[Lab], None], kept: tuple[str, str], mark: str
) -> None:
    lab, _, marks = after(first, then, hand)
    menu = mark.split(" ")[1]
    assert lab.router.rows(menu)[0][kept[0]] == kept[1]
    assert marks == (mark,)


def test_only_the_field_a_person_edited_stays() -> None:
    then = [row(POOL, name="guests", ranges="10.0.0.20-10.0.0.29", comment="b")]
    lab, _, marks = after([GUESTS], then, lambda lab: lab.router.set(POOL, "guests", ranges="10.0.0.7"))
    (pool,) = lab.router.rows(POOL)
    assert "comment" not in pool
    assert pool["ranges"] == "10.0.0.7"
    assert len(marks) == 1


@pytest.mark.parametrize("more", [0, 1, 2])
@pytest.mark.parametrize("odd", [0, 1, 2])
def test_of_identical_rows_only_ours_goes(odd: int, more: int) -> None:
    lab = Lab()
    for at in range(3):
        lab.router.add(FILTER, chain="forward", action="passthrough" if at == odd else "accept")
    theirs = [each[".id"] for each in lab.router.rows(FILTER)]
    wanted = lab.plan([row(FILTER, chain="forward", action="accept") for _ in range(2 + more)])
    back = lab.undo(wanted)
    lab.apply(wanted)
    assert len(lab.router.rows(FILTER)) == 3 + more
    lab.run(back)
    assert [each[".id"] for each in lab.router.rows(FILTER)] == theirs


def test_a_deleted_rule_comes_back_where_it_stood() -> None:
    rules = [row(FILTER, chain="input", action="accept", comment=name) for name in "abc"]
    lab, before, marks = after(rules, [rules[0], rules[2]])
    assert different(before, lab.state()) == []  # type: ignore[arg-type]
    assert [each["comment"] for each in lab.router.rows(FILTER)] == ["a", "b", "c"]
    assert marks == ()


def test_a_deleted_rule_whose_neighbour_is_gone_comes_back_last_and_is_marked() -> None:
    rules = [row(FILTER, chain="input", action="accept", comment=name) for name in "abc"]
    lab, _, marks = after(rules, [rules[0], rules[2]], lambda lab: lab.router.remove(FILTER, "*3"))
    assert [each["comment"] for each in lab.router.rows(FILTER)] == ["a", "b"]
    assert marks == (f'- {FILTER} "b"',)


def test_what_can_lock_us_out_is_taken_back_first() -> None:
    lab = Lab()
    rules = [row(FILTER, chain="input", action="drop", comment="last"), GUESTS]
    back = lab.undo(lab.plan(rules))
    assert back.steps[0].words == f'+ {FILTER} "last"'


def test_a_renamed_row_gets_its_old_name_back() -> None:
    lab = Lab()
    lab.apply(lab.plan([GUESTS]))
    before = lab.state()
    live = lab.observed().rows[POOL][0]
    deltas = (Delta("name", "guests", "staff", Cause.GIT), Delta("comment", None, "new", Cause.GIT))
    wanted = Plan("a", (Change(Action.UPDATE, POOL, "staff", Cause.GIT, None, live, deltas),))
    back = lab.undo(wanted)
    lab.apply(wanted)
    assert lab.router.rows(POOL)[0]["name"] == "staff"
    lab.run(back)
    assert different(before, lab.state()) == []
    assert lab.marks(back) == ()


def test_of_identical_rows_ours_goes_wherever_it_was_put() -> None:
    lab = Lab()
    for _ in range(2):
        lab.router.add(FILTER, chain="forward", action="accept")
    theirs = [each[".id"] for each in lab.router.rows(FILTER)]
    deltas = (Delta("chain", None, "forward", Cause.GIT), Delta("action", None, "accept", Cause.GIT))
    make = Change(Action.CREATE, FILTER, "x", Cause.GIT, row(FILTER), None, deltas, before=theirs[1])
    wanted = Plan("a", (make, replace(make, before=theirs[0])))
    for done in (1, 2):
        back = lab.undo(wanted)
        lab.apply(wanted, range(done))
        assert len(lab.router.rows(FILTER)) == 2 + done
        lab.run(back)
        assert [each[".id"] for each in lab.router.rows(FILTER)] == theirs
        for path, name in [("/system/script", "rosgit-undo-1"), ("/system/script", "rosgit-mark")]:
            lab.router.remove(path, name)


@pytest.mark.parametrize("way", [1, -1])
def test_a_field_that_another_one_hides_goes_back_too(way: int) -> None:
    radius = {"use_radius": "true", "radius_accounting": "false"}
    both = [row("/ip/hotspot/profile", name="p", **radius)], [row("/ip/hotspot/profile", name="p")]
    lab, before, marks = after(*both[::way])
    assert different(before, lab.state()) == []  # type: ignore[arg-type]
    assert marks == ()
    lab.router.set("/ip/hotspot/profile", "p", use_radius="yes")
    accounting = lab.router.rows("/ip/hotspot/profile")[1]["radius-accounting"]
    assert accounting == ("false" if way == 1 else "true")


def test_a_server_goes_off_before_its_garden_goes() -> None:
    site = [
        row("/ip/hotspot", name="hs", interface="ether2", profile="default"),
        row("/ip/hotspot/walled-garden", dst_host="a.b", server="hs", action="allow"),
    ]
    words = [step.words for step in Lab().undo(Lab().plan(site)).steps]
    assert words[0] == "+ /ip/hotspot hs disabled"
    assert words[-1] == "+ /ip/hotspot hs"


# -- secrets


def test_a_secret_that_nobody_can_read_is_left_as_it_is() -> None:
    lab = Lab()
    live = lab.observed().rows["/user"][0]
    deltas = (Delta("password", None, REF, Cause.GIT), Delta("comment", None, "x", Cause.GIT))
    wanted = Plan("a", (Change(Action.UPDATE, "/user", "admin", Cause.GIT, None, live, deltas),))
    back = lab.undo(wanted)
    assert "password" not in "\n".join(back.parts)
    assert [(each.field, "secret" in each.why) for each in back.not_undoable] == [("password", True)]


def test_no_secret_is_in_a_script_and_each_is_named() -> None:
    lab = Lab()
    users = [
        row("/ip/hotspot/user", name="anna", password=REF),
        row("/radius", address="10.0.0.1", secret=REF),
    ]
    lab.apply(lab.plan(users))
    lab.router.set("/ip/hotspot/user", "anna", password="0ther")
    wanted = lab.plan([users[0]], users)
    back = lab.undo(wanted)
    text = "\n".join(back.parts)
    assert KNOWN[REF.same_as].reveal() not in text
    assert "0ther" not in text
    named = {(each.change.menu, each.field) for each in back.not_undoable}
    assert named == {("/ip/hotspot/user", "password"), ("/radius", "secret")}


def test_a_row_that_loses_its_secret_comes_back_switched_off() -> None:
    lab, _, marks = after(
        [row("/ip/hotspot/user", name="anna", password=REF)], [row("/system/identity", name="x")]
    )
    anna = next(each for each in lab.router.rows("/ip/hotspot/user") if each["name"] == "anna")
    assert anna["disabled"] == "true"
    assert marks == ()


# -- parts


def test_a_long_undo_is_cut_into_parts_of_whole_steps() -> None:
    lab = Lab()
    rules = [row(FILTER, chain="input", action="accept", comment=f"rule {n} " + "x" * 80) for n in range(60)]
    back = lab.undo(lab.plan(rules))
    assert len(back.parts) > 2
    assert all(len(part.encode()) <= PART_SIZE for part in back.parts)
    before = lab.state()
    lab.apply(lab.plan(rules))
    lab.run(back)
    assert different(before, lab.state()) == []


def test_a_row_too_long_for_a_script_is_named() -> None:
    lab = Lab()
    scripts = [row("/system/script", name="long", source="# " + "y" * 20_000)]
    lab.apply(lab.plan(scripts))
    back = lab.undo(lab.plan([], scripts))
    assert [each.why for each in back.not_undoable] == ["too long for a script"]
    assert back.parts == ()


def test_a_plan_without_changes_needs_no_undo() -> None:
    back = Lab().undo(replace(Plan("a")))
    assert (back.steps, back.parts, back.not_undoable) == ((), (), ())


def test_undo_scripts_pass_a_language_server_for_routeros(tmp_path: Path) -> None:
    first = [
        GUESTS,
        row("/interface/bridge", name="br", comment='the "br" $1'),
        row("/ip/address", address="10.0.0.1/24", interface="br"),
        row("/ip/hotspot/profile", name="p", login_by="cookie,http-chap"),
        row("/ip/hotspot", name="hs", interface="br", profile="p"),
        row(FILTER, chain="input", action="accept", comment="a", connection_state="established,related"),
        row(FILTER, chain="input", action="accept", comment="b"),
        row("/system/identity", name="a"),
        row("/ip/dns", servers="1.1.1.1,8.8.8.8", allow_remote_requests="true"),
    ]
    for number, (one, two) in enumerate(
        [
            (first, []),
            ([], first),
            (first, [first[6], first[5], row("/ip/service", name="www", address="10.0.0.0/8")]),
        ]
    ):
        lab = Lab(Router(serial=SERIAL, version="7.21.4"))
        lab.apply(lab.plan(one))
        for part, source in enumerate(lab.undo(lab.plan(two, one)).parts):
            (tmp_path / f"{number}-{part}.rsc").write_text(source, encoding="ascii")
    command = [
        sys.executable,
        "-m",
        "routeros_lsp",
        "check",
        "--strict",
        *map(str, sorted(tmp_path.iterdir())),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603  # our own files
    # The command tree it knows was captured on a CHR, which has no MLAG, on 7.21.4.
    assert [line for line in done.stdout.splitlines() if "'mlag-" not in line] == []
