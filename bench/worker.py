"""Subjects run in processes of their own and are asked in turn: one JSON object a line, both ways."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

HERE = Path(__file__).parent


class Worker:
    """A script of this folder in its own process; ``ask`` sends a request and waits for the answer."""

    def __init__(self, script: str) -> None:
        command = [sys.executable, str(HERE / script)]
        self._process = subprocess.Popen(  # noqa: S603 - a script of this folder
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, do: str, **more: object) -> dict:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"do": do, **more}) + "\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args} ended while it was asked to {do}")
        return json.loads(line)

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def serve(**verbs: Callable[..., dict]) -> None:
    """The worker's side: answer each line until there are no more."""
    for line in sys.stdin:
        request = json.loads(line)
        answer = verbs[request.pop("do")](**request)
        print(json.dumps(answer), flush=True)


def timed(work: Callable[[], dict]) -> dict:
    """What ``work`` says, with its ``wall`` and ``cpu`` seconds in this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, **found}
