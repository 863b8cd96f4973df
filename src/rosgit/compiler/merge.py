"""Defaults cascade: maps merge by key, lists and scalars replace, null removes.

Order is document order, inherited first. Shorthands are expanded before, document by document.
What a step leaves as it was is handed on, not copied: that is what later steps know it by.
"""

from __future__ import annotations

from collections.abc import Callable

from rosgit.compiler.memo import Memo
from rosgit.compiler.nodes import Key, Map, Node, Scalar
from rosgit.intents.words import DEFAULTS, SWITCH, Block, Labels, Word

MAX_MERGED = 200_000
"""How many keys the merge of one site may write: ``_defaults`` labels could multiply without end."""

SWITCHES = (True, False, "yes", "no", "true", "false")


class TooLarge(Exception):  # noqa: N818  # control flow of the compiler, never shown
    """The merged site is larger than any site is."""


def expand(node: Node, word: Word) -> Node:
    """Write every shorthand of a document out, so that merging meets maps only."""
    if isinstance(word, Block):
        return _expand_block(node, word)
    if isinstance(word, Labels) and type(node) is Map:
        of = word.of
        return _changed(node, lambda _, value: expand(value, of))
    return node


def _expand_block(node: Node, word: Block) -> Node:
    if type(node) is Map:
        words = word.words
        return _changed(node, lambda name, value: expand(value, words[name]) if name in words else value)
    if type(node) is Scalar:
        if node.value is None:
            return node
        if word.switch and (node.value in SWITCHES or "{{" in str(node.value)) and not node.tag:
            return _under(SWITCH, node)
    return node if word.shorthand is None else _under(word.shorthand, node)


def _under(name: str, node: Node) -> Map:
    key = Key(name, node.file, node.line, node.column)
    return Map({name: (key, node)}, node.file, node.line, node.column)


def _changed(node: Map, change: Callable[[str, Node], Node]) -> Map:
    """The map with its values changed; the map itself when none was."""
    items: dict[str, tuple[Key, Node]] | None = None
    for name, (key, value) in node.items.items():
        if type(value) is Scalar and value.value is None:
            continue
        made = change(name, value)
        if made is not value:
            items = dict(node.items) if items is None else items
            items[name] = (key, made)
    return node if items is None else Map(items, node.file, node.line, node.column)


class Cascade:
    """Merging for one site; raises TooLarge when more than ``MAX_MERGED`` keys are written."""

    def __init__(self, known: Memo[Node], own: str) -> None:
        """``known`` remembers maps of files other than ``own`` with their labels served."""
        self._known = known
        self._own = own
        self._left = MAX_MERGED

    def merge(self, parent: Node, child: Node) -> Node:
        """The child over the parent; both keep the places where they were written."""
        if type(parent) is not Map or type(child) is not Map:
            return child
        items = dict(parent.items)
        self._left -= len(items) + len(child.items)
        if self._left < 0:
            raise TooLarge
        for name, (key, value) in child.items.items():
            inherited = items.get(name)
            items[name] = (key, value if inherited is None else self.merge(inherited[1], value))
        if SWITCH in items and SWITCH not in child.items:
            items.pop(SWITCH)  # fields given below a "no" mean yes
        return Map(items, child.file, child.line, child.column)

    def serve(self, node: Node, word: Word) -> Node:
        """Put each ``_defaults`` label under its siblings, outermost first, and drop it."""
        if type(node) is not Map or not _has_labels(word):
            return node
        known = self._known.get(node, word)
        if known is not None:
            return known
        made = self._serve(node, word)
        if node.file != self._own:
            self._known.put(node, word, made)
        return made

    def _serve(self, node: Map, word: Word) -> Map:
        if isinstance(word, Block):
            words = word.words
            return _changed(
                node, lambda name, value: self.serve(value, words[name]) if name in words else value
            )
        assert isinstance(word, Labels)
        of = word.of
        return _changed(self._served(node), lambda _, value: self.serve(value, of))

    def _served(self, node: Map) -> Map:
        given = node.items.get(DEFAULTS)
        if given is None:
            return node
        items = {
            name: (key, self.merge(given[1], value))
            for name, (key, value) in node.items.items()
            if name != DEFAULTS
        }
        return Map(items, node.file, node.line, node.column)


def spread(site: Map, moved: Word, own: str) -> Map:
    """Let a ``_defaults`` label under ``moved:`` serve every label that the site has there.

    ``moved`` is the word of ``moved:``; ``own`` the site's file, for maps made here are this site's.
    """
    given = site.items.get("moved")
    if given is None:
        return site
    made = _spread(given[1], site, moved, own)
    return site if made is given[1] else Map({**site.items, "moved": (given[0], made)}, *site[1:])


def _spread(moved: Node, there: Node, word: Word, own: str) -> Node:
    if type(moved) is not Map or type(there) is not Map:
        return moved
    if isinstance(word, Labels):
        return _for_all(moved, there, own) if isinstance(word.of, Block) else moved
    changed: dict[str, tuple[Key, Node]] = {}
    for name, (key, value) in moved.items.items():
        if isinstance(word, Block) and name in word.words and name in there.items:
            made = _spread(value, there.items[name][1], word.words[name], own)
            if made is not value:
                changed[name] = (key, made)
    return Map({**moved.items, **changed}, own, moved.line, moved.column) if changed else moved


def _for_all(moved: Map, there: Map, own: str) -> Map:
    given = moved.items.get(DEFAULTS)
    if given is None:
        return moved
    key, value = given
    names = (name for name, (_, block) in there.items.items() if name != DEFAULTS and type(block) is Map)
    served = {name: (key, Map({}, own, value.line, value.column)) for name in names}
    return Map({**served, **moved.items}, own, moved.line, moved.column)


def _has_labels(word: Word) -> bool:
    return isinstance(word, Labels) or (isinstance(word, Block) and word.labelled)
