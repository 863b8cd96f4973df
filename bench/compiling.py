"""Compile of generated sites, lints included, beside the CSafeLoader parse of the same bytes.

The sites are those of ``compile.py``, which stands alone and profiles.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

import yaml

from compile import SITE, TOP, Loader, tree
from result import Line
from rosgit.model.tree import Tree, is_site, site_name
from rosgit.sources.disk import load
from rosgit.workflow import compiled
from worker import Worker, serve, timed

BUDGET = 10
SHOP = 'router: {{host: 10.{high}.{low}.1, tls: {{fingerprint: "sha256:{pin}"}}}}\nvars: {{shop: {low}}}\n'


def shops(count: int) -> Tree:
    """Files of two lines that inherit a whole site."""
    inherited = SITE[SITE.index("hotspots:") :].format(high=99, low=9, pin="")
    files = {"_defaults.yaml": (TOP + inherited).encode()}
    for number in range(count):
        text = SHOP.format(high=number // 250, low=number % 250 + 1, pin=f"{number:064x}")
        files[f"shop-{number:05}.yaml"] = text.encode()
    return Tree(files)


def both(count: int, *, inherited: bool = False) -> dict:
    """One parse and one compile of the same files; both keep what they made until the end."""
    files = shops(count) if inherited else tree(count)

    def parse() -> dict:
        read = [yaml.load(data, Loader) for data in files.files.values()]  # noqa: S506 - a SafeLoader
        return {"files": len(read)}

    def ours() -> dict:
        made = compiled(files)
        assert len(made.sites) == count, made.diagnostics[:3]
        return {"rows": len(made.sites[0].rows)}

    return {"parse": timed(parse), "compile": timed(ours)}


def one(root: str, wanted: str) -> dict:
    """Load and compile one site of the tree on disk; how many site files that read."""

    def only(name: str) -> bool:
        return name == wanted

    def work() -> dict:
        files = load(Path(root), only)
        (site,) = compiled(files, only).sites
        return {"files": sum(map(is_site, files.files)), "name": site.name}

    return timed(work)


def measure(counts: tuple[int, ...], repeats: int) -> list[Line]:
    """Each size in a process of its own; the larger the fewer repeats."""
    spent = {count: _samples(count, repeats * 100 // count + 1) for count in counts}
    lines = [_line(f"compile: {count:,} sites", spent[count], BUDGET) for count in counts]
    small, large = counts[0], counts[-1]
    each = [_middle(spent[count], "compile") / count * 1000 for count in (small, large)]
    linear = Line(f"compile: a site of {large:,}", each[1], "ms", each[0], f"a site of {small:,}", 1.25)
    note = _line("compile: 1,000 files of two lines, all else inherited", _samples(1000, 1, inherited=True))
    return [*lines, linear, note, *_pull_request(large, repeats)]


def _line(what: str, samples: list[dict], budget: float | None = None) -> Line:
    ours, parse = (_middle(samples, name) * 1000 for name in ("compile", "parse"))
    return Line(what, ours, "ms", parse, "CSafeLoader", budget)


def _middle(samples: list[dict], name: str) -> float:
    return median(sample[name]["cpu"] for sample in samples)


def _samples(count: int, repeats: int, *, inherited: bool = False) -> list[dict]:
    with Worker(Path(__file__).name) as worker:
        worker.ask("both", count=20)
        return [worker.ask("both", count=count, inherited=inherited) for _ in range(repeats)]


def _pull_request(count: int, repeats: int) -> list[Line]:
    """One site of many on disk, beside the same site alone."""
    files = tree(count).files
    path = sorted(filter(is_site, files))[count // 2]
    alone = {each: data for each, data in files.items() if not is_site(each) or each == path}
    with tempfile.TemporaryDirectory() as many, tempfile.TemporaryDirectory() as single:
        _write(many, files)
        _write(single, alone)
        with Worker(Path(__file__).name) as worker:
            samples = [
                [worker.ask("one", root=root, wanted=site_name(path)) for root in (many, single)]
                for _ in range(repeats + 1)
            ][1:]
    ours, least = (median(sample[at]["cpu"] for sample in samples) * 1000 for at in (0, 1))
    read = max(sample[0]["files"] for sample in samples)
    return [
        Line(f"compile: site files read for one of {count:,}", read, "files", count, "in the tree", 1, read),
        Line(f"compile: one of {count:,}, all names listed", ours, "ms", least, "the site alone"),
    ]


def _write(root: str, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        file = Path(root, path)
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)


if __name__ == "__main__":
    if sys.stdin.isatty():
        sys.exit("asked by run.py")
    serve(both=both, one=one)
