"""Commands that are no plain work on rows: scripts, imports, certificates, reboot."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from rosgit.sim import scripts
from rosgit.sim.policies import demand, granted
from rosgit.sim.sentence import Reply, done
from rosgit.sim.session import Session
from rosgit.sim.store import Stored
from rosgit.sim.texts import MISSING, NO_FILE, NO_ITEM, Trap, missing

if TYPE_CHECKING:
    from rosgit.sim.router import Router

Words = Mapping[str, str]


def _target(router: Router, path: str, words: Words) -> Stored:
    name = words.get(".id", words.get("number", words.get("numbers")))
    if name is None:
        raise missing(["number"])
    found = router.store.find(path, name)
    if found is None:
        raise Trap(NO_ITEM, MISSING)
    return found[1]


def _run_script(router: Router, session: Session, words: Words) -> list[Reply]:
    """Run a script row with its own policies; the caller has to hold them (NOTES section h)."""
    row = _target(router, "/system/script", words)
    if row.text("dont-require-permissions") != "true":
        demand(router, session, *granted(row.text("policy")))
    scripts.run_row(router, row)
    return [done()]


def _import(router: Router, session: Session, words: Words) -> list[Reply]:
    demand(router, session, "read", "write")
    name = words.get("file-name")
    if name is None:
        raise missing(["file-name"])
    found = router.store.by_name("/file", name)
    if found is None:
        raise Trap(NO_FILE, MISSING)
    scripts.run_source(router, session, found[1].text("contents"))
    return [done()]


def _sign(router: Router, session: Session, words: Words) -> list[Reply]:
    """Sign a certificate template with itself: enough for api-ssl of a bootstrap script.

    Behind a server its fingerprint is that of the server's certificate, so that pinning it works.
    """
    demand(router, session, "write")
    row = _target(router, "/certificate", words)
    made = hashlib.sha256(f"{router.serial} {row.id} {row.text('common-name')}".encode()).hexdigest()
    fingerprint = router.fingerprint or made
    row.extra |= {"fingerprint": fingerprint, "private-key": "true", "authority": "true"}
    row.values["trusted"] = "true"
    return [done()]


def _reboot(router: Router, session: Session, words: Words) -> list[Reply]:
    del words
    demand(router, session, "reboot")
    router.rebooting = True
    return [done()]


ACTIONS: Mapping[tuple[str, str], Callable[[Router, Session, Words], list[Reply]]] = MappingProxyType(
    {
        ("/system/script", "run"): _run_script,
        ("/", "import"): _import,
        ("/certificate", "sign"): _sign,
        ("/system", "reboot"): _reboot,
    }
)
