"""Why a router refuses a row: duplicates, rows that must stay, values that exclude each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosgit.menus.table import Menu
from rosgit.sim import texts
from rosgit.sim.policies import ALL, granted, of_session
from rosgit.sim.session import Session
from rosgit.sim.store import INTERFACES, Stored, Value
from rosgit.sim.texts import Trap
from rosgit.sim.values import effective

if TYPE_CHECKING:
    from rosgit.sim.router import Router

_FULL = frozenset({"read", "write", "policy"})


def check(router: Router, menu: Menu, row: Stored) -> None:
    """Whether the row may stand beside the others. Raises Trap."""
    if menu.path in INTERFACES:
        _unique_name(router, row)
    elif menu.path == "/ip/hotspot/user":
        _unique_hotspot_user(router, menu, row)
    else:
        _unique(router, menu, row)
    if menu.path == "/ip/hotspot":
        _one_server_per_interface(router, menu, row)
    if menu.path == "/ip/hotspot/ip-binding" and not {"address", "mac-address"} & row.values.keys():
        raise Trap(texts.BINDING_WITHOUT_CLIENT)
    if menu.path == "/ip/dns/static" and ("name" in row.values) == ("regexp" in row.values):
        raise Trap(texts.TWO_FORMS)


def _unique(router: Router, menu: Menu, row: Stored) -> None:
    rule = texts.DUPLICATES.get(menu.path) or texts.INVENTED_DUPLICATES.get(menu.path)
    if rule is None and menu.key == ("name",) and menu.path not in texts.NOT_UNIQUE:
        rule = (menu.key, texts.SAME_NAME)
    if rule is None:
        return
    names, text = rule
    mine = _identity(menu, row, names)
    for other in router.store.table(menu.path):
        if other.id != row.id and not other.origin and _identity(menu, other, names) == mine:
            raise Trap(text)


def _identity(menu: Menu, row: Stored, names: tuple[str, ...]) -> tuple[Value, ...]:
    return tuple(effective(menu, row, name) for name in names)


def _unique_name(router: Router, row: Stored) -> None:
    found = router.store.by_name("/interface", row.text("name"))
    if found and found[1].id != row.id:
        raise Trap(texts.SAME_INTERFACE)


def _unique_hotspot_user(router: Router, menu: Menu, row: Stored) -> None:
    server = effective(menu, row, "server")
    for other in router.store.table(menu.path):
        if other.id == row.id or other.text("name") != row.text("name"):
            continue
        theirs = effective(menu, other, "server")
        if "all" in (server, theirs) or server == theirs:
            raise Trap(texts.SAME_HOTSPOT_USER)


def _one_server_per_interface(router: Router, menu: Menu, row: Stored) -> None:
    mine = row.link("interface")
    for other in router.store.table(menu.path):
        if other.id != row.id and mine is not None and other.link("interface") == mine:
            raise Trap(texts.SECOND_HOTSPOT)


def removable(router: Router, session: Session, menu: Menu, row: Stored) -> None:
    """Whether a row may go: not what the router made, not what it cannot do without. Raises Trap."""
    if row.origin:
        raise Trap(texts.CANNOT_CHANGE_DYNAMIC)
    if "default" in row.flags:
        raise Trap(texts.CANNOT_REMOVE_DEFAULT)
    if "builtin" in row.flags or row.name in menu.protected:
        raise Trap(texts.CANNOT_REMOVE_BUILTIN)
    if menu.path == "/user" and not _another_full(router, row):
        raise Trap(texts.LAST_FULL_USER)
    if menu.path in ("/system/scheduler", "/system/script"):
        _may_touch(router, session)


def _may_touch(router: Router, session: Session) -> None:
    if "write" not in of_session(router, session) & (session.limit or ALL):
        raise Trap(texts.NOT_PERMITTED)


def _another_full(router: Router, leaving: Stored) -> bool:
    for row in router.store.table("/user"):
        group = router.store.alive(row.link("group"))
        full = group is not None and granted(group.text("policy")) >= _FULL
        if row is not leaving and full and row.text("disabled", "false") != "true":
            return True
    return False
