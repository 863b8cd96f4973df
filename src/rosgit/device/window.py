"""One flight without its socket: what may be sent next, and whose answer came."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rosgit.device.errors import ConnectionLost, ProtocolError
from rosgit.device.sentence import Reply, Sentence, Trap
from rosgit.device.wire import Answer
from rosgit.device.words import in_public
from rosgit.menus import MENUS
from rosgit.model.masking import Known
from rosgit.model.secret import Secret

MAX_TAGS = 64  # no source gives a limit; NOTES section i found no gain beyond some 50
MAX_UNANSWERED = 64 * 1024  # bytes; a router that blocks on its own answers must not block us
MAX_ROWS = 200_000  # a flight

SECRET_FIELDS = frozenset(
    field.name for menu in MENUS.values() for field in menu.fields.values() if field.secret
)
"""Names under which rows of any menu hold secrets."""


class _Slot:
    """One sentence under way."""

    __slots__ = ("empties", "index", "rows", "sentence", "size", "traps")

    def __init__(self, index: int, sentence: Sentence, size: int) -> None:
        self.index = index
        self.sentence = sentence
        self.size = size
        self.rows: list[dict[str, str]] = []
        self.traps: list[Trap] = []
        self.empties = 0


class Window:
    """A sliding window over the sentences of a flight.

    ``tags`` has one tag a sentence (None: sent without one). With ``stop_on_trap`` nothing more
    is sent after the first refusal; what is under way is still awaited. ``known`` learns the secrets
    that are sent and read, and hides them in what the router says: it may quote any of them.
    """

    def __init__(
        self,
        sentences: Sequence[Sentence],
        tags: Sequence[str | None],
        *,
        stop_on_trap: bool = False,
        known: Known | None = None,
    ) -> None:
        self._known = known if known is not None else Known()
        self._known.learn(secret for each in sentences for secret in each.secrets)
        self._waiting = deque(
            (index, tag, sentence, sentence.encoded(tag))
            for index, (sentence, tag) in enumerate(zip(sentences, tags, strict=True))
        )
        self._open: dict[str | None, _Slot] = {}
        self._replies: list[Reply | None] = [None] * len(sentences)
        self._unanswered = 0
        self._rows = 0
        self._stop_on_trap = stop_on_trap
        self._trip_ends = 0
        self.sent = 0
        self.trips = 0

    @property
    def done(self) -> bool:
        """Whether nothing is under way and nothing will be sent any more."""
        return not self._open and not self._waiting

    @property
    def replies(self) -> tuple[Reply | None, ...]:
        """One entry a sentence; None while its reply is not complete. The router's words are masked."""
        return tuple(each if each is None or not each.traps else self._masked(each) for each in self._replies)

    def ready(self) -> bytes:
        """What may be sent now; counts as sent from here on."""
        frames = []
        while self._waiting and self._fits(len(self._waiting[0][3])):
            index, tag, sentence, frame = self._waiting.popleft()
            self._open[tag] = _Slot(index, sentence, len(frame))
            self._unanswered += len(frame)
            self.sent += 1
            frames.append(frame)
        if self.sent and not self.trips:
            self._next_trip()
        return b"".join(frames)

    def take(self, answers: Iterable[Answer]) -> None:
        """Account for what came. Raises ProtocolError, or ConnectionLost on ``!fatal``."""
        for word, tag, fields, bare in answers:
            slot = self._open.get(tag)
            if word == "!fatal":
                said = self._known.masked(" ".join(bare) or _message(fields))
                raise ConnectionLost("the router ended the session", said=said)
            if slot is None:
                raise ProtocolError("an answer to nothing that was asked")
            if word == "!re":
                slot.rows.append(fields)
                self._known.learn(_secrets(fields))
                self._rows += 1
                if self._rows > MAX_ROWS:
                    raise ProtocolError(f"more than {MAX_ROWS} rows")
            elif word == "!done":
                self._close(tag, slot, fields.get("ret"))
            elif word == "!trap":
                self._trap(slot, fields)
            elif word == "!empty":
                slot.empties += 1
            else:
                raise ProtocolError("an unknown reply", said=self._known.masked(word))

    def _fits(self, size: int) -> bool:
        if not self._open:
            return True
        return len(self._open) < MAX_TAGS and self._unanswered + size <= MAX_UNANSWERED

    def _trap(self, slot: _Slot, fields: dict[str, str]) -> None:
        category = fields.get("category", "")
        slot.traps.append(Trap(_message(fields), int(category) if category in _CATEGORIES else None))
        if self._stop_on_trap:
            self._waiting.clear()

    def _masked(self, reply: Reply) -> Reply:
        """Its refusals without our secrets; the words that say what kind of refusal it is stay."""
        traps = [(each, *in_public(each.message)) for each in reply.traps]
        hidden = (Trap(public + self._known.masked(rest), each.category) for each, public, rest in traps)
        return replace(reply, traps=tuple(hidden))

    def _close(self, tag: str | None, slot: _Slot, ret: str | None) -> None:
        del self._open[tag]
        self._unanswered -= slot.size
        self._replies[slot.index] = Reply(tuple(slot.rows), ret, tuple(slot.traps), empties=slot.empties)
        if slot.index >= self._trip_ends:
            self._next_trip()

    def _next_trip(self) -> None:
        # a wait ends with the first answer to a sentence that was sent after the wait began
        self.trips += 1
        self._trip_ends = self.sent


_CATEGORIES = frozenset("01234567")


def _secrets(fields: Mapping[str, str]) -> Iterable[Secret]:
    return (Secret(fields[name]) for name in SECRET_FIELDS & fields.keys())


def _message(fields: dict[str, str]) -> str:
    return fields.get("message", "")
