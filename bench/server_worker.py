"""Worker: simulated routers, in a process whose CPU nobody counts."""

from __future__ import annotations

from hotel import hotel, secret
from rosgit.sim import Server
from rosgit.sim.sites import router_for
from worker import serve

SITE = hotel()
SERVERS: list[Server] = []


def fresh(count: int = 1, latency: float = 0.0) -> dict:
    """Routers as they leave the factory instead of those there were."""
    while SERVERS:
        SERVERS.pop().stop()
    SERVERS.extend(
        Server(router_for(SITE, secret()), tls_port=0, latency=latency).start() for _ in range(count)
    )
    first = SERVERS[0]
    return {
        "ports": [server.port for server in SERVERS],
        "tls_port": first.tls_port,
        "fingerprint": first.fingerprint,
    }


def trips() -> dict:
    """Round trips of the first router so far, all connections together."""
    return {"trips": SERVERS[0].trips}


def commands(connection: int) -> dict:
    """The sentences a connection of the first router sent after its login."""
    return {"sentences": SERVERS[0].connections[connection].commands}


def writes(menus: list[str]) -> dict:
    """Everything that was sent to these menus and was no print, in order, without its tag."""
    sent = [words for connection in SERVERS[0].connections for words in connection.commands]
    found = [
        words for words in sent if words[0].rpartition("/")[0] in menus and not words[0].endswith("/print")
    ]
    return {"sentences": [[word for word in words if not word.startswith(".tag=")] for words in found]}


serve(fresh=fresh, trips=trips, commands=commands, writes=writes)
