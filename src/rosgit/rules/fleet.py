"""What is wrong between sites."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from rosgit.model.diagnostic import Diagnostic, Related
from rosgit.model.site import Site
from rosgit.model.target import Target


def one_router_two_sites(sites: Iterable[Site]) -> Iterator[Diagnostic]:
    """Two sites that lead to one router, by host and port or by serial number."""
    sites = tuple(sites)
    yield from _same(sites, _door, "both lead to {}")
    yield from _same(sites, lambda target: target.serial, "both pin the serial number {}")


def _door(target: Target) -> str:
    host = target.host.lower().rstrip(".")
    return f"[{host}]:{target.port}" if ":" in host else f"{host}:{target.port}"


def _same(sites: Iterable[Site], of: Callable[[Target], str | None], words: str) -> Iterator[Diagnostic]:
    seen: dict[str, Site] = {}
    for site in sites:
        key = of(site.target)
        first = seen.setdefault(key, site) if key else site
        if first is not site and key:
            span = first.target.span
            yield Diagnostic(
                "one-router-two-sites",
                f"sites {first.name!r} and {site.name!r} {words.format(key)}",
                "one router is one site: each would undo what the other applies",
                site.target.span,
                (Related("the other", span),) if span is not None else (),
                sites=(first.name, site.name),
            )


RULES = (one_router_two_sites,)
