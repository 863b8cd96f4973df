"""Questions about where rows come to stand: disabled rules in a chain of our own."""

from __future__ import annotations

from collections.abc import Iterator

from rosgit.probe.asking import NAME, Asking, UnansweredError, sentence_of

FILTER, NAT = "/ip/firewall/filter", "/ip/firewall/nat"
MANY = 20


def flight(asking: Asking) -> str:
    """Twenty adds in one flight, then the order they stand in."""
    wanted = [f"{number:02}" for number in range(1, MANY + 1)]
    replies = asking.flight([sentence_of(f"{FILTER}/add", None, _rule(comment)) for comment in wanted])
    traps = [trap.message for reply in replies for trap in reply.traps]
    if traps:
        raise UnansweredError(f"a rule was refused: {traps[0]}")
    order = _comments(asking)
    if order == wanted:
        return f"yes: {MANY} adds stand as they were sent"
    return f"no: sent as {wanted[0]} to {wanted[-1]}, they stand {' '.join(order)}"


def _rule(comment: str) -> dict[str, str]:
    return {"chain": NAME, "action": "accept", "disabled": "yes", "comment": comment}


def _comments(asking: Asking, menu: str = FILTER) -> list[str]:
    return [row.get("comment", "") for row in asking.rows(menu, (".id", "comment"), chain=NAME)]


def place_before(asking: Asking) -> str:
    """In front of a row of ours, then in front of the first dynamic row of each menu."""
    first = asking.must(f"{FILTER}/add", _rule("first"))
    asking.must(f"{FILTER}/add", _rule("before"), place_before=first)
    stood = _comments(asking) == ["before", "first"]
    plain = "takes an .id" if stood else "the row does not stand where it was put"
    said = {menu: _above_dynamic(asking, menu) for menu in (FILTER, NAT)}
    words = "; ".join([plain, *filter(None, said.values())])
    bare = " and ".join(menu for menu, how in said.items() if not how)
    if bare:
        way = "set up a hotspot on it (/ip/hotspot/setup), which makes some, and probe again"
        raise UnansweredError(f"{words}; but there are no dynamic rows in {bare} to go above: {way}")
    return words


def _above_dynamic(asking: Asking, menu: str) -> str:
    """What became of a row put above the dynamic ones; empty where there are none."""
    dynamic = asking.rows(menu, (".id",), dynamic="true")
    if not dynamic:
        return ""
    top = dynamic[0][".id"]
    reply = asking.tell(f"{menu}/add", _rule("above"), place_before=top)
    if reply.traps:
        return f"{menu}: refused above a dynamic row: {reply.traps[0].message}"
    order = [row.get(".id") for row in asking.rows(menu, (".id",))]
    above = order.index(reply.ret) < order.index(top) if reply.ret in order and top in order else None
    return f"{menu}: the row stands {'above' if above else 'not above'} the dynamic rows"


def move_last(asking: Asking) -> str:
    """The first of three rows moved without a destination, then in front of another."""
    ids = {comment: asking.must(f"{FILTER}/add", _rule(comment)) for comment in ("a", "b", "c")}
    return "; ".join(_moves(asking, ids))


def _moves(asking: Asking, ids: dict[str, str]) -> Iterator[str]:
    reply = asking.tell(f"{FILTER}/move", numbers=ids["a"])
    if reply.traps:
        yield f"refused: {reply.traps[0].message}"
    else:
        order = _comments(asking)
        yield "yes, to the end" if order == ["b", "c", "a"] else f"no: a b c became {' '.join(order)}"
    reply = asking.tell(f"{FILTER}/move", numbers=ids["c"], destination=ids["b"])
    order = [each for each in _comments(asking) if each != "a"]
    yield "with a destination in front of it" if order == ["c", "b"] else "a destination did not do it"
