"""Failures to order: what goes wrong at the n-th command of a server, for tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong, and when.

    Commands after the login count from 1 over all connections of a server. ``trap`` answers
    command n with (message, category) instead of running it; ``cut_before`` closes the connection
    instead of running it, ``cut_request`` in the middle of the sentence itself, so that what came
    before it was run and no answer of its flight gets out; ``cut_after`` runs it and closes before
    the reply, ``cut_within`` and ``reset_within`` run it and close, or reset, in the middle of the
    reply; ``reset_at`` runs it and resets; ``hang_at`` runs nothing from then on and keeps silent;
    ``rubbish_at`` answers with bytes that are no sentence. ``before`` and ``after`` call a function
    around command n: a reboot, a clock that jumps, a person at the router. ``refuse_login`` answers
    every login with that text; ``mute`` takes connections and never says a word.
    """

    trap: Mapping[int, tuple[str, int | None]] = field(default_factory=dict)
    cut_before: int | None = None
    cut_after: int | None = None
    cut_within: int | None = None
    cut_request: int | None = None
    reset_within: int | None = None
    reset_at: int | None = None
    hang_at: int | None = None
    rubbish_at: int | None = None
    before: Mapping[int, Callable[[], None]] = field(default_factory=dict)
    after: Mapping[int, Callable[[], None]] = field(default_factory=dict)
    refuse_login: str | None = None
    mute: bool = False


RUBBISH = b"\xff\xfe\x00HTTP/1.1 400 Bad Request\r\n\r\n"
"""Bytes that begin with a reserved control byte."""
