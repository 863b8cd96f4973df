"""A compiled site: how to reach its router and the rows it wants there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rosgit.model.row import Row
from rosgit.model.target import Target


@dataclass(frozen=True, slots=True)
class Site:
    """One router's desired state, compiled. ``path`` is its file in the tree.

    ``existing`` are names the site says are on the router already, by menu.
    """

    name: str
    path: str
    target: Target
    rows: tuple[Row, ...]
    tags: tuple[str, ...] = ()
    existing: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
