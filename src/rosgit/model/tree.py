"""A sites tree as a value: files by path, wherever they came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

DEFAULTS = "_defaults"
SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Tree:
    """Files of a sites tree. Keys of ``files`` are paths below the tree's top.

    ``top`` is how people name the top folder; spans show paths below it. ``paths`` also names site
    files that were not read, because nobody asked for them.
    """

    files: Mapping[str, bytes] = field(repr=False)  # one of them may hold secrets
    top: str = "sites"
    paths: tuple[str, ...] = ()

    def shown(self, path: str) -> str:
        """The path as people can open it from where they stand."""
        return path if self.top in ("", ".") else f"{self.top}/{path}"

    def site_paths(self) -> Iterator[str]:
        """The paths of site files, sorted; names that begin with ``_`` or ``.`` are never sites."""
        secret = self.secret_paths()
        found = {path for path in (*self.files, *self.paths) if is_site(path)}
        return iter(sorted(path for path in found if path not in secret))

    def secret_paths(self) -> frozenset[str]:
        """The paths that files of the tree name as those of secrets: no sites, whatever they hold."""
        texts = (data.decode("utf-8", "replace") for data in self.files.values() if b"file:" in data)
        named = {_pattern(each) for text in texts for each in _SECRET_FILE.findall(text)}
        wide = [each for each in named if "*" in each]
        every = {*self.files, *self.paths} if named else ()
        return frozenset(
            path for path in every if path in named or any(fnmatchcase(path, each) for each in wide)
        )

    def defaults_of(self, path: str) -> tuple[str, ...]:
        """The ``_defaults`` files that serve a site, outermost first."""
        folder, found = "", []
        for step in ("", *path.split("/")[:-1]):
            folder += f"{step}/" if step else ""
            found += [stem for suffix in SUFFIXES if (stem := folder + DEFAULTS + suffix) in self.files]
        return tuple(found)


_SECRET_FILE = re.compile(r"""!secret\s+["']?file:((?:\{\{[^}\n]*\}\}|[^#"'\s,}\]])+)""")
_TEMPLATE = re.compile(r"\{\{[^}]*\}\}")


def _pattern(locator: str) -> str:
    """A file as a reference names it, as a path of the tree; any text where a template stands."""
    steps = _TEMPLATE.sub("*", locator).split("/")
    return "/".join(step for step in steps if step not in {"", "."})


def is_site(path: str) -> bool:
    """Whether a path below the top is a site's file."""
    return path.endswith(SUFFIXES) and not any(part[:1] in {"", "_", "."} for part in path.split("/"))


def is_defaults(path: str) -> bool:
    """Whether a path below the top is a file that serves the sites below its folder."""
    return path.endswith(SUFFIXES) and site_name(path) == DEFAULTS


def site_name(path: str) -> str:
    """A site's name is the stem of its file."""
    return path.rpartition("/")[2].rpartition(".")[0]
