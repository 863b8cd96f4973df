"""Who talks to the router: a logged-in user, or the person at its console."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rosgit.sim.sentence import Reply


@dataclass(slots=True, eq=False)
class Session:
    """One client connection as the router sees it.

    ``address`` is the client's, ``port`` ours. ``via`` is ``api``, ``api-ssl`` or ``local``;
    ``user`` is empty until the login succeeds. ``console`` marks the person at the router (tests,
    scripts of the simulator): every policy, no login. ``limit`` narrows the policies (a script's
    own). ``listening`` maps a tag to the path it listens to and what that printed last; ``outbox``
    holds what it has to be told of that.
    """

    via: str = "api"
    address: str = "127.0.0.1"
    port: int = 0
    user: str = ""
    console: bool = False
    closing: bool = False
    since: str = ""
    limit: frozenset[str] | None = None
    listening: dict[str, tuple[str, Mapping[str, Mapping[str, str]]]] = field(default_factory=dict)
    outbox: list[Reply] = field(default_factory=list)

    @property
    def logged_in(self) -> bool:
        """Whether commands are taken."""
        return bool(self.user) or self.console
