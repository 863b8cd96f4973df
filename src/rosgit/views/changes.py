"""The changes of a plan, row by row and field by field, in RouterOS words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from rosgit.model.plan import Action, Cause, Change, Delta
from rosgit.model.row import Value
from rosgit.model.span import Span
from rosgit.views.escape import terminal
from rosgit.views.longtext import block, is_long, pair, shortened
from rosgit.views.paper import PLAIN, Line, Look, Piece, line, padded, piece, width_of
from rosgit.views.values import DEFAULT, HIDDEN, NOT_SHOWN, count, is_secret, place, plain, shown

STYLES = MappingProxyType(
    {
        Action.CREATE: "bold green",
        Action.UPDATE: "bold yellow",
        Action.MOVE: "bold cyan",
        Action.DELETE: "bold red",
    }
)

_WIDEST = 64  # the widest row name that still moves the column of causes to the right


def change_lines(changes: Iterable[Change], look: Look = PLAIN) -> list[Line]:
    """Every change with its fields; causes and YAML lines stand in one column."""
    every = tuple(changes)
    heads = [_head(each) for each in every]
    stop = min(max((width_of(each) for each in heads), default=0), _WIDEST, max(look.width - 30, 20)) + 2
    lines: list[Line] = []
    for change, head in zip(every, heads, strict=True):
        lines.append(_tail(head, stop, change.cause, change.span))
        lines += _fields(change, stop, verbose=look.verbose)
    return lines


def change_head(change: Change) -> Line:
    """``~ /ip/hotspot/user/profile day-pass``."""
    sign = piece(change.action.value, STYLES[change.action])
    name = f" {terminal(change.name)}" if change.name else ""
    return line(sign, f" {change.menu}", Piece(name, "bold"))


def _head(change: Change) -> Line:
    return line("  ", *change_head(change), Piece(_where(change)))


def _where(change: Change) -> str:
    """The place in an ordered menu, where the change is about it; a new row at the end is as expected."""
    if change.action not in {Action.CREATE, Action.MOVE}:
        return ""
    if change.action is Action.MOVE:
        return f"  {terminal(change.place) or 'to another place'}"
    return f"  {terminal(change.place)}" if change.place.startswith("before ") else ""


def _tail(head: Line, stop: int, cause: Cause | None, span: Span | None) -> Line:
    return line(*padded(head, stop - 2), "  ", cause_piece(cause), f"  {place(span)}")


def cause_piece(cause: Cause | None) -> Piece:
    """A cause as wide as each other; blanks for none."""
    return piece(f"{cause.value if cause else '':<8}", _cause_style(cause))


def _cause_style(cause: Cause | None) -> str:
    return "bold magenta" if cause is Cause.CONFLICT else "magenta" if cause is Cause.DRIFT else "dim"


def _fields(change: Change, stop: int, *, verbose: bool) -> Iterator[Line]:
    if change.action is Action.CREATE:
        yield from _wanted(change)
    elif change.action is Action.UPDATE:
        for delta in change.deltas:
            yield from _delta(change, delta, stop)
    elif change.action is Action.DELETE:
        yield from _lost(change, verbose=verbose)


def _wanted(change: Change) -> Iterator[Line]:
    fields = change.row.fields if change.row is not None else {}
    values: dict[str, Value | None] = dict(fields) or {each.field: each.after for each in change.deltas}
    yield from _values(change, values, "+")


def _lost(change: Change, *, verbose: bool) -> Iterator[Line]:
    """What goes: all of it, or what somebody made of it, which nobody had looked at before it goes."""
    values: dict[str, Value | None] = {}
    if verbose and change.live is not None:
        values |= change.live.fields
    yield from _values(change, values | {each.field: each.after for each in change.edited}, "-")


def _values(change: Change, values: Mapping[str, Value | None], sign: str) -> Iterator[Line]:
    """Fields with their values; those that make a conflict with what was applied before the arrow."""
    edited = {each.field: each for each in change.edited}
    size = max(map(len, values), default=0) + 1
    for name, value in values.items():
        if name in edited:
            head, body = _sides(change.menu, edited[name])
            yield from (head, *body)
        else:
            yield from _value(change.menu, name, value, size, sign)


def _value(menu: str, name: str, value: Value | None, size: int, sign: str) -> Iterator[Line]:
    text = plain(menu, name, value)
    label = f"      {terminal(name) + ':':<{size}} "
    if text is not None and "\n" in text.strip("\n"):
        yield line(f"{label}{count(len(text.splitlines()), 'line')}")
        yield from block(text, sign)
    elif text is not None and is_long(text):
        yield line(label, Piece(shortened(text)))
    else:
        yield line(label, Piece(shown(menu, name, value)))


def _delta(change: Change, delta: Delta, stop: int) -> Iterator[Line]:
    head, body = _sides(change.menu, delta)
    cause = delta.cause if delta.cause is not change.cause else None
    span = delta.span if place(delta.span) != place(change.span) else None
    yield _tail(head, stop, cause, span) if cause or span else head
    yield from body


def _sides(menu: str, delta: Delta) -> tuple[Line, list[Line]]:
    """Before and after on one line, or below each other where they are long."""
    before, after = (plain(menu, delta.field, each) for each in (delta.before, delta.after))
    target = DEFAULT if delta.reset else shown(menu, delta.field, delta.after)
    if target == HIDDEN == shown(menu, delta.field, delta.before):
        target = "(another secret)"
    label = f"      {terminal(delta.field)}:"
    if delta.before is None and is_secret(menu, delta.field):
        return line(f"{label} {NOT_SHOWN} -> {target}"), []
    if not any(text is not None and (is_long(text) or "\n" in text) for text in (before, after)):
        return line(f"{label} {shown(menu, delta.field, delta.before)} -> {target}"), []
    if delta.reset or after is None:
        return line(f"{label} {shortened(before or '')} -> {target}"), []
    return line(label), list(pair(before, after))
