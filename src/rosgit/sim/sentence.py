"""One command as a client sent it, and the replies it gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from rosgit.sim.texts import Trap

Reply: TypeAlias = tuple[str, ...]
"""The words of one reply sentence; the first is ``!re``, ``!done``, ``!trap``, ``!empty`` or ``!fatal``."""


@dataclass(frozen=True, slots=True)
class Command:
    """A sentence taken apart: ``/ip/pool/print`` is path ``/ip/pool`` and verb ``print``."""

    path: str
    verb: str
    words: Mapping[str, str]
    queries: tuple[str, ...] = ()
    tag: str | None = None


def parse(sentence: Iterable[str]) -> Command:
    """Take a sentence apart. The value of ``=name=value`` begins after the second ``=``."""
    first, *rest = sentence
    path, _, verb = first.rstrip("/").rpartition("/")
    words: dict[str, str] = {}
    queries = []
    tag = None
    for word in rest:
        if word.startswith("="):
            name, _, value = word[1:].partition("=")
            words[name] = value
        elif word.startswith("?"):
            queries.append(word[1:])
        elif word.startswith(".tag="):
            tag = word[5:]
    return Command(path or "/", verb, words, tuple(queries), tag)


def row(values: Mapping[str, str]) -> Reply:
    """One ``!re`` with its attributes."""
    return ("!re", *(f"={name}={value}" for name, value in values.items()))


def done(ret: str | None = None) -> Reply:
    """The last reply of a command."""
    return ("!done",) if ret is None else ("!done", f"=ret={ret}")


def trapped(trap: Trap) -> list[Reply]:
    """A refusal: ``!trap`` and, always, ``!done`` after it."""
    category = () if trap.category is None else (f"=category={trap.category}",)
    return [("!trap", *category, f"=message={trap.message}"), done()]


def tagged(replies: Iterable[Reply], tag: str | None) -> list[Reply]:
    """The replies with the command's tag echoed on each."""
    if tag is None:
        return list(replies)
    return [(*reply, f".tag={tag}") for reply in replies]
