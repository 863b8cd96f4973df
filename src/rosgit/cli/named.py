"""Rows named on the command line for many sites: each site is asked for those that it has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from rosgit.cli.routers import Ready, each_site
from rosgit.cli.shell import say
from rosgit.model.diagnostic import errors
from rosgit.model.exits import Exit
from rosgit.model.plan import Plan

if TYPE_CHECKING:
    from rosgit.applier.settings import Settings


def shared(ready: Ready, settings: Settings) -> Settings:
    """Settings in which a site that lacks a named row is not at fault when another chosen site has it.

    A name that no site's file explains may be one that only a router does (an interface that was
    renamed there): then the routers are read first. Stops with exit 3 when none has such a row.
    """
    from rosgit.differ import names_of

    chosen = ready.loaded.sites
    if len(chosen) < 2 or not settings.named:
        return settings
    known = frozenset(name for site in chosen for name in names_of(site.rows))
    told = replace(settings, elsewhere=settings.named & known)
    if told.elsewhere != settings.named:
        _look(ready, told, known)
    return replace(told, elsewhere=settings.named)


def _look(ready: Ready, settings: Settings, known: frozenset[str]) -> None:
    """Read the routers for names that are in no site's file, and say which of them nobody has."""
    from rosgit.differ import names_nowhere
    from rosgit.workflow import plan_site

    plans = [each for each in each_site(ready, plan_site, settings) if isinstance(each, Plan)]
    read = {plan.site for plan in plans}
    unread = [site.name for site in ready.loaded.sites if site.name not in read]
    found = tuple(names_nowhere(settings.named - known, plans, known, unread))
    wrong = errors(found)
    say(ready.chosen, found, ready.loaded, out=ready.chosen.json and bool(wrong))
    if wrong:
        raise click.exceptions.Exit(Exit.REFUSED)
