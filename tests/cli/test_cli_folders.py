"""Which tree is meant, how one that cannot be read is told, and commands to be pasted that mean the same."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from test_cli_main_job import CAFE

from rosgit.cli.main import COMMANDS, Lazy
from rosgit.cli.options import told

WITH_FORMAT = ["validate", "plan", "apply", "verify", "drift", "status", "doctor", "unlock", "forget"]


def move(project, name: str = "my sites") -> str:
    """Give the tree another name than the usual one."""
    (project.folder / "sites").rename(project.folder / name)
    return name


def commands(words: str) -> list[list[str]]:
    """The commands of rosgit that an output suggests to run next."""
    return [shlex.split(each)[1:] for each in re.findall(r"next: (rosgit .*)", words)]


@pytest.mark.parametrize("command", [*WITH_FORMAT, "sim"])
def test_an_empty_folder_is_wrong_usage_with_a_way_out(project, command):
    project.write({"cafe.yaml": CAFE})
    assert "for the current one write ." in project.run(command, "-C", "", code=64).err


@pytest.mark.parametrize("arguments", [["plan", "--base", ""], ["sim", "--state", ""]])
def test_no_other_folder_is_the_current_one_by_being_empty(project, arguments):
    project.write({"cafe.yaml": CAFE})
    assert "an empty name is no folder" in project.run(*arguments, code=64).err


def test_the_current_folder_is_meant_by_its_name(project):
    project.write({"../cafe.yaml": CAFE})
    assert "1 site valid" in project.run("validate", "-C", ".", code=0).out


@pytest.mark.parametrize("command", [*WITH_FORMAT, "show", "probe"])
def test_a_tree_that_is_not_there_is_a_diagnostic_where_json_was_asked_for(project, command):
    said = ["--yes"] if command == "apply" else ["cafe"] if command in ("show", "probe") else []
    made = project.run(command, *said, "-C", "gone", "--format", "json", code=1)
    (found,) = json.loads(made.out)
    assert (found["code"], found["severity"]) == ("unreadable-tree", "error")
    assert "'gone'" in found["summary"]
    assert made.err == ""


def test_a_tree_that_is_not_there_is_words_for_people(project):
    made = project.run("validate", "-C", "gone", code=1)
    assert (made.out, made.err) == ("", "Error: cannot read 'gone': there is no such folder\n")


def test_other_files_that_cannot_be_used_are_diagnostics_too(project):
    project.write({"cafe.yaml": CAFE})
    made = project.run("plan", "--targets", "gone.json", "--format", "json", code=1)
    assert [each["code"] for each in json.loads(made.out)] == ["bad-targets"]
    made = project.run("apply", "--plan", "gone.json", "--format", "json", code=1)
    assert [each["code"] for each in json.loads(made.out)] == ["unusable-file"]
    project.serve()
    made = project.run("plan", "--base", "gone", "--format", "json", code=1)
    assert [each["code"] for each in json.loads(made.out)] == ["unreadable-tree"]


def test_a_file_with_very_many_mistakes_is_cut_and_the_command_that_prints_all_does(project):
    wrong = CAFE + "users:\n" + "".join(f"  u{n}: {{nme: x}}\n" for n in range(500))
    project.write({"cafe.yaml": wrong, "shop.yaml": wrong})
    move(project)
    made = project.run("validate", "cafe", "-C", "my sites", code=1)
    assert made.out.count("error[unknown-field]") == 100
    assert made.out.endswith("\n\n500 errors in 1 file\n")
    (command,) = re.findall(r"\.\.\. and 400 more \(rosgit (.*) prints all\)", made.out)
    assert len(json.loads(project.run(*shlex.split(command), code=1).out)) == 500


def test_a_command_that_is_suggested_means_the_same_tree_and_routers(project):
    project.write({"cafe.yaml": CAFE})
    router = project.serve()["cafe"]
    project.environ = {**project.environ, "ROSGIT_TARGETS": ""}
    targets = ["--targets", str(project.folder / "targets.json")]
    tree = ["-C", move(project)]
    differs = project.run("verify", *tree, *targets, code=2)
    assert commands(differs.out) == [["plan", "cafe", *tree, *targets]]
    project.run(*commands(differs.out)[0], code=0)
    told_json = json.loads(project.run("verify", *tree, *targets, "--format", "json", code=2).out)
    assert shlex.split(told_json["summary"]["needs"][0]["next"])[1:] == ["plan", "cafe", *tree, *targets]
    refused = project.run("apply", *tree, *targets, code=3).err
    assert f"rosgit plan {shlex.join([*tree, *targets])} and say --yes" in refused
    project.run("apply", "--yes", *tree, *targets, code=0)
    assert router.writes > 0


def test_the_doctor_suggests_a_command_for_the_same_tree(project):
    project.write({"cafe.yaml": CAFE})
    project.serve()
    path = project.folder / "targets.json"
    places = json.loads(path.read_text())
    path.write_text(json.dumps({"cafe": {**places["cafe"], "fingerprint": "00" * 32}}))
    made = project.run("doctor", "-C", move(project), code=2)
    assert "rosgit trust cafe -C 'my sites' shows what to pin" in " ".join(made.out.split())


@pytest.mark.parametrize(
    ("folder", "targets", "words"),
    [
        ("sites", None, ""),
        ("./sites", "env.json", ""),
        ("sites", "other.json", "--targets other.json"),
        ("a b", None, "-C 'a b'"),
        (".", "$(x).json", "-C . --targets '$(x).json'"),
    ],
)
def test_only_what_will_not_be_there_by_itself_is_repeated(folder, targets, words, monkeypatch):
    monkeypatch.setenv("ROSGIT_TARGETS", "env.json")
    assert told(Path(folder), Path(targets) if targets else None) == words


def test_an_option_of_one_name_says_the_same_in_every_command():
    group, meanings = Lazy(), {}
    for name in COMMANDS:
        for option in group.get_command(None, name).params:
            if option.param_type_name == "option":
                for word in option.opts:
                    meanings.setdefault(word, {}).setdefault(option.help, []).append(name)
    several = {word: told for word, told in meanings.items() if len(told) > 1}
    # a file that is written or read, and a time of its own, are other things under the same word
    assert set(several) <= {"--format", "--out", "--targets", "--timeout", "--with-secrets"}


def test_help_imports_nothing_of_a_plan() -> None:
    asked = "import sys; from rosgit.cli.main import run; run(['--help']); print(sorted(sys.modules))"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout  # noqa: S603
    loaded = set(re.findall(r"'(rosgit\.[\w.]+)'", said.splitlines()[-1]))
    assert loaded <= {"rosgit.cli", "rosgit.cli.main", "rosgit.model", "rosgit.model.exit_code"}
