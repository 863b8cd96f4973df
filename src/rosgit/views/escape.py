"""One escape function a view: text from YAML and from routers is hostile until it passed here."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"
"""What json.dumps takes."""

_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def terminal(text: str) -> str:
    r"""Text that cannot move a cursor, hide or reorder anything.

    Control characters become ``\xNN`` (or ``\n``, ``\r``, ``\t``), bytes that were no UTF-8
    (surrogate escapes) ``\xNN``, bidi and other invisible characters ``\uNNNN``.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _visible(char) for char in text)


def _visible(char: str) -> str:
    code = ord(char)
    if char in _SHORT:
        return _SHORT[char]
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code < 0xA0:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def quoted(text: str) -> str:
    r"""Text in double quotes; a backslash or quote in it is escaped, so that ``\n`` is a newline."""
    return '"' + terminal(text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def cells(text: str) -> int:
    """How many terminal cells escaped text takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def to_json(value: Json) -> str:
    r"""A JSON document in ASCII with a last newline.

    Bytes that were no UTF-8 stand as the text ``\xNN``: a lone surrogate is no valid JSON text.
    """
    text = json.dumps(_sound(value), indent=2, ensure_ascii=True, allow_nan=False)
    return text.replace("\x7f", "\\u007f") + "\n"


def to_json_line(value: Json) -> str:
    """The same on one line, for streams of documents (NDJSON)."""
    text = json.dumps(_sound(value), ensure_ascii=True, allow_nan=False)
    return text.replace("\x7f", "\\u007f") + "\n"


def _sound(value: Json) -> Json:
    if isinstance(value, str):
        return _sound_text(value)
    if isinstance(value, Mapping):
        return {_sound_text(key): _sound(each) for key, each in value.items()}
    if isinstance(value, Sequence):
        return [_sound(each) for each in value]
    return value


def _sound_text(text: str) -> str:
    if text.isascii():
        return text
    return "".join(_visible(char) if 0xD800 <= ord(char) <= 0xDFFF else char for char in text)
