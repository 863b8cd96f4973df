"""The command tree of RouterOS 7.21.4 that routeros-lsp carries: a source our tables did not come from."""

from __future__ import annotations

import gzip
import json
import re
from importlib import resources
from typing import Any

from rosgit.model.version import Version

VERSION = Version(7, 21, 4)
_RAW = resources.files("routeros_lsp").joinpath("data", "routeros-7.21.4.json.gz").read_bytes()
_ROOT: dict[str, Any] = json.loads(gzip.decompress(_RAW))["root"]
TECHNICAL = {"numbers", "copy-from", "place-before"}


def commands(path: str) -> dict[str, Any] | None:
    """The commands (and menus) below a path, or None where the tree has no such menu."""
    found: dict[str, Any] | None = _ROOT
    for word in path.strip("/").split("/"):
        found = (found or {}).get("c", {}).get(word)
    return None if found is None else found["c"]


def arguments(path: str, command: str) -> dict[str, Any]:
    """The arguments of a command by name, as the tree describes them."""
    return dict((commands(path) or {}).get(command, {}).get("a", {}))


def writable(path: str) -> dict[str, Any]:
    """Every argument of add and set but the technical ones."""
    both = {**arguments(path, "set"), **arguments(path, "add")}
    return {name: about for name, about in both.items() if name not in TECHNICAL}


def printable(path: str) -> set[str]:
    """Every name that print or get can answer with."""
    listed = arguments(path, "print").get("proplist", {}).get("e", [])
    return {*listed, *arguments(path, "get").get("value-name", {}).get("e", [])}


def words(about: dict[str, Any]) -> list[str]:
    """The complete set of words of an argument, or none when it takes other values too."""
    if about.get("t") or not about.get("e"):
        return []
    return [re.sub(r"\.0$", "", word.strip('"')) for word in about["e"]]


def bits(about: dict[str, Any]) -> list[str]:
    """The words of a bit list in the order of its bits: ``mac|cookie[,LoginBy*]``."""
    found = re.search(r"(?:^|; )([a-z0-9-]+(?:\|[a-z0-9-]+)+)\[,\w+\*\]", about.get("t", ""))
    return found[1].split("|") if found else []


def bounds(about: dict[str, Any]) -> tuple[int, int] | None:
    """The least and greatest whole number of an argument."""
    found = re.search(r"Num; (-?\d+)\.\.(\d+) \(integer", about.get("t", ""))
    return (int(found[1]), int(found[2])) if found else None
