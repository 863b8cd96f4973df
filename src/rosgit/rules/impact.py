"""Whom does a plan touch? Guests in counts, and the guard that waits until few are there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from rosgit.model.diagnostic import Diagnostic
from rosgit.model.impact import Impact, Touched
from rosgit.model.path import Guest, OwnPath
from rosgit.model.plan import Action, Change, Plan
from rosgit.model.site import Site
from rosgit.rules.bindings import binds
from rosgit.rules.planned import Standing, as_read

HOTSPOT, DHCP = "/ip/hotspot", "/ip/dhcp-server"
PORT, VLAN = "/interface/bridge/port", "/interface/vlan"
_COUNTED = ("/ip/hotspot/active", "/ip/hotspot/host", "/ip/dhcp-server/lease", HOTSPOT, DHCP)
_TALK = frozenset({"comment", "name"})


@dataclass(frozen=True, slots=True)
class _Who:
    """Servers a change touches, by name; and guests one by one."""

    hotspots: frozenset[str] = frozenset()
    dhcp: frozenset[str] = frozenset()
    sessions: frozenset[Guest] = frozenset()


_NOBODY = _Who()


def impact(plan: Plan, path: OwnPath) -> Impact:
    """The guests that a plan may disturb: sessions, hosts and bound leases, each counted once.

    An upper bound: of a bridge that loses a port all guests are counted, because which of them come
    by it is not known. Changed user profiles log nobody out.
    """
    router = _Router(path)
    found = [(change, router.touched(change)) for change in plan.changes]
    everyone = [router.guests(who) for _, who in found]
    sessions, hosts, leases = (frozenset().union(*(each[at] for each in everyone)) for at in range(3))
    by_change = (
        Touched(change, *map(len, guests)) for (change, _), guests in zip(found, everyone, strict=True)
    )
    return Impact(
        len(sessions),
        len(hosts),
        len(leases),
        tuple(each for each in by_change if each.sessions or each.hosts or each.leases),
        tuple(menu for menu in _COUNTED if menu in path.unread),
    )


def too_many_guests(site: Site, found: Impact, below: int) -> tuple[Diagnostic, ...]:
    """``--only-if-sessions-below``: refuse when as many sessions or more would be touched."""
    if found.unknown:
        words = f"guests cannot be counted: {', '.join(found.unknown)} could not be read"
        return (_finding("guests-unknown", words, site),)
    if found.sessions < below or not found.sessions:
        return ()
    worst = max(found.by_change, key=lambda each: each.sessions, default=None)
    most = f", most of them by {worst.change.address}" if worst is not None else ""
    words = f"the plan touches {found.sessions} sessions of guests{most}; allowed are fewer than {below}"
    one = _finding("too-many-guests", words, site)
    return (replace(one, span=worst.change.span or one.span) if worst is not None else one,)


def touched_guests(site: Site, found: Impact) -> tuple[Diagnostic, ...]:
    """Whom a plan touches, for whoever reads it; nothing where it touches nobody."""
    if not found.by_change:
        return ()
    counts = {"session": found.sessions, "host": found.hosts, "lease": found.leases}
    told = ", ".join(f"{number} {word}{'s' * (number != 1)}" for word, number in counts.items())
    worst = max(found.by_change, key=lambda each: (each.sessions, each.hosts, each.leases))
    words = f"guests may be disturbed: {told}, most of them by {worst.change.address}"
    detail = "apply when few are there: --only-if-sessions-below N waits for that"
    if found.unknown:
        detail = f"there may be more: {', '.join(found.unknown)} could not be read; {detail}"
    place = worst.change.span or site.target.span
    return (Diagnostic("guests-touched", words, detail, place, address=worst.change.address),)


def _finding(code: str, words: str, site: Site) -> Diagnostic:
    return Diagnostic(
        code, words, f"Apply when fewer are there, or --force {code}.", site.target.span, address=site.name
    )


class _Router:
    """Who is served by what, as read."""

    def __init__(self, path: OwnPath) -> None:
        self.path = path
        self.servers = as_read(HOTSPOT, path.rows.get(HOTSPOT, ()))
        self.dhcp = as_read(DHCP, path.rows.get(DHCP, ()))
        self.above = [
            (row.text("interface"), row.text(upper))
            for menu, upper in ((VLAN, "name"), (PORT, "bridge"))
            for row in as_read(menu, path.rows.get(menu, ()))
            if row.enabled
        ]

    def guests(self, who: _Who) -> tuple[frozenset[object], frozenset[object], frozenset[object]]:
        """Sessions, hosts and leases, as values that are counted once."""
        sessions = {(at, each) for at, each in enumerate(self.path.sessions) if self._of(each, who)}
        hosts = {(at, each) for at, each in enumerate(self.path.hosts) if each.server in who.hotspots}
        leases = {(at, each) for at, each in enumerate(self.path.leases) if each.server in who.dhcp}
        return frozenset(sessions), frozenset(hosts), frozenset(leases)

    @staticmethod
    def _of(guest: Guest, who: _Who) -> bool:
        return guest.server in who.hotspots or guest in who.sessions

    def touched(self, change: Change) -> _Who:
        """Whom a change of a row that is there touches; a new row touches only what it binds."""
        judge = _JUDGES.get(change.menu)
        return judge(self, change) if judge is not None else _NOBODY

    def on(self, *interfaces: str) -> _Who:
        """Everyone served on these interfaces."""
        return _Who(
            frozenset(each.text("name") for each in self.servers if each.text("interface") in interfaces),
            frozenset(each.text("name") for each in self.dhcp if each.text("interface") in interfaces),
        )

    def over(self, interface: str) -> _Who:
        """Everyone served on an interface, or on what stands on it: VLANs, and the bridge of a port."""
        found = {interface}
        while more := {upper for lower, upper in self.above if lower in found} - found:
            found |= more
        return self.on(*found)

    def holding(self, field: str, value: str) -> _Who:
        """Everyone whose server's field holds a value."""
        return _Who(
            frozenset(each.text("name") for each in self.servers if each.text(field) == value),
            frozenset(each.text("name") for each in self.dhcp if each.text(field) == value),
        )


def _read(change: Change, field: str) -> str:
    """What the row held before the change."""
    if change.live is None:
        return ""
    return Standing(change.menu, "", change.live.fields).text(field)


def _hits(change: Change, *fields: str) -> bool:
    """Whether a row that is there goes, or one of these fields of it changes."""
    if change.action is Action.UPDATE:
        return bool({each.field for each in change.deltas} & set(fields))
    return change.action is Action.DELETE


def _server(_: _Router, change: Change) -> _Who:
    """A server that goes, stops, or serves otherwise (NOTES section e: hosts may drop)."""
    if not _hits(change, "disabled", "interface", "profile", "address-pool", "addresses-per-mac"):
        return _NOBODY
    return _Who(hotspots=frozenset({_read(change, "name")}))


def _profile(router: _Router, change: Change) -> _Who:
    changed = {each.field for each in change.deltas} - _TALK
    if change.action is Action.CREATE or (change.action is Action.UPDATE and not changed):
        return _NOBODY
    name = _read(change, "name")
    return _Who(hotspots=frozenset(e.text("name") for e in router.servers if e.text("profile") == name))


def _pool(router: _Router, change: Change) -> _Who:
    return router.holding("address-pool", _read(change, "name")) if _hits(change, "ranges") else _NOBODY


def _dhcp(_: _Router, change: Change) -> _Who:
    hit = _hits(change, "disabled", "interface", "address-pool", "authoritative", "relay")
    return _Who(dhcp=frozenset({_read(change, "name")})) if hit else _NOBODY


def _binding(router: _Router, change: Change) -> _Who:
    """A binding that comes, goes or changes logs its clients out (NOTES section e)."""
    if change.action is Action.UPDATE and {each.field for each in change.deltas} <= _TALK:
        return _NOBODY
    sides = (change.live, change.row)
    rows = [Standing(change.menu, "", each.fields) for each in sides if each is not None]
    hit = (each for each in router.path.sessions if any(binds(row, each.server, each) for row in rows))
    return _Who(sessions=frozenset(hit))


def _user(router: _Router, change: Change) -> _Who:
    """A guest's account that goes, is disabled, or gets another name."""
    if not _hits(change, "disabled", "name", "server"):
        return _NOBODY
    name, server = _read(change, "name"), _read(change, "server")
    hit = (each for each in router.path.sessions if each.user == name and server in ("all", each.server))
    return _Who(sessions=frozenset(hit))


def _address(router: _Router, change: Change) -> _Who:
    hit = _hits(change, "address", "interface", "disabled", "network", "netmask")
    return router.on(_read(change, "interface")) if hit else _NOBODY


def _interface(router: _Router, change: Change) -> _Who:
    hit = _hits(change, "disabled", "vlan-id", "interface", "vlan-filtering", "name")
    return router.over(_read(change, "name")) if hit else _NOBODY


def _port(router: _Router, change: Change) -> _Who:
    """A port that leaves a bridge, and an interface of its own that becomes a port."""
    if change.action is Action.CREATE:
        new = change.row.fields.get("interface") if change.row is not None else None
        return router.on(new) if isinstance(new, str) else _NOBODY
    return router.over(_read(change, "bridge")) if _hits(change, "bridge", "disabled", "pvid") else _NOBODY


_JUDGES: Mapping[str, Callable[[_Router, Change], _Who]] = MappingProxyType(
    {
        HOTSPOT: _server,
        "/ip/hotspot/profile": _profile,
        "/ip/pool": _pool,
        DHCP: _dhcp,
        "/ip/hotspot/ip-binding": _binding,
        "/ip/hotspot/user": _user,
        "/ip/address": _address,
        "/interface/bridge": _interface,
        VLAN: _interface,
        PORT: _port,
    }
)
"""By menu, whom a change of one of its rows touches; a menu that is not here touches nobody."""
