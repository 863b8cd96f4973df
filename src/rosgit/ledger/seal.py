"""Secrets in a ledger: keyed hashes, so that a changed secret can be told and none be read."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

from rosgit.ledger.rows import holds_secret
from rosgit.model.row import Row, Value
from rosgit.model.secret import Sealed, Secret, SecretRef

Secrets: TypeAlias = Mapping[tuple[str, str, str | None], Secret]
"""Secrets by ``SecretRef.same_as``."""

SHORTEST_KEY = 32
"""Characters a fleet key has at least."""

# 32 MiB and about a tenth of a second a guess; one router at a time pays it once.
_COST, _BLOCK, _LANES, _MEMORY = 2**15, 8, 1, 64 * 1024 * 1024
_MAC_BYTES = 16  # half of SHA-256, which RFC 2104 allows: ledgers of many accounts stay small


class WeakKeyError(ValueError):
    """The fleet key is too short: code ``ledger-key-weak``. The message never holds it."""


class Sealer:
    """Seals secrets under one key. The key never leaves it, and it prints as its origin only."""

    def __init__(self, origin: str, derive: Callable[[], bytes]) -> None:
        self._origin = origin
        self._derive = derive

    def __repr__(self) -> str:
        return f"Sealer({self._origin})"

    def __reduce__(self) -> str:
        raise TypeError("a Sealer is never pickled")

    @staticmethod
    def from_fleet_key(key: Secret) -> Sealer:
        """Seal under a random key that serves all routers. Raises WeakKeyError below 32 characters."""
        if len(key.reveal()) < SHORTEST_KEY:
            raise WeakKeyError(f"the fleet key has fewer than {SHORTEST_KEY} characters")
        return Sealer("fleet", lambda: _hash(_bytes(key.reveal()), "fleet key"))

    @staticmethod
    def from_password(password: Secret, salt: str) -> Sealer:
        """Seal under a key made slowly of a router's password; ``salt`` is the site's name.

        Made when it is first needed, then kept: scrypt, N 32768, r 8, p 1, so 32 MiB and about a
        tenth of a second, for us once a router and for a thief once a guess.
        """
        return Sealer("password", lambda: _slow(password, salt))

    @cached_property
    def _key(self) -> bytes:
        return self._derive()

    @cached_property
    def key_id(self) -> str:
        """Names the key; safe to print and to store."""
        return f"{self._origin}-{_hash(self._key, 'key id').hex()[:16]}"

    def seal(self, menu: str, field: str, secret: Secret) -> Sealed:
        """The keyed hash of a secret in a field: HMAC-SHA256, its first 128 bits in hex."""
        found = _hash(self._key, "secret", menu, field, secret.reveal())
        return Sealed(found[:_MAC_BYTES].hex(), self.key_id)

    def same(self, sealed: Sealed, menu: str, field: str, secret: Secret) -> bool | None:
        """Whether the sealed secret is this one; None when it was sealed under another key."""
        if not sealed.key_id.startswith(f"{self._origin}-") or sealed.key_id != self.key_id:
            return None
        ours = self.seal(menu, field, secret)
        return hmac.compare_digest(_bytes(ours.mac), _bytes(sealed.mac))


def seal_rows(rows: Iterable[Row], resolved: Secrets, sealer: Sealer) -> tuple[Row, ...]:
    """Desired rows as a ledger may hold them; what is sealed already stays as it is.

    Raises KeyError when a reference is not among the resolved ones.
    """
    return tuple(_sealed_row(row, resolved, sealer) for row in rows)


def _sealed_row(row: Row, resolved: Secrets, sealer: Sealer) -> Row:
    fields = {name: _sealed(row.menu, name, value, resolved, sealer) for name, value in row.fields.items()}
    return replace(row, fields=MappingProxyType(fields))


def _sealed(menu: str, name: str, value: Value, resolved: Secrets, sealer: Sealer) -> Value:
    if isinstance(value, SecretRef):
        return sealer.seal(menu, name, resolved[value.same_as])
    if isinstance(value, Secret):
        return sealer.seal(menu, name, value)
    if isinstance(value, str) and holds_secret(menu, name):
        return sealer.seal(menu, name, Secret(value))
    return value


def _slow(password: Secret, salt: str) -> bytes:
    found = hashlib.scrypt(
        _bytes(password.reveal()),
        salt=_framed("password salt", salt),
        n=_COST,
        r=_BLOCK,
        p=_LANES,
        maxmem=_MEMORY,
        dklen=32,
    )
    return _hash(found, "password key")


def _hash(key: bytes, purpose: str, *words: str) -> bytes:
    return hmac.new(key, _framed(purpose, *words), hashlib.sha256).digest()


def _framed(purpose: str, *words: str) -> bytes:
    """Texts as bytes in which no two lists of texts are alike: each behind its length."""
    texts = [_bytes(word) for word in ("rosgit ledger 1", purpose, *words)]
    return b"".join(len(text).to_bytes(8, "big") + text for text in texts)


def _bytes(text: str) -> bytes:
    # Never fails: an error would carry the secret. Bytes that were no UTF-8 stay distinct.
    return text.encode("utf-8", "surrogatepass")
