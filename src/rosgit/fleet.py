"""The use cases for many sites: a bounded number of threads, one router each."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

from rosgit.applier.settings import Settings
from rosgit.applier.write import Secrets
from rosgit.device import Deadline, DeviceError
from rosgit.model.plan import Plan, Report
from rosgit.model.site import Site
from rosgit.model.standing import Standing
from rosgit.run import Run
from rosgit.workflow import failure

T = TypeVar("T", Plan, Report, Standing)


def over(
    sites: Sequence[Site],
    secrets: Secrets,
    use: Callable[[Run], T],
    timeout: float,
    jobs: int,
    settings: Settings | None = None,
) -> list[T | Report]:
    """``use`` on every site, ``jobs`` at a time, each within ``timeout`` seconds; in the order given.

    A router that cannot be used is a failed Report; a bug keeps its traceback.
    """

    def one(site: Site) -> T | Report:
        started = time.monotonic()
        try:
            made = use(Run(site, secrets, Deadline.after(timeout), settings or Settings()))
        except DeviceError as error:
            return failure(site, error.diagnostic(site.target.span, (site.name,)))
        return replace(made, seconds=time.monotonic() - started) if isinstance(made, Report) else made

    if len(sites) == 1:
        return [one(sites[0])]
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        return list(pool.map(one, sites))
