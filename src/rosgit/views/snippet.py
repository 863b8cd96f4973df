"""Lines of a YAML file under a diagnostic, with every value that may be a secret masked.

Comments are never shown: an old password is often kept in one. Of a line that could not be read as it
was meant (an unknown key, a wrong type, broken YAML) only the keys are: nobody knows what its values are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    r"""!secret\s+["']?(?:env:[A-Za-z0-9_.]*|file:(?:[A-Za-z0-9_./: -]|{{ (?:site|folder|label) }})*)"""
    r"""(?:\#(?:[A-Za-z0-9_./: -]|{{ (?:site|folder|label) }})*)?"""
    r"""["']?\s*(?=[,}\]]|$)"""
)
_QUOTED = re.compile(r""""(?:\\.|[^"\\])*"|'(?:''|[^'])*'""")
_FLOW_PLAIN = re.compile(r"[^,}\]]*")
_OPENING = re.compile(r"[\s{\[,}\]?-]*")
_WORD = re.compile(r"""(["']?)[A-Za-z0-9_./-]{1,64}\1\s*[:=]\s*""")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_USER = re.compile(r"""[^\s"'/{,:]{1,64}:[^\s"']{0,200}@""")
"""What stands before a host in a URL: a user, and often a password."""
_TOKEN = re.compile(r"""["'][^"']*["']|[^\s:,{}\[\]]+""")
_LONGEST = 120
_REACH = 2000  # lines above that are searched for a key that a line may belong to; characters of a bare line


@dataclass(frozen=True, slots=True)
class _Cut:
    """Characters ``start`` to ``end`` of a line are hidden."""

    start: int
    end: int


def snippet(
    span: Span, files: Files | None, under: Piece, gutter: int, note: str = "", *, bare: bool = False
) -> list[Line]:
    """The line of a span with its token underlined, or nothing where the file is not at hand.

    ``under`` is one mark (``^``) in the style it is painted with; ``gutter`` the width of line numbers;
    ``bare``: its keys alone are shown.
    """
    text, column = _at(span, files, bare=bare)
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


def _at(span: Span, files: Files | None, *, bare: bool) -> tuple[str | None, int]:
    lines = lines_of(files, span.file)
    if not 1 <= span.line <= len(lines):
        return None, 0
    text = lines[span.line - 1].rstrip("\r\n")
    column = min(max(span.column - 1, 0), len(text))
    if _inside_secret(lines, span.line - 1):
        indent = len(text) - len(text.lstrip())
        return text[:indent] + MASK, indent
    return _masked(text, column, _values(text) if bare else _cuts(text))


def _masked(text: str, column: int, cuts: Iterable[_Cut]) -> tuple[str, int]:
    """The line with its secrets masked, and where the column went."""
    out, last, moved = "", 0, column
    for cut in cuts:
        out += text[last : cut.start] + MASK
        last = cut.end
        if column >= cut.end:
            moved += len(MASK) - (cut.end - cut.start)
        elif column > cut.start:
            moved = len(out) - len(MASK)
    return out + text[last:], moved


def _values(text: str) -> Iterator[_Cut]:
    """Everything but keys and the brackets around them; all of a line that is longer than any of a site."""
    position = 0
    if len(text) > _REACH:
        yield _Cut(0, len(text))
        return
    while (position := _past(_OPENING, text, position)) < len(text):
        begin = _past(_WORD, text, position)
        if begin == len(text) or (begin > position and text[begin] in "{["):
            position = begin
            continue
        position = _plain_end(text, begin)
        yield _Cut(begin, position)


def _plain_end(text: str, start: int) -> int:
    """Where a value ends of which nothing else is known."""
    if not _in_flow(text[:start]):
        return len(text)
    whole = _QUOTED.match(text, start)
    return max(_past(_FLOW_PLAIN, text, whole.end() if whole is not None else start), start + 1)


def _past(what: re.Pattern[str], text: str, start: int) -> int:
    found = what.match(text, start)
    return found.end() if found is not None else start


def _cuts(text: str) -> Iterator[_Cut]:
    """Values of secret keys, users before a host, and the comment."""
    last = 0
    for cut in sorted((*_secrets(text), *_users(text), *_comments(text)), key=lambda each: each.start):
        if cut.end > last:
            yield _Cut(max(cut.start, last), cut.end)
            last = cut.end


def _comments(text: str) -> Iterator[_Cut]:
    """What is behind a ``#`` that begins a comment; quotes of an apostrophe may hide one, two do not."""
    blank = _QUOTED.sub(lambda found: "x" * len(found.group()), text)
    found = _COMMENT.search(blank)
    if found is not None and found.end() > found.start() + 1:
        yield _Cut(found.start() + 1, len(text))


def _users(text: str) -> Iterator[_Cut]:
    found = _USER.finditer(text) if "@" in text else ()
    return (_Cut(each.start(), each.end() - 1) for each in found)


def _secrets(text: str) -> Iterator[_Cut]:
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
        after = whole.end() if whole is not None else len(text)
        return after if text[after:].lstrip()[:1] in {"", ",", "}", "]"} else len(text)
    if text[start : start + 1] in {"!", "&", "{", "[", "|", ">"}:
        return len(text)
    plain = _past(_FLOW_PLAIN, text, start)
    return plain if re.match(r"}*\s*(?:,\s|$)", text[plain:]) else len(text)


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
