"""Why a command cannot go on, in the form that was asked for: words for people, JSON for machines."""

from __future__ import annotations

import sys
from typing import IO, Any

import click

from rosgit.model.diagnostic import Diagnostic
from rosgit.model.exits import Exit


class Failure(click.ClickException):  # shown as "Error: ...", and named for what it is here
    """An error outside of any site file: exit code 1, and with ``--format json`` a list of one diagnostic."""

    start = "Error"

    def __init__(self, code: str, summary: str, detail: str = "") -> None:
        super().__init__(summary)
        self.diagnostic = Diagnostic(code, summary, detail)
        self.json = _json_is_wanted()

    def show(self, file: IO[Any] | None = None) -> None:
        """Print it: JSON to stdout, where whoever asked for it reads; words to stderr."""
        if not self.json:
            found = self.diagnostic
            way = f"; {found.detail}" if self.start == "refused" else ""
            click.echo(f"{self.start}: {found.summary}{way}", file=file, err=True)
            return
        from rosgit.views.diagnostics import diagnostics_json

        click.echo(diagnostics_json([self.diagnostic]), nl=False)


class Refusal(Failure):
    """What is not done, for nobody said that it may: exit code 3, shown as ``refused: ...``."""

    exit_code = Exit.REFUSED
    start = "refused"


def ask_or_refuse(way: str) -> None:
    """Raise Refusal where nobody can be asked: no terminal, or a machine that reads JSON.

    ``way`` says what to do instead.
    """
    asked = sys.stdin is not None and sys.stdin.isatty()
    if _json_is_wanted() or not asked:
        raise Refusal("nobody-asked", "nobody can be asked here", way)


def _json_is_wanted() -> bool:
    """Known before the command's own code runs, and wherever in it the error is met."""
    context = click.get_current_context(silent=True)
    return context is not None and context.params.get("form") == "json"
