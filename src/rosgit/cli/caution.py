"""How careful an apply is: its options, and the settings they become."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from rosgit.cli.identity import signature
from rosgit.cli.options import F, Finite

if TYPE_CHECKING:
    from rosgit.applier import Settings


class Caution(TypedDict):
    """The options of ``careful``."""

    confirm_within: float
    soak: float
    lock_timeout: float
    no_undo: bool
    force: tuple[str, ...]
    sessions_below: int | None
    accept_board: bool
    adopt: tuple[str, ...]
    recreate: tuple[str, ...]
    resend_secrets: bool


FORCE = click.option(
    "--force", multiple=True, metavar="CODE", help="Override a guard by its code; repeat for more."
)

ROWS = (
    click.option(
        "--adopt",
        multiple=True,
        metavar="ROW",
        help="Take over a row that was there before us, as the plan names it, on each site that has it; "
        "or: all.",
    ),
    click.option(
        "--recreate", multiple=True, metavar="ROW", help="Make a lost row anew, named likewise; or: all."
    ),
    click.option("--resend-secrets", is_flag=True, help="Write secrets again that cannot be read back."),
)
"""Options that decide about rows; plan has them too, to see what they do."""

_OPTIONS = (
    click.option(
        "--confirm-within",
        type=Finite(30, 3600),
        default=120.0,
        show_default=True,
        metavar="SECONDS",
        help="A router that does not hear from us for so long undoes by itself.",
    ),
    click.option(
        "--soak",
        type=Finite(0, 3000),
        default=0.0,
        metavar="SECONDS",
        help="Wait before the proof, as long as a path takes to fail.",
    ),
    click.option(
        "--lock-timeout",
        type=Finite(0, 3600),
        default=0.0,
        metavar="SECONDS",
        help="Wait for somebody else's apply to end.",
    ),
    click.option("--no-undo", is_flag=True, help="Arm no undo on the router; where the scheduler is barred."),
    FORCE,
    click.option(
        "--only-if-sessions-below",
        "sessions_below",
        type=click.IntRange(0),
        metavar="N",
        help="Refuse where N or more guests' sessions would be touched.",
    ),
    *ROWS,
    click.option("--accept-board", is_flag=True, help="The board was swapped: --force serial-changed."),
)


def rows(command: F) -> F:
    """The options that decide about rows."""
    for option in reversed(ROWS):
        command = option(command)
    return command


def careful(command: F) -> F:
    """The options that say how careful an apply is."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def forcing(codes: Iterable[str]) -> frozenset[str]:
    """The codes to be overridden. Raises click.UsageError for one that cannot be."""
    from rosgit.rules.guards_force import cannot_force

    forced = frozenset(codes)
    wrong = cannot_force(forced)
    if wrong:
        raise click.UsageError("; ".join(f"{each.summary}. {each.detail}" for each in wrong))
    return forced


def settings_of(caution: Caution, folder: Path) -> Settings:
    """The settings that the options ask for. Raises click.UsageError for a code that cannot be forced."""
    from rosgit.applier import Settings
    from rosgit.applier.settings import MARGIN

    board = ("serial-changed",) if caution["accept_board"] else ()
    forced = forcing((*caution["force"], *board))
    longest = caution["confirm_within"] - MARGIN
    if caution["soak"] >= longest:
        raise click.UsageError(
            f"--soak {caution['soak']:g} leaves no time for the proof within --confirm-within "
            f"{caution['confirm_within']:g}; raise that, or soak less than {longest:g} s"
        )
    return Settings(
        caution["confirm_within"],
        caution["soak"],
        caution["lock_timeout"],
        undo=not caution["no_undo"],
        force=forced,
        sessions_below=caution["sessions_below"],
        adopt=frozenset(caution["adopt"]),
        recreate=frozenset(caution["recreate"]),
        resend=caution["resend_secrets"],
        **signature(folder),
    )
