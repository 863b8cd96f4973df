"""A simulated router with a served API, and a conversation with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rosgit.menus import MENUS
from rosgit.menus.table import Shape
from rosgit.model.probed import Probed
from rosgit.model.secret import Secret
from rosgit.model.target import Target
from rosgit.probe import QUESTIONS, Asking, Question, probe
from rosgit.probe.sweep import HOMES
from rosgit.sim import Faults, Router, Server

PASSWORD = "pl4nted-pa55word"
IDENTITY, SERIAL = "kilifi-spare", "HEX1A2B3C4D"
COUNTERS = {".id", "run-count", "last-started", "next-run", "uptime", "date", "time"}


def spare(**given: object) -> Router:
    """A router that has been up for a while."""
    users = (("admin", "", "full"), ("rosgit", PASSWORD, "full"))
    made = Router(identity=IDENTITY, serial=SERIAL, users=users, **given)  # type: ignore[arg-type]
    made.tick(1000)
    return made


@contextmanager
def talking(router: Router, faults: Faults | None = None) -> Iterator[tuple[Asking, Server]]:
    """A conversation with a router; waiting turns its clock."""
    with Server(router, faults=faults) as server:
        target = Target("127.0.0.1", server.port, "rosgit", None, None, "7.22")
        asking = Asking(target, Secret(PASSWORD), 60.0, router.tick)
        try:
            yield asking, server
        finally:
            asking.close()


def probed(router: Router, questions: Sequence[Question] = QUESTIONS, faults: Faults | None = None) -> Probed:
    """A whole probe."""
    with talking(router, faults) as (asking, _):
        return probe(asking, questions)


def only(*codes: str) -> tuple[Question, ...]:
    """Some of the questions."""
    return tuple(each for each in QUESTIONS if each.code in codes)


def state(router: Router) -> dict[str, list[dict[str, str]]]:
    """Everything on the router but ids, counters and time."""
    paths = [path for path, menu in MENUS.items() if menu.shape is not Shape.READ]
    return {path: [_plain(row) for row in router.rows(path)] for path in paths}


def _plain(row: object) -> dict[str, str]:
    return {name: text for name, text in dict(row).items() if name not in COUNTERS}  # type: ignore[call-overload]


def first_command() -> int:
    """The number of the first command of the first question."""
    return commands(()) - len(HOMES) + 1


def commands(questions: Sequence[Question]) -> int:
    """How many commands a probe sends."""
    with talking(spare()) as (asking, server):
        probe(asking, questions)
        return server.count
