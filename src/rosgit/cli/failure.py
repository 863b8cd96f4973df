"""Why a command cannot go on, in the form that was asked for: words for people, JSON for machines."""

from __future__ import annotations

from typing import IO, Any

import click

from rosgit.model.diagnostic import Diagnostic


class Failure(click.ClickException):  # shown as "Error: ...", and named for what it is here
    """An error outside of any site file: exit code 1, and with ``--format json`` a list of one diagnostic."""

    def __init__(self, code: str, summary: str, detail: str = "") -> None:
        super().__init__(summary)
        self.diagnostic = Diagnostic(code, summary, detail)
        self.json = _json_is_wanted()

    def show(self, file: IO[Any] | None = None) -> None:
        """Print it: JSON to stdout, where whoever asked for it reads; words to stderr."""
        if not self.json:
            super().show(file)
            return
        from rosgit.views.diagnostics import diagnostics_json

        click.echo(diagnostics_json([self.diagnostic]), nl=False)


def _json_is_wanted() -> bool:
    """Known before the command's own code runs, and wherever in it the error is met."""
    context = click.get_current_context(silent=True)
    return context is not None and context.params.get("form") == "json"
