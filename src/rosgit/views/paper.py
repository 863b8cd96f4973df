"""Lines of styled pieces: escaped when they are made, painted or plain when they are joined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from rosgit.views.escape import cells, terminal


@dataclass(frozen=True, slots=True)
class Look:
    """What the reader wants: ANSI colours, a width in terminal cells, the long form."""

    color: bool = False
    width: int = 100
    verbose: bool = False


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class Piece:
    """Escaped text with a style in rich's words (``bold red``); no style is plain."""

    text: str
    style: str = ""


Line: TypeAlias = tuple[Piece, ...]

BLANK: Line = ()


def piece(text: str, style: str = "") -> Piece:
    """One styled piece; the text is escaped here, so that nobody can forget it."""
    return Piece(terminal(text), style)


def line(*parts: str | Piece) -> Line:
    """One line of plain texts and styled pieces."""
    return tuple(part if isinstance(part, Piece) else piece(part) for part in parts if part)


def width_of(parts: Line) -> int:
    """The terminal cells of a line."""
    return sum(cells(part.text) for part in parts)


def padded(parts: Line, width: int) -> Line:
    """The line filled with blanks up to ``width`` cells; a longer one is left as it is."""
    return (*parts, Piece(" " * max(0, width - width_of(parts))))


def columns(rows: Iterable[tuple[str, ...]], gap: str = "  ") -> list[str]:
    """A table of escaped texts, each column as wide as its widest cell, no trailing blanks."""
    table = [tuple(terminal(cell) for cell in row) for row in rows]
    widths = [max(map(cells, column)) for column in zip(*table, strict=True)]
    return [
        gap.join(cell + " " * (size - cells(cell)) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]


def join(lines: Iterable[Line], look: Look = PLAIN) -> str:
    """The text of lines, each ended by a newline; no line gives the empty text.

    Plain text is the same bytes everywhere; ``look.color`` adds ANSI colours and nothing else.
    """
    paint = _Painter() if look.color else _plain
    return "".join(paint(each) + "\n" for each in map(_trimmed, lines))


def _trimmed(parts: Line) -> Line:
    while parts and not parts[-1].text.strip(" "):
        parts = parts[:-1]
    if not parts:
        return BLANK
    last = parts[-1]
    return (*parts[:-1], Piece(last.text.rstrip(" "), last.style))


def _plain(parts: Line) -> str:
    return "".join(part.text for part in parts)


class _Painter:
    """Paints lines with rich, imported only when colour is wanted."""

    def __init__(self) -> None:
        from rich.color import ColorSystem
        from rich.style import Style

        self._parse = Style.parse
        self._system = ColorSystem.STANDARD

    def __call__(self, parts: Line) -> str:
        return "".join(self._one(part) for part in parts)

    def _one(self, part: Piece) -> str:
        if not part.style:
            return part.text
        return self._parse(part.style).render(part.text, color_system=self._system)
