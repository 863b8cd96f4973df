"""The parts of ``docs/language.md`` that are made: tables of words and menus, and examples as rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from docs_pages import Block, blocks

from rosgit.intents.language import SITE
from rosgit.intents.words import Block as Words
from rosgit.intents.words import Free, Labels, Many, One, Word
from rosgit.menus import MENUS
from rosgit.menus.table import Menu, Shape
from rosgit.model.diagnostic import Diagnostic, errors
from rosgit.model.site import Site
from rosgit.model.tree import Tree
from rosgit.views.script import site_script
from rosgit.workflow import compiled

_MADE = re.compile(r"(<!-- made: (\S+) ?(\S*) -->\n).*?(<!-- end -->)", re.DOTALL)
_ROW = re.compile(r"/(add|set) .*")
PIN = "sha256:" + "0" * 64
BASE = f"""\
router:
  host: 192.0.2.1
  routeros: "7.22"
  username: rosgit
  password: !secret env:ROSGIT
  tls: {{fingerprint: "{PIN}"}}
wan: ether1
"""
"""What every example inherits that does not say it itself."""


def renewed(text: str) -> str:
    """The page with every made part made anew."""
    text = _MADE.sub(lambda found: f"{found[1]}\n{_table(found[2], found[3])}\n{found[4]}", text)
    trees: dict[str, dict[str, str]] = {}
    lines = text.split("\n")
    changed: list[tuple[int, list[str]]] = []
    for block in blocks(text):
        if block.marker == "render":
            changed.append((block.line, _rendered(block, trees)))
        elif block.info == "yaml":
            add(trees, block)
    for line, body in reversed(changed):
        lines[line - 1 : lines.index("```", line - 1)] = body
    return "\n".join(lines)


def add(trees: dict[str, dict[str, str]], block: Block) -> str:
    """Put an example into its tree, a new one unless its marker names one; the tree's name.

    A ``file`` marker names tree and path (``shops/sites/_defaults.yaml``); other examples are the one
    site of a tree of their own, above ``BASE``.
    """
    text = block.text.replace('"sha256:..."', f'"{PIN}"')
    if block.marker == "file":
        name, _, path = block.argument.partition("/sites/")
        trees.setdefault(name, {"_defaults.yaml": BASE})[f"below/{path}"] = text
        return name
    name = f"line {block.line}"
    path = "lodge/_defaults.yaml" if block.marker == "defaults" else "lodge.yaml"
    trees[""] = trees[name] = {"_defaults.yaml": BASE, path: text}
    return name


def found(files: Mapping[str, str]) -> tuple[Mapping[str, Site], tuple[Diagnostic, ...]]:
    """The sites of a tree by name, and all findings."""
    made = compiled(Tree({path: text.encode() for path, text in files.items()}))
    return {site.name: site for site in made.sites}, made.diagnostics


def _rendered(block: Block, trees: Mapping[str, Mapping[str, str]]) -> list[str]:
    """``render TREE/SITE MENU...``: a site's rows in these menus; TREE/SITE ``.`` is the last example."""
    where, *menus = block.argument.split()
    tree, _, name = where.partition("/")
    sites, diagnostics = found(trees["" if tree == "." else tree])
    assert not errors(diagnostics), diagnostics
    lines = site_script(sites[name or "lodge"]).splitlines()
    rows = [line for line in lines if not line.startswith("#")]
    return [line for line in rows if not menus or _ROW.sub("", line) in menus]


def _table(kind: str, argument: str) -> str:
    if kind == "menus":
        return "".join(f"| {' | '.join(cells)} |\n" for cells in _menus())
    return "".join(f"| {' | '.join(cells)} |\n" for cells in _words(argument))


def _words(path: str) -> Iterator[tuple[str, ...]]:
    """Our own words of a block (RouterOS fields of a role stand in its menu)."""
    word: Word = SITE
    for step in filter(None, path.split(".")):
        assert isinstance(word, Words)
        word = word.words[step]
        word = word.of if isinstance(word, Labels) else word
    assert isinstance(word, Words)
    yield "word", "takes", "meaning"
    yield "---", "---", "---"
    for name, inner in word.words.items():
        if word.menu is None or not (isinstance(inner, One) and inner.field is not None):
            doc = inner.doc + ("; **required**" if inner.required else "")
            yield f"`{name}`", _takes(inner), _cell(doc)


def _takes(word: Word) -> str:
    if isinstance(word, Labels):
        return f"labels: {_takes(word.of)}"
    if isinstance(word, Words):
        return ", ".join(_block(word))
    if isinstance(word, Free):
        return "a map of anything"
    if isinstance(word, Many):
        return "a list of texts" if word.kind.expected == "text" else f"a list: {_cell(word.kind.expected)}"
    assert isinstance(word, One)
    return "a `!secret`" if word.secret else _cell(word.kind.expected)


def _block(word: Words) -> Iterator[str]:
    yield f"fields of `{word.menu}`" if word.menu else "a map"
    if word.shorthand is not None:
        yield f"or just its `{word.shorthand}`"
    if word.switch:
        yield "or yes/no"


def _cell(text: str) -> str:
    short = text if len(text) <= 110 else text[:107] + "..."
    return short.replace("|", "\\|").replace("*", "\\*").replace("\\*\\*required\\*\\*", "**required**")


_SHAPES: Mapping[Shape, str] = {
    Shape.LIST: "rows",
    Shape.SINGLE: "one row",
    Shape.FIXED: "the system's rows",
    Shape.READ: "read only",
}


def _menus() -> Iterator[tuple[str, ...]]:
    yield "menu", "holds", "a row is known by", "ordered", "comments", "what it is"
    yield "---", "---", "---", "---", "---", "---"
    for path in sorted(MENUS):
        menu = MENUS[path]
        yield (
            f"`{path}`",
            "one row, read only" if menu.lone else _SHAPES[menu.shape],
            _identity(menu),
            "yes" if menu.order is not None else "",
            "" if menu.comment is None else "yes" if menu.comment == "7.10" else f"since {menu.comment}",
            _cell(menu.summary),
        )


def _identity(menu: Menu) -> str:
    if menu.singleton or menu.shape is Shape.READ:
        return ""
    return ", ".join(f"`{name}`" for name in menu.key) or "its comment, else the whole row"
