"""What most commands do first: read the tree, compile, print what is wrong, choose sites."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, TextIO

import click

from rosgit.cli.failure import Failure
from rosgit.cli.options import Choice, colors, told
from rosgit.model.diagnostic import Diagnostic, errors
from rosgit.model.exits import Exit

if TYPE_CHECKING:
    from pathlib import Path

    from rosgit.compiler.compile import Compiled
    from rosgit.model.site import Site
    from rosgit.model.tree import Tree
    from rosgit.views.paper import Look


def choice(
    folder: Path,
    sites: tuple[str, ...],
    tags: tuple[str, ...] = (),
    form: str = "text",
    *,
    verbose: bool = False,
    no_color: bool = False,
) -> Choice:
    """The shared options as one value."""
    return Choice(folder, sites, tags, form == "json", verbose, colors(no_color=no_color))


def look(chosen: Choice) -> Look:
    """How text is to look."""
    from rosgit.views.paper import Look

    return Look(chosen.color, chosen.width, chosen.verbose)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A compiled tree and the sites that were asked for."""

    tree: Tree
    compiled: Compiled
    sites: tuple[Site, ...]

    def lines(self, shown: str) -> Sequence[str]:
        """The lines of a file of the tree, by the name spans show.

        A file of secrets has none, and no file without a word of a site in it: it may be one, too.
        """
        for path, data in self.tree.files.items():
            if self.tree.shown(path) == shown and path not in self.tree.secret_paths():
                text = data.decode("utf-8", "replace")
                return text.splitlines() if _is_of_sites(text) else ()
        return ()


def _is_of_sites(text: str) -> bool:
    """Whether a file says anything that a site can say."""
    from rosgit.intents.language import SITE

    words = "|".join(SITE.words)
    return re.search(rf"""^(?:\{{\s*)?["']?(?:{words})["']?\s*:(?:\s|$)""", text, re.MULTILINE) is not None


def load(chosen: Choice, *, rows: bool = True) -> Loaded:
    """Read and compile the chosen sites; nothing is printed and nothing stops here.

    Without ``rows`` only what reaching a router takes: mistakes in rows do not count.
    Raises Failure when the tree cannot be read.
    """
    from rosgit.sources import SourceError
    from rosgit.sources.disk import load as load_tree
    from rosgit.workflow import compiled, reachable

    wanted = _wanted(chosen.sites)
    try:
        tree = load_tree(chosen.folder, wanted)
    except SourceError as error:
        raise Failure("unreadable-tree", str(error), "check --dir") from error
    made = compiled(tree, wanted) if rows else reachable(tree, wanted)
    sites = tuple(site for site in made.sites if not chosen.tags or set(chosen.tags) & set(site.tags))
    return Loaded(tree, made, sites)


def _wanted(patterns: tuple[str, ...]) -> Callable[[str], bool] | None:
    if not patterns:
        return None
    return lambda name: any(fnmatchcase(name, pattern) for pattern in patterns)


def only(site: str) -> str:
    """A site's name where one is meant. Raises click.UsageError for a pattern."""
    if not site or any(sign in site for sign in "*?["):
        raise click.UsageError(f"{site!r}: name one site here, not a pattern")
    return site


def load_or_stop(chosen: Choice, *, rows: bool = True) -> Loaded:
    """As ``load``; prints the findings and stops with exit 1 when one of them is an error."""
    loaded = load(chosen, rows=rows)
    found = (*loaded.compiled.diagnostics, *nothing_chosen(chosen, loaded))
    if errors(found):
        say(chosen, found, loaded, out=chosen.json, rest=all_of(chosen))
        raise click.exceptions.Exit(Exit.ERROR)
    if not chosen.json:
        say(chosen, found, loaded, out=False, rest=all_of(chosen))
    return loaded


def nothing_chosen(chosen: Choice, loaded: Loaded) -> tuple[Diagnostic, ...]:
    """An empty list of targets is an error, and so is a name that fits no site."""
    from rosgit.model.suggest import near
    from rosgit.model.tree import site_name

    names = loaded.compiled.names
    every = [site_name(path) for path in loaded.tree.site_paths()]
    missing = [p for p in chosen.sites if not any(fnmatchcase(name, p) for name in names)]
    if missing:
        return tuple(
            Diagnostic("no-sites", f"no site is called {each!r} in {chosen.folder}", near(each, every))
            for each in missing
        )
    if not names:
        return (
            Diagnostic(
                "no-sites",
                f"there is no site in {chosen.folder}",
                "a site is a YAML file whose name does not begin with _ or a dot",
            ),
        )
    if not loaded.sites and not errors(loaded.compiled.diagnostics):
        return (Diagnostic("no-sites", "no site has the tag " + " or ".join(map(repr, chosen.tags))),)
    return ()


def all_of(chosen: Choice) -> str:
    """The command that prints every finding in site files."""
    from rosgit.views.summary import again

    return again(told(chosen.folder), "validate", *chosen.sites, "--format", "json")


def say(
    chosen: Choice,
    found: Iterable[Diagnostic],
    loaded: Loaded,
    *,
    out: bool,
    rest: str = "--format json",
) -> None:
    """Print findings: to stdout where they are the answer, else to stderr.

    ``rest`` prints them all, where they are too many for text.
    """
    from rosgit.views.diagnostics import diagnostics_json, diagnostics_text

    every = tuple(found)
    if not every and not out:
        return
    text = (
        diagnostics_json(every)
        if chosen.json
        else diagnostics_text(every, loaded.lines, look(chosen), rest=rest)
    )
    if text:
        echo(text, err=not out)


def echo(text: str, *, err: bool = False) -> None:
    """Print an answer. A reader who left is no failure; a full disk is, and so is a closed stdout.

    Raises click.ClickException when an answer cannot be written; what is said on stderr besides
    stops nothing.
    """
    stream, said = (sys.stderr, "") if err else (sys.stdout, "standard output is closed")
    if stream is not None:
        said = _print(stream, text)
    if said and not err:
        raise click.ClickException(f"cannot print the answer: {said}")


def _print(stream: TextIO, text: str) -> str:
    """Why it could not be printed; empty when it was, or nobody wanted to read it."""
    try:
        click.echo(text, stream, nl=not text.endswith("\n"))
        stream.flush()
    except (OSError, ValueError) as error:
        silence(stream)  # nothing more is to be said to nobody
        return "" if isinstance(error, BrokenPipeError) else str(error)
    return ""


def note(text: str) -> None:
    """Say something on stderr, if anybody can hear it; never raises."""
    echo(text, err=True)


def silence(stream: TextIO) -> None:
    """Point a broken stream nowhere: what is left in its buffer must not spoil the exit code at the end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
