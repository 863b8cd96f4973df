from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from rosgit.compiler.compile import Compiled, compile_tree
from rosgit.model.tree import Tree
from rosgit.rules.sites import lint, lint_fleet

TOP = Path(__file__).parents[1] / "sites"


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    return compile_tree(Tree({str(path.relative_to(TOP)): path.read_bytes() for path in TOP.rglob("*.yaml")}))


def test_the_example_fleet_compiles_and_lints_without_a_finding(compiled: Compiled) -> None:
    found = [*compiled.diagnostics, *lint_fleet(compiled.sites)]
    assert [*found, *(each for site in compiled.sites for each in lint(site))] == []


def test_the_example_fleet_is_a_fleet(compiled: Compiled) -> None:
    names = [site.name for site in compiled.sites]
    assert len(names) >= 6
    assert max(Counter(names).values()) == 1
    assert len({site.path.split("/")[1] for site in compiled.sites}) >= 2


def test_one_example_is_as_large_as_the_benchmark_needs(compiled: Compiled) -> None:
    assert max(len(site.rows) for site in compiled.sites) >= 75


def test_two_variables_hold_all_secrets_of_the_example_fleet(compiled: Compiled) -> None:
    passwords = [site.target.password for site in compiled.sites]
    others = [value for site in compiled.sites for row in site.rows for value in row.fields.values()]
    places = {
        each.locator for each in [*passwords, *others] if each is not None and not isinstance(each, str)
    }
    assert places == {"ROSGIT_ROUTERS", "ROSGIT_SECRETS"}
