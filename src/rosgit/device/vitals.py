"""What the doctor asks a router, in one flight."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Protocol

from rosgit.device.deadline import Deadline
from rosgit.device.sentence import Reply, Sentence
from rosgit.model.check import Vitals
from rosgit.model.row import EMPTY

CLOCK, NTP, BOARD = "/system/clock", "/system/ntp/client", "/system/routerboard"
PACKAGES, FILES, SCRIPTS, SAFE = "/system/package", "/file", "/system/script", "/safe-mode"
MODE = "/system/device-mode"

_ASKED: Mapping[str, Sentence] = MappingProxyType(
    {
        CLOCK: Sentence(f"{CLOCK}/print", proplist=("date", "time", "gmt-offset", "time-zone-name")),
        NTP: Sentence(f"{NTP}/print", proplist=("enabled", "status", "servers")),
        BOARD: Sentence(f"{BOARD}/print", proplist=("current-firmware", "upgrade-firmware")),
        PACKAGES: Sentence(f"{PACKAGES}/print", proplist=("name", "scheduled")),
        FILES: Sentence(f"{FILES}/print", (), ("?type=directory",), ("name",)),
        SCRIPTS: Sentence(f"{SCRIPTS}/print", proplist=("name", "source")),
        SAFE: Sentence(f"{SAFE}/print"),
        MODE: Sentence(f"{MODE}/print"),  # what it says is a fact; whether it may be read is a sign
    }
)
"""Fields: the 7.21.4 command tree; those of the board NOTES section c and the tables of facts."""


class Flyer(Protocol):
    """What this needs of a device."""

    def flight(self, sentences: Collection[Sentence], deadline: Deadline) -> tuple[Reply, ...]:
        """See Device.flight."""


def vitals(device: Flyer, deadline: Deadline) -> Vitals:
    """A router's vital signs. What it refuses to show is in ``unread``; raises what a flight raises."""
    replies = dict(zip(_ASKED, device.flight(tuple(_ASKED.values()), deadline), strict=True))
    rows = {path: () if reply.traps else reply.rows for path, reply in replies.items()}
    first = {path: found[0] if found else EMPTY for path, found in rows.items()}
    return Vitals(
        clock=first[CLOCK],
        ntp=first[NTP],
        board=first[BOARD],
        scheduled=tuple(
            f"{row.get('name', '')}: {row['scheduled']}" for row in rows[PACKAGES] if row.get("scheduled")
        ),
        directories=frozenset(row["name"] for row in rows[FILES] if "name" in row),
        scripts={row["name"]: row.get("source", "") for row in rows[SCRIPTS] if "name" in row},
        safe_mode=first[SAFE],
        unread={path: reply.traps[0].message for path, reply in replies.items() if reply.traps},
    )
