"""The pages for people as blocks: fenced code, the marker before it, and commands with their output."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
README, TUTORIAL, LANGUAGE = ROOT / "README.md", DOCS / "tutorial.md", DOCS / "language.md"

_MARKER = re.compile(r"<!-- rosgit: (\S+) ?(.*?) ?-->")


@dataclass(frozen=True)
class Block:
    """A fenced block: what stands after the fence, its text, the line it begins at, the marker before it.

    Markers: ``file PATH``, ``defaults``, ``error CODE``, ``render``, ``sim``, ``skip``.
    """

    info: str
    text: str
    line: int
    marker: str = ""
    argument: str = ""


@dataclass(frozen=True)
class Command:
    """A command of a console block, and the output that is pasted below it."""

    words: str
    output: str


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    lines = text.split("\n")
    marker = argument = ""
    number = 0
    while number < len(lines):
        line = lines[number]
        if found := _MARKER.fullmatch(line):
            marker, argument = found.groups()
        elif line.startswith("```"):
            end = lines.index("```", number + 1)
            body = "".join(f"{each}\n" for each in lines[number + 1 : end])
            yield Block(line[3:].strip(), body, number + 2, marker, argument)
            number, marker, argument = end, "", ""
        elif line:
            marker = argument = ""
        number += 1


def commands(block: Block) -> list[Command]:
    """The commands of a console block."""
    parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert not parts[0], f"line {block.line}: a console block begins with a command"
    made = []
    for part in parts[1:]:
        words, _, output = part.partition("\n")
        made.append(Command(words, output))
    return made


def prose(text: str) -> str:
    """A page without its fenced blocks and comments."""
    bare = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"<!--.*?-->", "", bare, flags=re.DOTALL)
