"""Where events go: a file of NDJSON, and a board on the terminal of whoever watches."""

from __future__ import annotations

import os
import stat
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

from rosgit.cli.failure import Failure
from rosgit.cli.options import Choice
from rosgit.cli.shell import note, silence
from rosgit.model.event import Event

if TYPE_CHECKING:
    from rosgit.views.events import Board


class Watch:
    """A sink of events, for several threads; a stream that breaks is left alone, and never stops an apply."""

    def __init__(self, stream: TextIO | None, screen: Screen | None) -> None:
        self.stream, self.screen = stream, screen
        self.problem = ""
        self._lock = threading.RLock()
        self._open = True

    def __call__(self, event: Event) -> None:
        """Take one event."""
        with self._lock:
            if not self._open:
                return  # a thread that was left behind
            if self.stream is not None:
                self._write(self.stream, event)
            if self.screen is not None:
                with suppress(OSError, ValueError):
                    self.screen.take(event)

    def _write(self, stream: TextIO, event: Event) -> None:
        from rosgit.views.events import event_json

        try:
            now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            stream.write(event_json(event, now))
            stream.flush()
        except (OSError, ValueError) as error:
            self.stream, self.problem = None, f"events are missing from here on: {error}"
            silence(stream)

    def close(self) -> None:
        """Take nothing more, and wipe what was drawn."""
        with self._lock:
            self._open = False
            if self.screen is not None:
                with suppress(OSError, ValueError):
                    self.screen.wipe()


class Screen:
    """Draws a board below what was printed before, again and again in the same place."""

    def __init__(self, board: Board, out: TextIO, chosen: Choice) -> None:
        self.board, self.out, self.chosen = board, out, chosen
        self._drawn = 0

    def take(self, event: Event) -> None:
        """Draw the board anew."""
        from rosgit.views.events import fitted
        from rosgit.views.paper import Look, join

        stay = self.board.take(event)
        lines = [fitted(each, self.chosen.width - 1) for each in self.board.lines(self._most())]
        look = Look(self.chosen.color)
        self.out.write(self._back() + join(stay, look) + join(lines, look))
        self.out.flush()
        self._drawn = len(lines)

    def wipe(self) -> None:
        """Leave only the lines that stay."""
        self.out.write(self._back())
        self.out.flush()
        self._drawn = 0

    def _back(self) -> str:
        return f"\x1b[{self._drawn}F\x1b[J" if self._drawn else ""

    @staticmethod
    def _most() -> int:
        import shutil

        return max(2, shutil.get_terminal_size((100, 24)).lines - 2)


@contextmanager
def watching(chosen: Choice, names: Sequence[str], events: str | None) -> Iterator[Watch]:
    """A sink for ``--events`` (a file, ``-`` for stdout, or None) and for a terminal on stderr.

    Raises Failure when the file cannot be made.
    """
    with ExitStack() as stack:
        stream = sys.stdout if events == "-" else None
        if events is not None and stream is None:
            stream = _private(events)
            stack.callback(_close, stream)
        drawn = stream is None or not stream.isatty()  # lines of events and a board would be one mess
        watch = Watch(stream, _screen(chosen, names) if drawn else None)
        stack.callback(watch.close)
        yield watch
    if watch.problem:
        note(f"warning: --events: {watch.problem}")


def _close(stream: TextIO) -> None:
    with suppress(OSError):  # what could not be written was said when it could not
        stream.close()


def _screen(chosen: Choice, names: Sequence[str]) -> Screen | None:
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None
    from rosgit.views.events import Board

    return Screen(Board(tuple(names)), sys.stderr, chosen)


def _private(path: str) -> TextIO:
    """A file of mode 0600, emptied; a pipe or a device is taken as it is."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        if stat.S_ISREG(os.fstat(handle).st_mode):
            os.fchmod(handle, 0o600)
    except OSError as error:
        raise Failure("unusable-file", f"cannot write {path}: {error.strerror}") from error
    return os.fdopen(handle, "w", buffering=1, encoding="ascii")
