"""Questions about secrets, asked with a planted one that opens nothing."""

from __future__ import annotations

from rosgit.probe.asking import NAME, Asking, UnansweredError, named

USER, RADIUS, HISTORY = "/ip/hotspot/user", "/radius", "/system/history"
PLANTED = named("planted")
"""No secret of anybody: a disabled user's password, and that of a RADIUS server that serves nothing."""


def look(asking: Asking) -> str:
    """A password and a RADIUS secret as our user reads them."""
    asking.must(f"{USER}/add", name=named("user"), password=PLANTED, disabled="yes")
    asking.must(f"{RADIUS}/add", address="192.0.2.1", secret=PLANTED, disabled="yes", comment=NAME)
    users = asking.rows(USER, ("name", "password"), name=named("user"))
    servers = asking.rows(RADIUS, ("comment", "secret"), comment=NAME)
    if not users or not servers:
        raise UnansweredError("the rows that were added are not shown")
    ours = "with" if "sensitive" in asking.facts.policies else "without"
    told = f"a hotspot password is {_looks(users[0].get('password'))}, a RADIUS secret "
    words = f"{ours} the policy sensitive {told}{_looks(servers[0].get('secret'))}"
    if ours == "with":
        way = "probe again with a user whose group lacks it"
        raise UnansweredError(f"{words}; how they look without it is open: {way}")
    return words


def _looks(value: str | None) -> str:
    if value is None:
        return "absent"
    if value == PLANTED:
        return "shown"
    if not value:
        return "empty"
    return "asterisks" if set(value) == {"*"} else "something else"


def history(asking: Asking) -> str:
    """A password set, then the history searched; what it says of other changes is not noted."""
    user = asking.must(f"{USER}/add", name=named("user"), disabled="yes")
    asking.must(f"{USER}/set", {".id": user}, password=PLANTED)
    beyond = "export and backup write files, out of a probe's reach"
    reply = asking.quiet(f"{HISTORY}/print")
    if reply.traps:
        way = "probe again with a user whose group may read it (policy), on a RouterOS that has the menu"
        raise UnansweredError(f"the history cannot be read: {reply.traps[0].message}; {way}")
    shows = any(PLANTED in text for row in reply.rows for text in row.values())
    return f"the history {'shows it' if shows else 'does not show it'}; {beyond}"
