"""Where a site stands, as its router tells it: for ``rosgit status``."""

from __future__ import annotations

from dataclasses import dataclass

from rosgit.model.diagnostic import Diagnostic


@dataclass(frozen=True, slots=True)
class Standing:
    """One site. ``commit``, ``time`` and ``digest`` are of the last proven apply; empty: never applied.

    ``behind``: the site asks for more than was applied. ``drifted``: the router is not what was
    applied. ``lock`` says who is applying; ``undone`` what an undo left to say.
    """

    site: str
    reachable: bool
    applied: bool = False
    commit: str = ""
    time: str = ""
    digest: str = ""
    behind: bool = False
    drifted: bool = False
    lock: str = ""
    undone: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def fine(self) -> bool:
        """Whether nobody has to look at it."""
        calm = not (self.behind or self.drifted or self.lock or self.undone)
        return (
            self.reachable and self.applied and calm and not any(each.is_error for each in self.diagnostics)
        )

    @property
    def words(self) -> tuple[str, ...]:
        """What is to be said of it, most pressing first."""
        if not self.reachable:
            return ("unreachable",)
        flags = {
            "locked": self.lock,
            "undone": self.undone,
            "drifted": self.drifted,
            "behind": self.behind,
            "never applied": not self.applied,
        }
        told = [word for word, so in flags.items() if so]
        return tuple(told) or ("in sync",)
