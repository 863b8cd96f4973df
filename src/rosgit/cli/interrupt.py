"""Ctrl-C and SIGTERM: a question that an apply asks itself, not an exception in the middle of it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
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
    with _handled(caught):
        yield caught


@contextmanager
def raising() -> Iterator[None]:
    """Let SIGTERM be what Ctrl-C is, KeyboardInterrupt, for what cleans up after itself."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with _handled(stop):
        yield


@contextmanager
def _handled(handler: Callable[..., None]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what a signal does
        return
    before = {each: signal.getsignal(each) for each in SIGNALS}
    heard = {each: was for each, was in before.items() if was is not signal.SIG_IGN}
    for each in heard:
        signal.signal(each, handler)
    try:
        yield
    finally:
        for each, was in heard.items():
            signal.signal(each, was or signal.SIG_DFL)
