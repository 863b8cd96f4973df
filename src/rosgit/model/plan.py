"""The plan of one site as an inert value, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from rosgit.model.diagnostic import Diagnostic
from rosgit.model.row import Facts, Live, Row, Value
from rosgit.model.span import Span


class Action(Enum):
    """What happens to a row; the value is the sign people see."""

    CREATE = "+"
    UPDATE = "~"
    MOVE = "^"
    DELETE = "-"


class Cause(Enum):
    """Why a row or field differs."""

    GIT = "git"
    DRIFT = "drift"
    CONFLICT = "conflict"
    ADOPT = "adopt"


@dataclass(frozen=True, slots=True)
class Delta:
    """One field of a change. None is unset; ``reset`` goes back to the default."""

    field: str
    before: Value | None
    after: Value | None
    cause: Cause
    span: Span | None = None
    reset: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a plan.

    ``row`` is what is wanted (None for a delete, and for a row the system owns that goes back to its
    defaults), ``live`` what is there (None for a create).
    ``before`` is the row that a created or moved row of an ordered menu has to stand in front of:
    its .id, or ``#n`` for the row that ``changes[n]`` of the same plan creates at an earlier level;
    None is the end of the menu. ``place`` says the same to people.
    ``edited`` are the fields that make a conflict of a create (what was applied, what is wanted now) and
    of a delete (what was applied, what somebody made of it).
    Changes of one ``level`` do not need each other. The fields in ``late`` are not written with the
    rest but at ``late_level`` (a server is enabled after its garden exists); see ``differ.steps``.
    ``last`` is the line that asked for a row nobody wants any more, by the ledger.
    """

    action: Action
    menu: str
    name: str
    cause: Cause
    row: Row | None = None
    live: Live | None = None
    deltas: tuple[Delta, ...] = ()
    before: str | None = None
    place: str = ""
    level: int = 0
    late: tuple[str, ...] = ()
    late_level: int = 0
    last: Span | None = None
    edited: tuple[Delta, ...] = ()

    @property
    def address(self) -> str:
        """The row as people name it: ``/ip/pool lobby``."""
        return f"{self.menu} {self.name}".rstrip()

    @property
    def span(self) -> Span | None:
        """The YAML line that asked for it, or asked for it last."""
        return self.row.span if self.row is not None else self.last


@dataclass(frozen=True, slots=True)
class Plan:
    """Ordered changes of one site, with what was considered and left alone.

    ``matched`` rows are in sync, ``matched_in`` says how many of them in each menu. ``read`` has a
    hash of what was read of each managed row, by its address. ``generation`` is that of the ledger it
    was made with (0: none).
    """

    site: str
    changes: tuple[Change, ...] = ()
    matched: int = 0
    unmanaged: int = 0
    unverifiable: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    facts: Facts = field(default_factory=Facts)
    digest: str = ""
    ledger: bool = False
    matched_in: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    read: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    generation: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing is to be done and nothing forbids saying so."""
        return not self.changes

    @property
    def settled(self) -> bool:
        """Whether rows were read, all of them equal what is wanted, and no error stands."""
        return self.empty and self.matched > 0 and not any(each.is_error for each in self.diagnostics)

    @property
    def counts(self) -> Mapping[Action, int]:
        """How many changes of each action."""
        found = dict.fromkeys(Action, 0)
        for change in self.changes:
            found[change.action] += 1
        return MappingProxyType(found)


class Outcome(Enum):
    """What became of one change."""

    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Result:
    """One change after an apply; ``words`` are the router's own, escaped by the view."""

    change: Change
    outcome: Outcome
    words: str = ""


class Status(Enum):
    """How a site ended; only what was read after the last write counts."""

    IN_SYNC = "in sync"
    PROVEN = "applied and proven"
    DIFFERS = "differs"
    REFUSED = "refused"
    FAILED = "failed"
    PARTIAL = "partly applied"
    UNDONE = "undone"
    OFFLINE = "offline"
    UNPROVEN = "not proven"
    UNKNOWN = "unknown"
    NOT_BEGUN = "not begun"
    NOTHING = "nothing to do"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Report:
    """One site's apply (or verify): the plan, each change's result, the proof's plan.

    ``said`` is what a command did that is neither, in its own words, in place of the status;
    for a site that was not begun it is why. ``kept`` is what was written though no row had to change.
    """

    site: str
    status: Status
    plan: Plan | None = None
    results: tuple[Result, ...] = ()
    proof: Plan | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    trips: int = 0
    seconds: float = 0.0
    extra: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    said: str = ""
    kept: str = ""
