"""A person who follows a page: types its commands in an empty folder, beside simulated routers."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from docs_pages import ROOT, Block, blocks, commands

from rosgit.cli.main import run as rosgit
from rosgit.secrets import resolve
from rosgit.sim import Router, Server
from rosgit.sim.clock import Clock
from rosgit.sim.sites import router_for
from rosgit.sources.disk import load
from rosgit.workflow import compiled

_VARIES = (
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"api \d+  api-ssl \d+"), "api PORT  api-ssl PORT"),
    (re.compile(r"\d+\.\d+ s\b"), "SECONDS"),
    (re.compile(r"\d+ round trips"), "SOME round trips"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(Z| UTC)"), "TIME"),
    (re.compile(r"\b[0-9a-f]{12}\b"), "DIGEST"),
    (re.compile(r"\d+\.\d MiB"), "SPACE"),
    (re.compile(r"[ \t]+$", re.MULTILINE), ""),
)


def steady(output: str) -> str:
    """An output without what differs from run to run."""
    for pattern, word in _VARIES:
        output = pattern.sub(word, output)
    return output


@dataclass
class Step:
    """A command that was run: where it stands, what it printed, its exit code, and what the page says."""

    block: Block
    words: str
    output: str
    code: int
    pasted: str


@dataclass
class Person:
    """Somebody with a shell in a folder. ``clock`` makes the clocks of simulated routers."""

    folder: Path
    clock: Callable[[], Clock | None]
    port: int = 0
    environ: dict[str, str] = field(default_factory=dict)
    servers: list[Server] = field(default_factory=list)
    code: int = 0

    def follow(self, text: str) -> Iterator[Step]:
        """Do what a page says, block by block."""
        for block in blocks(text):
            if block.marker == "file":
                path = self.folder / block.argument
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.text, encoding="utf-8")
            elif block.info == "console":
                with self.simulated() if block.marker == "sim" else contextlib.nullcontext():
                    for command in commands(block):
                        output = self.type(command.words)
                        yield Step(block, command.words, output, self.code, command.output)

    def type(self, words: str) -> str:
        """Run one command; what it printed. ``code`` is its exit code, as ``$?`` has it."""
        if words == "echo $?":
            return f"{self.code}\n"
        if words.startswith("rosgit sim "):
            self.code = 0
            return self.serve(Path(shlex.split(words)[3]))
        if words.startswith("rosgit "):
            return self.rosgit(shlex.split(words)[1:])
        if words.startswith("kill "):
            self.stop()
            return ""
        return self.shell(words)

    def rosgit(self, words: list[str]) -> str:
        """Run rosgit itself, in this process."""
        into = words[-1] if ">" in words else None
        if into is not None:
            words = words[: words.index(">")]
        out, before = io.StringIO(), dict(os.environ)
        for name in before.keys() - self.around().keys():
            del os.environ[name]
        os.environ.update({**self.environ, "NO_COLOR": "1", "XDG_STATE_HOME": str(self.folder / ".state")})
        try:
            with (
                contextlib.chdir(self.folder),
                contextlib.redirect_stdout(out),
                contextlib.redirect_stderr(out),
            ):
                self.code = int(rosgit(words))
        finally:
            os.environ.clear()
            os.environ.update(before)
        if into is None:
            return out.getvalue()
        (self.folder / into).write_text(out.getvalue(), encoding="utf-8")
        return ""

    @staticmethod
    def around() -> dict[str, str]:
        """The variables of this process, without any of rosgit's own."""
        return {name: value for name, value in os.environ.items() if not name.startswith("ROSGIT")}

    def shell(self, words: str) -> str:
        """Run anything else in bash, and keep its folder and variables."""
        words = words.replace("~/rosgit/bin/python", shlex.quote(sys.executable))
        kept = "code=$?; printf '\\0%s\\0' \"$PWD\"; env -0; exit $code"
        ran = subprocess.run(  # noqa: S603  # the commands of our own pages
            ["bash", "-c", f"{words}\n{kept}"],  # noqa: S607  # as a person's terminal has it
            cwd=self.folder,
            env={**self.around(), **self.environ},
            capture_output=True,
            text=True,
            check=False,
        )
        output, folder, *variables = ran.stdout.split("\0")
        self.folder, self.code = Path(folder), ran.returncode
        found = dict(each.partition("=")[::2] for each in variables if "=" in each)
        self.environ = {name: value for name, value in found.items() if name.startswith("ROSGIT")}
        return output + ran.stderr

    def serve(self, targets: Path) -> str:
        """``rosgit sim``: a simulated router for each site; the lines it prints."""
        places, lines = {}, []
        for site in compiled(load(self.folder / "sites")).sites:
            reference = site.target.password
            assert reference is not None
            password = resolve([reference], self.environ, self.folder / "sites")[reference]
            server = self.start(router_for(site, password, self.clock()))
            lines.append(f"{site.name}  {server.host}  api {server.port}  api-ssl {server.tls_port}\n")
            places[site.name] = {
                "host": server.host,
                "port": server.tls_port,
                "fingerprint": server.fingerprint,
                "plain-port": server.port,
            }
        (self.folder / targets).write_text(json.dumps(places), encoding="utf-8")
        up = "1 simulated router is" if len(places) == 1 else f"{len(places)} simulated routers are"
        return "".join(lines) + f"{up} up; stop them with Ctrl-C\n"

    def start(self, router: Router) -> Server:
        """One router on the next ports, or on free ones."""
        base = self.port + 2 * len(self.servers) if self.port else 0
        server = Server(router, port=base, tls_port=base + 1 if base else 0).start()
        self.servers.append(server)
        return server

    @contextlib.contextmanager
    def simulated(self) -> Iterator[None]:
        """Simulated routers for a while, in the place of real ones."""
        self.serve(Path("targets.json"))
        self.environ["ROSGIT_TARGETS"] = "targets.json"
        try:
            yield
        finally:
            del self.environ["ROSGIT_TARGETS"]
            self.stop()

    def wait(self, seconds: float) -> None:
        """Let time pass on every router."""
        for server in self.servers:
            server.router.tick(seconds)

    def stop(self) -> None:
        """Stop every simulated router."""
        for server in self.servers:
            server.stop()
        self.servers.clear()


HAND = """\
import json, librouteros
place = json.load(open("targets.json"))["nyeri-shop-12"]
api = librouteros.connect(place["host"], "rosgit", "demo-password", port=place["plain-port"])
profiles, bindings = api.path("/ip/hotspot/user/profile"), api.path("/ip/hotspot/ip-binding")
hour = next(row for row in profiles if row["name"] == "hour")
profiles.update(**{".id": hour[".id"], "rate-limit": "50M/50M"})
bindings.remove(*(row[".id"] for row in bindings))
"""


def readme_story(person: Person) -> tuple[str, str]:
    """What README shows: the plan after somebody's hand, and the apply that puts it back."""
    shutil.copytree(ROOT / "sites", person.folder / "sites")
    for path in (person.folder / "sites").rglob("*.yaml"):
        if path.stem not in ("_defaults", "nyeri-shop-12"):
            path.unlink()
    (person.folder / "hand.py").write_text(HAND, encoding="utf-8")
    person.environ = {"ROSGIT_ROUTERS": "nyeri-shop-12=demo-password", "ROSGIT_TARGETS": "targets.json"}
    person.serve(Path("targets.json"))
    outputs = []
    for words in (
        "rosgit apply --yes",
        "~/rosgit/bin/python hand.py",
        "rosgit plan nyeri-shop-12",
        "rosgit apply nyeri-shop-12 --yes",
    ):
        outputs.append(person.type(words))
        assert person.code == 0, outputs[-1]
    return outputs[2], outputs[3]
