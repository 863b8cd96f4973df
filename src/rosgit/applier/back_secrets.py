"""Secrets on the way back: no script holds one, so rosgit itself puts back those it has read before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rosgit.applier.write import Secrets
from rosgit.device import Sentence
from rosgit.menus import MENUS
from rosgit.model.plan import Action, Change, Plan
from rosgit.model.row import Live, Observed, Value
from rosgit.model.secret import Secret, SecretRef


def secrets_back(plan: Plan, before: Observed, after: Observed, secrets: Secrets) -> Iterator[Sentence]:
    """What puts the secrets of a plan back to what was read ``before`` it; ``after`` was read after the undo.

    Only what still holds our secret is set, and a deleted row only if it came back as the undo
    leaves it: without a secret, switched off.
    """
    for change in plan.changes:
        live, rows = change.live, after.rows.get(change.menu, ())
        if live is None or not live.secrets:
            continue
        if change.action is Action.DELETE:
            now = _made_anew(live, before.rows.get(change.menu, ()), rows)
            words = _of_deleted(live, now) if now is not None else {}
        else:
            now = next((row for row in rows if row.id == live.id), None)
            words = _of_changed(change, live, now, secrets) if now is not None else {}
        if now is not None and words:
            named = ((".id", now.id),) if now.id is not None else ()
            yield Sentence(f"{change.menu}/set", (*named, *words.items()))


def _made_anew(live: Live, before: tuple[Live, ...], rows: tuple[Live, ...]) -> Live | None:
    """The row that an undo made of a deleted one: new, bare, switched off, and the only one of its kind."""
    known = {row.id for row in before}
    alike = [row for row in rows if row.id not in known and _is_bare(row) and _is_it(row, live)]
    return alike[0] if len(alike) == 1 else None


def _is_bare(row: Live) -> bool:
    """Whether a row has no secret, as some menus show by an empty one, and is off where it can be."""
    off = not MENUS[row.menu].disabled or row.fields.get("disabled") == "true"
    return off and not any(secret.reveal() for secret in row.secrets.values())


def _is_it(row: Live, live: Live) -> bool:
    """By its key, for what it refers to may have gone; else by all it held."""
    key = MENUS[live.menu].key
    if key:
        return all(row.fields.get(name) == live.fields.get(name) for name in key)
    return _content(row) == _content(live)


def _content(row: Live) -> Mapping[str, str]:
    return {name: text for name, text in row.fields.items() if name != "disabled"}


def _of_deleted(live: Live, now: Live) -> dict[str, str | Secret]:
    words: dict[str, str | Secret] = {
        name: secret for name, secret in live.secrets.items() if not _same(now.secrets.get(name), secret)
    }
    if MENUS[live.menu].disabled and live.fields.get("disabled") != now.fields.get("disabled"):
        words["disabled"] = "no"
    return words


def _of_changed(change: Change, live: Live, now: Live, secrets: Secrets) -> dict[str, str | Secret]:
    written = {each.field: _secret(each.after, secrets) for each in change.deltas}
    return {
        name: secret
        for name, secret in live.secrets.items()
        if name in written and written[name] is not None and _same(now.secrets.get(name), written[name])
    }


def _secret(value: Value | None, secrets: Secrets) -> Secret | None:
    if isinstance(value, SecretRef):
        return secrets.get(value.same_as)
    return value if isinstance(value, Secret) else None


def _same(one: Secret | None, other: Secret | None) -> bool:
    return one is not None and other is not None and one.reveal() == other.reveal()
