"""Ordered menus: our order, the fewest moves, foreign rows where they are."""

from __future__ import annotations

import pytest
from differ_router import Router, row
from hypothesis import given
from hypothesis import strategies as st
from test_differ_causes import planned

from rosgit.differ.moves import longest_rise
from rosgit.model.plan import Action, Cause
from rosgit.model.row import Row

FILTER = "/ip/firewall/filter"


def rule(comment: str, chain: str = "forward", anchor: tuple[str, str] | None = None, **fields: str) -> Row:
    return row(FILTER, anchor, chain=chain, **{"action": "passthrough", **fields}, comment=comment)


def router_of(text: str) -> Router:
    """Rows by comment; ``X!`` ends its chain (a foreign drop-all), ``X?`` is disabled."""
    router = Router()
    for word in text.split():
        action = "drop" if word.endswith("!") else "passthrough"
        extra = {"disabled": "true"} if word.endswith("?") else {}
        router.put(FILTER, chain="forward", action=action, comment=word.rstrip("!?"), **extra)
    return router


def order(router: Router) -> str:
    return " ".join(str(held.fields["comment"]) for held in router.rows.get(FILTER, ()))


CASES = {
    # what is there, what is wanted, the outcome, moves
    "equal": ("a b c", "a b c", "a b c", 0),
    "a new last row": ("a b", "a b c", "a b c", 0),
    "a new first row": ("b c", "a b c", "a b c", 0),
    "a new row after its predecessor": ("a x b y", "a n b", "a n x b y", 0),
    "new rows at one spot keep our order": ("a x b", "a n m o b", "a n m o x b", 0),
    "a new first row before its successor": ("x a y", "n a", "x n a y", 0),
    "one row out of place is one move": ("b c d a", "a b c d", "a b c d", 1),
    "a swap is one move": ("a c b d", "a b c d", "a b c d", 1),
    "foreign rows between ours stay": ("x b y a z", "a b", "x a b y z", 1),
    "new rows go before a foreign drop-all": ("x drop! y", "a b", "x a b drop y", 0),
    "a disabled drop-all hides nothing": ("x drop?", "a", "x drop a", 0),
    "a row of ours behind a drop-all moves before it": ("x drop! a", "a", "x a drop", 1),
    "and so does what has to stand before it": ("drop! a b", "a b", "a b drop", 2),
    "a kept row before the drop-all leads": ("a drop! b", "a b", "a b drop", 1),
    "a new row between a moved and a kept one": ("b a", "a n b", "a n b", 1),
    "moved and new rows interleave": ("d c b a", "a m b n c o d", "a m b n c o d", 3),
}


@pytest.mark.parametrize(("there", "wanted", "outcome", "moves"), CASES.values(), ids=CASES.keys())
def test_rows_come_to_their_places_in_one_pass(there: str, wanted: str, outcome: str, moves: int) -> None:
    router = router_of(there)
    desired = [rule(word) for word in wanted.split()]
    found = planned(desired, router)
    assert found.counts[Action.MOVE] == moves
    router.apply(found)
    assert order(router) == outcome
    assert planned(desired, router).changes == ()


ANCHORS = {
    "before a comment": ("x y z", "a", ("before", "y"), "x a y z"),
    "after a comment": ("x y z", "a", ("after", "y"), "x y a z"),
    "before, with two of them": ("x y y z", "a", ("before", "y"), "x a y y z"),
    "after, with two of them": ("x y x z", "a", ("after", "x"), "x y x a z"),
    "there, but between two of them": ("y a y z", "a", ("before", "y"), "a y y z"),
    "there and on its side already": ("a x y z", "a", ("before", "z"), "a x y z"),
    "there and on the wrong side": ("a x y z", "a", ("after", "y"), "x y a z"),
}


@pytest.mark.parametrize(("there", "name", "place", "outcome"), ANCHORS.values(), ids=ANCHORS.keys())
def test_an_anchor_overrides_our_order(there: str, name: str, place: tuple[str, str], outcome: str) -> None:
    router = router_of(there)
    desired = [rule(name, anchor=place)]
    router.apply(planned(desired, router))
    assert order(router) == outcome
    assert planned(desired, router).changes == ()


def test_a_row_may_be_anchored_to_one_that_is_new_too() -> None:
    router = router_of("x y")
    desired = [rule("b", anchor=("after", "a")), rule("a", anchor=("before", "y")), rule("c")]
    router.apply(planned(desired, router))
    assert order(router) == "x a b y c"


def test_an_anchor_that_is_not_there_is_an_error_at_its_line() -> None:
    found = planned([rule("a", anchor=("before", "nobody"))], router_of("x"))
    assert [(each.code, str(each.span)) for each in found.diagnostics] == [
        ("no-such-anchor", "sites/a.yaml:1:1")
    ]


def test_chains_do_not_constrain_each_other() -> None:
    router = Router()
    for comment, chain in (("b", "input"), ("a", "forward")):
        router.put(FILTER, chain=chain, action="passthrough", comment=comment)
    assert planned([rule("a"), rule("b", chain="input")], router).changes == ()


def test_a_move_is_drift_when_git_did_not_reorder_and_git_when_it_did() -> None:
    here, there = [rule("a"), rule("b")], [rule("b"), rule("a")]
    causes = [planned(here, router_of("b a"), ledger).changes[0].cause for ledger in (here, there, None)]
    assert causes == [Cause.DRIFT, Cause.GIT, Cause.ADOPT]


def test_dynamic_rows_are_no_neighbours() -> None:
    router = Router()
    router.put(FILTER, "dynamic", chain="forward", action="drop")
    router.put(FILTER, chain="forward", action="passthrough", comment="b")
    (change,) = planned([rule("a"), rule("b")], router).changes
    assert (change.before, change.place) == ("*2", 'before "b"')


def test_a_row_that_is_going_is_no_neighbour_and_shadows_nothing() -> None:
    old = rule("old", action="drop")
    router = router_of("old! x")
    desired = [rule("a")]
    router.apply(planned(desired, router, [old]))
    assert order(router) == "x a"


@given(st.permutations(list(range(9))), st.integers(0, 9))
def test_the_rows_that_stay_are_a_longest_rising_row(numbers: list[int], size: int) -> None:
    numbers = numbers[:size]
    found = [numbers[index] for index in longest_rise(numbers)]
    best = [0] * len(numbers)
    for index, number in enumerate(numbers):
        best[index] = 1 + max((best[at] for at in range(index) if numbers[at] < number), default=0)
    assert found == sorted(found)
    assert len(found) == max(best, default=0)


LETTERS = "abcdefgh"


@given(
    there=st.lists(st.sampled_from([*LETTERS, "x", "y!", "z?"]), unique=True, max_size=11),
    wanted=st.permutations(LETTERS).flatmap(lambda all_: st.integers(0, 8).map(lambda n: all_[:n])),
    gone=st.booleans(),
)
def test_any_order_converges_in_one_pass_with_the_fewest_moves(
    *, there: list[str], wanted: list[str], gone: bool
) -> None:
    router = router_of(" ".join(there))
    ledger = [rule(word) for word in there if word in LETTERS] if gone else None
    ours = set(LETTERS) if gone else set(wanted)
    foreign = [word.rstrip("!?") for word in there if word.rstrip("!?") not in ours]
    desired = [rule(word) for word in wanted]
    found = planned(desired, router, ledger)
    staying = [
        wanted.index(word)
        for word in there
        if word in wanted and ("y!" not in there or there.index(word) < there.index("y!"))
    ]
    assert found.counts[Action.MOVE] == len(set(there) & set(wanted)) - len(longest_rise(staying))
    router.apply(found)
    after = order(router).split()
    assert [word for word in after if word in wanted] == wanted
    assert [word for word in after if word not in ours] == foreign
    assert "y" not in after or all(after.index(word) < after.index("y") for word in wanted)
    assert planned(desired, router, desired if gone else None).changes == ()
