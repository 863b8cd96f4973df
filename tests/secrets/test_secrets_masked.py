"""Somebody else's words without our secrets."""

from __future__ import annotations

import base64
import html
import json
import re
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosgit.device import Reply, Sentence
from rosgit.device.window import Window
from rosgit.device.wire import Answer
from rosgit.menus.script import quote
from rosgit.model.masking import LONGEST, Known, masked
from rosgit.model.row import Live, Observed
from rosgit.model.secret import Secret, SecretRef, Telling
from rosgit.model.tree import Tree
from rosgit.run import telling
from rosgit.secrets import resolve
from rosgit.views.values import shown

SECRET = 'Tr0ub4dor"and$3\\horses'


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (f"invalid value {SECRET} for argument", "invalid value *** for argument"),
        (f"{SECRET}{SECRET}", "***"),
        (f"failure: {quote(SECRET)}", 'failure: "***"'),
        (f"no {SECRET!r}", "no '***'"),
        (f"no {json.dumps(SECRET)}", 'no "***"'),
        (f"cut off: {SECRET[:9]}...", "cut off: ***..."),
        (f"...{SECRET[-8:]} is too long", "...*** is too long"),
        (f"a piece too short to tell: {SECRET[:7]}", f"a piece too short to tell: {SECRET[:7]}"),
        ("invalid user name or password (6)", "invalid user name or password (6)"),
        ("", ""),
    ],
)
def test_a_secret_is_hidden_whole_escaped_and_in_pieces(said, left):
    assert masked(said, [Secret(SECRET)]) == left


SPELT = {
    "plain": str,
    "RouterOS": quote,
    "repr": repr,
    "ascii": ascii,
    "repr of bytes": lambda text: repr(text.encode()),
    "JSON": json.dumps,
    "JSON with its letters": lambda text: json.dumps(text, ensure_ascii=False),
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)),
    "URL": urllib.parse.quote,
    "URL with its slashes": lambda text: urllib.parse.quote(text, safe=""),
    "form": urllib.parse.quote_plus,
    "HTML": html.escape,
    "HTML with its quotes": lambda text: html.escape(text, quote=False),
    "hex": lambda text: text.encode().hex(),
    "hex in capitals": lambda text: text.encode().hex().upper(),
    "hex with spaces": lambda text: text.encode().hex(" "),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 behind something": lambda text: base64.b64encode(b"x" + text.encode()).decode()[4:],
    "base64 behind two things": lambda text: base64.b64encode(b"xx" + text.encode()).decode()[4:],
    "base64 of URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "capitals": str.upper,
    "small letters": str.lower,
    "quotes escaped": lambda text: text.replace('"', r"\""),
    "backslashes escaped": lambda text: text.replace("\\", r"\\"),
    "backslashes and quotes escaped": lambda text: text.replace("\\", r"\\").replace('"', r"\""),
    "dollars escaped": lambda text: text.replace("$", r"\$"),
    "cut off": lambda text: text[: len(text) // 2 + 1],
}
REALISTIC = ("pässwörd", 'Tr0ub"4d', 'a\\b$c"d1', "Ünïcödé1", "correct horse", "pa&ss<wd",
             "p@ss/w%rd=1", "Zebra9Zebra", "it's\"x\\y", "tab\there1", "Kaffee\nTasse", "wörter42wörter",
             "König-Ludwig", "12345678", "wö\x07rt\x1ber9", "pa/ss wo/rd 1", 'pa&"ss<wd',
             "???~~~???~~~")  # fmt: skip


@pytest.mark.parametrize("spelt", SPELT)
def test_a_secret_of_8_characters_is_hidden_in_whatever_clothes(spelt):
    for text in REALISTIC:
        left = masked(f"bad value <{SPELT[spelt](text)}> given", [Secret(text)])
        assert re.fullmatch(r"""bad value <(b?["'\\]*\*\*\*["'\\=]*)> given""", left), (text, left)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("port 1234 is in use", "port 1234 is in use"),
        ("port 12345 is in use", "port *** is in use"),
        ("serial 3132333 is in use", "serial 3132333 is in use"),
        ("serial 31323334 is in use", "serial *** is in use"),
    ],
)
def test_a_piece_is_taken_for_a_secret_from_5_characters_on_and_coded_from_8(said, left):
    assert masked(said, [Secret("12345678")]) == left


def test_what_is_learnt_after_a_text_was_looked_through_is_known_too():
    known = Known([Secret("hunter2hunter2")])
    assert not known.holds(f"a comment with {SECRET} in it")
    known.learn([Secret(SECRET)])
    assert known.holds(f"a comment with {SECRET} in it")


@pytest.mark.parametrize(
    ("said", "secret", "left"),
    [
        ("no pin like 4711 today", "4711", "no pin like *** today"),
        ("no pin like <4711> today", "4711", "no pin like <***> today"),
        ('no pin like "a\\$b" today', "a$b", 'no pin like "***" today'),
        ("port 14711 is in use", "4711", "port 14711 is in use"),
        ("nobody has normal noses", "no", "nobody has normal noses"),
        ("invalid user name or password (6)", "user", "invalid *** name or password (6)"),
        ("nothing hides", "", "nothing hides"),
        ("has secret1!", "Secret1", "has ***!"),
        ("already have secret", "a", "already have secret"),
    ],
)
def test_a_short_secret_is_hidden_as_a_word_and_breaks_no_other(said, secret, left):
    assert masked(said, [Secret(secret)]) == left


def test_what_stands_between_pieces_of_two_secrets_is_left_and_between_those_of_one_is_not():
    one, other = Secret("hunter2hunter2"), Secret("Zebra9Zebra")
    assert masked("hunter2hunter2 and Zebra9Zebra", [one, other]) == "*** and ***"
    assert masked("hunter2\\q07hunter2", [one]) == "***"


def test_far_too_long_words_are_cut_before_anybody_looks_through_them():
    left = masked("x" * (1 << 20), [Secret(f"secret number {at}") for at in range(60)])
    assert left == "x" * LONGEST + "..."


def test_what_a_session_knows_shows_nothing_of_it():
    known = Known([Secret(SECRET)])
    assert (repr(known), str(known)) == ("Known(***)", "Known(***)")
    assert known.masked(f"no {SECRET}") == "no ***"
    assert known.holds(f"a comment with {SECRET} in it")
    assert not Known([Secret("lobby")]).holds("the lobby of the hotel")


@given(st.text(max_size=20), st.text(min_size=6, max_size=40), st.text(max_size=20))
def test_nothing_of_8_characters_is_left_of_any_secret(before, secret, after):
    left = masked(f"{before}{secret}{after}", [Secret(secret)])
    runs = {secret[at : at + 8] for at in range(max(1, len(secret) - 7))}
    assert not any(run in piece for run in runs for piece in left.split("***"))


def test_text_without_a_secret_stays_as_it_is():
    assert masked("failure: already have such entry", [Secret("hunter2hunter2")]).startswith(
        "failure: already"
    )


def test_a_variable_that_is_far_too_long_is_refused_as_a_file_is(tmp_path):
    found = resolve((SecretRef("env", "LONG"),), {"LONG": "x" * 70_000}, tmp_path)
    assert [each.code for each in found.diagnostics] == ["bad-secret"]
    assert "xxx" not in found.diagnostics[0].summary


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (
            "not enough permissions (9): no secret of permissions",
            "not enough permissions (9): *** secret of permissions",
        ),
        ("no such command or directory (no)", "no such command or directory (***)"),
        ("no such item", "*** such item"),
    ],
)
def test_what_kind_of_a_refusal_it_is_a_password_of_a_common_word_does_not_hide(said, left):
    window = Window([Sentence("/ip/pool/print")], ["1"], known=Known([Secret("no")]))
    window.ready()
    words = Answer("!trap", "1", {"message": said}, ())
    window.take([words, Answer("!done", "1", {}, ())])
    assert [each.traps[0].message for each in window.replies] == [left]


def test_secrets_that_are_read_are_hidden_even_from_what_was_said_before_them_in_the_flight():
    window = Window([Sentence("/ip/pool/print"), Sentence("/radius/print")], ["1", "2"])
    window.ready()
    window.take(
        [
            Answer("!trap", "1", {"message": f"busy with {SECRET}"}, ()),
            Answer("!done", "1", {}, ()),
            Answer("!re", "2", {"secret": SECRET}, ()),
            Answer("!done", "2", {}, ()),
        ]
    )
    assert window.replies[0].traps[0].message == "busy with ***"


@pytest.mark.parametrize("secrets", [0, 1000])
def test_plain_texts_of_a_router_are_marked_where_a_secret_stands_in_them(secrets):
    known = Known(Secret(f"voucher number {at}") for at in range(secrets))
    known.learn([Secret(SECRET), Secret("lobby")])
    for text, tells in {
        f"pw is {SECRET}": True,
        f":put {quote(SECRET)}": True,
        f"pw {SECRET.upper()}": True,
        "the lobby": False,
        SECRET[:-1]: False,
    }.items():
        live = Live("/ip/pool", "*1", {"comment": text, "name": "lobby"})
        (seen,) = telling(Observed({"/ip/pool": (live,)}), known).rows["/ip/pool"]
        assert (seen == live, isinstance(seen.fields["comment"], Telling)) == (True, tells)
        assert (shown("/ip/pool", "comment", seen.fields["comment"]) == "(secret)") is tells


def test_what_holds_a_router_s_words_or_files_does_not_print_them():
    for each in (
        Answer("!re", "1", {"secret": SECRET}, (SECRET,)),
        Answer(f"!{SECRET}", None, {}, ()),
        Tree({"s.yaml": SECRET.encode()}),
        Reply(({"secret": SECRET},)),
        Sentence("/radius/add", (("secret", Secret(SECRET)),)),
        Known([Secret(SECRET)]),
    ):
        assert not any(SECRET[at : at + 8] in f"{each!r} {each}" for at in range(len(SECRET) - 7)), each
