"""What can go wrong between us and a router, as one tree.

::

    DeviceError
    ├── Unreachable       no connection was made
    ├── TlsRefused        we do not trust the certificate, or TLS failed; nothing was sent
    ├── LoginRefused      the router does not let us in
    ├── Refused           the router answered a read with a trap
    │   └── NotPermitted  ... because our user lacks a policy
    └── FlightBroken      a conversation was cut; knows which answers had arrived
        ├── Timeout
        ├── ConnectionLost
        └── ProtocolError
"""
# ruff: noqa: N818  # the names say what happened; "Error" on each of them would say nothing more

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from rosgit.model.codes import CODES
from rosgit.model.diagnostic import Diagnostic

if TYPE_CHECKING:
    from rosgit.device.sentence import Reply
    from rosgit.model.span import Span


class DeviceError(Exception):
    """Base of the tree, never raised itself.

    ``words`` say what happened in ours, ``said`` in the router's own, unescaped (a view escapes
    them); ``peer`` is ``host:port``, filled in at the seam when the raiser does not know it.
    ``trusting`` says that it was while TLS was set up: the router answered, and nothing was sent.
    """

    code: ClassVar[str]

    def __init__(self, words: str, *, peer: str = "", said: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.peer = peer
        self.said = said
        self.trusting = False

    def __str__(self) -> str:
        start = f"{self.peer}: {self.words}" if self.peer else self.words
        return f"{start}: {self.said!r}" if self.said else start

    def diagnostic(self, span: Span | None = None, sites: tuple[str, ...] = ()) -> Diagnostic:
        """The same as a value for the views; ``span`` is where the site names the router."""
        summary = f"{self.words}: {self.said}" if self.said else self.words
        return Diagnostic(
            self.code, summary, CODES[self.code].mend, span=span, address=self.peer or None, sites=sites
        )


class Unreachable(DeviceError):
    """No TCP connection: the name, the route, the port, or nobody answers."""

    code = "unreachable"

    def diagnostic(self, span: Span | None = None, sites: tuple[str, ...] = ()) -> Diagnostic:
        """As ever, and the address that was dialled."""
        found = super().diagnostic(span, sites)
        return replace(found, summary=f"{found.summary} ({self.peer})") if self.peer else found


class TlsRefused(DeviceError):
    """The certificate is not the one we trust, or the handshake failed. Nothing was sent.

    ``seen`` is the SHA-256 fingerprint the router showed, when it came that far; ``shown`` whether
    it showed a certificate at all.
    """

    code = "tls-refused"

    def __init__(self, words: str, *, peer: str = "", seen: str = "", shown: bool = True) -> None:
        super().__init__(words, peer=peer)
        self.seen = seen
        self.shown = shown


class LoginRefused(DeviceError):
    """The router refuses our user name or password. Never retried."""

    code = "login-refused"


class Refused(DeviceError):
    """The router refused to show a menu."""

    code = "router-trap"


class NotPermitted(Refused):
    """Our user's group lacks a policy for what we asked."""

    code = "not-permitted"


class FlightBroken(DeviceError):
    """A flight was cut before its last answer.

    ``replies`` has one entry a sentence: its reply when that was complete, else None. Sentences
    from index ``sent`` on never left; those before it without a reply may have been carried out.
    """

    def __init__(self, words: str, *, peer: str = "", said: str = "") -> None:
        super().__init__(words, peer=peer, said=said)
        self.replies: tuple[Reply | None, ...] = ()
        self.sent = 0


class Timeout(FlightBroken):
    """The deadline passed before the answer came."""

    code = "router-timeout"


class ConnectionLost(FlightBroken):
    """The connection broke, or the router closed it."""

    code = "connection-lost"


NOT_THE_API = (
    "it answers, but not with the RouterOS API protocol (is this port the API? is router.tls right for it?)"
)


class ProtocolError(FlightBroken):
    """The router sent what is no reply of the binary API, or more than we are willing to hold."""

    code = "router-rubbish"
