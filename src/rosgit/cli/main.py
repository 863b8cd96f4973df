"""The command group: a table of commands, each imported only when it is called."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Sequence
from typing import NoReturn

import click

from rosgit import __version__
from rosgit.model.exit_code import Exit

COMMANDS = {
    "validate": "Check site files: every mistake with file, line and column.",
    "show": "Print a merged site with the origin of every value.",
    "render": "Print a site's rows as RouterOS script or JSON.",
    "plan": "Read routers and show what would change. Writes nothing.",
    "apply": "Write what differs, then read again and prove it.",
    "verify": "Read routers and hold them against their sites.",
    "drift": "Hold routers against what was applied last.",
    "doctor": "Check that routers are fit for rosgit, and what to mend first.",
    "trust": "Print the fingerprint a router shows, to compare and to pin.",
    "status": "Show what was applied last, and whether that still holds.",
    "unlock": "Undo an apply that died and holds a router's lock.",
    "forget": "Take what rosgit keeps on routers away, but for the configuration.",
    "bootstrap": "Print the script that lets rosgit in on a bare router.",
    "probe": "Ask a spare router what no source settles; writes, and cleans up.",
    "schema": "Print the JSON Schema of a site file, for editors.",
    "sim": "Serve a simulated router for each site, on this machine.",
}


class Lazy(click.Group):
    """Commands by name; help lines stand in the table, so that --help imports no command."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = importlib.import_module(f"rosgit.cli.{cmd_name}").command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            self._unknown(ctx, args[0])
        return super().resolve_command(ctx, args)

    @staticmethod
    def _unknown(ctx: click.Context, name: str) -> NoReturn:
        import difflib

        close = difflib.get_close_matches(name, COMMANDS, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise click.UsageError(f"No such command {name!r}.{hint}", ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rosgit")
@click.option(
    "-C", "--dir", "folder", metavar="DIRECTORY", help="The sites tree, for any command; as behind it."
)
@click.pass_context
def group(ctx: click.Context, folder: str | None) -> None:
    """Compile, plan, apply and prove MikroTik RouterOS hotspots from YAML in git.

    \b
    Exit codes: 0 in sync or proven, 1 error, 2 differences, 3 refused,
    4 sites ended differently, 5 undone, 6 an outcome is unknown, 64 usage, 130 interrupted.
    """
    if folder is not None:  # a default of every command: what stands behind a command wins
        ctx.default_map = {name: {"folder": folder} for name in COMMANDS}


def run(arguments: Sequence[str]) -> int:
    """Run the command line; returns the exit code. Only bugs escape as exceptions."""
    gc.set_threshold(50_000, 20, 50)  # compiling makes many small values that live to the end
    try:
        result = group.main(list(arguments), prog_name="rosgit", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.UsageError as error:
        error.show()
        return Exit.USAGE
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return Exit.INTERRUPTED
    return int(result) if isinstance(result, int) else Exit.OK
