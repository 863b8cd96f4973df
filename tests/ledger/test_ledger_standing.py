"""Which ledger counts, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ledger_samples import SITE, SMALL, row

from rosgit.ledger.codec import Broken, Found, Newer, Reading, Whole
from rosgit.ledger.standing import choose, weigh

BOARD = "HF3091"


def whole(generation: int, **changes: object) -> Whole:
    return Whole(replace(SMALL, generation=generation, **changes))  # type: ignore[arg-type]  # by name


def holding(*readings: tuple[int, Reading]) -> Found:
    return Found(dict(readings))


def of(*generations: int, broken: tuple[int, ...] = ()) -> Found:
    readings = {each: whole(each) for each in generations} | {each: Broken("it is cut") for each in broken}
    return Found(dict(sorted(readings.items())))


@pytest.mark.parametrize(
    ("found", "undo", "trying", "counts"),
    [
        (of(), False, None, None),
        (of(1), False, None, 1),
        (of(1, 2), False, None, 2),
        (of(1, broken=(2,)), False, None, 1),
        (of(2, broken=(1,)), False, None, 2),
        (of(broken=(1, 2)), False, None, None),
        (of(1, 2), True, None, 1),
        (of(1, 2, 3), True, None, 2),
        (of(1, broken=(2,)), True, None, 1),
        (of(1), True, None, None),
        (of(), True, None, None),
        (of(1), True, 1, None),
        (of(1), True, 2, 1),
        (of(1, 2), True, 2, 1),
        (of(1, 2), True, 3, 2),
        (of(2, broken=(1,)), True, 2, None),
    ],
)
def test_the_highest_whole_one_counts_and_while_an_undo_waits_the_one_below(
    *, found: Found, undo: bool, trying: int | None, counts: int | None
) -> None:
    chosen = choose(found, undo_present=undo, trying=trying)
    assert (chosen.ledger.generation if chosen else None) == counts


@pytest.mark.parametrize(
    ("found", "codes", "trusted", "writes"),
    [
        (of(3), [], True, True),
        (of(), ["ledger-missing"], False, True),
        (of(broken=(3,)), ["ledger-broken"], False, True),
        (of(3, broken=(4,)), ["ledger-broken"], True, True),
        (holding((3, whole(3, site="other"))), ["ledger-foreign"], False, False),
        (holding((3, whole(3, serial="XX"))), ["ledger-other-board"], False, True),
        (holding((3, whole(3, serial=""))), [], True, True),
        (holding((3, Newer(2))), ["ledger-newer"], False, False),
        (holding((3, whole(3)), (4, Newer(2))), ["ledger-newer"], True, False),
        (holding((3, replace(whole(3), doubts=("/a: b",)))), ["ledger-unknown"], True, True),
    ],
)
def test_each_state_of_a_ledger_has_a_code_and_a_consequence(
    *, found: Found, codes: list[str], trusted: bool, writes: bool
) -> None:
    standing = weigh(found, SITE, BOARD, undo_present=False)
    assert [each.code for each in standing.diagnostics] == codes
    assert (standing.ledger is not None, standing.may_write) == (trusted, writes)


def test_a_board_that_does_not_say_its_serial_is_not_another_board() -> None:
    assert weigh(of(3), SITE, "", undo_present=False).ledger is not None


def test_a_ledger_that_is_not_trusted_can_still_be_shown() -> None:
    standing = weigh(holding((3, whole(3, site="other"))), SITE, BOARD, undo_present=False)
    assert standing.ledger is None
    assert standing.last is not None
    assert standing.last.commit == SMALL.commit


@pytest.mark.parametrize(
    ("found", "trying", "following"),
    [(of(), None, 1), (of(3), None, 4), (of(3, broken=(5,)), None, 6), (of(3), 4, 5)],
)
def test_the_next_generation_is_above_all_there_are(found: Found, trying: int | None, following: int) -> None:
    assert weigh(found, SITE, BOARD, undo_present=trying is not None, trying=trying).next == following


def test_rows_of_unknown_menus_are_carried_over_only_out_of_a_trusted_ledger() -> None:
    strange = (row("/interface/quantum", name="q"),)
    ours = holding((3, replace(whole(3), unknown=strange)))
    theirs = holding((3, replace(whole(3, site="other"), unknown=strange)))
    assert weigh(ours, SITE, BOARD, undo_present=False).carry == strange
    assert weigh(theirs, SITE, BOARD, undo_present=False).carry == ()


def test_a_broken_ledger_says_which_one_counts_instead() -> None:
    (beside,) = weigh(of(3, broken=(4,)), SITE, BOARD, undo_present=False).diagnostics
    (alone,) = weigh(of(broken=(4,)), SITE, BOARD, undo_present=False).diagnostics
    assert "Ledger 3 counts" in beside.detail
    assert "nothing is deleted" in alone.detail
