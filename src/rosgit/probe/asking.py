"""One conversation with a spare router: sentences out, answers and raw words back, a new line when cut."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rosgit.device import (
    Deadline,
    Device,
    DeviceError,
    FlightBroken,
    Reply,
    Sentence,
    Unreachable,
    connect,
    observe,
)
from rosgit.model.masking import Known
from rosgit.model.row import Facts, Observed
from rosgit.model.secret import Secret
from rosgit.model.target import Target

NAME = "rosgit-probe"
"""What every name, list, chain and comment of ours begins with."""

TRIES, REST = 3, 5.0
"""How often a line that was cut is taken up again, and the seconds before each further try."""

LONGEST = 72
"""Characters of one value in the evidence."""

Row = Mapping[str, str]


class UnansweredError(Exception):
    """A question cannot be answered here; the text says why."""


def named(*words: object) -> str:
    """A name of ours: ``rosgit-probe-pool-1``."""
    return "-".join([NAME, *map(str, words)])


@dataclass(slots=True)
class Asking:
    """Talks to one router. ``seconds`` is the time of one question; ``pause`` waits.

    ``noted`` gathers the raw words of the question that is being asked, ``known`` the secrets that may
    not be among them.
    """

    target: Target
    password: Secret
    seconds: float
    pause: Callable[[float], None]
    facts: Facts = field(default_factory=Facts)
    noted: list[str] = field(default_factory=list)
    known: Known = field(default_factory=Known)
    _device: Device | None = None
    _deadline: Deadline | None = None
    _gone: DeviceError | None = None

    def begin(self) -> None:
        """A new question: new evidence, new time."""
        self.noted = []
        self.more_time()

    def more_time(self) -> None:
        """A question's time from now on: for cleaning up after one that used all of its own."""
        self._deadline = Deadline.after(self.seconds)

    @property
    def deadline(self) -> Deadline:
        """When the question has to be answered."""
        if self._deadline is None:
            self.more_time()
        assert self._deadline is not None
        return self._deadline

    def close(self) -> None:
        """Hang up."""
        if self._device is not None:
            self._device.close()
        self._device = None

    def flight(self, sentences: Collection[Sentence]) -> tuple[Reply, ...]:
        """Sentences together, nothing noted. Raises DeviceError; the next flight takes a new line."""
        return self._with(lambda device: device.flight(sentences, self.deadline))

    def observe(self, menus: Collection[str]) -> Observed:
        """Menus and facts, canonical. Raises DeviceError."""
        seen: list[Observed] = []

        def look(device: Device) -> tuple[Reply, ...]:
            seen.append(observe(device, menus, self.deadline))
            return ()

        self._with(look)
        return seen[0]

    def _with(self, use: Callable[[Device], tuple[Reply, ...]]) -> tuple[Reply, ...]:
        device = self._line()
        try:
            return use(device)
        except (FlightBroken, KeyboardInterrupt):  # what was not answered yet must answer nothing else
            self.close()
            raise

    def _line(self) -> Device:
        if self._gone is not None:
            raise self._gone
        for left in range(TRIES - 1, -1, -1):
            if self._device is not None:
                break
            try:
                self._device = connect(self.target, self.password, self.deadline, known=self.known)
            except DeviceError as error:
                if self.deadline.over:
                    raise  # the question's time, not the router, is at its end
                if not left or not isinstance(error, FlightBroken | Unreachable):
                    self._gone = error
                    raise
                self.pause(REST)
        assert self._device is not None
        return self._device

    # -- what questions say

    def tell(self, command: str, words: Mapping[str, str] | None = None, **more: str) -> Reply:
        """One sentence, noted with its answer; ``_`` in a keyword stands for ``-``. A trap is an answer."""
        sentence = sentence_of(command, words, more)
        (reply,) = self.flight((sentence,))
        self.noted.append(f"{shown(sentence)} -> {said(reply)}")
        return reply

    def must(self, command: str, words: Mapping[str, str] | None = None, **more: str) -> str:
        """As ``tell``, for what the question needs: the new .id. Raises UnansweredError when refused."""
        reply = self.tell(command, words, **more)
        if reply.traps:
            raise UnansweredError(f"{command} was refused: {reply.traps[0].message}")
        return reply.ret or ""

    def quiet(self, command: str, *queries: str) -> Reply:
        """One sentence whose answer may speak of others: only its shape is noted, no row."""
        (reply,) = self.flight((Sentence(command, (), queries),))
        self.noted.append(f"{' '.join([command, *queries])} -> {said(replace(reply, rows=()))}")
        return reply

    def rows(self, menu: str, fields: Sequence[str], **where: str) -> tuple[Row, ...]:
        """A print of some fields where others hold a value, noted. Raises UnansweredError when refused."""
        queries = tuple(f"?{name.replace('_', '-')}={text}" for name, text in where.items())
        sentence = Sentence(f"{menu}/print", (), queries, tuple(fields))
        (reply,) = self.flight((sentence,))
        # a report is public: what was not asked for stays out, should a router show it all the same
        rows = tuple({name: row[name] for name in fields if name in row} for row in reply.rows)
        reply = replace(reply, rows=rows)
        self.noted.append(f"{shown(sentence)} -> {said(reply)}")
        if reply.traps:
            raise UnansweredError(f"{menu} cannot be read: {reply.traps[0].message}")
        return reply.rows


def sentence_of(command: str, words: Mapping[str, str] | None, more: Mapping[str, str]) -> Sentence:
    """A sentence of words as they are and of keywords with ``_`` for ``-``."""
    keywords = {name.replace("_", "-"): text for name, text in more.items()}
    return Sentence(command, tuple({**(words or {}), **keywords}.items()))


def shown(sentence: Sentence) -> str:
    """A sentence as evidence."""
    words = [f"={name}={_short(str(value))}" for name, value in sentence.words]
    return " ".join([sentence.command, *words, *sentence.queries])


def said(reply: Reply) -> str:
    """A reply as evidence."""
    parts = [
        f"!trap ={trap.category if trap.category is not None else ''}={trap.message}" for trap in reply.traps
    ]
    parts += [
        "!re " + " ".join(f"={name}={_short(text)}" for name, text in row.items()) for row in reply.rows
    ]
    parts += ["!empty"] * reply.empties
    return " ".join([*parts[:24], *(["..."] if len(parts) > 24 else []), _done(reply)])


def _done(reply: Reply) -> str:
    return f"!done =ret={reply.ret}" if reply.ret is not None else "!done"


def _short(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}... ({len(text.encode(errors='surrogateescape'))} bytes)"
