"""Whole processes: rosgit --help beside import click, and the first validate."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from result import Line

ROSGIT = str(Path(sys.executable).parent / "rosgit")
TREE = str(Path(__file__).parent.parent / "sites")
SUBJECTS = {
    "help": (ROSGIT, "--help"),
    "click": (sys.executable, "-c", "import click"),
    "validate": (ROSGIT, "validate", "-C", TREE),
    "python": (sys.executable, "-c", "pass"),
}


def measure(repeats: int) -> list[Line]:
    """CPU seconds of whole processes, in turn: the clock on the wall would measure our neighbours."""
    spent: dict[str, list[float]] = {name: [] for name in SUBJECTS}
    for _ in range(repeats + 1):
        for name, command in SUBJECTS.items():
            spent[name].append(_cpu(command))
    help_, click, validate, _ = (median(spent[name][1:]) * 1000 for name in SUBJECTS)
    than = SUBJECTS["click"][-1]
    return [
        Line("process: rosgit --help", help_, "ms", click, than, 2),
        Line("process: rosgit validate, all of sites/", validate, "ms", click, than),
    ]


def _cpu(command: tuple[str, ...]) -> float:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - the table above
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return usage.ru_utime + usage.ru_stime
