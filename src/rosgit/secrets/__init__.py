"""References into secrets, when a router is about to be used and not before."""

from __future__ import annotations

from rosgit.secrets.resolve import Resolved, resolve

__all__ = ["Resolved", "resolve"]
