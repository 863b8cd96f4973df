"""Scripted peers: each connection is played by one function in a thread. Their reading and writing
of the wire is written here again, so that it can disagree with the code under test."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from rosgit.model.target import Target, Tls

PKI = Path(__file__).parent / "pki"
CERT = PKI / "cert.pem"
DONE = ("!done",)


def word(text: str | bytes) -> bytes:
    data = text.encode() if isinstance(text, str) else text
    if len(data) < 0x80:
        return bytes([len(data)]) + data
    if len(data) < 0x4000:
        return (0x8000 | len(data)).to_bytes(2, "big") + data
    if len(data) < 0x200000:
        return (0xC00000 | len(data)).to_bytes(3, "big") + data
    return (0xE0000000 | len(data)).to_bytes(4, "big") + data


def sentence(*words: str | bytes) -> bytes:
    return b"".join(map(word, words)) + b"\0"


def words_in(data: bytes) -> tuple[list[list[str]], bytes]:
    """Whole sentences in the bytes, and the rest."""
    found: list[list[str]] = []
    current: list[str] = []
    position = rest = 0
    while position < len(data):
        first = data[position]
        more = (first >= 0x80) + (first >= 0xC0) + (first >= 0xE0)
        size = int.from_bytes(data[position : position + 1 + more], "big") & (0x7F, 0x3FFF, 0x1FFFFF)[more]
        start = position + 1 + more
        if start + size > len(data):
            break
        position = start + size
        if size:
            current.append(data[start:position].decode("utf-8", "surrogateescape"))
        else:
            found.append(current)
            current, rest = [], position
    return found, data[rest:]


class Talk:
    """The router's end of a connection."""

    def __init__(self, conn: socket.socket) -> None:
        self.conn = conn
        self.bytes = b""
        self.heard: list[list[str]] = []
        self._rest = b""
        self._next = 0

    def hear(self) -> list[str]:
        """The next sentence; empty when the client hung up."""
        while self._next == len(self.heard):
            chunk = self.conn.recv(65536)
            if not chunk:
                return []
            self.bytes += chunk
            found, self._rest = words_in(self._rest + chunk)
            self.heard += found
        self._next += 1
        return self.heard[self._next - 1]

    def say(self, *words: str | bytes, to: Sequence[str] = ()) -> None:
        """One sentence, with the tag of the one it answers."""
        tags = [each for each in to if each.startswith(".tag=")]
        self.conn.sendall(sentence(words[0], *tags, *words[1:]))

    def login(self) -> None:
        self.say("!done", to=self.hear())

    def swallow(self) -> None:
        """As ``drain``, for bytes that need not be sentences."""
        while chunk := self.conn.recv(65536):
            self.bytes += chunk

    def drain(self) -> None:
        """Say nothing until the client hangs up."""
        while self.hear():
            pass


Script = Callable[[Talk], None]


def answering(replies: Mapping[str, Sequence[Sequence[str | bytes]]]) -> Script:
    """Answers commands by name with sentences, all others with !done; the login is let in."""

    def play(talk: Talk) -> None:
        while asked := talk.hear():
            for said in replies.get(asked[0], ()):
                talk.say(*said, to=asked)
            talk.say("!done", to=asked)

    return play


class Peer:
    """A listening socket; its n-th connection is played by the n-th script."""

    def __init__(self, *scripts: Script, tls: bool = False) -> None:
        self._scripts = scripts
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._run)
        self.port: int = self._listener.getsockname()[1]
        self.talks: list[Talk] = []

    def __enter__(self) -> Peer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        for script in self._scripts:
            with suppress(OSError):
                conn, _ = self._listener.accept()
                with conn:
                    conn.settimeout(10)
                    self._play(conn, script)

    def _play(self, conn: socket.socket, script: Script) -> None:
        if not self._tls:
            self._converse(conn, script)
            return
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERT, PKI / "key.pem")
        with context.wrap_socket(conn, server_side=True) as wrapped:
            self._converse(wrapped, script)

    def _converse(self, conn: socket.socket, script: Script) -> None:
        talk = Talk(conn)
        self.talks.append(talk)
        script(talk)

    @property
    def heard(self) -> list[list[str]]:
        """Every sentence of every connection."""
        return [each for talk in self.talks for each in talk.heard]

    def target(self, *, host: str = "127.0.0.1", tls: Tls | None = None) -> Target:
        return Target(host, self.port, "rosgit", None, tls, "7.22")
