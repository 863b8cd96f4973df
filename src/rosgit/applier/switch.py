"""The switch: the script that undoes an apply nobody confirmed, its lock, its marks and its tick."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from rosgit.menus import MENUS
from rosgit.menus.script import Lines, count, fail, guarded, quote, remark, when
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
"""Words of a mark's comment: where the switch stands. Numbers among them are steps left as they were,
``partN`` is a part that did not run."""

SLOW = "5m"
"""The tick's interval once an undo has begun: a second one beside it must never run. Long enough for any
undo, and one that a power cut ended is begun again after it."""
EVERYTHING = "*"
"""Stands for all secrets in a mark that cannot name each."""

SerialFrom: TypeAlias = Literal["routerboard", "license", "software"]

_SERIALS: Mapping[str, str] = MappingProxyType(
    {
        "routerboard": "[/system/routerboard/get serial-number]",
        "license": "[/system/license/get system-id]",
        "software": "[/system/license/get software-id]",
    }
)
_UPTIME = "[/system/resource/get uptime]"
_HEAD = re.compile(r"# ([a-z]+): (.*)")
_HEAD_LINES = 12


@dataclass(frozen=True, slots=True)
class Armed:
    """What a switch is armed with. Times are the router's uptime in seconds.

    ``generation`` is the ledger that the apply wrote and an undo removes; ``serial_from`` where the
    router says its serial number; ``parts`` how many parts the undo has. Without ``undo`` it is a lock
    and no more: nothing ticks, and nothing is taken back.
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
    parts: int = 0


def serial_from(facts: Facts) -> SerialFrom:
    """Where a router like this says the serial number that its facts hold."""
    if facts.board.startswith("CHR"):
        return "license"
    return "software" if facts.board.startswith("x86") else "routerboard"


def driver(armed: Armed, *, at_once: bool = False) -> str:
    """The source of ``rosgit-undo``: the lock's head, then what every tick does.

    Another board: goes away. A reboot (uptime below the armed one) or the deadline passed: runs the
    parts, removes the new ledger, goes away. A day past the deadline: goes away undoing nothing.
    Else it only says once, in its mark, that it has run to its end. ``at_once``: its next run undoes,
    whoever runs it and however late it is.
    """
    serial = f"{_SERIALS[armed.serial_from]} != {quote(armed.serial)}"
    judged = _undoing(armed) if at_once else _judging(armed)
    lines = (*_head(armed), *when(serial, _leaving(armed, OTHER), judged))
    return "".join(f"{line}\n" for line in lines)


def _judging(armed: Armed) -> Lines:
    expired = f"{_UPTIME} >= {armed.deadline + GRACE}s"
    due = f"({_UPTIME} < {armed.armed_at}s) or ({_UPTIME} >= {armed.deadline}s)"
    return when(expired, _leaving(armed, EXPIRED), when(due, _undoing(armed), _ticking(armed)))


def _head(armed: Armed) -> Lines:
    """What the lock says of itself; texts are JSON, so that each stays in its line and reads back whole."""
    facts = {
        "nonce": armed.nonce,
        "site": armed.site,
        "who": armed.who,
        "armed": armed.armed_at,
        "deadline": armed.deadline,
        "serial": armed.serial,
        "from": armed.serial_from,
        "generation": armed.generation,
        "parts": armed.parts,
        "undo": armed.undo,
    }
    said = (f"# {name}: {json.dumps(value)}" for name, value in facts.items())
    ends = "this takes it back unless rosgit says it works" if armed.undo else "nothing takes it back"
    return (f"# {SWITCH} 1: rosgit is applying; {ends}", *said)


def read_armed(source: str) -> Armed | None:
    """What a switch's source says of itself; None when it is no switch of ours."""
    lines = source.splitlines()
    if not lines or not lines[0].startswith(f"# {SWITCH} 1:"):
        return None
    try:
        said = {
            found[1]: json.loads(found[2])
            for line in lines[1:_HEAD_LINES]
            if (found := _HEAD.fullmatch(line.rstrip()))
        }
        return Armed(
            str(said["nonce"]),
            str(said["site"]),
            str(said["who"]),
            int(said["armed"]),
            int(said["deadline"]),
            str(said["serial"]),
            _source(said["from"]),
            int(said["generation"]),
            said["undo"] is True,
            int(said["parts"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _source(text: object) -> SerialFrom:
    match text:
        case "routerboard" | "license" | "software":
            return text
    raise ValueError(text)


# -- what a tick does


def _undoing(armed: Armed) -> Lines:
    """The parts, and everything of ours but the ledger that counts. A part that is not there is marked.

    A lock without an undo leaves the mark of an undo before it alone.
    """
    if not armed.undo:
        return _leaving(armed)
    slower = guarded([f'/system/scheduler/set [find name="{TICK}"] interval={SLOW}'])
    runs = (
        line
        for number in range(1, armed.parts + 1)
        for line in guarded(_part(f"{PART}{number}"), mark_line(f" part{number}"))
    )
    return (*slower, *_say(UNDOING), *runs, *_leaving(armed, UNDONE))


def _part(name: str) -> Lines:
    run = f"/system/script/run {_script(name)}"
    return when(count(SCRIPT, {"name": name}, "=", 1), [run], [fail("it is not there")])


def _ticking(armed: Armed) -> Lines:
    """Said only where both comparisons that would fire are seen to work on this router."""
    first = when(count(SCRIPT, {"name": MARK, "comment": ARMED}, ">", 0), _say(TICKING))
    return when(f"{_UPTIME} >= {armed.armed_at}s", when(f"{_UPTIME} < {armed.deadline}s", first))


def _leaving(armed: Armed, word: str = "") -> Lines:
    """The ledger that was never proven goes first, the tick before what it runs, and the lock last."""
    ledger = f"{LEDGER}{armed.generation}-"
    return (
        *guarded([f"/system/script/remove {scripts_like(ledger)}"]),
        *(mark_line(f" {word}") if word else ()),
        *guarded([f'/system/scheduler/remove [find name="{TICK}"]']),
        *guarded([f"/system/script/remove {scripts_like(PART)}"]),
        f"/system/script/remove {_script(SWITCH)}",
    )


def _script(name: str) -> str:
    return f"[find name={quote(name)}]"


def scripts_like(start: str) -> str:
    """The scripts whose names are this and a number: somebody's ``rosgit-undo-notes`` is not ours."""
    return f"[find where name~{quote(f'^{start}[0-9]+$')}]"


def _say(word: str) -> Lines:
    return guarded([f"/system/script/set {_script(MARK)} comment={quote(word)}"])


def mark_line(words: str) -> Lines:
    """The lines that add words to the mark; where there is none they do nothing."""
    mark = _script(MARK)
    said = f"([/system/script/get {mark} comment] . {quote(words)})"
    return guarded([f"/system/script/set {mark} comment={said}"])


# -- the rows beside it


MARK_SIZE = 16 * 1024


def mark_fields(
    armed: Armed, legend: Mapping[str, str], policy: str, unread: Iterable[str] = ()
) -> Mapping[str, str]:
    """The row ``rosgit-mark`` as it is armed: its source says what the words of its comment mean.

    ``unread`` names secrets that are written and that nobody could read before: after an undo nobody
    knows which are there, and they have to be written again. Where they do not fit, all have to.
    """
    head = (f"# {MARK} 1: what an undo did; rosgit status reads it", remark(f"site: {armed.site}"))
    unknown = tuple(_line("unread", name) for name in unread)
    if _size((*head, *unknown)) > MARK_SIZE:
        unknown = (_line("unread", EVERYTHING),)
    said = (_line(word, text) for word, text in legend.items())
    source = _cut((*head, *unknown, *said), MARK_SIZE)
    return {"name": MARK, "policy": policy, "source": source, "comment": ARMED}


def _line(word: str, text: str) -> str:
    return remark(f"{word}: {text}".replace("\n", " "))


def _size(lines: Iterable[str]) -> int:
    return sum(len(line.encode(errors="surrogateescape")) + 1 for line in lines)


def _cut(lines: Iterable[str], limit: int) -> str:
    text, left = "", limit
    for line in lines:
        left -= _size((line,))
        if left < 0:
            break
        text += f"{line}\n"
    return text


@dataclass(frozen=True, slots=True)
class Mark:
    """What a mark says: where the switch stood last, and the steps that were left, in words.

    ``edited`` are those of them that ran and found something else than we had written; the others are
    of parts that did not run. ``unread`` are the secrets nobody knows the state of, as plans name them
    (``/user noc password``), or ``EVERYTHING``.
    """

    words: tuple[str, ...]
    left: tuple[str, ...]
    unread: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()

    @property
    def undone(self) -> bool:
        """Whether an undo ran to its end; steps it had to leave are in ``left``."""
        return UNDONE in self.words


def read_mark(source: str, comment: str) -> Mark:
    """Read ``rosgit-mark``: its source and its comment."""
    lines = [found for line in source.splitlines() if (found := _MEANING.fullmatch(line))]
    legend = {found[1]: found[2] for found in lines if found[1] != "unread"}
    unread = tuple(found[2] for found in lines if found[1] == "unread")
    said = [word for word in comment.split(" ") if word]
    words = tuple(word for word in said if not _LEFT.fullmatch(word))
    left = tuple(text for word in said if _LEFT.fullmatch(word) for text in _left(word, legend))
    edited = tuple(text for word in said if word.isdigit() for text in _left(word, legend))
    return Mark(words, left, unread, edited)


_LEFT = re.compile(r"(?:part)?\d+")
_MEANING = re.compile(r"# (\d+|part\d+|unread): (.*)")


def _left(word: str, legend: Mapping[str, str]) -> Iterator[str]:
    """What a word of a mark says was left: a step, or each step of a part."""
    if not word.startswith("part"):
        yield legend.get(word, f"step {word}")
        return
    yield f"{word.replace('part', 'part ')} of the undo did not run"
    first, _, last = legend.get(word, "").partition("-")
    if first.isdigit() and last.isdigit():
        yield from (legend[str(at)] for at in range(int(first), int(last) + 1) if str(at) in legend)


def tick_fields(policy: str, seconds: int) -> Mapping[str, str]:
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
    "ARMED", "EVERYTHING", "EXPIRED", "GRACE", "LEDGER", "MARK", "OTHER", "PART", "SLOW", "SWITCH", "TICK",
    "TICKING", "UNDOING", "UNDONE", "Armed", "Mark", "SerialFrom", "driver", "mark_fields", "mark_line",
    "policy", "read_armed", "read_mark", "scripts_like", "serial_from", "tick_fields",
]  # fmt: skip
