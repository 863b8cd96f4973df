"""Who applies what: kept in the lock and the ledger on the router, for the next person who looks."""

from __future__ import annotations

import getpass
import os
import secrets
import socket
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict


class Signature(TypedDict):
    """The fields of ``Settings`` that say who, what and when."""

    who: str
    commit: str
    stamp: str
    nonce: str


def signature(folder: Path) -> Signature:
    """Who we are, the commit of the tree (empty outside git), the time, and a nonce."""
    return Signature(
        who=who(),
        commit=commit(folder),
        stamp=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        nonce=secrets.token_hex(8),
    )


def who() -> str:
    """``user@host``, or the workflow run in CI."""
    run = os.environ.get("GITHUB_RUN_ID")
    if run:
        return f"{os.environ.get('GITHUB_REPOSITORY', '')} run {run}"
    try:
        return f"{getpass.getuser()}@{socket.gethostname()}"
    except (OSError, KeyError):
        return f"somebody@{socket.gethostname()}"


def commit(folder: Path) -> str:
    """The commit a tree was taken from, with ``+`` when it was changed since; empty outside git."""
    head = _git(folder, "rev-parse", "--short=12", "HEAD")
    if not head:
        return ""
    return head + ("+" if _git(folder, "status", "--porcelain", "--", ".") else "")


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603  # a fixed program with our own words
            ["git", "-C", str(folder), *arguments],  # noqa: S607  # whichever git people have
            capture_output=True, text=True, timeout=10, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
