"""What scripts ask of menus with one row: ``[/system/resource/get uptime] < 60s``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import eq, ge, gt, lt, ne
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from rosgit.menus.kinds import Bool, Duration, Int, KindError, duration_micros
from rosgit.menus.table import Menu
from rosgit.sim.facts import FACTS
from rosgit.sim.known import KNOWN
from rosgit.sim.script_nodes import Fact
from rosgit.sim.session import Session
from rosgit.sim.show import printed
from rosgit.sim.texts import MISSING, NO_PREFIX, Trap, unknown

if TYPE_CHECKING:
    from rosgit.sim.router import Router

_SIGNS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {"=": eq, "!=": ne, "<": lt, ">": gt, ">=": ge}
)


def met(sign: str, left: int, right: int) -> bool:
    """Compare two numbers."""
    return _SIGNS[sign](left, right)


def holds(router: Router, session: Session, fact: Fact) -> bool:
    """Whether it is so. Raises Trap when there is no such thing to ask for."""
    text = _text(router, session, fact)
    if fact.how == "len":
        return met(fact.sign, len(text), int(fact.text))
    if fact.sign in ("=", "!="):
        same = _same(KNOWN.get(fact.path), fact, text)
        return same if fact.sign == "=" else not same
    return met(fact.sign, _micros(text), _micros(fact.text))


def _text(router: Router, session: Session, fact: Fact) -> str:
    if fact.path in FACTS:
        shown = FACTS[fact.path](router, session)[0]
    elif fact.path in KNOWN and KNOWN[fact.path].singleton:
        menu = KNOWN[fact.path]
        if fact.field not in menu.fields:
            raise unknown(fact.field)
        shown = printed(router, menu, router.single(fact.path), sensitive=True)
    else:
        raise Trap(NO_PREFIX, MISSING)
    return shown.get(fact.field, "")


def _same(menu: Menu | None, fact: Fact, text: str) -> bool:
    """Equal as ``get`` compares: numbers, times and switches by value and bare, the rest as strings."""
    kind = menu.fields[fact.field].kind if menu is not None else None
    if fact.how == "get" and kind is not None and isinstance(kind, (Bool, Int, Duration)) == fact.quoted:
        return False
    if kind is None:
        return text == fact.text
    wanted = fact.text.replace(";", ",") if fact.how == "tostr" else fact.text
    try:
        return kind.canonical(text) == kind.canonical(wanted)
    except KindError:
        return text == wanted


def _micros(text: str) -> int:
    try:
        return duration_micros(Duration().canonical(text))
    except KindError:
        raise Trap("a time was expected", MISSING) from None
