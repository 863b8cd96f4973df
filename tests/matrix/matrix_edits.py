"""What a person at the router does to managed rows while an apply runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from matrix_lab import DryRun, Lab
from matrix_state import State, edited, moved_last, named, removed


@dataclass(frozen=True)
class Edit:
    """A person sets a field of a managed row, removes the row, or moves it to the end.

    ``deleted`` where the new site does not have the row any more; ``deed`` is ``set``, ``remove`` or
    ``move``, and only the first has a ``field`` and a ``text``.
    """

    menu: str
    find: tuple[str, str]
    field: str = ""
    text: str = ""
    deleted: bool = False
    deed: str = "set"

    def do(self, lab: Lab) -> None:
        """Do it, if the row is there."""
        for row in lab.router.rows(self.menu):
            if row.get(self.find[0]) == self.find[1]:
                _DO[self.deed](self, lab, row[".id"])

    def on(self, state: State) -> State:
        """A state with it."""
        return _ON[self.deed](self, state)

    def written(self, dry: DryRun) -> int:
        """The number of the sentence of the plan that writes the field, 0 where none does."""
        mine = [each for each in dry.sentences if each.writes and each.command.startswith(f"{self.menu}/")]
        named = [each for each in mine if f"={self.find[0]}={self.find[1]}" in each.words]
        sets = [
            each
            for each in mine
            if each.command.endswith("/set") and any(w.startswith(f"={self.field}=") for w in each.words)
        ]
        # a row that is there is set by its .id; one that is made says its name
        return next((each.number for each in (*named, *sets)), 0)


def _set(edit: Edit, lab: Lab, row: str) -> None:
    lab.router.set(edit.menu, row, **{edit.field.replace("-", "_"): edit.text})


_DO: Mapping[str, Callable[[Edit, Lab, str], None]] = MappingProxyType(
    {
        "set": _set,
        "remove": lambda edit, lab, row: lab.router.remove(edit.menu, row),
        "move": lambda edit, lab, row: lab.router.move(edit.menu, row),
    }
)
_ON: Mapping[str, Callable[[Edit, State], State]] = MappingProxyType(
    {
        "set": lambda edit, state: edited(state, edit.menu, edit.find, edit.field, edit.text),
        "remove": lambda edit, state: removed(state, edit.menu, edit.find),
        "move": lambda edit, state: moved_last(state, edit.menu, edit.find),
    }
)

EDITS = (
    Edit("/ip/hotspot/user/profile", ("name", "day"), "rate-limit", "7M/7M"),
    Edit("/ip/hotspot/user/profile", ("name", "night"), "shared-users", "5"),
    Edit("/ip/hotspot/user/profile", ("name", "week"), "rate-limit", "6M/6M"),
    Edit("/ip/dns/static", ("comment", "till"), "address", "10.5.0.99"),
    Edit("/ip/pool", ("name", "hall"), "ranges", "10.6.0.100-10.6.0.200", deleted=True),
    Edit("/ip/firewall/filter", ("comment", "snmp"), "dst-port", "162"),
    Edit("/radius", ("comment", "core"), "secret", "his-own"),
    Edit("/ip/dns/static", ("comment", "till"), deed="remove"),
    Edit("/ip/firewall/filter", ("comment", "known"), deed="move"),
    Edit("/ip/firewall/filter", ("comment", "smtp"), deed="remove"),
    Edit("/ip/dns/static", ("comment", "menu"), deed="remove"),
)


def is_there(edit: Edit, state: State) -> bool:
    """Whether a state has the row of an edit."""
    return any(named(row, edit.find) for row in state.get(edit.menu, ()))


__all__ = ["EDITS", "Edit", "is_there"]
