"""All benchmarks in one run: a table of ratios with budgets. ``--write`` puts it into docs/."""

from __future__ import annotations

import argparse
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

import address_lists
import compiling
import fleet_memory
import routers
import startup
from result import Line, markdown, text

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
INTRO = Path(__file__).parent / "intro.md"
REASONS = {
    "time: plan of a fresh router": (
        "**Time of a plan of a fresh router.** A plan that is not empty costs a fourth round trip: the"
        " guards read our own way in and the guests. A router in sync costs three."
    ),
    "CPU": (
        "**CPU.** The ideal reader only moves bytes, and the same bytes cost rosgit about the same. The rest"
        " is what a plan is for: every value brought to its canonical form, the ledger decoded, rows matched,"
        " every wanted field compared, the order and shadowing of rules checked, a digest made. A fresh"
        " router answers with little, so that the ideal reader has next to nothing to do there, while every"
        " row is a change to be put in order, and its undo is written out, to say what nothing could take"
        " back. All of it is ten to forty milliseconds a router, while the wait for"
        " that router is sixty to eighty."
    ),
}
"""Why a part misses its budget, to be printed while it does."""


def plan_of_work(*, quick: bool) -> dict[str, Callable[[], list[Line]]]:
    """The parts and how thoroughly each is measured."""
    counts = (100, 1_000) if quick else (100, 1_000, 10_000)
    sizes = (10_000,) if quick else (10_000, 50_000)
    return {
        "one router": lambda: routers.measure(2 if quick else 9, 10),
        "fleet": fleet_memory.measure,
        "processes": lambda: startup.measure(7 if quick else 21),
        "compile": lambda: compiling.measure(counts, 5 if quick else 9),
        "rows": lambda: address_lists.measure(sizes, 3),
    }


def main() -> int:
    """Measure, print, and say by the exit code whether every budget was met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repeats, no 10,000 sites: under a minute")
    parser.add_argument("--write", action="store_true", help="rewrite docs/benchmarks.md")
    parser.add_argument("--only", help="one part: its name")
    options = parser.parse_args()
    lines: list[Line] = []
    for name, work in plan_of_work(quick=options.quick).items():
        if options.only in (None, name):
            began = time.monotonic()
            lines += work()
            print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    print(text(lines))
    if options.write:
        PAGE.write_text(page(lines), encoding="utf-8")
    missed = [line.what for line in lines if line.verdict == "MISSED"]
    print(f"\n{len(missed)} budgets missed" + (": " + "; ".join(missed) if missed else ""))
    return 1 if missed else 0


def page(lines: list[Line]) -> str:
    """docs/benchmarks.md: the text, the table, and the reasons for what was missed."""
    python = f"{platform.python_implementation()} {'.'.join(platform.python_version_tuple()[:2])}"
    parts = [INTRO.read_text(encoding="utf-8").rstrip(), f"Measured with {python}.", markdown(lines)]
    missed = [line.what for line in lines if line.verdict == "MISSED"]
    reasons = [f"- {words}" for about, words in REASONS.items() if any(w.startswith(about) for w in missed)]
    if reasons:
        parts += ["## What is missed, and why", "\n".join(reasons)]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main())
