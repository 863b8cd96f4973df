"""Desired, ledger and observed rows into a plan: pure functions of values."""

from rosgit.differ.consent import names_nowhere, names_of
from rosgit.differ.digest import digest
from rosgit.differ.for_good import for_good
from rosgit.differ.identity import address_of
from rosgit.differ.options import ALL, Options
from rosgit.differ.planner import drift, managed, plan
from rosgit.differ.renames import renamed
from rosgit.differ.steps import Step, StepKind, steps

__all__ = [
    "ALL",
    "Options",
    "Step",
    "StepKind",
    "address_of",
    "digest",
    "drift",
    "for_good",
    "managed",
    "names_nowhere",
    "names_of",
    "plan",
    "renamed",
    "steps",
]
