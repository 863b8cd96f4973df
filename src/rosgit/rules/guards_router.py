"""May we, by router: is it the right one, free of others' hands, and where the reviewed branch says?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from rosgit.model.diagnostic import Diagnostic, Severity
from rosgit.model.path import OwnPath
from rosgit.model.row import Ledger, Observed
from rosgit.model.site import Site
from rosgit.model.target import Target


def safe_mode_held(site: Site, path: OwnPath) -> Iterator[Diagnostic]:
    """Somebody's safe mode (7.18 and later, NOTES section f): ours it can't be, rosgit never takes it.

    Where the menu is there and may not be read, that is said: nobody knows then.
    """
    said = path.unread.get("/safe-mode", "no such command")
    if not said.startswith("no such command"):
        yield Diagnostic(
            "safe-mode-held",
            f"nobody can say whether somebody holds safe mode: /safe-mode could not be read ({said})",
            "ask who works on the router, or let our user read it",
            site.target.span,
            address=site.name,
            severity=Severity.WARNING,
        )
    if path.safe_mode.get("enabled") in ("true", "yes"):
        who = path.safe_mode.get("owner") or path.safe_mode.get("user") or "somebody"
        yield Diagnostic(
            "safe-mode-held",
            f"{who} holds safe mode on the router",
            "Their letting go may take our rows along. Ask them to leave it; a stale hold ends with "
            "/safe-mode/release at the router.",
            site.target.span,
            address=site.name,
        )
    elif path.floating:
        yield Diagnostic(
            "safe-mode-held",
            f"changes of {', '.join(each or 'somebody' for each in path.floating)} are still in a safe mode",
            "The router takes them back when that session ends, and our rows along. Ask them to leave safe "
            "mode; /system/history print shows the changes, flagged F.",
            site.target.span,
            address=site.name,
        )


def connection_changed(base: Target | None, site: Site) -> tuple[Diagnostic, ...]:
    """What a proposed change says anew of where and how we connect.

    ``base`` is the target on the branch that was reviewed, None where the site is new. A plan for a
    pull request must not connect then: a stranger's edit would be sent our password.
    """
    moved = _moved(base, site.target) if base is not None else ("the whole site, which is new",)
    if not moved:
        return ()
    return (
        Diagnostic(
            "connection-changed",
            f"this change says anew how the router is reached: {', '.join(moved)}",
            "No connection was made. Review router: by eye, merge it, and plan from the merged branch.",
            site.target.span,
            address=site.name,
            sites=(site.name,),
        ),
    )


_CONNECTING = ("host", "port", "username", "tls", "routeros", "insecure", "serial")


def _moved(base: Target, target: Target) -> tuple[str, ...]:
    moved = [name for name in _CONNECTING if getattr(base, name) != getattr(target, name)]
    if _password(base) != _password(target):
        moved.append("password")
    return tuple(moved)


def _password(target: Target) -> tuple[str, str, str | None] | None:
    return target.password.same_as if target.password is not None else None


def serial_changed(site: Site, last: Ledger | None, observed: Observed) -> Iterator[Diagnostic]:
    """Another board than the ledger was written for, unless the site pins just this one.

    Without a ``serial`` in the site the first apply is trusted, and its ledger remembers the board.
    """
    seen = observed.facts.serial
    if last is None or not last.serial or seen in (last.serial, site.target.serial):
        return
    yield Diagnostic(
        "serial-changed",
        f"the ledger was written for the board {last.serial}; this is {seen or '(no serial number)'}",
        f"If the board was swapped, say serial: {seen} under router:, or --force serial-changed once.",
        site.target.span,
        address=site.name,
    )


def same_router(serials: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """Sites whose routers showed one serial number; ``serials`` by site, empty ones say nothing."""
    sites: dict[str, list[str]] = defaultdict(list)
    for site, serial in serials.items():
        if serial:
            sites[serial].append(site)
    return tuple(
        Diagnostic(
            "same-router",
            f"{' and '.join(names)} reach one router, serial number {serial}",
            "Correct router.host, or merge the sites.",
            sites=tuple(names),
        )
        for serial, names in sites.items()
        if len(names) > 1
    )
