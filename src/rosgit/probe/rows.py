"""Questions about rows: removed while in use, ids, duplicates, spelling, queries, safe mode."""

from __future__ import annotations

from rosgit.device import Reply
from rosgit.probe.asking import NAME, Asking, UnansweredError, named

POOL, LIST = "/ip/pool", "/ip/firewall/address-list"
PROFILE, USER = "/ip/hotspot/user/profile", "/ip/hotspot/user"
SAFE = "/safe-mode"

# 192.0.2.0/24 is for documentation (RFC 5737): no guest ever has such an address.
RANGES = "192.0.2.10-192.0.2.19"


def used_pool(asking: Asking) -> str:
    """Remove a pool that a user profile gives addresses from."""
    pool = asking.must(f"{POOL}/add", name=named("used"), ranges=RANGES)
    asking.must(f"{PROFILE}/add", name=named("user"), address_pool=named("used"))
    return _removed(asking, POOL, pool, PROFILE, "address-pool", named("used"))


def used_profile(asking: Asking) -> str:
    """Remove a user profile that a disabled user has."""
    profile = asking.must(f"{PROFILE}/add", name=named("used"))
    asking.must(f"{USER}/add", name=named("user"), profile=named("used"), disabled="yes")
    return _removed(asking, PROFILE, profile, USER, "profile", named("used"))


def _removed(asking: Asking, menu: str, target: str, by: str, name: str, was: str) -> str:
    reply = asking.tell(f"{menu}/remove", {".id": target})
    if reply.traps:
        return f"refused: {reply.traps[0].message}"
    gone = not asking.rows(menu, ("name",), name=was)
    rows = asking.rows(by, ("name", name), name=named("user"))
    if not rows:
        return "removed, and the row that used it with it"
    value = rows[0].get(name)
    where = "absent now" if value is None else "left dangling" if value.startswith("*") else "now"
    return f"{'removed' if gone else 'not removed'}; {name} is {where}: {value or '(empty)'}"


def ids_reused(asking: Asking) -> str:
    """Add, remove, add again, in two menus."""
    pool = [_again(asking, POOL, {"name": named("id"), "ranges": RANGES}) for _ in range(2)]
    entry = [_again(asking, LIST, {"list": NAME, "address": "192.0.2.1"}) for _ in range(2)]
    said = {POOL: pool[0] == pool[1], LIST: entry[0] == entry[1]}
    return "; ".join(f"{menu}: {'given out again' if same else 'a new one'}" for menu, same in said.items())


def _again(asking: Asking, menu: str, words: dict[str, str]) -> str:
    made = asking.must(f"{menu}/add", words)
    asking.must(f"{menu}/remove", {".id": made})
    return made


def profile_twice(asking: Asking) -> str:
    """The refusal in the router's words."""
    asking.must(f"{PROFILE}/add", name=named("twin"))
    return taken_twice(asking.tell(f"{PROFILE}/add", name=named("twin")))


def taken_twice(reply: Reply) -> str:
    """What a second add of one name came to."""
    if not reply.traps:
        return "not refused: there are two now"
    trap = reply.traps[0]
    category = f" (category {trap.category})" if trap.category is not None else ""
    return f"refused: {trap.message}{category}"


def pool_ranges(asking: Asking) -> str:
    """Two neighbours in the wrong order, a prefix, and a range of one."""
    spelled = ("192.0.2.20-192.0.2.29,192.0.2.10-192.0.2.19", "192.0.2.64/26", "192.0.2.1-192.0.2.1")
    for number, text in enumerate(spelled):
        asking.tell(f"{POOL}/add", name=named(number), ranges=text)
    back = {row.get("name"): row.get("ranges", "") for row in _pools(asking, len(spelled))}
    told = [(text, back.get(named(number))) for number, text in enumerate(spelled)]
    if not back:
        raise UnansweredError("no pool was taken: see what the router says below, and give our user write")
    return "; ".join(f"{text} {_spelled(text, now)}" for text, now in told)


def _spelled(text: str, now: str | None) -> str:
    if now is None:
        return "was refused"
    return "kept" if text == now else f"is now {now}"


def _pools(asking: Asking, many: int) -> list[dict[str, str]]:
    return [
        dict(row)
        for number in range(many)
        for row in asking.rows(POOL, ("name", "ranges"), name=named(number))
    ]


def comment_bytes(asking: Asking) -> str:
    """UTF-8, and a latin-1 byte as WinBox may have written it."""
    texts = {"UTF-8": "probe é ☃ 🜁", "latin-1": "probe \udce9"}
    said = []
    for number, (kind, text) in enumerate(texts.items(), 1):
        address = f"192.0.2.{number}"
        reply = asking.tell(f"{LIST}/add", list=NAME, address=address, comment=text)
        if reply.traps:
            said.append(f"{kind} refused: {reply.traps[0].message}")
            continue
        rows = asking.rows(LIST, ("comment",), list=NAME, address=address)
        kept = bool(rows) and rows[0].get("comment") == text
        said.append(f"{kind} {'comes back as it was' if kept else 'comes back otherwise'}")
    return "; ".join(said)


def empty_reply(asking: Asking) -> str:
    """A print without rows, a set and a remove."""
    row = asking.must(f"{LIST}/add", list=NAME, address="192.0.2.1")
    replies = {
        "print": asking.quiet(f"{LIST}/print", f"?list={named('none')}"),
        "set": asking.tell(f"{LIST}/set", {".id": row}, disabled="yes"),
        "remove": asking.tell(f"{LIST}/remove", {".id": row}),
    }
    return ", ".join(f"{verb}: {'yes' if reply.empties else 'no'}" for verb, reply in replies.items())


def query_bool(asking: Asking) -> str:
    """One disabled row, asked for in both words."""
    asking.must(f"{LIST}/add", list=NAME, address="192.0.2.1", disabled="yes")
    hits = {word: bool(asking.rows(LIST, (".id",), list=NAME, disabled=word)) for word in ("true", "yes")}
    return ", ".join(f"{word}: {'found' if hit else 'not found'}" for word, hit in hits.items())


def safe_mode(asking: Asking) -> str:
    """Take it, add a row, unroll, and look whether the row is gone."""
    seen = asking.tell(f"{SAFE}/print")
    if seen.traps:
        return f"no: {seen.traps[0].message}"
    if any(row.get("enabled") in ("true", "yes") for row in seen.rows):
        raise UnansweredError("somebody else holds it")
    taken = asking.tell(f"{SAFE}/take")
    if taken.traps:
        return f"it is there, but taking it is refused: {taken.traps[0].message}"
    try:
        asking.must(f"{LIST}/add", list=NAME, address="192.0.2.1")
        unrolled = asking.tell(f"{SAFE}/unroll")
    finally:
        asking.tell(f"{SAFE}/release")
    if unrolled.traps:
        return f"taken, but unrolling is refused: {unrolled.traps[0].message}"
    left = asking.rows(LIST, (".id",), list=NAME)
    return f"yes; after unroll a row added in it is {'still there' if left else 'gone'}"
