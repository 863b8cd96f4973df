"""One hash for a plan: its changes, the managed rows as they were read, and the router they are on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from rosgit.differ.identity import Fields, address_of
from rosgit.menus import MENUS
from rosgit.menus.table import Menu
from rosgit.model.plan import Change, Delta
from rosgit.model.row import Facts, Value


def digest(changes: Iterable[Change], managed: Iterable[tuple[str, Fields]], facts: Facts) -> str:
    """SHA-256, hex, over canonical JSON.

    ``managed`` are the rows we manage as menu and read fields. Of secrets only that they are
    written is in it, and no .id: those change with a reboot.
    """
    content = {
        "changes": [_change(change) for change in changes],
        "managed": [
            [menu, sorted((name, _plain(value)) for name, value in fields.items())]
            for menu, fields in managed
        ],
        "facts": [facts.serial, facts.version],
    }
    text = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class RowHashes(Mapping[str, str]):
    """A short hash of what was read of each row, by the row's address; no secret is in it.

    Made when somebody looks: few plans are kept in a file.
    """

    def __init__(self, rows: Iterable[tuple[Menu, Fields]]) -> None:
        self._rows = tuple(rows)

    @cached_property
    def _made(self) -> Mapping[str, str]:
        found: dict[str, list[object]] = {}
        for menu, fields in self._rows:
            said = sorted((name, _plain(value)) for name, value in fields.items())
            found.setdefault(address_of(menu, fields), []).append(said)
        return {address: _short(content) for address, content in found.items()}

    def __getitem__(self, address: str) -> str:
        return self._made[address]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


def _short(content: object) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()[:16]


def _change(change: Change) -> list[object]:
    deltas = [_delta(change.menu, delta) for delta in change.deltas]
    place = [change.place, change.level, change.late_level, list(change.late)]
    return [change.action.name, change.menu, change.name, change.cause.value, deltas, place]


def _delta(menu: str, delta: Delta) -> list[object]:
    known = MENUS[menu].fields.get(delta.field)
    sides: list[Value | None] = [delta.before, delta.after]
    if known is not None and known.secret:
        # A hash of a short secret could be guessed; and who plans may see less than who applies.
        sides = ["secret", None if delta.after is None else "secret"]
    return [delta.field, *map(_plain, sides), delta.cause.value, delta.reset]


def _plain(value: Value | None) -> str | None:
    return value if value is None or isinstance(value, str) else "secret"
