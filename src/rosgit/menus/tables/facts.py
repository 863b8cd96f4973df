"""What rosgit reads of a router and never writes: interfaces, hardware, licence, sessions."""

from __future__ import annotations

from rosgit.menus.kinds import Bool, Duration, Int, Ip, Kind, Mac, Name, Text
from rosgit.menus.table import Field, Menu, Shape


def _seen(**kinds: Kind) -> tuple[Field, ...]:
    """Read-only fields; ``_`` in a name stands for ``-``."""
    return tuple(Field(name.replace("_", "-"), kind, read_only=True) for name, kind in kinds.items())


# Every interface of any kind, each bridge and VLAN among them. default-name is missing on virtual
# ones; slave is true for ports of a bridge. Names are the printable ones of the 7.21.4 tree.
INTERFACES = Menu(
    path="/interface",
    summary="all interfaces of the router",
    shape=Shape.READ,
    key=("name",),
    comment="7.10",
    flags=frozenset({"disabled", "dynamic", "inactive", "running", "slave"}),
    weight=0,
    arguments=_seen(name=Name(), default_name=Text(), type=Text(), mac_address=Mac()),
)

RESOURCE = Menu(
    path="/system/resource",
    summary="version, board, uptime, memory",
    shape=Shape.READ,
    lone=True,
    weight=0,
    arguments=_seen(
        version=Text(),
        board_name=Text(),
        architecture_name=Text(),
        platform=Text(),
        uptime=Duration(),
        cpu=Text(),
        cpu_count=Int(),
        free_memory=Int(),
        total_memory=Int(),
        free_hdd_space=Int(),
        total_hdd_space=Int(),
        build_time=Text(),
        factory_software=Text(),
    ),
)

# Boards only: a CHR has no such menu (its command tree lacks it), and a router without the package
# answers "no such command or directory" (NOTES section c). Field names are not in any tree: unsure.
ROUTERBOARD = Menu(
    path="/system/routerboard",
    summary="serial number and model of a board",
    shape=Shape.READ,
    lone=True,
    weight=0,
    arguments=_seen(
        routerboard=Bool(),
        board_name=Text(),
        model=Text(),
        serial_number=Text(),
        firmware_type=Text(),
        factory_firmware=Text(),
        current_firmware=Text(),
        upgrade_firmware=Text(),
    ),
)

# A CHR shows system-id and level; a board software-id and nlevel (unsure: no tree of a board at hand).
LICENSE = Menu(
    path="/system/license",
    summary="licence, and the id of a router without a board",
    shape=Shape.READ,
    lone=True,
    weight=0,
    arguments=_seen(
        system_id=Text(),
        level=Text(),
        software_id=Text(),
        nlevel=Text(),
        features=Text(),
        limited_upgrades=Bool(),
    ),
)

# Which features the device allows. Not on every version and board, so absent is "not said".
DEVICE_MODE = Menu(
    path="/system/device-mode",
    summary="features the device allows",
    shape=Shape.READ,
    lone=True,
    weight=0,
    arguments=_seen(
        mode=Text(),
        hotspot=Bool(),
        scheduler=Bool(),
        fetch=Bool(),
        container=Bool(),
        email=Bool(),
        flagged=Bool(),
        romon=Bool(),
        sniffer=Bool(),
        proxy=Bool(),
    ),
)

# From 7.16 to 7.24rc1 REST sessions stay in this list until a restart (NOTES section g).
USER_ACTIVE = Menu(
    path="/user/active",
    summary="who is logged in to the router",
    shape=Shape.READ,
    weight=0,
    arguments=_seen(name=Text(), address=Text(), via=Text(), group=Text(), when=Text(), radius=Bool()),
)

HOTSPOT_ACTIVE = Menu(
    path="/ip/hotspot/active",
    summary="guests that are logged in",
    shape=Shape.READ,
    comment="7.10",
    weight=0,
    arguments=_seen(
        server=Name(),
        user=Text(),
        address=Ip(),
        mac_address=Mac(),
        login_by=Text(),
        uptime=Duration(),
        idle_time=Duration(),
        session_time_left=Duration(),
        radius=Bool(),
        blocked=Bool(),
    ),
)

HOTSPOT_HOST = Menu(
    path="/ip/hotspot/host",
    summary="devices a hotspot sees, logged in or not",
    shape=Shape.READ,
    comment="7.10",
    flags=frozenset({"authorized", "bypassed", "dynamic"}),
    weight=0,
    arguments=_seen(
        server=Name(), mac_address=Mac(), address=Ip(), to_address=Ip(), found_by=Text(), uptime=Duration()
    ),
)

# Rows are known by name and may be added by hand; rosgit only checks that a log rule's action exists.
LOGGING_ACTION = Menu(
    path="/system/logging/action",
    summary="where log lines may go",
    shape=Shape.READ,
    key=("name",),
    comment="7.22",
    flags=frozenset({"default"}),
    builtin=(
        {"name": "memory", "target": "memory", "default": "true"},
        {"name": "disk", "target": "disk", "default": "true"},
        {"name": "echo", "target": "echo", "default": "true"},
        {"name": "remote", "target": "remote", "default": "true"},
    ),
    weight=0,
    arguments=_seen(name=Name(), target=Text(), remote=Text()),
)

TABLES = (
    INTERFACES,
    RESOURCE,
    ROUTERBOARD,
    LICENSE,
    DEVICE_MODE,
    USER_ACTIVE,
    HOTSPOT_ACTIVE,
    HOTSPOT_HOST,
    LOGGING_ACTION,
)
