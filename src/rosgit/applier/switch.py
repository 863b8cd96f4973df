"""The switch: the script that undoes an apply nobody confirmed, its lock, its marks and its tick."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, TypeAlias

from rosgit.menus import MENUS
from rosgit.menus.script import Lines, count, guarded, quote, remark, when
from rosgit.model.plan import Plan
from rosgit.model.row import Facts

SWITCH, PART, MARK, TICK, LEDGER = (
    "rosgit-undo",
    "rosgit-undo-",
    "rosgit-mark",
    "rosgit-tick",
    "rosgit-ledger-",
)
SCRIPT, SCHEDULER = MENUS["/system/script"], MENUS["/system/scheduler"]

GRACE = 24 * 60 * 60
"""Seconds past its deadline after which a switch that never ran undoes nothing any more."""

ARMED, TICKING, UNDOING, UNDONE, EXPIRED, OTHER = (
    "armed", "ticking", "undoing", "undone", "expired", "other-board",
)  # fmt: skip
"""Words of a mark's comment: where the switch stands. Numbers among them are steps left as they were."""

SerialFrom: TypeAlias = Literal["routerboard", "license", "software"]

_SERIALS: Mapping[str, str] = MappingProxyType(
    {
        "routerboard": "[/system/routerboard/get serial-number]",
        "license": "[/system/license/get system-id]",
        "software": "[/system/license/get software-id]",
    }
)
_UPTIME = "[/system/resource/get uptime]"
_HEAD = re.compile(r"# (nonce|site|who|armed|deadline|serial|from|generation|undo): ?(.*)")


@dataclass(frozen=True, slots=True)
class Armed:
    """What a switch is armed with. Times are the router's uptime in seconds.

    ``generation`` is the ledger that the apply wrote and an undo removes; ``serial_from`` where the
    router says its serial number. Without ``undo`` it is a lock and no more: nothing ticks, and nothing
    is taken back.
    """

    nonce: str
    site: str
    who: str
    armed_at: int
    deadline: int
    serial: str
    serial_from: SerialFrom
    generation: int
    undo: bool = True


def serial_from(facts: Facts) -> SerialFrom:
    """Where a router like this says the serial number that its facts hold."""
    if facts.board.startswith("CHR"):
        return "license"
    return "software" if facts.board.startswith("x86") else "routerboard"


def now(armed: Armed) -> Armed:
    """The same switch with its deadline passed: its next run undoes, whoever runs it."""
    return replace(armed, deadline=armed.armed_at)


def driver(armed: Armed, parts: int) -> str:
    """The source of ``rosgit-undo``: the lock's head, then what every tick does.

    Another board: goes away. A reboot (uptime below the armed one) or the deadline passed: runs the
    parts, removes the new ledger, goes away. A day past the deadline: goes away undoing nothing.
    Else it only says once, in its mark, that it has run to its end.
    """
    serial = f"{_SERIALS[armed.serial_from]} != {quote(armed.serial)}"
    expired = f"{_UPTIME} >= {armed.deadline + GRACE}s"
    due = f"({_UPTIME} < {armed.armed_at}s) or ({_UPTIME} >= {armed.deadline}s)"
    judged = when(due, _undoing(armed, parts), _ticking())
    late = when(expired, (*mark_line(f" {EXPIRED}"), *_leaving()), judged)
    lines = (*_head(armed), *when(serial, (*mark_line(f" {OTHER}"), *_leaving()), late))
    return "".join(f"{line}\n" for line in lines)


def _head(armed: Armed) -> Lines:
    facts = {
        "nonce": armed.nonce,
        "site": armed.site,
        "who": armed.who,
        "armed": armed.armed_at,
        "deadline": armed.deadline,
        "serial": armed.serial,
        "from": armed.serial_from,
        "generation": armed.generation,
        **({} if armed.undo else {"undo": "none"}),
    }
    said = (remark(f"{name}: {value}".replace("\n", " ")) for name, value in facts.items())
    ends = "this takes it back unless rosgit says it works" if armed.undo else "nothing takes it back"
    return (f"# {SWITCH} 1: rosgit is applying; {ends}", *said)


def read_armed(source: str) -> Armed | None:
    """What a switch's source says of itself; None when it is no switch of ours."""
    lines = source.splitlines()
    if not lines or not lines[0].startswith(f"# {SWITCH} 1:"):
        return None
    said = {found[1]: found[2] for line in lines[1:10] if (found := _HEAD.fullmatch(line.rstrip()))}
    try:
        return Armed(
            said["nonce"],
            said["site"],
            said["who"],
            int(said["armed"]),
            int(said["deadline"]),
            said["serial"],
            _source(said["from"]),
            int(said["generation"]),
            said.get("undo") != "none",
        )
    except (KeyError, ValueError):
        return None


def _source(text: str) -> SerialFrom:
    match text:
        case "routerboard" | "license" | "software":
            return text
    raise ValueError(text)


# -- what a tick does


def _undoing(armed: Armed, parts: int) -> Lines:
    runs = (
        line
        for number in range(1, parts + 1)
        for line in guarded([f"/system/script/run {_script(f'{PART}{number}')}"], mark_line(f" part{number}"))
    )
    ledger = guarded([f"/system/script/remove {_script_like(f'{LEDGER}{armed.generation}-')}"])
    return (*_say(UNDOING), *runs, *ledger, *mark_line(f" {UNDONE}"), *_leaving())


def _ticking() -> Lines:
    return when(count(SCRIPT, {"name": MARK, "comment": ARMED}, ">", 0), _say(TICKING))


def _leaving() -> Lines:
    """The tick goes first, so that nothing runs half of this; the lock goes last."""
    return (
        *guarded([f'/system/scheduler/remove [find name="{TICK}"]']),
        *guarded([f"/system/script/remove {_script_like(PART)}"]),
        f"/system/script/remove {_script(SWITCH)}",
    )


def _script(name: str) -> str:
    return f"[find name={quote(name)}]"


def _script_like(start: str) -> str:
    return f"[find where name~{quote('^' + start)}]"


def _say(word: str) -> Lines:
    return guarded([f"/system/script/set {_script(MARK)} comment={quote(word)}"])


def mark_line(words: str) -> Lines:
    """The lines that add words to the mark; where there is none they do nothing."""
    mark = _script(MARK)
    said = f"([/system/script/get {mark} comment] . {quote(words)})"
    return guarded([f"/system/script/set {mark} comment={said}"])


# -- the rows beside it


def mark_fields(
    armed: Armed, words: Mapping[int, str], policy: str, unread: Iterable[str] = ()
) -> Mapping[str, str]:
    """The row ``rosgit-mark`` as it is armed: its source says what the numbers of its comment mean.

    ``unread`` names secrets that are written and that nobody could read before: after an undo nobody
    knows which are there, and they have to be written again.
    """
    head = (f"# {MARK} 1: what an undo did; rosgit status reads it", remark(f"site: {armed.site}"))
    unknown = (remark(f"unread: {name}".replace("\n", " ")) for name in unread)
    said = (remark(f"{number}: {text}".replace("\n", " ")) for number, text in words.items())
    source = _cut((*head, *unknown, *said), 16 * 1024)
    return {"name": MARK, "policy": policy, "source": source, "comment": ARMED}


def _cut(lines: Iterable[str], limit: int) -> str:
    text = ""
    for line in lines:
        if (
            len(text.encode(errors="surrogateescape")) + len(line.encode(errors="surrogateescape")) + 1
            > limit
        ):
            break
        text += f"{line}\n"
    return text


@dataclass(frozen=True, slots=True)
class Mark:
    """What a mark says: where the switch stood last, and the steps that were left, in words.

    ``unread`` are the secrets nobody knows the state of, as plans name them (``/user noc password``).
    """

    words: tuple[str, ...]
    left: tuple[str, ...]
    unread: tuple[str, ...] = ()

    @property
    def undone(self) -> bool:
        """Whether an undo ran to its end."""
        return UNDONE in self.words


def read_mark(source: str, comment: str) -> Mark:
    """Read ``rosgit-mark``: its source and its comment."""
    lines = [found for line in source.splitlines() if (found := re.fullmatch(r"# (\d+|unread): (.*)", line))]
    known = {found[1]: found[2] for found in lines if found[1] != "unread"}
    unread = (found[2] for found in lines if found[1] == "unread")
    said = comment.split(" ")
    words = tuple(word for word in said if word and not word.isdigit())
    left = tuple(known.get(word, f"step {word}") for word in said if word.isdigit())
    return Mark(words, left, tuple(unread))


def tick_fields(policy: str, seconds: int = 5) -> Mapping[str, str]:
    """The scheduler row. ``startup`` with an interval counts from the start: no wall clock in it."""
    return {
        "name": TICK,
        "interval": f"{seconds}s",
        "on-event": SWITCH,
        "policy": policy,
        "start-time": "startup",
    }


def policy(plan: Plan) -> str:
    """The policies that the scripts and the tick have to hold, all the same (canonical text).

    Rows of scripts and users take ``policy`` (NOTES section h); a script or scheduler row that is
    restored with policies of its own takes those too.
    """
    wanted = {"read", "write", "policy"}
    for change in plan.changes:
        if change.live is not None and change.menu in (SCRIPT.path, SCHEDULER.path):
            wanted |= set(change.live.fields.get("policy", "").split(","))
    return SCRIPT.fields["policy"].kind.canonical(",".join(sorted(wanted - {""})))


__all__ = [
    "ARMED", "EXPIRED", "GRACE", "LEDGER", "MARK", "OTHER", "PART", "SWITCH", "TICK", "TICKING", "UNDOING",
    "UNDONE", "Armed", "Mark", "SerialFrom", "driver", "mark_fields", "mark_line", "now", "policy",
    "read_armed", "read_mark", "serial_from", "tick_fields",
]  # fmt: skip
