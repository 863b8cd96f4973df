"""The whole command line through one helper: ``project(files).run("plan", ...)``."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli_project import Project
from cli_secrets import PASSWORD, SECRET


@pytest.fixture(autouse=True)
def _heard() -> Iterator[None]:
    """SIGINT is heard, also in a shell's background job, which is told to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """An empty project; waiting turns its routers' clocks. The routers are stopped afterwards."""
    made = Project(
        tmp_path,
        {
            "ROSGIT": PASSWORD,
            "ROSGIT_SECRET": SECRET,
            "ROSGIT_TARGETS": str(tmp_path / "targets.json"),
            "NO_COLOR": "1",
            "XDG_STATE_HOME": str(tmp_path / "state"),
        },
    )
    monkeypatch.setattr("rosgit.applier.settings.sleep", made.wait)
    yield made
    made.stop()
