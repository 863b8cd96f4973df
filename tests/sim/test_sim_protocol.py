"""The conversation on the wire: tags, empties, traps, fatals (NOTES section a)."""

from __future__ import annotations

import pytest
from sim_raw import Raw, attributes, rows, trap

from rosgit.sim import Router, Server


@pytest.mark.parametrize("name", ["admin", "nobody", ""])
def test_a_wrong_login_is_refused_with_one_text_and_may_be_tried_again(server: Server, name: str) -> None:
    with Raw(server.port, login=False) as client:
        assert trap(client.ask("/login", f"=name={name}", "=password=wrong")) == (
            "invalid user name or password (6)"
        )
        assert client.ask("/login", "=name=admin", "=password=") == [["!done"]]


def test_a_command_before_the_login_is_fatal(server: Server) -> None:
    with Raw(server.port, login=False) as client:
        client.write(("/ip/pool/print",))
        assert client.read() == ["!fatal", "not logged in"]
        assert client.read() == []


def test_quit_says_so_in_a_bare_word_and_closes(raw: Raw) -> None:
    raw.write(("/quit",))
    assert raw.read() == ["!fatal", "session terminated on request"]
    assert raw.read() == []


def test_tags_come_back_on_every_reply_of_their_command(raw: Raw) -> None:
    raw.write(
        ("/system/identity/print", ".tag=a"), ("/nowhere/print", ".tag=b c"), ("/ip/pool/print", ".tag=7")
    )
    found = raw.replies(3)
    assert [(reply[0], reply[-1]) for reply in found] == [
        ("!re", ".tag=a"),
        ("!done", ".tag=a"),
        ("!trap", ".tag=b c"),
        ("!done", ".tag=b c"),
        ("!empty", ".tag=7"),
        ("!done", ".tag=7"),
    ]


@pytest.mark.parametrize(
    ("version", "replies"),
    [("7.17.2", [["!done"]]), ("7.18", [["!empty"], ["!done"]]), ("7.22.2", [["!empty"], ["!done"]])],
)
def test_empty_stands_for_no_rows_since_7_18(version: str, replies: list[list[str]]) -> None:
    with Server(Router(version=version)) as server, Raw(server.port) as client:
        assert client.ask("/ip/pool/print") == replies


def test_a_proplist_of_nothing_gives_one_bare_reply_a_row(raw: Raw) -> None:
    assert raw.ask("/user/group/print", "=.proplist=nonsense") == [["!re"], ["!re"], ["!re"], ["!done"]]


def test_count_only_answers_with_a_number(raw: Raw) -> None:
    assert raw.ask("/interface/print", "=count-only=") == [["!done", "=ret=5"]]


def test_cancel_interrupts_a_listen_between_its_trap_and_its_end(raw: Raw) -> None:
    raw.write(("/ip/pool/listen", ".tag=l"))
    raw.write(("/ip/pool/add", "=name=p", "=ranges=10.0.0.2-10.0.0.9", ".tag=a"))
    pushed, added = raw.read(), raw.read()
    assert (attributes(pushed)["name"], pushed[-1]) == ("p", ".tag=l")
    assert added == ["!done", "=ret=*1", ".tag=a"]
    assert [attributes(reply) for reply in raw.ask("/ip/pool/remove", "=.id=*1")[:1]] == [
        {".id": "*1", ".dead": "true"}
    ]
    raw.write(("/cancel", "=tag=l", ".tag=c"))
    assert raw.replies(2) == [
        ["!trap", "=category=2", "=message=interrupted", ".tag=l"],
        ["!done", ".tag=c"],
        ["!done", ".tag=l"],
    ]


def test_a_value_holds_anything_and_comes_back_whole(raw: Raw) -> None:
    text = 'a=b = "c" \\ $x\nznaków: ž 漢 ;[find]'
    raw.ask("/ip/pool/add", "=name=p", "=ranges=10.0.0.2-10.0.0.9", f"=comment={text}")
    assert rows(raw.ask("/ip/pool/print"))[0]["comment"] == text


def test_bytes_that_are_no_utf8_come_back_as_they_were(raw: Raw) -> None:
    word = b"=comment=caf\xe9"
    sentence = b"".join(bytes([len(each)]) + each for each in (b"/ip/pool/add", b"=ranges=10.0.0.2", word))
    raw.socket.sendall(sentence + b"\0")
    assert raw.replies() == [["!done", "=ret=*1"]]
    raw.write(("/ip/pool/print", "=.proplist=comment"))
    answer = b""
    while b"!done" not in answer:
        answer += raw.socket.recv(1000)
    assert b"\x0d=comment=caf\xe9\0" in answer


@pytest.mark.parametrize(
    "data", [b"\xff", b"\xf8\x00", b"\xf0\xff\xff\xff\xff", b"\xef\xff\xff\xff", b"\x90\x01"]
)
def test_rubbish_before_the_login_closes_the_connection(server: Server, data: bytes) -> None:
    with Raw(server.port, login=False) as client:
        client.socket.sendall(data)
        assert client.read() == []


def test_ids_are_upper_case_hex_and_never_used_again(raw: Raw) -> None:
    made = [raw.ask("/ip/pool/add", f"=ranges=10.0.{n}.2")[0][1] for n in range(11)]
    assert made[-2:] == ["=ret=*A", "=ret=*B"]
    raw.ask("/ip/pool/remove", "=.id=*B")
    assert raw.ask("/ip/pool/add", "=ranges=10.1.0.2") == [["!done", "=ret=*C"]]


def test_old_and_new_connections_see_one_router(server: Server, raw: Raw) -> None:
    with Raw(server.port) as other:
        raw.ask("/system/identity/set", "=name=kilifi")
        assert rows(other.ask("/system/identity/print")) == [{"name": "kilifi"}]


@pytest.mark.parametrize(
    ("queries", "names"),
    [
        (["?name=b"], "b"),
        (["?=name=b"], "b"),
        (["?comment"], "b"),
        (["?-comment"], "ac"),
        (["?name=a", "?name=c", "?#|"], "ac"),
        (["?name=a", "?#!"], "bc"),
        (["?comment=x", "?name=b"], "b"),
        (["?comment=x", "?name=a"], ""),
        (["?>name=a"], "bc"),
        (["?<name=c"], "ab"),
        (["?name=a", "?name=b", "?name=c", "?#||"], "abc"),
        (["?name=a", "?name=b", "?#|!"], "c"),
        (["?name=a", "?name=b", "?#&!"], "abc"),
    ],
)
def test_queries_choose_rows(raw: Raw, queries: list[str], names: str) -> None:
    for name in "abc":
        comment = ["=comment=x"] if name == "b" else []
        raw.ask("/ip/pool/add", f"=name={name}", "=ranges=10.0.0.2-10.0.0.9", *comment)
    found = rows(raw.ask("/ip/pool/print", "=.proplist=name", *queries))
    assert "".join(row["name"] for row in found) == names


def test_a_query_for_truth_takes_both_spellings(raw: Raw) -> None:
    for spelled in ("true", "yes"):
        found = rows(raw.ask("/interface/list/print", f"?builtin={spelled}"))
        assert [row["name"] for row in found] == ["all", "none", "dynamic", "static"]


def test_a_broken_query_is_refused(raw: Raw) -> None:
    assert trap(raw.ask("/ip/pool/print", "?#&"))
    assert trap(raw.ask("/ip/pool/print", "?#x"))


def test_get_answers_one_value(raw: Raw) -> None:
    assert raw.ask("/system/identity/get", "=value-name=name") == [["!done", "=ret=MikroTik"]]
    assert raw.ask("/interface/get", "=.id=ether2", "=value-name=type") == [["!done", "=ret=ether"]]
    assert trap(raw.ask("/ip/pool/get", "=.id=*9", "=value-name=name")) == "no such item"
