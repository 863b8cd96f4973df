"""``walled-garden:`` what guests reach before they log in, by host and by address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from rosgit.intents.build import Derived, Maker
from rosgit.intents.bundles import BUNDLES
from rosgit.intents.words import Labels, Leaf, Section, menu_words, one, role
from rosgit.menus.kinds import Enum, Name
from rosgit.model.row import Row
from rosgit.model.span import Span

GARDEN = "/ip/hotspot/walled-garden"
GARDEN_IP = "/ip/hotspot/walled-garden/ip"

_DESTINATIONS = ("host", "address", "bundle")
_BY_ADDRESS = MappingProxyType({"allow": "accept", "deny": "reject"})
_DENIES = frozenset({"deny", "drop", "reject"})

_OWN = MappingProxyType(
    {
        "host": one(Name(negatable=True), "a host name, with * as wildcard"),
        "address": one(menu_words(GARDEN_IP)["dst-address"].kind, "an address, prefix or range"),
        "bundle": one(Enum(values=tuple(BUNDLES)), "a named set of hosts: " + ", ".join(BUNDLES)),
        "action": one(Enum(values=("allow", "deny")), "allow (the default) or deny"),
        "port": one(menu_words(GARDEN_IP)["dst-port"].kind, "destination port, or a range"),
        "protocol": one(menu_words(GARDEN_IP)["protocol"].kind, "tcp, udp, ...; goes with address:"),
    }
)
_HOSTS_ONLY = frozenset({"method", "path"})
_ADDRESS_ONLY = frozenset({"protocol"})

WALLED_GARDEN = Labels(
    of=role(GARDEN, _OWN, without=("server", "dst-host", "dst-port"), shorthand="host"),
    doc="what guests reach before they log in; denies go before allows",
)


def garden(make: Maker, intent: str, label: str, server: str, entries: Section) -> Iterator[Row]:
    """Rows of one hotspot's walled garden, denies first. ``server`` is the hotspot server's name."""
    rows = [
        row
        for name, entry, span in entries.labels()
        for row in _entry(
            make, f"{intent}.walled-garden.{name}", f"{label}/{name}", name, {"server": server}, entry, span
        )
    ]
    yield from (row for row in rows if row.fields.get("action") in _DENIES)
    yield from (row for row in rows if row.fields.get("action") not in _DENIES)


def _entry(
    make: Maker, intent: str, comment: str, label: str, server: Derived, entry: Section, span: Span
) -> Iterator[Row]:
    chosen = [word for word in _DESTINATIONS if entry.has(word) or word in entry.broken]
    if len(chosen) != 1:
        make.notes.add(
            "garden-entry",
            f"walled-garden entry {label!r} needs one of host:, address: or bundle:"
            + (f", not {' and '.join(chosen)}" if chosen else ""),
            'for example {host: "*.example.com"}',
            span,
        )
    elif chosen[0] in entry.broken:
        return
    elif chosen[0] == "address":
        _refuse(make, label, entry, _HOSTS_ONLY, "host:")
        yield _address(make, intent, comment, server, entry, span)
    else:
        _refuse(make, label, entry, _ADDRESS_ONLY, "address:")
        yield from _hosts(make, intent, comment, server, entry, span)


def _refuse(make: Maker, label: str, entry: Section, words: Iterable[str], other: str) -> None:
    """What RouterOS cannot ask of such an entry must not be dropped in silence."""
    for word in sorted(words):
        if entry.has(word):
            make.notes.add(
                "garden-entry",
                f"{word}: of walled-garden entry {label!r} goes with {other} only",
                f"leave it out, or say {other}",
                entry.place(word),
            )


def _address(make: Maker, intent: str, comment: str, server: Derived, entry: Section, span: Span) -> Row:
    action = entry.leaf("action")
    word = "allow" if action is None or action.value is None else str(action.value)
    derived: Derived = {
        **server,
        "comment": comment,
        "action": Leaf(_BY_ADDRESS[word], span if action is None else action.place),
        "dst-address": entry.leaf("address"),
        "dst-port": entry.leaf("port"),
        "protocol": entry.leaf("protocol"),
    }
    own = {name: value for name, value in entry.items.items() if name not in _OWN}
    return make.row(GARDEN_IP, intent, "walled-garden-ip", span, derived, entry._replace(items=own))


def _hosts(
    make: Maker, intent: str, comment: str, server: Derived, entry: Section, span: Span
) -> Iterator[Row]:
    bundle = entry.leaf("bundle")
    hosts = [entry.leaf("host")]
    if bundle is not None and bundle.value is not None:
        hosts = [Leaf(host, bundle.place) for host in BUNDLES[str(bundle.value)]]
    for host in hosts:
        assert host is not None
        derived: Derived = {
            **server,
            "comment": f"{comment}/{host.value}" if len(hosts) > 1 or entry.has("bundle") else comment,
            "dst-host": host,
            "action": "allow",
            "dst-port": entry.leaf("port"),
        }
        yield make.row(GARDEN, intent, "walled-garden", span, derived, entry)
