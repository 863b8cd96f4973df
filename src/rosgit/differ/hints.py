"""Labels that look renamed: what went and what came is much the same, and guests pay for the difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rosgit.model.diagnostic import Diagnostic
from rosgit.model.row import Row

ALIKE, FEWEST = 0.5, 2
"""The share of equal fields, and how many there have to be, for two labels to look like one."""


def looks_renamed(desired: Sequence[Row], ledger: Sequence[Row]) -> Iterator[Diagnostic]:
    """One note for each label of the ledger whose rows go while much the same rows come under another.

    ``ledger`` are the rows applied last, with the labels that ``moved:`` gives them now.
    """
    if {row.intent for row in desired} == {row.intent for row in ledger}:
        return
    had, wants = _labels(ledger), _labels(desired)
    gone, come = _topmost(had.keys() - wants.keys()), _topmost(wants.keys() - had.keys())
    taken: set[str] = set()
    for old in gone:
        beside = [new for new in come if _above(new) == _above(old) and new not in taken]
        scored = [(_alike(had[old], old, wants[new], new), new) for new in beside]
        score, new = max(scored, default=(0.0, ""))
        if score >= ALIKE:
            taken.add(new)
            yield _hint(old, new, wants[new][0])


def _hint(old: str, new: str, row: Row) -> Diagnostic:
    *above, last = old.split(".")
    said = f"{last}: {new.rpartition('.')[2]}"
    for word in reversed(above):
        said = f"{word}: {{{said}}}"
    return Diagnostic(
        "looks-renamed",
        f"{old} goes and {new} comes, and they are much alike: rows are deleted and made anew",
        f"if it was renamed say moved: {{{said}}}, and rows are renamed in place",
        row.span,
    )


def _labels(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    """Rows by their intent and every part of it."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        for end, sign in enumerate(f"{row.intent}."):
            if sign == ".":
                found.setdefault(row.intent[:end], []).append(row)
    return found


def _topmost(labels: set[str]) -> list[str]:
    return sorted(label for label in labels if label and _above(label) not in labels)


def _above(label: str) -> str:
    return label.rpartition(".")[0]


def _alike(old: Sequence[Row], was: str, new: Sequence[Row], now: str) -> float:
    one, other = _told(old, was), _told(new, now)
    same = (one & other).total()
    return same / max(one.total(), other.total()) if same >= FEWEST else 0.0


def _told(rows: Sequence[Row], label: str) -> Counter[tuple[str, str, str, str]]:
    """What rows say, without what is only their label."""
    name = label.rpartition(".")[2]
    return Counter(
        (row.menu, row.role, field, value)
        for row in rows
        for field, value in row.fields.items()
        if isinstance(value, str) and name not in value
    )
