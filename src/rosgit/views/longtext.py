"""Scripts and other long values, shortened, and compared line by line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from rosgit.views.escape import quoted, terminal
from rosgit.views.paper import Line, line, piece
from rosgit.views.values import word

_LONG = 72  # characters of a value on one line
_LINES = 12  # lines of a script that are shown
_LINE = 100  # characters of a script's line
_COMPARED = 500  # lines that are worth comparing: the comparison is quadratic
_STYLES = {"+": "green", "-": "red", " ": "dim"}


def is_long(text: str) -> bool:
    """Whether a value would not fit beside its field's name."""
    return len(text) > _LONG


def shortened(text: str, limit: int = _LONG) -> str:
    """A value as one word, cut to ``limit`` characters with its length said. Escaped."""
    if len(text) <= limit:
        return word(text)
    return f"{quoted(text[: limit - 20])}... ({len(text)} characters)"


def block(text: str, sign: str) -> Iterator[Line]:
    """The first lines of a script, each behind a sign."""
    lines = _lines(text)
    yield from (_row(sign, each) for each in lines[:_LINES])
    if len(lines) > _LINES:
        yield _more(len(lines) - _LINES)


def pair(before: str | None, after: str | None) -> Iterator[Line]:
    """What differs between two texts, by lines, or around the first difference of long lines."""
    old, new = _lines(before), _lines(after)
    if len(old) <= 1 and len(new) <= 1:
        yield from _around(before, after)
        return
    if max(len(old), len(new)) > _COMPARED:
        yield line(f"        {len(old)} lines -> {len(new)} lines, too many to compare here")
        return
    rows = [each for each in _compared(old, new) if not each.startswith("@@")]
    yield from (_row(each[0], each[1:]) for each in rows[: 2 * _LINES])
    if len(rows) > 2 * _LINES:
        yield _more(len(rows) - 2 * _LINES)


def _lines(text: str | None) -> list[str]:
    """Split at newlines alone, so that a last newline and a carriage return count."""
    return text.split("\n") if text is not None else []


def _compared(old: Sequence[str], new: Sequence[str]) -> list[str]:
    found = list(difflib.unified_diff(old, new, n=1, lineterm=""))
    return found[2:]


def _around(before: str | None, after: str | None) -> Iterator[Line]:
    start = _first_difference(before or "", after or "")
    for sign, text in (("-", before), ("+", after)):
        if text is not None:
            yield line("        ", piece(sign, _STYLES[sign]), " ", piece(_from(text, start)))


def _first_difference(old: str, new: str) -> int:
    for index, (left, right) in enumerate(zip(old, new, strict=False)):
        if left != right:
            return index
    return min(len(old), len(new))


def _from(text: str, start: int) -> str:
    head = max(0, start - 30)
    body = shortened(text[head:], _LINE)
    return f"...{body}" if head else body


def _row(sign: str, text: str) -> Line:
    body = terminal(text)
    cut = body if len(body) <= _LINE else f"{body[:_LINE]}..."
    return line("        ", piece(f"{sign} {cut}", _STYLES.get(sign, "")))


def _more(number: int) -> Line:
    return line(piece(f"          ... {number} more lines", "dim"))
