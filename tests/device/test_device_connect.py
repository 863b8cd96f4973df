"""Connecting, trusting, logging in, flying; and everything that can go wrong on the way."""

from __future__ import annotations

import hashlib
import itertools
import logging
import queue
import socket
import ssl
import threading
import traceback
from collections.abc import Callable

import pytest
from device_peers import CERT, Peer, Script, Talk, answering, sentence

from rosgit.device import (
    ConnectionLost,
    Deadline,
    DeviceError,
    FlightBroken,
    LoginRefused,
    ProtocolError,
    Sentence,
    Timeout,
    TlsRefused,
    Trap,
    Unreachable,
    connect,
    fingerprint,
    lookup,
    read,
)
from rosgit.device import device as module
from rosgit.model.secret import Secret
from rosgit.model.target import Target, Tls

PASSWORD = Secret("correct horse é")
ASK = Sentence("/x/print")
FINGERPRINT = hashlib.sha256(ssl.PEM_cert_to_DER_cert(CERT.read_text())).hexdigest()


def soon() -> Deadline:
    return Deadline.after(10)


def ticking(steps: float) -> Deadline:
    """A deadline that passes after so many looks at the clock."""
    clock = itertools.count().__next__
    return Deadline.after(steps, clock)


# --- what works ---------------------------------------------------------------------------------


def test_a_login_and_a_flight_take_three_trips() -> None:
    with Peer(answering({"/x/print": [("!re", "=a=yes"), ("!re", "=a=é")]})) as peer:
        with connect(peer.target(), PASSWORD, soon()) as device:
            first, second = device.flight([ASK, Sentence("/y/print")], soon())
            assert (device.trips, device.peer) == (3, f"127.0.0.1:{peer.port}")
        assert first.rows == ({"a": "yes"}, {"a": "é"})
        assert second.rows == ()
        assert peer.heard[0] == ["/login", "=name=rosgit", f"=password={PASSWORD.reveal()}"]


def test_bytes_that_are_no_text_survive_the_round_trip() -> None:
    with (
        Peer(answering({"/x/print": [("!re", b"=a=\xff\xfe")]})) as peer,
        connect(peer.target(), PASSWORD, soon()) as device,
    ):
        ((row,),) = (reply.rows for reply in device.flight([ASK], soon()))
        device.flight([Sentence("/x/set", (("a", row["a"]),))], soon())
        assert b"=a=\xff\xfe" in peer.talks[0].bytes


def test_traps_are_values_and_the_flight_goes_on() -> None:
    with (
        Peer(answering({"/x/add": [("!trap", "=category=1", "=message=no \x1b[31m")]})) as peer,
        connect(peer.target(), PASSWORD, soon()) as device,
    ):
        first, second = device.flight([Sentence("/x/add"), ASK], soon())
    assert first.traps == (Trap("no \x1b[31m", 1),)
    assert second.traps == ()


def test_stop_on_trap_ends_the_result_with_what_was_sent() -> None:
    with (
        Peer(answering({"/x/add": [("!trap", "=message=no")]})) as peer,
        connect(peer.target(), PASSWORD, soon()) as device,
    ):
        replies = device.flight([Sentence("/x/add")] * 100, soon(), stop_on_trap=True)
    assert len(replies) == len([each for each in peer.heard if each[0] == "/x/add"]) < 100
    assert all(reply.done for reply in replies)


def test_an_empty_flight_sends_nothing_and_waits_for_nothing() -> None:
    with Peer(answering({})) as peer, connect(peer.target(), PASSWORD, soon()) as device:
        assert device.flight([], soon()) == ()
        assert device.trips == 2


def test_a_long_flight_meets_a_peer_that_answers_everything_at_the_end() -> None:
    def play(talk: Talk) -> None:
        talk.login()
        for asked in [talk.hear() for _ in range(64)]:
            for _ in range(50):
                talk.say("!re", "=a=" + "x" * 1000, to=asked)
            talk.say("!done", to=asked)
        talk.drain()

    sentences = [Sentence("/x/add", (("a", "y" * 900),))] * 64
    with Peer(play) as peer, connect(peer.target(), PASSWORD, soon()) as device:
        assert [len(reply.rows) for reply in device.flight(sentences, soon())] == [50] * 64
        assert device.trips == 3


@pytest.mark.parametrize("style", ["{}", "sha256:{}", "SHA256:{}", "upper", "colons"])
def test_a_pinned_certificate_is_trusted_however_the_pin_is_written(style: str) -> None:
    pairs = ":".join(FINGERPRINT[at : at + 2] for at in range(0, 64, 2))
    pin = {"upper": FINGERPRINT.upper(), "colons": pairs}.get(style) or style.format(FINGERPRINT)
    with (
        Peer(answering({}), tls=True) as peer,
        connect(peer.target(tls=Tls(("00" * 32, pin))), PASSWORD, soon()) as device,
    ):
        assert len(device.flight([ASK], soon())) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_certificate_is_trusted_by_its_authority_and_name(host: str) -> None:
    with (
        Peer(answering({}), tls=True) as peer,
        connect(peer.target(host=host, tls=Tls(ca=str(CERT))), PASSWORD, soon()) as device,
    ):
        assert len(device.flight([ASK], soon())) == 1


def test_tls_adds_its_own_trips() -> None:
    with (
        Peer(answering({}), tls=True) as peer,
        connect(peer.target(tls=Tls((FINGERPRINT,))), PASSWORD, soon()) as device,
    ):
        assert device.trips == 3


# --- what does not ------------------------------------------------------------------------------


def hangs_up(talk: Talk) -> None:
    del talk


def before_login(talk: Talk) -> None:
    talk.hear()


def in_a_sentence(talk: Talk) -> None:
    talk.login()
    asked = talk.hear()
    talk.conn.sendall(sentence("!re", asked[-1], "=a=" + "x" * 200)[:50])


def rubbish(talk: Talk) -> None:
    talk.login()
    talk.hear()
    talk.conn.sendall(b"\xff\xff\xff\xff")
    talk.drain()


def http(talk: Talk) -> None:
    talk.conn.sendall(b"HTTP/1.1 400 Bad Request\r\nServer: lighttpd\r\n\r\n" * 9)
    talk.swallow()


def fatal(talk: Talk) -> None:
    talk.login()
    talk.hear()
    talk.say("!fatal", "session terminated")


def silent(talk: Talk) -> None:
    talk.login()
    talk.drain()


def endless(talk: Talk) -> None:
    talk.login()
    asked = talk.hear()
    while True:
        talk.say("!re", "=a=b", to=asked)


def stranger(talk: Talk) -> None:
    talk.login()
    talk.hear()
    talk.say("!done", ".tag=77")
    talk.drain()


def untrue(talk: Talk) -> None:
    talk.say("!trap", "=message=invalid user name or password (6)", to=talk.hear())
    talk.say("!done")
    talk.drain()


def echoing(talk: Talk) -> None:
    said = next(each for each in talk.hear() if each.startswith("=password=")).removeprefix("=password=")
    talk.say("!trap", f"=message=bad password {said}")
    talk.say("!done")
    talk.drain()


def old(talk: Talk) -> None:
    talk.hear()
    talk.say("!done", "=ret=0123456789abcdef0123456789abcdef")
    talk.drain()


def full(talk: Talk) -> None:
    talk.hear()
    talk.say("!fatal", "too many sessions")


BROKEN: list[tuple[Script, type[DeviceError], str, Callable[[], Deadline]]] = [
    (hangs_up, ConnectionLost, "connection-lost", soon),
    (before_login, ConnectionLost, "connection-lost", soon),
    (in_a_sentence, ConnectionLost, "connection-lost", soon),
    (fatal, ConnectionLost, "connection-lost", soon),
    (rubbish, ProtocolError, "router-rubbish", soon),
    (http, ProtocolError, "router-rubbish", soon),
    (stranger, ProtocolError, "router-rubbish", soon),
    (silent, Timeout, "router-timeout", lambda: Deadline.after(0.2)),
    (endless, Timeout, "router-timeout", lambda: ticking(20)),
    (untrue, LoginRefused, "login-refused", soon),
    (echoing, LoginRefused, "login-refused", soon),
    (old, LoginRefused, "login-refused", soon),
    (full, LoginRefused, "login-refused", soon),
]


@pytest.mark.parametrize(
    ("script", "kind", "code", "deadline"), BROKEN, ids=lambda each: getattr(each, "__name__", "")
)
def test_each_way_of_failing_has_its_error_and_shows_no_password(
    script: Script,
    kind: type[DeviceError],
    code: str,
    deadline: Callable[[], Deadline],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    until = deadline()
    with (
        Peer(script) as peer,
        pytest.raises(DeviceError) as caught,
        connect(peer.target(), PASSWORD, until, retry=False) as device,
    ):
        device.flight([ASK], until)
    error = caught.value
    assert type(error) is kind
    found = error.diagnostic()
    assert (found.code, found.address, found.is_error) == (code, f"127.0.0.1:{peer.port}", True)
    shown = "".join(traceback.format_exception(error)) + repr(error) + repr(found) + caplog.text
    assert PASSWORD.reveal() not in shown


def test_the_routers_own_words_are_kept() -> None:
    with Peer(untrue) as peer, pytest.raises(LoginRefused) as caught:
        connect(peer.target(), PASSWORD, soon())
    assert caught.value.said == "invalid user name or password (6)"
    assert "invalid user name or password (6)" in caught.value.diagnostic().summary


def test_control_characters_of_a_router_do_not_reach_a_traceback() -> None:
    with (
        Peer(lambda talk: (talk.hear(), talk.say("!trap", "=message=\x1b[2J"), talk.say("!done"))) as peer,
        pytest.raises(LoginRefused) as caught,
    ):
        connect(peer.target(), PASSWORD, soon())
    assert "\x1b" not in str(caught.value)


TELNET = bytes([0xFF, 0xFD, 0x18, 0xFF, 0xFD, 0x20])
TLS_ALERT = bytes([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46])


@pytest.mark.parametrize(
    "greeting",
    [TELNET, TLS_ALERT, b"SSH-2.0-ROSSSH\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"220 ftp\r\n", b"\xf8"],
    ids=["telnet", "tls", "ssh", "http", "ftp", "control byte"],
)
def test_another_service_on_the_port_is_told_as_such(greeting: bytes) -> None:
    def play(talk: Talk) -> None:
        talk.conn.sendall(greeting)
        talk.swallow()

    with Peer(play) as peer, pytest.raises(ProtocolError) as caught:
        connect(peer.target(), PASSWORD, soon())
    words = caught.value.diagnostic().summary
    assert words.startswith("it answers, but not with the RouterOS API protocol (is this port the API?")
    assert "control" not in words


def test_nobody_listening_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unreachable) as caught:
        connect(Target("127.0.0.1", port, "rosgit", None, None, "7.22"), PASSWORD, soon())
    assert isinstance(caught.value.__cause__, ConnectionRefusedError)


@pytest.mark.parametrize("host", ["name.invalid", "x" * 70 + ".example"])
def test_a_name_that_leads_nowhere_is_unreachable(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(name: str, *_: object, **__: object) -> object:
        name.encode("idna")
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(Unreachable):
        connect(Target(host, 8728, "rosgit", None, None, "7.22"), PASSWORD, soon())


@pytest.mark.parametrize("use", [lambda *given: connect(given[0], PASSWORD, given[1]), fingerprint])
def test_a_lookup_that_never_ends_is_unreachable_when_the_deadline_passes(
    use: Callable[[Target, Deadline], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, over = [], threading.Event()

    def look_up(*name: object, **_: object) -> object:
        asked.append(name)
        over.wait(10)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(Unreachable, match="looking up the host name took too long") as caught:
        use(Target("slow.invalid", 8728, "rosgit", None, None, "7.22"), Deadline.after(0.05))
    assert not over.is_set()
    over.set()
    assert (caught.value.code, caught.value.peer) == ("unreachable", "slow.invalid:8728")
    assert asked == [("slow.invalid", 8728)]


def test_a_lookup_is_waited_for_as_long_as_the_deadline_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float | None] = []

    class Silent(queue.SimpleQueue[object]):
        def get(self, *_: object, timeout: float | None = None) -> object:
            waits.append(timeout)
            raise queue.Empty

    monkeypatch.setattr(lookup, "SimpleQueue", Silent)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
    with pytest.raises(Unreachable):
        lookup.addresses("slow.invalid", 8728, Deadline(7.0, lambda: 5.0))
    assert waits == [2.0]


def test_the_time_of_a_lookup_is_taken_from_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]

    def look_up(*_: object, **__: object) -> object:
        now[0] = 30.0
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 9))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    deadline = Deadline.after(30, lambda: now[0])
    with pytest.raises(Unreachable, match="the deadline passed"):
        connect(Target("slow.invalid", 9, "rosgit", None, None, "7.22"), PASSWORD, deadline)


@pytest.mark.parametrize(
    "tls",
    [Tls(("00" * 32,)), Tls(), Tls(ca="/nonexistent/ca.pem"), Tls(ca=__file__)],
    ids=["other pin", "system trust", "no CA file", "not a CA file"],
)
def test_no_byte_of_the_login_reaches_a_router_we_do_not_trust(tls: Tls) -> None:
    with Peer(Talk.drain, tls=True) as peer, pytest.raises(TlsRefused) as caught:
        connect(peer.target(tls=tls), PASSWORD, soon())
    assert [talk.bytes for talk in peer.talks] in ([], [b""])
    assert caught.value.diagnostic().code == "tls-refused"


def test_a_wrong_pin_says_which_fingerprint_was_seen() -> None:
    with Peer(Talk.drain, tls=True) as peer, pytest.raises(TlsRefused) as caught:
        connect(peer.target(tls=Tls(("11" * 32,))), PASSWORD, soon())
    assert caught.value.seen == FINGERPRINT
    assert FINGERPRINT in str(caught.value)


def test_the_authoritys_certificate_for_another_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with Peer(Talk.drain, tls=True) as peer:
        found = socket.getaddrinfo("127.0.0.1", peer.port, type=socket.SOCK_STREAM)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        with pytest.raises(TlsRefused, match="not trusted"):
            connect(peer.target(host="router.example", tls=Tls(ca=str(CERT))), PASSWORD, soon())
    assert not peer.heard


def test_a_plain_service_behind_tls_is_named() -> None:
    with Peer(http) as peer, pytest.raises(TlsRefused, match="TLS failed"):
        connect(peer.target(tls=Tls((FINGERPRINT,))), PASSWORD, soon())


def test_a_silent_tls_peer_is_a_timeout() -> None:
    with Peer(Talk.swallow) as peer, pytest.raises(Timeout):
        connect(peer.target(tls=Tls((FINGERPRINT,))), PASSWORD, Deadline.after(0.2))


# --- cut in the middle --------------------------------------------------------------------------


def test_a_cut_flight_says_which_answers_had_come() -> None:
    def play(talk: Talk) -> None:
        talk.login()
        asked = [talk.hear() for _ in range(64)]
        talk.say("!done", "=ret=*2", to=asked[1])
        talk.say("!re", "=a=b", to=asked[0])

    with (
        Peer(play) as peer,
        connect(peer.target(), PASSWORD, soon()) as device,
        pytest.raises(ConnectionLost) as caught,
    ):
        device.flight([Sentence("/x/add", (("a", "b"),))] * 70, soon())
    replies = caught.value.replies
    assert [index for index, reply in enumerate(replies) if reply is not None] == [1]
    assert replies[1] is not None
    assert (replies[1].ret, len(replies), caught.value.sent) == ("*2", 70, 65)


def test_a_cut_connection_is_not_used_again() -> None:
    with Peer(in_a_sentence) as peer, connect(peer.target(), PASSWORD, soon()) as device:
        with pytest.raises(ConnectionLost):
            device.flight([ASK], soon())
        with pytest.raises(ConnectionLost, match="closed") as caught:
            device.flight([ASK, ASK], soon())
    assert (caught.value.replies, caught.value.sent) == ((None, None), 0)


def test_an_interrupt_in_a_flight_closes_the_device(monkeypatch: pytest.MonkeyPatch) -> None:
    with Peer(answering({})) as peer, connect(peer.target(), PASSWORD, soon()) as device:
        monkeypatch.setattr(device, "_receive", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            device.flight([ASK], soon())
        monkeypatch.undo()
        with pytest.raises(FlightBroken):
            device.flight([ASK], soon())


def _interrupted(_: Deadline) -> bytes:
    raise KeyboardInterrupt


def test_more_bytes_than_the_bound_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_REPLY", 10_000)
    with (
        Peer(endless) as peer,
        connect(peer.target(), PASSWORD, soon()) as device,
        pytest.raises(ProtocolError, match="more than 10000 bytes"),
    ):
        device.flight([ASK], soon())


# --- one retry ----------------------------------------------------------------------------------


def test_a_connection_that_breaks_during_login_is_tried_once_more() -> None:
    with Peer(before_login, answering({})) as peer:
        connect(peer.target(), PASSWORD, soon()).close()
        assert len(peer.talks) == 2


def test_it_is_tried_twice_and_no_more() -> None:
    with Peer(before_login, before_login, answering({})) as peer:
        with pytest.raises(ConnectionLost):
            connect(peer.target(), PASSWORD, soon())
        assert len(peer.talks) == 2


@pytest.mark.parametrize("script", [untrue, full, old, http])
def test_a_refusal_is_never_tried_again(script: Script) -> None:
    with Peer(script, answering({})) as peer:
        with pytest.raises((LoginRefused, ProtocolError)):
            connect(peer.target(), PASSWORD, soon())
        assert len(peer.talks) == 1


def test_a_flight_is_never_tried_again() -> None:
    with Peer(in_a_sentence, answering({})) as peer, connect(peer.target(), PASSWORD, soon()) as device:
        with pytest.raises(ConnectionLost):
            device.flight([ASK], soon())
        assert len(peer.talks) == 1


def test_a_first_read_that_breaks_is_tried_once_more_login_included() -> None:
    whole = answering({"/system/resource/print": [("!re", "=version=7.22 (stable)")]})
    with Peer(in_a_sentence, whole) as peer:
        device, observed = read(peer.target(), PASSWORD, [], soon())
        device.close()
        assert [each[0] for each in peer.heard].count("/login") == 2
    assert observed.facts.version == "7.22 (stable)"


# --- silence of the logs ------------------------------------------------------------------------


def test_nothing_is_logged_at_any_level_about_a_whole_conversation(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="librouteros")
    secret = Secret("hunter2")
    with (
        Peer(answering({"/x/print": [("!re", "=password=hunter2")]})) as peer,
        connect(peer.target(), PASSWORD, soon()) as device,
    ):
        replies = device.flight([Sentence("/user/add", (("password", secret),)), ASK], soon())
    assert caplog.text == ""
    assert "hunter2" not in repr(replies) + repr(device)
