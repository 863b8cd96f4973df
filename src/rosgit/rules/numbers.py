"""IPv4 text as numbers: rules compare ranges, and ``ipaddress`` is too slow for whole fleets.

All text is canonical (kinds ``Ip``, ``Interface4``, ``Prefix4``, ``Range4``), so it is not checked again.
"""

from __future__ import annotations

from typing import NamedTuple


class Spread(NamedTuple):
    """All addresses from ``low`` to ``high``, both included."""

    low: int
    high: int

    @property
    def size(self) -> int:
        """How many addresses there are."""
        return self.high - self.low + 1

    def holds(self, other: Spread) -> bool:
        """Whether the other lies wholly within."""
        return self.low <= other.low and other.high <= self.high

    def meets(self, other: Spread) -> bool:
        """Whether the two share an address."""
        return self.low <= other.high and other.low <= self.high


def number(text: str) -> int:
    """``10.0.0.1`` as a number."""
    a, b, c, d = text.split(".")
    return int(a) << 24 | int(b) << 16 | int(c) << 8 | int(d)


def dotted(value: int) -> str:
    """A number as ``10.0.0.1``."""
    return f"{value >> 24}.{value >> 16 & 255}.{value >> 8 & 255}.{value & 255}"


def network_of(text: str) -> tuple[int, Spread]:
    """The host and the network of ``10.5.50.1/24``."""
    host, _, length = text.partition("/")
    address = number(host)
    size = 1 << 32 - int(length or 32)
    low = address & -size
    return address, Spread(low, low + size - 1)


def spread(text: str) -> Spread:
    """The addresses of ``a``, ``a-b`` or ``a/n``."""
    if "-" in text:
        low, _, high = text.partition("-")
        return Spread(number(low), number(high))
    return network_of(text)[1]


def plain(text: str) -> bool:
    """Whether the text is an IPv4 address, range or prefix, and not a name, a negation or nothing."""
    return bool(text) and not set(text) - set("0123456789./-") and text[0].isdigit()
