"""The shape of one document: known keys, maps where maps belong. The only home of jsonschema.

Nearly every document fits, which is quick to see; jsonschema explains those that do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from rosgit.compiler.nodes import Key, Map, Node, Path, Scalar, Seq, find, plain
from rosgit.compiler.places import above, below, beside
from rosgit.compiler.schema import LABEL_SIGNS, lean, takes_lists
from rosgit.intents.language import SITE
from rosgit.intents.words import DEFAULTS, SWITCH, Block, Free, Labels, Many, One, Word
from rosgit.menus import MENUS
from rosgit.menus.kind import shown_key
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.suggest import bare, near

if TYPE_CHECKING:
    from jsonschema import Draft7Validator, ValidationError

LABEL_BYTES = 64
HINTS = 50
"""So many unknown keys of a document get a near miss; finding one costs time."""

_LABEL = re.compile(LABEL_SIGNS)


def shape(document: Map) -> tuple[Map, tuple[Diagnostic, ...]]:
    """An expanded document without what is wrong with its shape, and what that was.

    In the place of a value that cannot be used stands a broken one, so that nothing is said twice.
    """
    if fits(document, SITE):
        return document, ()
    judge = _Judge(document)
    for error in _validator().iter_errors(plain(document)):
        judge.explain(error)
    judge.labels(document, SITE, ())
    return _pruned(document, (), judge.wrong), tuple(judge.found)


def fits(node: Node, word: Word) -> bool:
    """Whether ``lean()`` accepts the node, and every label is a good name."""
    if type(node) is Map:
        return _fits_map(node, word)
    if type(node) is Scalar:
        return isinstance(word, One | Many) or node.value is None
    return isinstance(word, Many) or (isinstance(word, One) and takes_lists(word.kind))


def _fits_map(node: Map, word: Word) -> bool:
    if isinstance(word, Block):
        return _fits_block(node, word)
    if isinstance(word, Labels):
        of = word.of
        return all(good_label(name) and fits(value, of) for name, (_, value) in node.items.items())
    return isinstance(word, Free)


def _fits_block(node: Map, word: Block) -> bool:
    words = word.words
    for name, (_, value) in node.items.items():
        inner = words.get(name)
        if inner is None:
            if name == SWITCH and word.switch:
                continue
            return False
        if not fits(value, inner):
            return False
    return True


def good_label(name: str) -> bool:
    """Whether a label can name a row: short, and nothing in it that cannot be seen."""
    return len(name) <= LABEL_BYTES and _LABEL.match(name) is not None and len(name.encode()) <= LABEL_BYTES


@cache
def _validator() -> Draft7Validator:
    from jsonschema import Draft7Validator

    return Draft7Validator(lean())


@dataclass(slots=True)
class _Judge:
    """Collects what is wrong with a document, and where."""

    document: Map
    found: list[Diagnostic] = field(default_factory=list)
    wrong: dict[Path, None] = field(default_factory=dict)

    def explain(self, error: ValidationError) -> None:
        """One finding of jsonschema in words."""
        path: Path = tuple(error.absolute_path)
        key, node = find(self.document, path)
        if error.validator == "additionalProperties":
            self.unknown_keys(node, path)
            return
        self.wrong[path] = None
        wanted = _wanted(path)
        name = ".".join(map(str, path))
        below = type(node) is Scalar and key is not None and not wanted.startswith("a single")
        self.found.append(
            Diagnostic(
                "wrong-type",
                f"{name} takes {wanted}, not {_noun(node)}",
                f"indent what belongs below {key.text}:" if below and key is not None else "",
                node.span,
            )
        )

    def unknown_keys(self, node: Node, path: Path) -> None:
        """Every key of a map that its block does not have."""
        word = _word(path)
        assert isinstance(word, Block)
        assert type(node) is Map
        for name, (key, _) in node.items.items():
            if name not in word.words and not (name == SWITCH and word.switch):
                self.wrong[(*path, name)] = None
                self.found.append(_unknown(key, path, word, hint=len(self.found) < HINTS))

    def labels(self, node: Node, word: Word, path: Path) -> None:
        """Every label that is no good name."""
        if type(node) is not Map or not isinstance(word, Block | Labels):
            return
        for name, (key, value) in node.items.items():
            inner = word.of if isinstance(word, Labels) else word.words.get(name)
            if isinstance(word, Labels) and not good_label(name):
                self.wrong[(*path, name)] = None
                self.found.append(
                    Diagnostic(
                        "wrong-value",
                        f"the label {shown_key(name)} is no name",
                        f"a label has at most {LABEL_BYTES} bytes and no control characters",
                        key.span,
                    )
                )
            elif inner is not None:
                self.labels(value, inner, (*path, name))


def _pruned(node: Map, path: Path, wrong: Mapping[Path, None]) -> Map:
    """The document without unknown keys and bad labels, and with broken values where values are wrong."""
    items: dict[str, tuple[Key, Node]] = {}
    for name, (key, value) in node.items.items():
        here = (*path, name)
        if here in wrong:
            items[name] = (key, Scalar(None, value.file, value.line, value.column, "broken"))
        else:
            items[name] = (key, _pruned(value, here, wrong) if type(value) is Map else value)
    return Map(items, node.file, node.line, node.column)


def _noun(node: Node) -> str:
    if type(node) is Map:
        return "a map"
    return "a list" if type(node) is Seq else "a single value"


def _wanted(path: Path) -> str:
    word = _word(path)
    if isinstance(word, Labels):
        return "a map of labels"
    if isinstance(word, Block):
        return "a map of keys, or yes or no" if word.switch else "a map of keys"
    if isinstance(word, Free):
        return "a map"
    return "a single value or a list of them" if isinstance(word, Many) else "a single value"


def _word(path: Path) -> Word | None:
    word: Word | None = SITE
    for step in path:
        if isinstance(word, Labels):
            word = word.of
        elif isinstance(word, Block):
            word = word.words.get(str(step))
        else:
            return None
    return word


def _unknown(key: Key, path: Path, word: Block, *, hint: bool) -> Diagnostic:
    name = key.text
    code, summary, detail = next(_reasons(name, path, word))
    return Diagnostic(code, summary, detail or (_hint(name, path, word) if hint else ""), key.span)


def _hint(name: str, path: Path, word: Block) -> str:
    """The near miss: a slip of a key that belongs here, else a key of another block."""
    close = near(name, word.words)
    if any(bare(each) == bare(name) for each in word.words):
        return close
    slip = close if close.startswith("did you mean") else ""
    found = list(filter(None, [below(name, path), slip, above(name, path)]))
    return "; or ".join([*(each.rstrip("?") for each in found[:-1]), *found[-1:]]) or (
        beside(name, path) or close
    )


def _reasons(name: str, path: Path, word: Block) -> Iterator[tuple[str, str, str]]:
    """Why a key is unknown, the best reason first: code, summary, and a way out if it is not a near miss."""
    if name == "<<":
        yield "yaml-merge-key", "merge keys (<<) are not part of a site file; use _defaults", ""
    if name == DEFAULTS:
        yield (
            "unknown-field",
            f"{DEFAULTS} serves labels, and {'.'.join(map(str, path)) or 'a site'} has none",
            "write the key once, in a _defaults.yaml file or under _defaults: beside labels",
        )
    if path == ("rows",):
        known = name in MENUS
        summary = f"rosgit reads the menu {shown_key(name)} and never writes it" if known else ""
        yield "unknown-menu", summary or f"rosgit has no table for the menu {shown_key(name)}", ""
    if word.menu is not None:
        yield from _not_written(name, word.menu)
        yield "unknown-field", f"{word.menu} has no field {shown_key(name)}", _KNOWN_SLIPS.get(name, "")
    yield "unknown-field", f"{'.'.join(map(str, path)) or 'a site'} has no key {shown_key(name)}", ""


_KNOWN_SLIPS: Mapping[str, str] = {
    "redirect-url": "no RouterOS has it: guests land where the login page sends them (html-directory), "
    "or on dns-name; did you mean 'html-directory'?",
    "https-redirect": "no RouterOS 7 has it on a hotspot's profile; did you mean 'login-by' with https?",
    "trial-uptime": "did you mean 'trial-uptime-limit' or 'trial-uptime-reset'?",
}
"""Words that circulate in guides and generators, and that no router takes (menus.json, HOTSPOT section 0)."""


def _not_written(name: str, menu: str) -> Iterator[tuple[str, str, str]]:
    table = MENUS[menu]
    if name in table.left_out:
        yield "unknown-field", f"rosgit leaves {name!r} of {menu} alone, on purpose", "leave it out"
    if name in table.read_only or (name in table.fields and table.fields[name].read_only):
        yield "unknown-field", f"{name!r} of {menu} can be read, never set", "leave it out"
    if name in table.fields:
        yield (
            "unknown-field",
            f"{name!r} of {menu} is derived here",
            "set what it is derived from, or use rows:",
        )
