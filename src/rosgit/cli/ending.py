"""How a command that may have written ends: its code is what was read back, whatever becomes of its words."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from rosgit.cli.routers import Ready, print_reports
from rosgit.cli.shell import note
from rosgit.model.exits import Exit
from rosgit.model.plan import Status

if TYPE_CHECKING:
    from rosgit.model.plan import Report


def ended(ready: Ready, reports: Sequence[Report], code: Exit, *, interrupted: bool = False) -> Exit:
    """Name the routers nobody knows of, print how every site ended, and give the code.

    A report that cannot be printed is warned about. It makes a code of its own, 1, only where all is
    well and nothing was written: the one thing that was asked for was the report then.
    """
    tell_unknown(ready, reports)
    try:
        print_reports(ready.chosen, ready, reports, interrupted=interrupted)
    except click.ClickException as error:
        note(f"warning: {error.message}")
        wrote = any(each.status is Status.PROVEN for each in reports)
        return Exit.ERROR if code is Exit.OK and not wrote else code
    return code


def tell_unknown(ready: Ready, reports: Iterable[Report]) -> None:
    """Name on stderr each router of which nobody knows what it has, wherever the reports went."""
    from rosgit.views.escape import terminal
    from rosgit.views.summary import again, reason_of

    for each in reports:
        if each.status is Status.UNKNOWN:
            words = terminal(reason_of(each)[1])
            look = again(ready.options, "status", each.site)
            note(f"unknown: {terminal(each.site)}: {words}; look with {look}")


def keep_bug(command: click.Context, error: Exception) -> None:
    """Print the traceback of a bug when the command has said everything else; from any thread."""
    command.call_on_close(partial(_print, error))


def _print(error: Exception) -> None:
    note("".join(traceback.format_exception(error)))
