"""Where the rows of an ordered menu stood before a plan, and where it puts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from rosgit.differ import StepKind, steps
from rosgit.menus.table import Menu
from rosgit.model.plan import Action, Change, Plan
from rosgit.model.row import Live


class Places:
    """The order of one menu, before and after a plan. Rows of the system have no place in it."""

    def __init__(self, menu: Menu, lives: Sequence[Live], plan: Plan) -> None:
        self._menu, self._plan = menu, plan
        self._lives = [live for live in lives if not live.foreign]
        mine = [change for change in plan.changes if change.menu == menu.path and change.live is not None]
        self._moved = {each.live.id: each for each in mine if each.live and each.action is Action.MOVE}
        self._deleted = {each.live.id: each for each in mine if each.live and each.action is Action.DELETE}
        self._behind = self._stable()

    def stable_after(self, live: Live) -> Live | None:
        """The nearest row behind this one that the plan leaves in its place."""
        return self._behind[live.id]

    def _stable(self) -> dict[str | None, Live | None]:
        found: dict[str | None, Live | None] = {}
        behind = None
        for live in reversed(self._lives):
            found[live.id] = behind
            behind = behind if self._floats(live) else live
        return found

    def pass_back(self) -> Iterator[tuple[Change, Live, Live | None]]:
        """The rows to put back in front of the one they stood before, from the end to the start."""
        for at in range(len(self._lives) - 1, -1, -1):
            live = self._lives[at]
            follower = self._lives[at + 1] if at + 1 < len(self._lives) else None
            change = self._moved.get(live.id)
            if change is None and follower is not None and self._floats(follower):
                change = self._deleted.get(live.id)
            if change is not None:
                yield change, live, follower

    def ranks(self, made: Sequence[int], there: Iterable[Live]) -> list[int]:
        """The places of created rows among identical ones, when only these are made."""
        alike = {each.id for each in there} | {f"#{index}" for index in made}
        final = [token for token in self._final if token in alike]
        return [final.index(f"#{index}") for index in made]

    @cached_property
    def _final(self) -> list[str]:
        """The menu as it is after the plan, ``#n`` for what change n creates."""
        order = [live.id or "" for live in self._lives]
        for step in steps(self._plan):
            if step.menu != self._menu.path or step.kind not in (StepKind.ADD, StepKind.MOVE):
                continue
            token = f"#{step.index}" if step.kind is StepKind.ADD else step.id or ""
            if token in order:
                order.remove(token)
            before = step.before
            order.insert(order.index(before) if before in order else len(order), token)
        return order

    def _floats(self, live: Live) -> bool:
        return live.id in self._moved or live.id in self._deleted
