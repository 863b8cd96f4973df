"""Secrets are types: a reference may be printed, a secret never shows itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rosgit.model.span import Span


@dataclass(frozen=True, slots=True)
class SecretRef:
    """Where a secret is to be found: ``env:NAME#key`` or ``file:PATH#key``. Safe to print."""

    scheme: str
    locator: str
    key: str | None = None
    span: Span | None = None

    def __str__(self) -> str:
        return f"{self.scheme}:{self.locator}" + (f"#{self.key}" if self.key else "")

    @property
    def same_as(self) -> tuple[str, str, str | None]:
        """What two references must share to be the same secret, wherever they are written."""
        return (self.scheme, self.locator, self.key)

    @property
    def leads_outside(self) -> bool:
        """Whether it names a file outside the sites tree, as far as the words alone can say."""
        return self.scheme == "file" and outside(self.locator)


def outside(path: str) -> bool:
    """Whether a path is absolute or climbs with ``..``; links are not followed."""
    return path.startswith("/") or ".." in path.split("/")


OUTSIDE = "it points outside the sites tree"
"""Said of such a secret, by the compiler and when it is resolved."""


class Secret:
    """A resolved secret. Prints as ``***``, compares by content, leaves only by ``reveal()``."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        object.__setattr__(self, "_text", text)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Secret is frozen")

    def reveal(self) -> str:
        """The text itself: call this only where it goes onto the wire or into a 0600 file."""
        text: str = self._text  # type: ignore[attr-defined]  # set through object.__setattr__
        return text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.reveal() == other.reveal()

    def __hash__(self) -> int:
        return hash((Secret, self.reveal()))

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a Secret is never pickled")


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """What a ledger keeps of a secret: a keyed hash and the id of its key. Prints as ``(sealed)``.

    Two with one ``key_id`` stand for the same secret when they are equal; with different ones
    nobody can say.
    """

    mac: str
    key_id: str

    def __repr__(self) -> str:
        return "(sealed)"

    __str__ = __repr__


MASK = "***"

_RUN = 8
"""Characters of a secret in a row that are taken for it; a shorter secret only as a whole."""

_GAP = 24
"""The most characters between two pieces of a secret that are taken for a part of it that was escaped."""


def masked(text: str, secrets: Iterable[Secret]) -> str:
    """Somebody else's words without our secrets: whole, escaped, or pieces of 8 characters and more."""
    hidden = sorted({at for each in secrets for at in _covered(text, each.reveal())})
    out, last = "", 0
    for at in hidden:
        if not out or at - last > _GAP:
            out += text[last:at] + MASK
        last = at + 1
    return out + text[last:]


def _covered(text: str, secret: str) -> Iterator[int]:
    """The places of a text at which a secret stands, or a piece of it."""
    for spelt in {secret, re.sub(r'(["\\$])', r"\\\1", secret)} - {""}:
        size = min(_RUN, len(spelt))
        pieces = {spelt[at : at + size] for at in range(len(spelt) - size + 1)}
        for at in range(len(text) - size + 1):
            if text[at : at + size] in pieces:
                yield from range(at, at + size)
