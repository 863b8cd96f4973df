"""One plan on one router: arm, write, prove, commit or undo."""

from rosgit.applier.keeping import Keeping, separate
from rosgit.applier.remember import await_lock, locked, remember, take_stale
from rosgit.applier.safe import apply
from rosgit.applier.settings import Settings

__all__ = ["Keeping", "Settings", "apply", "await_lock", "locked", "remember", "separate", "take_stale"]
