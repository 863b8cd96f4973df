"""Files the command line writes: whole or not at all, readable by their owner alone."""

from __future__ import annotations

import os
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
    except OSError as error:
        Path(half).unlink(missing_ok=True)
        raise Failure("unusable-file", f"cannot write {path}: {error.strerror}") from error


def make_folder(path: Path) -> None:
    """Make a folder where there is none. Raises Failure when it cannot be written to."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise Failure("unusable-file", f"cannot write to {path}: {error.strerror}") from error
