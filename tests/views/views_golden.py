"""Golden files: compare, or rewrite them all with ROSGIT_GOLDEN=write."""

from __future__ import annotations

import os
from pathlib import Path

HERE = Path(__file__).parent / "golden"


def check(name: str, text: str) -> None:
    path = HERE / name
    if os.environ.get("ROSGIT_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), f"{name} differs; ROSGIT_GOLDEN=write rewrites it"
