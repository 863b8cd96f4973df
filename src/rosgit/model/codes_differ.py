"""The codes of ``differ/``: what a plan has to ask before it may be written. Part of ``codes``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rosgit.model.code import Code

DIFFER: Mapping[str, Code] = MappingProxyType(
    {
        "adopt-needed": Code(
            "ERROR",
            "a row that the site wants was on the router before us, and is not as it is wanted",
            "somebody made it for a reason, and a change of it is not undone by taking it out of git",
            "compare the fields; --adopt ROW makes it ours and changes it, or write the site as the row is",
        ),
        "lost-row": Code(
            "ERROR",
            "a row of ours that has no key is not on the router any more, or somebody changed it",
            "a new one could be a duplicate of the row somebody changed, and a guess could take a "
            "stranger's row",
            "look at the row it names; --adopt ROW takes that one over, --recreate ROW makes a new one",
        ),
        "no-such-row-named": Code(
            "ERROR",
            "--adopt or --recreate names a row that no chosen site has",
            "what was meant would be left undone without a word",
            "write the menu and the name as rosgit plan shows them, in quotes",
        ),
        "places-swapped": Code(
            "ERROR",
            "rows are to take each other's name, interface or VLAN id",
            "whichever is written first, the router refuses it: the place is not free yet",
            "apply in two steps, with another name or place in between",
        ),
        "name-taken": Code(
            "ERROR",
            "a row is to be renamed to what another row of the router is called",
            "the router would refuse it, or two rows would share a name",
            "rename or remove the other row, or choose another label",
        ),
    }
)
