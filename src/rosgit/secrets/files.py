"""Reading a file that holds secrets: inside the tree, bounded, and never shown."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from rosgit.model.secret import OUTSIDE, outside

MAX_BYTES = 64 * 1024


class Unusable(Exception):  # noqa: N818  # a finding on its way to a diagnostic, not an error of ours
    """Why a source of secrets cannot be used; ``missing`` when there is none. Never holds contents."""

    def __init__(self, reason: str, *, missing: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Contents:
    """A file's text, and whether others on this machine may read or change it."""

    text: str
    open_to_others: bool

    def __repr__(self) -> str:
        return "Contents(***)"


def contents(locator: str, root: Path, *, allow_outside: bool) -> Contents:
    """The text of the file that ``file:LOCATOR`` names, relative to the sites root. Raises Unusable."""
    path = _place(locator, root, allow_outside=allow_outside)
    try:
        open_to_others, data = _read(path)
    except FileNotFoundError:
        raise Unusable("there is no such file", missing=True) from None
    except OSError as error:
        raise Unusable(f"it cannot be read ({error.strerror})") from None
    return Contents(_text(data), open_to_others)


_OTHERS = stat.S_IRGRP | stat.S_IROTH | stat.S_IWGRP | stat.S_IWOTH


def _is_open(seen: os.stat_result, folder: Path) -> bool:
    """Whether others may read or change a file: by its mode, its owner, or by putting in another."""
    if os.name != "posix":
        return False
    above = folder.stat()
    replaceable = bool(above.st_mode & stat.S_IWOTH) and not above.st_mode & stat.S_ISVTX
    return bool(seen.st_mode & _OTHERS) or seen.st_uid not in {0, os.geteuid()} or replaceable


def _read(path: Path) -> tuple[bool, bytes]:
    """Whether others have a plain file too, and its bytes, at most one more than allowed."""
    # not blocking: a named pipe must be refused, not waited for
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        seen = os.fstat(handle)
        if not stat.S_ISREG(seen.st_mode):
            raise Unusable("it is not a plain file")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return _is_open(seen, path.parent), file.read(MAX_BYTES + 1)
    finally:
        os.close(handle)


def _place(locator: str, root: Path, *, allow_outside: bool) -> Path:
    if not locator or "\0" in locator:
        raise Unusable("it names no file")
    path = root / locator
    if allow_outside:
        return path
    if outside(locator) or ".." in Path(locator).parts or Path(locator).is_absolute():
        raise Unusable(OUTSIDE)
    try:
        real = path.resolve(strict=False)
        inside = real.is_relative_to(root.resolve(strict=False))
    except (OSError, RuntimeError):
        raise Unusable("its path cannot be followed") from None
    if not inside:
        raise Unusable("it leads outside the sites tree through a symbolic link")
    return real


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise Unusable(f"it is larger than {MAX_BYTES} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable(f"it is not UTF-8 text (byte {error.start})") from None
