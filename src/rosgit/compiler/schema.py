"""JSON Schema (draft-07) from the words of the language: one for editors, one for the compiler.

The editors' schema knows shorthands, templates and the values of kinds; the compiler's is lean,
because it meets expanded documents whose values are checked by kind later.
"""

from __future__ import annotations

import json
from functools import cache

from rosgit.intents.language import SITE
from rosgit.intents.words import SWITCH, Block, Free, Labels, Many, One, Word
from rosgit.menus.kind import Schema
from rosgit.menus.kinds import Bits, Enum, Kind, KindError, List

DRAFT = "http://json-schema.org/draft-07/schema#"
LABEL_SIGNS = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]{1,64}(?![\s\S])"
"""A label: nothing that cannot be seen, nothing that turns text around, not long."""

_SCALAR = ("string", "boolean", "null")
_TEMPLATE: Schema = {"type": "string", "pattern": r"\{\{"}


@cache
def lean() -> Schema:
    """The schema the compiler holds each expanded document against."""
    return _lean(SITE)


def _lean(word: Word) -> Schema:
    if isinstance(word, Block):
        properties: dict[str, object] = {name: _lean(inner) for name, inner in word.words.items()}
        if word.switch:
            properties[SWITCH] = {}
        return {"type": ["object", "null"], "properties": properties, "additionalProperties": False}
    if isinstance(word, Labels):
        return {"type": ["object", "null"], "additionalProperties": _lean(word.of)}
    if isinstance(word, Free):
        return {"type": ["object", "null"]}
    listed = isinstance(word, Many) or (isinstance(word, One) and takes_lists(word.kind))
    return {"type": [*_SCALAR, "array"] if listed else [*_SCALAR]}


def takes_lists(kind: Kind) -> bool:
    """Whether a YAML list may stand for the words of a kind."""
    return isinstance(kind, List | Bits)


def published_text() -> str:
    """The schema for editors, as the file ``schemas/site.schema.json`` holds it."""
    whole = published()
    definitions = whole.pop("definitions")
    assert isinstance(definitions, dict)
    head = ",\n".join(f"{_json(name)}: {_json(part)}" for name, part in whole.items())
    body = ",\n".join(f"{_json(name)}: {_json(part)}" for name, part in definitions.items())
    return f'{{{head},\n"definitions": {{\n{body}\n}}}}\n'


def _json(part: object) -> str:
    return json.dumps(part, ensure_ascii=False)


def published() -> Schema:
    """The schema for editors: what they check and show while one types."""
    writer = _Writer()
    body = writer.word(SITE)
    return {
        "$schema": DRAFT,
        "title": "rosgit site",
        **body,
        "description": "One router, or (in a file named _defaults.yaml) what the routers below share.",
        "definitions": dict(sorted(writer.definitions.items())),
    }


class _Writer:
    """Writes words as schemas; what stands in many places becomes a definition."""

    def __init__(self) -> None:
        self.definitions: dict[str, object] = {}

    def word(self, word: Word) -> Schema:
        """Any word."""
        if isinstance(word, Block):
            return self.block(word)
        if isinstance(word, Labels):
            return self.labels(word)
        if isinstance(word, Free):
            return {"type": ["object", "null"], **_doc(word)}
        if isinstance(word, Many):
            item = _value(word.kind)
            return {"anyOf": [{"type": "array", "items": item}, item, {"type": "null"}], **_doc(word)}
        assert isinstance(word, One)
        return {"anyOf": [*_options(word.kind), {"type": "null"}], "description": _hover(word)}

    def labels(self, word: Labels) -> Schema:
        """A map of label -> block. A document may leave out what its defaults say: nothing is required."""
        return {
            "type": ["object", "null"],
            "propertyNames": {"pattern": LABEL_SIGNS},
            "additionalProperties": self.shared(word.of),
            **_doc(word),
        }

    def block(self, word: Block) -> Schema:
        """A map of known keys, or what may stand for it."""
        properties = {name: self.key(name, inner, word.menu) for name, inner in word.words.items()}
        made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        options: list[object] = [made, {"type": "null"}]
        if word.switch:
            options += [{"enum": [True, False, "yes", "no", "true", "false"]}, _TEMPLATE]
        if word.shorthand is not None:
            options.append(self.key(word.shorthand, word.words[word.shorthand], word.menu))
        if len(options) == 2:
            return {**made, "type": ["object", "null"], **_doc(word)}
        return {"anyOf": options, **_doc(word)}

    def key(self, name: str, word: Word, menu: str | None) -> Schema:
        """The schema behind a key; fields of a menu are written once."""
        if menu is None or not isinstance(word, One) or word.field is None:
            return self.shared(word) if isinstance(word, Block) and word.menu is not None else self.word(word)
        label = f"{menu}#{name}"
        if label not in self.definitions:
            self.definitions[label] = self.word(word)
        return _ref(label)

    def shared(self, word: Word) -> Schema:
        """A reference to the block's definition where a menu is behind it, else the schema itself."""
        if not isinstance(word, Block) or word.menu is None:
            return self.word(word)
        made = self.block(word)
        number = 1
        while self.definitions.setdefault(label := f"{word.menu}:{number}", made) != made:
            number += 1
        return _ref(label)


def _ref(label: str) -> Schema:
    return {"$ref": "#/definitions/" + label.replace("~", "~0").replace("/", "~1")}


def _value(kind: Kind) -> Schema:
    options = _options(kind)
    return options[0] if len(options) == 1 else {"anyOf": options}


def _options(kind: Kind) -> list[Schema]:
    """The kind's own schema, and what YAML makes of its texts when they are not quoted."""
    own = kind.schema()
    options = [own]
    if _takes(kind, "true") and "boolean" not in str(own.get("type")) and not _knows_true(own):
        options.append({"type": "boolean"})
    if isinstance(kind, Bits) and kind.open:
        options.append({"type": "number"})
    if isinstance(kind, Enum):
        if {"on", "off"} & set(kind.values):  # YAML 1.1 takes them for booleans
            options.append({"type": "boolean"})
        hexes = [int(word, 16) for word in kind.values if word[:2].lower() == "0x"]
        options += [{"enum": hexes}] if hexes else []
    return options


def _knows_true(own: Schema) -> bool:
    return "True" in repr(own)


def _takes(kind: Kind, text: str) -> bool:
    try:
        kind.canonical(text)
    except KindError:
        return False
    return True


def _hover(word: One) -> str:
    """What an editor shows beside a value: what it is for, what it may be, what it is when unset."""
    default = word.field.default if word.field is not None else None
    end = f"; {default} by default" if default else ""
    return (f"{word.doc}: " if word.doc else "") + word.kind.expected[:160] + end


def _doc(word: Word) -> Schema:
    return {"description": word.doc} if word.doc else {}


__all__ = ["LABEL_SIGNS", "lean", "published", "published_text", "takes_lists"]
