"""Memory of a fleet plan: 40 routers beside one, each in a process of its own."""

from __future__ import annotations

from result import Line
from worker import Worker

ROUTERS = 40


def measure() -> list[Line]:
    """Peak memory; plans are kept until the view has shown them, so flat means nearly flat."""
    with Worker("server_worker.py") as server:
        ports = server.ask("fresh", count=ROUTERS)["ports"]
        few, many = (_peak(ports[:count]) for count in (1, ROUTERS))
    return [Line(f"memory: plan of {ROUTERS} routers", many, "MiB", few, "one router", 1.5)]


def _peak(ports: list[int]) -> float:
    with Worker("rosgit_worker.py") as rosgit:
        return rosgit.ask("fleet", ports=ports)["peak"] / 1024
