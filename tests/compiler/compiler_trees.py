"""Small trees for the compiler's tests: a router that is in order, and what each test adds."""

from __future__ import annotations

from rosgit.compiler.compile import Compiled, compile_tree
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.row import Row
from rosgit.sources import memory

ROUTER = (
    'router: {host: 10.0.0.1, username: rosgit, password: !secret "env:R", routeros: "7.22"}\nwan: ether1\n'
)
PORTAL = ROUTER + "hotspots:\n  lobby:\n    interface: ether3\n    network: 10.5.50.0/24\n"


def compiled(files: dict[str, str | bytes]) -> Compiled:
    """Compile files by path."""
    return compile_tree(memory.load(files))


def one(text: str | bytes) -> Compiled:
    """Compile one site, ``a.yaml``."""
    return compiled({"a.yaml": text})


def places(found: tuple[Diagnostic, ...]) -> list[str]:
    """``code file:line:column`` of each finding, below the top folder."""
    return [f"{each.code} {str(each.span).removeprefix('sites/')}" for each in found]


def rows(made: Compiled, menu: str) -> list[Row]:
    """The rows of a menu in the only site."""
    assert made.diagnostics == ()
    (site,) = made.sites
    return [row for row in site.rows if row.menu == menu]


def fields(made: Compiled, menu: str) -> list[dict[str, str]]:
    """The fields of the rows of a menu in the only site, as text."""
    return [{name: str(value) for name, value in row.fields.items()} for row in rows(made, menu)]
