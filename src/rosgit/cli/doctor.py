"""``rosgit doctor``: is a router fit for rosgit, before anything is planned?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from rosgit.cli.ending import keep_bug
from rosgit.cli.options import Choice, Reach, reaching, reporting
from rosgit.cli.routers import Ready, prepare
from rosgit.cli.shell import echo, look
from rosgit.cli.trust import NO_CERTIFICATE
from rosgit.model.check import Check, Checkup, Verdict
from rosgit.model.exits import Exit, together
from rosgit.model.site import Site

REPORT_IT = "its traceback is printed last, please report it"

if TYPE_CHECKING:
    from rosgit.device import Deadline, Device, DeviceError
    from rosgit.ledger.standing import Standing
    from rosgit.rules.health import Patient


@click.command("doctor")
@reporting
@reaching
def command(chosen: Choice, reach: Reach) -> int:
    """Check that routers are fit for rosgit. Writes nothing.

    Reachable, trusted, the right board and RouterOS, policies, device-mode, clock, space, ledger, pages.
    Exit code 0 when nothing has to be mended, 1 when a router was not reached, 2 otherwise.
    """
    from rosgit.views.doctor import doctor_json, doctor_text

    ready = prepare(chosen, reach, secrets=False)
    found = _all(ready)
    echo(doctor_json(found) if chosen.json else doctor_text(found, look(chosen)))
    return together(map(_code, found))


def _code(checkup: Checkup) -> Exit:
    if not checkup.reached:
        return Exit.ERROR
    return Exit.DIFFERENCES if checkup.worst is Verdict.FAIL else Exit.OK


def _all(ready: Ready) -> list[Checkup]:
    from concurrent.futures import ThreadPoolExecutor

    from rosgit.device import Deadline

    command = click.get_current_context()

    def one(site: Site) -> Checkup:
        try:
            return _checkup(ready, site, Deadline.after(ready.reach.timeout))
        except Exception as error:  # noqa: BLE001  # the others are told of; the traceback is printed last
            keep_bug(command, error)
            broke = Check("rosgit", Verdict.FAIL, f"it broke ({type(error).__name__})", REPORT_IT)
            return Checkup(site.name, ready.hosts[site.name], (broke,))

    with ThreadPoolExecutor(max_workers=ready.reach.jobs) as pool:
        return list(pool.map(one, ready.sites))


def _checkup(ready: Ready, site: Site, deadline: Deadline) -> Checkup:
    from rosgit.device import DeviceError, Unreachable, connect
    from rosgit.model.masking import Known
    from rosgit.run import secrets_of

    host, reference = ready.hosts[site.name], site.target.password
    assert reference is not None
    password, known = ready.secrets[reference.same_as], Known((*secrets_of(site, ready.secrets), *ready.also))
    doors = tuple(_doors(site))
    try:
        device = connect(site.target, password, deadline, known=known)
    except DeviceError as error:
        checks = tuple(_refused(site, error, ready.options))
        return Checkup(site.name, host, checks, reached=not isinstance(error, Unreachable))
    with device:
        try:
            return Checkup(site.name, host, (*doors, *_inside(site, device, deadline)))
        except DeviceError as error:
            return Checkup(site.name, host, (*doors, _unread(error)))


def _refused(site: Site, error: DeviceError, options: str) -> Iterator[Check]:
    """How far we came: the door that stayed shut, and those before it."""
    from rosgit.device import TlsRefused, Unreachable
    from rosgit.views.summary import again

    words, mend = _words(error), error.diagnostic().detail
    doors = tuple(_doors(site))
    if isinstance(error, Unreachable):
        yield Check("reachable", Verdict.FAIL, words, mend)
    elif error.trusting or isinstance(error, TlsRefused):
        yield doors[0]
        pin = f"{again(options, 'trust', site.name)} shows what to pin; compare it with the router"
        certain = isinstance(error, TlsRefused) and error.shown
        yield Check("tls", Verdict.FAIL, words, pin if certain else NO_CERTIFICATE)
    else:
        yield from doors[:2]
        yield Check("login", Verdict.FAIL, words, mend)


def _unread(error: DeviceError) -> Check:
    """We were let in, and then could not read what everything else is judged by."""
    from rosgit.device import NotPermitted

    name = "policies" if isinstance(error, NotPermitted) else "reading"
    return Check(name, Verdict.FAIL, _words(error), error.diagnostic().detail)


def _words(error: DeviceError) -> str:
    return f"{error.words}: {error.said}" if error.said else error.words


def _doors(site: Site) -> Iterator[Check]:
    yield Check("reachable", Verdict.OK, f"{site.target.host}:{site.target.port} answers")
    tls = site.target.tls
    if tls is None:
        words = "the plain API: the password crosses the network in the clear"
        yield Check("tls", Verdict.WARN, words, "pin a fingerprint under router.tls")
    elif tls.fingerprints:
        yield Check("tls", Verdict.OK, "the certificate is pinned")
    else:
        yield Check("tls", Verdict.OK, f"the certificate is trusted by {tls.ca or 'this machine'}")
    yield Check("login", Verdict.OK, f"as {site.target.username}")


def _inside(site: Site, device: Device, deadline: Deadline) -> tuple[Check, ...]:
    from rosgit.rules.health import examined

    return examined(_patient(site, device, deadline))


def _patient(site: Site, device: Device, deadline: Deadline) -> Patient:
    from rosgit.device import observe
    from rosgit.device.vitals import vitals
    from rosgit.rules.health import Patient
    from rosgit.views.bootstrap import policies

    observed, signs = observe(device, (), deadline), vitals(device, deadline)
    ledger = _ledger(site, signs.scripts, observed.facts.serial)
    needed, now = policies(site.rows), datetime.now(UTC)
    return Patient(site, observed, signs, ledger.last, needed, now, ledger.diagnostics)


def _ledger(site: Site, scripts: Mapping[str, str], serial: str) -> Standing:
    from rosgit.ledger.codec import decode
    from rosgit.ledger.standing import weigh
    from rosgit.rules.health import UNDO

    return weigh(decode(scripts.items()), site.name, serial, undo_present=UNDO in scripts)
