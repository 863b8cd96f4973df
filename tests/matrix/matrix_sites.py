"""One router, two versions of its site, and rows on it that are nobody's business but their owner's."""

from __future__ import annotations

from rosgit.model.secret import Secret
from rosgit.model.site import Site
from rosgit.model.tree import Tree
from rosgit.sim import ManualClock, Router
from rosgit.sim.sites import router_for
from rosgit.workflow import compiled, references

NAME = "kilifi"

_ROUTER = """\
router:
  {host: 127.0.0.1, routeros: "7.22", username: rosgit, password: !secret "env:S#login", tls: no}
wan: ether1
"""

OLD_TEXT = (
    _ROUTER
    + """\
system:
  identity: kilifi-old
  services: {telnet: no, ftp: no}
  dns: {servers: [1.1.1.1], allow-remote-requests: yes}
radius:
  core: {address: 10.0.0.10, secret: !secret "env:S#radius-old", timeout: 2s}
  spare: {address: 10.0.0.11, secret: !secret "env:S#spare"}
user-profiles:
  day: {rate-limit: 5M/5M, shared-users: 1}
  night: {rate-limit: 1M/1M, shared-users: 2}
  gone: {rate-limit: 3M/3M}
users:
  amina: {profile: day, password: !secret "env:S#amina-old"}
  otieno: {profile: gone, password: !secret "env:S#otieno"}
  wanjiku: {profile: night, password: !secret "env:S#wanjiku"}
hotspots:
  lobby:
    bridge: {ports: [ether3]}
    network: 10.5.0.0/24
    radius: [core]
    dhcp-server: {lease-time: 1h}
    walled-garden: {portal: "portal.example.com", old-bank: "bank.example.com"}
    bindings: {printer: {mac-address: "AA:BB:CC:00:11:22", type: bypassed}}
  hall:
    interface: ether4
    network: 10.6.0.0/24
firewall: {guest-isolation: yes}
rows:
  /ip/firewall/address-list:
    noc: {list: management, address: 127.0.0.0/8}
    depot: {list: management, address: 10.0.40.0/24}
  /ip/firewall/filter:
    known: {chain: input, connection-state: [established, related], comment: known}
    management: {chain: input, src-address-list: management, comment: management}
    ping: {chain: input, protocol: icmp, comment: ping}
    dns: {chain: input, protocol: udp, dst-port: 53, comment: dns}
    smtp: {chain: forward, action: drop, protocol: tcp, dst-port: 25, comment: smtp}
  /ip/dns/static:
    till: {name: till.example.com, address: 10.5.0.5}
"""
)

NEW_TEXT = (
    _ROUTER
    + """\
system:
  identity: kilifi-new
  services: {telnet: no, ftp: no, www: no}
  dns: {servers: [1.1.1.1, 9.9.9.9], allow-remote-requests: yes}
radius:
  core: {address: 10.0.0.10, secret: !secret "env:S#radius-new", timeout: 4s}
  spare: {address: 10.0.0.11, secret: !secret "env:S#spare"}
user-profiles:
  day: {rate-limit: 9M/9M, shared-users: 3}
  night: {rate-limit: 1M/1M, shared-users: 2}
  week: {rate-limit: 2M/2M}
users:
  amina: {profile: week, password: !secret "env:S#amina-new"}
  wanjiku: {profile: night, password: !secret "env:S#wanjiku"}
  baraka: {profile: week, password: !secret "env:S#baraka"}
hotspots:
  lobby:
    bridge: {ports: [ether3]}
    network: 10.5.0.0/24
    radius: [core]
    dhcp-server: {lease-time: 2h}
    walled-garden: {portal: "portal.example.com", new-bank: "pay.example.com"}
    bindings:
      printer: {mac-address: "AA:BB:CC:00:11:22", type: bypassed}
      till: {mac-address: "AA:BB:CC:00:11:33", type: bypassed}
  terrace:
    interface: ether5
    network: 10.7.0.0/24
firewall: {guest-isolation: yes}
rows:
  /ip/firewall/address-list:
    noc: {list: management, address: 127.0.0.0/8}
  /ip/firewall/filter:
    known: {chain: input, connection-state: [established, related], comment: known}
    ping: {chain: input, protocol: icmp, comment: ping}
    management: {chain: input, src-address-list: management, comment: management}
    snmp: {chain: input, action: drop, protocol: udp, dst-port: 161, comment: snmp}
    dns: {chain: input, protocol: udp, dst-port: 53, comment: dns}
    smtp: {chain: forward, action: reject, protocol: tcp, dst-port: 25, comment: smtp}
  /ip/dns/static:
    till: {name: till.example.com, address: 10.5.0.6}
    menu: {name: menu.example.com, address: 10.5.0.7}
"""
)

LOGIN = Secret("pl4nted-login")
PLANTED = ("radius-old", "radius-new", "spare", "amina-old", "amina-new", "otieno", "wanjiku", "baraka")
"""Keys of the secrets; each secret is ``pl4nted-KEY``, so that any of them is found by its first letters."""

SWITCHED_OFF = frozenset({"otieno"})
"""Rows with a secret that the new site deletes: a switch that undoes alone leaves them switched off."""

FOREIGN: tuple[tuple[str, dict[str, str]], ...] = (
    ("/ip/firewall/filter", {"chain": "input", "protocol": "tcp", "dst-port": "8291", "comment": "by hand"}),
    ("/ip/firewall/filter", {"chain": "forward", "protocol": "udp", "dst-port": "123"}),
    ("/ip/firewall/nat", {"chain": "dstnat", "action": "accept", "comment": "camera"}),
    ("/ip/hotspot/user", {"name": "owner", "password": "his-own", "comment": "the owner's phone"}),
    ("/ip/hotspot/user/profile", {"name": "owner", "rate-limit": "50M/50M"}),
    ("/ip/hotspot/walled-garden", {"dst-host": "owner.example.com"}),
    ("/ip/dns/static", {"name": "nas.example.com", "address": "10.5.0.250"}),
    ("/ip/pool", {"name": "office", "ranges": "192.168.7.10-192.168.7.20"}),
    ("/radius", {"service": "login", "address": "10.9.9.9", "secret": "not-ours"}),
    ("/system/script", {"name": "backup", "source": "/log/info hello", "policy": "read"}),
    ("/system/scheduler", {"name": "nightly", "interval": "1d", "on-event": "/log info nightly"}),
)
"""Rows a person added."""


def site(text: str) -> Site:
    """The one site of a text."""
    made = compiled(Tree({f"{NAME}.yaml": text.encode()}))
    assert len(made.sites) == 1, made.diagnostics
    return made.sites[0]


def secrets(of: Site) -> dict[tuple[str, str, str | None], Secret]:
    """Every secret a site names."""
    return {ref.same_as: Secret(f"pl4nted-{ref.key}") for ref in references(of)}


def fresh_router(of: Site) -> tuple[Router, dict[str, frozenset[str]]]:
    """A router from the factory on which a person has been before rosgit, and the .ids of his rows."""
    router = router_for(of, LOGIN, ManualClock())
    theirs: dict[str, frozenset[str]] = {}
    for menu, fields in FOREIGN:
        made = router.add(menu, **{name.replace("-", "_"): text for name, text in fields.items()})
        theirs[menu] = theirs.get(menu, frozenset()) | {made}
    return router, theirs
