"""The desired rows of a site as a script that a factory router imports as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from rosgit.menus import MENUS
from rosgit.menus.script import add, change, key_of, remark
from rosgit.menus.table import Menu, Shape
from rosgit.model.row import Row, Value
from rosgit.model.secret import Sealed, Secret, SecretRef
from rosgit.model.site import Site
from rosgit.views.values import is_secret, place, word

Resolved: TypeAlias = Mapping[tuple[str, str, str | None], Secret]
"""Secrets by what their references have in common (``SecretRef.same_as``)."""

_LIVE = {"disabled": "false"}


def site_script(site: Site, resolved: Resolved | None = None) -> str:
    """The ``.rsc`` of a site's rows, which arrive in dependency order.

    Without ``resolved`` no secret is in it: the fields are listed on top, to be set by hand. With
    it every reference has to be there (KeyError), and the text belongs into a 0600 file only.
    """
    lines = [*_header(site, resolved), *_body(site, resolved), *_enabling(site)]
    return "".join(f"{line}\n" for line in lines)


def _header(site: Site, resolved: Resolved | None) -> Iterator[str]:
    yield remark(f"rosgit: {site.name}, RouterOS {site.target.routeros}, made from {site.path}.")
    yield remark("Import it on a router in factory configuration; rosgit apply is for all others.")
    left_out = list(_left_out(site)) if resolved is None else []
    if left_out:
        yield remark("The secrets are not in this file. Set these by hand:")
        yield from (remark(f"  {each}") for each in left_out)
    elif resolved is not None:
        yield remark("This file holds secrets in the clear.")


def _left_out(site: Site) -> Iterator[str]:
    for row in site.rows:
        for name, value in row.fields.items():
            if _hidden(row.menu, name, value):
                source = (
                    str(value) if isinstance(value, SecretRef) else place(row.spans.get(name) or row.span)
                )
                yield f"{row.menu} {_label(row)} {name} <- {source}"


def _label(row: Row) -> str:
    """The row as people find it: its key, its comment, or all that is plain in it."""
    table = MENUS.get(row.menu)
    names = [name for name in (table.key if table else ()) if name in row.fields]
    if not names:
        names = ["comment"] if "comment" in row.fields else list(row.fields)
    texts = [value for name in names if isinstance(value := row.fields[name], str)]
    return " ".join(word(text) for text in texts)


def _hidden(menu: str, name: str, value: Value) -> bool:
    return not isinstance(value, str) or is_secret(menu, name)


def _body(site: Site, resolved: Resolved | None) -> Iterator[str]:
    own = {row.fields.get("comment") for row in site.rows}
    for row in site.rows:
        table = MENUS[row.menu]
        fields = _fields(row, resolved)
        if _is_there(row, table):
            yield from _changed(table, fields)
            continue
        if row.anchor is not None and row.anchor.comment not in own:
            side = "before" if row.anchor.before else "after"
            yield remark(f"Move the next row {side} the one with the comment {word(row.anchor.comment)}.")
        yield add(table, {**fields, "disabled": "true"} if table.born_disabled else fields)


def _changed(table: Menu, fields: Mapping[str, str]) -> Iterator[str]:
    where = {} if table.singleton else key_of(table, fields)
    if fields.items() - where.items():
        yield change(table, fields, where=where)


def _enabling(site: Site) -> Iterator[str]:
    """Rows that were added disabled go live when everything they stand on is there."""
    for row in site.rows:
        table = MENUS[row.menu]
        if table.born_disabled and not _is_there(row, table) and row.fields.get("disabled") != "true":
            yield change(table, _LIVE, where=key_of(table, _fields(row, None)))


def _fields(row: Row, resolved: Resolved | None) -> dict[str, str]:
    """The row's values in the clear, without its secrets where none are resolved."""
    shown = {
        name: value
        for name, value in row.fields.items()
        if resolved is not None or not _hidden(row.menu, name, value)
    }
    return {name: _text(value, resolved or {}) for name, value in shown.items()}


def _text(value: Value, resolved: Resolved) -> str:
    if isinstance(value, SecretRef):
        value = resolved[value.same_as]
    if isinstance(value, Sealed):
        raise TypeError("a sealed secret cannot be written")
    return value.reveal() if isinstance(value, Secret) else value


def _is_there(row: Row, table: Menu) -> bool:
    """Whether a router in factory configuration has the row: it is set then, not added."""
    if table.shape in {Shape.SINGLE, Shape.FIXED}:
        return True
    return any(_is(each, row, table) for each in table.builtin)


def _is(builtin: Mapping[str, str], row: Row, table: Menu) -> bool:
    """Whether a desired row is one of the factory's: the same key, an unset part being its default."""
    if not table.key:
        return False
    return all(
        row.fields.get(name, table.fields[name].default) == builtin.get(name, table.fields[name].default)
        for name in table.key
    )
