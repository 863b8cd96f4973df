"""One client's connection: reads a flight until the client waits, runs it, delivers its replies."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from typing import TYPE_CHECKING

from rosgit.sim.faults import RUBBISH
from rosgit.sim.login import served
from rosgit.sim.sentence import Reply, parse, tagged, trapped
from rosgit.sim.session import Session
from rosgit.sim.texts import Trap
from rosgit.sim.verbs import WRITERS
from rosgit.sim.wire import AFTER_LOGIN, Decoder, WireError, encode_sentence

if TYPE_CHECKING:
    from rosgit.sim.server import Server

_LONG_FLIGHT = 8192
_CHUNK = 1 << 18
_HANDSHAKE = 10.0
_POLL = 0.02


class Cut(Exception):  # noqa: N818 - no error: the connection is to end here
    """Close the connection now; ``tail`` goes out first, ``reset`` closes without a farewell.

    With ``silent`` nothing that waits to be sent goes out either.
    """

    def __init__(self, tail: bytes = b"", *, reset: bool = False, silent: bool = False) -> None:
        super().__init__()
        self.tail = tail
        self.reset = reset
        self.silent = silent


class Connection:
    """A client's connection and its record.

    ``commands`` are the sentences after the login in order, ``writes`` how many of them wrote,
    ``trips`` how often the client waited: one for TCP, one for TLS, one for each flight.
    """

    def __init__(
        self, server: Server, peer: socket.socket, address: str, context: ssl.SSLContext | None
    ) -> None:
        self.server = server
        self.session = Session(via="api-ssl" if context else "api")
        self.session.address = address
        self.session.port = int(peer.getsockname()[1])
        self.commands: list[tuple[str, ...]] = []
        self.writes = 0
        self.trips = 1
        self._peer = peer
        self._context = context
        self._owed = server.latency * (2 if context else 1)
        self._decoder = Decoder()
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="sim-connection", daemon=True)

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def join(self) -> None:
        """Wait until the connection has ended."""
        if self._thread is not threading.current_thread():
            self._thread.join()

    def cut(self) -> None:
        """End the connection from outside."""
        self._ending.set()
        with self._lock, contextlib.suppress(OSError):
            socket.socket.shutdown(self._peer, socket.SHUT_RDWR)

    def _run(self) -> None:
        try:
            self._greet()
            while not self._ending.is_set():
                self._flight()
        except Cut as cut:
            self._close(cut)
        except (OSError, WireError):
            pass
        finally:
            with self.server.router.lock, contextlib.suppress(ValueError):
                self.server.router.sessions.remove(self.session)
            self._peer.close()

    def _greet(self) -> None:
        if not served(self.server.router, self.session):
            raise Cut(reset=True)
        if self._context is None:
            return
        with self._lock:
            secure = self._context.wrap_socket(self._peer, server_side=True, do_handshake_on_connect=False)
            self._peer = secure
        if self._ending.is_set():
            raise Cut
        secure.settimeout(_HANDSHAKE)
        secure.do_handshake()
        self.trips += 1

    def _close(self, cut: Cut) -> None:
        with contextlib.suppress(OSError):
            if cut.tail:
                self._peer.sendall(cut.tail)
            if cut.reset:
                self._peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    # -- a flight

    def _flight(self) -> None:
        """Take sentences until the client waits, then deliver all their replies."""
        replies = bytearray()
        data: bytes | None = self._receive(None)
        began, size = time.monotonic(), 0
        while data is not None:
            size += len(data)
            self._decoder.feed(data)
            self._consume(replies)
            data = self._receive(self._patience(began, size, answered=bool(replies)))
        if self.server.faults.mute:
            self._silence()
        if replies:
            self._deliver(began, bytes(replies))

    def _receive(self, seconds: float | None) -> bytes | None:
        """The next bytes; None when nothing came for so long. Raises Cut when the client is gone."""
        while True:
            waiting = _POLL if seconds is None and self.session.listening else seconds
            self._peer.settimeout(waiting)
            try:
                data = self._peer.recv(_CHUNK)
            except TimeoutError:
                if seconds is not None:
                    return None
                self._send(self._told())
                continue
            if not data:
                raise Cut
            return data

    def _told(self) -> bytes:
        """What a listening client is to be told of now."""
        with self.server.router.lock:
            news, self.session.outbox = self.session.outbox, []
        return b"".join(encode_sentence(reply) for reply in news)

    def _send(self, data: bytes) -> None:
        self._peer.settimeout(None)
        if data:
            self._peer.sendall(data)

    def _patience(self, began: float, size: int, *, answered: bool) -> float | None:
        """How long nothing must come before the client is thought to wait; None for ever."""
        if not answered and self._decoder.partial:
            return None
        held = began + self.server.latency + self._owed - time.monotonic()
        quiet = self.server.settle * (4 if size > _LONG_FLIGHT or self._decoder.partial else 1)
        return max(held, quiet)

    def _consume(self, replies: bytearray) -> None:
        while (sentence := self._decoder.next()) is not None:
            try:
                for reply in self._answer(sentence):
                    replies += encode_sentence(reply)
            except Cut as cut:
                said = b"" if cut.silent else bytes(replies) + cut.tail
                raise Cut(said, reset=cut.reset) from None
            if self.session.closing:
                raise Cut(bytes(replies))
            if self.session.logged_in:
                self._decoder.limits = AFTER_LOGIN

    def _deliver(self, began: float, replies: bytes) -> None:
        wait = began + self.server.latency + self._owed - time.monotonic()
        self._owed = 0.0
        if wait > 0 and self._ending.wait(wait):
            raise Cut
        self.trips += 1
        self._send(self._told() + replies)

    # -- one sentence

    def _answer(self, sentence: tuple[str, ...]) -> list[Reply]:
        router, faults = self.server.router, self.server.faults
        if sentence[0] == "/login" and faults.refuse_login is not None:
            return tagged(trapped(Trap(faults.refuse_login)), parse(sentence).tag)
        if sentence[0] in ("/login", "/quit") or not self.session.logged_in:
            return router.execute(self.session, sentence)
        number = self.server.next_command()
        self.commands.append(sentence)
        self.writes += parse(sentence).verb in WRITERS
        return self._faulty(number, sentence)

    def _faulty(self, number: int, sentence: tuple[str, ...]) -> list[Reply]:
        faults = self.server.faults
        if number in faults.before:
            faults.before[number]()
        self._instead(number)
        if number in faults.trap:
            return tagged(trapped(Trap(*faults.trap[number])), parse(sentence).tag)
        replies = self.server.router.execute(self.session, sentence)
        if number in faults.after:
            faults.after[number]()
        self._afterwards(number, replies)
        return replies

    def _instead(self, number: int) -> None:
        faults = self.server.faults
        if faults.hang_at is not None and number >= faults.hang_at:
            self._silence()
        if number == faults.cut_before:
            raise Cut
        if number == faults.cut_request:
            raise Cut(silent=True)
        if number == faults.rubbish_at:
            raise Cut(RUBBISH)

    def _afterwards(self, number: int, replies: list[Reply]) -> None:
        faults = self.server.faults
        if number == faults.reset_at:
            raise Cut(reset=True)
        if number == faults.cut_after:
            raise Cut
        if number in (faults.cut_within, faults.reset_within):
            whole = b"".join(encode_sentence(reply) for reply in replies)
            raise Cut(whole[: max(1, len(whole) // 2)], reset=number == faults.reset_within)
        if self.server.router.rebooting:
            self.server.router.restart()
            raise Cut

    def _silence(self) -> None:
        """Say nothing more; the connection stays until the client or the server ends it."""
        self._peer.settimeout(None)
        while not self._ending.is_set() and self._peer.recv(_CHUNK):
            pass
        raise Cut
