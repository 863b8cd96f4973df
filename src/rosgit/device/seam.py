"""Where errors of sockets, TLS and librouteros become ours: here and nowhere else."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from librouteros import exceptions as foreign

from rosgit.device.errors import (
    NOT_THE_API,
    ConnectionLost,
    DeviceError,
    ProtocolError,
    Timeout,
    TlsRefused,
    Unreachable,
)


class Step(Enum):
    """What we were doing when it went wrong."""

    REACH = "connecting"
    TRUST = "the TLS handshake"
    TALK = "waiting for the router"


@contextmanager
def seam(step: Step, peer: str) -> Iterator[None]:
    """Let only errors of our tree out, the foreign cause chained, ``peer`` filled in."""
    try:
        yield
    except DeviceError as error:
        error.peer = error.peer or peer
        error.trusting = step is Step.TRUST
        if step is Step.REACH and isinstance(error, Timeout):
            raise Unreachable("cannot connect: the deadline passed", peer=peer) from error
        raise
    except (OSError, UnicodeError, foreign.LibRouterosError) as error:
        ours = translated(error, step, peer)
        ours.trusting = step is Step.TRUST
        raise ours from error


def translated(error: Exception, step: Step, peer: str) -> DeviceError:
    """The one of ours that a foreign error means at this step."""
    if isinstance(error, foreign.LibRouterosError):
        if isinstance(error, foreign.ConnectionClosed):
            return ConnectionLost(str(error), peer=peer)
        return ProtocolError(NOT_THE_API, peer=peer)  # its own words, of control bytes, help nobody
    if step is Step.REACH:
        return Unreachable(f"cannot connect: {_reason(error)}", peer=peer)
    if isinstance(error, TimeoutError) and error.errno is None:
        return Timeout(f"the deadline passed during {step.value}", peer=peer)
    if step is Step.TRUST and isinstance(error, ssl.SSLError) and not isinstance(error, _CLOSED):
        seen = isinstance(error, ssl.SSLCertVerificationError)
        return TlsRefused(_tls_reason(error), peer=peer, shown=seen)
    return ConnectionLost(f"the connection broke during {step.value}: {_reason(error)}", peer=peer)


_CLOSED = (ssl.SSLEOFError, ssl.SSLZeroReturnError)


def _reason(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return f"the host name does not resolve ({error.strerror})"
    if isinstance(error, TimeoutError):
        return "nobody answers"
    if isinstance(error, UnicodeError):
        return "the host name is not valid"
    text = error.strerror if isinstance(error, OSError) else None
    return text or type(error).__name__


def _tls_reason(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message}"
    reason = (error.reason or "handshake failed").lower().replace("_", " ")
    return f"TLS failed: {reason} (has the api-ssl service a certificate?)"
