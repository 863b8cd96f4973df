"""The script that lets rosgit in on a bare router: group, user, certificate, api-ssl."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from types import MappingProxyType

from rosgit.menus import MENUS
from rosgit.menus.script import add, change, quote, remark
from rosgit.model.row import Row
from rosgit.model.secret import Secret, SecretRef
from rosgit.model.site import Site
from rosgit.views.values import is_secret

NAME = "rosgit"
PLACEHOLDER = "change-me"

WHY = MappingProxyType(
    {
        "api": "log in over the API",
        "read": "read the configuration",
        "write": "change it (write alone does not read)",
        "sensitive": "read secrets back, so that a plan can compare them",
        "policy": "keep the ledger and arm the undo, which are scripts",
        "ftp": "a script of this site asks for it",
        "reboot": "a script of this site asks for it",
        "test": "a script of this site asks for it",
        "password": "a script of this site asks for it",
        "sniff": "a script of this site asks for it",
        "romon": "a script of this site asks for it",
    }
)
"""The policies a group may need and why (NOTES section h)."""

_BASE = ("api", "read", "write", "policy")
_USAGE = "digital-signature,key-encipherment,key-cert-sign,crl-sign,tls-server"


def policies(rows: Iterable[Row]) -> tuple[str, ...]:
    """The fewest policies with which rosgit can read and write these rows, in the order of WHY.

    A script or scheduler can only be given policies that its maker holds (NOTES section h).
    """
    wanted = set(_BASE)
    for row in rows:
        if any(is_secret(row.menu, name) for name in row.fields):
            wanted.add("sensitive")
        asked = row.fields.get("policy") if row.menu.startswith("/system/") else None
        wanted |= set(asked.split(",")) if isinstance(asked, str) and asked else set()
    return tuple(name for name in WHY if name in wanted)


def bootstrap_script(site: Site, network: str, password: Secret | None = None) -> str:
    """The ``.rsc`` for one site's router.

    ``network`` is the IPv4 or IPv6 network rosgit comes from (ValueError when it is none, or
    everywhere): user and service are open to it alone. Without ``password`` the user is made
    disabled, with a placeholder.
    """
    place = ipaddress.ip_network(network, strict=False)
    if place.prefixlen == 0:
        raise ValueError("that is everywhere; name the network rosgit comes from")
    source = str(place)
    parts = (
        _header(site),
        _group(policies(site.rows)),
        _user(site, source, password),
        _certificate(site),
        _service(site, source),
        _last(),
    )
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts)


def _header(site: Site) -> Iterator[str]:
    yield remark(f"rosgit: lets rosgit in on the router of {site.name} ({site.target.host}).")
    yield remark("Upload it, look through it, and run it once: /import file-name=bootstrap.rsc")


def _group(held: Iterable[str]) -> Iterator[str]:
    names = tuple(held)
    yield remark("1. A group with the fewest policies this site needs:")
    yield from (remark(f"  {name}: {WHY[name]}") for name in names)
    yield add(
        MENUS["/user/group"], {"name": NAME, "policy": ",".join(names), "comment": "made by rosgit bootstrap"}
    )


def _user(site: Site, source: str, password: Secret | None) -> Iterator[str]:
    name = site.target.username
    reference = site.target.password
    fields = {"name": name, "group": NAME, "address": source, "comment": "made by rosgit bootstrap"}
    yield remark(f"2. The user, let in from {source} only.")
    if password is not None:
        yield remark("This file holds its password in the clear: remove it from the router afterwards.")
        yield add(MENUS["/user"], {**fields, "password": password.reveal()})
        return
    where = f" (the one rosgit takes from {reference})" if isinstance(reference, SecretRef) else ""
    yield remark(f"It stays disabled until you give it a password{where}:")
    live = change(MENUS["/user"], {"password": PLACEHOLDER, "disabled": "false"}, where={"name": name})
    yield remark(f"  {live}")
    yield add(MENUS["/user"], {**fields, "password": PLACEHOLDER, "disabled": "true"})


def _certificate(site: Site) -> Iterator[str]:
    host = site.target.host
    kind = "IP" if _is_address(host) else "DNS"
    yield remark("3. A certificate of its own for api-ssl; signing takes a while on small boards.")
    yield add(
        MENUS["/certificate"],
        {
            "name": NAME,
            "common-name": site.name,
            "subject-alt-name": f"{kind}:{host}",
            "key-size": "2048",
            "days-valid": "3650",
            "key-usage": _USAGE,
        },
    )
    yield f"/certificate/sign [find name={quote(NAME)}]"


def _service(site: Site, source: str) -> Iterator[str]:
    port = site.target.port if site.target.tls is not None else 8729
    fields = {"certificate": NAME, "address": source, "port": str(port), "disabled": "false"}
    yield remark(f"4. The API over TLS, open to {source} only.")
    yield change(MENUS["/ip/service"], fields, where={"name": "api-ssl"})


def _last() -> Iterator[str]:
    plain_api = change(MENUS["/ip/service"], {"disabled": "true"}, where={"name": "api"})
    yield remark("5. The fingerprint, for the site's file: router: {tls: {fingerprint: ...}}")
    yield f":put [/certificate/get [find name={quote(NAME)}] fingerprint]"
    yield remark("If the firewall drops input, accept the API's port from your network before that rule.")
    yield remark("The plain API sends passwords in the clear. When nothing else needs it:")
    yield remark(f"  {plain_api}")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
