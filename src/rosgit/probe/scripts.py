"""Questions about scripts and the scheduler; what a script finds out it adds to a comment of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rosgit.applier import switch
from rosgit.menus import MENUS
from rosgit.menus.script import Lines, Where, add, count, fail, guarded, when
from rosgit.menus.tables.common import POLICIES
from rosgit.probe.asking import NAME, Asking, UnansweredError, named, sentence_of
from rosgit.probe.rows import taken_twice

SCRIPT, SCHEDULER = "/system/script", "/system/scheduler"
POOL, PROFILE, FILTER = "/ip/pool", "/ip/hotspot/user/profile", "/ip/firewall/filter"
POLICY = "read,write"
MARK, RUN = named("mark"), named("run")
LOOKS = 20
"""How many seconds a tick is waited for; it is asked to come every second."""


def own(text: str) -> str:
    """A text of the applier's undo with our names in it, so that no real switch is touched."""
    return re.sub(r"rosgit-(?!probe)", f"{NAME}-", text)


def noting(words: str) -> Lines:
    """The lines that add words to the comment of our mark."""
    return tuple(map(own, switch.mark_line(f" {words}")))


def told(asking: Asking, lines: Iterable[str]) -> list[str]:
    """Run a script; the words it noted. Raises UnansweredError when it stopped."""
    asking.must(f"{SCRIPT}/add", name=MARK, policy=POLICY, source=f"# {MARK}\n")
    asking.must(f"{SCRIPT}/add", name=RUN, policy=POLICY, source="".join(f"{line}\n" for line in lines))
    reply = asking.tell(f"{SCRIPT}/run", number=RUN)
    words = mark(asking)
    if reply.traps:
        raise UnansweredError(f"the script stopped: {reply.traps[0].message}; it noted: {' '.join(words)}")
    return words


def mark(asking: Asking) -> list[str]:
    """The words in the comment of our mark."""
    rows = asking.rows(SCRIPT, ("comment",), name=MARK)
    return rows[0].get("comment", "").split() if rows else []


def size(asking: Asking) -> str:
    """Sources of comment lines, each read back."""
    return "; ".join(_sized(asking, kib) for kib in (16, 32, 64))


def _sized(asking: Asking, kib: int) -> str:
    source = ("#" * 63 + "\n") * (kib * 16)
    name = named("size", kib)
    reply = asking.tell(f"{SCRIPT}/add", name=name, policy=POLICY, source=source)
    if reply.traps:
        return f"{kib} KiB refused: {reply.traps[0].message}"
    rows = asking.rows(SCRIPT, ("name", "source"), name=name)
    back = rows[0].get("source", "") if rows else ""
    return f"{kib} KiB {'whole' if back == source else f'cut or changed: {len(back)} characters came back'}"


def name_twice(asking: Asking) -> str:
    """The lock of an apply rests on this."""
    asking.must(f"{SCRIPT}/add", name=named("twin"), policy=POLICY, source="# 1\n")
    reply = asking.tell(f"{SCRIPT}/add", name=named("twin"), policy=POLICY, source="# 2\n")
    return taken_twice(reply)


def on_error(asking: Asking) -> str:
    """:error, a command that is refused, a block in a block, and what stands behind them."""
    pool = add(MENUS[POOL], {"name": named("twin"), "ranges": "192.0.2.1"})
    lines = (
        *guarded([fail("x"), *noting("past-error")], noting("error")),
        *guarded([pool, pool, *noting("past-refusal")], noting("refusal")),
        *guarded([*guarded([fail("x")], noting("inner")), *noting("behind")], noting("outer")),
        *noting("end"),
    )
    words = told(asking, lines)
    good = words == ["error", "refusal", "inner", "behind", "end"]
    return f"{'yes' if good else 'not as expected'}: {' '.join(words)}"


def uptime(asking: Asking) -> str:
    """The guards of an undo, against times that are surely past and surely to come."""
    asking.pause(2.0)
    fact = "[/system/resource/get uptime]"
    tests = {"past": f"{fact} >= 1s", "early": f"{fact} < 1s", "late": f"{fact} >= 999999999s"}
    lines = [
        line
        for word, test in tests.items()
        for line in guarded(when(test, noting(word), noting(f"not-{word}")), noting(f"{word}-failed"))
    ]
    words = told(asking, lines)
    good = words == ["past", "not-early", "not-late"]
    return f"{'yes' if good else 'no'}: {' '.join(words)}"


# -- find


def find_literals(asking: Asking) -> str:
    """Rows are made over the API and looked for by a script, one field at a time."""
    _findable(asking)
    found = dict(each.partition(":")[::2] for each in told(asking, _searches()))
    groups = {"matched": "yes", "not matched": "no", "an error": "failed"}
    said = {words: [name for name, how in found.items() if how == sign] for words, sign in groups.items()}
    return "; ".join(f"{words}: {', '.join(names)}" for words, names in said.items() if names)


def _findable(asking: Asking) -> None:
    asking.must(
        f"{PROFILE}/add", name=named("find"), rate_limit="1M/2M", add_mac_cookie="no", shared_users="3",
        session_timeout="90m",
    )  # fmt: skip
    asking.must(f"{POOL}/add", name=named("find"), ranges="192.0.2.10-192.0.2.19")
    asking.must(
        f"{FILTER}/add", chain=NAME, action="drop", disabled="yes", protocol="tcp", dst_port="80,443",
        src_address="192.0.2.0/24", connection_state="established,related", log_prefix='a "b" $c\\',
        comment="probe é",
    )  # fmt: skip


_FOUND: tuple[tuple[str, dict[str, str], dict[str, str | None]], ...] = (
    (
        PROFILE,
        {"name": named("find")},
        {
            "rate-limit": "1M/2M",
            "add-mac-cookie": "false",
            "shared-users": "3",
            "session-timeout": "1h30m",
            "parent-queue": None,
        },
    ),
    (POOL, {"name": named("find")}, {"ranges": "192.0.2.10-192.0.2.19"}),
    (
        FILTER,
        {"chain": NAME},
        {
            "action": "drop",
            "disabled": "true",
            "protocol": "tcp",
            "dst-port": "80,443",
            "src-address": "192.0.2.0/24",
            "connection-state": "established,related",
            "log-prefix": 'a "b" $c\\',
            "comment": "probe é",
            "dst-address": None,
            "dynamic": "false",
        },
    ),
)
"""Menu, what names the row, and the values a find is to match; None: the field is unset."""


def _searches() -> Iterator[str]:
    for menu, names, values in _FOUND:
        for name, value in values.items():
            where: Where = {**names, name: value}
            word = name if value is not None else f"!{name}"
            hit = when(count(MENUS[menu], where, "=", 1), noting(f"{word}:yes"), noting(f"{word}:no"))
            yield from guarded(hit, noting(f"{word}:failed"))


def find_pattern(asking: Asking) -> str:
    """Remove by pattern, in the words of an undo that removes its parts; other rows have to stay."""
    words, others = ("like-1", "like-12"), ("like-notes", "other")
    for word in (*words, *others):
        asking.must(f"{SCRIPT}/add", name=named(word), policy=POLICY, source="# a row to be found\n")
    told(asking, [f"{SCRIPT}/remove {switch.scripts_like(named('like-'))}"])
    names = {row.get("name", "") for row in asking.quiet(f"{SCRIPT}/print").rows}
    left = tuple(word for word in (*words, *others) if named(word) in names)
    return "yes" if left == others else f"no: after the removal these were left: {', '.join(left) or 'none'}"


# -- the scheduler


def tick(asking: Asking) -> str:
    """A row that runs our script every second, made as an apply makes its tick."""
    asking.must(f"{SCRIPT}/add", name=MARK, policy=POLICY, source=f"# {MARK}\n")
    source = "".join(f"{line}\n" for line in noting("ran"))
    asking.must(f"{SCRIPT}/add", name=named("undo"), policy=POLICY, source=source)
    row = {name: own(text) for name, text in switch.tick_fields(POLICY, 1).items()}
    asking.must(f"{SCHEDULER}/add", row)
    for second in range(1, LOOKS + 1):
        asking.pause(1.0)
        if mark(asking):
            counts = _counts(asking)
            return f"yes: after {second} s it had run; run-count of script and tick: {' and '.join(counts)}"
    return f"no: it did not run within {LOOKS} s; run-count: {' and '.join(_counts(asking))}"


def _counts(asking: Asking) -> list[str]:
    wanted = ((SCRIPT, named("undo")), (SCHEDULER, named("tick")))
    rows = [asking.rows(menu, ("name", "run-count"), name=name) for menu, name in wanted]
    return [each[0].get("run-count", "not shown") if each else "no row" for each in rows]


def scheduler_policy(asking: Asking) -> str:
    """Each policy alone in a disabled row."""
    adds = {
        word: sentence_of(
            f"{SCHEDULER}/add", {"name": named("may", word), "policy": word, "disabled": "yes"}, {}
        )
        for word in POLICIES
    }
    replies = dict(zip(adds, asking.flight(list(adds.values())), strict=True))
    rows = {row.get("name", ""): row.get("policy", "") for row in _ours(asking)}
    groups: dict[str, list[str]] = {}
    for word, reply in replies.items():
        how = (
            f"refused ({reply.traps[0].message})"
            if reply.traps
            else _held(word, rows.get(named("may", word)))
        )
        groups.setdefault(how, []).append(word)
    held = ", ".join(word for word in POLICIES if word in asking.facts.policies)
    said = "; ".join(f"{how}: {', '.join(words)}" for how, words in groups.items())
    return f"{said}; our user has: {held or 'unknown'}"


def _ours(asking: Asking) -> list[dict[str, str]]:
    """Our scheduler rows; the others are nobody's business and are not noted."""
    reply = asking.quiet(f"{SCHEDULER}/print")
    rows = [{"name": row.get("name", ""), "policy": row.get("policy", "")} for row in reply.rows]
    ours = [row for row in rows if row["name"].startswith(NAME)]
    asking.noted += [f"{row['name']} =policy={row['policy']}" for row in ours]
    return ours


def _held(word: str, policy: str | None) -> str:
    if policy is None:
        return "taken, but no row"
    return "held" if word in policy.split(",") else "taken, but not shown"
