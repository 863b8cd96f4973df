"""Worker: an ideal reader. It knows the sentences, sends them in one write, and decodes into dicts.

Nothing is checked, bounded or compared, and rosgit is not imported: nobody could read with less.
"""

from __future__ import annotations

import socket

from worker import serve, timed

PASSWORD = "bench"
USERNAME = "rosgit"


def length(size: int) -> bytes:
    """The prefix of a word (NOTES section a)."""
    if size < 0x80:
        return bytes((size,))
    return (size | 0x8000).to_bytes(2, "big")


def frame(words: list[str]) -> bytes:
    """A sentence on the wire."""
    encoded = [word.encode() for word in words]
    return b"".join(length(len(word)) + word for word in encoded) + b"\0"


def receive(sock: socket.socket, answers: int) -> list[list[str]]:
    """All sentences until so many replies have ended."""
    rest, words, found = b"", [], []
    while answers:
        rest += sock.recv(65536)
        at, end = 0, len(rest)
        while at < end:
            size, start = rest[at], at + 1
            if size >= 0x80:
                if at + 2 > end:
                    break
                size, start = (size & 0x3F) << 8 | rest[at + 1], at + 2
            if start + size > end:
                break
            at = start + size
            if size:
                words.append(rest[start:at].decode())
            else:
                answers -= words[0] == "!done"
                found.append(words)
                words = []
        rest = rest[at:]
    return found


def rows(sentences: list[list[str]]) -> dict[str, list[dict[str, str]]]:
    """Rows by tag."""
    found: dict[str, list[dict[str, str]]] = {}
    for words in sentences:
        if words[0] == "!re":
            row = dict(word[1:].split("=", 1) for word in words[1:] if word[0] == "=")
            found.setdefault(words[-1], []).append(row)
    return found


SENTENCES: list[bytes] = []


def learn(sentences: list[list[str]]) -> dict:
    """Remember what to ask, encoded."""
    SENTENCES[:] = [frame(words) for words in sentences]
    return {}


def read(port: int) -> dict:
    """Connect, log in, one flight."""

    def work() -> dict:
        with socket.create_connection(("127.0.0.1", port)) as sock:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.sendall(frame(["/login", f"=name={USERNAME}", f"=password={PASSWORD}"]))
            assert receive(sock, 1) == [["!done"]]
            sock.sendall(b"".join(SENTENCES))
            return {"rows": sum(map(len, rows(receive(sock, len(SENTENCES))).values()))}

    return timed(work)


serve(learn=learn, read=read)
