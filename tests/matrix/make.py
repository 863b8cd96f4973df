"""Play every case and write the table anew: ``python tests/matrix/make.py`` (half an hour on two cores)."""

from __future__ import annotations

import sys
from pathlib import Path

from matrix_run import chosen, counted, counts, play, table

PAGE = Path(__file__).parents[2] / "docs" / "fault-matrix.md"
BEGIN, END = "<!-- made: table -->", "<!-- end -->"


def renewed(text: str, lines: str) -> str:
    """A page with what stands between the marks replaced."""
    head, rest = text.split(BEGIN)
    return f"{head}{BEGIN}\n\n{lines}\n\n{END}{rest.split(END)[1]}"


def main() -> int:
    """Write the page; the exit code says whether a case failed, and then nothing is written."""
    verdicts = play(chosen(everything=True))
    wrong = [each for each in verdicts if each.wrong]
    for each in wrong:
        sys.stdout.write(f"{each.case} ended {each.ended}, said {each.said}: {'; '.join(each.wrong)}\n")
    secrets = sum(mine["secrets"] for mine in counted(verdicts).values())
    lines = [
        f"The apply: {counts()}.",
        "",
        *table(verdicts, chosen(everything=True), chosen(everything=False)),
        "",
        f"In {secrets} of the old ones a switch that undid without rosgit had left a changed secret (below).",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    if wrong:
        return 1
    PAGE.write_text(renewed(PAGE.read_text("utf-8"), "\n".join(lines)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
