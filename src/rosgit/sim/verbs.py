"""What each command word does: reading here, writing through ``write``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from rosgit.menus.table import Menu, Shape
from rosgit.sim import actions, write
from rosgit.sim.facts import FACTS
from rosgit.sim.known import KNOWN
from rosgit.sim.policies import demand, demand_write, of_session
from rosgit.sim.query import matches
from rosgit.sim.sentence import Command, Reply, done, row
from rosgit.sim.session import Session
from rosgit.sim.show import printed, rows
from rosgit.sim.texts import MISSING, NO_COMMAND, NO_ITEM, NO_PREFIX, Trap, missing, unknown

if TYPE_CHECKING:
    from rosgit.sim.router import Router

_PRINT_WORDS = frozenset(
    {".proplist", "detail", "count-only", "stats", "terse", "brief", "value-list", "without-paging", "from"}
)
_EMPTY_SINCE = (7, 18)


def run(router: Router, session: Session, command: Command) -> list[Reply]:
    """Execute one command of a logged-in session. Raises Trap when it is refused."""
    action = actions.ACTIONS.get((command.path, command.verb))
    if action is not None:
        return action(router, session, command.words)
    if command.path not in KNOWN and command.path not in FACTS:
        raise Trap(NO_COMMAND if _is_folder(command.path) else NO_PREFIX, MISSING)
    if command.verb in ("print", "getall"):
        return _print(router, session, command)
    if command.verb == "get":
        return _get(router, session, command)
    return _write(router, session, command)


def _is_folder(path: str) -> bool:
    return any(each.startswith(path.rstrip("/") + "/") for each in (*KNOWN, *FACTS))


def listing(router: Router, session: Session, path: str) -> Sequence[Mapping[str, str]]:
    """Everything a path prints for this session, before queries and proplist."""
    if path in FACTS:
        return FACTS[path](router, session)
    menu = KNOWN[path]
    sensitive = "sensitive" in of_session(router, session)
    if menu.singleton:
        return [printed(router, menu, router.single(path), sensitive=sensitive)]
    return list(rows(router, menu, sensitive=sensitive))


def _print(router: Router, session: Session, command: Command) -> list[Reply]:
    demand(router, session, "read")
    for name in command.words:
        if name not in _PRINT_WORDS:
            raise unknown(name)
    matches(command.queries, {})  # a broken query is refused even where there are no rows
    found = [each for each in listing(router, session, command.path) if matches(command.queries, each)]
    if "count-only" in command.words:
        return [done(str(len(found)))]
    if not found and (router.version.major, router.version.minor) >= _EMPTY_SINCE:
        return [("!empty",), done()]
    wanted = command.words.get(".proplist")
    return [*(row(_only(each, wanted)) for each in found), done()]


def _only(words: Mapping[str, str], wanted: str | None) -> Mapping[str, str]:
    if not wanted:
        return words
    return {name: words[name] for name in wanted.split(",") if name in words}


def _get(router: Router, session: Session, command: Command) -> list[Reply]:
    demand(router, session, "read")
    found = _one(router, session, command)
    name = command.words.get("value-name")
    if name is None:
        return [done(";".join(f"{key}={value}" for key, value in found.items()))]
    if name not in found and command.path in KNOWN and name not in KNOWN[command.path].fields:
        raise unknown(name)
    return [done(found.get(name, ""))]


def _one(router: Router, session: Session, command: Command) -> Mapping[str, str]:
    shown = listing(router, session, command.path)
    if shown and ".id" not in shown[0]:
        return shown[0]
    target = command.words.get(".id", command.words.get("numbers"))
    if target is None:
        raise missing(["numbers"])
    key = ".id" if target.startswith("*") else "name"
    hit = next((each for each in shown if each.get(key) == target), None)
    if hit is None:
        raise Trap(NO_ITEM, MISSING)
    return hit


_Writer = Callable[["Router", Session, Menu, Mapping[str, str]], "str | None"]


def _enable(router: Router, session: Session, menu: Menu, words: Mapping[str, str]) -> None:
    write.switch(router, session, menu, words, "false")


def _disable(router: Router, session: Session, menu: Menu, words: Mapping[str, str]) -> None:
    write.switch(router, session, menu, words, "true")


WRITERS: Mapping[str, _Writer] = MappingProxyType(
    {
        "add": write.add,
        "set": write.set_,
        "remove": write.remove,
        "move": write.move,
        "unset": write.unset,
        "enable": _enable,
        "disable": _disable,
        "comment": write.comment,
    }
)


def _write(router: Router, session: Session, command: Command) -> list[Reply]:
    writer = WRITERS.get(command.verb)
    menu = KNOWN.get(command.path)
    if writer is None or menu is None or menu.shape is Shape.READ:
        raise Trap(NO_COMMAND, MISSING)
    demand_write(router, session, command.path)
    ret = writer(router, session, menu, command.words)
    return [done(ret)]
