"""Keeps our rows of a router, secrets masked, in a local file before each apply."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import click

from rosgit.cli.files import write_private
from rosgit.model.plan import Plan
from rosgit.model.row import Live

NEWEST = 20
"""How many snapshots of a site are kept."""

_STAMP = re.compile(r"\d{8}T\d{6}\.\d{6}Z\.json")


def state_folder() -> Path:
    """``$XDG_STATE_HOME/rosgit``, else ``~/.local/state/rosgit``. Raises RuntimeError without a home."""
    told = Path(os.environ.get("XDG_STATE_HOME", ""))
    return (told if told.is_absolute() else Path.home() / ".local" / "state") / "rosgit"


@dataclass(frozen=True, slots=True)
class Keeper:
    """Writes ``snapshots/SITE-STAMP.json`` (0600, folder 0700) and removes what is too old.

    A snapshot that cannot be kept stops no apply, for the undo is on the router: ``problems`` says so.
    """

    problems: list[str] = field(default_factory=list)

    def __call__(self, plan: Plan, rows: tuple[Live, ...]) -> None:
        """Keep the rows of one site."""
        try:
            self._keep(plan, rows)
        except (OSError, RuntimeError, click.ClickException) as error:
            words = error.message if isinstance(error, click.ClickException) else str(error)
            self.problems.append(f"{plan.site}: no snapshot was kept: {words}")

    def _keep(self, plan: Plan, rows: tuple[Live, ...]) -> None:
        from rosgit.views.snapshot import snapshot_json

        folder = state_folder() / "snapshots"
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
        write_private(folder / f"{plan.site}-{stamp}.json", snapshot_json(plan, rows, stamp))
        for old in snapshots(folder, plan.site)[:-NEWEST]:
            old.unlink(missing_ok=True)


def snapshots(folder: Path, site: str) -> list[Path]:
    """The snapshots of one site, the oldest first."""
    start = f"{site}-"
    found = [
        path
        for path in folder.iterdir()
        if path.name.startswith(start) and _STAMP.fullmatch(path.name[len(start) :])
    ]
    return sorted(found, key=lambda path: path.name)
