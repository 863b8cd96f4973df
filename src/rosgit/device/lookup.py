"""A router's name into addresses, within the time there is: the system's resolver knows no limit."""

from __future__ import annotations

import socket
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeAlias

from rosgit.device.deadline import Deadline
from rosgit.device.errors import Unreachable

Address: TypeAlias = "tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[object, ...]]"
"""What ``socket.getaddrinfo`` gives: family, kind, protocol, name, and where to connect to."""

Answer: TypeAlias = "SimpleQueue[list[Address] | OSError | UnicodeError]"


def addresses(host: str, port: int, deadline: Deadline) -> list[Address]:
    """The addresses of a host name. Raises Unreachable when the deadline passes, OSError, UnicodeError.

    A lookup that is still waiting then is left to a daemon thread: nothing can end it from outside.
    """
    left = deadline.left()
    answer: Answer = SimpleQueue()
    Thread(target=_look_up, args=(host, port, answer), daemon=True).start()
    try:
        found = answer.get(timeout=left)
    except Empty:
        raise Unreachable("cannot connect: looking up the host name took too long") from None
    if isinstance(found, Exception):
        raise found
    return found


def _look_up(host: str, port: int, answer: Answer) -> None:
    try:
        answer.put(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    except (OSError, UnicodeError) as error:
        answer.put(error)
