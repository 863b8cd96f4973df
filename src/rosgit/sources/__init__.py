"""Where trees come from: a folder on disk, or memory. They read; they understand nothing."""

from __future__ import annotations

from rosgit.sources.error import SourceError

__all__ = ["SourceError"]
