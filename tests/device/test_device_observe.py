"""What a router prints becomes rows and facts; what cannot be right is an error."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosgit.device import Deadline, NotPermitted, ProtocolError, Refused, Reply, Sentence, Trap, observe
from rosgit.device.rows import Reader
from rosgit.menus import MENUS
from rosgit.model.row import Observed
from rosgit.model.secret import Secret

Rows = Sequence[Mapping[str, str]]
RESOURCE = {"version": "7.22 (stable)", "board-name": "hAP ax2", "uptime": "1d2h", "free-hdd-space": "12345"}
UNKNOWN = Reply(traps=(Trap("no such command prefix"),))


class Router:
    """Answers prints from a table; what is not in it has no rows."""

    def __init__(self, replies: Mapping[str, Rows | Reply]) -> None:
        self.peer = "router:8728"
        self.username = "rosgit"
        self.asked: list[list[Sentence]] = []
        self._replies: Mapping[str, Rows | Reply] = {"/system/resource": [RESOURCE], **replies}

    def flight(self, sentences: Collection[Sentence], deadline: Deadline) -> tuple[Reply, ...]:
        deadline.left()
        self.asked.append(list(sentences))
        return tuple(self._reply(each.command.removesuffix("/print")) for each in sentences)

    def _reply(self, path: str) -> Reply:
        found = self._replies.get(path, ())
        return found if isinstance(found, Reply) else Reply(tuple(found))


def seen(replies: Mapping[str, Rows | Reply], *menus: str) -> Observed:
    return observe(Router(replies), menus, Deadline.after(10))


def test_everything_is_asked_in_one_flight_with_a_proplist() -> None:
    router = Router({})
    observe(router, ["/ip/pool", "/ip/hotspot/user", "/ip/pool"], Deadline.after(10))
    (asked,) = router.asked
    prints = {each.command: each for each in asked}
    assert prints["/ip/pool/print"].proplist == MENUS["/ip/pool"].proplist
    assert prints["/ip/hotspot/user/print"].queries == ("?dynamic=true", "?#!")
    assert len(asked) == len(prints)


def test_rows_are_canonical_in_router_order_with_their_flags() -> None:
    rows = [
        {".id": "*2", "mac-address": "aa-bb-cc-00-11-22", "disabled": "no", "server": "*7"},
        {".id": "*1", "address": "10.0.0.0/32", "bypassed": "true", "type": "bypassed", "comment": "é"},
    ]
    second, first = seen({"/ip/hotspot/ip-binding": rows}, "/ip/hotspot/ip-binding").rows[
        "/ip/hotspot/ip-binding"
    ]
    assert (second.id, first.id) == ("*2", "*1")
    assert second.fields == {"mac-address": "AA:BB:CC:00:11:22", "disabled": "false", "server": "*7"}
    assert first.fields["comment"] == "é"
    assert "bypassed" not in first.fields


def test_a_true_flag_is_a_flag_and_a_false_one_is_nothing() -> None:
    rows = [{".id": "*1", "chain": "input", "dynamic": "true", "invalid": "false"}]
    (row,) = seen({"/ip/firewall/filter": rows}, "/ip/firewall/filter").rows["/ip/firewall/filter"]
    assert row.flags == {"dynamic"}
    assert row.foreign


def test_a_value_its_kind_cannot_read_is_kept_and_marked() -> None:
    (row,) = seen({"/ip/pool": [{".id": "*1", "name": "a", "ranges": "?"}]}, "/ip/pool").rows["/ip/pool"]
    assert row.raw == {"ranges": "?"}
    assert row.fields == {"name": "a", "ranges": "?"}


def test_an_empty_value_that_is_none_of_its_kind_is_absent() -> None:
    reader = Reader(MENUS["/ip/hotspot/ip-binding"])
    row = reader.row({".id": "*1", "mac-address": "", "comment": ""})
    assert row.fields == {"comment": ""}
    assert row.raw == {}


def test_secrets_are_apart_and_never_shown() -> None:
    rows = [{".id": "*1", "name": "amina", "password": "hunter2"}]
    observed = seen({"/ip/hotspot/user": rows}, "/ip/hotspot/user")
    (row,) = observed.rows["/ip/hotspot/user"]
    assert row.secrets == {"password": Secret("hunter2")}
    assert "password" not in row.fields
    assert "hunter2" not in repr(observed)


def test_a_singleton_has_no_id() -> None:
    (row,) = seen({"/system/identity": [{"name": "gw"}]}, "/system/identity").rows["/system/identity"]
    assert (row.id, row.fields) == (None, {"name": "gw"})


@given(
    st.lists(
        st.dictionaries(st.sampled_from(sorted(MENUS["/ip/hotspot/user"].fields)), st.text()), max_size=20
    )
)
def test_any_text_of_a_router_becomes_rows_without_an_error_and_alike_when_read_again(rows: Rows) -> None:
    reader = Reader(MENUS["/ip/hotspot/user"])
    assert (
        reader.rows(rows)
        == reader.rows(rows)
        == tuple(Reader(MENUS["/ip/hotspot/user"]).row(each) for each in rows)
    )


@pytest.mark.parametrize(
    ("menu", "reply", "kind", "match"),
    [
        ("/ip/pool", Reply(traps=(Trap("not enough permissions (9)"),)), NotPermitted, "/ip/pool"),
        ("/ip/hotspot", UNKNOWN, Refused, "/ip/hotspot"),
        ("/ip/pool", Reply(({"name": "a"},)), ProtocolError, "without an .id"),
        ("/system/identity", Reply(), ProtocolError, "0 rows"),
        ("/system/identity", Reply(({"name": "a"}, {"name": "b"})), ProtocolError, "2 rows"),
    ],
)
def test_an_asked_menu_that_cannot_be_read_is_an_error_that_names_it(
    menu: str, reply: Reply, kind: type[Exception], match: str
) -> None:
    with pytest.raises(kind, match=match) as caught:
        seen({menu: reply}, menu)
    assert type(caught.value) is kind


# --- facts --------------------------------------------------------------------------------------

FACTS: Mapping[str, Rows | Reply] = {
    "/system/routerboard": [{"serial-number": "HE108ABC"}],
    "/system/license": [{"software-id": "AB12-CD34"}],
    "/system/identity": [{"name": "gw"}],
    "/system/device-mode": [{"mode": "advanced", "hotspot": "yes"}],
    "/user": [{"name": "rosgit", "group": "managers"}],
    "/user/group": [
        {"name": "full", "policy": "reboot"},
        {"name": "managers", "policy": "api,read,write,!ftp,!policy"},
    ],
    "/interface": [
        {"name": "wan", "type": "ether", "default-name": "ether1"},
        {"name": "bridge", "type": "bridge"},
    ],
}


def test_the_facts_of_a_board() -> None:
    facts = seen(FACTS).facts
    assert (facts.version, facts.board, facts.serial, facts.identity) == (
        "7.22 (stable)",
        "hAP ax2",
        "HE108ABC",
        "gw",
    )
    assert (facts.uptime, facts.free_space) == ("1d2h", 12345)
    assert facts.policies == {"api", "read", "write"}
    assert facts.device_mode == {"mode": "advanced", "hotspot": "yes"}
    assert facts.interfaces == {"wan": "ether", "bridge": "bridge"}
    assert facts.default_names == {"ether1": "wan"}


@pytest.mark.parametrize(
    ("licence", "serial"),
    [({"system-id": "u4Xy", "software-id": "AB12"}, "u4Xy"), ({"software-id": "AB12"}, "AB12"), ({}, "")],
)
def test_a_router_without_a_board_is_known_by_its_licence(licence: Mapping[str, str], serial: str) -> None:
    facts = {**FACTS, "/system/routerboard": [{"routerboard": "false"}], "/system/license": [licence]}
    assert seen(facts).facts.serial == serial


@pytest.mark.parametrize("path", sorted(FACTS))
def test_a_fact_the_router_does_not_know_of_is_empty(path: str) -> None:
    assert seen({**FACTS, path: UNKNOWN}).facts.version == "7.22 (stable)"


def test_a_user_that_only_radius_knows_has_no_known_policies() -> None:
    assert seen({**FACTS, "/user": []}).facts.policies == frozenset()


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(traps=(Trap("not enough permissions (9)"),)), NotPermitted),
        (UNKNOWN, Refused),
        (Reply(), ProtocolError),
        (Reply(({"board-name": "x"},)), ProtocolError),
    ],
)
def test_without_a_version_nothing_can_be_judged(reply: Reply, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        seen({"/system/resource": reply})
