"""Plans kept in files: written by ``plan --out``, held against the router by ``apply --plan``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rosgit.cli.failure import Failure
from rosgit.cli.files import read_plain, write_private
from rosgit.cli.routers import Ready
from rosgit.model.diagnostic import Diagnostic, Severity
from rosgit.model.listed import listed
from rosgit.model.plan import Plan, Report, Status
from rosgit.model.target import Target

if TYPE_CHECKING:
    from rosgit.views.plan_file import SavedPlan

LARGEST = 64 * 1024 * 1024
"""Bytes of a plan file."""


def save(ready: Ready, made: Sequence[Plan | Report], path: Path) -> None:
    """Keep the plan of the one chosen site. Raises Failure when there is none, or not one."""
    from rosgit.views.plan_file import plan_file_json

    plans = [each for each in made if isinstance(each, Plan)]
    if len(ready.sites) != 1 or len(plans) != 1:
        raise Failure("no-sites", "--out keeps the plan of one site; name one whose router can be read")
    write_private(path, plan_file_json(plans[0], ready.sites[0]))
    click.echo(f"wrote {path}", err=True)


def sites_in(paths: Sequence[Path]) -> tuple[str, ...]:
    """The sites that plan files are for. Raises Failure."""
    return tuple(_all(paths))


def reviewed(ready: Ready, paths: Sequence[Path]) -> Callable[[Plan], bool]:
    """Approve a plan only when its file still holds; raise MovedError, with what moved, when it does not.

    Raises Failure where files and chosen sites do not go together.
    """
    from rosgit.run import MovedError
    from rosgit.views.plan_file import explain_stale, rows_digest

    saved = _all(paths)
    rows = {site.name: rows_digest(site.rows) for site in ready.sites}
    for names, words in (
        (rows.keys() - saved.keys(), "no plan file is for"),
        (saved.keys() - rows.keys(), "a plan file is for what is not to be applied:"),
    ):
        if names:
            raise Failure("unusable-file", f"{words} {listed(sorted(names))}", "name just those sites")

    def approve(plan: Plan) -> bool:
        moved = explain_stale(saved[plan.site], plan, rows[plan.site])
        if moved:
            raise MovedError(moved)
        return True

    return approve


def _all(paths: Sequence[Path]) -> dict[str, SavedPlan]:
    """Plans by site. Raises Failure for a file that is none, and for two of one site."""
    found: dict[str, SavedPlan] = {}
    for path in paths:
        saved = _read(path)
        if saved.site in found:
            raise Failure(
                "unusable-file", f"{path} is a second plan file for {saved.site}", "give one of them"
            )
        found[saved.site] = saved
    return found


def _read(path: Path) -> SavedPlan:
    from rosgit.views.plan_file import read_plan_file

    try:
        return read_plan_file(read_plain(path, LARGEST).decode("utf-8"))
    except ValueError as error:  # no UTF-8 is one too
        words = "it is no UTF-8" if isinstance(error, UnicodeDecodeError) else error
        raise Failure("unusable-file", f"{path} is no plan file: {words}") from error


def as_reviewed(ready: Ready, base: Path | None) -> tuple[Ready, tuple[Report, ...]]:
    """The sites that are reached as in the reviewed tree, and why each of the others is not connected to.

    A stranger's edit of host or password must not be sent our password. A site that is new there is
    not refused: it waits for the merge (``not begun``).
    """
    from rosgit.rules.guards_router import connection_changed
    from rosgit.sources import SourceError
    from rosgit.sources.disk import load
    from rosgit.workflow import compiled

    if base is None:
        return ready, ()
    try:
        known = {site.name: site.target for site in compiled(load(base)).sites}
    except SourceError as error:
        raise Failure("unreadable-tree", str(error), "check --base") from error
    found = {
        site.name: connection_changed(_same_ca(known.get(site.name), site.target), site)
        for site in ready.loaded.sites
    }
    barred = tuple(
        Report(name, Status.REFUSED, diagnostics=each) if name in known else _new(name, each)
        for name, each in found.items()
        if each
    )
    kept = tuple(site for site in ready.sites if not found[site.name])
    return replace(ready, sites=kept), barred


def _same_ca(base: Target | None, target: Target) -> Target | None:
    """The reviewed target; its CA file goes by the name of the proposed one where it holds the same.

    What is in the file decides whom we trust, and each tree has a folder of its own.
    """
    if base is None or base.tls is None or target.tls is None:
        return base
    ours, theirs = _content(base.tls.ca), _content(target.tls.ca)
    same = ours is not None and ours == theirs
    return replace(base, tls=replace(base.tls, ca=target.tls.ca)) if same else base


def _content(path: str | None) -> bytes | None:
    try:
        return Path(path).read_bytes() if path is not None else None
    except OSError:
        return None


def _new(site: str, found: tuple[Diagnostic, ...]) -> Report:
    told = (replace(each, summary="new site: plan after merge", severity=Severity.WARNING) for each in found)
    return Report(site, Status.NOT_BEGUN, diagnostics=tuple(told))
