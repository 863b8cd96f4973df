"""Files the command line writes, whole or not at all and for their owner alone, and reads, bounded."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from rosgit.cli.failure import Failure


def write_private(path: Path, text: str) -> None:
    """Write text to a file of mode 0600. Raises Failure when it cannot be written."""
    try:
        handle, half = tempfile.mkstemp(dir=path.parent or Path(), prefix=f".{path.name}.")  # mode 0600
    except OSError as error:
        raise Failure("unusable-file", f"cannot write {path}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape") as stream:
            stream.write(text)
        Path(half).replace(path)
    except BaseException as error:  # an interrupt too: half a file may hold whole secrets
        Path(half).unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        raise Failure("unusable-file", f"cannot write {path}: {error.strerror}") from error


def make_folder(path: Path) -> None:
    """Make a folder where there is none. Raises Failure when it cannot be written to."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise Failure("unusable-file", f"cannot write to {path}: {error.strerror}") from error


def read_plain(path: Path, most: int) -> bytes:
    """A plain file of so many bytes at most. Raises Failure; a pipe or a device is never waited for."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise Failure("unusable-file", f"{path} is no plain file", "write it to a file first")
            data = stream.read(most + 1)
    except OSError as error:
        raise Failure("unusable-file", f"cannot read {path}: {error.strerror}") from error
    if len(data) > most:
        raise Failure("unusable-file", f"{path} is too large: more than {most} bytes")
    return data
