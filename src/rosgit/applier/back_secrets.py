"""Secrets on the way back: no script holds one, so rosgit itself puts back those it has read before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rosgit.applier.write import Secrets
from rosgit.device import Sentence
from rosgit.menus import MENUS
from rosgit.model.plan import Action, Change, Plan
from rosgit.model.row import Live, Observed, Value
from rosgit.model.secret import Secret, SecretRef


def secrets_back(plan: Plan, after: Observed, secrets: Secrets) -> Iterator[Sentence]:
    """What puts the secrets of a plan back to what was read before it; ``after`` was read after the undo.

    Only what still holds our secret is set, and a deleted row only if it came back as the undo
    leaves it: without a secret, switched off.
    """
    for change in plan.changes:
        live = change.live
        if live is None or not live.secrets:
            continue
        now = _again(live, after.rows.get(change.menu, ()), deleted=change.action is Action.DELETE)
        words = _words(change, live, now, secrets) if now is not None else {}
        if now is not None and words:
            named = ((".id", now.id),) if now.id is not None else ()
            yield Sentence(f"{change.menu}/set", (*named, *words.items()))


def _again(live: Live, rows: tuple[Live, ...], *, deleted: bool) -> Live | None:
    """The row as it is now: by its .id, or the one that was made anew of what it held."""
    if not deleted:
        return next((row for row in rows if row.id == live.id), None)
    alike = [row for row in rows if _is_bare(row) and _content(row) == _content(live)]
    return alike[0] if len(alike) == 1 else None


def _is_bare(row: Live) -> bool:
    """Whether a row has no secret; some menus show an empty one then."""
    return not any(secret.reveal() for secret in row.secrets.values())


def _content(row: Live) -> Mapping[str, str]:
    return {name: text for name, text in row.fields.items() if name != "disabled"}


def _words(change: Change, live: Live, now: Live, secrets: Secrets) -> dict[str, str | Secret]:
    if change.action is Action.DELETE:
        words: dict[str, str | Secret] = dict(live.secrets)
        if MENUS[change.menu].disabled and live.fields.get("disabled") != now.fields.get("disabled"):
            words["disabled"] = "no"
        return words
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
