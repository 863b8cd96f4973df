"""A tree from a mapping of paths to texts, for tests and tools."""

from __future__ import annotations

from collections.abc import Mapping

from rosgit.model.tree import Tree


def load(files: Mapping[str, str | bytes], top: str = "sites") -> Tree:
    """The tree with these files; text becomes UTF-8."""
    return Tree({path: _bytes(data) for path, data in files.items()}, top)


def _bytes(data: str | bytes) -> bytes:
    return data if isinstance(data, bytes) else data.encode("utf-8")
