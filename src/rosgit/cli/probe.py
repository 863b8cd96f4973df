"""``rosgit probe``: ask a spare router the questions that no source settles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rosgit.cli.failure import ask_or_refuse
from rosgit.cli.interrupt import raising
from rosgit.cli.options import FOLDER, FORMAT, NO_COLOR, SITE, TARGETS, Reach
from rosgit.cli.routers import Ready, prepare
from rosgit.cli.shell import choice, echo, look, say
from rosgit.model.exits import Exit

if TYPE_CHECKING:
    from rosgit.model.probed import Probed
    from rosgit.probe import Asking, Question


@click.command("probe")
@SITE
@FOLDER
@FORMAT
@NO_COLOR
@TARGETS
@click.option(
    "--timeout",
    type=click.FloatRange(min=1.0),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="The time one question may take.",
)
@click.option("--yes-this-is-a-spare-router", "spare", is_flag=True, help="Do not ask.")
@click.option("--with-serial", is_flag=True, help="Name the serial number in the report.")
def command(
    site: str,
    folder: Path,
    form: str,
    targets: Path | None,
    timeout: float,
    *,
    no_color: bool,
    spare: bool,
    with_serial: bool,
) -> int:
    """Ask a spare router what no source settles (docs/unproven.md), and print a report to attach.

    It writes: rows called rosgit-probe, in menus and in a form that do no harm, taken away after
    each question. Never on a router that people use. The report names neither router nor secrets.
    Exit code 0 when nothing of it is left, 2 when something is, 6 when that could not be read. Ctrl-C
    ends the asking, cleans up and prints what was answered: 130.
    """
    from rosgit.device import DeviceError
    from rosgit.views.probe import probe_json, probe_text

    chosen = choice(folder, (site,), (), form, no_color=no_color)
    ready = prepare(chosen, Reach(targets, timeout))
    if len(ready.sites) != 1:
        raise click.UsageError("probe one router at a time")
    asking = _asking(ready, timeout)
    try:
        if not spare and not _is_spare(asking):
            return Exit.REFUSED
        with raising():
            probed = _probed(asking, with_serial=with_serial)
    except DeviceError as error:
        say(chosen, [error.diagnostic(ready.sites[0].target.span, (site,))], ready.loaded, out=chosen.json)
        return Exit.ERROR
    finally:
        asking.close()
    echo(probe_json(probed) if chosen.json else probe_text(probed, look(chosen)))
    return _code(probed)


def _asking(ready: Ready, timeout: float) -> Asking:
    from rosgit.applier.settings import Settings
    from rosgit.model.masking import Known
    from rosgit.probe import Asking
    from rosgit.run import secrets_of

    target = ready.sites[0].target
    assert target.password is not None
    known = Known(secrets_of(ready.sites[0], ready.secrets))
    return Asking(target, ready.secrets[target.password.same_as], timeout, Settings().pause, known=known)


def _is_spare(asking: Asking) -> bool:
    """Let a person type the router's identity. Raises Failure where nobody can be asked."""
    ask_or_refuse("say --yes-this-is-a-spare-router")
    identity = asking.observe(()).facts.identity
    typed: str = click.prompt("This writes to the router. Type its identity if it is a spare one", err=True)
    if typed == identity:
        return True
    click.echo("refused: that is not the identity of this router", err=True)
    return False


def _probed(asking: Asking, *, with_serial: bool) -> Probed:
    from rosgit.probe import QUESTIONS, probe

    places = {question.code: number for number, question in enumerate(QUESTIONS, 1)}

    def begin(question: Question) -> None:
        click.echo(f"{places[question.code]}/{len(places)} {question.code}", err=True)

    return probe(asking, with_serial=with_serial, begin=begin)


def _code(probed: Probed) -> Exit:
    if not probed.sure:
        return Exit.UNKNOWN
    if probed.interrupted:
        return Exit.INTERRUPTED
    return Exit.OK if probed.clean else Exit.DIFFERENCES
