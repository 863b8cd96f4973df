"""Every rendered script: clean for an independent checker, and a router that imports it is in sync."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from rosgit.device import Deadline, Sentence, connect
from rosgit.differ.sending import in_sending_order
from rosgit.model.secret import Secret
from rosgit.model.version import Version
from rosgit.run import Run
from rosgit.sim import ManualClock, Server
from rosgit.sim.sites import router_for
from rosgit.sources.disk import load
from rosgit.views.bootstrap import bootstrap_script
from rosgit.views.script import site_script
from rosgit.workflow import compiled, references

PASSWORD = Secret("a-password")
SITES = {site.name: site for site in compiled(load(Path(__file__).parent.parent / "sites")).sites}


def checked(path: Path) -> str:
    """What routeros-lsp says of a script; empty when it has nothing to say."""
    command = [sys.executable, "-m", "routeros_lsp", "check", "--strict", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own words
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_every_rendered_site_and_bootstrap_is_clean_for_routeros_lsp(tmp_path):
    for name, site in SITES.items():
        whole = replace(site, rows=in_sending_order(site.rows, Version.parse(site.target.routeros)))
        secrets = {ref.same_as: PASSWORD for ref in references(site)}
        (tmp_path / f"{name}.rsc").write_text(site_script(whole))
        (tmp_path / f"{name}-secrets.rsc").write_text(site_script(whole, secrets))
        (tmp_path / f"{name}-bootstrap.rsc").write_text(bootstrap_script(site, "10.0.0.0/24"))
    assert checked(tmp_path) == ""


def test_the_checker_does_find_a_field_that_is_none(tmp_path):
    wrong = tmp_path / "wrong.rsc"
    wrong.write_text('/ip/hotspot/profile/add name="x" redirect-url="http://example.com"\n')
    assert "redirect-url" in checked(wrong)


@pytest.mark.parametrize("name", SITES)
def test_a_router_that_imports_a_rendered_site_is_in_sync(name):
    site = SITES[name]
    secrets = {ref.same_as: PASSWORD for ref in references(site)}
    script = site_script(
        replace(site, rows=in_sending_order(site.rows, Version.parse(site.target.routeros))), secrets
    )
    with Server(router_for(site, PASSWORD, ManualClock())) as server:
        target = replace(site.target, host="127.0.0.1", port=server.port, tls=None)
        run = Run(replace(site, target=target), secrets, Deadline.after(30))
        with connect(target, PASSWORD, run.deadline) as device:
            written = Sentence("/file/add", (("name", "site.rsc"), ("contents", script)))
            imported = Sentence("/import", (("file-name", "site.rsc"),))
            for sentence in (written, imported):
                (reply,) = device.flight((sentence,), run.deadline)
                assert not reply.traps, reply.traps
        device, observed = run.read()
        with device:
            plan = run.plan(observed)
    assert [change.address for change in plan.changes] == []
