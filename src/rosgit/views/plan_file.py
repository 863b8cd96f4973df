"""A plan kept in a file to be reviewed: what it would do, and a digest to tell whether it still holds.

The file is read to be compared, never to be carried out. ``schemas/plan.schema.json`` describes it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rosgit import __version__
from rosgit.model.listed import listed
from rosgit.model.plan import Change, Plan
from rosgit.model.row import Row, Value
from rosgit.model.secret import SecretRef
from rosgit.model.site import Site
from rosgit.views.escape import Json, to_json
from rosgit.views.plan import WORDS
from rosgit.views.plan_file_read import HASH, exactly, items, number, text, texts, tree
from rosgit.views.plan_json import change_json
from rosgit.views.values import is_secret

FORMAT = "1.0"
KIND = "rosgit plan"
MOST_CHANGES = 100_000


@dataclass(frozen=True, slots=True)
class SavedChange:
    """One change as it was reviewed: its address, and a hash of all that the file says of it."""

    action: str
    address: str
    content: str


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """What a plan file says. ``digest`` is the plan's, ``rows`` that of the site's rows.

    ``read`` has a hash of each managed row as it was read, by address; ``generation`` is the
    ledger's (0: none).
    """

    site: str
    digest: str
    rows: str
    rosgit: str
    generation: int
    serial: str
    version: str
    changes: tuple[SavedChange, ...]
    read: Mapping[str, str]


def plan_file_json(plan: Plan, site: Site) -> str:
    """The text of a plan file."""
    facts = plan.facts
    changes: list[Json] = [change_json(each) for each in plan.changes]
    return to_json(
        {
            "kind": KIND,
            "format_version": FORMAT,
            "rosgit": __version__,
            "site": plan.site,
            "rows": rows_digest(site.rows),
            "digest": plan.digest,
            "ledger": plan.generation,
            "router": {"serial": facts.serial, "version": facts.version},
            "changes": changes,
            "read": dict(sorted(plan.read.items())),
        }
    )


def rows_digest(rows: Iterable[Row]) -> str:
    """SHA-256, hex, of what a site asks for: fields, places in order, secrets by reference only."""
    content = [
        [
            row.menu,
            sorted((name, _said(row, name, value)) for name, value in row.fields.items()),
            _anchor(row),
        ]
        for row in rows
    ]
    return _hash(content)


def _said(row: Row, name: str, value: Value) -> str:
    """What a hash may be made of: that of a short secret could be guessed."""
    if isinstance(value, SecretRef):
        return f"secret {value}"
    return value if isinstance(value, str) and not is_secret(row.menu, name) else "secret"


def _anchor(row: Row) -> Json:
    return [row.anchor.before, row.anchor.comment] if row.anchor is not None else None


def _hash(content: object) -> str:
    whole = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()


def read_plan_file(source: str) -> SavedPlan:
    """The value of a plan file. Raises ValueError, in words, for anything else."""
    whole = exactly(tree(source), "kind format_version rosgit site rows digest ledger router changes read")
    if whole["kind"] != KIND:
        raise ValueError("it is no plan of rosgit")
    if whole["format_version"] != FORMAT:
        raise ValueError(f"its format is not {FORMAT}: it was made by another rosgit")
    router = exactly(whole["router"], "serial version")
    return SavedPlan(
        text(whole["site"], "site"),
        text(whole["digest"], "digest", HASH),
        text(whole["rows"], "rows", HASH),
        text(whole["rosgit"], "rosgit"),
        number(whole["ledger"], "ledger"),
        text(router["serial"], "serial"),
        text(router["version"], "version"),
        tuple(_saved(each) for each in items(whole["changes"], "changes", MOST_CHANGES)),
        MappingProxyType(texts(whole["read"], "read")),
    )


_OF_A_CHANGE = "action menu name address cause intent role file line column place fields"
_OF_A_FIELD = "field before after reset cause file line column"
_LINES = frozenset({"file", "line", "column", "intent", "role"})
"""What may move without the plan becoming another one."""


def _saved(value: object) -> SavedChange:
    change = exactly(value, _OF_A_CHANGE)
    action = text(change["action"], "action")
    if action not in WORDS.values():
        raise ValueError("an action is none that a plan has")
    for each in items(change["fields"], "fields", MOST_CHANGES):
        text(exactly(each, _OF_A_FIELD)["field"], "field")
    return SavedChange(action, text(change["address"], "address"), _hash(_without_lines(change)))


def _without_lines(change: Mapping[str, object]) -> object:
    found: dict[str, object] = {name: value for name, value in change.items() if name not in _LINES}
    fields = found["fields"]
    assert isinstance(fields, list)
    found["fields"] = [_field_without_lines(str(change["menu"]), each) for each in fields]
    return found


def _field_without_lines(menu: str, field: Mapping[str, object]) -> Mapping[str, object]:
    """Less what may move, and whether a secret was shown to the one who planned."""
    found = {name: value for name, value in field.items() if name not in _LINES}
    return {**found, "before": None} if is_secret(menu, str(field["field"])) else found


def _now(change: Change) -> SavedChange:
    """A change of now as the file would give it back."""
    return _saved(_through(change_json(change)))


def _through(value: Json) -> object:
    """A value of now as a file would give it back: what is no text is spelled out there."""
    found: object = json.loads(to_json(value))
    return found


def explain_stale(saved: SavedPlan, plan_now: Plan, rows: str = "") -> tuple[str, ...]:
    """Why a saved plan may not be applied: what moved since, or was edited in it. Not escaped.

    Empty when it still holds: digest, changes, rows and all that was read are the same, or nothing is
    left to write and the site asks for what was reviewed. ``rows`` is the digest of what the site asks
    for now, if it is known. Where that moved, other fields are read of the router's rows, and what is
    read says nothing of the router.
    """
    site = rows not in ("", saved.rows)
    if plan_now.empty and rows == saved.rows and saved.site == plan_now.site:
        return ()
    asked = ("the site itself asks for something else than was reviewed",) if site else ()
    read = () if site else _rows(saved, plan_now)
    found = (*_facts(saved, plan_now), *_changes(saved, plan_now), *read)
    if saved.digest == plan_now.digest and saved.site == plan_now.site:
        return asked or (_edited(saved) if found else ())
    return (*asked, *found) or (f"the order in which the changes are written is another{_other(saved)}",)


def _edited(saved: SavedPlan) -> tuple[str, ...]:
    """The digest is that of now, and what a person read above it is not."""
    return (f"the file was edited: its changes are not those of its digest{_other(saved)}",)


def _other(saved: SavedPlan) -> str:
    return f", or rosgit {saved.rosgit} plans otherwise" if saved.rosgit != __version__ else ""


def _facts(saved: SavedPlan, now: Plan) -> Iterator[str]:
    pairs = (
        ("site", saved.site, now.site),
        ("serial number", saved.serial, now.facts.serial),
        ("RouterOS", saved.version, now.facts.version),
    )
    for word, old, new in pairs:
        if old != _through(new):
            yield f"the {word} was {old or 'unknown'} and is {new or 'unknown'}"


def _changes(saved: SavedPlan, now: Plan) -> Iterator[str]:
    old, new = Counter(saved.changes), Counter(_now(each) for each in now.changes)
    gone = [(each.action, each.address) for each in (old - new).elements()]
    come = [(each.action, each.address) for each in (new - old).elements()]
    altered = Counter(gone) & Counter(come)
    for action, address in dict.fromkeys(gone):
        if (action, address) in altered:
            yield f"to {action} {address} would change other things than reviewed"
        else:
            yield f"to {action} {address} is not needed any more"
    for action, address in dict.fromkeys(come):
        if (action, address) not in altered:
            yield f"to {action} {address} was not in the plan"


def _rows(saved: SavedPlan, now: Plan) -> Iterator[str]:
    old, new = saved.read, texts(_through(dict(now.read)), "read")
    moved = tuple(address for address, seen in new.items() if old.get(address, seen) != seen)
    gone = tuple(address for address in old if address not in new)
    come = tuple(address for address in new if address not in old)
    for words, addresses in (
        ("changed on the router since then", moved),
        ("no longer there, or no longer managed", gone),
        ("managed now, and not then", come),
    ):
        if addresses:
            yield f"{words}: {listed(addresses, 5)}"


__all__ = ["SavedChange", "SavedPlan", "explain_stale", "plan_file_json", "read_plan_file", "rows_digest"]
