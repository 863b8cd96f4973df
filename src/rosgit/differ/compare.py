"""One row against itself: the fields that differ, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from rosgit.differ.identity import address_of, comparable, value_of, wanted_disabled
from rosgit.differ.options import NO_FIELDS, NONE, Options
from rosgit.differ.pairing import Pair
from rosgit.menus.table import Clear, Field, Menu, When
from rosgit.model.plan import Cause, Delta
from rosgit.model.row import Facts, Live, Row, Value
from rosgit.model.secret import Sealed, Secret, SecretRef
from rosgit.model.version import Version

SecretKey: TypeAlias = tuple[str, str, str | None]

_DANGLING = re.compile(r"\*[0-9A-F]+")


@dataclass(frozen=True, slots=True)
class Context:
    """What all comparisons of one plan share. ``resolved`` None: no secret is at hand."""

    version: Version
    resolved: Mapping[SecretKey, Secret] | None
    facts: Facts
    ledger: bool
    options: Options = NONE

    def ignored(self, menu: Menu) -> frozenset[str]:
        """The fields of a menu that are not looked at."""
        return self.options.ignore.get(menu.path, NO_FIELDS)

    def reveal(self, value: Value) -> Secret | None:
        """The text of a value as a secret; None where it is not at hand."""
        if isinstance(value, SecretRef):
            return None if self.resolved is None else self.resolved.get(value.same_as)
        if isinstance(value, Sealed):
            return None
        return value if isinstance(value, Secret) else Secret(value)


@dataclass(frozen=True, slots=True)
class Found:
    """What comparing one row gave: differences, fields nobody can check, fields nobody can clear.

    ``other_key``: those of the unverifiable ones that the ledger holds sealed under another key.
    """

    deltas: tuple[Delta, ...] = ()
    unverifiable: tuple[str, ...] = ()
    other_key: tuple[str, ...] = ()
    stuck: tuple[str, ...] = ()


def compare(menu: Menu, pair: Pair, live: Live, context: Context) -> Found:
    """Compare a pair's observed row with what is wanted of it, field by field."""
    return _Comparison(menu, pair.row, live, pair.base, context).run(whole=pair.whole)


def release(menu: Menu, base: Row, live: Live, context: Context) -> Found:
    """Compare a row that cannot be deleted and is not wanted any more with its defaults."""
    return _Comparison(menu, Row(menu.path, {}), live, base, context, working=False).run()


def touched(menu: Menu, base: Row, live: Live, context: Context) -> tuple[Delta, ...]:
    """What of a row of ours is not as it was applied, as far as anyone can see: from then to now."""
    found = _Comparison(menu, base, live, base, context).run().deltas
    return tuple(replace(each, before=each.after, after=each.before, reset=False) for each in found)


def worst(deltas: tuple[Delta, ...]) -> Cause:
    """The cause of a row from those of its fields: two different ones are a conflict."""
    causes = {delta.cause for delta in deltas}
    return causes.pop() if len(causes) == 1 else Cause.CONFLICT


def equal(context: Context, menu: Menu, name: str, one: Value, other: Value) -> bool | None:
    """Whether two values are the same, whatever they are written as; None: nobody can say."""
    if comparable(one) == comparable(other):
        return True
    if isinstance(other, Sealed):
        one, other = other, one
    known = context.reveal(other)
    if isinstance(one, Sealed):
        same = context.options.same
        return None if same is None or known is None else same(one, menu.path, name, known)
    plain = context.reveal(one)
    return None if plain is None or known is None else plain == known


class _Comparison:
    def __init__(
        self, menu: Menu, row: Row, live: Live, base: Row | None, context: Context, *, working: bool = True
    ) -> None:
        self.menu, self.row, self.live, self.base, self.context = menu, row, live, base, context
        ignored = context.ignored(menu)
        self.wanted: dict[str, Value] = {
            name: value
            for name, value in row.fields.items()
            if name not in ignored and (name not in menu.key or self._renamed(name, value))
        }
        works = working and menu.addable and menu.disabled and "default" not in live.flags
        if works and "disabled" not in ignored:
            self.wanted.setdefault("disabled", wanted_disabled(row))
        self.deltas: list[Delta] = []
        self.unverifiable: list[str] = []
        self.other_key: list[str] = []
        self.stuck: list[str] = []

    def run(self, *, whole: bool = False) -> Found:
        for name, value in self.wanted.items():
            self._field(name, value)
        for field in (*self._dropped(), *(self._beyond() if whole else ())):
            self._reset(field)
        return Found(tuple(self.deltas), tuple(self.unverifiable), tuple(self.other_key), tuple(self.stuck))

    def _field(self, name: str, value: Value) -> None:
        if isinstance(value, str) and self.live.fields.get(name) == value and value[:1] != "*":
            return  # printed as it is wanted: neither hidden nor a secret, nor (``*N``) left dangling
        field = self.menu.fields.get(name) or Field(name)
        if field.secret or field.write_only or not isinstance(value, str):
            self._secret(field, value)
        elif self._hidden(field):
            self.unverifiable.append(f"{name} (not shown here)")
        elif not _same(field, value, self.live.fields.get(name)):
            self._differs(name, self.live.fields.get(name, field.default), value)

    def _renamed(self, name: str, value: Value) -> bool:
        """Whether a field of the key is another one now: the row's label moved."""
        field = self.menu.fields.get(name)
        given = field is not None and not field.read_only
        return given and self.base is not None and value_of(self.menu, self.live.fields, name) != value

    def _secret(self, field: Field, value: Value) -> None:
        if field.write_only or self._hidden(field) or not self._shown(field.name):
            self._unread(field.name, value)
            return
        there = self.live.secrets.get(field.name)
        same = self._equal(field.name, value, there or Secret(""))
        if same is None:
            self._not_known(field.name, value)
        elif not same:
            self._differs(field.name, there, value)

    def _unread(self, name: str, value: Value) -> None:
        """A secret the router does not show: written when it moved, or when somebody asked for it."""
        if self.context.options.written:
            self.unverifiable.append(name)
        elif self._moved(name, value):
            self._differs(name, None, value)
        elif self._asked(name, value):
            cause = Cause.ADOPT if self.base is None else Cause.GIT
            self.deltas.append(Delta(name, None, value, cause, self.row.spans.get(name, self.row.span)))
        else:
            self._not_known(name, value)

    def _asked(self, name: str, value: Value) -> bool:
        """Whether somebody asked for a secret to be written again, and it is at hand."""
        secret = f"{address_of(self.menu, self.row.fields)} {name}"
        return self.context.options.resends(secret) and self._reveal(value) is not None

    def _not_known(self, name: str, value: Value) -> None:
        self.unverifiable.append(name)
        was = self._base(name)
        known = self.context.options.same is not None and self._reveal(value) is not None
        if known and isinstance(was, Sealed) and self._equal(name, was, value) is None:
            self.other_key.append(name)

    def _moved(self, name: str, value: Value) -> bool:
        """Whether a secret nobody can read is another than was applied, and is at hand."""
        if self.base is None or self._reveal(value) is None:
            return False
        was = self.base.fields.get(name)
        if isinstance(was, Sealed):
            return self._equal(name, was, value) is False
        return comparable(was) != comparable(value)

    def _equal(self, name: str, one: Value, other: Value) -> bool | None:
        return equal(self.context, self.menu, name, one, other)

    def _reveal(self, value: Value) -> Secret | None:
        return self.context.reveal(value)

    def _shown(self, name: str) -> bool:
        """Whether the router shows the secret: it did, or it would to a user who may see it."""
        return name in self.live.secrets or "sensitive" in self.context.facts.policies

    def _hidden(self, field: Field) -> bool:
        """Whether the router will not print the field even after this change (NOTES section g)."""
        if field.when is None or field.name in self.live.fields or field.name in self.live.secrets:
            return False
        return not (
            _met(self.menu, field.when, self.live.fields)
            or _met(self.menu, field.when, {**self.live.fields, **self.wanted})
        )

    def _dropped(self) -> Iterator[Field]:
        """The fields the ledger says we set and no longer do, as far as this router has them."""
        for name in self.base.fields if self.base is not None else ():
            field = self.menu.fields.get(name)
            ours = name in self.wanted or name in self.menu.key
            if field is not None and not ours and field.known_to(self.context.version):
                yield field

    def _beyond(self) -> Iterator[Field]:
        """The fields that somebody set on a row of ours, and we never did."""
        ours = {*self.wanted, *self.menu.key, *(self.base.fields if self.base is not None else ())}
        for name in sorted(self.live.fields.keys() - ours - self.context.ignored(self.menu)):
            field = self.menu.fields.get(name)
            if field is not None and not (field.default_unknown or field.when or field.read_only):
                yield field

    def _reset(self, field: Field) -> None:
        there: Value | None = self.live.fields.get(field.name)
        if field.secret:
            there = self.live.secrets.get(field.name)
        unread = field.write_only or (field.secret and not self._shown(field.name))
        at_rest = there is None or there == field.default or there in ("", Secret(""))
        if (at_rest and not unread) or self._hidden(field):
            return
        if unread and self.context.options.written:
            self.unverifiable.append(field.name)
            return
        if field.clearing is None:
            self.stuck.append(field.name)
            return
        after = field.default if field.clear is not Clear.EMPTY else field.default or ""
        cause = Cause.GIT if self._untouched(field.name, there) else Cause.CONFLICT
        if self.base is not None and field.name not in self.base.fields:
            cause = Cause.DRIFT
        self.deltas.append(Delta(field.name, there, after, cause, reset=True))

    def _untouched(self, name: str, there: Value | None) -> bool:
        """Whether the router still has what was applied; a secret that nobody can compare has not moved."""
        was = self._base(name)
        if was is None or (there is None and not isinstance(was, str)):
            return True
        return self._equal(name, was, "" if there is None else there) is not False

    def _base(self, name: str) -> Value | None:
        return self.base.fields.get(name) if self.base is not None else None

    def _differs(self, name: str, before: Value | None, after: Value) -> None:
        span = self.row.spans.get(name, self.row.span)
        self.deltas.append(Delta(name, before, after, self._cause(name, before, after), span))

    def _cause(self, name: str, before: Value | None, after: Value) -> Cause:
        if self.base is None:
            return Cause.ADOPT
        was = self._base(name)
        if was is None and name == "disabled":
            was = "false"
        if was is None:
            return Cause.GIT
        unmoved = self._equal(name, was, after)
        if unmoved or (unmoved is None and isinstance(was, Sealed)):
            return Cause.DRIFT  # under another key nobody can say, and then the secret has not moved
        unread = before is None and not isinstance(was, str)
        at_rest = "" if before is None else before
        return Cause.GIT if unread or self._equal(name, was, at_rest) is not False else Cause.CONFLICT


def _same(field: Field, wanted: str, there: str | None) -> bool:
    if there is None:
        return wanted == (field.default or "")
    return wanted == there and not (field.ref is not None and _DANGLING.fullmatch(there))


def _met(menu: Menu, when: When, fields: Mapping[str, Value]) -> bool:
    value = value_of(menu, fields, when.field)
    return isinstance(value, str) and when.met(value)
