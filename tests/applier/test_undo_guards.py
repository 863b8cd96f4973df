"""What keeps a step of an undo from the wrong row: twins, rows that were renamed, rows added meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from undo_lab import Lab, different, row

from rosgit.applier import switch
from rosgit.applier.undo import Undo
from rosgit.model.plan import Action, Cause, Change, Delta, Plan
from rosgit.sim.store import Stored

FILTER, POOL, SCRIPT = "/ip/firewall/filter", "/ip/pool", "/system/script"
GUESTS = row(POOL, name="guests", ranges="10.0.0.2-10.0.0.9")
RULE = row(FILTER, chain="forward", action="accept")


def delta(field: str, before: str | None, after: str | None) -> Delta:
    return Delta(field, before, after, Cause.GIT)


def change(lab: Lab, action: Action, menu: str, at: int | None, *deltas: Delta) -> Change:
    """A change of the row at a place, or one that makes a row."""
    live = lab.observed().rows[menu][at] if at is not None else None
    made = row(menu) if action is Action.CREATE else None
    return Change(action, menu, "x", Cause.GIT, made, live, deltas)


def renamed(lab: Lab) -> Plan:
    """A pool gets another name, and another range."""
    lab.apply(lab.plan([GUESTS]))
    lab.router.add(POOL, name="other", ranges="10.0.0.2-10.0.0.9")
    deltas = delta("name", "guests", "staff"), delta("ranges", "10.0.0.2-10.0.0.9", "10.0.0.7")
    return Plan("a", (change(lab, Action.UPDATE, POOL, 0, *deltas),))


def test_a_renamed_row_is_put_back_though_another_looks_like_it() -> None:
    lab = Lab()
    wanted = renamed(lab)
    before, back = lab.state(), lab.undo(wanted)
    lab.apply(wanted)
    lab.run(back)
    assert different(before, lab.state()) == []
    assert lab.marks(back) == ()


def test_a_row_that_somebody_renamed_once_more_keeps_that_name_and_is_marked() -> None:
    lab = Lab()
    wanted = renamed(lab)
    back = lab.undo(wanted)
    lab.apply(wanted)
    lab.router.set(POOL, "staff", name="mine")
    lab.run(back)
    assert [each["name"] for each in lab.router.rows(POOL)] == ["mine", "other"]
    assert f"~ {POOL} x name" in lab.marks(back)


def test_a_rename_that_was_never_made_leaves_no_mark() -> None:
    lab = Lab()
    back = lab.undo(renamed(lab))
    lab.run(back)
    assert lab.marks(back) == ()


def test_a_row_that_nothing_names_cannot_be_taken_back() -> None:
    lab = Lab()
    back = lab.undo(Plan("a", (change(lab, Action.CREATE, POOL, None, delta("comment", None, "x")),)))
    assert [each.why for each in back.not_undoable] == ["nothing names the row"]


def test_of_our_rule_and_one_like_it_that_somebody_added_meanwhile_neither_goes() -> None:
    lab = Lab()
    wanted = lab.plan([RULE])
    back = lab.undo(wanted)
    lab.apply(wanted)
    lab.router.add(FILTER, chain="forward", action="accept")
    lab.run(back)
    assert len(lab.router.rows(FILTER)) == 2
    assert len(lab.marks(back)) == 1


def test_a_rule_is_not_taken_back_where_the_plan_makes_another_one_look_like_it() -> None:
    lab = Lab()
    lab.router.add(FILTER, chain="forward", action="drop")
    update = change(lab, Action.UPDATE, FILTER, 0, delta("action", "drop", "accept"))
    new = delta("chain", None, "forward"), delta("action", None, "accept")
    back = lab.undo(Plan("a", (update, replace(change(lab, Action.CREATE, FILTER, None, *new), row=RULE))))
    assert "other rows may look the same" in [each.why for each in back.not_undoable]


def test_a_field_is_not_put_back_where_another_row_looks_like_ours_then() -> None:
    lab = Lab()
    for action in ("drop", "accept"):
        lab.router.add(FILTER, chain="forward", action=action)
    wanted = Plan("a", (change(lab, Action.UPDATE, FILTER, 0, delta("action", "drop", "accept")),))
    back = lab.undo(wanted)
    assert [each.why for each in back.not_undoable] == ["other rows look the same"]
    assert back.parts == ()


def test_of_two_rules_that_are_alike_the_deleted_one_comes_back() -> None:
    lab = Lab()
    for _ in range(2):
        lab.router.add(FILTER, chain="forward", action="accept")
    wanted = Plan("a", (change(lab, Action.DELETE, FILTER, 0),))
    back = lab.undo(wanted)
    lab.apply(wanted)
    assert len(lab.router.rows(FILTER)) == 1
    lab.run(back)
    assert len(lab.router.rows(FILTER)) == 2


@pytest.mark.parametrize("done", [0, 1, 2])
def test_of_two_rules_that_are_alike_none_is_made_anew_where_the_plan_changes_the_other(done: int) -> None:
    """How many there are does not say then whether the one was deleted, or the other was changed."""
    lab = Lab()
    for _ in range(2):
        lab.router.add(FILTER, chain="forward", action="accept", disabled="no")
    update = change(lab, Action.UPDATE, FILTER, 0, delta("disabled", "false", "true"))
    wanted = Plan("a", (update, change(lab, Action.DELETE, FILTER, 1)))
    back = lab.undo(wanted)
    lab.apply(wanted, range(done))
    lab.run(back)
    assert [each["disabled"] for each in lab.router.rows(FILTER)] == ["false"] * (1 if done == 2 else 2)
    assert [each.why for each in back.not_undoable] == ["other rows may look the same"]


def test_a_deleted_rule_comes_back_last_and_marked_where_nothing_names_the_one_behind_it() -> None:
    lab = Lab()
    lab.router.add(FILTER, chain="input", action="drop")
    for _ in range(2):
        lab.router.add(FILTER, chain="forward", action="accept")
    wanted = Plan("a", (change(lab, Action.DELETE, FILTER, 0),))
    back = lab.undo(wanted)
    lab.apply(wanted)
    lab.run(back)
    assert [each["action"] for each in lab.router.rows(FILTER)] == ["accept", "accept", "drop"]
    assert len(lab.marks(back)) == 1
    assert "nothing names the row it stood before" in back.not_undoable[0].why


# -- rows of the router's own


def dynamic(lab: Lab) -> None:
    """The router adds a rule by itself, at the end."""
    rule = Stored(lab.router.store.new_id(FILTER), {"chain": "forward", "action": "accept"}, {"dynamic"})
    lab.router.store.table(FILTER).append(rule)


def test_our_rule_goes_though_the_router_has_made_one_like_it_meanwhile() -> None:
    lab = Lab()
    wanted = lab.plan([RULE])
    back = lab.undo(wanted)
    lab.apply(wanted)
    dynamic(lab)
    lab.run(back)
    assert [each["dynamic"] for each in lab.router.rows(FILTER)] == ["true"]
    assert lab.marks(back) == ()


def test_a_rule_of_the_routers_own_is_no_place_for_one_that_comes_back() -> None:
    lab = Lab()
    for action in ("accept", "drop"):
        lab.router.add(FILTER, chain="input", action=action)
    dynamic(lab)
    wanted = Plan("a", (change(lab, Action.DELETE, FILTER, 1),))
    back = lab.undo(wanted)
    lab.apply(wanted)
    lab.run(back)
    assert sorted(each["action"] for each in lab.router.rows(FILTER)) == ["accept", "accept", "drop"]
    assert (lab.marks(back), back.not_undoable) == ((), ())


# -- places


def moved(order: str, hand: Callable[[Lab], None]) -> tuple[list[str], tuple[str, ...]]:
    """Rules a, b and c are put into another order, somebody does something, and the undo runs."""
    lab = Lab()
    rules = {name: row(FILTER, chain="input", action="accept", comment=name) for name in "abc"}
    lab.apply(lab.plan([*rules.values()]))
    wanted = lab.plan([rules[name] for name in order], [*rules.values()])
    back = lab.undo(wanted)
    lab.apply(wanted)
    hand(lab)
    lab.run(back)
    return [each["comment"] for each in lab.router.rows(FILTER)], lab.marks(back)


def nothing(lab: Lab) -> None:
    """Nobody does anything."""


@pytest.mark.parametrize(
    ("order", "hand", "then", "mark"),
    [
        ("cab", nothing, "abc", ()),
        ("bca", nothing, "abc", ()),
        ("cab", lambda lab: lab.router.set(FILTER, "*3", comment="x"), "xab", (f'^ {FILTER} "c"',)),
        ("bca", lambda lab: lab.router.set(FILTER, "*1", comment="x"), "bcx", (f'^ {FILTER} "a"',)),
        ("bca", lambda lab: lab.router.remove(FILTER, "*2"), "ca", (f'^ {FILTER} "a"',)),
    ],
    ids=["last", "first", "last, edited", "first, edited", "the one behind it is gone"],
)
def test_a_moved_rule_goes_back_unless_somebody_edited_it_or_removed_what_it_stood_before(
    order: str, hand: Callable[[Lab], None], then: str, mark: tuple[str, ...]
) -> None:
    assert moved(order, hand) == ([*then], mark)


# -- rows that come back


def circle() -> tuple[Lab, Plan, Undo]:
    """Two pools that name each other are deleted, and come back."""
    lab = Lab()
    for name in "ab":
        lab.router.add(POOL, name=name, ranges=f"10.0.{ord(name)}.1")
    for name, other in ("ab", "ba"):
        lab.router.set(POOL, name, next_pool=other)
    wanted = Plan("a", tuple(change(lab, Action.DELETE, POOL, at) for at in (0, 1)))
    back = lab.undo(wanted)
    lab.apply(wanted)
    lab.run(back)
    return lab, wanted, back


def next_pools(lab: Lab) -> dict[str, str]:
    return {each["name"]: each.get("next-pool", "none") for each in lab.router.rows(POOL)}


def test_what_a_person_sets_in_a_row_that_came_back_a_second_run_leaves() -> None:
    lab, _, back = circle()
    assert next_pools(lab) == {"a": "b", "b": "a"}
    assert lab.marks(back) == ()
    lab.router.add(POOL, name="c", ranges="10.0.9.1")
    for name in "ab":
        lab.router.set(POOL, name, next_pool="c")
    for name in ("rosgit-undo-1", "rosgit-mark"):
        lab.router.remove("/system/script", name)
    lab.run(back)
    assert next_pools(lab) == {"a": "c", "b": "c", "c": "none"}
    assert len(lab.marks(back)) >= 1


# -- the end of an undo


@pytest.mark.parametrize("lost", range(1, 9))
def test_of_what_an_undo_takes_away_the_lock_is_the_last_and_the_ledger_the_first(lost: int) -> None:
    """A power cut takes the last so many writes back; what is there then must be undone again, or nothing."""
    lab = Lab()
    lab.router.tick(1000)
    armed = lab.arm(lab.undo(lab.plan([GUESTS])))
    lab.script({"name": "rosgit-ledger-7-1", "source": "# new"})
    lab.router.journal.flush()
    lab.router.tick(armed.deadline - lab.router.uptime + 5)
    assert lab.ours() == []
    lab.router.power_cut(lambda path: lost if path == "/system/script" else 0)
    there = set(lab.ours())
    assert "rosgit-undo" in there
    assert "rosgit-undo-1" in there or "rosgit-ledger-7-1" not in there


def test_a_lock_without_an_undo_leaves_what_the_mark_of_one_before_says() -> None:
    lab = Lab()
    lab.router.tick(100)
    armed = lab.arm(Undo(), replace(lab.armed(), undo=False))
    said = "undoing 1 undone"
    lab.router.set(SCRIPT, switch.MARK, comment=said)
    lab.router.set(SCRIPT, switch.SWITCH, source=switch.driver(armed, at_once=True))
    assert lab.ask("/system/script/run", number=switch.SWITCH) == [("!done",)]
    assert [(row["name"], row["comment"]) for row in lab.router.rows(SCRIPT)] == [(switch.MARK, said)]
