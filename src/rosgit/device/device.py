"""A router we are logged in to."""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection, Iterable
from types import TracebackType
from typing import TypeVar, cast

from librouteros.connections import SocketTransport

from rosgit.device.deadline import Deadline
from rosgit.device.errors import ConnectionLost, FlightBroken, LoginRefused, ProtocolError, Unreachable
from rosgit.device.lookup import addresses
from rosgit.device.observe import observe
from rosgit.device.seam import Step, seam
from rosgit.device.sentence import Reply, Sentence
from rosgit.device.trust import secured, shown
from rosgit.device.window import MAX_UNANSWERED, Window
from rosgit.device.wire import Decoder
from rosgit.model.masking import Known
from rosgit.model.row import Observed
from rosgit.model.secret import Secret
from rosgit.model.target import Target

CHUNK = 64 * 1024
MAX_REPLY = 64 * 1024 * 1024  # bytes a flight

T = TypeVar("T")


class Device:
    """One connection. ``peer`` is ``host:port``, ``username`` who we are, ``trips`` waits so far.

    ``known`` are the secrets that its router's words are masked against; it learns those that pass by.

    Use it as a context manager, or call ``close()``. ``connect`` makes one.
    """

    def __init__(
        self, sock: socket.socket, peer: str, username: str = "", known: Known | None = None
    ) -> None:
        self._sock = sock
        self._transport = SocketTransport(sock)
        self._decoder = Decoder()
        self._tags = 0
        self._open = True
        self.known = known if known is not None else Known()
        self.peer = peer
        self.username = username
        self.trips = 0

    def __enter__(self) -> Device:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def ends(self) -> tuple[str, str]:
        """The addresses of our socket, ours first; empty where the socket cannot say."""
        try:
            return _host(self._sock.getsockname()), _host(self._sock.getpeername())
        except OSError:
            return "", ""

    def close(self) -> None:
        """Hang up; harmless when done twice."""
        self._open = False
        self._transport.close()

    def flight(
        self, sentences: Iterable[Sentence], deadline: Deadline, *, stop_on_trap: bool = False
    ) -> tuple[Reply, ...]:
        """Send sentences together, wait for all answers; one reply a sentence, in their order.

        At most 64 sentences and 64 KiB are unanswered at a time. With ``stop_on_trap`` nothing more
        is sent after the first refusal, and the result ends with the last sentence that was sent.
        A refusal is a trap in its Reply, not an exception. Raises Timeout, ConnectionLost,
        ProtocolError, which know the replies so far; the device is closed then.
        """
        asked = tuple(sentences)
        tags = [str(self._tags + count) for count in range(1, len(asked) + 1)]
        # never used twice: a late answer of a cut flight must not fit the next one
        self._tags += len(asked)
        with seam(Step.TALK, self.peer):
            window = Window(asked, tags, stop_on_trap=stop_on_trap, known=self.known)
        return self._fly(window, deadline)

    def login(self, username: str, password: Secret, deadline: Deadline) -> None:
        """Say who we are (NOTES section a, the login of 6.43 and later). Raises LoginRefused."""
        sentence = Sentence("/login", (("name", username), ("password", password)))
        with seam(Step.TALK, self.peer):
            try:
                (reply,) = self._fly(Window((sentence,), (None,), known=self.known), deadline)
            except ConnectionLost as error:
                if error.said:
                    raise LoginRefused("the router refused the session", said=error.said) from error
                raise
        if reply.traps:
            raise LoginRefused("the login was refused", peer=self.peer, said=reply.traps[0].message)
        if reply.ret is not None:
            words = "the router asks for the login of RouterOS before 6.43; rosgit speaks to 7.10 and later"
            raise LoginRefused(words, peer=self.peer)
        self.username = username

    def _fly(self, window: Window, deadline: Deadline) -> tuple[Reply, ...]:
        try:
            with seam(Step.TALK, self.peer):
                self._exchange(window, deadline)
        except BaseException as error:
            self.close()
            if isinstance(error, FlightBroken):
                error.replies, error.sent = window.replies, window.sent
            raise
        finally:
            self.trips += window.trips
        return cast("tuple[Reply, ...]", window.replies[: window.sent])

    def _exchange(self, window: Window, deadline: Deadline) -> None:
        arrived = 0
        if not self._open:
            raise ConnectionLost("the connection is closed")
        while not window.done:
            if data := window.ready():
                self._sock.settimeout(deadline.left())
                self._transport.write(data)
            chunk = self._receive(deadline)
            arrived += len(chunk)
            if arrived > MAX_REPLY:
                raise ProtocolError(f"more than {MAX_REPLY} bytes in answer to one flight")
            window.take(self._decoder.feed(chunk))

    def _receive(self, deadline: Deadline) -> bytes:
        self._sock.settimeout(deadline.left())
        chunk = self._sock.recv(CHUNK)
        if not chunk:
            where = " in the middle of a sentence" if self._decoder.partial else ""
            raise ConnectionLost(f"the router closed the connection{where}")
        return chunk


def _host(name: object) -> str:
    """The address of a socket's name, an IPv4 address in IPv6 clothes as what it is."""
    text = str(name[0]) if isinstance(name, tuple) and name else ""
    return text.removeprefix("::ffff:").partition("%")[0]


def connect(
    target: Target, password: Secret, deadline: Deadline, *, retry: bool = True, known: Known | None = None
) -> Device:
    """A device, logged in. ``known``: more secrets that may not come out of it (see ``Device``).

    Tried once more when the connection fails, never after a refused login.
    Raises Unreachable, TlsRefused, LoginRefused, Timeout, ConnectionLost, ProtocolError.
    """
    return _again(lambda: _log_in(target, password, deadline, known), deadline, retry=retry)


def read(
    target: Target,
    password: Secret,
    menus: Collection[str],
    deadline: Deadline,
    *,
    retry: bool = True,
    known: Known | None = None,
) -> tuple[Device, Observed]:
    """Connect, log in and observe as one unit, so that all of it can be tried once more.

    Raises what ``connect`` and ``observe`` raise. The caller closes the device.
    """

    def unit() -> tuple[Device, Observed]:
        device = _log_in(target, password, deadline, known)
        try:
            return device, observe(device, menus, deadline)
        except BaseException:
            device.close()
            raise

    return _again(unit, deadline, retry=retry)


def fingerprint(target: Target, deadline: Deadline) -> str:
    """The SHA-256 fingerprint that a router's api-ssl shows, in lower case hex; nothing is sent to it.

    Raises Unreachable, TlsRefused, Timeout, ConnectionLost.
    """
    peer = _peer(target)
    sock = _reach(target.host, target.port, peer, deadline)
    with sock:
        return shown(sock, target.host, peer, deadline)


def _peer(target: Target) -> str:
    return f"[{target.host}]:{target.port}" if ":" in target.host else f"{target.host}:{target.port}"


def _again(unit: Callable[[], T], deadline: Deadline, *, retry: bool) -> T:
    """The one home of retries."""
    try:
        return unit()
    except (Unreachable, ConnectionLost):
        if not retry or deadline.over:
            raise
    return unit()


def _log_in(target: Target, password: Secret, deadline: Deadline, known: Known | None) -> Device:
    peer = _peer(target)
    sock = _reach(target.host, target.port, peer, deadline)
    try:
        if target.tls is not None:
            sock = secured(sock, target.tls, target.host, peer, deadline)
        device = Device(sock, peer, known=known)
        device.trips = 1 + _handshake_trips(sock)
        device.login(target.username, password, deadline)
    except BaseException:
        sock.close()
        raise
    return device


def _handshake_trips(sock: socket.socket) -> int:
    """The round trips TLS took; 1.3 needs one less."""
    version = sock.version() if hasattr(sock, "version") else None
    if version is None:
        return 0
    return 1 if version == "TLSv1.3" else 2


def _reach(host: str, port: int, peer: str, deadline: Deadline) -> socket.socket:
    """A connected socket; each address of the name gets its share of the time that is left."""
    with seam(Step.REACH, peer):
        found = addresses(host, port, deadline)
        for position, (family, kind, protocol, _, address) in enumerate(found, start=1):
            last = position == len(found)
            share = deadline.left() / (len(found) - position + 1)
            try:
                return _socket(family, kind, protocol, address, share)
            except OSError:
                if last:
                    raise
    raise Unreachable("the host name has no address", peer=peer)


def _socket(family: int, kind: int, protocol: int, address: object, seconds: float) -> socket.socket:
    sock = socket.socket(family, kind, protocol)
    try:
        sock.settimeout(seconds)
        # room for a whole window, so that sending never waits for a router that is busy answering
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * MAX_UNANSWERED)
        sock.connect(address)  # type: ignore[arg-type]  # whatever getaddrinfo gave goes back to the kernel
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        sock.close()
        raise
    return sock
