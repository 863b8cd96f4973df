"""How to reach a router: everything but the password, which comes with the secrets."""

from __future__ import annotations

from dataclasses import dataclass

from rosgit.model.secret import SecretRef
from rosgit.model.span import Span


@dataclass(frozen=True, slots=True)
class Tls:
    """Trust for api-ssl: SHA-256 fingerprints (hex, lower case), or a CA file, or none of both."""

    fingerprints: tuple[str, ...] = ()
    ca: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """The ``router:`` of a site. ``tls`` None is the plain API."""

    host: str
    port: int
    username: str
    password: SecretRef | None
    tls: Tls | None
    routeros: str
    serial: str | None = None
    insecure: bool = False
    span: Span | None = None

    @property
    def references(self) -> tuple[SecretRef, ...]:
        """The secret it takes to log in."""
        return (self.password,) if self.password is not None else ()
