"""Desired, ledger and observed rows into a plan: pure functions of values."""

from rosgit.differ.digest import digest
from rosgit.differ.planner import invert, plan
from rosgit.differ.steps import Step, StepKind, steps

__all__ = ["Step", "StepKind", "digest", "invert", "plan", "steps"]
