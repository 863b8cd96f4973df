"""A whole probe: leftovers first, then question after question, then a look at what is left."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from rosgit.device import DeviceError, FlightBroken, Sentence, Timeout
from rosgit.model.probed import Answer, Probed
from rosgit.probe.asking import Asking, UnansweredError
from rosgit.probe.question import Question
from rosgit.probe.questions import QUESTIONS
from rosgit.probe.sweep import sweep

SILENCES = 2
"""After so many questions in a row without a word in time the others, as slow, are not asked."""


def _silent(question: Question) -> None:
    del question


def probe(
    asking: Asking,
    questions: Sequence[Question] = QUESTIONS,
    *,
    with_serial: bool = False,
    begin: Callable[[Question], None] = _silent,
) -> Probed:
    """Ask a spare router; ``begin`` hears of each question before it is asked.

    A question that fails is an answer; the router's identity, serial number and address are masked
    in all of them. KeyboardInterrupt ends the asking, and the answers so far are the report; so does
    a router that is silent twice in a row. Raises DeviceError when the router cannot be read at the
    start, or leftovers cannot be looked for: nothing was written then.
    """
    made = replace(_start(asking), serial=asking.facts.serial if with_serial else "")
    swept, stuck = sweep(asking)
    answers: list[Answer] = []
    stopped, interrupted = "", False
    try:
        stopped = _ask(asking, questions, begin, answers)
    except KeyboardInterrupt:
        stopped, interrupted = "interrupted", True
    finally:
        left, sure = _clean(asking, stuck)
        asking.close()
    if stopped:
        stopped = f"{stopped} after {len(answers)} of {len(questions)} questions"
    return replace(
        made, answers=tuple(_masked(asking, each) for each in answers), swept=swept, left=left, sure=sure,
        stopped=stopped, interrupted=interrupted,
    )  # fmt: skip


def _ask(
    asking: Asking, questions: Sequence[Question], begin: Callable[[Question], None], answers: list[Answer]
) -> str:
    """Gather the answers; why it was stopped before the last question, if it was."""
    silent = 0
    for question in questions:
        begin(question)
        answer, timely = _one(asking, question)
        answers.append(answer)
        silent = 0 if timely else silent + 1
        if silent == SILENCES:
            return f"the router was silent {SILENCES} times in a row: stopped"
    return ""


def _start(asking: Asking) -> Probed:
    """Read what the router is; that alone is never noted."""
    asking.begin()
    asking.facts = asking.observe(()).facts
    ask = Sentence("/system/resource/print", proplist=("architecture-name",))
    (reply,) = asking.flight((ask,))
    row = reply.rows[0] if reply.rows else {}
    return Probed(asking.facts.version, asking.facts.board, row.get("architecture-name", ""))


def _one(asking: Asking, question: Question) -> tuple[Answer, bool]:
    """The answer, and whether the router spoke in time."""
    asking.begin()
    timely = True
    try:
        words, answered = question.ask(asking), True
    except UnansweredError as reason:
        words, answered = str(reason), False
    except DeviceError as error:
        words, answered = f"{error.words}: {error.said}" if error.said else error.words, False
        timely = not isinstance(error, Timeout)
    finally:
        noted = tuple(asking.noted)
        _clean(asking)
    return Answer(question.code, question.text, words, noted, answered), timely


def _clean(asking: Asking, before: tuple[str, ...] = ()) -> tuple[tuple[str, ...], bool]:
    """Take away what bears our name; what is left of it, and whether that was read."""
    for _ in range(2):  # the first may be what finds that the line is cut
        asking.more_time()
        try:
            return sweep(asking)[1], True
        except FlightBroken:
            continue
        except (DeviceError, KeyboardInterrupt):
            break
    return before, False


def _masked(asking: Asking, answer: Answer) -> Answer:
    """The answer without what says which router gave it."""
    facts = asking.facts
    names = {"identity": facts.identity, "serial": facts.serial, "host": asking.target.host}
    words = _hidden(answer.words, names.items())
    return replace(
        answer, words=words, evidence=tuple(_hidden(each, names.items()) for each in answer.evidence)
    )


def _hidden(text: str, names: Iterable[tuple[str, str]]) -> str:
    for mask, name in names:
        if name:
            text = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", f"<{mask}>", text)
    return text
