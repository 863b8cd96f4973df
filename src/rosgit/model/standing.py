"""Where a site stands, as its router tells it: for ``rosgit status``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rosgit.model.diagnostic import Diagnostic

UNREAD: Mapping[str, str] = MappingProxyType(
    {
        "unreachable": "unreachable",
        "login-refused": "login refused",
        "tls-refused": "certificate refused",
    }
)
"""What is said of a router that could not be read, by the code of why; of others ``not read``."""

TROUBLES: Mapping[str, str] = MappingProxyType(
    {
        "wrong-router": "another router",
        "same-router": "router of another site",
        "serial-changed": "another board",
        "ledger-foreign": "ledger of another site",
        "ledger-other-board": "another board",
        "ledger-newer": "newer ledger",
        "ledger-broken": "broken ledger",
    }
)
"""What is said of a router or ledger that is not the site's, or cannot be used, by code."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One site. ``commit``, ``time`` and ``digest`` are of the last proven apply; empty: never applied.

    ``unread`` says in words why nothing was read (empty: it was), ``reachable`` whether a router
    answered at all. ``behind``: the site asks for more than was applied. ``drifted``: the router is not
    what was applied. ``lock`` says who is applying; ``undone`` what an undo left to say.
    """

    site: str
    reachable: bool
    unread: str = ""
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
        return self.words == (IN_SYNC,)

    @property
    def words(self) -> tuple[str, ...]:
        """What is to be said of it, most pressing first."""
        if self.unread:
            return (self.unread,)
        troubles = [TROUBLES[each.code] for each in self.diagnostics if each.code in TROUBLES]
        others = any(each.is_error and each.code not in TROUBLES for each in self.diagnostics)
        flags = {
            "locked": self.lock,
            **dict.fromkeys(troubles, True),
            "undone": self.undone,
            "drifted": self.drifted,
            "behind": self.behind,
            "never applied": not self.applied,
            "errors": others,
        }
        told = [word for word, so in flags.items() if so]
        return tuple(told) or (IN_SYNC,)


IN_SYNC = "in sync"
