"""Arm: take the lock, put undo and next ledger on the router, and see the undo tick."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rosgit.applier.job import Job
from rosgit.applier.keeping import MENUS, SCHEDULER, SCRIPT, Keeping, separate
from rosgit.applier.refusals import (
    interrupted,
    no_lock,
    not_armed,
    not_put,
    stale,
    too_large,
    too_late,
    undo_too_large,
)
from rosgit.applier.settings import MARGIN, TICK
from rosgit.applier.switch import (
    PART,
    SWITCH,
    TICKING,
    Armed,
    driver,
    mark_fields,
    policy,
    serial_from,
    tick_fields,
)
from rosgit.applier.undo import PART_SIZE, Undo, undo
from rosgit.device import Device, DeviceError, Refused, Reply, Sentence, observe
from rosgit.device.observe import print_of, rows_of
from rosgit.differ import for_good
from rosgit.ledger.codec import TooLargeError, encode
from rosgit.ledger.standing import Standing
from rosgit.menus import MENUS as TABLES
from rosgit.menus.kinds import KindError, duration_micros
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.plan import Plan
from rosgit.model.row import Facts, Ledger, Live, Observed

LOOKS = 5
"""How many ticks are waited for before the undo counts as one that does not run."""


class NotArmedError(Exception):
    """The router was not armed, and is as it was; the diagnostic says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.summary)
        self.diagnostic = diagnostic


@dataclass(frozen=True, slots=True)
class Arming:
    """An armed router: the switch, the undo it would run, and until when (our clock).

    ``ledger`` is the one that counts once this is committed, ``kept`` the generation that counts until then.
    ``unread`` are secrets written for good; ``owing``: an undo before this one left such secrets.
    ``wrote`` are the menus that the plan writes.
    """

    armed: Armed
    undo: Undo
    policy: str
    until: float
    ledger: Ledger
    kept: int | None = None
    unread: tuple[str, ...] = ()
    owing: bool = False
    wrote: tuple[str, ...] = ()

    @property
    def generation(self) -> int:
        """That of the ledger that counts once this is committed."""
        return self.ledger.generation

    def left(self, now: float) -> float:
        """Seconds in which something may still be written or committed."""
        return self.until - MARGIN - now


def uptime_seconds(facts: Facts) -> int:
    """Whole seconds of a router's uptime; 0 when it did not say."""
    try:
        return duration_micros(facts.uptime) // 1_000_000
    except KindError:
        return 0


def arm(job: Job, device: Device, plan: Plan, observed: Observed, standing: Standing) -> Arming:
    """Lock and arm a router, prove the tick, and read everything again.

    Raises NotArmedError when nothing was armed (our traces are gone again), and DeviceError when
    the connection failed: then the lock and the undo may be there, and nothing of the site was written.
    """
    settings = job.settings
    way_back = undo(plan, observed) if settings.undo else Undo()
    until = settings.clock() + settings.confirm_within
    since = _uptime_now(job, device)
    armed = Armed(
        settings.nonce, plan.site, settings.who, since, since + int(settings.confirm_within),
        observed.facts.serial, serial_from(observed.facts), standing.next, settings.undo,
        len(way_back.parts),
    )  # fmt: skip
    kept = standing.last.generation if standing.last is not None else None
    before, _ = separate(observed)
    arming = Arming(
        armed, way_back, policy(plan), until, job.ledger(standing.next, plan, observed), kept,
        tuple(_for_good(plan)),
        owing=before.mark is not None and bool(before.mark.unread),
        wrote=tuple(dict.fromkeys(change.menu for change in plan.changes)),
    )  # fmt: skip
    rows = _made(job, arming, len(plan.changes))
    keeping = _lock(job, device, arming)
    try:
        _unmoved(job, keeping, observed)
        _put(job, device, arming, keeping, rows)
        _wait(job, device, arming, plan)
        _in_time(job, arming)
    except (NotArmedError, Refused) as error:
        disarm(job, device, arming)
        if isinstance(error, NotArmedError):
            raise
        raise NotArmedError(error.diagnostic(job.site.target.span, (job.site.name,))) from error
    return arming


def _for_good(plan: Plan) -> Iterator[str]:
    for change in plan.changes:
        yield from (f"{change.address} {name}" for name in for_good(change, plan.facts))


def _uptime_now(job: Job, device: Device) -> int:
    """Whole seconds; the reading is old when somebody had to be asked first."""
    ask = Sentence("/system/resource/print", proplist=("uptime",))
    (reply,) = device.flight((ask,), job.deadline)
    return uptime_seconds(Facts(uptime=reply.rows[0].get("uptime", "") if reply.rows else ""))


def _made(job: Job, arming: Arming, changes: int) -> tuple[Sentence, ...]:
    """What arms the router, made before the lock is taken: what is too large for it needs none."""
    if len(driver(arming.armed)) > PART_SIZE:
        raise NotArmedError(undo_too_large(job, changes))
    try:
        return tuple(_rows(job, arming))
    except TooLargeError as error:
        raise NotArmedError(too_large(job, error)) from error


def _lock(job: Job, device: Device, arming: Arming) -> Keeping:
    """Add the lock and read it back: exactly one row, ours, whole. What else of ours is there then."""
    source = driver(arming.armed)
    fields = {"name": SWITCH, "policy": arming.policy, "source": source}
    added, *seen = device.flight(
        (add(SCRIPT, fields), *(print_of(TABLES[menu]) for menu in MENUS)), job.deadline
    )
    words, keeping = added.traps[0].message if added.traps else "", Keeping()
    try:
        rows = {
            menu: rows_of(TABLES[menu], reply, device.peer) for menu, reply in zip(MENUS, seen, strict=True)
        }
        keeping, _ = separate(Observed(rows))
        if not words and [row.fields.get("source") for row in keeping.locks] == [source]:
            return keeping
    except Refused as error:
        words = words or str(error)
    if added.ret:
        remove(job, device, SCRIPT, (added.ret,))
    raise NotArmedError(no_lock(job, words, sum(str(row.id) != added.ret for row in keeping.locks)))


def _unmoved(job: Job, keeping: Keeping, observed: Observed) -> None:
    """Under the lock nobody applies; between our reading and the lock somebody may have."""
    then, _ = separate(observed)
    if sorted(keeping.ledger_parts) != sorted(then.ledger_parts):
        raise NotArmedError(stale(job, "somebody else applied while this apply was being prepared"))


def _in_time(job: Job, arming: Arming) -> None:
    if arming.left(job.settings.clock()) <= 0:
        raise NotArmedError(too_late(job, "arming"))


def _put(job: Job, device: Device, arming: Arming, keeping: Keeping, rows: Sequence[Sentence]) -> None:
    """Undo, mark, next ledger and tick in one flight. A refusal takes them away again."""
    replies = device.flight((*_leftovers(keeping, arming.kept), *rows), job.deadline)
    refused = next((trap.message for reply in replies for trap in reply.traps), None)
    if refused is not None:
        raise NotArmedError(not_put(job, refused))


def _leftovers(keeping: Keeping, kept: int | None) -> Iterator[Sentence]:
    """What an apply that was cut or undone left: the lock is ours, so nobody needs it any more."""
    scripts = (*keeping.switch_ids, *keeping.ledger_ids(of=kept, but=kept is not None))
    for menu, rows in ((SCHEDULER, keeping.tick_ids), (SCRIPT, scripts)):
        if rows:
            yield Sentence(f"{menu}/remove", ((".id", ",".join(rows)),))


def _rows(job: Job, arming: Arming) -> Iterator[Sentence]:
    if job.settings.undo:
        yield add(SCRIPT, mark_fields(arming.armed, arming.undo.legend, arming.policy, arming.unread))
        for number, source in enumerate(arming.undo.parts, 1):
            yield add(SCRIPT, {"name": f"{PART}{number}", "policy": arming.policy, "source": source})
    for part in encode(arming.ledger):
        yield add(
            SCRIPT, {"name": part.name, "source": part.source, "comment": part.comment, "policy": "read"}
        )
    if job.settings.undo:
        yield add(SCHEDULER, tick_fields(arming.policy, TICK))


def add(menu: str, fields: Mapping[str, str]) -> Sentence:
    """The sentence that adds a row of canonical values."""
    table = TABLES[menu].fields
    return Sentence(
        f"{menu}/add", tuple((name, table[name].kind.written(text)) for name, text in fields.items())
    )


def _wait(job: Job, device: Device, arming: Arming, plan: Plan) -> None:
    """An armed switch is not a working one: see it run, and see that nothing moved meanwhile."""
    for _ in range(LOOKS):
        if job.settings.undo and not job.settings.stopping():
            job.settings.pause(TICK + 0.5)
        if job.settings.stopping():
            raise NotArmedError(interrupted(job))
        observed = job.again(device)
        keeping, _ = separate(observed)
        fault = _incomplete(keeping, arming)
        if fault is not None:
            raise NotArmedError(not_armed(job, fault))
        if job.plan(observed).digest != plan.digest:
            raise NotArmedError(stale(job, "the router changed while the apply was being prepared"))
        if not job.settings.undo or (keeping.mark is not None and TICKING in keeping.mark.words):
            return
    raise NotArmedError(not_armed(job, f"its tick was not seen within {LOOKS * TICK} seconds"))


def _incomplete(keeping: Keeping, arming: Arming) -> str | None:
    """What of the switch does not read back as it was written."""
    if [row.fields.get("source") for row in keeping.locks] != [driver(arming.armed)]:
        return "its lock does not read back"
    sources = {row.fields.get("name", ""): row.fields.get("source", "") for row in keeping.scripts}
    for number, source in enumerate(arming.undo.parts, 1):
        if sources.get(f"{PART}{number}") != source:
            return f"part {number} does not read back whole"
    invalid = [row.fields.get("name", "") for row in keeping.scripts if "invalid" in row.flags]
    return f"the router marks {invalid[0]} as invalid" if invalid else None


def disarm(job: Job, device: Device, arming: Arming) -> None:
    """Take our lock, undo, tick and uncommitted ledger away again, as far as we can."""
    try:
        keeping, _ = separate(observe(device, MENUS, job.deadline))
        locks = keeping.locks_of(arming.armed.nonce)
        if not locks:
            return  # somebody else's by now
        ledger = keeping.ledger_ids(of=arming.generation)
        remove(job, device, SCHEDULER, keeping.tick_ids)
        switch = keeping.part_ids if arming.owing else keeping.switch_ids
        remove(job, device, SCRIPT, (*switch, *ledger))
        remove(job, device, SCRIPT, ids(locks))
    except DeviceError:
        return  # the switch is still armed: it finds nothing to undo, and goes by itself


def ids(rows: Sequence[Live]) -> tuple[str, ...]:
    """The .ids of rows."""
    return tuple(str(row.id) for row in rows)


def remove(job: Job, device: Device, menu: str, rows: Sequence[str]) -> Reply | None:
    """Remove rows by .id in one sentence; None when there are none."""
    if not rows:
        return None
    (reply,) = device.flight((Sentence(f"{menu}/remove", ((".id", ",".join(rows)),)),), job.deadline)
    return reply
