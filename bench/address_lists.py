"""The differ and the undo alone: how their time grows with the rows of a menu."""

from __future__ import annotations

import time
from collections.abc import Iterator
from math import log2
from statistics import median
from types import MappingProxyType

from result import Line
from rosgit.applier.undo import undo
from rosgit.differ import plan
from rosgit.model.row import Live, Observed, Row
from rosgit.model.version import Version

MENU = "/ip/firewall/address-list"
SMALL = 1_000


def measure(sizes: tuple[int, ...], repeats: int) -> list[Line]:
    """CPU of a plan of so many rows, and of its undo, beside one of SMALL, held against n log n."""
    plans: dict[int, list[float]] = {size: [] for size in (SMALL, *sizes)}
    undos: dict[int, list[float]] = {size: [] for size in (SMALL, min(sizes))}
    for _ in range(repeats):
        for size, samples in plans.items():
            samples.append(_plan(size))
        for size, samples in undos.items():
            samples.append(_undo(size))
    return [*_lines("plan", plans), *_lines("undo", undos)]


def _lines(what: str, spent: dict[int, list[float]]) -> Iterator[Line]:
    small = median(spent.pop(SMALL))
    for size, samples in spent.items():
        seconds, growth = median(samples), size * log2(size) / (SMALL * log2(SMALL))
        title, beside = f"rows: {what} of {size:,}, per n log n", f"of {SMALL:,} rows"
        yield Line(title, seconds * 1000, "ms", small * 1000, beside, 1.5, seconds / small / growth)


def _plan(size: int) -> float:
    before = time.process_time()
    made = plan("big", *_rows(size), version=Version.parse("7.22"))
    spent = time.process_time() - before
    assert len(made.changes) == sum(number % 3 != 1 for number in range(size))
    return spent


def _undo(size: int) -> float:
    desired, ledger, observed = _rows(size)
    made = plan("big", desired, ledger, observed, version=Version.parse("7.22"))
    before = time.process_time()
    back = undo(made, observed)
    spent = time.process_time() - before
    assert len(back.steps) == len(made.changes)
    return spent


def _rows(size: int) -> tuple[list[Row], None, Observed]:
    """A third in sync, a third drifted, a third to create, in another order than the router's."""
    observed = tuple(_live(number) for number in reversed(range(size)) if number % 3)
    return [_row(number) for number in range(size)], None, Observed({MENU: observed})


def _fields(number: int) -> dict[str, str]:
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    return {"list": "guests", "address": address, "comment": f"guest {number}"}


def _row(number: int) -> Row:
    return Row(MENU, MappingProxyType(_fields(number)))


def _live(number: int) -> Live:
    fields = _fields(number)
    if number % 3 == 2:
        fields["comment"] = "by hand"
    return Live(MENU, f"*{number + 1:X}", MappingProxyType(fields))
