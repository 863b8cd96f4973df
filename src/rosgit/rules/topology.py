"""What runs on which interface (HOTSPOT L40, L41)."""

from __future__ import annotations

from collections.abc import Iterator

from rosgit.model.diagnostic import Diagnostic
from rosgit.rules.desired import Desired, related, text
from rosgit.rules.firewall import hides_sources

PORT = "/interface/bridge/port"
_ON_INTERFACES = ("/ip/hotspot", "/ip/dhcp-server", "/ip/address")


def slave_interface(desired: Desired) -> Iterator[Diagnostic]:
    """L40: a port of a bridge is no interface of its own."""
    ports = {text(row, "interface"): row for row in desired.of(PORT)}
    for menu in _ON_INTERFACES if ports else ():
        for row in desired.of(menu):
            port = ports.get(text(row, "interface"))
            if port is not None:
                yield desired.found(
                    "slave-interface",
                    row,
                    "interface",
                    f"{menu} on {text(row, 'interface')!r}, a port of bridge {text(port, 'bridge')!r}",
                    "use the bridge, or a VLAN of it",
                    *related("made a port", port, "interface"),
                )


def wan_in_bridge(desired: Desired) -> Iterator[Diagnostic]:
    """L41: the way out is a port of a bridge: guests and the provider share one network."""
    ports = {text(row, "interface"): row for row in desired.of(PORT)}
    seen: set[str] = set()
    for row in desired.of("/ip/firewall/nat") if ports else ():
        out = text(row, "out-interface")
        if out in ports and out not in seen and hides_sources(row):
            seen.add(out)
            yield desired.found(
                "wan-in-bridge",
                ports[out],
                "interface",
                f"the way out, {out!r}, is a port of bridge {text(ports[out], 'bridge')!r}",
                "take it out of the bridge, or name another wan:",
                *related("the way out", row, "out-interface"),
            )


def hotspot_on_wan(desired: Desired) -> Iterator[Diagnostic]:
    """A portal on the way out would catch the provider's side, and us with it."""
    outs = {text(row, "out-interface"): row for row in desired.of("/ip/firewall/nat") if hides_sources(row)}
    for row in desired.of("/ip/hotspot"):
        out = outs.get(text(row, "interface"))
        if out is not None:
            yield desired.found(
                "hotspot-on-wan",
                row,
                "interface",
                f"hotspot {text(row, 'name')!r} runs on {text(row, 'interface')!r}, the way out",
                "run it on the guests' bridge or VLAN, or name another wan:",
                *related("the way out", out, "out-interface"),
            )


RULES = (slave_interface, wan_in_bridge, hotspot_on_wan)
