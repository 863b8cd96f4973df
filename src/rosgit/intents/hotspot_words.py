"""The words of ``hotspots:``; ``hotspots.py`` says which rows follow from them."""

from __future__ import annotations

from types import MappingProxyType

from rosgit.intents.garden import WALLED_GARDEN
from rosgit.intents.system import BRIDGE, BRIDGE_WORDS
from rosgit.intents.words import Block, Labels, Many, menu_words, one, role
from rosgit.menus.kinds import Duration, Int, Ip, KindError, Name, Prefix4

HOTSPOT = "/ip/hotspot"
PROFILE = "/ip/hotspot/profile"
BINDING = "/ip/hotspot/ip-binding"
VLAN_MENU = "/interface/vlan"

SERVER_LIMITS = ("addresses-per-mac", "idle-timeout", "keepalive-timeout", "login-timeout")


class Network(Prefix4):
    """A network as people mean it: host bits are a slip here, where RouterOS' own fields drop them."""

    def _canonical(self, text: str) -> str:
        network = super()._canonical(text)
        if "/" in text and text.partition("/")[0] != network.partition("/")[0]:
            raise KindError(f"{text!r} is an address in a network; did you mean {network!r}?")
        return network


LIMITS = Block(
    words=MappingProxyType(
        {
            **{name: menu_words(HOTSPOT)[name] for name in SERVER_LIMITS},
            "rate-limit": menu_words(PROFILE)["rate-limit"],
        }
    ),
    doc="limits of the whole hotspot and of hosts that have not logged in",
)

TRIAL = Block(
    words=MappingProxyType(
        {
            "uptime-limit": one(Duration(), "how long a trial lasts"),
            "uptime-reset": one(Duration(), "when a device may have another one"),
            "user-profile": one(Name(), "the user profile of trial guests"),
        }
    ),
    switch=True,
    doc="free access for a while, without login",
)

BINDINGS = Labels(
    of=role(BINDING, shorthand="mac-address"),
    doc="devices that skip the login (or are kept out)",
)

VLAN = role(
    VLAN_MENU,
    {
        "bridge": one(Name(), "the bridge (or interface) that carries the VLAN", required=True),
        "id": one(Int(1, 4094), "VLAN id", required=True),
    },
    without=("interface", "vlan-id"),
    doc="a VLAN interface made for this hotspot",
)

ROLES = MappingProxyType(
    {
        "server": role(HOTSPOT, without=("interface",)),
        "server-profile": role(PROFILE),
        "pool": role("/ip/pool", shorthand="ranges"),
        "address": role("/ip/address", without=("interface",)),
        "dhcp-server": role("/ip/dhcp-server", without=("interface",), switch=True),
        "dhcp-network": role("/ip/dhcp-server/network"),
        "masquerade": role("/ip/firewall/nat", switch=True),
        "guest-list": role("/ip/firewall/address-list"),
    }
)

LOGIN = menu_words(PROFILE)["login-by"].kind

HOTSPOTS = Labels(
    of=Block(
        words=MappingProxyType(
            {
                "interface": one(Name(), "an interface that is there already"),
                "bridge": role(BRIDGE, BRIDGE_WORDS, doc="a bridge made for this hotspot"),
                "vlan": VLAN,
                "network": one(Network(), "the guests' network; the rest is derived from it", required=True),
                "gateway": one(Ip(), "the router's address in it; the first host by default"),
                "radius": Many(kind=Name(), doc="labels of radius: that this hotspot asks"),
                "limits": LIMITS,
                "trial": TRIAL,
                "walled-garden": WALLED_GARDEN,
                "bindings": BINDINGS,
                **ROLES,
            }
        ),
        doc="one captive portal",
    ),
    doc="captive portals by name",
)
