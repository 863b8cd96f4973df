"""A merged site for people: every value with its place, and what differs between two sites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from rosgit.compiler.leaf import parse_reference
from rosgit.compiler.nodes import Map, Node, Scalar, Seq
from rosgit.intents.words import SWITCH
from rosgit.model.row import Value
from rosgit.model.secret import SecretRef
from rosgit.model.span import Span

Path: TypeAlias = tuple[str | int, ...]
"""Keys of maps, and indexes of lists."""

Leaf: TypeAlias = tuple[Path, Value, tuple[Span, ...]]
Difference: TypeAlias = tuple[Path, Value | None, Value | None]


def leaves(merged: Map) -> tuple[Leaf, ...]:
    """Every value of a merged site: its path, its text as written, where it was written.

    Secrets are their references. What ``null`` took away is not there; a switch (``tls: false``)
    stands at the path of its block, with ``yes`` or ``no``; fields behind a ``no`` are not shown.
    """
    return tuple(_leaves(merged, ()))


def _leaves(node: Node, path: Path) -> Iterator[Leaf]:
    if type(node) is Map:
        switch = node.items.get(SWITCH)
        if switch is not None and (len(node.items) == 1 or _is_no(switch[1])):
            yield from _leaves(switch[1], path)
            return
        for name, (_, value) in node.items.items():
            if name != SWITCH:
                yield from _leaves(value, (*path, name))
    elif type(node) is Seq:
        for index, each in enumerate(node.items):
            yield from _leaves(each, (*path, index))
    elif type(node) is Scalar and node.value is not None:
        yield path, _value(node), (node.span,)


def _is_no(node: Node) -> bool:
    return type(node) is Scalar and node.value in (False, "no", "false")


def _value(node: Scalar) -> Value:
    if isinstance(node.value, bool):
        return "yes" if node.value else "no"
    text = str(node.value)
    if node.tag != "secret":
        return text
    scheme, _, rest = text.partition(":")
    return parse_reference(text, node.span) or SecretRef(scheme, rest, None, node.span)


def explain(left: Map, right: Map) -> tuple[Difference, ...]:
    """What differs between two merged sites: path, left value, right value; None where it is absent.

    Values that moved within a list are compared place by place: order means something.
    """
    from deepdiff import DeepDiff

    one, other = _by_path(left), _by_path(right)
    found = DeepDiff(
        {path: _plain(value) for path, value in one.items()},
        {path: _plain(value) for path, value in other.items()},
        view="tree",
        verbose_level=1,
        threshold_to_diff_deeper=0,  # two sites with hardly a path in common still differ path by path
    )
    paths = {level.path(output_format="list")[0] for levels in found.values() for level in levels}
    order = dict.fromkeys((*one, *other))
    return tuple((path, one.get(path), other.get(path)) for path in order if path in paths)


def _by_path(merged: Map) -> Mapping[Path, Value]:
    return {path: value for path, value, _ in leaves(merged)}


def _plain(value: Value) -> str:
    return f"!secret {value}" if isinstance(value, SecretRef) else str(value)
