"""Rows: what git wants, what the router has, what was applied last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from rosgit.model.secret import Sealed, Secret, SecretRef
from rosgit.model.span import Span

Value: TypeAlias = str | SecretRef | Secret | Sealed
"""A field's value: canonical RouterOS text, or a secret by reference, in the clear or (ledger) sealed."""

EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a row of an ordered menu has to stand: before or after the row with this comment."""

    before: bool
    comment: str


@dataclass(frozen=True, slots=True)
class Row:
    """A desired row. ``fields`` holds only what the intent sets, canonical.

    ``role`` and ``intent`` say which part of which intent asked for it (``server`` of
    ``hotspots.lobby``); ``spans`` where each field came from; ``span`` the row itself.
    """

    menu: str
    fields: Mapping[str, Value]
    intent: str = ""
    role: str = ""
    span: Span | None = None
    spans: Mapping[str, Span] = field(default_factory=lambda: MappingProxyType({}))
    anchor: Anchor | None = None


@dataclass(frozen=True, slots=True)
class Live:
    """An observed row: its .id (None in a singleton), canonical fields, and flags that are set.

    ``raw`` keeps the router's own spelling of values that their kind could not read.
    """

    menu: str
    id: str | None
    fields: Mapping[str, str]
    flags: frozenset[str] = frozenset()
    secrets: Mapping[str, Secret] = field(default_factory=lambda: MappingProxyType({}))
    raw: Mapping[str, str] = field(default_factory=lambda: EMPTY)

    @property
    def foreign(self) -> bool:
        """Whether the system made the row: never created, moved or deleted by us."""
        return "dynamic" in self.flags or "builtin" in self.flags


@dataclass(frozen=True, slots=True)
class Facts:
    """What else a router says of itself; empty text where it did not say."""

    version: str = ""
    board: str = ""
    serial: str = ""
    identity: str = ""
    uptime: str = ""
    free_space: int | None = None
    policies: frozenset[str] = frozenset()
    device_mode: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    interfaces: Mapping[str, str] = field(default_factory=lambda: EMPTY)  # name -> type
    default_names: Mapping[str, str] = field(default_factory=lambda: EMPTY)  # default-name -> name


@dataclass(frozen=True, slots=True)
class Observed:
    """One reading of a router: the rows of each menu in router order, and the facts."""

    rows: Mapping[str, tuple[Live, ...]]
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The desired set that was applied last, as a value; secrets in it are never in the clear.

    ``generation`` counts the ledgers of a router from 1 (0: not from a router). ``commit``, ``time``
    (ISO 8601, UTC) and ``digest`` are those of the apply, ``serial`` the board's; ``key_id`` names
    the key its secrets are sealed with; empty text where nobody said.
    """

    site: str
    rows: tuple[Row, ...] = ()
    generation: int = 0
    commit: str = ""
    time: str = ""
    digest: str = ""
    serial: str = ""
    format: int = 1
    key_id: str = ""
