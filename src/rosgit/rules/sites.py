"""Lints on compiled sites: every rule, in one visible tuple."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from rosgit.model.diagnostic import Diagnostic
from rosgit.model.site import Site
from rosgit.rules import addressing, firewall, fleet, garden, portal, radius, references, topology
from rosgit.rules.desired import Desired

Rule: TypeAlias = Callable[[Desired], Iterator[Diagnostic]]

RULES: tuple[Rule, ...] = (
    *references.RULES,
    *addressing.RULES,
    *portal.RULES,
    *garden.RULES,
    *topology.RULES,
    *firewall.RULES,
    *radius.RULES,
)


def lint(site: Site) -> tuple[Diagnostic, ...]:
    """What is wrong or doubtful about one site, in the order of its rules."""
    desired = Desired(site)
    return tuple(found for rule in RULES for found in rule(desired))


def lint_fleet(sites: Sequence[Site]) -> tuple[Diagnostic, ...]:
    """What is wrong between sites."""
    return tuple(found for rule in fleet.RULES for found in rule(sites))
