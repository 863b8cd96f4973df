"""What of ours is on a router besides its configuration: ledger, lock, undo, tick and mark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from types import MappingProxyType

from rosgit.applier.switch import (
    MARK,
    PART,
    SWITCH,
    TICK,
    UNDOING,
    Armed,
    Mark,
    read_armed,
    read_mark,
)
from rosgit.ledger.codec import Found, Reading, Whole, decode
from rosgit.ledger.source import numbers
from rosgit.ledger.standing import Standing, weigh
from rosgit.model.row import Ledger, Live, Observed

SCRIPT, SCHEDULER = "/system/script", "/system/scheduler"
MENUS = (SCRIPT, SCHEDULER)
"""The menus that hold what we keep; read with every site."""
_PART = re.compile(re.escape(PART) + r"[1-9][0-9]*")


@lru_cache(maxsize=64)
def decoded(parts: tuple[tuple[str, str], ...]) -> Found:
    """The ledgers in scripts; a router is asked several times in an apply and mostly says the same."""
    return decode(parts)


@dataclass(frozen=True)
class Keeping:
    """Our rows of ``/system/script`` and ``/system/scheduler``, as read."""

    scripts: tuple[Live, ...] = ()
    ticks: tuple[Live, ...] = ()

    @cached_property
    def locks(self) -> tuple[Live, ...]:
        """The rows called ``rosgit-undo``: one is a lock, more are a race nobody has won."""
        return tuple(row for row in self.scripts if _name(row) == SWITCH)

    @cached_property
    def armed(self) -> Armed | None:
        """What the lock says of itself; None when there is none, or it cannot be read."""
        return read_armed(_source(self.locks[0])) if self.locks else None

    @cached_property
    def mark(self) -> Mark | None:
        """What an undo left behind."""
        found = next((row for row in self.scripts if _name(row) == MARK), None)
        return read_mark(_source(found), found.fields.get("comment", "")) if found is not None else None

    @property
    def undoing(self) -> bool:
        """Whether an undo has begun and not run to its end."""
        return self.mark is not None and UNDOING in self.mark.words and not self.mark.undone

    def locks_of(self, nonce: str) -> tuple[Live, ...]:
        """The locks that one apply took: by its nonce, whatever else stands in them by now."""
        said = ((row, read_armed(_source(row))) for row in self.locks)
        return tuple(row for row, armed in said if armed is not None and armed.nonce == nonce)

    @property
    def ledger_parts(self) -> tuple[tuple[str, str], ...]:
        """Names and sources of ledger parts, for the codec."""
        return tuple((_name(row), _source(row)) for row in self.scripts if numbers(_name(row)))

    @property
    def ledgers(self) -> Mapping[int, Reading]:
        """The ledgers by their generations, whole or not."""
        return decoded(self.ledger_parts).generations

    def overtaken(self, kept: int | None) -> bool:
        """Whether an undone apply finds a ledger of somebody else; ``kept`` is the one from before it."""
        whole = [at for at, each in self.ledgers.items() if isinstance(each, Whole)]
        return bool(whole) and max(whole) != kept

    def standing(self, site: str, serial: str) -> Standing:
        """Which ledger counts for this site on this board."""
        trying = self.armed.generation if self.armed is not None else None
        return weigh(decoded(self.ledger_parts), site, serial, undo_present=bool(self.locks), trying=trying)

    @property
    def site(self) -> str:
        """The site whose ledger counts here, whichever that is; empty when there is none."""
        last = self.standing("", "").last
        return last.site if last is not None else ""

    def after(self, generation: int) -> tuple[Ledger, ...]:
        """The whole ledgers that are later than a generation: of applies that were not committed."""
        found = self.ledgers.items()
        return tuple(each.ledger for at, each in found if at > generation and isinstance(each, Whole))

    def ledger_ids(self, *, of: int | None = None, but: bool = False) -> tuple[str, ...]:
        """The .ids of ledger parts: all, those of a generation, or all but those."""
        return tuple(
            str(row.id)
            for row in self.scripts
            if (found := numbers(_name(row))) and (of is None or (found[0] == of) is not but)
        )

    @property
    def part_ids(self) -> tuple[str, ...]:
        """The .ids of undo parts."""
        return tuple(str(row.id) for row in self.scripts if _is_part(_name(row)))

    @property
    def switch_ids(self) -> tuple[str, ...]:
        """The .ids of undo parts and mark: what is left of a switch once its lock is gone."""
        return tuple(str(row.id) for row in self.scripts if _name(row) == MARK or _is_part(_name(row)))

    @property
    def tick_ids(self) -> tuple[str, ...]:
        """The .ids of scheduler rows of ours."""
        return tuple(str(row.id) for row in self.ticks)

    def spare(self, generation: int) -> tuple[str, ...]:
        """The names of what nobody needs once a ledger is committed and no lock is there."""
        ids = {*self.switch_ids, *self.tick_ids, *self.ledger_ids(of=generation, but=True)}
        return tuple(_name(row) for row in (*self.scripts, *self.ticks) if str(row.id) in ids)

    def leftovers(self, generation: int | None) -> bool:
        """Whether there is more than one committed ledger and the mark of an undo."""
        return bool(self.locks or self.ticks or self.part_ids or self.ledger_ids(of=generation, but=True))


def separate(observed: Observed) -> tuple[Keeping, Observed]:
    """Our own rows, and the router without them: a plan never sees them."""
    scripts, others = _split(observed.rows.get(SCRIPT, ()))
    ticks, jobs = _split(observed.rows.get(SCHEDULER, ()))
    rows = {**observed.rows, SCRIPT: others, SCHEDULER: jobs}
    return Keeping(scripts, ticks), replace(observed, rows=MappingProxyType(rows))


def _split(rows: Iterable[Live]) -> tuple[tuple[Live, ...], tuple[Live, ...]]:
    every = tuple(rows)
    ours = tuple(row for row in every if _is_ours(_name(row)))
    return ours, tuple(row for row in every if not _is_ours(_name(row)))


def _is_ours(name: str) -> bool:
    """Whether a name is one that we give, to the last letter: others only begin like it."""
    return name in (SWITCH, MARK, TICK) or _is_part(name) or numbers(name) is not None


def _is_part(name: str) -> bool:
    return _PART.fullmatch(name) is not None


def _name(row: Live) -> str:
    return row.fields.get("name", "")


def _source(row: Live) -> str:
    return row.fields.get("source", "")
