"""What the doctor found: for people a line a check, for machines JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from rosgit.model.check import Check, Checkup, Verdict
from rosgit.views.escape import Json, to_json
from rosgit.views.paper import BLANK, PLAIN, Line, Look, join, line, padded, piece
from rosgit.views.plan_json import FORMAT
from rosgit.views.values import count

STYLES: Mapping[Verdict, str] = MappingProxyType(
    {Verdict.OK: "green", Verdict.WARN: "bold yellow", Verdict.FAIL: "bold red"}
)


def doctor_text(checkups: Iterable[Checkup], look: Look = PLAIN) -> str:
    """Each router's checks, and a line that counts them; no router is said, not left out."""
    every = tuple(checkups)
    if not every:
        return join([line("No router was examined: no site was asked for.")], look)
    lines = [each for checkup in every for each in (*_one(checkup), BLANK)]
    return join(lines[:-1], look)


def doctor_json(checkups: Iterable[Checkup]) -> str:
    """``{"format_version": ..., "checkups": [...]}``."""
    return to_json({"format_version": FORMAT, "checkups": [_json(each) for each in checkups]})


def _one(checkup: Checkup) -> Iterator[Line]:
    yield line(piece(checkup.site, "bold"), f" ({checkup.host})")
    stop = max((len(each.name) for each in checkup.checks), default=0)
    for each in checkup.checks:
        head = line(piece(f"  {each.verdict.value:<5} ", STYLES[each.verdict]), each.name)
        yield line(*padded(head, stop + 8), f"  {each.words}")
        if each.mend and each.verdict is not Verdict.OK:
            yield line(" " * (stop + 10), piece(each.mend, "dim"))
    yield _closing(checkup)


def _closing(checkup: Checkup) -> Line:
    counts = Counter(each.verdict for each in checkup.checks)
    if not checkup.reached:
        return line(piece(checkup.site, "bold"), ": ", piece("not reached", STYLES[Verdict.FAIL]), ".")
    parts = (
        f"{counts[Verdict.FAIL]} to mend",
        count(counts[Verdict.WARN], "warning"),
        f"{counts[Verdict.OK]} ok",
    )
    return line(piece(checkup.site, "bold"), ": ", piece(", ".join(parts), STYLES[checkup.worst]), ".")


def _json(checkup: Checkup) -> Mapping[str, Json]:
    return {
        "site": checkup.site,
        "host": checkup.host,
        "reached": checkup.reached,
        "worst": checkup.worst.value,
        "checks": [_check(each) for each in checkup.checks],
    }


def _check(check: Check) -> Mapping[str, Json]:
    return {
        "name": check.name,
        "verdict": check.verdict.value,
        "words": check.words,
        "mend": check.mend,
    }
