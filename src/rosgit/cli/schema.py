"""``rosgit schema``: the JSON Schema of a site file."""

from __future__ import annotations

import click

from rosgit.cli.shell import echo
from rosgit.model.exits import Exit


@click.command("schema")
def command() -> int:
    """Print the JSON Schema of a site file, for editors.

    \b
    Point an editor at it with a first line such as
      # yaml-language-server: $schema=../schemas/site.schema.json
    """
    from rosgit.compiler.schema import published_text

    echo(published_text())
    return Exit.OK
