"""A tree from a folder on disk: all names, the defaults, and only the sites that are wanted."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from rosgit.model.tree import SUFFIXES, Tree, is_defaults, is_site, site_name
from rosgit.sources.error import SourceError

MAX_BYTES = 1 << 20
"""No file of a tree is larger; one byte more is read, so that the reader can say so."""


def load(root: Path, wanted: Callable[[str], bool] | None = None) -> Tree:
    """The tree below a folder.

    Every ``_defaults`` file is read, and the files of the sites whose name is ``wanted`` (all by
    default); other sites are listed in ``paths`` and cost a name each. Names that begin with a dot
    are left alone. A link to a file is followed as long as it stays below the folder.
    Raises SourceError when the folder or a file of it cannot be read.
    """
    top = _real(root)
    if not Path(top).is_dir():
        raise SourceError(
            str(root), "it is not a folder" if Path(top).exists() else "there is no such folder"
        )
    files: dict[str, bytes] = {}
    paths: list[str] = []
    for path, file in _walk(root, top):
        if is_site(path):
            paths.append(path)
            if wanted is not None and not wanted(site_name(path)):
                continue
        elif not is_defaults(path):
            continue
        files[path] = _read(file)
    return Tree(files, root.as_posix(), tuple(paths))


def _walk(root: Path, top: str) -> Iterator[tuple[str, str]]:
    """Path below the root and path on disk of each YAML file, folder by folder."""
    todo = [("", str(root))]
    while todo:
        below, folder = todo.pop()
        for entry in _entries(folder):
            if entry.name.startswith("."):
                continue
            path = f"{below}/{entry.name}" if below else entry.name
            if entry.is_dir():
                todo.append((path, _folder(entry)))
            elif entry.name.endswith(SUFFIXES):
                yield path, _file(entry, top)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        raise SourceError(folder, _reason(error)) from error


def _folder(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        raise SourceError(entry.path, "a link to a folder could lead anywhere, or in a circle")
    return entry.path


def _file(entry: os.DirEntry[str], top: str) -> str:
    if not entry.name.isprintable():
        raise SourceError(entry.path, "the name holds characters that cannot be printed")
    if entry.is_symlink() and os.path.commonpath((_real(Path(entry.path)), top)) != top:
        raise SourceError(entry.path, "the link leads out of the tree")
    return entry.path


def _real(path: Path) -> str:
    try:
        return os.path.realpath(path)
    except (OSError, ValueError) as error:
        raise SourceError(str(path), str(error)) from error


def _read(path: str) -> bytes:
    """At most one byte more than a document may have. Only regular files: a pipe could hang."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        with open(handle, "rb") as stream:  # noqa: PTH123  # an open handle, not a path
            if not os.path.isfile(path):  # noqa: PTH113  # one more Path object for each of 10,000 files
                raise SourceError(path, "it is not a regular file")
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise SourceError(path, _reason(error)) from error


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
