"""A value to try for each field, so that there is something to clear."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rosgit.menus.kinds import (
    Bits,
    Bool,
    Duration,
    Enum,
    Int,
    Ip,
    Kind,
    List,
    Mac,
    Name,
    Ports,
    Range4,
    RateLimit,
    Text,
)
from rosgit.menus.table import Field
from rosgit.model.row import Facts
from rosgit.probe.asking import NAME

SPELLED: Mapping[str, str] = MappingProxyType(
    {
        "connection-bytes": "1000-2000",
        "connection-limit": "10,32",
        "connection-rate": "1000-2000",
        "dst-limit": "1,5,dst-address",
        "icmp-options": "8:0",
        "idle-timeout": "1h",
        "in-interface-list": "all",
        "insert-queue-before": "first",
        "ipsec-policy": "in,none",
        "limit": "1,5:packet",
        "nth": "2,1",
        "out-interface-list": "all",
        "packet-size": "100-200",
        "parent-queue": "none",
        "per-connection-classifier": "both-addresses:2/0",
        "priority": "1",
        "protocol": "udp",
        "psd": "21,3s,3,1",
        "queue-type": "default",
        "routing-mark": "main",
        "routing-table": "main",
        "tcp-flags": "syn",
        "tcp-mss": "1400",
        "time": "8h-9h,mon",
        "ttl": "equal:64",
    }
)
"""What no kind tells: from the manual's pages of firewall matchers (NOTES, menus.json)."""

_PLAIN: tuple[tuple[type[Kind], str], ...] = (
    (Int, "7"),
    (Duration, "1h"),
    (Ip, "192.0.2.9"),
    (Range4, "192.0.2.9"),
    (Ports, "80"),
    (Mac, "02:00:00:00:00:01"),
    (RateLimit, "1M/1M"),
)


def sample(field: Field, facts: Facts) -> str | None:
    """A value that is not the field's default; None when nothing harmless is known."""
    if field.secret or field.read_only or field.write_only:
        return None
    if field.name in SPELLED:
        return SPELLED[field.name]
    if field.ref is not None and not field.ref.soft:
        return _port(facts) if field.ref.menu == "/interface" else None
    return _of_kind(field.kind, field.default)


def _port(facts: Facts) -> str | None:
    """A port that still has its factory name: others may say where the router stands."""
    return next((name for default, name in facts.default_names.items() if name == default), None)


def _of_kind(kind: Kind, default: str | None) -> str | None:
    if isinstance(kind, List):
        return _of_kind(kind.item, default)
    if isinstance(kind, Bool):
        return "no" if default == "true" else "yes"
    if isinstance(kind, Enum):
        return next((word for word in kind.values if word != default), None)
    if isinstance(kind, Bits):
        return next((word for word in kind.values if word != default), None)
    if isinstance(kind, Name | Text):
        return NAME
    return next((text for known, text in _PLAIN if isinstance(kind, known)), None)
