"""The ``run:`` steps of the workflows, in bash, against simulated routers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from rosgit.model.secret import Secret
from rosgit.sim import Router, Server
from rosgit.sim.sites import router_for
from rosgit.sources.disk import load
from rosgit.workflow import compiled

TOP = Path(__file__).parents[2]
WORKFLOWS = TOP / ".github" / "workflows"
PASSWORD = "demo-password"


def steps(workflow: str, job: str) -> dict[str, str]:
    """The run steps of a job by name, but for the one that installs rosgit from the checkout."""
    told = yaml.safe_load((WORKFLOWS / f"{workflow}.yml").read_text())["jobs"][job]["steps"]
    return {
        step["name"]: step["run"] for step in told if "run" in step and step.get("name") != "Install rosgit"
    }


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[tuple[Path, dict[str, Router], dict[str, str]]]:
    """A checkout with two sites whose routers are simulated, and the environment of a runner."""
    (tmp_path / "sites").mkdir()
    for name in ("_defaults.yaml", "highlands"):
        source = TOP / "sites" / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / "sites" / name)
    shutil.copytree(tmp_path / "sites", tmp_path / "reviewed" / "sites")
    made = compiled(load(tmp_path / "sites")).sites
    servers = {site.name: Server(router_for(site, Secret(PASSWORD)), tls_port=0).start() for site in made}
    places = {
        name: {"host": "127.0.0.1", "port": server.tls_port, "fingerprint": server.fingerprint}
        for name, server in servers.items()
    }
    (tmp_path / "targets.json").write_text(json.dumps(places))
    keys = {
        str(ref.key)
        for site in made
        for row in site.rows
        for ref in row.fields.values()
        if hasattr(ref, "key")
    }
    environ = {
        **os.environ,
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "PATH": f"{Path(sys.executable).parent}:{tmp_path}:{os.environ['PATH']}",
        "ROSGIT_TARGETS": str(tmp_path / "targets.json"),
        "ROSGIT_ROUTERS": "\n".join(f"{name}={PASSWORD}" for name in servers),
        "ROSGIT_SECRETS": "\n".join(f"{key}=demo-secret" for key in keys) or "none=none",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "GITHUB_REPOSITORY": "example/fleet",
        "NUMBER": "7",
    }
    (tmp_path / "gh").write_text('#!/bin/sh\necho "$@" > gh-arguments.txt\n')
    (tmp_path / "gh").chmod(0o755)
    yield tmp_path, {name: server.router for name, server in servers.items()}, environ
    for server in servers.values():
        server.stop()


def bash(script: str, folder: Path, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a step as GitHub does: bash with errexit and pipefail."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)  # noqa: S603  # our own workflow


def told(todo: dict[str, str], name: str, folder: Path, environ: dict[str, str]):
    """Run a step, and the one that puts what it said into the summary."""
    made = bash(todo[name], folder, environ)
    assert bash(todo["Summary"], folder, environ).returncode == 0
    return made


def test_a_pull_request_is_validated_planned_and_commented(checkout):
    folder, routers, environ = checkout
    validated = bash(steps("plan", "validate")["Validate"], folder, environ)
    assert validated.returncode == 0, validated.stderr
    todo = steps("plan", "plan")
    planned = bash(todo["Plan"], folder, environ)
    assert planned.returncode == 0, planned.stdout + planned.stderr
    assert "+ /ip/hotspot" in (folder / "summary.md").read_text()
    assert bash(todo["Comment"], folder, environ).returncode == 0
    assert "--body-file comment.md" in (folder / "gh-arguments.txt").read_text()
    assert all(router.writes == 0 for router in routers.values())


def test_a_mistake_fails_the_validation_and_is_in_the_summary(checkout):
    folder, _, environ = checkout
    (folder / "sites" / "wrong.yaml").write_text("router: {hots: 127.0.0.1}\n")
    assert bash(steps("plan", "validate")["Validate"], folder, environ).returncode == 1
    assert "unknown-field" in (folder / "summary.md").read_text()


def test_what_is_merged_is_applied_and_proven_and_the_night_finds_drift(checkout):
    folder, routers, environ = checkout
    applied = told(steps("apply", "apply"), "Apply", folder, environ)
    assert applied.returncode == 0, applied.stdout + applied.stderr
    assert "applied and proven" in applied.stdout
    assert "applied and proven" in (folder / "summary.md").read_text()
    events = [json.loads(line) for line in (folder / "events.ndjson").read_text().splitlines()]
    assert {each["result"] for each in events if each["step"] == "end"} == {"applied and proven"}
    assert told(steps("drift", "verify"), "Verify", folder, environ).returncode == 0
    routers["nyeri-shop-12"].set("/system/identity", "", name="some ````` body")
    drifted = told(steps("drift", "verify"), "Verify", folder, environ)
    assert drifted.returncode == 2
    summary = (folder / "summary.md").read_text()
    assert "/system/identity" in summary
    assert "some ``` body" in summary


def test_who_cancels_an_apply_asks_rosgit_itself_to_end(checkout):
    folder, _, environ = checkout
    (folder / "rosgit").write_text(
        '#!/bin/sh\ntrap "echo ended in order; exit 130" TERM\necho up >&2\nsleep 9 & wait\n'
    )
    (folder / "rosgit").chmod(0o755)
    environ["PATH"] = f"{folder}:{environ['PATH']}"
    command = [shutil.which("bash") or "bash", "-eo", "pipefail", "-c", steps("apply", "apply")["Apply"]]
    with subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.PIPE, text=True) as job:  # noqa: S603  # our own workflow
        assert job.stdout is not None
        assert job.stdout.readline() == "up\n"
        job.terminate()
        assert job.wait(8) == 130
        assert job.stdout.read() == "ended in order\n"
    assert (folder / "apply.txt").read_text() == "up\nended in order\n"


def test_a_pull_request_that_adds_a_site_is_not_red_and_says_that_it_waits_for_the_merge(checkout):
    folder, routers, environ = checkout
    (folder / "reviewed" / "sites" / "highlands" / "shops" / "nyeri-shop-12.yaml").unlink()
    planned = bash(steps("plan", "plan")["Plan"], folder, environ)
    assert planned.returncode == 0, planned.stdout + planned.stderr
    assert "new site: plan after merge" in (folder / "summary.md").read_text()
    assert not routers["nyeri-shop-12"].sessions
    assert routers["nyeri-shop-12"].writes == 0


def test_a_plan_that_sees_secrets_runs_reviewed_code_only():
    text = (WORKFLOWS / "plan.yml").read_text()
    install = [
        step["run"]
        for step in yaml.safe_load(text)["jobs"]["plan"]["steps"]
        if step.get("name") == "Install rosgit"
    ]
    assert install == ["python -m pip install --quiet --constraint reviewed/constraints.txt ./reviewed"]


@pytest.mark.parametrize(("workflow", "job"), [("apply", "apply"), ("drift", "verify")])
def test_what_a_run_said_is_kept_however_it_ended(workflow, job):
    found = yaml.safe_load((WORKFLOWS / f"{workflow}.yml").read_text())["jobs"][job]["steps"]
    kept = {step["name"]: step["if"] for step in found if step.get("name") in ("Summary", "Events")}
    assert kept
    assert all(each.startswith("always()") for each in kept.values())


def test_a_pull_request_that_moves_a_router_never_connects_to_it(checkout):
    folder, routers, environ = checkout
    site = folder / "sites" / "highlands" / "shops" / "nyeri-shop-12.yaml"
    site.write_text(site.read_text().replace("router: {", "router: {host: 10.66.6.6, "))
    planned = bash(steps("plan", "plan")["Plan"], folder, environ)
    assert planned.returncode != 0
    assert "connection-changed" in (folder / "summary.md").read_text()
    assert not routers["nyeri-shop-12"].sessions


def test_an_unreachable_router_fails_the_plan_step(checkout):
    folder, _, environ = checkout
    told = json.loads((folder / "targets.json").read_text())
    told["nyeri-shop-12"]["port"] = 1
    (folder / "targets.json").write_text(json.dumps(told))
    assert bash(steps("plan", "plan")["Plan"], folder, environ).returncode == 1


def test_no_secret_is_in_reach_of_a_forks_code():
    told = yaml.safe_load((WORKFLOWS / "plan.yml").read_text())
    assert "secrets." not in json.dumps(told["jobs"]["validate"])
    assert told["jobs"]["plan"]["if"] == "github.event.pull_request.head.repo.full_name == github.repository"
    assert "pull_request_target" not in json.dumps(list(told))


def test_a_running_apply_is_never_cancelled_and_waits_for_reviewers():
    told = yaml.safe_load((WORKFLOWS / "apply.yml").read_text())
    assert told["concurrency"] == {"group": "apply", "cancel-in-progress": False}
    assert told["jobs"]["apply"]["environment"] == "routers"
