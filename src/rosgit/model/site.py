"""A compiled site: how to reach its router and the rows it wants there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rosgit.model.row import Row
from rosgit.model.secret import SecretRef
from rosgit.model.target import Target


@dataclass(frozen=True, slots=True)
class Guards:
    """Per cent of our rows that one plan may delete and update; None: what is usual."""

    max_deletes: int | None = None
    max_updates: int | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """One router's desired state, compiled. ``path`` is its file in the tree.

    ``existing`` are names the site says are on the router already, by menu. ``moved`` maps intents
    to what they are called now; ``ignore`` are fields, by menu, that are neither compared nor
    written once the row is there.
    """

    name: str
    path: str
    target: Target
    rows: tuple[Row, ...]
    tags: tuple[str, ...] = ()
    existing: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    moved: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    ignore: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    guards: Guards = field(default_factory=Guards)

    @property
    def references(self) -> tuple[SecretRef, ...]:
        """Every secret it needs once its router is about to be used."""
        rows = (value for row in self.rows for value in row.fields.values() if isinstance(value, SecretRef))
        return (*self.target.references, *rows)
