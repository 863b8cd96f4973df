"""Words of RouterOS that say what kind of a refusal it is; anybody may know them."""

from __future__ import annotations

NOT_PERMITTED = "not enough permissions"
"""Our user lacks a policy (the trap of NOTES section h)."""

NO_SUCH_COMMAND = "no such command"
"""This router has no such menu (NOTES section c: ``no such command or directory``)."""


def in_public(said: str) -> tuple[str, str]:
    """A router's words in two: those that everybody knows at their beginning, and the rest.

    Secrets are hidden in the rest alone: a password ``no`` must not make another refusal of this one.
    """
    public = next((words for words in (NOT_PERMITTED, NO_SUCH_COMMAND) if said.startswith(words)), "")
    return public, said[len(public) :]
