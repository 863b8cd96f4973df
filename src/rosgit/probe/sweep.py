"""Finds what bears our name on a router, and takes it away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from rosgit.device import Reply, Sentence
from rosgit.device.words import NO_SUCH_COMMAND
from rosgit.probe.asking import NAME, Asking

HOMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "/system/scheduler": ("name",),
        "/system/script": ("name",),
        "/ip/hotspot/user": ("name",),
        "/ip/hotspot/user/profile": ("name",),
        "/ip/hotspot/walled-garden": ("comment", "dst-host"),
        "/ip/hotspot/walled-garden/ip": ("comment",),
        "/ip/firewall/filter": ("chain",),
        "/ip/firewall/nat": ("chain",),
        "/ip/firewall/address-list": ("list",),
        "/ip/pool": ("name",),
        "/radius": ("comment",),
    }
)
"""The menus a probe writes to, users before what they use, and the fields that show a row is ours."""

ROUNDS = 3
"""What is refused because another row uses it goes in the next round."""

Found = Mapping[str, Mapping[str, str]]
"""By menu: our rows' .ids, and what they are called."""


def found(asking: Asking) -> tuple[Found, tuple[str, ...]]:
    """What bears our name, and the menus that could not be read. Raises DeviceError."""
    prints = [Sentence(f"{path}/print", proplist=(".id", *names)) for path, names in HOMES.items()]
    replies = dict(zip(HOMES, asking.flight(prints), strict=True))
    unread = (
        f"{path} ({reply.traps[0].message})"
        for path, reply in replies.items()
        if reply.traps and not _no_such_menu(reply)
    )
    ours = {path: dict(_ours(path, reply)) for path, reply in replies.items()}
    return {path: rows for path, rows in ours.items() if rows}, tuple(unread)


def _no_such_menu(reply: Reply) -> bool:
    """A menu whose package is missing holds nothing of ours (NOTES section c)."""
    return reply.traps[0].message.startswith(NO_SUCH_COMMAND)


def _ours(path: str, reply: Reply) -> Iterator[tuple[str, str]]:
    for row in reply.rows:
        names = [row.get(name, "") for name in HOMES[path]]
        bears = next((text for text in names if text.startswith(NAME)), None)
        if bears is not None and ".id" in row:
            yield row[".id"], f"{path} {bears}"


def sweep(asking: Asking) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Take away what bears our name; what was there, and what still is or could not be read.

    The second is read after the last removal. Raises DeviceError.
    """
    first, unread = found(asking)
    left = first
    for _ in range(ROUNDS):
        if not left:
            break
        asking.flight([_removal(path, row) for path, rows in left.items() for row in rows])
        left, unread = found(asking)
    return _words(first), (*_words(left), *unread)


def _removal(path: str, row: str) -> Sentence:
    return Sentence(f"{path}/remove", ((".id", row),))


def _words(rows: Found) -> tuple[str, ...]:
    return tuple(sorted({words for each in rows.values() for words in each.values()}))
