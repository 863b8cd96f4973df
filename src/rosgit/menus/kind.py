"""The base of all kinds, and the plain ones: text, booleans, words and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

from rosgit.model.version import Version

Schema: TypeAlias = dict[str, object]
"""A fragment of JSON Schema, draft-07, as editors understand it."""


_BROKEN = re.compile("[\ud800-\udc7f\udd00-\udfff]")


class KindError(ValueError):
    """The text is no value of the kind; the message says what would be."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The value type of a field, and the base of all of them.

    ``keywords`` stand beside the kind's own values; a ``negatable`` value may begin with ``!``.
    ``is_list`` kinds take a YAML list too, which the caller joins with commas.
    """

    keywords: tuple[str, ...] = field(default=(), kw_only=True)
    negatable: bool = field(default=False, kw_only=True)
    noun: ClassVar[str] = "text"
    is_list: ClassVar[bool] = False
    types: ClassVar[tuple[str, ...]] = ("string", "number")

    def canonical(self, text: str) -> str:
        """Bring text to the one form of its meaning. Idempotent. Raises KindError."""
        if text in self.keywords:
            return text
        if self.negatable and text.startswith("!"):
            return "!" + self._negated(text[1:])
        return self._canonical(text)

    def printed(self, text: str, version: Version) -> str:
        """Spell a canonical value as a router of this version prints it over the API."""
        if text in self.keywords:
            return text
        if self.negatable and text.startswith("!"):
            return "!" + self._printed(text[1:], version)
        return self._printed(text, version)

    def written(self, text: str) -> str:
        """Spell a canonical value as it is sent to a router."""
        return text

    def schema(self) -> Schema:
        """What an editor should accept, as JSON Schema; ``canonical`` is the stricter judge."""
        return {"type": list(self.types)}

    @property
    def expected(self) -> str:
        """What a reader of an error message should write instead."""
        return " or ".join([self.noun, *filter(None, self.keywords)])

    def wrong(self, text: str) -> KindError:
        """The error for a text that is no value of this kind."""
        return KindError(f"{shown(text)} is not {self.expected}")

    def _negated(self, text: str) -> str:
        if not text:
            raise self.wrong("!")
        return text if text in self.keywords else self._canonical(text)

    def _canonical(self, text: str) -> str:
        return text

    def _printed(self, text: str, version: Version) -> str:
        del version
        return text


def shown(text: str) -> str:
    """A value as a message quotes it: escaped, cut where it is long, no user and password before a host."""
    text = _USER.sub("***@", text[:400]) if "@" in text else text
    return repr(text if len(text) <= 60 else text[:57] + "...")


def shown_key(text: str) -> str:
    """A key as a message quotes it: what is behind a sign that ends a key was meant to be its value."""
    key = re.split(r"[:=\s]", text, maxsplit=1)[0] if not text.startswith(":") else ""
    return shown(text if key == text else f"{key}...")


_USER = re.compile(r"""[^\s"'/:]{1,64}:[^\s"']{0,200}@""")


def words_schema(words: Iterable[str], *, negatable: bool = False) -> Schema:
    """The schema of a closed set of words, in the spellings YAML may give them.

    A template (``{{ ... }}``) may stand for any of them.
    """
    plain: dict[str, object] = {"yes": True, "no": False}
    allowed: list[object] = []
    for word in words:
        allowed.append(word)
        if word in plain:
            allowed += [plain[word], str(plain[word]).lower()]
        elif re.fullmatch(r"[1-9][0-9]{0,8}", word):
            allowed.append(int(word))
    rest = {"type": "string", "pattern": r"^!|\{\{" if negatable else r"\{\{"}
    return {"anyOf": [{"enum": allowed}, rest]}


@dataclass(frozen=True, slots=True)
class Text(Kind):
    """Free text; NUL cannot be written to a router."""

    limit: int | None = None

    def _canonical(self, text: str) -> str:
        if "\0" in text:
            raise KindError("text cannot hold a NUL character")
        # The device room hands over bytes that are no UTF-8 as U+DC80 to U+DCFF; others are broken.
        if _BROKEN.search(text):
            raise KindError("text holds half a character (a lone surrogate)")
        if self.limit is not None and len(text.encode(errors="replace")) > self.limit:
            raise KindError(f"text is longer than {self.limit} bytes")
        return text


@dataclass(frozen=True, slots=True)
class Name(Text):
    """The name of a row, here or in another menu. The empty text is none."""

    noun: ClassVar[str] = "a name"

    def _canonical(self, text: str) -> str:
        if not text or "\0" in text or _BROKEN.search(text):
            raise self.wrong(text)
        return text


_BOOLS = {"yes": "true", "true": "true", "no": "false", "false": "false"}


@dataclass(frozen=True, slots=True)
class Bool(Kind):
    """``yes``/``no`` on the way in, ``true``/``false`` on the way out (NOTES section b)."""

    noun: ClassVar[str] = "yes or no"

    def _canonical(self, text: str) -> str:
        if text not in _BOOLS:
            raise self.wrong(text)
        return _BOOLS[text]

    def written(self, text: str) -> str:
        return {"true": "yes", "false": "no"}.get(text, text)

    def schema(self) -> Schema:
        return words_schema(("yes", "no", *self.keywords))


@dataclass(frozen=True, slots=True)
class Enum(Kind):
    """One of a fixed set of words; look-alikes of booleans print yes and no."""

    values: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        words = (*self.values, *filter(None, self.keywords))
        return f"one of {', '.join(words)}" if len(words) > 1 else " or ".join(words)

    def _canonical(self, text: str) -> str:
        if text in self.values:
            return text
        plain = {"true": "yes", "false": "no"}.get(text)
        if plain is not None and plain in self.values:
            return plain
        raise self.wrong(text)

    def schema(self) -> Schema:
        return words_schema((*self.values, *self.keywords), negatable=self.negatable)


@dataclass(frozen=True, slots=True)
class OpenEnum(Enum):
    """Known words or a number from 0 to ``high``; a number that has a name becomes it."""

    high: int = 255
    numbers: tuple[tuple[str, str], ...] = ()

    @property
    def expected(self) -> str:
        return f"a known name such as {', '.join(self.values[-6:])}, or a number from 0 to {self.high}"

    def _canonical(self, text: str) -> str:
        if text in self.values:
            return text
        if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) > self.high:
            raise self.wrong(text)
        return dict(self.numbers).get(str(int(text)), str(int(text)))

    def schema(self) -> Schema:
        named = words_schema((*self.values, *self.keywords), negatable=self.negatable)
        number = {"type": ["integer", "string"], "minimum": 0, "maximum": self.high, "pattern": "^[0-9]+$"}
        return {"anyOf": [number, named]}


@dataclass(frozen=True, slots=True)
class Int(Kind):
    """A whole number, perhaps within bounds."""

    low: int | None = 0
    high: int | None = None
    noun: ClassVar[str] = "a whole number"

    @property
    def expected(self) -> str:
        bounds = f" from {self.low} to {self.high}" if self.high is not None else ""
        return " or ".join([self.noun + bounds, *filter(None, self.keywords)])

    def _canonical(self, text: str) -> str:
        if not re.fullmatch(r"-?[0-9]{1,20}", text):
            raise self.wrong(text)
        number = int(text)
        if (self.low is not None and number < self.low) or (self.high is not None and number > self.high):
            raise self.wrong(text)
        return str(number)

    def schema(self) -> Schema:
        bounds = {"minimum": self.low, "maximum": self.high}
        return {
            "type": ["integer", "string"],
            **{name: value for name, value in bounds.items() if value is not None},
        }


@dataclass(frozen=True, slots=True)
class Hex(Kind):
    """A number that prints as hexadecimal: ``32768`` is ``0x8000``."""

    noun: ClassVar[str] = "a number such as 0x8000"

    def _canonical(self, text: str) -> str:
        if not re.fullmatch(r"0[xX][0-9a-fA-F]{1,16}|[0-9]{1,19}", text):
            raise self.wrong(text)
        return f"0x{int(text, 16) if text[:2] in ('0x', '0X') else int(text):X}"


@dataclass(frozen=True, slots=True)
class Decimal(Kind):
    """A decimal fraction such as ``0.1``."""

    noun: ClassVar[str] = "a decimal number"

    def _canonical(self, text: str) -> str:
        if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,9})?", text):
            raise self.wrong(text)
        whole, _, part = text.partition(".")
        part = part.rstrip("0")
        return str(int(whole)) + (f".{part}" if part else "")
