"""Does it work? What a router must show, beyond equal rows, before a site counts as proven."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rosgit.menus import MENUS
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.row import Live, Observed, Row
from rosgit.model.site import Site

HOTSPOT = "/ip/hotspot"
NAT = "/ip/firewall/nat"


def does_it_work(site: Site, observed: Observed) -> tuple[Diagnostic, ...]:
    """Rows of ours the router calls invalid, and hotspots that do not run."""
    return (*_invalid(site, observed), *_not_running(site, observed))


def new_doubts(site: Site, before: Observed, doubts: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The doubts that were not there before: what did not work then is no reason to go back to it.

    A hotspot counts as one that did not run only where the router had an enabled one of ours.
    """
    had = any(_ours_enabled(site, live) for live in before.rows.get(HOTSPOT, ()))
    old = {each for each in does_it_work(site, before) if had or each.code != "hotspot-not-running"}
    return tuple(each for each in doubts if each not in old)


def _ours_enabled(site: Site, live: Live) -> bool:
    if live.foreign or live.fields.get("disabled") == "true":
        return False
    return any(row.menu == HOTSPOT and _same(row, live) for row in site.rows)


def _invalid(site: Site, observed: Observed) -> Iterator[Diagnostic]:
    for row in site.rows:
        if "invalid" not in MENUS[row.menu].flags:
            continue
        ours = [each for each in observed.rows.get(row.menu, ()) if _same(row, each)]
        if any("invalid" in each.flags for each in ours) and row.fields.get("disabled") != "true":
            yield Diagnostic(
                "row-invalid",
                f"the router marks {row.menu} {_name(row)} as invalid",
                "look at what the row refers to",
                row.span,
                address=site.name,
            )


def _same(row: Row, live: Live) -> bool:
    if live.foreign:
        return False
    key = MENUS[row.menu].key or ("comment",)
    return all(row.fields.get(name) == live.fields.get(name) for name in key if name in row.fields) and any(
        name in row.fields for name in key
    )


def _name(row: Row) -> str:
    return str(row.fields.get("name") or row.fields.get("comment") or row.fields.get("address") or "")


def _not_running(site: Site, observed: Observed) -> Iterator[Diagnostic]:
    """Running servers bring dynamic NAT rows of their own (NOTES section e).

    The rows do not say whose they are: with several servers, each has to be there, enabled and valid
    (plan and ``_invalid`` see to that), and one of them at least has to show its rows.
    """
    enabled = [row for row in site.rows if row.menu == HOTSPOT and row.fields.get("disabled") != "true"]
    if not enabled or any(_of_hotspot(each) for each in observed.rows.get(NAT, ())):
        return
    yield Diagnostic(
        "hotspot-not-running",
        "none of the rows that a running hotspot adds by itself is in /ip/firewall/nat",
        "look at /log print and /ip/hotspot print at the router",
        enabled[0].span,
        address=site.name,
    )


def _of_hotspot(live: Live) -> bool:
    return "dynamic" in live.flags and "hotspot" in (live.fields.get("chain"), live.fields.get("jump-target"))
