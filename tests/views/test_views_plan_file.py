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

from rosgit.differ import Options, plan
from rosgit.model.plan import Plan
from rosgit.model.row import Facts, Ledger, Live, Observed, Row
from rosgit.model.secret import Sealed, Secret, SecretRef
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
FULL_NOW = replace(FULL, digest=HEX, read={'/ip/pool "\udcff\x1b"': "0" * 16}, generation=7)
FULL_FILE = plan_file_json(FULL_NOW, SITE)
FILE = plan_file_json(replace(NOW, generation=3), SITE)


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
    assert explain_stale(read_plan_file(FULL_FILE), FULL_NOW) == ()
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


ROWS = rows_digest(SITE.rows)
CHANGE = json.loads(FILE)["changes"][0]
EDITED = "the file was edited"


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ({"changes": []}, EDITED),
        ({"changes": [{**CHANGE, "action": "delete", "fields": []}]}, EDITED),
        ({"changes": [{**CHANGE, "fields": [{**CHANGE["fields"][0], "after": "10.9.9.9"}]}]}, EDITED),
        ({"changes": [{**CHANGE, "cause": "git"}]}, EDITED),
        ({"read": {}}, EDITED),
        ({"router": {"serial": "HF2", "version": "7.22.2"}}, EDITED),
        ({"rows": "f" * 64}, "the site itself asks for something else"),
        ({"rosgit": "0.0.1", "changes": []}, "or rosgit 0.0.1 plans otherwise"),
        ({"changes": [{**CHANGE, "line": 99, "file": "elsewhere.yaml", "intent": "x", "role": "y"}]}, ""),
    ],
)
def test_a_file_that_does_not_say_what_its_digest_stands_for_is_refused(edit: dict, words: str) -> None:
    saved = read_plan_file(json.dumps({**json.loads(FILE), **edit}))
    found = explain_stale(saved, NOW, ROWS)
    assert words in " ".join(found)
    assert bool(found) is bool(words)


def test_whether_a_secret_was_shown_to_who_planned_does_not_matter() -> None:
    row = Row("/ip/hotspot/user", {"name": "a", "password": SecretRef("env", "A")})
    seen = Live(row.menu, "*1", {"name": "a"}, secrets={"password": Secret("b")})

    def planned(live: Live) -> Plan:
        secrets = {SecretRef("env", "A").same_as: Secret("c")}
        options = Options(same=lambda *given: given[-1] == Secret("b"))
        last = Ledger("a", (replace(row, fields={"name": "a", "password": Sealed("0", "k")}),))
        observed, version = Observed({row.menu: (live,)}), Version(7, 22)
        return plan("a", [row], last, observed, version=version, resolved=secrets, options=options)

    hidden = planned(replace(seen, secrets={}))
    assert [len(each.changes) for each in (planned(seen), hidden)] == [1, 1]
    saved = read_plan_file(plan_file_json(planned(seen), SITE))
    assert explain_stale(saved, hidden, ROWS) == ()


def test_with_nothing_left_to_write_a_file_holds_where_the_site_asks_for_what_was_reviewed() -> None:
    saved, done = read_plan_file(FILE), made([pool(A)], [live(A)])
    assert explain_stale(saved, done, ROWS) == ()
    assert explain_stale(saved, done, "f" * 64)


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
