"""What a user may do: the policies of his group (NOTES section h)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosgit.sim.session import Session
from rosgit.sim.texts import NOT_PERMITTED, Trap

if TYPE_CHECKING:
    from rosgit.sim.router import Router

ALL = frozenset(
    "api ftp local password policy read reboot rest-api romon sensitive sniff".split()  # noqa: SIM905
    + "ssh telnet test web winbox write".split()  # noqa: SIM905 - a list of words reads better so
)
_GUARDED = ("/user", "/user/group")


def granted(text: str) -> frozenset[str]:
    """The policies that a policy list grants; denied ones stand with a ``!``."""
    return frozenset(word for word in text.split(",") if word and not word.startswith("!"))


def of_session(router: Router, session: Session) -> frozenset[str]:
    """What this session may do now: a change of its group counts at once."""
    return ALL if session.console else of_user(router, session.user)


def of_user(router: Router, name: str) -> frozenset[str]:
    """The policies of a router user; none for a user who is not there."""
    found = router.store.by_name("/user", name)
    group = router.store.alive(found[1].link("group")) if found else None
    return granted(group.text("policy")) if group else frozenset()


def demand(router: Router, session: Session, *policies: str) -> None:
    """Refuse a command whose policies the session lacks. Raises Trap."""
    held = of_session(router, session)
    if session.limit is not None:
        held &= session.limit
    if not held.issuperset(policies):
        raise Trap(NOT_PERMITTED)


def demand_write(router: Router, session: Session, path: str) -> None:
    """Refuse a write: ``write`` everywhere, ``policy`` for users and groups too. Raises Trap."""
    demand(router, session, "write", *(("policy",) if path in _GUARDED else ()))


def demand_row(router: Router, session: Session, path: str, policy: str) -> None:
    """A scheduler or script row cannot hold policies that its writer lacks. Raises Trap."""
    if path in ("/system/scheduler", "/system/script"):
        demand(router, session, *granted(policy))
