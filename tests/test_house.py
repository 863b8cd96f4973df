"""The limits the house keeps: short functions, small files, and a word on what each of them is for."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "rosgit"
FILES = sorted(SOURCE.rglob("*.py"))


def functions() -> dict[str, int]:
    """The lines of every function, docstring included."""
    return {
        f"{path.relative_to(SOURCE)}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_functions_are_short():
    found = functions()
    assert statistics.median(found.values()) <= 8
    assert statistics.quantiles(found.values(), n=10)[8] <= 25
    assert {name: lines for name, lines in found.items() if lines > 50} == {}


def test_files_fit_in_a_head():
    lines = {str(path.relative_to(SOURCE)): path.read_text().count("\n") for path in FILES}
    assert {name: count for name, count in lines.items() if count > 500} == {}


def test_every_module_and_package_says_what_it_is_for():
    silent = [
        str(path.relative_to(SOURCE)) for path in FILES if not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []
