"""The codes of the guards on a plan: what must not be written without a second thought. Part of ``codes``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rosgit.model.code import Code

GUARDS: Mapping[str, Code] = MappingProxyType(
    {
        "lock-out": Code(
            "ERROR",
            "the plan would keep our own next connection out, or nobody can say that it would not",
            "a router that cannot be reached has to be visited",
            "see the row and the way out; --force lock-out overrides it, but rosgit itself must still get "
            "in by router.host and router.port afterwards, or it cannot prove the apply and it is undone",
        ),
        "looks-renamed": Code(
            "INFO",
            "a label goes and another comes whose rows are much the same",
            "rows are deleted and made anew, and guests lose their sessions, where a rename would do",
            "if the label was renamed, say so under moved:; if not, nothing",
        ),
        "way-in-not-judged": Code(
            "INFO",
            "a plan changes what may keep us out, and our own way in could not be judged",
            "rosgit sees no road over loopback (a simulator), below a tunnel, behind a rule that routes, "
            "or by IPv6 without a route to us",
            "look at the change by eye; over loopback do not take it for a rehearsal of the lock-out guard",
        ),
        "too-many-deletes": Code(
            "ERROR",
            "the plan deletes a large share of the rows that are managed on the router",
            "a wrong branch, an emptied file or a lost default looks like this",
            "read the plan; if it is meant, --force too-many-deletes",
        ),
        "too-many-updates": Code(
            "ERROR",
            "the plan changes a large share of the rows that are managed on the router",
            "a default that cascades further than meant looks like this",
            "read the plan; if it is meant, --force too-many-updates",
        ),
        "too-many-guests": Code(
            "ERROR",
            "more guests are logged in on what the plan touches than --only-if-sessions-below allows",
            "they would lose their session",
            "apply when fewer are there, or with a higher number",
        ),
        "guests-touched": Code(
            "INFO",
            "guests may lose their session, host entry or lease by a plan, in counts and at most",
            "who applies at noon should know whom it meets",
            "nothing, or apply when few are there (--only-if-sessions-below N)",
        ),
        "guests-unknown": Code(
            "ERROR",
            "the guests that a plan touches could not be counted",
            "what was not read is not nobody",
            "let our user read the hotspot menus, or leave --only-if-sessions-below out",
        ),
        "safe-mode-held": Code(
            "ERROR",
            "somebody holds safe mode on the router",
            "when they let go, or their connection breaks, our proven rows may go with theirs",
            "ask them to leave safe mode; a stale hold ends with /safe-mode/release at the router",
        ),
        "lock-held": Code(
            "ERROR",
            "another apply is under way on the router, or was cut there",
            "two at once would undo each other",
            "wait until it has committed or undone itself; rosgit unlock takes a stale lock away",
        ),
        "no-space": Code(
            "ERROR",
            "the router has too little free space for ledger and undo",
            "a ledger or an undo that is half there is worth nothing",
            "remove old backups and files; rosgit doctor says how much is free",
        ),
        "untidy": Code(
            "WARNING",
            "an apply was committed, and rows that only served it could not be removed",
            "they do nothing without the lock, and are in the way of a person who reads the router",
            "the next apply takes them away; rosgit forget takes all of ours",
        ),
        "lock-stale": Code(
            "WARNING",
            "an apply that was cut had left its lock, past its time, and its undo was run first",
            "nothing may be written beside an undo that has still to run",
            "read what was left as it is, if anything; the plan was made after it",
        ),
        "connection-changed": Code(
            "ERROR",
            "a proposed change says where the router is or how we log in, anew",
            "a plan would send our password to whoever the change names",
            "review router: by eye, merge it, and plan from the merged branch",
        ),
        "serial-changed": Code(
            "ERROR",
            "the board has another serial number than the one that the ledger was written for",
            "a board was swapped, a backup restored on another one, or this is not the router you mean",
            "if the board was swapped, pin the new one (router: serial:) or --force serial-changed once",
        ),
        "same-router": Code(
            "ERROR",
            "two sites reached routers with one serial number",
            "they would take turns to undo each other",
            "correct router.host, or merge the sites",
        ),
        "cannot-force": Code(
            "ERROR",
            "--force names a code that cannot be overridden, or that does not exist",
            "forcing it would write to the wrong router, or hide what must be seen",
            "mend what the code is about",
        ),
    }
)
