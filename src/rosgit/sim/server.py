"""The simulated router on TCP and TLS: connections, flights, latency, faults."""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
import threading
from pathlib import Path
from types import TracebackType

from rosgit.sim import tls
from rosgit.sim.connection import Connection
from rosgit.sim.faults import Faults
from rosgit.sim.router import Router

SETTLE = 0.003
_TICK = 0.5


class Server:
    """Serves one router on loopback (or elsewhere), a thread a connection.

    ``port`` 0 takes a free one; ``tls_port`` None leaves api-ssl out. ``latency`` is the simulated
    round trip in seconds: the replies of a flight are held back so long after its first sentence,
    those of the first flight once more for the TCP handshake and once more for TLS, which cannot
    be delayed from here. A client waits, and its flight is answered, when nothing came for
    ``settle`` seconds. ``faults`` go wrong to order. Use as a context manager, or start and stop.
    """

    def __init__(  # noqa: PLR0913 - one argument a property of the server
        self,
        router: Router,
        host: str = "127.0.0.1",
        port: int = 0,
        tls_port: int | None = None,
        certificate: Path | None = None,
        *,
        latency: float = 0.0,
        faults: Faults | None = None,
        settle: float = SETTLE,
    ) -> None:
        self.router = router
        self.host = host
        self.latency = latency
        self.faults = faults or Faults()
        self.settle = settle
        self.connections: list[Connection] = []
        self.count = 0
        self._wanted = (port, tls_port)
        self._certificate = certificate or tls.BUNDLED
        self._lock = threading.Lock()
        self._sockets: list[tuple[socket.socket, ssl.SSLContext | None]] = []
        self._thread: threading.Thread | None = None
        self._wake: tuple[socket.socket, socket.socket] | None = None

    @property
    def port(self) -> int:
        """The TCP port of the plain API."""
        return self._port(0)

    @property
    def tls_port(self) -> int | None:
        """The TCP port of api-ssl, if it is served."""
        return self._port(1) if len(self._sockets) > 1 else None

    def _port(self, index: int) -> int:
        number: int = self._sockets[index][0].getsockname()[1]
        return number

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate (DER) in lower-case hex: what a site pins."""
        return tls.fingerprint(self._certificate)

    @property
    def trips(self) -> int:
        """Round trips of all connections so far: every wait of a client, connecting included."""
        return sum(connection.trips for connection in self.connections)

    def next_command(self) -> int:
        """The number of the command that is about to run, counted over all connections."""
        with self._lock:
            self.count += 1
            return self.count

    def start(self) -> Server:
        """Listen and serve; gives itself."""
        port, tls_port = self._wanted
        try:
            self._listen(port, None)
            if tls_port is not None:
                self._listen(tls_port, tls.context(self._certificate))
        except OSError:
            self._unlisten()
            raise
        self._wake = socket.socketpair()
        self.router.on_restart.append(self.cut)
        self.router.fingerprint = self.fingerprint
        self._thread = threading.Thread(target=self._accept, name="sim-accept", daemon=True)
        self._thread.start()
        return self

    def _listen(self, port: int, context: ssl.SSLContext | None) -> None:
        listener = socket.create_server((self.host, port))
        listener.setblocking(False)
        self._sockets.append((listener, context))

    def _unlisten(self) -> None:
        for listener, _ in self._sockets:
            listener.close()
        self._sockets.clear()

    def stop(self) -> None:
        """Close everything and wait until nothing of ours runs any more."""
        if self._thread is None or self._wake is None:
            return
        self._wake[0].send(b"x")
        self._thread.join()
        self._thread = None
        self._unlisten()
        self.router.on_restart.remove(self.cut)
        self.cut()
        for connection in list(self.connections):
            connection.join()
        for end in self._wake:
            end.close()

    def cut(self) -> None:
        """Cut every connection, as a restart does."""
        for connection in list(self.connections):
            connection.cut()

    def _accept(self) -> None:
        with selectors.DefaultSelector() as ready:
            if self._wake is not None:
                ready.register(self._wake[1], selectors.EVENT_READ)
            for number, (listener, _) in enumerate(self._sockets):
                ready.register(listener, selectors.EVENT_READ, number)
            while True:
                for key, _ in ready.select(_TICK):
                    if key.data is None:
                        return
                    self._take(*self._sockets[key.data])
                self.router.tick()

    def _take(self, listener: socket.socket, context: ssl.SSLContext | None) -> None:
        with contextlib.suppress(OSError):
            peer, address = listener.accept()
            peer.setblocking(True)
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = Connection(self, peer, str(address[0]), context)
            self.connections.append(connection)
            connection.start()

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
