"""What a router holds, told so that two readings can be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from rosgit.menus import MENUS
from rosgit.menus.table import Shape
from rosgit.sim import Router

SCRIPT, SCHEDULER = "/system/script", "/system/scheduler"
SPACES = tuple(path for path, menu in MENUS.items() if menu.shape is not Shape.READ)
COUNTERS = frozenset(
    {"run-count", "last-started", "next-run", "bytes", "packets", "bytes-in", "bytes-out", "uptime", "date"}
    | {"packets-in", "packets-out", "time", "gmt-offset", "mac-address"}
)
SECRET = frozenset({"secret", "password"})

Row: TypeAlias = tuple[tuple[str, str], ...]
State: TypeAlias = Mapping[str, Sequence[Row]]


def state_of(router: Router) -> State:
    """All configuration but what rosgit keeps: rows in their order where order counts, without .ids."""
    found = {path: [_plain(each, {".id"}) for each in _rows(router, path)] for path in SPACES}
    return {path: rows if MENUS[path].order else sorted(rows) for path, rows in found.items() if rows}


def _rows(router: Router, path: str) -> Iterator[Mapping[str, str]]:
    for each in router.rows(path):
        if each.get("dynamic") != "true" and not (path in (SCRIPT, SCHEDULER) and kept_by_us(each)):
            yield each


def kept_by_us(row: Mapping[str, str]) -> bool:
    """Whether it is ledger, lock, undo, mark or tick."""
    return row.get("name", "").startswith("rosgit-")


def _plain(row: Mapping[str, str], without: set[str] | frozenset[str]) -> Row:
    return tuple(sorted((k, v) for k, v in row.items() if k not in COUNTERS and k not in without))


def foreign_rows(router: Router, ids: Mapping[str, frozenset[str]]) -> Mapping[str, Sequence[Row]]:
    """The rows of these .ids, every byte and their order, .ids included."""
    return {
        path: [_plain(each, set()) for each in router.rows(path) if each[".id"] in wanted]
        for path, wanted in ids.items()
    }


def ours(router: Router) -> list[str]:
    """Names of everything rosgit keeps on the router."""
    rows = (each for path in (SCRIPT, SCHEDULER) for each in router.rows(path))
    return sorted(each["name"] for each in rows if kept_by_us(each))


def generations(names: Sequence[str]) -> set[str]:
    """The ledger generations among names."""
    return {name.split("-")[2] for name in names if name.startswith("rosgit-ledger-")}


def without_secrets(state: State, switched_off: frozenset[str] = frozenset()) -> State:
    """The same without secrets; rows of these names without ``disabled`` either.

    A switch that undoes alone holds no secret: it leaves a changed one, and a row that was deleted
    comes back without its own, switched off (DESIGN section 8).
    """
    bare = {path: [_bare(row, switched_off) for row in rows] for path, rows in state.items()}
    return {path: rows if MENUS[path].order else sorted(rows) for path, rows in bare.items()}


def _bare(row: Row, switched_off: frozenset[str]) -> Row:
    skip = SECRET | ({"disabled"} if dict(row).get("name") in switched_off else set())
    return tuple((name, text) for name, text in row if name not in skip)


def without(state: State, old: State, new: State) -> State:
    """The same without the rows that only the old state has; what they refer to may be gone."""
    kept = {
        path: [row for row in rows if row in new.get(path, ()) or not _of(old.get(path, ()), row)]
        for path, rows in state.items()
    }
    return {path: rows for path, rows in kept.items() if rows}


def _of(rows: Sequence[Row], row: Row) -> bool:
    name = dict(row).get("name")
    return row in rows or (name is not None and any(dict(each).get("name") == name for each in rows))


def strangers(state: State, old: State, new: State) -> list[str]:
    """What of a mix is neither old nor new: rows too many of one identity, and values that were never there.

    A secret may be missing, a row with one be switched off, and a reference hang in the air: what it
    pointed to was lost.
    """
    found = []
    for path, rows in state.items():
        known = [*old.get(path, ()), *new.get(path, ())]
        for who, count in Counter(_identity(path, row) for row in rows).items():
            most = max(sum(_identity(path, row) == who for row in of.get(path, ())) for of in (old, new))
            found += [f"{path}: {count} rows {who}, and there were never more than {most}"] * (count > most)
        for row in rows:
            alike = {pair for each in known if _identity(path, each) == _identity(path, row) for pair in each}
            found += [
                f"{path}: {pair} was never there" for pair in set(row) - alike if not _may_be(path, pair)
            ]
    return found


def hanging(state: State, old: State) -> bool:
    """Whether all that is not as in the old state are references that hang in the air, and rows with one.

    Secrets apart.
    """
    now, then = without_secrets(state), without_secrets(old)
    return all(_only_hangs(path, now.get(path, ()), then.get(path, ())) for path in {*now, *then})


def _only_hangs(path: str, rows: Sequence[Row], before: Sequence[Row]) -> bool:
    """The rows from before in their order, each as it was but for what hangs; rows beside them hang."""
    known = [_identity(path, row) for row in before]
    kept = [row for row in rows if _identity(path, row) in known]
    if not all(_hangs(row) for row in rows if row not in kept):
        return False
    return [_identity(path, row) for row in kept] == known and all(
        all(text.startswith("*") for _, text in set(row) - set(was))
        for row, was in zip(kept, before, strict=True)
    )


def _hangs(row: Row) -> bool:
    return any(text.startswith("*") for _, text in row)


def _identity(path: str, row: Row) -> object:
    said = dict(row)
    names = MENUS[path].key or (("comment",) if said.get("comment") else ())
    if MENUS[path].shape is Shape.SINGLE:
        return path
    return tuple(said.get(name) for name in names) if names else without_flags(path, row)


def without_flags(path: str, row: Row) -> Row:
    """A row without what the router says of it."""
    skip = {*MENUS[path].flags, "disabled"}
    return tuple(pair for pair in row if pair[0] not in skip)


def _may_be(path: str, pair: tuple[str, str]) -> bool:
    name, text = pair
    bare = name in SECRET and not text
    return name in MENUS[path].flags or name == "disabled" or text.startswith("*") or bare


def edited(state: State, menu: str, find: tuple[str, str], field: str, text: str) -> State:
    """The same with one field of the rows that ``find`` names set to another text."""
    rows = [_set(row, field, text) if named(row, find) else row for row in state.get(menu, ())]
    return {**state, menu: rows if MENUS[menu].order else sorted(rows)}


def removed(state: State, menu: str, find: tuple[str, str]) -> State:
    """The same without the rows that ``find`` names."""
    return _holding(state, menu, [row for row in state.get(menu, ()) if not named(row, find)])


def moved_last(state: State, menu: str, find: tuple[str, str]) -> State:
    """The same with the rows that ``find`` names at the end of their menu."""
    rows = state.get(menu, ())
    return _holding(state, menu, sorted(rows, key=lambda row: named(row, find)))


def _holding(state: State, menu: str, rows: Sequence[Row]) -> State:
    kept = {path: each for path, each in state.items() if path != menu}
    return {**kept, menu: rows} if rows else kept


def kept_row(state: State, other: State, menu: str, find: tuple[str, str]) -> State:
    """The same with the row that ``find`` names in the other state, where that stands."""
    here, there = state.get(menu, ()), other.get(menu, ())
    found = [row for row in there if named(row, find)]
    if not MENUS[menu].order:
        return {**state, menu: sorted((*here, *found))}
    at = sum(row in here for row in there[: there.index(found[0])]) if found else 0
    return {**state, menu: [*here[:at], *found, *here[at:]]}


def named(row: Row, find: tuple[str, str]) -> bool:
    return dict(row).get(find[0]) == find[1]


def _set(row: Row, field: str, text: str) -> Row:
    return tuple(sorted({**dict(row), field: text}.items()))


def different(before: State, after: State) -> str:
    """The rows that differ, for a message a person can read."""
    found = []
    for path in sorted({*before, *after}):
        then, now = before.get(path, ()), after.get(path, ())
        if then != now:
            found += [f"{path} - {dict(each)}" for each in then if each not in now]
            found += [f"{path} + {dict(each)}" for each in now if each not in then]
            found += [f"{path}: order or number"]
    return "\n".join(found)
