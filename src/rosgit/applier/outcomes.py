"""What became of each change, by what was read: an acknowledgement alone is no success."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from rosgit.applier.keeping import separate
from rosgit.menus import MENUS
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.plan import Action, Change, Outcome, Plan, Report, Result
from rosgit.model.row import Live, Observed, Value

UNREAD = "acknowledged, not read back"
OTHERWISE = "acknowledged, and reads back differently"
NOT_SHOWN = "acknowledged; the router does not show it"
LEFT = "not as it was before"


def known_now(results: Iterable[Result], proof: Plan) -> tuple[Result, ...]:
    """An answer that was lost is known again once the row was read back as wanted."""
    return tuple(_known(each, proof) if each.outcome is Outcome.UNKNOWN else each for each in results)


def _known(result: Result, proof: Plan) -> Result:
    # what cannot be read back is known by its answer alone
    still = _differs(result.change, proof) or bool(_not_shown(result.change, proof))
    return result if still else replace(result, outcome=Outcome.DONE)


def as_read(results: Iterable[Result], seen: Plan) -> tuple[Result, ...]:
    """Done is what was read as wanted; what was acknowledged and reads differently has failed.

    ``seen`` is the plan that was left by the last reading. Of what cannot be read back there is the
    acknowledgement only, and that is said.
    """
    return tuple(_as_read(each, seen) if each.outcome is Outcome.DONE else each for each in results)


def _as_read(result: Result, seen: Plan) -> Result:
    if _differs(result.change, seen):
        return replace(result, outcome=Outcome.FAILED, words=OTHERWISE)
    unread = _not_shown(result.change, seen)
    return replace(result, words=f"{NOT_SHOWN}: {', '.join(unread)}") if unread else result


def not_read(results: Iterable[Result]) -> tuple[Result, ...]:
    """What was acknowledged and never read back is unknown."""
    return tuple(
        replace(each, outcome=Outcome.UNKNOWN, words=UNREAD) if each.outcome is Outcome.DONE else each
        for each in results
    )


def _differs(change: Change, seen: Plan) -> bool:
    return any((each.menu, each.name) == (change.menu, change.name) for each in seen.changes)


def _not_shown(change: Change, seen: Plan) -> tuple[str, ...]:
    """The fields a change wrote and nobody can read."""
    if change.action is Action.UPDATE:
        wrote: Iterable[str] = (delta.field for delta in change.deltas)
    else:
        wrote = change.row.fields if change.row is not None and change.action is Action.CREATE else ()
    return tuple(name for name in wrote if f"{change.address} {name}" in seen.unverifiable)


def there_again(report: Report, seen: Observed) -> Iterator[Diagnostic]:
    """Rows that the plan deletes and that are there: the new ledger does not know them."""
    for each in report.results:
        change, live = each.change, each.change.live
        if change.action is not Action.DELETE or live is None:
            continue
        if any(row.id == live.id for row in seen.rows.get(change.menu, ())):
            sent = each.outcome in (Outcome.DONE, Outcome.UNKNOWN)
            words = f"{change.address} " + ("was deleted and is there again" if sent else "is still there")
            mend = "remove it by hand: nothing of ours names it any more"
            yield Diagnostic("not-kept", words, mend, address=report.site)


def undo_left(site: str, left: Iterable[str]) -> Iterator[Diagnostic]:
    """What an undo left as it is, by the words of its mark."""
    for words in left:
        yield Diagnostic(
            "undo-incomplete",
            f"not taken back: {words}",
            "somebody changed it meanwhile, or it could not be run; rosgit plan shows what is left to do",
            address=site,
        )


def as_before(change: Change, before: Observed, after: Observed) -> bool:
    """Whether the row of a change is what it was before the apply, by what was read after an undo.

    A row that was there has to be there with the same content, as often as before; of a row that was
    made there must not be one more than there was. A place in an ordered menu is not judged: where
    rows of the menu are not as they were, it is not known.
    """
    (_, then), (_, now) = separate(before), separate(after)
    was, rows = then.rows.get(change.menu, ()), now.rows.get(change.menu, ())
    live = change.live
    if change.action is Action.MOVE:
        return False
    if live is None:
        return sum(_made(change, rows)) <= sum(_made(change, was))
    return _count(live, rows) >= _count(live, was)


def still_apart(change: Change, after: Observed) -> str:
    """What an undo left, in words, by what was read after it: the fields, where the row is still there."""
    _, now = separate(after)
    live = change.live
    if live is None:
        return LEFT
    here = next((row for row in now.rows.get(change.menu, ()) if row.id == live.id), None)
    if here is None:
        return LEFT
    old, new = (steady(change.menu, row) | dict(row.secrets) for row in (live, here))
    fields = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    return f"{LEFT}: {', '.join(fields)}" if fields else LEFT


def may_be_of(change: Change, row: Live) -> bool:
    """Whether a row is one that a change made, or one that it deleted and that is there again."""
    return next(_made(change, (row,)))


def _made(change: Change, rows: Iterable[Live]) -> Iterator[bool]:
    """Of each row whether it is the one a change speaks of: by its key, else by all that is known of it.

    A row with a secret that an undo brought back is switched off.
    """
    fields: Mapping[str, Value] = change.row.fields if change.row is not None else {}
    if change.action is Action.DELETE and change.live is not None:
        fields = {name: text for name, text in steady(change.menu, change.live).items() if name != "disabled"}
    key = [name for name in MENUS[change.menu].key or () if isinstance(fields.get(name), str)]
    told = {name: fields[name] for name in key or fields if isinstance(fields[name], str)}
    return (all(row.fields.get(name) == value for name, value in told.items()) for row in rows)


def _count(live: Live, rows: Iterable[Live]) -> int:
    wanted = (steady(live.menu, live), live.secrets)
    return sum((steady(row.menu, row), row.secrets) == wanted for row in rows)


def steady(menu: str, row: Live) -> dict[str, str]:
    """What was read of a row, without what changes by itself."""
    known = MENUS[menu].fields
    return {name: text for name, text in row.fields.items() if name not in known or not known[name].moving}
