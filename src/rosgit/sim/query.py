"""Query words of a print: a small stack machine over printed rows (NOTES section a)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rosgit.sim.texts import ARGUMENT, Trap

_TRUTH = {"yes": "true", "no": "false"}


def matches(queries: Sequence[str], row: Mapping[str, str]) -> bool:
    """Whether a printed row passes; no query words pass everything. Raises Trap for a broken query."""
    stack: list[bool] = []
    for query in queries:
        if query.startswith("#"):
            _operate(query[1:], stack)
        else:
            stack.append(_test(query, row))
    return all(stack)


def _test(query: str, row: Mapping[str, str]) -> bool:
    sign = query[:1] if query[:1] in "-=<>" else ""
    name, equals, value = query.removeprefix(sign).partition("=")
    if sign == "-":
        return name not in row
    if not equals:
        return name in row
    held = row.get(name)
    if held is None:
        return False
    if sign in ("<", ">"):
        return _below(held, value) if sign == "<" else _below(value, held)
    return held == value or (held in ("true", "false") and held == _TRUTH.get(value))


def _below(left: str, right: str) -> bool:
    if left.isdigit() and right.isdigit():
        return int(left) < int(right)
    return left < right


def _operate(operations: str, stack: list[bool]) -> None:
    """``& | !`` work on the top, ``.`` copies it, a number copies a place, a number at the end keeps it."""
    try:
        number = ""
        for sign in operations:
            if sign.isdigit():
                number += sign
                continue
            if number and sign == ".":
                stack.append(stack[int(number)])
                number = ""
                continue
            _one(sign, stack)
        if number:
            stack[:] = [stack[int(number)]]
    except IndexError:
        raise Trap("invalid query", ARGUMENT) from None


def _one(sign: str, stack: list[bool]) -> None:
    if sign == "!":
        stack.append(not stack.pop())
    elif sign == ".":
        stack.append(stack[-1])
    elif sign in "&|":
        right, left = stack.pop(), stack.pop()
        stack.append(left and right if sign == "&" else left or right)
    else:
        raise IndexError
