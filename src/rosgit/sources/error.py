"""What a source raises when a tree cannot be read."""

from __future__ import annotations


class SourceError(Exception):
    """A folder or file of the tree cannot be read; says which, and why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"cannot read {path!r}: {reason}")
        self.path = path
        self.reason = reason
