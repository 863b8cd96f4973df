"""``rosgit probe`` through the whole command line."""

from __future__ import annotations

import json
import signal

import pytest
from test_cli_main_job import CAFE

YES = "--yes-this-is-a-spare-router"


@pytest.fixture
def cafe(project):
    project.write({"cafe.yaml": CAFE})
    return project.serve()["cafe"]


@pytest.fixture
def quick(monkeypatch):
    """Two questions are enough here."""
    from rosgit.probe import QUESTIONS

    few = tuple(each for each in QUESTIONS if each.code in ("move-last", "undo-driver"))
    monkeypatch.setattr("rosgit.probe.QUESTIONS", few)
    monkeypatch.setattr("rosgit.probe.run.QUESTIONS", few)
    monkeypatch.setattr("rosgit.probe.probe.__defaults__", (few,))


def test_a_spare_router_answers_and_is_as_before(project, cafe, quick):
    before = cafe.to_json()
    made = project.run("probe", "cafe", YES, code=0)
    assert "2 of 2 questions answered." in made.out
    assert "nothing called rosgit-probe is left" in made.out
    assert "1/2 undo-driver" in made.err
    assert json.loads(before)["serial"] not in made.out


def test_json_is_one_document_on_standard_output(project, cafe, quick):
    made = project.run("probe", "cafe", YES, "--format", "json", "--with-serial", code=0)
    told = json.loads(made.out)
    assert told["serial"] == cafe.serial
    assert [each["code"] for each in told["answers"]] == ["undo-driver", "move-last"]


def test_without_a_word_that_it_is_spare_nothing_is_written(project, cafe):
    made = project.run("probe", "cafe", code=3)
    assert "nobody can be asked" in made.err
    assert cafe.writes == 0


@pytest.mark.parametrize(("typed", "code"), [("MikroTik", 0), ("another", 3)])
def test_on_a_terminal_the_identity_of_the_router_has_to_be_typed(
    project, cafe, quick, monkeypatch, typed, code
):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.prompt", lambda *_, **__: typed)
    project.run("probe", "cafe", code=code)
    assert (cafe.writes == 0) is (code == 3)


def test_a_router_that_is_not_reached_is_an_error(project, cafe):
    project.servers["cafe"].stop()
    assert "unreachable" in project.run("probe", "cafe", YES, code=1).err


def test_what_is_left_has_an_exit_code_of_its_own(project, cafe, monkeypatch):
    from rosgit.model.probed import Probed

    for left, sure, code in ((("/ip/pool rosgit-probe-a",), True, 2), ((), False, 6)):
        made = Probed("7.22", "hAP", "arm", left=left, sure=sure)
        monkeypatch.setattr("rosgit.probe.probe", lambda *_, made=made, **__: made)
        project.run("probe", "cafe", YES, code=code)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("form", [(), ("--format", "json")])
def test_a_signal_ends_the_asking_and_what_was_answered_is_printed(project, cafe, monkeypatch, number, form):
    from rosgit.probe import QUESTIONS, Question, probe

    def stop(asking):
        signal.raise_signal(number)

    few = (QUESTIONS[1], Question("stop", "?", stop), QUESTIONS[0])
    monkeypatch.setattr("rosgit.probe.QUESTIONS", few)
    monkeypatch.setattr("rosgit.probe.probe", lambda *given, **more: probe(*given, few, **more))
    before = signal.getsignal(number)
    made = project.run("probe", "cafe", YES, *form, code=130)
    assert "script-name-twice" in made.out
    assert "interrupted after 1 of 3 questions" in made.out
    assert signal.getsignal(number) is before
