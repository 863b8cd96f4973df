"""The site both the server and rosgit use: the hotel of sites/, about 80 rows, compiled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rosgit.model.secret import Secret
from rosgit.model.site import Site
from rosgit.model.target import Tls
from rosgit.sources.disk import load
from rosgit.workflow import compiled

ROOT = Path(__file__).parent.parent / "sites"
NAME = "watamu-hotel"
PASSWORD = "bench"


def hotel() -> Site:
    """The compiled site. Raises AssertionError when it does not compile or is not of the size promised."""

    def only(name: str) -> bool:
        return name == NAME

    (site,) = compiled(load(ROOT, only), only).sites
    assert 70 <= len(site.rows) <= 90, f"{NAME} has {len(site.rows)} rows; the benchmark is about 80"
    return site


def on(site: Site, port: int, fingerprint: str | None = None) -> Site:
    """The site on a simulated router, over the plain API unless there is a fingerprint."""
    tls = Tls((fingerprint,)) if fingerprint else None
    return replace(site, target=replace(site.target, host="127.0.0.1", port=port, tls=tls))


def secret() -> Secret:
    """Every password and secret of the benchmark."""
    return Secret(PASSWORD)
