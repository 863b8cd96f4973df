"""A bare client for the simulator's tests: bytes out, sentences in, coded by librouteros."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from types import TracebackType

from librouteros.connections import SocketTransport
from librouteros.exceptions import ConnectionClosed
from librouteros.protocol import ApiProtocol, encode_sentence


class Raw:
    """One TCP connection to a simulated router."""

    def __init__(self, port: int, *, login: bool = True, user: str = "admin", password: str = "") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._protocol = ApiProtocol(SocketTransport(self.socket), "utf-8")
        if login:
            assert self.ask("/login", f"=name={user}", f"=password={password}") == [["!done"]]

    def write(self, *sentences: Sequence[str]) -> None:
        """Write sentences as one flight."""
        self.socket.sendall(b"".join(encode_sentence(*each, encoding="utf-8") for each in sentences))

    def read(self) -> list[str]:
        """One reply sentence; a closed connection reads as nothing."""
        words: list[str] = []
        try:
            while word := self._protocol.readWord():
                words.append(word)
        except (ConnectionClosed, ConnectionResetError):
            return words
        return words

    def replies(self, count: int = 1) -> list[list[str]]:
        """Replies up to so many ``!done`` (or the end of the connection)."""
        found: list[list[str]] = []
        while count and (reply := self.read()):
            found.append(reply)
            count -= reply[0] == "!done"
        return found

    def ask(self, *words: str) -> list[list[str]]:
        """One sentence and its replies."""
        self.write(words)
        return self.replies()

    def __enter__(self) -> Raw:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close()


def rows(replies: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    """The attributes of the ``!re`` sentences."""
    return [attributes(reply) for reply in replies if reply[0] == "!re"]


def attributes(reply: Sequence[str]) -> dict[str, str]:
    """The ``=name=value`` words of a reply."""
    return {word.split("=", 2)[1]: word.split("=", 2)[2] for word in reply if word.startswith("=")}


def trap(replies: Sequence[Sequence[str]]) -> str:
    """The message of the only trap."""
    (found,) = [attributes(reply)["message"] for reply in replies if reply[0] == "!trap"]
    assert replies[-1][0] == "!done"
    return found
