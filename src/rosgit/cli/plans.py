"""Plans kept in files: written by ``plan --out``, held against the router by ``apply --plan``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rosgit.cli.failure import Failure
from rosgit.cli.files import write_private
from rosgit.cli.routers import Ready
from rosgit.model.plan import Plan, Report, Status
from rosgit.model.target import Target

if TYPE_CHECKING:
    from rosgit.views.plan_file import SavedPlan


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
    return tuple(_read(path).site for path in paths)


def reviewed(ready: Ready, paths: Sequence[Path]) -> Callable[[Plan], bool]:
    """Approve a plan only when its digest is that of the file; say what moved when it is not."""
    from rosgit.views.escape import terminal
    from rosgit.views.plan_file import explain_stale, rows_digest

    saved = {each.site: each for each in map(_read, paths)}
    missing = [site.name for site in ready.sites if site.name not in saved]
    if missing:
        raise Failure("unusable-file", f"no plan file is for {', '.join(missing)}")
    rows = {site.name: rows_digest(site.rows) for site in ready.sites}

    def approve(plan: Plan) -> bool:
        moved = explain_stale(saved[plan.site], plan, rows[plan.site])
        for words in moved:
            click.echo(f"{terminal(plan.site)}: {terminal(words)}", err=True)
        return not moved

    return approve


def _read(path: Path) -> SavedPlan:
    from rosgit.views.plan_file import read_plan_file

    try:
        return read_plan_file(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Failure("unusable-file", f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:
        raise Failure("unusable-file", f"{path} is no plan file: {error}") from error


def as_reviewed(ready: Ready, base: Path | None) -> tuple[Ready, tuple[Report, ...]]:
    """The sites that are reached as in the reviewed tree, and a refusal for each of the others.

    A stranger's edit of host or password must not be sent our password.
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
    barred = tuple(Report(name, Status.REFUSED, diagnostics=each) for name, each in found.items() if each)
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
