"""A managed router for the tests of guards: its rows are ledger, desired and observed at once, until
a case edits what is desired and the real planner makes the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from rosgit.differ import plan as make_plan
from rosgit.menus import MENUS
from rosgit.model.path import Login, OwnPath, Route
from rosgit.model.plan import Plan
from rosgit.model.row import Ledger, Live, Observed, Row
from rosgit.model.secret import Secret, SecretRef
from rosgit.model.site import Site
from rosgit.model.span import Span
from rosgit.model.target import Target, Tls
from rosgit.model.version import Version

Rows = dict[str, list[dict[str, Any]]]
PASSWORD = SecretRef("env", "ROSGIT")
OTHER = SecretRef("env", "OTHER")
SECRETS = {PASSWORD.same_as: Secret("one"), OTHER.same_as: Secret("two")}
SOURCE, ROUTER = "10.0.0.5", "10.0.0.1"
TARGET = Target(ROUTER, 8729, "rosgit", PASSWORD, Tls(("ab" * 32,)), "7.22", span=Span("sites/cafe.yaml", 1))
ME = (Login("rosgit", SOURCE, "api-ssl"), Login("admin", "10.9.9.9", "winbox"))


def base() -> Rows:
    """We come from 10.0.0.5 on the bridge lan; guests are on the VLAN guests of it."""
    return {
        "/user/group": [{"name": "rosgit", "policy": "read,write,policy,sensitive,api"}],
        "/user": [{"name": "rosgit", "group": "rosgit", "address": "10.0.0.0/24"}],
        "/ip/service": [{"name": "api-ssl", "port": "8729", "certificate": "own"}],
        "/interface/bridge": [{"name": "lan"}, {"name": "other"}],
        "/interface/vlan": [{"name": "guests", "interface": "lan", "vlan-id": "30"}],
        "/interface/bridge/port": [
            {"bridge": "lan", "interface": "ether2"},
            {"bridge": "lan", "interface": "ether3"},
        ],
        "/interface/list": [{"name": "LAN"}],
        "/interface/list/member": [{"list": "LAN", "interface": "lan"}],
        "/ip/address": [
            {"address": "10.0.0.1/24", "interface": "lan"},
            {"address": "10.5.50.1/24", "interface": "guests"},
        ],
        "/ip/firewall/address-list": [
            {"list": "management", "address": "10.0.0.0/24", "comment": "office"},
            {"list": "bad", "address": "203.0.113.0/24", "comment": "bad"},
        ],
        "/ip/firewall/filter": [
            rule("known", "accept", **{"connection-state": "established,related"}),
            rule("management", "accept", **{"src-address-list": "management"}),
            rule("rest", "drop"),
        ],
        "/ip/firewall/nat": [rule("out", "masquerade", "srcnat")],
        "/ip/pool": [{"name": "guests", "ranges": "10.5.50.10-10.5.50.99"}],
        "/ip/dhcp-server": [{"name": "guests", "interface": "guests", "address-pool": "guests"}],
        "/ip/hotspot/profile": [{"name": "hs"}],
        "/ip/hotspot": [
            {
                "name": "lobby",
                "interface": "guests",
                "address-pool": "guests",
                "profile": "hs",
                "disabled": "false",
            }
        ],
        "/ip/hotspot/ip-binding": [{"mac-address": "AA:BB:CC:00:11:22", "type": "bypassed", "comment": "p"}],
    }


def rule(comment: str, action: str, chain: str = "input", **fields: str) -> dict[str, Any]:
    """One rule of the filter."""
    return {"chain": chain, "action": action, "comment": comment, **fields}


def find(rows: Rows, menu: str, **fields: str) -> dict[str, Any]:
    """The first row of a menu with these fields."""
    return next(
        row for row in rows[menu] if all(row.get(n.replace("_", "-")) == v for n, v in fields.items())
    )


class Case:
    """A router, what is desired of it, and the plan from one to the other."""

    def __init__(self, here: Rows | None = None, *, target: Target = TARGET) -> None:
        self.here = here if here is not None else base()
        self.target = target
        self.wanted = {menu: [dict(row) for row in rows] for menu, rows in self.here.items()}

    def edited(self, *edits: Callable[[Rows], object]) -> Case:
        for edit in edits:
            edit(self.wanted)
        return self

    @property
    def lives(self) -> dict[str, tuple[Live, ...]]:
        return {
            menu: tuple(
                Live(menu, f"*{at + 1:X}", MappingProxyType(canonical(menu, row)), flags_of(row))
                for at, row in enumerate(rows)
            )
            for menu, rows in self.here.items()
        }

    @property
    def site(self) -> Site:
        return Site("cafe", "cafe.yaml", self.target, tuple(rows_of(self.wanted)))

    def plan(self, *, ledger: bool = True) -> Plan:
        applied = Ledger("cafe", tuple(row for row in rows_of(self.here)))
        return make_plan(
            "cafe",
            self.site.rows,
            applied if ledger else None,
            Observed(self.lives),
            version=Version(7, 22),
            resolved=SECRETS,
        )

    def path(self, **given: Any) -> OwnPath:
        made = OwnPath(
            "rosgit",
            SOURCE,
            ROUTER,
            ME,
            MappingProxyType(dict(self.lives)),
            routes=(Route("0.0.0.0/0", "ether1"),),
        )
        return replace(made, **given)


def rows_of(rows: Rows) -> list[Row]:
    """Rows as compiled, each on a line of its own; dynamic ones are nobody's."""
    found, line = [], 1
    for menu, every in rows.items():
        for row in every:
            line += 1
            if not row.get("dynamic"):
                fields = canonical(menu, row)
                found.append(Row(menu, MappingProxyType(fields), span=Span("sites/cafe.yaml", line)))
    return found


def canonical(menu: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Values in canonical form, flags left out; secrets as they are."""
    known = MENUS[menu].fields
    return {
        name: value if isinstance(value, SecretRef) else known[name].kind.canonical(value)
        for name, value in row.items()
        if name not in ("dynamic", "invalid")
    }


def flags_of(row: Mapping[str, Any]) -> frozenset[str]:
    """The flags a row was given."""
    return frozenset(name for name in ("dynamic", "invalid") if row.get(name))
