"""The question about the whole undo: armed past its deadline on rows of ours, under names of ours."""

from __future__ import annotations

from rosgit.applier import switch
from rosgit.applier.undo import Undo, undo
from rosgit.differ import plan
from rosgit.menus.kinds import Duration, duration_micros
from rosgit.model.plan import Plan
from rosgit.model.row import Ledger, Observed, Row
from rosgit.model.version import Version
from rosgit.probe.asking import NAME, Asking, UnansweredError, named
from rosgit.probe.scripts import LOOKS, SCHEDULER, SCRIPT, mark, own

POOL, LIST = "/ip/pool", "/ip/firewall/address-list"
BEFORE, AFTER, KEPT, MADE = "192.0.2.10-192.0.2.19", "192.0.2.30-192.0.2.39", "192.0.2.2", "192.0.2.1"


def driver(asking: Asking) -> str:
    """One row made, one changed, one removed; then the tick comes, and all three have to be as before."""
    pool = asking.must(f"{POOL}/add", name=named("pool"), ranges=BEFORE)
    kept = asking.must(f"{LIST}/add", list=NAME, address=KEPT)
    observed = asking.observe((POOL, LIST))
    change = _plan(observed)
    back = undo(change, observed)
    policy = switch.policy(change)
    _arm(asking, back, _armed(observed, len(back.parts)), policy)
    asking.must(f"{LIST}/add", list=NAME, address=MADE)
    asking.must(f"{POOL}/set", {".id": pool}, ranges=AFTER)
    asking.must(f"{LIST}/remove", {".id": kept})
    asking.must(f"{SCHEDULER}/add", {name: own(text) for name, text in switch.tick_fields(policy, 1).items()})
    return _outcome(asking, _wait(asking))


def _plan(observed: Observed) -> Plan:
    before = (_pool(BEFORE), _entry(KEPT))
    after = (_pool(AFTER), _entry(MADE))
    version = Version.parse(observed.facts.version)
    made = plan(NAME, after, Ledger(NAME, before), observed, version=version)
    if len(made.changes) != 3:
        raise UnansweredError("the three changes could not be planned on this router")
    return made


def _pool(ranges: str) -> Row:
    return Row(POOL, {"name": named("pool"), "ranges": ranges})


def _entry(address: str) -> Row:
    return Row(LIST, {"list": NAME, "address": address})


def _armed(observed: Observed, parts: int) -> switch.Armed:
    facts = observed.facts
    now = duration_micros(Duration().canonical(facts.uptime)) // 1_000_000
    return switch.Armed(
        NAME, NAME, NAME, now, now, facts.serial, switch.serial_from(facts), generation=1, parts=parts
    )


def _arm(asking: Asking, back: Undo, armed: switch.Armed, policy: str) -> None:
    """Mark, parts and driver as an apply writes them."""
    asking.must(
        f"{SCRIPT}/add",
        {name: own(text) for name, text in switch.mark_fields(armed, back.legend, policy).items()},
    )
    for number, source in enumerate(back.parts, 1):
        asking.must(f"{SCRIPT}/add", name=named("undo", number), policy=policy, source=own(source))
    source = own(switch.driver(armed))
    asking.must(f"{SCRIPT}/add", name=named("undo"), policy=policy, source=source)


def _wait(asking: Asking) -> int | None:
    """The seconds until the driver was gone; None when it never went."""
    for second in range(1, LOOKS + 1):
        asking.pause(1.0)
        if not asking.rows(SCRIPT, ("name",), name=named("undo")):
            return second
    return None


def _outcome(asking: Asking, seconds: int | None) -> str:
    pools = asking.rows(POOL, ("name", "ranges"), name=named("pool"))
    entries = sorted(row.get("address", "") for row in asking.rows(LIST, ("address",), list=NAME))
    marks = mark(asking)
    good = {
        "the changed row": [row.get("ranges") for row in pools] == [BEFORE],
        "the new row": MADE not in entries,
        "the removed row": KEPT in entries,
        "its own scripts": seconds is not None and not _still(asking),
        "its tick": not asking.rows(SCHEDULER, ("name",), name=named("tick")),
    }
    bad = [what for what, done in good.items() if not done]
    when = f"within {seconds} s" if seconds is not None else f"not within {LOOKS} s"
    said = (
        "all was taken back and nothing of it stayed"
        if not bad
        else f"not right afterwards: {', '.join(bad)}"
    )
    return f"{'yes' if not bad else 'no'}, {when}: {said}; its mark: {' '.join(marks) or 'none'}"


def _still(asking: Asking) -> bool:
    rows = asking.quiet(f"{SCRIPT}/print").rows
    return any(row.get("name", "").startswith(named("undo")) for row in rows)
