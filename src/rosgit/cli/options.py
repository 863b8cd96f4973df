"""Options that several commands share, and the values they become."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


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
    type=click.Path(path_type=Path),
    default=Path("sites"),
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
SITES = click.argument("sites", nargs=-1, metavar="[SITE]...")
SITE = click.argument("site", metavar="SITE")


def reporting(command: F) -> F:
    """The options of every command that reports on sites: which, where, and how it prints."""
    for option in (NO_COLOR, VERBOSE, FORMAT, TAG, FOLDER, SITES):
        command = option(command)
    return command


def reaching(command: F) -> F:
    """The options of every command that talks to routers."""
    for option in (JOBS, TIMEOUT, TARGETS):
        command = option(command)
    return command


def colors(*, no_color: bool) -> bool:
    """Whether to colour: a person watches, and has not said no."""
    return not no_color and "NO_COLOR" not in os.environ and sys.stdout is not None and sys.stdout.isatty()
