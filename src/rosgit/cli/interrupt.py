"""Ctrl-C and SIGTERM as a question that an apply asks itself, not as an exception in the middle of it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupt:
    """Counts interrupts: the first one asks to stop, the second one not to wait."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, *_: object) -> None:
        """Count one; a handler of signals."""
        self.count += 1

    def stopping(self) -> bool:
        """Whether to begin nothing new."""
        return self.count > 0

    def hurry(self) -> bool:
        """Whether not to wait for what runs."""
        return self.count > 1


@contextmanager
def interrupts() -> Iterator[Interrupt]:
    """Count interrupts meanwhile. One that the shell had us ignore stays ignored."""
    caught = Interrupt()
    if threading.current_thread() is not threading.main_thread():
        yield caught  # only the main thread may say what a signal does
        return
    before = {each: signal.getsignal(each) for each in SIGNALS}
    heard = {each: handler for each, handler in before.items() if handler is not signal.SIG_IGN}
    for each in heard:
        signal.signal(each, caught)
    try:
        yield caught
    finally:
        for each, handler in heard.items():
            signal.signal(each, handler or signal.SIG_DFL)
