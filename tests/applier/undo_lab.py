"""A simulated router without sockets: read it, apply parts of a plan, run undo scripts, compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from rosgit.applier import switch
from rosgit.applier.undo import Undo, undo
from rosgit.applier.write import sentence
from rosgit.device.rows import Reader
from rosgit.differ import Step, StepKind, plan, steps
from rosgit.menus import MENUS
from rosgit.menus.table import Shape
from rosgit.model.plan import Plan
from rosgit.model.row import Facts, Ledger, Observed, Row
from rosgit.model.secret import Secret, SecretRef
from rosgit.model.version import Version
from rosgit.sim import Router, Session
from rosgit.sim.sentence import Reply

V = Version(7, 22)
SERIAL = "HEX1A2B3C4D"
REF = SecretRef("env", "X")
KNOWN = {REF.same_as: Secret("pl4nted")}
WRITTEN = tuple(path for path, menu in MENUS.items() if menu.shape is not Shape.READ)
OURS = ("/system/script", "/system/scheduler")
COUNTERS = {
    ".id", "run-count", "last-started", "next-run", "bytes", "packets", "bytes-in", "bytes-out",
    "packets-in", "packets-out", "uptime", "date", "time",
}  # fmt: skip

State = Mapping[str, Sequence[object]]


def row(menu: str, **fields: object) -> Row:
    """A desired row; ``_`` in field names stands for ``-``."""
    return Row(menu, {name.replace("_", "-"): value for name, value in fields.items()})  # type: ignore[misc]


@dataclass
class Lab:
    """One router and what rosgit did to it."""

    router: Router = field(default_factory=lambda: Router(serial=SERIAL, version="7.22.2"))
    session: Session = field(default_factory=Session)

    def __post_init__(self) -> None:
        assert self.ask("/login", name="admin", password="") == [("!done",)]

    def ask(self, command: str, **words: str) -> list[Reply]:
        """One sentence as admin."""
        return self.say(command, {name.replace("_", "-"): text for name, text in words.items()})

    def say(self, command: str, words: Mapping[str, str]) -> list[Reply]:
        """One sentence as admin, words as they are."""
        return self.router.execute(self.session, (command, *(f"={n}={t}" for n, t in words.items())))

    def observed(self) -> Observed:
        """Everything a plan could read."""
        rows = {path: Reader(MENUS[path]).rows(self.router.rows(path)) for path in WRITTEN}
        interfaces = {each["name"]: each["type"] for each in self.router.rows("/interface")}
        facts = Facts(
            "7.22.2 (stable)", "hAP ax2", SERIAL, interfaces=interfaces, policies=frozenset({"sensitive"})
        )
        return Observed(rows, facts)

    def plan(self, desired: Sequence[Row], before: Sequence[Row] | None = None) -> Plan:
        """What is to be done for the desired rows; ``before`` were applied last."""
        ledger = Ledger("a", tuple(before)) if before is not None else None
        return plan("a", desired, ledger, self.observed(), version=V, resolved=KNOWN)

    def apply(self, wanted: Plan, only: Iterable[int] | None = None) -> None:
        """Write a plan, or some of its steps; a level in which something is refused is the last."""
        ids: dict[int, str] = {}
        chosen = None if only is None else set(only)
        numbered = enumerate(steps(wanted))
        for _, level in groupby(numbered, key=lambda each: each[1].level):
            taken = [step for number, step in level if chosen is None or number in chosen]
            answers = [self._write(step, ids) for step in taken]
            if not all(answers):
                return

    def _write(self, step: Step, ids: dict[int, str]) -> bool:
        try:
            words = sentence(step, ids, KNOWN)
        except (KeyError, AssertionError):
            return False  # what it goes in front of, or changes, was not made
        plain = {name: t.reveal() if isinstance(t, Secret) else t for name, t in words.words}
        reply = self.say(words.command, plain)
        if step.kind is StepKind.ADD and reply[-1][0] == "!done" and len(reply[-1]) > 1:
            ids[step.index] = reply[-1][1].removeprefix("=ret=")
        return reply[0][0] != "!trap"

    def undo(self, wanted: Plan) -> Undo:
        """The undo of a plan for the router as it is."""
        return undo(wanted, self.observed())

    def arm(self, back: Undo, armed: switch.Armed | None = None) -> switch.Armed:
        """Put the switch, its parts, its mark and its tick onto the router."""
        armed = replace(armed or self.armed(), parts=len(back.parts))
        policy = "read,write,policy"
        self.script(dict(switch.mark_fields(armed, back.legend, policy)))
        for number, source in enumerate(back.parts, 1):
            self.script({"name": f"{switch.PART}{number}", "policy": policy, "source": source})
        source = switch.driver(armed)
        self.script({"name": switch.SWITCH, "policy": policy, "source": source})
        reply = self.say("/system/scheduler/add", switch.tick_fields(policy, 5))
        assert reply[-1][0] == "!done", reply
        return armed

    def armed(self, within: int = 120) -> switch.Armed:
        """What to arm with now."""
        now = int(self.router.uptime)
        return switch.Armed("n0nce", "a", "me", now, now + within, SERIAL, "routerboard", 7)

    def script(self, fields: Mapping[str, str]) -> None:
        """Add a script row; it has to be whole."""
        reply = self.say("/system/script/add", fields)
        assert reply[-1][0] == "!done", reply

    def run(self, back: Undo) -> None:
        """Run the parts in order, as the switch does, without it."""
        self.router.add("/system/script", name=switch.MARK, comment="undoing")
        for number, source in enumerate(back.parts, 1):
            self.router.add("/system/script", name=f"{switch.PART}{number}", source=source)
            assert self.ask("/system/script/run", number=f"{switch.PART}{number}") == [("!done",)]

    def marks(self, back: Undo) -> tuple[str, ...]:
        """The steps that were left, in words."""
        rows = {each["name"]: each for each in self.router.rows("/system/script")}
        comment = rows[switch.MARK].get("comment", "") if switch.MARK in rows else ""
        return tuple(back.legend[word] for word in comment.split() if word.isdigit())

    def ours(self) -> list[str]:
        """The names of what the switch left on the router, but for its mark."""
        names = [each["name"] for path in OURS for each in self.router.rows(path)]
        return sorted(name for name in names if name.startswith("rosgit-") and name != switch.MARK)

    def state(self) -> State:
        """All configuration, without ids, counters, rows that the router makes, and our scripts."""
        found = {path: list(self._plain(path)) for path in WRITTEN if path not in OURS}
        return {path: rows if MENUS[path].order else sorted(rows, key=str) for path, rows in found.items()}

    def _plain(self, path: str) -> Iterable[dict[str, str]]:
        for each in self.router.rows(path):
            if each.get("dynamic") != "true":
                skip = COUNTERS | ({"mac-address"} if path.startswith("/interface/") else set())
                yield {name: text for name, text in each.items() if name not in skip}


def different(before: State, after: State) -> list[str]:
    """The rows that differ, for a message a person can read."""
    found = []
    for path, rows in before.items():
        if rows != after[path]:
            found += [f"{path} - {each}" for each in rows if each not in after[path]]
            found += [f"{path} + {each}" for each in after[path] if each not in rows]
            found += [f"{path}: order or number"]
    return found
