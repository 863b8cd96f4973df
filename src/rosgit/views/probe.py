"""What a spare router answered, fit to be attached to an issue: for people lines, for machines JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rosgit.model.probed import Answer, Probed
from rosgit.views.escape import Json, to_json
from rosgit.views.paper import BLANK, PLAIN, Line, Look, join, line, piece
from rosgit.views.plan_json import FORMAT
from rosgit.views.values import count


def probe_text(probed: Probed, look: Look = PLAIN) -> str:
    """The router, an answer a paragraph with its raw words below, and what is left on the router."""
    lines = [*_head(probed), BLANK]
    for answer in probed.answers:
        lines += [*_one(answer), BLANK]
    return join([*lines, *_closing(probed)], look)


def _head(probed: Probed) -> Iterator[Line]:
    router = ", ".join(filter(None, (probed.board, probed.architecture)))
    yield line(piece(f"RouterOS {probed.version}", "bold"), f" on {router or 'an unnamed board'}")
    if probed.serial:
        yield line(f"serial number {probed.serial}")
    if probed.swept:
        yield line("left by an earlier probe and taken away first: ", ", ".join(probed.swept))


def _one(answer: Answer) -> Iterator[Line]:
    yield line(piece(answer.code, "bold"), f"  {answer.question}")
    if answer.answered:
        yield line("  ", piece(answer.words, "green"))
    else:
        yield line("  ", piece("not answered: ", "bold yellow"), answer.words)
    for words in answer.evidence:
        yield line("    ", piece(words, "dim"))


def _closing(probed: Probed) -> Iterator[Line]:
    answered = sum(each.answered for each in probed.answers)
    of = count(len(probed.answers), "question")
    yield line(f"{answered} of {of} answered.")
    if probed.stopped:
        yield line(piece(f"Not every question was asked: {probed.stopped}.", "bold yellow"))
    if probed.clean:
        yield line(piece("Read back: nothing called rosgit-probe is left on the router.", "green"))
        return
    if not probed.sure:
        words = "The router could not be read at the end: what is called rosgit-probe may still be on it."
        yield line(piece(words, "bold red"), " Run the probe again, it cleans up first.")
    for words in probed.left:
        yield line(piece("still on the router: ", "bold red"), words)


def probe_json(probed: Probed) -> str:
    """One object; ``serial`` is there only when it was asked for."""
    serial: Mapping[str, Json] = {"serial": probed.serial} if probed.serial else {}
    return to_json(
        {
            "format_version": FORMAT,
            "version": probed.version,
            "board": probed.board,
            "architecture": probed.architecture,
            **serial,
            "answers": [_json(each) for each in probed.answers],
            "swept": list(probed.swept),
            "left": list(probed.left),
            "clean": probed.clean,
            "stopped": probed.stopped,
        }
    )


def _json(answer: Answer) -> Mapping[str, Json]:
    return {
        "code": answer.code,
        "question": answer.question,
        "answered": answer.answered,
        "answer": answer.words,
        "evidence": list(answer.evidence),
    }
