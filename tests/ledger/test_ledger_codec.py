from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_samples import FILE, POOL, SMALL, USER, after, found, large, ledgers, only, pairs, row

from rosgit.ledger.codec import TooLargeError, Whole, decode, encode, same
from rosgit.ledger.source import LIMIT
from rosgit.model.row import Ledger, Row
from rosgit.model.secret import Sealed, Secret, SecretRef
from rosgit.model.span import Span


@given(ledgers)
@settings(max_examples=150, deadline=None)
def test_a_ledger_is_read_as_it_was_written(ledger: Ledger) -> None:
    assert only(found(ledger)) == Whole(after(ledger))


@given(ledgers)
@settings(max_examples=50, deadline=None)
def test_every_line_is_an_ascii_comment_that_ends_in_no_backslash(ledger: Ledger) -> None:
    for part in encode(ledger):
        assert part.source.isascii()
        assert part.source.endswith("\n")
        lines = part.source.removesuffix("\n").split("\n")
        assert all(line.startswith("# ") and line.isprintable() for line in lines)
        assert not any(line.endswith("\\") for line in lines)


@given(ledgers, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_equal_ledgers_give_equal_bytes_in_whatever_order_fields_were_set(
    ledger: Ledger, dice: object
) -> None:
    def shuffled(each: Row) -> Row:
        items = list(each.fields.items())
        dice.shuffle(items)  # type: ignore[attr-defined]  # hypothesis types its Random loosely
        return replace(each, fields=MappingProxyType(dict(items)))

    other = replace(ledger, rows=tuple(shuffled(each) for each in ledger.rows))
    assert other == ledger
    assert encode(other) == encode(ledger)


def test_the_order_of_rows_is_kept_and_counts() -> None:
    turned = replace(SMALL, rows=SMALL.rows[::-1])
    assert only(found(turned)) == Whole(after(turned))
    assert encode(turned) != encode(SMALL)


def test_two_thousand_rows_go_forth_and_back_in_parts_of_sixteen_kibibytes() -> None:
    ledger = large(2000)
    parts = encode(ledger)
    assert len(parts) > 3
    assert all(len(part.source.encode()) <= LIMIT for part in parts)
    assert [part.name for part in parts] == [f"rosgit-ledger-7-{at + 1}" for at in range(len(parts))]
    assert only(decode(pairs(*parts))) == Whole(after(ledger))


def test_eighty_rows_fit_in_one_part() -> None:
    assert len(encode(large(80))) == 1
    assert len(encode(large(150))) == 1


def test_the_first_lines_tell_a_person_what_it_is() -> None:
    words = encode(SMALL)[0].source.split("# rosgit-ledger ")[0]
    for needed in ("rosgit", '"cafe-mombasa"', "Please do not edit", "every line is a comment"):
        assert needed in words


def test_a_site_named_to_break_out_of_its_comment_does_not() -> None:
    hostile = replace(SMALL, site='x\n/system/reset-configuration\r\n"\\', commit="\n:put 1")
    (part,) = encode(hostile)
    assert all(line.startswith("#") for line in re.split("[\r\n]", part.source.strip()))
    assert only(found(hostile)) == Whole(after(hostile))


@pytest.mark.parametrize("value", [Secret("hunter2"), SecretRef("env", "PW"), "hunter2"])
def test_an_unsealed_secret_is_never_written(value: Secret | SecretRef | str) -> None:
    with pytest.raises(ValueError, match="has to be sealed") as caught:
        encode(replace(SMALL, rows=(row(USER, name="a", password=value),)))
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "ledger",
    [
        replace(SMALL, rows=(row(POOL, name="a" * 70_000),)),
        replace(SMALL, commit="c" * 5000),
        replace(SMALL, generation=10**9),
        replace(SMALL, rows=tuple(row(POOL, name="a" * 60_000) for _ in range(300))),
    ],
)
def test_what_could_not_be_read_back_is_not_written(ledger: Ledger) -> None:
    with pytest.raises(TooLargeError):
        encode(ledger)


@pytest.mark.parametrize("ledger", [replace(SMALL, generation=0), replace(SMALL, format=2)])
def test_only_this_format_and_generations_from_one_are_written(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="only ledgers of format 1"):
        encode(ledger)


def test_scripts_of_others_are_passed_over_and_strange_names_of_ours_are_named() -> None:
    others = [
        ("backup", "/export"),
        ("rosgit-undo", "x"),
        ("rosgit-ledger-x-1", ""),
        ("rosgit-ledger-07-1", ""),
    ]
    result = decode([*others, *pairs(*encode(SMALL))])
    assert only(result) == Whole(after(SMALL))
    assert result.strays == ("rosgit-ledger-x-1", "rosgit-ledger-07-1")


def test_no_script_is_no_generation() -> None:
    assert decode([]).generations == {}
    assert decode([]).top == 0


def test_generations_are_read_each_for_itself_lowest_first() -> None:
    old, new = replace(SMALL, generation=9), replace(SMALL, generation=10, rows=())
    result = decode(pairs(*encode(new), *encode(old)))
    assert list(result.generations.items()) == [(9, Whole(after(old))), (10, Whole(new))]
    assert result.top == 10


# -- what need not be written again


def moved_down(ledger: Ledger) -> Ledger:
    return replace(ledger, rows=tuple(replace(each, span=Span(FILE, 400)) for each in ledger.rows))


@pytest.mark.parametrize(
    "other",
    [
        replace(SMALL, commit="fffffff", time="2026-01-01T00:00:00Z", digest="", generation=9),
        moved_down(SMALL),
        after(SMALL),
    ],
)
def test_commits_times_and_lines_are_no_reason_to_write_a_ledger_again(other: Ledger) -> None:
    assert same(SMALL, other)


@pytest.mark.parametrize(
    "other",
    [
        replace(SMALL, rows=SMALL.rows[:2]),
        replace(SMALL, rows=SMALL.rows[::-1]),
        replace(SMALL, serial="HF0000"),
        replace(SMALL, key_id="fleet-2"),
        replace(SMALL, rows=(row(USER, name="a", password=Sealed("00", "k")), *SMALL.rows[1:])),
        replace(SMALL, rows=(replace(SMALL.rows[0], role="server"), *SMALL.rows[1:])),
    ],
)
def test_rows_board_and_key_are_a_reason_to_write_a_ledger_again(other: Ledger) -> None:
    assert not same(SMALL, other)
