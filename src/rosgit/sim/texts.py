"""What the simulated router says when it refuses, and who confirms the wording.

Texts of the first part stand in NOTES section c. Those of the second part are **invented**: no
source gives them, and nothing but the simulator's own tests may match on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


class Trap(Exception):  # noqa: N818 - the protocol's own word for it
    """A command is refused: ``!trap`` with a message and, for some, a category (NOTES section a)."""

    def __init__(self, message: str, category: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.category = category


MISSING, ARGUMENT, INTERRUPTED, SCRIPT = 0, 1, 2, 3

BAD_LOGIN = "invalid user name or password (6)"
NOT_LOGGED_IN = "not logged in"
GOODBYE = "session terminated on request"
NOT_PERMITTED = "not enough permissions (9)"
NO_COMMAND = "no such command"
NO_PREFIX = "no such command prefix"
NO_ITEM = "no such item"
INTERRUPTED_TEXT = "interrupted"
TOO_LONG = "failure: contents too long"
BAD_MAC = "invalid value of mac-address, mac address required"
BAD_RANGE = "value of range must have ip address after '-'"
SAME_NAME = "failure: item with such name already exists"
SAME_ENTRY = "failure: already have such entry"
SAME_INTERFACE = "failure: already have interface with such name"
DEVICE_MODE_COMMENT = "inactivated, not allowed by device-mode"

_CLIENT = ("address", "mac-address", "server")

DUPLICATES: Mapping[str, tuple[tuple[str, ...], str]] = MappingProxyType(
    {
        "/ip/address": (("address", "interface"), "failure: already have such address"),
        "/ip/pool": (("name",), "failure: pool with such name exists"),
        "/ip/hotspot/profile": (("name",), "failure: server profile with such name already exists"),
        "/ip/hotspot/ip-binding": (_CLIENT, "failure: such client already exists"),
        "/ip/firewall/address-list": (("list", "address"), SAME_ENTRY),
        "/user": (("name",), "failure: user with the same name already exists"),
    }
)
"""What must be unique in a menu, and the confirmed refusal."""

SAME_HOTSPOT_USER = "failure: already have user with this name for this server"


def unknown(name: str) -> Trap:
    """An argument that this menu (or this version of it) does not have."""
    return Trap(f"unknown parameter {name}")


def no_match(name: str) -> Trap:
    """A word that is none of an enumeration, or a reference to nothing."""
    return Trap(f"input does not match any value of {name}", ARGUMENT)


def bad_value(name: str) -> Trap:
    """A value that its kind cannot read."""
    return Trap(f"invalid value for argument {name}", ARGUMENT)


def missing(names: list[str]) -> Trap:
    """Required arguments that were left out."""
    return Trap("missing value(s) of argument(s) " + ",".join(names), ARGUMENT)


# From here on: INVENTED. No source gives these texts.

INVENTED_DUPLICATES: Mapping[str, tuple[tuple[str, ...], str]] = MappingProxyType(
    {
        "/interface/bridge/port": (("interface",), "failure: device already added as bridge port"),
        "/interface/list/member": (("list", "interface"), "failure: interface is already in that list"),
        "/ip/dhcp-server/network": (("address",), "failure: network already configured"),
        "/ip/dhcp-server/lease": (
            ("server", "mac-address", "address"),
            "failure: already have static lease with this IP address",
        ),
        "/system/ntp/client/servers": (("address",), "failure: server already added"),
        "/ip/hotspot/user/profile": (("name",), "failure: user profile with such name already exists"),
    }
)
NOT_UNIQUE = frozenset({"/tool/netwatch"})
SECOND_HOTSPOT = "failure: hotspot server already configured on this interface"
BINDING_WITHOUT_CLIENT = "failure: at least one of address and mac-address must be set"
CANNOT_REMOVE_DEFAULT = "failure: can not remove default item"
CANNOT_REMOVE_BUILTIN = "failure: can not remove builtin item"
CANNOT_CHANGE_DYNAMIC = "failure: can not change dynamic item"
LAST_FULL_USER = "failure: can not remove the last user with full rights"
CANNOT_UNSET = "failure: value can not be unset"
SCRIPT_REFUSED = "failure: the simulated router does not run this script"
NO_FILE = "failure: no such file"
TWO_FORMS = "failure: exactly one of name and regexp must be set"
