"""The sliding window: how much is under way, whose answer is whose, how many waits it took."""

from __future__ import annotations

import pytest
from device_peers import words_in
from hypothesis import given
from hypothesis import strategies as st

from rosgit.device import window as module
from rosgit.device.errors import ConnectionLost, ProtocolError
from rosgit.device.sentence import Reply, Sentence, Trap
from rosgit.device.window import MAX_TAGS, MAX_UNANSWERED, Window
from rosgit.device.wire import Answer
from rosgit.model.secret import Secret


def flight(count: int, size: int = 1, *, stop_on_trap: bool = False) -> Window:
    sentences = [Sentence("/x/add", (("n", "v" * size),)) for _ in range(count)]
    return Window(sentences, [str(tag) for tag in range(count)], stop_on_trap=stop_on_trap)


def said(word: str, tag: str | None, **fields: str) -> Answer:
    return Answer(word, tag, fields, ())


def tags_in(data: bytes) -> list[str]:
    sentences, rest = words_in(data)
    assert not rest
    return [words[-1].removeprefix(".tag=") for words in sentences]


def test_all_of_a_small_flight_is_sent_at_once() -> None:
    window = flight(MAX_TAGS)
    assert len(tags_in(window.ready())) == MAX_TAGS
    assert window.ready() == b""


def test_no_more_than_the_tags_are_under_way_and_the_window_slides() -> None:
    window = flight(MAX_TAGS + 2)
    assert len(tags_in(window.ready())) == MAX_TAGS
    window.take([said("!done", "5")])
    assert tags_in(window.ready()) == [str(MAX_TAGS)]


def test_unanswered_bytes_are_bounded() -> None:
    window = flight(10, MAX_UNANSWERED // 4)
    assert tags_in(window.ready()) == ["0", "1", "2"]
    window.take([said("!done", "1")])
    assert tags_in(window.ready()) == ["3"]


def test_a_sentence_larger_than_the_bound_goes_alone() -> None:
    window = flight(3, 2 * MAX_UNANSWERED)
    assert tags_in(window.ready()) == ["0"]
    assert window.ready() == b""
    window.take([said("!done", "0")])
    assert tags_in(window.ready()) == ["1"]


@given(count=st.integers(1, 200), data=st.data())
def test_replies_stand_in_sentence_order_whatever_the_order_of_answers(
    count: int, data: st.DataObject
) -> None:
    window, under_way = flight(count), list[str]()
    while not window.done:
        under_way += tags_in(window.ready())
        assert len(under_way) <= MAX_TAGS
        tag = under_way.pop(data.draw(st.integers(0, len(under_way) - 1)))
        window.take([said("!re", tag, n=tag), said("!done", tag, ret=f"*{tag}")])
    assert [reply.ret for reply in window.replies if reply] == [f"*{tag}" for tag in range(count)]
    assert [reply.rows for reply in window.replies if reply] == [({"n": str(tag)},) for tag in range(count)]


@pytest.mark.parametrize(("count", "waits"), [(0, 0), (1, 1), (MAX_TAGS, 1), (MAX_TAGS + 1, 2), (200, 4)])
def test_a_trip_is_one_window_full(count: int, waits: int) -> None:
    window = flight(count)
    while not window.done:
        window.take([said("!done", tag) for tag in tags_in(window.ready())])
    assert window.trips == waits


def test_answers_that_come_one_by_one_do_not_count_as_waits_of_their_own() -> None:
    window, under_way = flight(3 * MAX_TAGS), list[str]()
    while not window.done:
        under_way += tags_in(window.ready())
        window.take([said("!done", under_way.pop(0))])
    assert window.trips == 3


def test_all_traps_of_a_sentence_are_kept() -> None:
    window = flight(1)
    window.ready()
    window.take(
        [said("!trap", "0", message="a", category="1"), said("!trap", "0", message="b"), said("!done", "0")]
    )
    assert window.replies == (Reply(traps=(Trap("a", 1), Trap("b", None))),)


def test_a_trap_category_that_is_no_number_is_none() -> None:
    window = flight(1)
    window.ready()
    window.take([said("!trap", "0", message="a", category="\u0663"), said("!done", "0")])
    assert window.replies == (Reply(traps=(Trap("a", None),)),)


def test_empty_is_no_row_and_not_the_end() -> None:
    window = flight(1)
    window.ready()
    window.take([said("!empty", "0")])
    assert window.replies == (None,)
    window.take([said("!done", "0")])
    assert window.replies == (Reply(),)


def test_stop_on_trap_sends_nothing_more_and_awaits_what_is_under_way() -> None:
    window = flight(MAX_TAGS + 9, stop_on_trap=True)
    window.ready()
    window.take([said("!trap", "0", message="no"), said("!done", "0")])
    assert (window.ready(), window.done, window.sent) == (b"", False, MAX_TAGS)
    window.take([said("!done", str(tag)) for tag in range(1, MAX_TAGS)])
    assert window.done
    assert window.replies[MAX_TAGS:] == (None,) * 9


@pytest.mark.parametrize(
    "answer",
    [said("!done", "9"), said("!re", None), said("!what", "0"), said("!DONE", "0")],
    ids=["foreign tag", "no tag", "unknown word", "upper case"],
)
def test_an_answer_that_fits_nothing_is_rubbish(answer: Answer) -> None:
    window = flight(1)
    window.ready()
    with pytest.raises(ProtocolError):
        window.take([answer])


def test_a_second_done_is_rubbish() -> None:
    window = flight(2)
    window.ready()
    with pytest.raises(ProtocolError):
        window.take([said("!done", "0"), said("!done", "0")])


def test_fatal_ends_it_and_keeps_the_routers_words() -> None:
    window = flight(1)
    window.ready()
    with pytest.raises(ConnectionLost) as caught:
        window.take([Answer("!fatal", None, {}, ("not logged in",))])
    assert caught.value.said == "not logged in"


def test_more_rows_than_the_bound_are_rubbish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ROWS", 5)
    window = flight(1)
    window.ready()
    window.take([said("!re", "0")] * 5)
    with pytest.raises(ProtocolError, match="more than 5 rows"):
        window.take([said("!re", "0")])


def test_a_secret_that_the_router_quotes_is_masked() -> None:
    asked = Sentence("/user/add", (("password", Secret("hunter2")),))
    window = Window([asked], ["1"])
    window.ready()
    window.take([said("!trap", "1", message="bad value hunter2 of password"), said("!done", "1")])
    assert window.replies == (Reply(traps=(Trap("bad value *** of password"),)),)
