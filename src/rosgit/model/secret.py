"""Secrets are types: a reference may be printed, a secret never shows itself."""

from __future__ import annotations

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


class Telling(str):
    """A plain text, as a router shows it, in which a secret of ours stands.

    It is compared and sent like any other; views and the undo hide it as they hide a secret.
    """

    __slots__ = ()


MASK = "***"
