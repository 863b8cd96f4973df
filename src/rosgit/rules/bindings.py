"""A hotspot on the interface we come by: what are we to it, a guest, or one it lets pass?"""

from __future__ import annotations

from collections.abc import Iterator

from rosgit.model.diagnostic import Diagnostic
from rosgit.model.path import Guest, OwnPath
from rosgit.model.plan import Change
from rosgit.rules.packet import Fit, inside
from rosgit.rules.planned import Standing
from rosgit.rules.scene import BINDING, HOTSPOT, Rows, Scene

NO_MAC, NO_ADDRESS = frozenset({"", "00:00:00:00:00:00"}), frozenset({"", "0.0.0.0"})  # noqa: S104
_PASSES, _BARS = "bypassed", "blocked"


def binds(row: Standing, server: str, guest: Guest) -> bool:
    """Whether a binding is for a client of a server; a MAC that is not known is nobody's."""
    mac, address = row.text("mac-address"), row.text("address")
    return (
        row.enabled
        and row.text("server") in ("", "all", server)
        and (mac in NO_MAC or mac == guest.mac)
        and (address in NO_ADDRESS or inside(guest.address, address) is Fit.YES)
    )


def taken_for_a_guest(scene: Scene, interface: str) -> Iterator[Diagnostic]:
    """A hotspot that comes to our interface, and bindings by which one that is there treats us worse."""
    ran = {row.text("interface") for row in scene.before(HOTSPOT) or () if row.enabled}
    us = Guest("", scene.source, _mac(scene.path, scene.source))
    way_out = f"bind {scene.source} with type: bypassed, above others that fit it"
    for hotspot in scene.after(HOTSPOT) or ():
        if not hotspot.enabled or hotspot.text("interface") != interface:
            continue
        server = hotspot.text("name")
        was, now = (_first(rows, server, us) for rows in (scene.before(BINDING), scene.after(BINDING)))
        if _type(now) == _PASSES:
            continue
        if interface not in ran:
            words = f"{HOTSPOT} {server} would run on {interface}, by which we came, and {_meaning(now)}"
            yield scene.refusal(words, f"{way_out}; or come by another way", hotspot.change, hotspot)
        elif _type(now) != _type(was):
            row = now or was
            assert row is not None  # without one both are regular
            words = f"{HOTSPOT} {server} on {interface}, by which we came, would {_meaning(now)}"
            yield scene.refusal(f"{words}, by {BINDING} {row.name}", way_out, _culprit(scene, was, now), row)


def _mac(path: OwnPath, address: str) -> str:
    return next((each.mac for each in path.hosts if each.address == address), "")


def _first(rows: Rows | None, server: str, us: Guest) -> Standing | None:
    """The binding that decides: the first that fits."""
    return next((row for row in rows or () if binds(row, server, us)), None)


def _type(row: Standing | None) -> str:
    return row.text("type") if row is not None else "regular"


def _meaning(row: Standing | None) -> str:
    return "bar us" if _type(row) == _BARS else "take us for a guest"


def _culprit(scene: Scene, was: Standing | None, now: Standing | None) -> Change | None:
    own = now.change if now is not None else None
    gone = scene.change_of(was) if was is not None else None
    return own or gone or next(iter(scene.touches(BINDING)), None)
