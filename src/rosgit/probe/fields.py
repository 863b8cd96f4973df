"""Questions about clearing fields: each field of a few harmless menus in a row of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rosgit.device import Reply, Sentence
from rosgit.menus import MENUS
from rosgit.menus.kinds import KindError
from rosgit.menus.table import Clear, Field, Menu
from rosgit.model.version import Version
from rosgit.probe.asking import NAME, Asking, named
from rosgit.probe.samples import sample


@dataclass(frozen=True, slots=True)
class Sheet:
    """A menu whose fields are tried. ``base`` makes a row harmless; in ``unique`` it gets a name."""

    menu: str
    base: Mapping[str, str]
    unique: str = ""


_RULE = MappingProxyType({"chain": NAME, "action": "accept", "protocol": "tcp", "disabled": "yes"})
_GARDEN = MappingProxyType({"comment": NAME, "disabled": "yes"})

SHEETS = (
    Sheet("/ip/firewall/filter", _RULE),
    Sheet("/ip/firewall/nat", _RULE),
    Sheet("/ip/hotspot/walled-garden", _GARDEN),
    Sheet("/ip/hotspot/walled-garden/ip", _GARDEN),
    Sheet("/ip/hotspot/user/profile", MappingProxyType({}), "name"),
    Sheet("/ip/hotspot/user", MappingProxyType({"disabled": "yes"}), "name"),
)

KEPT_APART = frozenset({"disabled", "comment", "chain", "name", "on-login", "on-logout"})
"""Fields that make a row harmless or ours, and those that would run something."""

CLEARED = frozenset({"absent", "empty", "default"})


def as_table(asking: Asking) -> str:
    """The word of the tables for every field that has one."""
    return _asked(asking, tuple(Clear), lambda field: field.clearing)


def unset(asking: Asking) -> str:
    """``=!field=`` for those fields that the tables clear otherwise."""
    return _asked(asking, (Clear.EMPTY, Clear.DEFAULT), lambda field: (f"!{field.name}", ""))


def _asked(asking: Asking, ways: Iterable[Clear], word: Callable[[Field], tuple[str, str] | None]) -> str:
    said = [words for sheet in SHEETS if (words := _sheet(asking, sheet, tuple(ways), word))]
    return "; ".join(said)


def _sheet(
    asking: Asking, sheet: Sheet, ways: tuple[Clear, ...], word: Callable[[Field], tuple[str, str] | None]
) -> str:
    """Add a row a field, clear the field, read it; what came of it by outcome."""
    menu = MENUS[sheet.menu]
    tried = [each for each in _tried(asking, menu) if each[0].clear in ways]
    added = asking.flight([_add(sheet, field, value) for field, value in tried])
    rows = [
        (field, value, reply.ret) for (field, value), reply in zip(tried, added, strict=True) if reply.ret
    ]
    asking.noted += [
        f"{sheet.menu} {field.name}={value}: {reply.traps[0].message}"
        for (field, value), reply in zip(tried, added, strict=True)
        if reply.traps
    ]
    cleared = asking.flight([_set(sheet, row, word(field)) for field, _, row in rows])
    now = {row.get(".id"): row for row in asking.flight([Sentence(f"{sheet.menu}/print")])[0].rows}
    outcomes = {
        field.name: _outcome(field, value, reply, now.get(row))
        for (field, value, row), reply in zip(rows, cleared, strict=True)
    }
    asking.noted += [f"{sheet.menu} {name}: {how}" for name, how in outcomes.items()]
    return _grouped(sheet.menu, outcomes, len(tried))


def _tried(asking: Asking, menu: Menu) -> Iterator[tuple[Field, str]]:
    version = Version.parse(asking.facts.version)
    for field in menu.fields_for(version).values():
        value = sample(field, asking.facts)
        if value is not None and field.clear is not None and field.name not in KEPT_APART:
            yield field, value


def _add(sheet: Sheet, field: Field, value: str) -> Sentence:
    unique = {sheet.unique: named(field.name)} if sheet.unique else {}
    return Sentence(f"{sheet.menu}/add", tuple({**sheet.base, **unique, field.name: value}.items()))


def _set(sheet: Sheet, row: str, word: tuple[str, str] | None) -> Sentence:
    assert word is not None
    return Sentence(f"{sheet.menu}/set", ((".id", row), word))


def _outcome(field: Field, value: str, reply: Reply, row: Mapping[str, str] | None) -> str:
    if reply.traps:
        return f"refused ({reply.traps[0].message})"
    if row is None:
        return "the row is gone"
    text = row.get(field.name)
    if not text:
        return "absent" if text is None else "empty"
    if _same(field, text, field.default):
        return "default"
    return "kept" if _same(field, text, value) else f"is now {text}"


def _same(field: Field, left: str, right: str | None) -> bool:
    try:
        return right is not None and field.kind.canonical(left) == field.kind.canonical(right)
    except KindError:
        return left == right


def _grouped(menu: str, outcomes: Mapping[str, str], tried: int) -> str:
    groups: dict[str, list[str]] = {}
    for name, how in outcomes.items():
        if how not in CLEARED:
            groups.setdefault(how, []).append(name)
    good = len(outcomes) - sum(map(len, groups.values()))
    parts = [
        f"{good} of {len(outcomes)} cleared",
        *(f"{how}: {', '.join(names)}" for how, names in groups.items()),
    ]
    if tried > len(outcomes):
        parts.append(f"{tried - len(outcomes)} would not take a sample")
    return f"{menu}: {', '.join(parts)}" if tried else ""
