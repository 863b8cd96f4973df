"""The table of codes as a page of Markdown: ``python -m rosgit.model.codes_page > docs/codes.md``."""

from __future__ import annotations

from rosgit.model.codes import CODES

HEAD = """\
# Codes

Every finding of rosgit has a code. An error stops the stage that found it, a warning does not.
This page is made from the register in `src/rosgit/model/`; do not edit it by hand.
A number in brackets such as [L01] is that of the research behind a rule.

As text at most 100 findings are shown, errors before warnings; the others are counted, and the last line
and the exit code are about all of them. `--format json` prints every one: it is what to give to a machine.
What is wrong outside of site files (no such folder, a file of `--targets` or `--plan`) is a list of
findings on stdout there, too. Wrong usage (exit code 64) is text on stderr, whatever the format.
"""


def page() -> str:
    """The whole page, codes in alphabetical order."""
    parts = [HEAD]
    for name, code in sorted(CODES.items()):
        parts.append(
            f"## {name}\n\n{code.severity.capitalize()}: {code.what}.\n\n"
            f"- Why: {code.why}.\n- Mend: {code.mend}.\n"
        )
    return "\n".join(parts)


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201  # the one command of this room: it makes the page
