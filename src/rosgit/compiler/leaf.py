"""Single values: templates, kinds, secrets by reference."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rosgit.compiler.nodes import Node, Scalar, Seq
from rosgit.compiler.templates import MAX_RESULT, TemplateError, render
from rosgit.intents.known import Known
from rosgit.intents.words import Leaf, Listing, Many, Notes, One
from rosgit.menus.kinds import Kind, KindError, List
from rosgit.model.secret import OUTSIDE, SecretRef
from rosgit.model.span import Span


@dataclass(slots=True)
class Values:
    """What is needed to make single values out of scalars: names for templates, kinds, findings.

    ``path`` is where the walk is, for messages. ``lost`` are vars that were found wrong: what uses
    them is broken, and silent. ``rendered`` counts templates, ``names`` are what they may use.
    """

    names: dict[str, object]
    notes: Notes
    known: Known
    path: list[str]
    lost: bool = False
    rendered: int = 0

    @property
    def here(self) -> str:
        """The path as people read it."""
        return ".".join(self.path)

    def one(self, node: Node, word: One) -> Leaf | None:
        """The checked value of a node; None when it is wrong (and noted)."""
        if type(node) is Seq:
            return self._joined(node, word)
        assert type(node) is Scalar
        if node.value is None:
            return None if node.tag == "broken" else Leaf(None, node)
        if node.tag == "secret" or word.secret:
            return self._secret(node, word)
        if word.field is not None and word.field.script and not isinstance(node.value, bool):
            text: str | None = node.value
        else:
            text = self.text(node)
        value = None if text is None else self._canonical(text, word.kind, node)
        return None if value is None else Leaf(value, node)

    def many(self, node: Node, word: Many) -> Listing | None:
        """A list of checked values; None when one is wrong, but all are looked at."""
        nodes = node.items if type(node) is Seq else (node,)
        texts = [self.text(each) for each in nodes]
        values = [
            None if text is None else self._canonical(text, word.kind, each)
            for text, each in zip(texts, nodes, strict=True)
        ]
        if any(value is None for value in values):
            return None
        return Listing(
            tuple(Leaf(value, each) for value, each in zip(values, nodes, strict=True)),
            node,
        )

    def text(self, node: Node, *, secret: bool = False) -> str | None:
        """The text of a scalar, its template rendered; None when there is none (and noted).

        ``secret``: it stands where a secret may, and no word of it is quoted.
        """
        if type(node) is not Scalar or node.value is None or node.tag == "secret":
            self._no_text(node)
            return None
        if node.value is True or node.value is False:
            return "true" if node.value else "false"
        if "{{" not in node.value or node.tag == "raw":
            return node.value
        self.rendered += 1
        if self.lost and "vars" in node.value:
            return None
        try:
            return render(node.value, self.names)
        except TemplateError as error:
            why = "its template cannot be used" if secret else _short(str(error))
            self.notes.add("template", f"{self.here}: {why}", _TEMPLATES, node.span)
            return None

    def _no_text(self, node: Node) -> None:
        if type(node) is Scalar and node.tag == "broken":
            return
        if type(node) is Scalar and node.tag == "secret":
            self._misplaced(node)
            return
        self.notes.add("wrong-type", f"{self.here} takes text here", "write a plain value", node.span)

    def _joined(self, node: Seq, word: One) -> Leaf | None:
        """A YAML list where RouterOS takes words with commas between them."""
        texts = [self.text(each) for each in node.items]
        known = [text for text in texts if text is not None]
        if len(known) < len(texts) or self._no_item(node, known):
            return None
        try:
            return Leaf(self.known.canonical(word.kind, ",".join(known)), node)
        except KindError as error:
            self._wrong_item(node, known, word.kind, error)
            return None

    def _no_item(self, node: Seq, texts: list[str]) -> bool:
        """Whether an item is empty or holds a comma (noted): RouterOS would take it for none or two."""
        found = [each for each, text in zip(node.items, texts, strict=True) if not text or "," in text]
        for each in found:
            self.notes.add(
                "wrong-value",
                f"{self.here}: an item of a list is empty or holds a comma",
                "write one value an item",
                each.span,
            )
        return bool(found)

    def _wrong_item(self, node: Seq, texts: list[str], kind: Kind, error: KindError) -> None:
        """Point at the items that are wrong by themselves; at the list when only the whole is."""
        one = kind.item if isinstance(kind, List) else kind
        before = len(self.notes.found)
        for each, text in zip(node.items, texts, strict=True):
            self._canonical(text, one, each)
        if len(self.notes.found) == before:
            self._wrong(error, node.span)

    def _canonical(self, text: str, kind: Kind, node: Node) -> str | None:
        try:
            return self.known.canonical(kind, text)
        except KindError as error:
            self._wrong(error, node.span)
            return None

    def _wrong(self, error: KindError, span: Span) -> None:
        self.notes.add("wrong-value", f"{self.here}: {error}", "", span)

    def _misplaced(self, node: Scalar) -> None:
        self.notes.add(
            "secret-misplaced", f"{self.here} is no secret field", "a secret would be shown here", node.span
        )

    def _secret(self, node: Scalar, word: One) -> Leaf | None:
        if node.tag != "secret":
            self.notes.add(
                "plain-secret",
                f"{self.here} is a secret and must not stand in a file",
                "write !secret env:NAME, or !secret file:PATH",
                node.span,
            )
            return None
        if not word.secret:
            self._misplaced(node)
            return None
        text = self.text(node._replace(tag=""), secret=True)
        reference = None if text is None else parse_reference(text, node.span)
        if text is not None and reference is None:
            self.notes.add(
                "secret-reference",
                f"{self.here}: what stands here names no secret",  # it may be one itself
                "write env:NAME, env:NAME#key, file:PATH or file:PATH#key",
                node.span,
            )
        if reference is None or self._outside(reference, node):
            return None
        return Leaf(reference, node)

    def _outside(self, reference: SecretRef, node: Scalar) -> bool:
        """Whether a secret's file is not of this tree (noted): nobody has to read it to know."""
        if not reference.leads_outside:
            return False
        way = "name a file below the sites folder, without .. and without a leading slash; or use env:NAME"
        self.notes.add("bad-secret", f"{self.here}: secret {reference}: {OUTSIDE}", way, node.span)
        return True


_TEMPLATES = (
    "use {{ site }}, {{ folder }}, {{ label }} or {{ vars.NAME }}; a text with braces of its own is !raw"
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _short(text: str) -> str:
    return text if len(text) <= 200 else text[:197] + "..."


def parse_reference(text: str, span: Span) -> SecretRef | None:
    """A secret's reference from its text; None when it is none."""
    scheme, _, rest = text.partition(":")
    locator, mark, key = rest.partition("#")
    if not locator or (mark and not key) or not text.isprintable() or len(text) > MAX_RESULT:
        return None
    if scheme == "file" or (scheme == "env" and _NAME.fullmatch(locator)):
        return SecretRef(scheme, locator, key or None, span)
    return None
