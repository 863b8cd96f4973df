"""Two sites with a secret in every field that takes one, where those stand, and strangers on the routers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from secrets_planted import planted

from rosgit.sim import Router

NEW = """\
router: {host: 127.0.0.1, username: rosgit, password: !secret "env:LAB_ROUTERS#{{ site }}", routeros: "7.22"}
wan: ether1
guards: {max-updates: 100%, max-deletes: 100%}
user-profiles:
  day-pass: {rate-limit: 5M/5M}
radius:
  core: {address: 10.0.0.10, secret: !secret "env:LAB_RADIUS", comment: core}
users:
  clerk: {profile: day-pass, password: !secret "file:keys/users.txt#clerk"}
  till: {profile: day-pass, password: !secret "file:keys/users.txt#till"}
hotspots:
  lobby:
    bridge: {ports: [ether3, ether4]}
    network: 10.5.50.0/24
    radius: [core]
    server-profile: {login-by: [mac, http-chap], mac-auth-password: !secret "file:keys/mac"}
rows:
  /ip/hotspot/user:
    scanner: {name: scanner, otp-secret: !secret "file:keys/otp.json#scanner"}
  /radius:
    spare: {address: 10.0.0.11, secret: !secret "env:LAB_JSON#spare", disabled: yes}
  /user:
    helper: {name: helper, group: read, password: !secret "env:LAB_HELPER"}
"""

OLD = """\
router: {host: 127.0.0.2, username: rosgit, password: !secret "file:keys/old", routeros: "7.21.1"}
guards: {max-updates: 100%, max-deletes: 100%}
radius:
  core: {address: 10.0.0.10, secret: !secret "env:LAB_RADIUS"}
rows:
  /ip/pool:
    guests: {ranges: 10.9.0.10-10.9.0.90}
  /ip/hotspot/user:
    scanner: {name: scanner, totp-secret: !secret "file:keys/otp.json#old"}
"""

SITES: Mapping[str, str] = {"new.yaml": NEW, "old.yaml": OLD}
PASSWORDS: Mapping[str, str] = {site: planted(f"password of {site}", ('"', "$")) for site in ("new", "old")}


def environ(generation: int = 1) -> Mapping[str, str]:
    """The variables that hold secrets; each generation holds others, but for the routers' passwords."""

    def made(name: str) -> str:
        return planted(f"{name} {generation}")

    lines = [f"new={PASSWORDS['new']}", f"elsewhere={planted('password of elsewhere', ('$', chr(92)))}"]
    return {
        "LAB_ROUTERS": "\n".join(["# " + planted("a remark beside secrets", ("-", "-")), *lines]),
        "LAB_RADIUS": made("radius of core"),
        "LAB_JSON": json.dumps({"spare": made("radius of spare"), "other": planted("unused in JSON")}),
        "LAB_HELPER": made("password of helper"),
        "LAB_UNUSED": planted("a variable nobody asks for"),
    }


def keys(generation: int = 1) -> Mapping[str, str]:
    """The files that hold secrets, by their path below the sites tree."""

    def made(name: str) -> str:
        return planted(f"{name} {generation}")

    users = {
        name: planted(f"user {name} {generation}", ("'", '"\\'))
        for name in ("clerk", "till", "gone", "unused")
    }
    return {
        "keys/users.txt": "".join(f"{name}={text}\n" for name, text in users.items()),
        "keys/mac": made("mac-auth") + "\n",
        "keys/otp.json": json.dumps({"scanner": made("otp of scanner"), "old": made("totp of scanner")}),
        "keys/old": PASSWORDS["old"],
    }


def write_keys(folder: Path, files: Mapping[str, str], mode: int = 0o600) -> None:
    """Put files with secrets below the sites tree."""
    for name, text in files.items():
        path = folder / "sites" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)


STRANGERS: Mapping[str, str] = {
    name: planted(f"a stranger's {name}")
    for name in ("radius", "twin", "user", "clerk", "profile", "admin", "script", "job", "drift", "lost")
}
"""What others have on the routers: secrets, and scripts with passwords in them."""

THEIRS = frozenset(
    {
        ("/system/script", "theirs", "source"),
        ("/system/scheduler", "theirs", "on-event"),
        ("/ip/hotspot/user", "till", "comment"),
    }
)
"""Menu, row and field of what strangers wrote into fields that are no secret ones."""


def move_in(router: Router) -> None:
    """Strangers put their rows on a router."""
    router.add("/radius", address="10.0.0.66", secret=STRANGERS["radius"], comment="theirs")
    router.add("/radius", address="10.0.0.12", secret=STRANGERS["twin"])
    router.add("/ip/hotspot/user", name="theirs", password=STRANGERS["user"])
    router.add("/ip/hotspot/profile", name="theirs", login_by="mac", mac_auth_password=STRANGERS["profile"])
    router.add("/user", name="theirs", group="read", password=STRANGERS["admin"])
    router.add("/system/script", name="theirs", source=f":put {STRANGERS['script']}")
    router.add("/system/scheduler", name="theirs", interval="1d", on_event=f":put {STRANGERS['job']}")
