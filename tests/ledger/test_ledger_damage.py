"""Whatever happens to the parts: the same ledger is read, or none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_samples import (
    FILTER,
    POOL,
    SMALL,
    USER,
    after,
    forged,
    large,
    only,
    pairs,
    reason,
    same_or_broken,
)

from rosgit.ledger.codec import LARGEST, Broken, Newer, Whole, decode, encode
from rosgit.model.secret import Sealed

WHOLE = Whole(after(SMALL))
(NAME, SOURCE), *_ = pairs(*encode(SMALL))
MANY = pairs(*encode(large()))
MANY_WHOLE = Whole(after(large()))
HEAD = SOURCE.index("# rosgit-ledger")


def flipped(text: str, at: int, bits: int) -> str:
    return text[:at] + chr(ord(text[at]) ^ bits) + text[at + 1 :]


@pytest.mark.parametrize("bits", [1, 2, 8, 32, 128])
def test_a_flipped_byte_anywhere_never_gives_another_ledger(bits: int) -> None:
    for at in range(len(SOURCE)):
        assert same_or_broken(decode([(NAME, flipped(SOURCE, at, bits))]), WHOLE), at


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_a_flipped_byte_in_many_parts_never_gives_another_ledger(data: st.DataObject) -> None:
    part = data.draw(st.integers(0, len(MANY) - 1))
    name, source = MANY[part]
    at, bits = data.draw(st.integers(0, len(source) - 1)), data.draw(st.integers(1, 255))
    hurt = [*MANY]
    hurt[part] = (name, flipped(source, at, bits))
    assert same_or_broken(decode(hurt), MANY_WHOLE)


def test_a_flipped_byte_behind_the_words_is_noticed() -> None:
    assert all(
        not isinstance(only(decode([(NAME, flipped(SOURCE, at, 1))])), Whole)
        for at in range(HEAD, len(SOURCE) - 1)
        if SOURCE[at - 1 : at + 2] != "=\n"
    )


@given(st.integers(0, len(SOURCE) - 2))
@settings(max_examples=200, deadline=None)
def test_a_source_cut_anywhere_is_broken(end: int) -> None:
    assert isinstance(only(decode([(NAME, SOURCE[:end])])), Broken)


@given(st.permutations(MANY))
@settings(max_examples=10, deadline=None)
def test_parts_in_any_order_are_the_same_ledger(parts: list[tuple[str, str]]) -> None:
    assert only(decode(parts)) == MANY_WHOLE


@pytest.mark.parametrize("gone", range(len(MANY)))
def test_a_missing_part_is_named(gone: int) -> None:
    parts = [each for at, each in enumerate(MANY) if at != gone]
    assert reason(only(decode(parts))) == f"part {gone + 1} of {len(MANY)} is missing"


def test_a_part_that_is_there_twice_counts_when_it_is_the_same() -> None:
    assert only(decode([*MANY, MANY[1]])) == MANY_WHOLE
    other = (MANY[1][0], MANY[1][1].replace("Please", "please"))
    assert reason(only(decode([*MANY, other]))) == "part 2 is there twice, and not the same"


def test_parts_that_changed_places_are_broken() -> None:
    swapped = [(MANY[0][0], MANY[1][1]), (MANY[1][0], MANY[0][1]), *MANY[2:]]
    assert reason(only(decode(swapped))) == "part 1 has the name of another"


def test_a_part_of_another_generation_is_broken() -> None:
    assert reason(only(decode([("rosgit-ledger-8-1", SOURCE)]))) == "part 1 has the name of another"


def test_a_part_too_many_is_broken() -> None:
    assert isinstance(only(decode([(NAME, SOURCE), ("rosgit-ledger-7-2", SOURCE)])), Broken)


def test_parts_of_two_writings_do_not_belong_together() -> None:
    other = pairs(*encode(large(701)))
    assert reason(only(decode([*MANY[:1], *other[1:]]))) == "its parts do not belong together"


@pytest.mark.parametrize("source", [SOURCE.replace("\n", "\r\n"), SOURCE.removesuffix("\n")])
def test_an_editor_that_changed_only_line_ends_did_no_harm(source: str) -> None:
    assert only(decode([(NAME, source)])) == WHOLE


@pytest.mark.parametrize(
    "source",
    [
        "",
        "# hello\n",
        ":put 1\n" + SOURCE,
        SOURCE + "# more\n\n",
        SOURCE + ":put 1\n",
        SOURCE + SOURCE,
        SOURCE.replace("# rosgit-ledger 1", "# rosgit-ledger 0"),
        SOURCE[:HEAD] + "# rosgit-ledger 1 {}\n# AAAA\n",
        SOURCE[:HEAD] + "# rosgit-ledger 1 " + "[" * 100_000 + "\n# AAAA\n",
    ],
)
def test_a_source_that_rosgit_did_not_write_is_broken(source: str) -> None:
    assert isinstance(only(decode([(NAME, source)])), Broken)


def test_a_newer_format_is_not_taken_for_a_broken_one() -> None:
    assert only(decode([(NAME, "# in words\n# rosgit-ledger 2 whatever\nanything\n")])) == Newer(2)


def test_parts_of_two_formats_are_broken() -> None:
    newer = (MANY[0][0], MANY[0][1].replace("# rosgit-ledger 1", "# rosgit-ledger 2"))
    assert reason(only(decode([newer, *MANY[1:]]))) == "its parts are of different formats"


# -- bodies that rosgit never wrote, under a right checksum


def a_row(**changes: object) -> bytes:
    return json.dumps({"rows": [{"menu": POOL, "fields": {}, **changes}]}).encode()


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"\xff\xff",
        b"[]",
        b"null",
        b'{"rows":{}}',
        b'{"rows":[],"more":1}',
        b'{"rows":[],"rows":[]}',
        b'{"rows":[NaN]}',
        b'{"rows":[1]}',
        b'{"rows":[' + b"9" * 5000 + b"]}",
        b'{"rows":' + b"[" * 200_000 + b"}",
        b'{"rows":[{"menu":"/ip/pool"}]}',
        a_row(menu="ip pool"),
        a_row(menu=7),
        a_row(menu="/ip/pool\n"),
        a_row(fields=[]),
        a_row(fields={"Name": "a"}),
        a_row(fields={"name": None}),
        a_row(fields={"name": True}),
        a_row(fields={"name": "a" * 70_000}),
        a_row(fields={"name": {"mac": "00"}}),
        a_row(fields={"name": {"mac": 1, "key": "k"}}),
        a_row(intent=1),
        a_row(at="nowhere"),
        a_row(at="file:0"),
        a_row(before="a", after="b"),
        a_row(more=""),
    ],
)
def test_a_hostile_body_is_broken(plain: bytes) -> None:
    assert isinstance(forged(plain), Broken)


def test_a_bomb_is_broken_before_it_is_unpacked() -> None:
    assert reason(forged(b" " * (LARGEST + 1))) == "its body is too large, or has no end"


def test_rows_of_unknown_menus_are_set_aside_and_named() -> None:
    read = forged(a_row(menu="/interface/quantum", fields={"name": "q"}))
    assert isinstance(read, Whole)
    assert read.ledger.rows == ()
    assert [(each.menu, dict(each.fields)) for each in read.unknown] == [
        ("/interface/quantum", {"name": "q"})
    ]
    assert read.doubts == ("/interface/quantum",)


def test_unknown_fields_and_values_are_kept_and_named_without_their_text() -> None:
    read = forged(a_row(menu=FILTER, fields={"chain": "input", "warp": "9", "dst-port": "planted"}))
    assert isinstance(read, Whole)
    assert dict(read.ledger.rows[0].fields) == {"chain": "input", "warp": "9", "dst-port": "planted"}
    assert read.doubts == (f"{FILTER}: warp", f"{FILTER}: dst-port")


def test_values_an_older_rosgit_spelt_otherwise_are_brought_to_todays_form() -> None:
    read = forged(a_row(menu="/ip/hotspot/user/profile", fields={"name": "a", "session-timeout": "60m"}))
    assert isinstance(read, Whole)
    assert read.ledger.rows[0].fields["session-timeout"] == "1h"


def test_a_secret_found_in_the_clear_is_not_kept() -> None:
    read = forged(a_row(menu=USER, fields={"name": "a", "password": "hunter2"}))
    assert isinstance(read, Whole)
    assert read.ledger.rows[0].fields["password"] == Sealed("", "")
    assert "hunter2" not in repr(read)
