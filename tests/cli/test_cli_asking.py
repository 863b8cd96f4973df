"""Who is asked, where, and what is said when nobody can be."""

from __future__ import annotations

import io
import json
import re

import pytest
from test_cli_main_job import CAFE

WRITERS = [("apply",), ("forget",), ("unlock",), ("probe", "cafe")]


@pytest.fixture
def cafe(project):
    project.write({"cafe.yaml": CAFE})
    return project.serve()["cafe"]


@pytest.mark.parametrize("words", WRITERS, ids=" ".join)
def test_where_nobody_can_be_asked_the_refusal_is_in_the_form_that_was_asked_for(project, cafe, words):
    said = project.run(*words, code=3)
    assert said.err.splitlines()[-1].startswith("refused: nobody can be asked here; ")
    (found,) = json.loads(project.run(*words, "--format", "json", code=3).out)
    assert found["code"] == "nobody-asked"
    assert "--yes" in found["detail"]
    assert cafe.writes == 0


@pytest.fixture
def terminal(monkeypatch):
    """Somebody who types."""

    class Typed(io.StringIO):
        def isatty(self) -> bool:
            return True

    def types(text: str) -> None:
        monkeypatch.setattr("sys.stdin", Typed(text))

    return types


@pytest.mark.parametrize("words", [("apply",), ("forget",), ("unlock",)], ids=" ".join)
def test_the_question_stands_on_stderr(project, cafe, terminal, words):
    terminal("n\n")
    made = project.run(*words, code=3)
    assert "[y/N]" in made.err
    assert "[y/N]" not in made.out


def test_a_machine_that_reads_json_is_never_asked(project, cafe, terminal):
    terminal("y\n")
    made = project.run("apply", "--format", "json", code=3)
    assert json.loads(made.out)[0]["code"] == "nobody-asked"
    assert cafe.writes == 0


def test_with_nothing_to_do_the_router_is_shown_once(project, cafe, terminal):
    project.run("apply", "--yes", code=0)
    terminal("")
    made = project.run("apply", code=0)
    assert made.out.count("RouterOS 7.22") == 1
    assert "[y/N]" not in made.err


@pytest.mark.parametrize(
    "words", [("-C", "other", "plan"), ("plan", "-C", "other"), ("-C", "x", "plan", "-C", "other")]
)
def test_the_tree_may_be_named_before_the_command_as_git_does(project, cafe, words):
    (project.folder / "sites").rename(project.folder / "other")
    assert "+ /ip/pool" in project.run(*words, code=0).out


def test_a_router_out_of_reach_is_named_by_the_address_that_was_dialled(project, cafe):
    port = project.servers["cafe"].tls_port
    project.servers["cafe"].stop()
    for words in (("plan",), ("apply", "--yes"), ("verify",)):
        made = project.run(*words, code=1)
        said = " ".join((made.out + made.err).split())
        assert re.search(rf"\(127\.0\.0\.1:{port}\) \(from \S*targets\.json\)", said)


@pytest.mark.parametrize(("verb", "word"), [("forget", "forgotten"), ("unlock", "no lock is there")])
def test_a_table_says_what_forget_and_unlock_did(project, verb, word):
    project.write(
        {f"{name}.yaml": CAFE.replace("127.0.0.1", f"127.0.0.{at}") for at, name in enumerate("ab", 1)}
    )
    project.serve()
    project.run("apply", "--yes", code=0)
    made = project.run(verb, "--yes", code=0)
    assert f"a     {word}" in made.out
    assert made.out.endswith(f"Fleet: 2 sites: 2 {word}.\n")
    assert "applied and proven" not in made.out
