"""What can shut us out of a router, as data: such changes go alone and last (DESIGN section 7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rosgit.differ.identity import Fields
from rosgit.model.plan import Action, Change

_TALK = frozenset({"comment", "log", "log-prefix"})
_CLOSING = frozenset({"drop", "reject", "tarpit"})
_DOORS = frozenset({"api", "api-ssl"})


@dataclass(frozen=True, slots=True)
class Risk:
    """One way to shut us out; earlier ones go first. ``alone``: each such change is a level."""

    menu: str
    applies: Callable[[Change], bool]
    alone: bool = True


def risk_of(change: Change) -> int | None:
    """Which of ``RISKS`` a change is, by place, or None."""
    for at, risk in enumerate(RISKS):
        if change.menu == risk.menu and risk.applies(change):
            return at
    return None


def after_change(change: Change) -> Fields:
    """The fields a change leaves behind, what it read where it changes nothing."""
    live = dict(change.live.fields) if change.live is not None else {}
    changed = {delta.field: delta.after for delta in change.deltas}
    return {**live, **{name: value for name, value in changed.items() if value is not None}}


def _input(fields: Fields) -> bool:
    return fields.get("chain") == "input"


def _in_input(change: Change) -> bool:
    before = change.live.fields if change.live is not None else {}
    touched = {delta.field for delta in change.deltas}
    return (_input(before) or _input(after_change(change))) and not (touched and touched <= _TALK)


def _opens(change: Change) -> bool:
    """An update of a rule that lets packets in."""
    closing = after_change(change).get("action") in _CLOSING
    return change.action is Action.UPDATE and _in_input(change) and not closing


def _closes(change: Change) -> bool:
    wanted = change.action in {Action.CREATE, Action.UPDATE}
    return wanted and _in_input(change) and after_change(change).get("action") in _CLOSING


def _drops_an_accept(change: Change) -> bool:
    live = change.live
    removed = change.action is Action.DELETE and live is not None
    return removed and _in_input(change) and after_change(change).get("action") not in _CLOSING


def _there_already(change: Change) -> bool:
    return change.action in {Action.UPDATE, Action.DELETE}


def _talks(change: Change) -> bool:
    return _there_already(change) and not (change.deltas and {d.field for d in change.deltas} <= _TALK)


def _door(change: Change) -> bool:
    return after_change(change).get("name") in _DOORS or change.name in _DOORS


RISKS = (
    Risk("/ip/firewall/filter", _opens, alone=False),
    Risk("/ip/firewall/filter", _closes, alone=False),
    Risk("/ip/firewall/filter", _drops_an_accept, alone=False),
    Risk("/ip/address", _talks),
    Risk("/user", _talks),
    Risk("/user/group", _talks),
    Risk("/ip/service", _door),
)

LATE: Mapping[str, tuple[str, str]] = {"/interface/bridge": ("vlan-filtering", "true")}
"""A field that shuts out when it takes this value; the rest of its row does not."""
