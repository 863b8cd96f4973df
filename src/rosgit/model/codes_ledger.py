"""The codes of ``ledger/``: what can be wrong with the record of the last apply. Part of ``codes``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rosgit.model.code import Code

LEDGER: Mapping[str, Code] = MappingProxyType(
    {
        "ledger-missing": Code(
            "INFO",
            "the router holds no ledger",
            "rows are found by their identity, nothing is deleted, and drift cannot be told from git",
            "nothing: the next proven apply writes one; see docs/ledger.md if there was one before",
        ),
        "ledger-broken": Code(
            "WARNING",
            "a ledger on the router is incomplete, or was changed by someone else",
            "what it says is not believed: an older whole one counts, or none and nothing is deleted",
            "nothing: the next proven apply writes a new one; find out who edits /system/script",
        ),
        "ledger-foreign": Code(
            "ERROR",
            "the ledger on the router is that of another site",
            "two sites would take turns to undo each other, or this is not the router you mean",
            "check router.host; if the site was renamed or the router given away, force this code once: "
            "rows are then found by their identity and nothing is deleted",
        ),
        "ledger-other-board": Code(
            "WARNING",
            "the ledger was written for a board with another serial number",
            "a backup was restored or a board swapped: rows may be older than the ledger says",
            "read the plan: rows are found by their identity and nothing is deleted; "
            "the next proven apply writes a ledger for this board",
        ),
        "ledger-newer": Code(
            "ERROR",
            "the ledger is in a format that only a newer rosgit reads",
            "what a newer rosgit relies on must not be overwritten by an older one",
            "use the rosgit that wrote it, or a newer one",
        ),
        "ledger-unknown": Code(
            "WARNING",
            "the ledger names menus, fields or values that this rosgit has no table for",
            "a newer rosgit applied them; they are kept in the ledger and left alone on the router",
            "use the rosgit that wrote it, or a newer one",
        ),
        "secret-key-changed": Code(
            "WARNING",
            "secrets that cannot be read back are sealed in the ledger under another key",
            "another user plans than applies, or the key or the router's password was changed: nobody can "
            "say whether git has moved them since, so they are not written",
            "set ROSGIT_LEDGER_KEY to one key wherever rosgit runs; where the key was changed apply once "
            "with --resend-secrets: they are written again, and sealed under the key of today",
        ),
        "ledger-too-large": Code(
            "ERROR",
            "the ledger of a site would be larger than rosgit is willing to read back",
            "a ledger that cannot be read is none",
            "move accounts and address lists into RADIUS or another system, or split the site",
        ),
        "ledger-key-weak": Code(
            "ERROR",
            "the fleet key is too short to seal secrets with",
            "who reads the ledger of a router could guess the key, and then the secrets",
            "make a random one of at least 32 characters, and keep it where other secrets are",
        ),
    }
)
