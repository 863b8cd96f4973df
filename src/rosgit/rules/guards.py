"""May we? What must hold of an observed router before a plan is believed, and before it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rosgit.menus import MENUS
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.path import OwnPath
from rosgit.model.plan import Plan
from rosgit.model.row import Observed, Row
from rosgit.model.site import Site
from rosgit.model.version import NEWEST, OLDEST, Version
from rosgit.rules.guards_router import safe_mode_held
from rosgit.rules.guards_share import DEFAULT, Limits, too_many
from rosgit.rules.impact import impact, too_many_guests, touched_guests
from rosgit.rules.lockout import lock_out


def may_we(site: Site, observed: Observed) -> tuple[Diagnostic, ...]:
    """Whether this is the router the site means, running what the site was written for.

    A site that asks for nothing is refused: nothing could be proven, and an emptied file would take
    all our rows away.
    """
    return (
        *_something_to_prove(site),
        *_right_router(site, observed),
        *_right_version(site, observed),
        *_hotspot_allowed(site, observed),
    )


def may_we_apply(
    site: Site, plan: Plan, path: OwnPath, *, limits: Limits = DEFAULT, sessions_below: int | None = None
) -> tuple[Diagnostic, ...]:
    """Whether a plan that is not empty may be written, by what the third flight read (DESIGN section 7).

    Lock-out, shares of deletes and updates, somebody's safe mode; with ``sessions_below`` the guests
    too, who are counted in any case. ``guards_force.overridden`` takes out what a person forces.
    """
    touched = impact(plan, path)
    guests = () if sessions_below is None else too_many_guests(site, touched, sessions_below)
    return (
        *safe_mode_held(site, path),
        *lock_out(site, plan, path),
        *too_many(site, plan, limits),
        *(guests or touched_guests(site, touched)),
    )


def located(site: Site, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Every refusal with a place: what is wrong with a router as a whole, where the site names it."""
    for each in found:
        here = each.span or site.target.span
        yield replace(each, span=here, address=each.address or site.name) if each.is_error else each


def may_we_write(site: Site, observed: Observed) -> tuple[Diagnostic, ...]:
    """Whether our user may write, and keep ledger and undo, which are scripts (NOTES section h)."""
    held = observed.facts.policies
    missing = sorted({"write", "policy"} - held) if held else []
    return tuple(
        Diagnostic(
            "missing-policy",
            f"our user has no {policy!r} policy on this router",
            "rosgit bootstrap prints the group that rosgit needs",
            site.target.span,
            address=site.name,
        )
        for policy in missing
    )


def _something_to_prove(site: Site) -> Iterator[Diagnostic]:
    if not site.rows:
        yield Diagnostic(
            "no-rows",
            "the site asks for no row, so there is nothing to apply and nothing to prove",
            "add a hotspot, or remove the site; rosgit forget takes our ledger away",
            site.target.span,
            address=site.name,
        )


def _right_router(site: Site, observed: Observed) -> Iterator[Diagnostic]:
    wanted, seen = site.target.serial, observed.facts.serial
    if wanted is not None and wanted != seen:
        yield Diagnostic(
            "wrong-router",
            f"the router has serial number {seen or '(none)'}, the site says {wanted}",
            "check host: and port:, or change serial: when the board was swapped",
            site.target.span,
            address=site.name,
        )


def _right_version(site: Site, observed: Observed) -> Iterator[Diagnostic]:
    declared = Version.parse(site.target.routeros)
    try:
        running = Version.parse(observed.facts.version)
    except ValueError:
        running = None
    if running is None or not running.known:
        seen = observed.facts.version or "nothing"
        newer = running is not None and running > NEWEST
        yield Diagnostic(
            "version-unknown",
            f"the router says it runs {seen}; rosgit knows {OLDEST} to {NEWEST}",
            "use a rosgit that knows it" if newer else "update the router",
            site.target.span,
            address=site.name,
        )
        return
    # a field may come or go with a patch, so this is asked of the same minor version too
    unfit = [each for row in site.rows for each in _unfit(row, running)] if running != declared else []
    yield from (
        Diagnostic(
            "version-mismatch",
            f"RouterOS {running} has no {field!r} in {row.menu}; the site is for {declared}",
            f"set routeros: to {running} and read the plan",
            row.spans.get(field, row.span),
            address=site.name,
        )
        for row, field in unfit
    )
    if not unfit and (running.major, running.minor) != (declared.major, declared.minor):
        yield Diagnostic(
            "version-differs",
            f"the router runs RouterOS {running}, the site is for {declared}",
            f"set routeros: to {running.major}.{running.minor}",
            site.target.span,
            address=site.name,
        )


def _unfit(row: Row, version: Version) -> Iterator[tuple[Row, str]]:
    fields = MENUS[row.menu].fields
    for name in row.fields:
        if not fields[name].known_to(version):
            yield row, name


def _hotspot_allowed(site: Site, observed: Observed) -> Iterator[Diagnostic]:
    if observed.facts.device_mode.get("hotspot") not in ("no", "false"):
        return
    first = next((row for row in site.rows if row.menu == "/ip/hotspot"), None)
    if first is not None:
        yield Diagnostic(
            "device-mode",
            "device-mode of this router does not allow hotspots",
            "at the router: /system/device-mode update hotspot=yes, then confirm by button or power",
            first.span,
            address=site.name,
        )
