"""``listen`` and ``/cancel``: changes of a menu as they happen, until the client has enough."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rosgit.sim import verbs
from rosgit.sim.sentence import Command, Reply, done, row, tagged, trapped
from rosgit.sim.session import Session
from rosgit.sim.texts import ARGUMENT, INTERRUPTED, INTERRUPTED_TEXT, Trap

if TYPE_CHECKING:
    from rosgit.sim.router import Router

Snapshot = Mapping[str, Mapping[str, str]]


def begin(router: Router, session: Session, command: Command) -> list[Reply]:
    """Start to listen; no reply until something changes. A listen without a tag is refused."""
    if command.tag is None:
        raise Trap("listen needs a tag here", ARGUMENT)
    session.listening[command.tag] = (command.path, _snapshot(router, session, command.path))
    return []


def _snapshot(router: Router, session: Session, path: str) -> Snapshot:
    shown = verbs.listing(router, session, path)
    return {words.get(".id", ""): words for words in shown}


def tell(router: Router) -> None:
    """Put what changed since the last time into the outbox of every session that listens."""
    for session in router.sessions:
        for tag, (path, before) in list(session.listening.items()):
            now = _snapshot(router, session, path)
            session.listening[tag] = (path, now)
            session.outbox += tagged(_changes(before, now), tag)


def _changes(before: Snapshot, now: Snapshot) -> list[Reply]:
    dead = [row({".id": ident, ".dead": "true"}) for ident in before if ident not in now]
    return dead + [row(words) for ident, words in now.items() if before.get(ident) != words]


def cancel(router: Router, session: Session, command: Command) -> list[Reply]:
    """The victim's trap, the cancel's own done, the victim's done (NOTES section a)."""
    del router
    wanted = command.words.get("tag")
    victims = [tag for tag in session.listening if wanted in (None, tag)]
    for tag in victims:
        del session.listening[tag]
    trap = trapped(Trap(INTERRUPTED_TEXT, INTERRUPTED))[:1]
    traps = [reply for tag in victims for reply in tagged(trap, tag)]
    ends = [reply for tag in victims for reply in tagged([done()], tag)]
    return [*traps, *tagged([done()], command.tag), *ends]
