"""Rows as they came into rows as they are compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from rosgit.menus.kinds import KindError
from rosgit.menus.table import Menu
from rosgit.model.row import EMPTY, Live
from rosgit.model.secret import Secret

_TRUE = frozenset(["true", "yes"])
_MEMO = 1024  # values a field; beyond that they hardly repeat
_LONG = 64  # characters of a value; a longer one is somebody's own
_NO_SECRETS: Mapping[str, Secret] = MappingProxyType({})


class Reader:
    """Reads the rows of one menu, remembering values that repeat from row to row."""

    def __init__(self, menu: Menu) -> None:
        plain = [field for field in menu.fields.values() if not field.secret and field.name not in menu.flags]
        self._path = menu.path
        self._kinds = {field.name: field.kind for field in plain}
        self._memos: dict[str, dict[str, str]] = {field.name: {} for field in plain}
        self._flags = menu.flags
        self._secret = frozenset(field.name for field in menu.fields.values() if field.secret)

    def rows(self, rows: Iterable[Mapping[str, str]]) -> tuple[Live, ...]:
        """All of them, in order."""
        return tuple(map(self.row, rows))

    def row(self, row: Mapping[str, str]) -> Live:
        """One row: canonical fields, true flags, secrets apart; what its kind cannot read, verbatim.

        A field that is empty and whose kind has no empty value counts as absent. Names the table
        does not have are left out.
        """
        fields: dict[str, str] = {}
        raw: dict[str, str] = {}
        others: list[str] = []
        memos = self._memos
        for name, text in row.items():
            memo = memos.get(name)
            if memo is None:
                others.append(name)
                continue
            value = memo.get(text)
            if value is not None:
                fields[name] = value
            else:
                self._first_seen(name, text, fields, raw)
        return Live(
            self._path,
            row.get(".id"),
            MappingProxyType(fields),
            frozenset([name for name in others if name in self._flags and row[name] in _TRUE]),
            self._secrets(row),
            MappingProxyType(raw) if raw else EMPTY,
        )

    def _secrets(self, row: Mapping[str, str]) -> Mapping[str, Secret]:
        if not self._secret:
            return _NO_SECRETS
        return MappingProxyType({name: Secret(row[name]) for name in self._secret if name in row})

    def _first_seen(self, name: str, text: str, fields: dict[str, str], raw: dict[str, str]) -> None:
        try:
            value = self._kinds[name].canonical(text)
        except KindError:
            if text:
                fields[name] = raw[name] = text
            return
        fields[name] = value
        if len(text) > _LONG:
            return
        memo = self._memos[name]
        if len(memo) >= _MEMO:
            memo.clear()
        memo[text] = value
