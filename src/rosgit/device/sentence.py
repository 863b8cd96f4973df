"""Sentences to a router and its replies, as values; the bytes of a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from librouteros.protocol import encode_length

from rosgit.device.errors import ProtocolError
from rosgit.model.secret import Secret

ENCODING = "utf-8"
ERRORS = "surrogateescape"  # a router's text is bytes; what is no UTF-8 must go back as it came


@dataclass(frozen=True, slots=True)
class Sentence:
    """One command: ``Sentence("/ip/pool/add", (("name", "lobby"),))``.

    ``words`` are arguments in order (a name ``!field`` unsets that field, NOTES section a);
    ``queries`` are whole query words such as ``?disabled=true`` or ``?#!``; ``proplist`` names the
    fields a print has to show. A Secret among the values is revealed only on the wire.
    """

    command: str
    words: tuple[tuple[str, str | Secret], ...] = ()
    queries: tuple[str, ...] = ()
    proplist: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what would be read as another command. Raises ValueError."""
        if not self.command.startswith("/"):
            raise ValueError(f"a command begins with a slash: {self.command!r}")
        if any(not name or "=" in name for name, _ in self.words):
            raise ValueError(f"a word of {self.command} has no name, or one that holds '='")
        if not all(query.startswith("?") for query in self.queries):
            raise ValueError(f"a query word of {self.command} does not begin with '?'")

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The secrets it carries."""
        return tuple(value for _, value in self.words if isinstance(value, Secret))

    def encoded(self, tag: str | None = None) -> bytes:
        """Its bytes on the wire. Raises ProtocolError when a word cannot be encoded."""
        words = [self.command, *(f"={name}={_plain(value)}" for name, value in self.words)]
        if self.proplist:
            words.append("=.proplist=" + ",".join(self.proplist))
        words.extend(self.queries)
        if tag is not None:
            words.append(f".tag={tag}")
        try:
            return b"".join(map(_word, words)) + b"\0"
        except UnicodeEncodeError:
            # the cause would carry the text, and the text may be a password
            raise ProtocolError(f"a word of {self.command} is not text that UTF-8 can hold") from None


def _plain(value: str | Secret) -> str:
    return value.reveal() if isinstance(value, Secret) else value


def _word(text: str) -> bytes:
    data = text.encode(ENCODING, ERRORS)
    length: bytes = encode_length(len(data))
    return length + data


@dataclass(frozen=True, slots=True)
class Trap:
    """A refusal in the router's own words; ``category`` as in NOTES section a, None if not given."""

    message: str
    category: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a router answered to one sentence.

    ``rows`` in router order (hidden in repr: a row may hold a password), ``ret`` the value of
    ``!done`` (the new .id after an add), ``traps`` its refusals. ``done`` says the reply ended.
    ``empties`` counts ``!empty``, which 7.18 and later send where there is nothing to show.
    """

    rows: tuple[Mapping[str, str], ...] = field(default=(), repr=False)
    ret: str | None = None
    traps: tuple[Trap, ...] = ()
    done: bool = True
    empties: int = field(default=0, compare=False)
