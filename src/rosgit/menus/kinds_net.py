"""Kinds of network values: addresses, networks, ranges, ports, MAC addresses."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import ClassVar

from rosgit.menus.kind import Int, Kind

_PORT = Int(0, 65535)


@dataclass(frozen=True, slots=True)
class Ip(Kind):
    """One IPv4 address; with ``six`` an IPv6 address too; with ``names`` a host name too."""

    six: bool = False
    names: bool = False

    @property
    def expected(self) -> str:
        nouns = ["an IPv4 address", *(["an IPv6 address"] if self.six else [])]
        return " or ".join([*nouns, *(["a host name"] if self.names else []), *filter(None, self.keywords)])

    def _canonical(self, text: str) -> str:
        try:
            if re.fullmatch(r"[0-9.]+", text):
                return str(ipaddress.IPv4Address(text))
            if self.six and ":" in text:
                return str(ipaddress.IPv6Address(text))
        except ValueError:
            raise self.wrong(text) from None
        if self.names and re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}", text):
            return text
        raise self.wrong(text)


@dataclass(frozen=True, slots=True)
class Interface4(Kind):
    """A host address with its mask, ``10.5.50.1/24``; without a mask it is a /32."""

    noun: ClassVar[str] = "an address with its mask such as 10.5.50.1/24"

    def _canonical(self, text: str) -> str:
        try:
            return str(ipaddress.IPv4Interface(text))
        except ValueError:
            raise self.wrong(text) from None


@dataclass(frozen=True, slots=True)
class Prefix4(Kind):
    """An IPv4 network; host bits are cut off, a lone address is a /32."""

    noun: ClassVar[str] = "a network such as 10.5.50.0/24"

    def _canonical(self, text: str) -> str:
        try:
            return str(ipaddress.IPv4Network(text, strict=False))
        except ValueError:
            raise self.wrong(text) from None


@dataclass(frozen=True, slots=True)
class Prefix(Kind):
    """A network of either family, or (with ``names``) the name of an interface."""

    names: bool = False

    @property
    def expected(self) -> str:
        return "a network such as 10.0.0.0/8" + (" or an interface" if self.names else "")

    def _canonical(self, text: str) -> str:
        try:
            return str(ipaddress.ip_network(text, strict=False))
        except ValueError:
            # What is made of digits alone was meant as an address and is a wrong one.
            if self.names and re.fullmatch(r"[^/,\0]+", text) and not re.fullmatch(r"[0-9.]+", text):
                return text
            raise self.wrong(text) from None


@dataclass(frozen=True, slots=True)
class Range4(Kind):
    """An address, a prefix or ``a-b``; a range that is exactly a prefix becomes it.

    That is how a router gives it back (NOTES section b). With ``keep`` a range stays a range; with
    ``hosts`` a host name may stand instead (address-list).
    """

    hosts: bool = False
    keep: bool = False

    @property
    def expected(self) -> str:
        noun = "an address, a prefix or a range such as 10.0.0.2-10.0.0.9"
        return " or ".join([noun, *(["a host name"] if self.hosts else []), *filter(None, self.keywords)])

    def _canonical(self, text: str) -> str:
        try:
            if re.fullmatch(r"[0-9.]+-[0-9.]+", text):
                return self._range(*text.split("-", 1))
            network = ipaddress.IPv4Network(text, strict=False)
        except ValueError:
            if self.hosts and self._is_host(text):
                return text
            raise self.wrong(text) from None
        return str(network.network_address) if network.prefixlen == 32 else str(network)

    @staticmethod
    def _is_host(text: str) -> bool:
        host = re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.:-]{0,252}(/[0-9]{1,3})?", text)
        return host is not None and not re.fullmatch(r"[0-9./-]+", text)

    def _range(self, low_text: str, high_text: str) -> str:
        low, high = ipaddress.IPv4Address(low_text), ipaddress.IPv4Address(high_text)
        if low > high:
            raise ValueError
        if low == high:
            return str(low)
        size = int(high) - int(low) + 1
        if not self.keep and size & (size - 1) == 0 and int(low) % size == 0:
            return f"{low}/{32 - size.bit_length() + 1}"
        return f"{low}-{high}"


@dataclass(frozen=True, slots=True)
class HostPort(Kind):
    """``address:port``."""

    noun: ClassVar[str] = "an address and port such as 10.0.0.1:8080"

    def _canonical(self, text: str) -> str:
        host, colon, port = text.rpartition(":")
        if not colon:
            raise self.wrong(text)
        try:
            return f"{ipaddress.IPv4Address(host)}:{_PORT.canonical(port)}"
        except ValueError:
            raise self.wrong(text) from None


@dataclass(frozen=True, slots=True)
class Mac(Kind):
    """A MAC address, upper case with colons, however it was written (NOTES section b)."""

    noun: ClassVar[str] = "a MAC address such as AA:BB:CC:00:11:22"

    def _canonical(self, text: str) -> str:
        digits = re.sub(r"[:.\-]", "", text).upper()
        if not re.fullmatch(r"[0-9A-F]{12}", digits):
            raise self.wrong(text)
        return ":".join(digits[i : i + 2] for i in range(0, 12, 2))


@dataclass(frozen=True, slots=True)
class ClientId(Kind):
    """A DHCP client identifier; a router drops leading zeros, ``1:0:d8`` (NOTES section b).

    What is no row of bytes is kept as it stands.
    """

    noun: ClassVar[str] = "a client id such as 1:aa:bb:cc:dd:ee:ff"

    def _canonical(self, text: str) -> str:
        if not text.isascii() or not text.isprintable():
            raise self.wrong(text)
        if not re.fullmatch(r"[0-9A-Fa-f]{1,2}(:[0-9A-Fa-f]{1,2})+", text):
            return text
        return ":".join(f"{int(part, 16):x}" for part in text.split(":"))


@dataclass(frozen=True, slots=True)
class Ports(Kind):
    """One number or a range ``a-b``."""

    high: int = 65535

    @property
    def expected(self) -> str:
        return f"a number up to {self.high} or a range such as 8000-8080"

    def _canonical(self, text: str) -> str:
        found = re.fullmatch(r"([0-9]{1,10})(?:-([0-9]{1,10}))?", text)
        if found is None:
            raise self.wrong(text)
        low, high = int(found[1]), int(found[2] or found[1])
        if low > high or high > self.high:
            raise self.wrong(text)
        return str(low) if low == high else f"{low}-{high}"
