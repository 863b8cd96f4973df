"""A merged site against the words of the language: templates, kinds, versions, what is required.

Shape (unknown keys, maps where text belongs) was settled document by document before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rosgit.compiler.leaf import Values
from rosgit.compiler.memo import Memo
from rosgit.compiler.merge import MAX_MERGED, TooLarge
from rosgit.compiler.nodes import Key, Map, Node, Scalar, Seq
from rosgit.compiler.templates import MAX_RESULT
from rosgit.intents.known import Known
from rosgit.intents.router import RouterOs
from rosgit.intents.words import SWITCH, Block, Checked, Free, Labels, Leaf, Many, Notes, One, Section, Word
from rosgit.menus.kinds import Bool
from rosgit.model.version import NEWEST, Version

_SWITCH_WORD = One(kind=Bool())
_ROUTEROS = One(kind=RouterOs())


class Checker:
    """Checks one site. ``known`` remembers blocks of files other than ``own`` that hold no template."""

    def __init__(self, values: Values, version: Version, known: Memo[tuple[Section, int]], own: str) -> None:
        self.values = values
        self.version = version
        self._known = known
        self._own = own
        self._count = 0

    def check(self, node: Node, word: Word) -> Checked | None:
        """The checked value of a node; None when it was wrong (and noted) or has nothing to say."""
        if isinstance(word, One):
            return self.values.one(node, word)
        if isinstance(word, Many):
            return self.values.many(node, word)
        return self._section(node, word) if type(node) is Map else None

    def _section(self, node: Map, word: Word) -> Section | None:
        if node.file == self._own:
            return self._checked(node, word)
        known = self._known.get(node, word)
        if known is not None:
            self._spend(known[1])
            return known[0]
        rendered, found, count = self.values.rendered, len(self.values.notes.found), self._count
        made = self._checked(node, word)
        if made is not None and (rendered, found) == (self.values.rendered, len(self.values.notes.found)):
            made = made._replace(shared=True)
            self._known.put(node, word, (made, self._count - count))
        return made

    def _checked(self, node: Map, word: Word) -> Section | None:
        self._spend(len(node.items))
        if isinstance(word, Block):
            return self._block(node, word)
        return self._labels(node, word) if isinstance(word, Labels) else None

    def _spend(self, count: int) -> None:
        self._count += count
        if self._count > MAX_MERGED:
            raise TooLarge

    def _block(self, node: Map, word: Block) -> Section:
        items: dict[str, Checked] = {}
        broken: set[str] = set()
        path, words = self.values.path, word.words
        for name, (key, value) in node.items.items():
            inner = _SWITCH_WORD if name == SWITCH else words.get(name)
            if inner is None or _skipped(value, inner):
                continue
            path.append(name)
            checked = self.check(value, inner)
            path.pop()
            if checked is None or (isinstance(inner, One) and self._unknown_here(key, checked, inner, word)):
                broken.add(name)
            else:
                items[name] = checked
        if word.needs:
            self._missing(node, word, items, broken)
        return Section(items, node, frozenset(broken))

    def _unknown_here(self, key: Key, checked: Checked, word: One, block: Block) -> bool:
        """Whether the declared RouterOS lacks the field (null may take away what it lacks)."""
        known = word.field
        if known is None or known.known_to(self.version) or _is_null(checked):
            return False
        late = known.since is not None and Version.parse(known.since) > self.version
        self.values.notes.add(
            "field-not-in-version",
            f"RouterOS {self.version} has no {key.text!r} in {block.menu} "
            f"({f'since {known.since}' if late else f'until {known.until}'})",
            "leave it out, or raise routeros: once the router runs that version" if late else "leave it out",
            key.span,
        )
        return True

    def _missing(self, node: Map, word: Block, items: Mapping[str, Checked], broken: set[str]) -> None:
        for name in word.needs:
            given = items.get(name)
            if name in broken or (given is not None and not _is_null(given)):
                continue
            broken.add(name)
            block = ".".join(self.values.path[-2:]) or "the site"
            self.values.notes.add("missing-field", f"{block} needs {name}:", word.words[name].doc, node.span)

    def _labels(self, node: Map, word: Labels) -> Section:
        items: dict[str, Checked] = {}
        broken: set[str] = set()
        names, path, of = self.values.names, self.values.path, word.of
        outer = names.get("label")
        for name, (_, value) in node.items.items():
            if _is_nothing(value):
                continue
            names["label"] = name
            path.append(name)
            checked = self.check(value, of)
            path.pop()
            if checked is None:
                broken.add(name)
            else:
                items[name] = checked
        names.pop("label", None)
        if outer is not None:
            names["label"] = outer
        return Section(items, node, frozenset(broken))


def _is_null(checked: Checked) -> bool:
    return type(checked) is Leaf and checked.value is None


def _is_nothing(node: Node) -> bool:
    return type(node) is Scalar and node.value is None and node.tag != "broken"


def _skipped(node: Node, word: Word) -> bool:
    """Null takes a block, a list or labels away; a single value keeps its null for lowering."""
    return isinstance(word, Free) or (not isinstance(word, One) and _is_nothing(node))


def site_values(root: Map, site: str, folder: str, notes: Notes, known: Known) -> Values:
    """The names templates may use. ``vars`` may use the others, not each other."""
    values = Values({"site": site, "folder": folder}, notes, known, ["vars"])
    given = root.items.get("vars")
    found = _free(given[1], values) if given is not None else {}
    values.path.clear()
    values.names["vars"] = found
    return values


def _free(node: Node, values: Values) -> object:
    """Vars as templates see them: text, yes and no, lists and maps. What null took away is not there."""
    if type(node) is Map:
        return {
            name: _at(name, value, values)
            for name, (_, value) in node.items.items()
            if not _is_nothing(value)
        }
    if type(node) is Seq:
        return [_free(each, values) for each in node.items]
    assert type(node) is Scalar
    if isinstance(node.value, bool):
        return node.value
    text = values.text(node)
    if text is not None and len(text) > MAX_RESULT:
        values.notes.add(
            "template", f"{values.here} is longer than {MAX_RESULT} characters", "shorten it", node.span
        )
        text = None
    if text is None:
        values.lost = True
    return text


def _at(name: str, node: Node, values: Values) -> object:
    values.path.append(name)
    made = _free(node, values)
    values.path.pop()
    return made


def declared(root: Map, values: Values) -> Version:
    """The version a site is written for; the newest while it says none that can be used."""
    node: Node = root
    for name in ("router", "routeros"):
        if type(node) is not Map or name not in node.items:
            return NEWEST
        node = node.items[name][1]
    quiet = replace(values, notes=Notes())
    leaf = quiet.one(node, _ROUTEROS) if type(node) is Scalar else None
    return NEWEST if leaf is None or not isinstance(leaf.value, str) else Version.parse(leaf.value)
