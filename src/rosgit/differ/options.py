"""What people may say about a plan, and what a caller knows beside the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Final, TypeAlias

from rosgit.model.secret import Sealed, Secret

Same: TypeAlias = Callable[[Sealed, str, str, Secret], bool | None]
"""Whether a sealed secret of a menu's field is this one; None: nobody can say. ``Sealer.same``."""


class Everything(Enum):
    """The one value of ``ALL``."""

    ALL = "all"


ALL: Final = Everything.ALL
"""Every row that was there before us is to be ours."""

NO_FIELDS: frozenset[str] = frozenset()
NO_IGNORE: Mapping[str, frozenset[str]] = MappingProxyType({})
NO_MOVES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Options:
    """Names of rows are those that plans show (``Change.address``).

    ``adopt`` names rows that were on the router before us and may be changed, and lost rows whose
    likeliest stranger is to take their place (``ALL`` means the first only: who stands in for a lost
    row is a guess, and has to be named). ``recreate`` names lost rows to be made anew (``ALL``: each of
    them); a name in both is adopted where there is a stranger. ``elsewhere`` are those of these names that
    another site has: a site that lacks them is not told so. ``strict``: ask for ``adopt`` also where there
    is no ledger yet; with a ledger it is always asked for. ``begun`` names rows that an apply of ours wrote
    and did not commit: nobody is asked about them. ``ask`` False: nothing will be written, so nobody is
    asked at all.

    ``moved`` maps intents to what they are called now (``hotspots.hall`` to ``hotspots.events``);
    ``ignore`` names fields, by menu, that are neither compared nor written once the row is there;
    ``same`` compares secrets with sealed ones (None: nobody can); ``resend`` names secrets
    (``/user noc password``) that are written again if they cannot be read back. ``written``: the plan
    was carried out, so what cannot be read back is not compared any more.
    """

    adopt: frozenset[str] | Everything = NO_FIELDS
    recreate: frozenset[str] | Everything = NO_FIELDS
    elsewhere: frozenset[str] = NO_FIELDS
    strict: bool = False
    begun: frozenset[str] = NO_FIELDS
    ask: bool = True
    moved: Mapping[str, str] = field(default_factory=lambda: NO_MOVES)
    ignore: Mapping[str, frozenset[str]] = field(default_factory=lambda: NO_IGNORE)
    same: Same | None = None
    resend: frozenset[str] | Everything = NO_FIELDS
    written: bool = False

    def adopts(self, address: str) -> bool:
        """Whether the row of this name, which was there before us, may be changed."""
        return self.adopt is ALL or address in self.adopt

    def resends(self, secret: str) -> bool:
        """Whether the secret of this name is written again if it cannot be read back."""
        return self.resend is ALL or secret in self.resend

    @property
    def named(self) -> frozenset[str]:
        """Every row that somebody named."""
        return frozenset().union(*(each for each in (self.adopt, self.recreate) if each is not ALL))


NONE: Final = Options()
"""Nothing was said."""
