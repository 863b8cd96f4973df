"""The differ alone: how its time grows with the rows of a menu."""

from __future__ import annotations

import time
from math import log2
from statistics import median
from types import MappingProxyType

from result import Line
from rosgit.differ import plan
from rosgit.model.row import Live, Observed, Row
from rosgit.model.version import Version

MENU = "/ip/firewall/address-list"
SMALL = 1_000


def measure(sizes: tuple[int, ...], repeats: int) -> list[Line]:
    """CPU of a plan of so many rows beside one of SMALL, held against n log n."""
    spent: dict[int, list[float]] = {size: [] for size in (SMALL, *sizes)}
    for _ in range(repeats):
        for size, samples in spent.items():
            samples.append(_plan(size))
    small = median(spent[SMALL])
    return [_line(size, median(spent[size]), small) for size in sizes]


def _line(size: int, seconds: float, small: float) -> Line:
    growth = size * log2(size) / (SMALL * log2(SMALL))
    what = f"rows: plan of {size:,}, per n log n"
    return Line(what, seconds * 1000, "ms", small * 1000, f"of {SMALL:,} rows", 1.5, seconds / small / growth)


def _plan(size: int) -> float:
    """A third in sync, a third drifted, a third to create, in another order than the router's."""
    desired = [_row(number) for number in range(size)]
    observed = tuple(_live(number) for number in reversed(range(size)) if number % 3)
    before = time.process_time()
    made = plan("big", desired, None, Observed({MENU: observed}), version=Version.parse("7.22"))
    spent = time.process_time() - before
    assert len(made.changes) == sum(number % 3 != 1 for number in range(size))
    return spent


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
