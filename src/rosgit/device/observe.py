"""One flight that reads a router: the facts, and the menus somebody asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from types import MappingProxyType
from typing import Protocol

from rosgit.device.deadline import Deadline
from rosgit.device.errors import NotPermitted, ProtocolError, Refused
from rosgit.device.rows import Reader
from rosgit.device.sentence import Reply, Sentence
from rosgit.device.words import NO_SUCH_COMMAND, NOT_PERMITTED
from rosgit.menus import MENUS
from rosgit.menus.table import Menu
from rosgit.model.row import EMPTY, Facts, Live, Observed

VOLATILE = frozenset(
    ["/ip/hotspot/user", "/ip/dhcp-server/lease", "/ip/firewall/address-list", "/ip/dns/static"]
)
"""Menus whose dynamic rows can be many and mean nothing to a plan: the router leaves them out."""

NOT_DYNAMIC = ("?dynamic=true", "?#!")
"""Not ``?dynamic=false``: rows that do not print the flag, or print it otherwise, must come too."""


class Flyer(Protocol):
    """What observing needs of a device."""

    peer: str
    username: str

    def flight(self, sentences: Collection[Sentence], deadline: Deadline) -> tuple[Reply, ...]:
        """See Device.flight."""


def observe(device: Flyer, menus: Collection[str], deadline: Deadline) -> Observed:
    """The rows of each asked menu in router order, and the facts, in one flight.

    Raises NotPermitted or Refused naming the menu when one of them cannot be read, ProtocolError
    when an answer cannot be right, and what a flight raises. A fact the router does not know of
    (``no such command``) is empty, all but the version, without which nothing can be judged.
    """
    asked = [MENUS[path] for path in dict.fromkeys(menus)]
    facts = _questions(device.username)
    replies = device.flight((*facts.values(), *map(print_of, asked)), deadline)
    answers = dict(zip(facts, replies, strict=False))
    rows = {
        menu.path: _rows(menu, reply, device.peer)
        for menu, reply in zip(asked, replies[len(facts) :], strict=True)
    }
    return Observed(MappingProxyType(rows), _facts(answers, device))


def print_of(menu: Menu) -> Sentence:
    """The sentence that shows all rows of a menu with the fields its table knows."""
    queries = NOT_DYNAMIC if menu.path in VOLATILE else ()
    return Sentence(f"{menu.path}/print", queries=queries, proplist=menu.proplist)


def rows_of(menu: Menu, reply: Reply, peer: str = "") -> tuple[Live, ...]:
    """The rows of one print, canonical. Raises as ``observe`` does."""
    return _rows(menu, reply, peer)


def _rows(menu: Menu, reply: Reply, peer: str) -> tuple[Live, ...]:
    _refuse(menu.path, reply, peer)
    if menu.singleton and len(reply.rows) != 1:
        raise ProtocolError(f"{menu.path} shows {len(reply.rows)} rows where there is always one", peer=peer)
    live = _reader(menu.path).rows(reply.rows)
    if not menu.singleton and any(row.id is None for row in live):
        raise ProtocolError(f"{menu.path} shows a row without an .id", peer=peer)
    return live


@cache
def _reader(path: str) -> Reader:
    """One reader a menu for the whole process: the values of one router are mostly those of the next."""
    return Reader(MENUS[path])


def _refuse(path: str, reply: Reply, peer: str) -> None:
    if not reply.traps:
        return
    said = reply.traps[0].message
    if is_not_permitted(said):
        raise NotPermitted(f"{path} may not be read by our user", peer=peer, said=said)
    raise Refused(f"{path} cannot be read", peer=peer, said=said)


def is_not_permitted(said: str) -> bool:
    """Whether a router's words say that our user lacks a policy (the trap of NOTES section h)."""
    return said.startswith(NOT_PERMITTED)


def _questions(username: str) -> Mapping[str, Sentence]:
    """What a router is asked about itself, by menu (fields: NOTES sections e and h)."""
    fields = {
        "/system/resource": ("version", "board-name", "uptime", "free-hdd-space"),
        "/system/routerboard": ("serial-number",),
        "/system/identity": ("name",),
        "/system/license": ("system-id", "software-id"),
        "/system/device-mode": (),
        "/user": ("name", "group"),
        "/user/group": ("name", "policy"),
        "/interface": ("name", "type", "default-name"),
    }
    queries = {"/user": (f"?name={username}",)}
    return {
        path: Sentence(f"{path}/print", queries=queries.get(path, ()), proplist=names)
        for path, names in fields.items()
    }


def _facts(answers: Mapping[str, Reply], device: Flyer) -> Facts:
    _refuse("/system/resource", answers["/system/resource"], device.peer)
    resource = _first(answers["/system/resource"])
    if not resource.get("version"):
        raise ProtocolError("/system/resource does not say which RouterOS this is", peer=device.peer)
    licence = _known("/system/license", answers, device.peer)
    board = _known("/system/routerboard", answers, device.peer)
    interfaces = [row for row in answers["/interface"].rows if row.get("name")]
    space = resource.get("free-hdd-space", "")
    return Facts(
        version=resource["version"],
        board=resource.get("board-name", ""),
        serial=board.get("serial-number") or licence.get("system-id") or licence.get("software-id") or "",
        identity=_first(answers["/system/identity"]).get("name", ""),
        uptime=resource.get("uptime", ""),
        free_space=int(space) if space.isascii() and space.isdigit() else None,
        policies=_policies(answers, device.username),
        device_mode=MappingProxyType(dict(_first(answers["/system/device-mode"]))),
        interfaces=MappingProxyType({row["name"]: row.get("type", "") for row in interfaces}),
        default_names=MappingProxyType(
            {row["default-name"]: row["name"] for row in interfaces if row.get("default-name")}
        ),
    )


def _known(path: str, answers: Mapping[str, Reply], peer: str) -> Mapping[str, str]:
    """Facts that some routers do not have. Another refusal is one: half of them would name another board."""
    traps = answers[path].traps
    if traps and not traps[0].message.startswith(NO_SUCH_COMMAND):
        _refuse(path, answers[path], peer)
    return _first(answers[path])


def _policies(answers: Mapping[str, Reply], username: str) -> frozenset[str]:
    """What our user's group grants; empty when the router knows our user only through RADIUS."""
    ours = [row.get("group") for row in answers["/user"].rows if row.get("name") == username]
    for group in answers["/user/group"].rows:
        if ours and group.get("name") == ours[0]:
            words = group.get("policy", "").split(",")
            return frozenset(word for word in words if word and not word.startswith("!"))
    return frozenset()


def _first(reply: Reply) -> Mapping[str, str]:
    return reply.rows[0] if reply.rows else EMPTY
