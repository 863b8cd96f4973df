"""The doctor's judgement: is this router fit for rosgit, and what is to be mended first?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from rosgit.model.check import Check, Verdict, Vitals
from rosgit.model.diagnostic import Diagnostic, Severity
from rosgit.model.row import Ledger, Observed
from rosgit.model.site import Site
from rosgit.rules.guards import may_we
from rosgit.rules.guards_router import serial_changed

UNDO = "rosgit-undo"
"""The script that is lock and driver of an undo in one (DESIGN section 8)."""
OK, WARN, FAIL = Verdict.OK, Verdict.WARN, Verdict.FAIL
LEAST_SPACE, LITTLE_SPACE = 512 * 1024, 2 * 1024 * 1024
"""Bytes: what ledger, undo and snapshots need on flash; and what is so little that it will not last."""
SLOW = timedelta(minutes=5)
_FIRST_AID = "rosgit bootstrap prints the group that rosgit needs"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Patient:
    """A site and what was read of its router.

    ``last`` is the ledger that was found, ``doubts`` what is to be said of it; ``needed`` are the
    policies the site's rows need, ``now`` is our own time (UTC).
    """

    site: Site
    observed: Observed
    vitals: Vitals
    last: Ledger | None
    needed: tuple[str, ...]
    now: datetime
    doubts: tuple[Diagnostic, ...] = ()


def examined(patient: Patient) -> tuple[Check, ...]:
    """Every check of a router that let us in, in the order in which a person would look."""
    steps = (
        _serial,
        _version,
        _policies,
        _device_mode,
        _clock,
        _space,
        _scripts,
        _ledger,
        _safe_mode,
        _reboot,
        _pages,
    )
    return tuple(check for step in steps for check in step(patient))


def _serial(patient: Patient) -> Iterator[Check]:
    site, seen = patient.site, patient.observed.facts.serial
    wrong = _of_code("wrong-router", may_we(site, patient.observed))
    changed = tuple(serial_changed(site, patient.last, patient.observed))
    if wrong or changed:
        yield from (Check("serial", FAIL, each.summary, each.detail) for each in (*wrong, *changed))
    elif not seen:
        yield Check("serial", WARN, "the router shows no serial number", "nothing can tell it from another")
    elif site.target.serial is None:
        yield Check("serial", WARN, f"{seen} is not pinned", f"say serial: {seen} under router:")
    else:
        ledger = ", as in the ledger" if patient.last is not None and patient.last.serial == seen else ""
        yield Check("serial", OK, f"{seen}, as pinned{ledger}")


def _of_code(code: str, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(each for each in found if each.code == code)


def _version(patient: Patient) -> Iterator[Check]:
    found = [each for each in may_we(patient.site, patient.observed) if each.code.startswith("version-")]
    yield from (
        Check("routeros", FAIL if each.is_error else WARN, each.summary, each.detail) for each in found
    )
    if not found:
        yield Check("routeros", OK, f"{patient.observed.facts.version}, as the site says")


def _policies(patient: Patient) -> Iterator[Check]:
    held, needed = patient.observed.facts.policies, patient.needed
    if not held:
        words = "our user is not in /user (RADIUS?), so its policies are not known"
        yield Check("policies", WARN, words, f"it needs {', '.join(needed)}")
        return
    # ledger and undo are scripts, which only the policy called policy may make
    missing = [each for each in dict.fromkeys((*needed, "policy")) if each not in held]
    if missing:
        yield Check("policies", FAIL, f"our user lacks {', '.join(missing)}", _FIRST_AID)
    else:
        yield Check("policies", OK, f"our user has {', '.join(needed)}")


def _device_mode(patient: Patient) -> Iterator[Check]:
    mode = patient.observed.facts.device_mode
    hotspots = any(row.menu == "/ip/hotspot" for row in patient.site.rows)
    wanted = {
        "scheduler": "the undo switch cannot tick",
        **({"hotspot": "guests get none"} if hotspots else {}),
    }
    barred = [name for name in wanted if mode.get(name) in ("no", "false")]
    silent = [name for name in wanted if name not in mode] if mode else []
    hidden = patient.vitals.hidden("/system/device-mode")
    for name in barred:
        yield Check(
            "device-mode",
            FAIL,
            f"{name} is not allowed: {wanted[name]}",
            f"at the router: /system/device-mode update {name}=yes, then confirm by button or power",
        )
    if barred:
        return
    if hidden or silent:
        unsaid = f"does not say whether it allows {', '.join(silent)}"
        words = f"cannot be read: {hidden}" if hidden else unsaid
        yield Check("device-mode", WARN, words, "see for yourself: /system/device-mode print")
    else:
        said = ", ".join(wanted) if mode else "the router has none"
        yield Check("device-mode", OK, f"allows {said}" if mode else said)


def _clock(patient: Patient) -> Iterator[Check]:
    there = _time(patient.vitals)
    ntp = "switch /system/ntp/client on"
    if there is None:
        said = patient.vitals.unread.get("/system/clock", "the router's date and time are not understood")
        yield Check("clock", WARN, said, "compare it by hand: /system/clock print")
        return
    off = abs(there - patient.now)
    words = f"{there:%Y-%m-%d %H:%M:%S} UTC"
    synced = patient.vitals.ntp.get("status", "")
    hidden = patient.vitals.hidden("/system/ntp/client")
    if off > SLOW:
        yield Check("clock", FAIL, f"{words}, {_span(off)} from ours", ntp)
    elif hidden:
        yield Check("clock", WARN, f"{words}, right now; what keeps it so cannot be read: {hidden}", ntp)
    elif patient.vitals.ntp.get("enabled") not in ("true", "yes"):
        yield Check("clock", WARN, f"{words}, right now, but no NTP client keeps it so", ntp)
    else:
        yield Check("clock", OK, words + (f", NTP {synced}" if synced else ""))


def _span(time: timedelta) -> str:
    seconds = int(time.total_seconds())
    for size, word in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds // size} {word}"
    return f"{seconds} seconds"


def _time(vitals: Vitals) -> datetime | None:
    """The router's time in UTC. ``date`` is 2026-01-31, or jan/31/2026 up to about 7.10 (unsure)."""
    clock = vitals.clock
    date, old = clock.get("date", ""), re.fullmatch(r"([a-z]{3})/(\d\d)/(\d{4})", clock.get("date", ""))
    if old is not None and old[1] in _MONTHS:
        date = f"{old[3]}-{_MONTHS.index(old[1]) + 1:02}-{old[2]}"
    offset = re.fullmatch(r"([+-])(\d\d):(\d\d)", clock.get("gmt-offset", "+00:00"))
    if offset is None:
        return None
    ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
    try:
        zone = timezone(-ahead if offset[1] == "-" else ahead)
        return datetime.fromisoformat(f"{date}T{clock.get('time', '')}").replace(tzinfo=zone).astimezone(UTC)
    except ValueError:
        return None


def _space(patient: Patient) -> Iterator[Check]:
    free = patient.observed.facts.free_space
    if free is None:
        yield Check("space", WARN, "the router does not say how much is free", "/system/resource print")
        return
    scripts = _weight(patient.site)
    little = free < max(LITTLE_SPACE, LEAST_SPACE + scripts)
    verdict = FAIL if free < LEAST_SPACE else WARN if little else OK
    mend = "" if verdict is OK else "remove old backups and files: /file print"
    words = f"{_mib(free)} free"
    if little and scripts > LEAST_SPACE:
        words += f"; ledger and undo of {len(patient.site.rows)} rows may need {_mib(scripts)}"
    yield Check("space", verdict, words, mend)


def _mib(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MiB"


def _weight(site: Site) -> int:
    """Bytes that two ledgers and an undo of every row may need in ``/system/script``, at most."""
    fields = (field for row in site.rows for field in row.fields.items())
    return 4 * sum(len(name) + len(value if isinstance(value, str) else "") + 8 for name, value in fields)


def _scripts(patient: Patient) -> Iterator[Check]:
    """Room for ledger and undo: the menu can be read, and no undo stands in it."""
    vitals = patient.vitals
    if "/system/script" in vitals.unread:
        said = vitals.unread["/system/script"]
        yield Check("scripts", FAIL, f"/system/script cannot be read: {said}", _FIRST_AID)
    elif UNDO in vitals.scripts:
        words = f"{UNDO} is there: an apply is under way, or was cut"
        yield Check("scripts", WARN, words, "wait until it has undone itself; if it is stale: rosgit unlock")
    else:
        last = patient.last
        known = f"ledger of {last.site}, generation {last.generation}" if last else "no ledger yet"
        yield Check("scripts", OK, known)


def _ledger(patient: Patient) -> Iterator[Check]:
    """What an apply would say of the ledger it finds; that there is none yet is no doubt.

    A board that was swapped is told by its serial number.
    """
    for each in patient.doubts:
        if each.severity is not Severity.INFO and each.code != "ledger-other-board":
            yield Check("ledger", FAIL if each.is_error else WARN, each.summary, each.detail)


def _safe_mode(patient: Patient) -> Iterator[Check]:
    held, hidden = patient.vitals.safe_mode, patient.vitals.hidden("/safe-mode")
    if hidden:
        yield Check("safe-mode", WARN, f"cannot be read: {hidden}", "ask who works on the router")
    if held.get("enabled") in ("true", "yes"):
        who = held.get("owner") or held.get("user") or "somebody"
        yield Check("safe-mode", FAIL, f"held by {who}", "ask them to leave it before an apply")


def _reboot(patient: Patient) -> Iterator[Check]:
    vitals = patient.vitals
    current, upgrade = vitals.board.get("current-firmware"), vitals.board.get("upgrade-firmware")
    hidden = [menu for menu in ("/system/package", "/system/routerboard") if vitals.hidden(menu)]
    for menu in hidden:
        words = f"{menu} cannot be read: {vitals.hidden(menu)}"
        yield Check("reboot", WARN, words, f"see for yourself whether one is due: {menu} print")
    if vitals.scheduled:
        words = f"packages wait for a reboot: {', '.join(vitals.scheduled)}"
        yield Check("reboot", FAIL, words, "reboot first, or /system/package unschedule")
    elif current != upgrade and upgrade:
        words = f"RouterBOOT {current} may be upgraded to {upgrade}"
        yield Check("reboot", WARN, words, "when convenient: /system/routerboard upgrade, and reboot")
    elif not hidden:
        yield Check("reboot", OK, "nothing waits for one")


def _pages(patient: Patient) -> Iterator[Check]:
    """The folders of login pages that the site names: RouterOS fills only the ones it makes itself."""
    wanted = {
        value
        for row in patient.site.rows
        if row.menu == "/ip/hotspot/profile"
        for name in ("html-directory", "html-directory-override")
        if isinstance(value := row.fields.get(name), str) and value
    }
    there = patient.vitals.directories
    if not wanted:
        return
    if "/file" in patient.vitals.unread:
        yield Check("html-directory", WARN, f"/file cannot be read: {patient.vitals.unread['/file']}")
        return
    missing = sorted(each for each in wanted if not {each, f"flash/{each}"} & there)
    for each in missing:
        words = f"{each} is not on the router, so guests see the built-in pages"
        yield Check("html-directory", FAIL, words, "upload it, or /ip/hotspot/reset-html")
    if not missing:
        yield Check("html-directory", OK, ", ".join(sorted(wanted)))
