"""A plan in a file: what is in it, who may read it, and what it says when it does not hold any more."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from views_samples import CHANGES, FACTS, FULL, PLANTED, SITE

from rosgit.differ import plan
from rosgit.model.plan import Plan
from rosgit.model.row import Facts, Ledger, Live, Observed, Row
from rosgit.model.secret import Secret, SecretRef
from rosgit.model.span import Span
from rosgit.model.version import Version
from rosgit.views.plan_file import explain_stale, plan_file_json, read_plan_file, rows_digest

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "plan.schema.json").read_text("utf-8"))
POOL, FILTER = "/ip/pool", "/ip/firewall/filter"
HEX = "0" * 64


def pool(ranges: str, name: str = "guests", line: int = 3) -> Row:
    return Row(POOL, {"name": name, "ranges": ranges}, span=Span("sites/a.yaml", line))


def live(ranges: str, name: str = "guests") -> Live:
    return Live(POOL, f"*{name}", {"name": name, "ranges": ranges})


def made(wanted: list[Row], there: list[Live], serial: str = "HF1", version: str = "7.22.2") -> Plan:
    observed = Observed({POOL: tuple(there)}, Facts(serial=serial, version=version))
    return plan("a", wanted, Ledger("a", tuple(wanted)), observed, version=Version(7, 22))


A, B, C = "10.0.0.2-10.0.0.9", "10.0.1.2-10.0.1.9", "10.0.2.2-10.0.2.9"
NOW = made([pool(A)], [live(B)])
FULL_FILE = plan_file_json(replace(FULL, digest=HEX, read={'/ip/pool "\udcff\x1b"': "0" * 16}), SITE, 7)
FILE = plan_file_json(NOW, SITE, 3)


@pytest.mark.parametrize("text", [FULL_FILE, FILE, plan_file_json(replace(NOW, changes=()), SITE)])
def test_every_file_is_what_the_published_schema_says(text: str) -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    jsonschema.Draft7Validator(SCHEMA).validate(json.loads(text))


def test_no_secret_is_in_a_file_and_references_are() -> None:
    assert PLANTED not in FULL_FILE
    assert "env:ROSGIT#radius" in FULL_FILE
    assert FULL_FILE.isascii()
    assert FULL_FILE.isprintable() is False
    assert set(FULL_FILE) - {"\n"} <= {chr(code) for code in range(32, 127)}


def test_a_file_gives_back_what_was_put_in() -> None:
    saved = read_plan_file(FULL_FILE)
    assert (saved.site, saved.digest, saved.generation) == ("cafe-mombasa", HEX, 7)
    assert (saved.serial, saved.version) == (FACTS.serial, FACTS.version)
    assert saved.rows == rows_digest(SITE.rows)
    assert [each.address for each in saved.changes] == [each.address for each in CHANGES]


def test_a_plan_that_did_not_move_has_nothing_to_explain() -> None:
    assert explain_stale(read_plan_file(FILE), NOW) == ()
    assert explain_stale(read_plan_file(FULL_FILE), replace(FULL, digest=HEX)) == ()
    moved_lines = made([pool(A, line=30)], [live(B)])
    assert explain_stale(read_plan_file(FILE), moved_lines) == ()


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (
            made([pool(A)], [live(A)]),
            ["to update /ip/pool guests is not needed any more", "changed on the router"],
        ),
        (made([pool(C)], [live(B)]), ["would change other things"]),
        (
            made([pool(A)], [live(C)]),
            ["would change other things", "changed on the router since then: /ip/pool guests"],
        ),
        (made([pool(A), pool(B, "more")], [live(B)]), ["to create /ip/pool more was not in the plan"]),
        (
            made([pool(A), pool(B, "more")], [live(B), live(B, "more")]),
            ["managed now, and not then: /ip/pool more"],
        ),
        (made([pool(A)], [live(B)], serial="HF2"), ["the serial number was HF1 and is HF2"]),
        (made([pool(A)], [live(B)], version="7.23"), ["the RouterOS was 7.22.2 and is 7.23"]),
        (
            made([pool(A)], []),
            ["to update /ip/pool guests is not needed", "to create /ip/pool guests was not"],
        ),
        (replace(NOW, site="b"), ["the site was a and is b"]),
        (replace(NOW, digest="f" * 64), ["the order in which"]),
    ],
)
def test_what_moved_is_said(now: Plan, words: list[str]) -> None:
    found = explain_stale(read_plan_file(FILE), now)
    assert all(any(word in line for line in found) for word in words), found


@pytest.mark.parametrize("where", ["menu", "secret", "anchor"])
def test_the_digest_of_the_rows_moves_with_what_is_asked_for_only(where: str) -> None:
    ref = Row("/radius", {"secret": SecretRef("env", "A")})
    pairs = {
        "menu": (pool(A), pool(B)),
        "secret": (ref, replace(ref, fields={"secret": SecretRef("env", "B")})),
        "anchor": (pool(A), replace(pool(A), menu="/ip/pools")),
    }
    one, other = pairs[where]
    assert rows_digest([one]) != rows_digest([other])
    assert rows_digest([one]) == rows_digest([replace(one, span=None, intent="x")])


def test_no_digest_can_be_used_to_guess_a_secret() -> None:
    texts = [Row("/user", {"password": text}) for text in ("a", "b")]
    assert (
        rows_digest(texts[:1])
        == rows_digest(texts[1:])
        == rows_digest([Row("/user", {"password": Secret("c")})])
    )


def changed(**more: object) -> str:
    return json.dumps({**json.loads(FILE), **more})


HOSTILE = {
    "nothing": "",
    "no JSON": "plan",
    "a list": "[]",
    "another program's": json.dumps({"format_version": "1.0", "planned_values": {}}),
    "deep": "[" * 100_000,
    "a key twice": FILE.replace('"site": "a"', '"site": "b", "site": "a"'),
    "no number": changed(ledger="1"),
    "true for a number": changed(ledger=True),
    "below nothing": changed(ledger=-1),
    "a long number": FILE.replace('"ledger": 3', '"ledger": ' + "9" * 10_000),
    "not a number": FILE.replace('"ledger": 3', '"ledger": NaN'),
    "an unknown key": changed(run="rm"),
    "a newer format": changed(format_version="2.0"),
    "another kind": changed(kind="terraform plan"),
    "no digest": changed(digest="sha256:1"),
    "a null site": changed(site=None),
    "a long site": changed(site="x" * 100_000),
    "no changes": changed(changes=None),
    "a change that is none": changed(changes=[1]),
    "an unknown action": changed(changes=[{**json.loads(FILE)["changes"][0], "action": "run"}]),
    "a change that says more": changed(changes=[{**json.loads(FILE)["changes"][0], "script": ":put 1"}]),
    "fields that are none": changed(changes=[{**json.loads(FILE)["changes"][0], "fields": {"a": 1}}]),
    "a field that is none": changed(changes=[{**json.loads(FILE)["changes"][0], "fields": ["x"]}]),
    "rows that are no hashes": changed(read={"/ip/pool a": "x"}),
    "a lone half of a letter": changed(read={"/ip/pool a": "\ud800"}),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_plan_file_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"[a-z]") as caught:
        read_plan_file(text)
    assert type(caught.value) is ValueError
    assert len(str(caught.value)) < 100


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(json.loads(FILE))), JSON)
def test_any_value_anywhere_gives_a_plan_or_words(key: str, value: object) -> None:
    words, saved = "", None
    try:
        saved = read_plan_file(json.dumps({**json.loads(FILE), key: value}))
    except ValueError as error:
        words = str(error)
    assert words or (saved is not None and isinstance(explain_stale(saved, NOW), tuple))


def test_a_saved_plan_holds_nothing_that_could_be_carried_out() -> None:
    saved = read_plan_file(FILE)
    assert {name for each in saved.changes for name in each.__slots__} == {"action", "address", "content"}
    assert not any("10.0.0" in str(each) for each in saved.changes)
