"""A merged site with the origin of every value, and what differs between two of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from rosgit.model.row import Value
from rosgit.model.secret import MASK, Sealed, Secret, SecretRef
from rosgit.model.span import Span
from rosgit.views.escape import Json, quoted, terminal, to_json
from rosgit.views.paper import PLAIN, Line, Look, Piece, join, line, padded, piece, width_of
from rosgit.views.values import count, secretish, word

Path: TypeAlias = tuple[str | int, ...]
"""Where a value stands: keys of maps, and indexes of lists."""

Leaf: TypeAlias = tuple[Path, Value, Sequence[Span]]
"""A value with where it was written: first the place itself, then what led there."""

Difference: TypeAlias = tuple[Path, Value | None, Value | None]
"""A path with its left and right value; None is absent."""

_PLAIN = re.compile(r"[A-Za-z0-9_./](?:[A-Za-z0-9._/,@+*-]|:(?=[^\s]))*")
_RIGHT = 56  # where the origins' column stands at most


def show_text(leaves: Iterable[Leaf], look: Look = PLAIN) -> str:
    """A merged site as YAML, each value's origins as a comment at its right."""
    every = tuple(leaves)
    if not every:
        return join([line("# nothing is set")], look)
    rows = list(_rows(every))
    stop = min(max(width_of(left) for left, _ in rows), _RIGHT) + 2
    return join((_right(left, origins, stop) for left, origins in rows), look)


def show_json(site: str, leaves: Iterable[Leaf]) -> str:
    """``{"site": ..., "values": [{"path", "value", "origins"}]}`` in document order."""
    values: list[Json] = [
        {"path": list(path), "value": _json(path, value), "origins": [str(each) for each in origins]}
        for path, value, origins in leaves
    ]
    return to_json({"site": site, "values": values})


def against_text(left: str, right: str, differences: Iterable[Difference], look: Look = PLAIN) -> str:
    """What stands differently in two merged sites, one path a line, and their number."""
    every = tuple(differences)
    if not every:
        return join([line(f"No difference between {left} and {right}.")], look)
    lines = [_difference(each) for each in every]
    return join([*lines, line(f"{count(len(every), 'difference')} from {left} to {right}.")], look)


def against_json(left: str, right: str, differences: Iterable[Difference]) -> str:
    """``{"left", "right", "differences": [{"path", "left", "right"}]}``."""
    rows: list[Json] = [
        {"path": list(path), "left": _json(path, one), "right": _json(path, other)}
        for path, one, other in differences
    ]
    return to_json({"left": left, "right": right, "differences": rows})


def _rows(leaves: Sequence[Leaf]) -> Iterator[tuple[Line, Sequence[Span]]]:
    """Each line of the YAML; only lines that hold a value have origins."""
    before: Path = ()
    for path, value, origins in leaves:
        same = _shared(before, path)
        for depth in range(same, len(path) - 1):
            yield line("  " * depth, _label(path[depth]).rstrip(" ")), ()
        yield line("  " * (len(path) - 1), _label(path[-1]), Piece(_yaml(path, value))), origins
        before = path


def _shared(left: Path, right: Path) -> int:
    for index, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return index
    return min(len(left), len(right), max(len(right) - 1, 0))


def _label(step: str | int) -> str:
    return "- " if isinstance(step, int) else f"{_scalar(step)}: "


def _right(left: Line, origins: Sequence[Span], stop: int) -> Line:
    if not origins:
        return left
    chain = " <- ".join(terminal(str(each)) for each in origins)
    return line(*padded(left, stop - 2), piece(f"  # {chain}", "dim"))


def _yaml(path: Path, value: Value) -> str:
    """A scalar that reads back as itself; escaped."""
    if isinstance(value, SecretRef):
        return f"!secret {quoted(str(value))}"
    if isinstance(value, (Secret, Sealed)) or _hidden(path):
        return MASK
    return _scalar(value)


def _scalar(text: str) -> str:
    """Plain where strict YAML reads it back as the same text, else in double quotes."""
    if _PLAIN.fullmatch(text) and text not in {"true", "false", "null"}:
        return text
    return quoted(text)


_KEYS = frozenset({"pass", "pw", "key", "apikey", "pin"})
"""Parts of a name that somebody gives to a secret of his own among ``vars``."""


def _hidden(path: Path) -> bool:
    """Whether a secret may stand there: the last key says so, or any below vars, where people name things."""
    names = [step for step in path if isinstance(step, str)]
    if names[:1] == ["vars"]:
        return any(secretish(name) or _KEYS & set(re.split(r"[-_. ]", name.lower())) for name in names)
    return bool(names) and secretish(names[-1])


def _json(path: Path, value: Value | None) -> Json:
    if isinstance(value, SecretRef):
        return {"secret": str(value)}
    if isinstance(value, (Secret, Sealed)) or (value is not None and _hidden(path)):
        return {"secret": None}
    return value


def _difference(found: Difference) -> Line:
    path, left, right = found
    name = ".".join(word(str(step)) for step in path)
    if left is None and right is not None:
        return line(piece("+", "green"), f" {name}: {_yaml(path, right)}")
    if right is None and left is not None:
        return line(piece("-", "red"), f" {name}: {_yaml(path, left)}")
    sides = [_yaml(path, each) if each is not None else "(absent)" for each in (left, right)]
    return line(piece("~", "yellow"), f" {name}: {sides[0]} -> {sides[1]}")
