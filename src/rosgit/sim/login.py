"""``/login``: who gets in, and from where (NOTES sections a and h)."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from rosgit.sim.policies import of_user
from rosgit.sim.sentence import Command, Reply, done
from rosgit.sim.session import Session
from rosgit.sim.store import Stored
from rosgit.sim.texts import BAD_LOGIN, Trap

if TYPE_CHECKING:
    from rosgit.sim.router import Router

_PORTS = {"api": "8728", "api-ssl": "8729"}


def log_in(router: Router, session: Session, command: Command) -> list[Reply]:
    """Let a user in, or raise Trap with the one text for every reason."""
    words = command.words
    name = words.get("name", "")
    found = router.store.by_name("/user", name)
    if found is None or not _welcome(router, session, found[1], words.get("password", "")):
        router.note("system,error,critical", f"login failure for user {name} from {session.address} via api")
        raise Trap(BAD_LOGIN)
    session.user = name
    session.since = f"{router.wall():%Y-%m-%d %H:%M:%S}"
    if session not in router.sessions:
        router.sessions.append(session)
    return [done()]


def _welcome(router: Router, session: Session, user: Stored, password: str) -> bool:
    return (
        user.text("disabled", "false") != "true"
        and user.text("password") == password
        and "api" in of_user(router, user.text("name"))
        and _inside(session.address, user.text("address"))
        and _takes(router, session)
    )


def served(router: Router, session: Session) -> bool:
    """Whether the service this session came by listens at all.

    A service that was moved to a port other than its own and the one of this server is out of reach.
    """
    found = router.store.by_name("/ip/service", session.via)
    if found is None:
        return True
    ports = (_PORTS.get(session.via, ""), str(session.port), "")
    return found[1].text("disabled", "false") != "true" and found[1].text("port") in ports


def _takes(router: Router, session: Session) -> bool:
    """Whether the service takes logins from this address: the port answers all the same."""
    found = router.store.by_name("/ip/service", session.via)
    return found is None or _inside(session.address, found[1].text("address"))


def _inside(address: str, networks: str) -> bool:
    if not networks:
        return True
    here = ipaddress.ip_address(address)
    return any(here in ipaddress.ip_network(each, strict=False) for each in networks.split(","))
