"""Prints the example of docs/ledger.md: ``python tests/ledger/ledger_example.py``."""

from __future__ import annotations

import sys
from types import MappingProxyType

from rosgit.ledger.codec import encode
from rosgit.ledger.seal import Sealer, seal_rows
from rosgit.model.row import Ledger, Row
from rosgit.model.secret import Secret
from rosgit.model.span import Span

SEALER = Sealer.from_fleet_key(Secret("an example of a key, not a good one"))
FILE = "sites/coast/cafe-mombasa.yaml"

ROWS = (
    Row(
        "/ip/pool",
        MappingProxyType({"name": "lobby", "ranges": "10.5.50.10-10.5.50.254"}),
        "hotspots.lobby",
        "pool",
        Span(FILE, 12),
    ),
    Row(
        "/ip/hotspot/user",
        MappingProxyType({"name": "reception", "password": Secret("Karibu!")}),
        "users.reception",
        "user",
        Span(FILE, 20),
    ),
)

LEDGER = Ledger(
    "cafe-mombasa",
    seal_rows(ROWS, {}, SEALER),
    3,
    "0f3c9d1e",
    "2025-03-01T08:30:00Z",
    "4567cdef",
    "HF3091",
    1,
    SEALER.key_id,
)


def example() -> str:
    """The example's one script: its name, and its source."""
    (part,) = encode(LEDGER)
    return f"{part.name}\n\n{part.source}"


if __name__ == "__main__":
    sys.stdout.write(example())
