"""Many cases at once, and the table of how they ended."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from matrix_case import SECOND, Case
from matrix_judge import Verdict, judge
from matrix_kinds import KINDS, ON_THE_WAY_BACK, every_case, sample
from matrix_lab import dry_run

ALL = os.environ.get("ROSGIT_MATRIX") == "all"
"""Whether the test suite plays every case, and not only a sample."""
WORKERS = min(os.cpu_count() or 2, 8)

ALONE = {
    "cut before": "the connection is cut; the sentence is not executed",
    "cut within the request": "it is cut in the middle of the sentence; its flight is not answered",
    "cut after": "the sentence is executed, the connection cut before its answer",
    "cut within the reply": "the same in the middle of the answer",
    "reset": "the sentence is executed, the connection reset",
    "reset within the reply": "the same in the middle of the answer",
    "black hole": "from here on nothing is executed and nobody answers, ever",
    "black hole that ends": "the same until the switch has fired",
    "answers vanish": "from here on all is executed and nobody answers, until the switch has fired",
    "trap": "the router refuses the sentence",
    "reboot": "the router restarts instead of executing it",
    "power cut": "the same, and a menu loses any suffix of its writes, or several do",
    "wall clock jumps": "by decades, back or ahead",
    "switch fires": "the sentence is on its way until the undo has run, then it is executed",
    "switch fires unnoticed": "the same, and rosgit's clock stands still meanwhile",
    "killed": "rosgit dies; all it had sent is executed",
    "killed, its flight lost": "rosgit dies; nothing behind the sentence is executed",
    "second rosgit": "another rosgit applies the same site from begin to end",
    "second rosgit, older": "another rosgit applies the version before",
    "edit": "a person sets a field or secret of a managed row, removes or moves it",
    "edit, then a refusal": "the same, and the last write of the plan is refused",
    "shut out": "what the sentence wrote lets no packet of ours through while it stands",
    "logins refused": "what the sentence wrote refuses new logins while it stands",
    "scheduler asleep, killed": "the scheduler does not run, and rosgit dies here",
    "slow": "the sentence is on its way until five seconds before the undo",
    "overtaken": "the sentence is on its way until the undo has run, another rosgit has armed, and died",
}
WITHIN_UNDO = {
    "undo slower than its tick": "rosgit is dead; command k of the undo waits for its next tick",
    "undo, restarted within": "rosgit is dead; the router restarts before command k of the undo",
    "undo by rosgit, beside a tick": "after a refusal rosgit runs it; command k waits for a tick",
    "undo by rosgit, restarted within": "the same; the router restarts before command k",
    "undo begins, rosgit beside it": "the switch fires and waits half way, rosgit sends 0, 1, 12 or 40 more",
    "undo begins unnoticed": "the same, and rosgit's clock stands still meanwhile",
}
MEANING = {
    **ALONE,
    **{f"{SECOND}{kind}": "that at sentence k of the way back" for kind in ON_THE_WAY_BACK},
    **WITHIN_UNDO,
}


def chosen(*, everything: bool) -> list[Case]:
    """The cases to play."""
    cases = list(every_case())
    return cases if everything else sample(cases)


def play(cases: Sequence[Case]) -> list[Verdict]:
    """Judge cases, some at a time, each in a process that began without threads."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(WORKERS, mp_context=context) as pool:
        return list(pool.map(judge, cases, chunksize=8))


COLUMNS = ("played", "old", "new", "mixed", "failures")


def counted(verdicts: Sequence[Verdict]) -> dict[str, Counter[str]]:
    """How the cases of each kind ended. Secrets and edits are said beside it, not counted apart."""
    found: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for each in verdicts:
        mine = found[each.case.kind]
        mine["played"] += 1
        mine[each.ended.split(" ")[0]] += 1
        mine["secrets"] += each.ended.endswith("but secrets")
        mine["failures"] += bool(each.wrong)
        mine[f"said {each.said}"] += 1
    return found


def table(verdicts: Sequence[Verdict], every: Sequence[Case], sampled: Sequence[Case]) -> Iterator[str]:
    """The Markdown table of a run: of every case that there is, in the sample, and what was played."""
    found = counted(verdicts)
    all_of, few = (Counter(case.kind for case in cases) for cases in (every, sampled))
    yield "| kind | at sentence k | cases | in the sample | played | old | new | mixed | failures |"
    yield "| --- | --- | --: | --: | --: | --: | --: | --: | --: |"
    for kind, mine in found.items():
        numbers = [all_of[kind], few[kind], *(mine[name] for name in COLUMNS)]
        yield f"| {kind} | {MEANING[kind]} | " + " | ".join(map(str, numbers)) + " |"
    sums = [len(every), len(sampled), *(sum(mine[name] for mine in found.values()) for name in COLUMNS)]
    yield "| **all** | every kind | " + " | ".join(map(str, sums)) + " |"


def counts() -> str:
    """What an apply of the matrix is made of."""
    dry = dry_run()
    kept = len(dry.writes) - len(dry.of_the_plan)
    return (
        f"{len(dry.sentences)} sentences over two connections, {len(dry.writes)} of them writes: "
        f"{len(dry.of_the_plan)} of the site's rows, {kept} of lock, undo and ledger"
    )
