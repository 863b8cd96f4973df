"""Networks that no guests can have."""

from __future__ import annotations

import pytest

from rosgit.compiler.compile import compile_tree
from rosgit.model.tree import Tree

SITE = """\
router: {host: 10.0.0.1, username: rosgit, password: !secret "env:R", routeros: "7.22"}
wan: ether1
hotspots: {lobby: {interface: ether3, network: %s}}
"""


@pytest.mark.parametrize(
    ("network", "code"),
    [
        ("127.0.0.0/24", "network-not-for-guests"),
        ("224.0.0.0/24", "network-not-for-guests"),
        ("0.0.0.0/8", "network-not-for-guests"),
        ("10.0.0.0/7", "network-not-for-guests"),
        ("10.5.50.0/31", "network-too-small"),
        ("10.5.50.1/32", "network-too-small"),
        ("10.5.50.0/30", ""),
        ("10.0.0.0/8", ""),
    ],
)
def test_a_network_without_room_for_guests_is_refused_where_it_stands(network: str, code: str) -> None:
    made = compile_tree(Tree({"a.yaml": (SITE % network).encode()}))
    found = [(each.code, each.span.line if each.span else 0) for each in made.diagnostics if each.is_error]
    assert found == ([(code, 3)] if code else [])
