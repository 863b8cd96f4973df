"""The exit code is what was read back, whatever becomes of stdout and stderr, and of rosgit itself."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from test_cli_fleet import SITE, interrupt, when_waiting

from rosgit.model.site import Site
from rosgit.run import Run
from rosgit.sim import Faults

FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")


@pytest.fixture
def alone(project):
    project.write({"a.yaml": SITE.replace("HOST", "127.0.0.1")})
    project.serve()
    return project


def shell(project, command: str) -> subprocess.CompletedProcess[str]:
    """Run rosgit as a process of its own, with the streams that the shell gives it."""
    script = command.replace("rosgit", '"$PYTHON" -m rosgit', 1)
    environ = {**os.environ, **project.environ, "PYTHON": sys.executable}
    words = [shutil.which("bash") or "bash", "-c", script]
    return subprocess.run(words, cwd=project.folder, env=environ, capture_output=True, text=True, check=False)  # noqa: S603  # our own script


@FULL
@pytest.mark.parametrize(
    ("streams", "first", "again"),
    [
        (">/dev/full", 0, 1),
        (">&-", 0, 1),
        ("2>/dev/full", 0, 0),
        ("2>&-", 0, 0),
        (">&- 2>&-", 0, 1),
        (">/dev/full 2>/dev/full", 0, 1),
        ("--events - >/dev/full", 0, 0),
        ("| true; exit ${PIPESTATUS[0]}", 0, 0),
    ],
)
def test_a_stream_that_is_full_or_closed_changes_no_code_but_that_of_a_report_nobody_got(
    alone, streams, first, again
):
    apply = f"rosgit apply --yes --no-undo --no-snapshot {streams}"
    made = shell(alone, apply)
    assert made.returncode == first, made.stderr
    assert alone.servers["a"].router.rows("/ip/pool")
    assert "Traceback" not in made.stderr
    assert shell(alone, apply).returncode == again
    alone.servers["a"].router.set("/ip/pool", "lobby", ranges="10.9.9.1-10.9.9.9")
    assert shell(alone, f"rosgit verify {streams.replace('--events -', '')}").returncode == 2


def test_a_report_that_cannot_be_printed_does_not_hide_that_the_outcome_is_unknown(alone, monkeypatch):
    server = alone.servers["a"]

    def act() -> None:
        server.faults = Faults(refuse_login="invalid user name or password (6)")

    def full(text: str) -> None:
        raise click.ClickException("cannot print the answer: no space")

    when_waiting(alone, monkeypatch, act)
    monkeypatch.setattr("rosgit.cli.routers.echo", full)
    *_, unknown, warning = alone.run("apply", "--yes", code=6).err.splitlines()
    assert unknown.startswith("unknown: a: it cannot be said what the router has now")
    assert warning == "warning: cannot print the answer: no space"


def test_a_third_interrupt_loses_neither_the_report_nor_the_code(alone, monkeypatch):
    from rosgit.cli.routers import print_reports

    def late(*given, **more) -> None:
        signal.raise_signal(signal.SIGINT)
        print_reports(*given, **more)

    when_waiting(alone, monkeypatch, interrupt)
    monkeypatch.setattr("rosgit.cli.ending.print_reports", late)
    made = alone.run("apply", "--yes", code=130)
    assert "a  not begun: stopped by an interrupt" in made.out


def test_a_bug_is_printed_last_and_the_code_is_what_is_known(alone, monkeypatch):
    def broken(*_, **__) -> None:
        raise ZeroDivisionError("a bug")

    when_waiting(alone, monkeypatch, lambda: None)
    monkeypatch.setattr("rosgit.applier.safe.look_closely", broken)
    made = alone.run("apply", "--yes", code=6)
    assert "rosgit itself broke (ZeroDivisionError) in the middle of 'prove'" in made.out
    assert "Traceback (most recent call last)" in made.err
    assert made.err.endswith("ZeroDivisionError: a bug\n")


def test_ctrl_c_while_rosgit_is_still_loading_is_one_line_and_130():
    code = (
        "import sys; from rosgit.cli import main\n"
        "class Stop:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'click': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Stop()); main()"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603  # our own code
    assert (made.returncode, made.stderr) == (130, "interrupted\n")


@pytest.mark.parametrize(
    ("verb", "room", "code"),
    [
        (("plan",), "rosgit.workflow.plan_site", 4),
        (("verify",), "rosgit.workflow.verify_site", 4),
        (("drift",), "rosgit.upkeep.drift_site", 4),
        (("status",), "rosgit.upkeep.standing_of", 4),
        (("forget", "--yes"), "rosgit.upkeep.forget_site", 6),
        (("unlock", "--yes"), "rosgit.upkeep.unlock_site", 6),
        (("doctor",), "rosgit.cli.doctor._checkup", 2),
    ],
)
def test_a_bug_at_one_site_loses_no_other_sites_report(project, monkeypatch, verb, room, code):
    hosts = {"a.yaml": "127.0.0.1", "b.yaml": "127.0.0.1, port: 8730"}
    project.write({name: SITE.replace("HOST", host) for name, host in hosts.items()})
    project.serve()
    module, name = room.rsplit(".", 1)
    real = getattr(importlib.import_module(module), name)

    def broken(*given):
        names = {each.name for each in given if isinstance(each, Site)}
        names |= {each.site.name for each in given if isinstance(each, Run)}
        if names == {"b"}:
            raise ZeroDivisionError("a bug")
        return real(*given)

    monkeypatch.setattr(room, broken)
    made = project.run(*verb, code=code)
    assert re.search(r"^a\b", made.out, re.MULTILINE)
    assert re.search(r"(rosgit itself|rosgit|it) broke", made.out + made.err)
    assert made.err.endswith("ZeroDivisionError: a bug\n")
