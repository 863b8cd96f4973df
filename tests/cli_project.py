"""The whole command line through one helper: ``Project(...).run("plan", ...)``."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cli_secrets import PASSWORD
from rosgit.cli.main import run as run_command
from rosgit.model.secret import Secret
from rosgit.model.tree import site_name
from rosgit.sim import Faults, ManualClock, Router, Server
from rosgit.sim.sites import router_for
from rosgit.sources.disk import load
from rosgit.workflow import compiled


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


@dataclass
class Project:
    """A sites tree in an empty folder, and the simulated routers of its sites.

    ``said`` has every command that was run with what it wrote to stdout and stderr, also one that
    ended in an exception; ``stream`` is what stdout and stderr are made of.
    """

    folder: Path
    environ: Mapping[str, str]
    servers: dict[str, Server] = field(default_factory=dict)
    stream: type[io.StringIO] = io.StringIO
    said: list[tuple[tuple[str, ...], str, str]] = field(default_factory=list)

    def run(self, *arguments: str, code: int | None = None) -> Ran:
        """Run ``rosgit`` with arguments in the project's folder; ``code`` is the exit code it must have."""
        out, err = self.stream(), self.stream()
        before = dict(os.environ)
        os.environ.update(self.environ)
        try:
            with (
                contextlib.chdir(self.folder),
                contextlib.redirect_stdout(out),
                contextlib.redirect_stderr(err),
            ):
                ended = run_command(arguments)
        finally:
            os.environ.clear()
            os.environ.update(before)
            self.said.append((arguments, out.getvalue(), err.getvalue()))
        made = Ran(ended, out.getvalue(), err.getvalue())
        if code is not None:
            assert made.code == code, f"exit code {made.code}\n{made.out}\n{made.err}"
        return made

    def write(self, files: Mapping[str, str]) -> None:
        """Put files into the tree."""
        for name, text in files.items():
            path = self.folder / "sites" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def serve(
        self, faults: Faults | None = None, passwords: Mapping[str, str] | None = None, **given: object
    ) -> Mapping[str, Router]:
        """Start a simulated router for each site and point the project at them."""
        tree = load(self.folder / "sites")
        made, known = compiled(tree), passwords or {}
        for site in made.sites:
            server = Server(
                router_for(site, Secret(known.get(site.name, PASSWORD)), ManualClock()),
                tls_port=0,
                faults=faults,
                **given,
            )  # type: ignore[arg-type]  # a test's own options
            self.servers[site.name] = server.start()
        self.point()
        assert {site_name(path) for path in tree.site_paths()} == set(self.servers)
        return {name: server.router for name, server in self.servers.items()}

    def again(self, router: Router, name: str = "cafe") -> None:
        """Serve a router that was there before, without faults."""
        self.servers[name] = Server(router, tls_port=0).start()
        self.point()

    def point(self) -> None:
        """Write the targets file."""
        import json

        places = {
            name: {"host": server.host, "port": server.tls_port, "fingerprint": server.fingerprint}
            for name, server in self.servers.items()
        }
        (self.folder / "targets.json").write_text(json.dumps(places), encoding="utf-8")

    def wait(self, seconds: float) -> None:
        """Let time pass on every router."""
        for server in self.servers.values():
            server.router.tick(seconds)

    def stop(self) -> None:
        """Stop every simulated router."""
        for server in self.servers.values():
            server.stop()
        self.servers.clear()
