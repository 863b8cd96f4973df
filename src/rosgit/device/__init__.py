"""The only socket towards routers: connect, trust, log in, send flights, observe."""

from __future__ import annotations

from rosgit.device.deadline import Deadline
from rosgit.device.device import Device, connect, fingerprint, read
from rosgit.device.errors import (
    ConnectionLost,
    DeviceError,
    FlightBroken,
    LoginRefused,
    NotPermitted,
    ProtocolError,
    Refused,
    Timeout,
    TlsRefused,
    Unreachable,
)
from rosgit.device.observe import observe
from rosgit.device.sentence import Reply, Sentence, Trap

__all__ = [
    "ConnectionLost",
    "Deadline",
    "Device",
    "DeviceError",
    "FlightBroken",
    "LoginRefused",
    "NotPermitted",
    "ProtocolError",
    "Refused",
    "Reply",
    "Sentence",
    "Timeout",
    "TlsRefused",
    "Trap",
    "Unreachable",
    "connect",
    "fingerprint",
    "observe",
    "read",
]
