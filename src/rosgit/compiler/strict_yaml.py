"""Strict YAML: text stays text, every word keeps its place, and nothing surprising passes.

The only home of PyYAML. The events of libyaml are read directly: that is where positions are,
and nesting, aliases and size can be bounded while reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

import yaml
from yaml import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml._yaml import CParser

from rosgit.compiler.nodes import Key, Map, Node, Scalar, Seq
from rosgit.menus.kind import shown_key
from rosgit.model.diagnostic import Diagnostic, Related
from rosgit.model.span import Span

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
MAX_NODES = 100_000
TAGS: Mapping[str, str] = {"!secret": "secret", "!raw": "raw"}
_WELL_KNOWN = frozenset(
    {"!include", "!env", "!vault", "!sops", "!unsafe", "!reset", "!override", "!reference", "!secert"}
)
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "": None}


class _Stop(Exception):  # noqa: N818  # control flow inside this module, never seen outside
    """Reading cannot go on; the diagnostic says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.summary)
        self.diagnostic = diagnostic


@dataclass(slots=True)
class _Reader:
    """The state of reading one document."""

    file: str
    parser: CParser
    found: list[Diagnostic] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int, int]] = field(default_factory=dict)
    open_anchors: set[str] = field(default_factory=set)
    nodes: int = 0
    deepest: int = 0

    def node(self, event: object, depth: int) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            self.too_large(event)
        if type(event) is ScalarEvent:
            made = self.scalar(event)
            if event.anchor is not None:
                self.anchors[event.anchor] = (made, 1, 0)
            return made
        if type(event) is AliasEvent:
            return self.alias(event, depth)
        anchor = event.anchor  # type: ignore[attr-defined]  # only maps and lists are left
        if anchor is not None:
            return self.anchored(event, anchor, depth)
        return self.collection(event, depth)

    def too_large(self, event: object) -> NoReturn:
        self.stop(
            "yaml-too-large",
            "the document is too large or nested too deeply",
            event,
            f"at most {MAX_NODES} values (aliases counted out) and {MAX_DEPTH} levels",
        )

    def collection(self, event: object, depth: int) -> Node:
        self.deepest = max(self.deepest, depth)
        return self.mapping(event, depth) if type(event) is MappingStartEvent else self.sequence(event, depth)

    def anchored(self, event: object, anchor: str, depth: int) -> Node:
        """A map or list that aliases may repeat: with its size, and how many levels it has."""
        self.open_anchors.add(anchor)
        before, outer, self.deepest = self.nodes, self.deepest, depth
        made = self.collection(event, depth)
        self.open_anchors.discard(anchor)
        self.anchors[anchor] = (made, self.nodes - before + 1, self.deepest - depth)
        self.deepest = max(outer, self.deepest)
        return made

    def alias(self, event: AliasEvent, depth: int) -> Node:
        if event.anchor in self.open_anchors:
            self.stop(
                "yaml-alias",
                "an alias stands inside what it names",
                event,
                "an alias can only repeat something that is complete",
            )
        if event.anchor not in self.anchors:
            self.stop(
                "yaml-alias",
                "no anchor of this name stands before this alias",
                event,
                "quote text that begins with *",
            )
        node, size, levels = self.anchors[event.anchor]
        self.nodes += size
        self.deepest = max(self.deepest, depth + levels)
        if self.nodes > MAX_NODES or depth + levels > MAX_DEPTH:
            self.too_large(event)
        return node

    def scalar(self, event: ScalarEvent) -> Scalar:
        tag = ""
        if event.tag is not None and event.tag not in ("!", "tag:yaml.org,2002:str"):
            tag = TAGS.get(event.tag, "")
            if not tag:
                self.unknown_tag(event)
                return Scalar(None, self.file, *_place(event), "broken")
        value: str | bool | None = event.value
        if value in _WORDS and not event.style and event.tag is None:
            value = _WORDS[event.value]
        return Scalar(value, self.file, *_place(event), tag)

    def unknown_tag(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent) -> None:
        self.found.append(
            Diagnostic(
                "yaml-tag",
                f"{_tag(event.tag)} means nothing here",
                "the tags of a site file are !secret and !raw, on single values",
                self.span(event),
            )
        )

    def mapping(self, event: MappingStartEvent, depth: int) -> Map:
        if event.tag not in (None, "!", "tag:yaml.org,2002:map"):
            self.unknown_tag(event)
        items: dict[str, tuple[Key, Node]] = {}
        take = self.parser.get_event
        while type(inner := take()) is not MappingEndEvent:
            key = self.key(inner, depth)
            value = self.node(take(), depth + 1)
            if key is not None and key.text in items:
                self.duplicate(key, items[key.text][0])
            elif key is not None:
                items[key.text] = (key, value)
        return Map(items, self.file, *_place(event))

    def key(self, event: object, depth: int) -> Key | None:
        if type(event) is ScalarEvent:
            if event.tag is None and event.value:
                return Key(event.value, self.file, *_place(event))
        else:
            self.node(event, depth + 1)
        self.found.append(
            Diagnostic(
                "yaml-key",
                "a key must be plain text",
                "quote a value that begins with {{" if type(event) is MappingStartEvent else "write a word",
                self.span(event),
            )
        )
        return None

    def duplicate(self, key: Key, first: Key) -> None:
        self.found.append(
            Diagnostic(
                "duplicate-key",
                f"the key {shown_key(key.text)} stands twice in one map",
                "keep one of the two",
                key.span,
                (Related("first written here", first.span),),
            )
        )

    def sequence(self, event: object, depth: int) -> Seq:
        assert type(event) is SequenceStartEvent
        if event.tag not in (None, "!", "tag:yaml.org,2002:seq"):
            self.unknown_tag(event)
        items = []
        take = self.parser.get_event
        while type(inner := take()) is not SequenceEndEvent:
            items.append(self.node(inner, depth + 1))
        return Seq(tuple(items), self.file, *_place(event))

    def span(self, event: object) -> Span:
        return Span(self.file, *_place(event))

    def stop(self, code: str, summary: str, event: object, detail: str) -> NoReturn:
        raise _Stop(Diagnostic(code, summary, detail, self.span(event)))


def _tag(text: str | None) -> str:
    """A tag as a message names it: what nobody knows may be a secret that begins with ``!``."""
    known = text in _WELL_KNOWN or (text or "").startswith("tag:yaml.org,2002:")
    return f"the tag {text}" if known else "this tag"


def _place(event: object) -> tuple[int, int]:
    """Line and column of an event, from 1."""
    mark = event.start_mark  # type: ignore[attr-defined]  # the stubs make it optional; libyaml always sets it
    return mark.line + 1, mark.column + 1


def read(file: str, data: bytes) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Read one document. ``file`` is the name shown in spans.

    Returns the node (None when there is none, or when it could not be read) and what was wrong.
    """
    trouble = _unreadable(file, data)
    if trouble is not None:
        return None, (trouble,)
    reader = _Reader(file, CParser(data))
    try:
        node = _document(reader)
    except _Stop as stop:
        return None, (*reader.found, stop.diagnostic)
    except yaml.MarkedYAMLError as error:
        return None, (*reader.found, _syntax(file, error))
    except yaml.YAMLError as error:
        return None, (*reader.found, _unprintable(file, data, error))
    return node, tuple(reader.found)


def _document(reader: _Reader) -> Node | None:
    take = reader.parser.get_event
    take()  # stream start
    event = take()
    if type(event) is yaml.StreamEndEvent:
        return None
    node = reader.node(take(), 0)
    take()  # document end
    after = take()
    if type(after) is not yaml.StreamEndEvent:
        reader.stop("yaml-documents", "a file holds one document", after, "put each site in its own file")
    if type(node) is Scalar and node.value is None:
        return None
    return node


def _unreadable(file: str, data: bytes) -> Diagnostic | None:
    if len(data) > MAX_BYTES:
        return Diagnostic(
            "yaml-too-large",
            f"the file is larger than {MAX_BYTES >> 10} KiB",
            "a site is a page or two of YAML",
            Span(file, 1, 1),
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        return Diagnostic(
            "yaml-encoding",
            f"byte 0x{data[error.start]:02x} is not UTF-8",
            "save the file as UTF-8",
            Span(file, line, column),
        )
    return None


def _syntax(file: str, error: yaml.MarkedYAMLError) -> Diagnostic:
    mark = error.problem_mark or error.context_mark
    span = Span(file, mark.line + 1, mark.column + 1) if mark is not None else Span(file, 1, 1)
    related: tuple[Related, ...] = ()
    begun = error.context_mark
    place = Span(file, begun.line + 1, begun.column + 1) if begun is not None else span
    if place != span:
        related = (Related(error.context or "begun here", place),)
    hint = _hint(error.problem or "")
    return Diagnostic("yaml-syntax", error.problem or "not YAML", hint, span, related)


def _hint(problem: str) -> str:
    if "cannot start any token" in problem:
        return "indent with spaces, never tabs; quote text that begins with % @ ` or {{"
    if "mapping values are not allowed" in problem:
        return "quote text that holds a colon followed by a space"
    if "expected <block end>" in problem or "did not find expected" in problem:
        return "check the indentation; quote text that begins with * & ! [ or {"
    return "see the line and the one before it"


def _unprintable(file: str, data: bytes, error: yaml.YAMLError) -> Diagnostic:
    position = getattr(error, "position", 0) or 0
    before = data[:position]
    span = Span(file, before.count(b"\n") + 1, position - (before.rfind(b"\n") + 1) + 1)
    return Diagnostic(
        "yaml-syntax",
        "a control character stands in the file",
        "remove it, or write it as an escape inside double quotes",
        span,
    )
