"""Make what is pasted and tabled in README and the pages anew: ``python tests/docs/make.py``."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from docs_lab import Person, readme_story, steady
from docs_pages import LANGUAGE, README, TUTORIAL, blocks
from docs_tables import renewed


def tutorial(text: str) -> str:
    """The tutorial with the output of its commands as they print it now."""
    with tempfile.TemporaryDirectory() as folder:
        person = Person(Path(folder), lambda: None, port=18728)
        written: dict[int, str] = {}
        try:
            for step in person.follow(text):
                same = steady(step.output) == steady(step.pasted) or step.words == "echo $?"
                output = step.pasted if same else step.output
                written[step.block.line] = written.get(step.block.line, "") + f"$ {step.words}\n{output}"
        finally:
            person.stop()
    return pasted(text, written)


def readme(text: str) -> str:
    """README with the plan and the apply as they are printed now."""
    shown = [block for block in blocks(text) if not block.info]
    with tempfile.TemporaryDirectory() as folder:
        person = Person(Path(folder), lambda: None, port=18728)
        try:
            outputs = readme_story(person)
        finally:
            person.stop()
    both = zip(shown, outputs, strict=True)
    return pasted(text, {old.line: new for old, new in both if steady(old.text) != steady(new)})


def pasted(text: str, bodies: Mapping[int, str]) -> str:
    """A page with other text in the blocks that begin at these lines."""
    lines = text.split("\n")
    for line, body in sorted(bodies.items(), reverse=True):
        lines[line - 1 : lines.index("```", line - 1)] = body.removesuffix("\n").split("\n")
    return "\n".join(lines)


if __name__ == "__main__":
    TUTORIAL.write_text(tutorial(TUTORIAL.read_text("utf-8")), encoding="utf-8")
    LANGUAGE.write_text(renewed(LANGUAGE.read_text("utf-8")), encoding="utf-8")
    README.write_text(readme(README.read_text("utf-8")), encoding="utf-8")
