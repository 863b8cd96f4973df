"""From a bare router to a proven one: bootstrap, import, pin, apply."""

from __future__ import annotations

import json

from test_cli_main_job import CAFE

from rosgit.device import Deadline, Sentence, connect
from rosgit.model.secret import Secret
from rosgit.model.target import Target
from rosgit.sim import ManualClock, Router, Server


def test_a_bare_router_lets_rosgit_in_after_the_bootstrap_script_and_can_be_applied(project):
    project.write({"cafe.yaml": CAFE})
    project.run("bootstrap", "cafe", "--network", "127.0.0.0/8", "--with-secrets", "--out", "b.rsc", code=0)
    script = (project.folder / "b.rsc").read_text()
    with Server(Router(clock=ManualClock()), tls_port=0) as server:
        project.servers["cafe"] = server
        project.point()
        assert "login-refused" in project.run("plan", code=1).err
        admin = Target("127.0.0.1", server.port, "admin", None, None, "7.22")
        deadline = Deadline.after(20)
        with connect(admin, Secret(""), deadline) as device:
            for sentence in (
                Sentence("/file/add", (("name", "b.rsc"), ("contents", script))),
                Sentence("/import", (("file-name", "b.rsc"),)),
            ):
                (reply,) = device.flight((sentence,), deadline)
                assert not reply.traps, reply.traps
        (user,) = [row for row in server.router.rows("/user") if row["name"] == "rosgit"]
        assert user["address"] == "127.0.0.0/8"
        assert "applied and proven" in project.run("apply", "--yes", code=0).out
        project.servers.clear()


def test_bootstrap_without_its_secret_prints_none_and_leaves_the_user_disabled(project):
    project.write({"cafe.yaml": CAFE})
    made = project.run("bootstrap", "cafe", "--network", "10.0.0.0/24", code=0)
    assert "pl4nted" not in made.out
    assert "disabled=yes" in made.out


def test_a_network_that_is_none_is_wrong_usage(project):
    project.write({"cafe.yaml": CAFE})
    project.run("bootstrap", "cafe", "--network", "everywhere", code=64)


def test_the_schema_that_is_printed_is_the_one_that_is_shipped(project):
    assert json.loads(project.run("schema", code=0).out)["title"]
