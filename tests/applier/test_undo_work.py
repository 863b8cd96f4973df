"""The work of an undo grows with its plan: steps of the interpreter are counted, no seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from undo_lab import V, row

from rosgit.applier.undo import undo
from rosgit.applier.undo_seen import Rows, Seen
from rosgit.differ import plan
from rosgit.menus import MENUS
from rosgit.model.plan import Plan
from rosgit.model.row import Facts, Ledger, Live, Observed, Row

SMALL, LARGE = 64, 256

MAKERS: dict[str, Callable[[int, str], Row]] = {
    "users": lambda n, text: row("/ip/hotspot/user", name=f"u{n}", comment=f"c{n}{text}"),
    "addresses": lambda n, text: row(
        "/ip/firewall/address-list", list=f"a{text}", address=f"10.{n >> 8}.{n & 255}.0/24", comment=f"c{n}"
    ),
    "rules": lambda n, text: row(
        "/ip/firewall/filter", chain="forward", action="accept", src_port=f"{n + 1}", comment=f"c{n}{text}"
    ),
}


def planned(make: Callable[[int, str], Row], what: str, count: int) -> tuple[Plan, Observed]:
    """A plan that creates, deletes, updates or turns round so many rows, and the router it is for."""
    old = [] if what == "create" else [make(n, "") for n in range(count)]
    new = {"delete": [], "move": old[::-1]}.get(what, [make(n, "x") for n in range(count)])
    lives = tuple(
        Live(each.menu, f"*{at:X}", {**each.fields, "disabled": "false"}) for at, each in enumerate(old, 1)
    )
    observed = Observed({make(0, "").menu: lives}, Facts("7.22.2", serial="S"))
    return plan("a", new, Ledger("a", tuple(old)), observed, version=V), observed


def calls(work: Callable[[], object]) -> int:
    """How many functions and steps of generators of Python ran."""
    found = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal found
        found += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return found


@pytest.mark.parametrize("what", ["create", "update", "delete", "move"])
@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_the_work_of_an_undo_grows_no_faster_than_its_plan(
    make: Callable[[int, str], Row], what: str
) -> None:
    spent = {}
    for count in (SMALL, SMALL, LARGE):  # the first fills the caches
        wanted, observed = planned(make, what, count)
        spent[count] = calls(lambda wanted=wanted, observed=observed: undo(wanted, observed))
    assert spent[LARGE] <= 1.2 * LARGE / SMALL * spent[SMALL]


texts = st.sampled_from(["a", "b", None])
shows = st.dictionaries(st.sampled_from("xyz"), st.frozensets(texts, min_size=1))


@given(st.lists(shows, max_size=40), st.dictionaries(st.sampled_from("xyzw"), texts))
def test_a_find_meets_what_a_look_at_every_row_would_meet(
    every: list[dict[str, frozenset[str | None]]], where: dict[str, str | None]
) -> None:
    rows = Rows(MENUS["/ip/pool"], [Seen(each, None, at) for at, each in enumerate(every)])
    assert rows.met(where) == [each for each in rows.seen if each.may_pass(where)]
