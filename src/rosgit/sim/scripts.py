"""Runs scripts: the grammar of ``menus/script.py``, two certificate commands, and nothing else.

A script with a line that is none of these is refused loudly, with its number, before any of it runs.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rosgit.menus.kinds import Interface4, KindError
from rosgit.menus.table import Menu
from rosgit.sim import actions, write
from rosgit.sim.known import KNOWN
from rosgit.sim.policies import ALL, demand, demand_write, granted
from rosgit.sim.script_facts import holds, met
from rosgit.sim.script_nodes import Count, Do, Fail, If, Join, Line, Node, One, Show, Test, Tests
from rosgit.sim.script_reader import parse
from rosgit.sim.session import Session
from rosgit.sim.show import printed
from rosgit.sim.store import Stored, star
from rosgit.sim.texts import MISSING, NO_COMMAND, NO_ITEM, NO_PREFIX, NOT_PERMITTED, SCRIPT, Trap

if TYPE_CHECKING:
    from rosgit.sim.router import Router

DEEPEST = 8
"""How many scripts may run each other before the simulator gives up."""

_SUBTRACTION = re.compile(r"[0-9.]+-[0-9.]+")


class _EndedError(Exception):
    """The router restarted while a script ran: nothing of it goes on."""


def run_source(router: Router, session: Session, source: str) -> None:
    """Run a script, to its end or until the router restarts.

    Raises Trap before the first command when it is no script of ours, else at the first command
    that fails outside of a ``:do``.
    """
    with contextlib.suppress(_EndedError):
        _Run(router, session).all(parse(source))


def run_row(router: Router, row: Stored) -> None:
    """Run a row of ``/system/script`` with its own policies, as its owner. Raises Trap."""
    _started(router, row)
    run_source(router, _as_owner(router, row), row.text("source"))


def run_event(router: Router, row: Stored) -> None:
    """Run what a scheduler row holds: a script's name, or a script. A failure goes into the log.

    A script of more policies than the scheduler row has does not run ("Script permissions").
    """
    _count(row)
    if router.jobs.asleep or not router.allows("scheduler"):
        return
    event = row.text("on-event")
    named = router.store.by_name("/system/script", event)
    try:
        if named is None:
            run_source(router, _as_owner(router, row), event)
        else:
            _run_named(router, row, named[1])
    except Trap as trap:
        router.note("script,error", f"{row.name}: {trap.message}")


def _run_named(router: Router, row: Stored, script: Stored) -> None:
    if not granted(script.text("policy")) <= granted(row.text("policy")):
        raise Trap(NOT_PERMITTED)
    run_row(router, script)


def _started(router: Router, row: Stored) -> None:
    _count(row)
    row.extra["last-started"] = f"{router.wall():%Y-%m-%d %H:%M:%S}"


def _count(row: Stored) -> None:
    row.extra["run-count"] = str(int(row.extra.get("run-count", "0")) + 1)


def _as_owner(router: Router, row: Stored) -> Session:
    owner = row.text("owner") or row.extra.get("owner", "")
    known = router.store.by_name("/user", owner) is not None
    limit = granted(row.text("policy")) & ALL
    return Session(via="script", user=owner if known else "", console=not known, limit=limit)


class _Run:
    """One script that runs, and those it runs."""

    def __init__(self, router: Router, session: Session, depth: int = 1) -> None:
        self.router, self.session, self.depth = router, session, depth

    def all(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            self._node(node)

    def _node(self, node: Node) -> None:
        match node:
            case Do():
                try:
                    self.all(node.body)
                except Trap:
                    self.all(node.failing)
            case If():
                self.all(node.then if any(map(self._true, node.tests)) else node.other)
            case Fail():
                raise Trap(f"{node.words} (line {node.number})", SCRIPT)
            case _:
                self._command(node)

    def _command(self, node: Line | Show | Join) -> None:
        self._others_act()
        try:
            match node:
                case Line():
                    self._line(node)
                case Show():
                    self._show(node)
                case Join():
                    self._join(node)
        except Trap as trap:
            if re.search(r" \(line [0-9]+\)$", trap.message):
                raise
            raise Trap(f"{trap.message} (line {node.number})", trap.category) from None

    def _others_act(self) -> None:
        """A script takes its time: whoever was asked to may act between two of its commands."""
        boots = self.router.boots
        if self.router.between is not None:
            self.router.between()
        if self.router.boots != boots:
            raise _EndedError

    def _true(self, test: One) -> bool:
        demand(self.router, self.session, "read")
        if isinstance(test, Count):
            rows = find(self.router, _menu(test.path), test.tests)
            return met(test.sign, len(rows), test.number)
        return holds(self.router, self.session, test)

    # -- commands

    def _line(self, line: Line) -> None:
        menu = _menu(line.path)
        if line.verb == "run":
            self._run(menu, line)
        elif line.verb == "add":
            demand_write(self.router, self.session, line.path)
            write.add(
                self.router, self.session, menu, {**line.words, **self._place(menu, line, "place-before")}
            )
        else:
            target = self._numbers(menu, line)
            if target is not None:
                self._act(menu, line, target)

    def _act(self, menu: Menu, line: Line, target: Mapping[str, str]) -> None:
        words = {**target, **line.words, **self._place(menu, line, "destination")}
        if line.verb == "sign":
            action = actions.ACTIONS.get((line.path, "sign"))
            if action is None:
                raise Trap(NO_COMMAND, MISSING)
            action(self.router, self.session, words)
            return
        demand_write(self.router, self.session, line.path)
        verb = {"set": write.set_, "remove": write.remove, "move": write.move}[line.verb]
        verb(self.router, self.session, menu, words)

    def _numbers(self, menu: Menu, line: Line) -> Mapping[str, str] | None:
        """The rows a line speaks of; None when ``[find]`` found none, which does nothing."""
        if line.found is None:
            return {} if line.name is None else {"numbers": line.name}
        rows = find(self.router, menu, line.found)
        if line.picked is not None:
            rows = rows[line.picked.start : line.picked.end]
        return {"numbers": ",".join(star(row.id) for row in rows)} if rows else None

    def _place(self, menu: Menu, line: Line, word: str) -> Mapping[str, str]:
        """The row to go in front of; there has to be exactly one."""
        if line.place is None:
            return {}
        rows = find(self.router, menu, line.place)
        if len(rows) != 1:
            raise Trap(NO_ITEM, MISSING)
        return {word: star(rows[0].id)}

    def _run(self, menu: Menu, line: Line) -> None:
        """Run other scripts with what this one may do, if that is all they ask for."""
        rows = find(self.router, menu, line.found or ())
        if not rows or self.depth >= DEEPEST:
            raise Trap(NO_ITEM, MISSING)
        for row in rows:
            demand(self.router, self.session, *granted(row.text("policy")))
            _started(self.router, row)
            nodes = parse(row.text("source"))
            _Run(self.router, self.session, self.depth + 1).all(nodes)

    def _join(self, node: Join) -> None:
        menu = _menu("/system/script")
        demand(self.router, self.session, "read")
        source = find(self.router, menu, node.source)
        if len(source) != 1:
            raise Trap(NO_ITEM, MISSING)
        words = {"comment": source[0].text("comment") + node.words}
        self._line(Line(menu.path, "set", words, node.target, number=node.number))

    def _show(self, node: Show) -> None:
        demand(self.router, self.session, "read")
        for row in find(self.router, _menu("/certificate"), node.found):
            self.router.note("script,info", row.extra.get(node.field, ""))


def _menu(path: str) -> Menu:
    menu = KNOWN.get(path)
    if menu is None:
        raise Trap(NO_PREFIX, MISSING)
    return menu


def find(router: Router, menu: Menu, tests: Tests) -> list[Stored]:
    """The rows whose printed values pass all the tests."""
    rows = (row for _, row in router.store.owned(menu.path))
    return [row for row in rows if _passes(printed(router, menu, row, sensitive=True), menu, tests)]


def _passes(shown: Mapping[str, str], menu: Menu, tests: Tests) -> bool:
    return all(_holds(shown.get(test.name), menu, test) for test in tests)


def _holds(text: str | None, menu: Menu, test: Test) -> bool:
    if test.sign == "!":
        return text in (None, "false")
    if text is None or _not_a_string(menu, test):
        return False
    if test.sign == "~":
        return re.search(test.text, text) is not None
    return meaning(menu, test.name, text) == meaning(menu, test.name, test.text)


def _not_a_string(menu: Menu, test: Test) -> bool:
    """A bare IP prefix is not the string that an address is; a bare range is a subtraction."""
    field = menu.fields.get(test.name)
    prefix = field is not None and isinstance(field.kind, Interface4)
    return not test.quoted and (prefix or _SUBTRACTION.fullmatch(test.text) is not None)


def meaning(menu: Menu, name: str, text: str) -> str:
    """The canonical form of a value, itself where its kind cannot read it."""
    field = menu.fields.get(name)
    if name in menu.flags:
        return {"yes": "true", "no": "false"}.get(text, text)
    try:
        return field.kind.canonical(text) if field else text
    except KindError:
        return text
