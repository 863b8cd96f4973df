"""What the doctor found: one check a line, and the vital signs it judges by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

EMPTY: Mapping[str, str] = MappingProxyType({})


class Verdict(Enum):
    """How a check ended."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One question, its answer in words, and the way out where one is needed."""

    name: str
    verdict: Verdict
    words: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Checkup:
    """All checks of one site's router; ``reached`` says whether it answered at all."""

    site: str
    host: str
    checks: tuple[Check, ...]
    reached: bool = True

    @property
    def worst(self) -> Verdict:
        """The worst of its verdicts; no check at all is a failure."""
        found = {each.verdict for each in self.checks}
        if Verdict.FAIL in found or not found:
            return Verdict.FAIL
        return Verdict.WARN if Verdict.WARN in found else Verdict.OK


@dataclass(frozen=True, slots=True)
class Vitals:
    """What a router says of its health, in its own words; a menu it refused is in ``unread``.

    ``directories`` are the folders of ``/file``; ``scheduled`` packages that wait for a reboot, with
    what will happen to them; ``scripts`` sources by name.
    """

    clock: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    ntp: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    board: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    scheduled: tuple[str, ...] = ()
    directories: frozenset[str] = frozenset()
    scripts: Mapping[str, str] = field(default_factory=lambda: EMPTY, repr=False)
    safe_mode: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    unread: Mapping[str, str] = field(default_factory=lambda: EMPTY)

    def hidden(self, menu: str) -> str:
        """The words with which a router that has a menu refused to show it; empty: it did not refuse.

        A menu that a router does not know (``no such command``) hides nothing.
        """
        said = self.unread.get(menu, "")
        return "" if said.startswith("no such command") else said
