"""Lines of a YAML file under a diagnostic, with every value that may be a secret masked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rosgit.model.secret import MASK
from rosgit.model.span import Span
from rosgit.views.escape import cells, terminal
from rosgit.views.paper import Line, Piece, line, piece
from rosgit.views.values import secretish

Files: TypeAlias = Callable[[str], Sequence[str]] | Mapping[str, Sequence[str]]
"""The lines of a file by its name; an unknown file has none."""

_KEY = re.compile(r"""(?P<key>[A-Za-z0-9_-]{2,64})["']?\s*:(?=\s|$)\s*""")
_REFERENCE = re.compile(
    r"""!secret\s+["']?(?:env:[A-Za-z0-9_.{} ]*|file:[A-Za-z0-9_./{}: -]*)(?:\#[A-Za-z0-9_./{}: -]*)?"""
    r"""["']?\s*(?=[,}\]]|$)"""
)
_QUOTED = re.compile(r""""(?:\\.|[^"\\])*"|'(?:''|[^'])*'""")
_FLOW_PLAIN = re.compile(r"[^,}\]]*")
_TOKEN = re.compile(r"""["'][^"']*["']|[^\s:,{}\[\]]+""")
_LONGEST = 120
_REACH = 2000  # how many lines above are searched for a key that a line may belong to


@dataclass(frozen=True, slots=True)
class _Cut:
    """Characters ``start`` to ``end`` of a line are hidden."""

    start: int
    end: int


def snippet(span: Span, files: Files | None, under: Piece, gutter: int, note: str = "") -> list[Line]:
    """The line of a span with its token underlined, or nothing where the file is not at hand.

    ``under`` is one mark (``^``) in the style it is painted with; ``gutter`` the width of line numbers.
    """
    text, column = _at(span, files)
    if text is None:
        return []
    text, column = _window(text, column)
    token = _TOKEN.match(text, column)
    marks = under.text * (cells(terminal(token.group())) if token else 1)
    blanks = " " * cells(terminal(text[:column]))
    bar = piece(" " * gutter + " | ", "dim")
    number = piece(f"{span.line:>{gutter}} | ", "dim")
    return [
        line(bar),
        line(number, text),
        line(bar, Piece(blanks), piece(f"{marks} {note}".rstrip(), under.style)),
    ]


def lines_of(files: Files | None, name: str) -> Sequence[str]:
    """The lines of one file, none when nobody has them."""
    if files is None:
        return ()
    return files.get(name, ()) if isinstance(files, Mapping) else files(name)


def _at(span: Span, files: Files | None) -> tuple[str | None, int]:
    lines = lines_of(files, span.file)
    if not 1 <= span.line <= len(lines):
        return None, 0
    text = lines[span.line - 1].rstrip("\r\n")
    column = min(max(span.column - 1, 0), len(text))
    if _inside_secret(lines, span.line - 1):
        indent = len(text) - len(text.lstrip())
        return text[:indent] + MASK, indent
    return _masked(text, column)


def _masked(text: str, column: int) -> tuple[str, int]:
    """The line with its secrets masked, and where the column went."""
    out, last, moved = "", 0, column
    for cut in _cuts(text):
        out += text[last : cut.start] + MASK
        last = cut.end
        if column >= cut.end:
            moved += len(MASK) - (cut.end - cut.start)
        elif column > cut.start:
            moved = len(out) - len(MASK)
    return out + text[last:], moved


def _cuts(text: str) -> Iterator[_Cut]:
    position = 0
    while found := _KEY.search(text, position):
        position = found.end()
        if not secretish(found["key"]):
            continue
        end = _value_end(text, position)
        if end > position:
            yield _Cut(position, end)
            position = end


def _value_end(text: str, start: int) -> int:
    """Where a secret key's value ends; ``start`` itself when it may be shown."""
    reference = _REFERENCE.match(text, start)
    if reference is not None:
        return start
    if not _in_flow(text[:start]):
        return len(text)
    if text[start : start + 1] in {'"', "'"}:
        whole = _QUOTED.match(text, start)
        return whole.end() if whole is not None else len(text)
    if text[start : start + 1] in {"!", "&", "{", "[", "|", ">"}:
        return len(text)
    plain = _FLOW_PLAIN.match(text, start)
    return plain.end() if plain is not None else len(text)


def _in_flow(before: str) -> bool:
    bare = _QUOTED.sub("", before)
    return bare.count("{") + bare.count("[") > bare.count("}") + bare.count("]")


def _inside_secret(lines: Sequence[str], index: int) -> bool:
    """Whether a line continues the value of a secret key above it; in doubt it does."""
    above = [each for each in lines[max(0, index - _REACH) : index] if each.strip()]
    if above and above[-1].rstrip().endswith(":") and _opens_secret(above[-1]):
        return True
    return any(map(_opens_secret, _ancestors(above, _indent(lines[index]))))


def _ancestors(above: Sequence[str], indent: int) -> Iterator[str]:
    """Lines that a line with this indent stands under, innermost first."""
    for each in reversed(above):
        if _indent(each) < indent:
            yield each
            indent = _indent(each)


def _opens_secret(text: str) -> bool:
    """Whether a line's last secret key has a value that goes on below."""
    found = [each for each in _KEY.finditer(text) if secretish(each["key"])]
    if not found:
        return False
    return _REFERENCE.match(text, found[-1].end()) is None


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _window(text: str, column: int) -> tuple[str, int]:
    """At most ``_LONGEST`` characters around the column."""
    start = max(0, column - _LONGEST // 2) if column > _LONGEST * 2 // 3 else 0
    return text[start : start + _LONGEST], column - start
