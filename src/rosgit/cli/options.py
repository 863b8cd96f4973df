"""Options that several commands share, and the values they become."""

from __future__ import annotations

import math
import os
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT = Path("sites")
"""The tree that is meant when none is named."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which sites of which tree, and how to talk about them."""

    folder: Path
    sites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    json: bool = False
    verbose: bool = False
    color: bool = False

    @property
    def width(self) -> int:
        """Columns of the terminal, 100 where there is none."""
        import shutil

        return shutil.get_terminal_size((100, 24)).columns


@dataclass(frozen=True, slots=True)
class Reach:
    """How routers are reached: where, within how many seconds each, how many at a time."""

    targets: Path | None = None
    timeout: float = 60.0
    jobs: int = 8


def told(folder: Path, targets: Path | None = None) -> str:
    """``-C`` and ``--targets`` as they were given, in the words of a shell: for commands we suggest.

    What comes by default or from the environment needs no saying: it will be there again.
    """
    words = [] if folder == DEFAULT else ["-C", str(folder)]
    if targets is not None and str(targets) != os.environ.get("ROSGIT_TARGETS"):
        words += ["--targets", str(targets)]
    return shlex.join(words)


class Folder(click.Path):
    """A folder; an empty name would be the current one, which nobody meant to say."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("an empty name is no folder; for the current one write .", param, ctx)
        return super().convert(value, param, ctx)


class Finite(click.FloatRange):
    """A number within bounds; nan is within none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if number is not None and math.isnan(number):
            self.fail(f"{value!r} is no number", param, ctx)
        return number


FOLDER = click.option(
    "-C",
    "--dir",
    "folder",
    type=Folder(path_type=Path),
    default=DEFAULT,
    show_default=True,
    help="The sites tree.",
)
TAG = click.option(
    "--tag", "tags", multiple=True, metavar="TAG", help="Only sites with this tag; repeat for more."
)
FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="Output format."
)
VERBOSE = click.option("-v", "--verbose", is_flag=True, help="Say more.")
NO_COLOR = click.option(
    "--no-color", is_flag=True, help="Plain text; also when NO_COLOR is set or nobody watches."
)
TIMEOUT = click.option(
    "--timeout",
    type=Finite(0.1, 86_400),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="The time one router may take.",
)
JOBS = click.option(
    "--jobs", "-j", type=click.IntRange(1, 256), default=8, show_default=True, help="Routers at a time."
)
TARGETS = click.option(
    "--targets",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    envvar="ROSGIT_TARGETS",
    show_envvar=True,
    help="Reach routers elsewhere than their site says; rosgit sim writes such a file.",
)
YES = click.option("--yes", "-y", is_flag=True, help="Do not ask.")
OUT = click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write here, readable by you alone."
)
SITES = click.argument("sites", nargs=-1, metavar="[SITE]...")
SITE = click.argument("site", metavar="SITE")


def reporting(command: Callable[..., int]) -> Callable[..., int]:
    """The options of every command that reports on sites, given to it as ``chosen``."""

    @wraps(command)
    def reports(
        *,
        folder: Path,
        sites: tuple[str, ...],
        tags: tuple[str, ...],
        form: str,
        verbose: bool,
        no_color: bool,
        **others: Any,
    ) -> int:
        color = colors(no_color=no_color)
        return command(chosen=Choice(folder, sites, tags, form == "json", verbose, color), **others)

    for option in (NO_COLOR, VERBOSE, FORMAT, TAG, FOLDER, SITES):
        reports = option(reports)
    return reports


def reaching(command: Callable[..., int]) -> Callable[..., int]:
    """The options of every command that talks to routers, given to it as ``reach``."""

    @wraps(command)
    def reaches(*, targets: Path | None, timeout: float, jobs: int, **others: Any) -> int:
        return command(reach=Reach(targets, timeout, jobs), **others)

    for option in (JOBS, TIMEOUT, TARGETS):
        reaches = option(reaches)
    return reaches


def colors(*, no_color: bool) -> bool:
    """Whether to colour: a person watches, and has not said no."""
    return not no_color and "NO_COLOR" not in os.environ and sys.stdout is not None and sys.stdout.isatty()
