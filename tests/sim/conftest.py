"""Routers and clients for the simulator's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest
from sim_raw import Raw

from rosgit.sim import Router, Server, Session
from rosgit.sim.sentence import Reply

Ask = Callable[..., list[Reply]]


@pytest.fixture
def router() -> Router:
    """A router in factory configuration whose clock stands still."""
    return Router(users=(("admin", "", "full"), ("viewer", "v", "read"), ("writer", "w", "write")))


@pytest.fixture
def server(router: Router) -> Iterator[Server]:
    """The router, served on a free port with TLS beside it."""
    with Server(router, tls_port=0) as running:
        yield running


@pytest.fixture
def raw(server: Server) -> Iterator[Raw]:
    """A bare client, logged in as admin."""
    with Raw(server.port) as client:
        yield client


@pytest.fixture
def ask(router: Router) -> Ask:
    """Execute one command in process as admin (or ``user=``): path, then fields by mapping."""
    sessions: dict[str, Session] = {}

    def run(
        path: str, words: Mapping[str, str] | None = None, *queries: str, user: str = "admin"
    ) -> list[Reply]:
        if user not in sessions:
            password = {"viewer": "v", "writer": "w"}.get(user, "")
            sessions[user] = Session()
            login = router.execute(sessions[user], ("/login", f"=name={user}", f"=password={password}"))
            assert login == [("!done",)]
        attributes = [f"={name}={value}" for name, value in (words or {}).items()]
        return router.execute(sessions[user], (path, *attributes, *queries))

    return run
