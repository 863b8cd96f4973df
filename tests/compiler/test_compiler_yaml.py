"""Strict YAML: what stands where, and what is refused."""

from __future__ import annotations

import pytest
from compiler_trees import ROUTER, one, places
from hypothesis import given
from hypothesis import strategies as st

from rosgit.compiler.nodes import Map, Node, Scalar, Seq, plain
from rosgit.compiler.strict_yaml import MAX_BYTES, read

BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (c, c, b",".join([b"*%c" % (c - 1)] * 9)) for c in range(ord("b"), ord("k"))
)
LADDER = b"a0: &a0 [x]\n" + b"".join(b"a%d: &a%d [*a%d]\n" % (n, n, n - 1) for n in range(1, 60))


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"a: 1\na: 2\n", "duplicate-key 2:1"),
        (b"a: {b: 1, c: 2, b: 3}\n", "duplicate-key 1:17"),
        (b"a: !!python/object:os.system x\n", "yaml-tag 1:4"),
        (b"a: !secrets env:X\n", "yaml-tag 1:4"),
        (b"a: !secret {b: c}\n", "yaml-tag 1:4"),
        (b"a: !!int 5\n", "yaml-tag 1:4"),
        (b"? [a]\n: b\n", "yaml-key 1:3"),
        (b"'': b\n", "yaml-key 1:1"),
        (b"a: {{ site }}\n", "yaml-key 1:5"),
        (b"!secret a: b\n", "yaml-key 1:1"),
        (b"a: *b\n", "yaml-alias 1:4"),
        (b"a: &b\n  c: *b\n", "yaml-alias 2:6"),
        (b"a: &b [*b]\n", "yaml-alias 1:8"),
        (b"a: b\n---\nc: d\n", "yaml-documents 2:1"),
        (b"a: \xff\n", "yaml-encoding 1:4"),
        ("\ufeffa: b".encode("utf-16"), "yaml-encoding 1:1"),
        (b"a: b\nc: caf\xe9\n", "yaml-encoding 2:7"),
        (b"a: b\nc: \x07\n", "yaml-syntax 2:4"),
        (b"a:\n\tb: c\n", "yaml-syntax 2:1"),
        (b"a: b: c\n", "yaml-syntax 1:5"),
        (b'a: "\\ud800"\n', "yaml-syntax 1:7"),
        (b"a: [b\n", "yaml-syntax 2:1"),
        (b"[" * 40 + b"]" * 40, "yaml-too-large 1:34"),
        (b"{a: " * 5000, "yaml-too-large 1:133"),
        (b"x" * (MAX_BYTES + 1), "yaml-too-large 1:1"),
        (b"a: [" + b"x," * 100_001 + b"]\n", "yaml-too-large 1:200001"),
    ],
)
def test_what_is_not_strict_yaml_is_refused_where_it_stands(data: bytes, place: str) -> None:
    _, found = read("f", data)
    assert [f"{each.code} {each.span}".replace("f:", "") for each in found][:1] == [place]


@pytest.mark.parametrize(("data", "places"), [(b"a:\n\tb: c\n", []), (b"a: {b: c\n d: e\n", ["f:1:4"])])
def test_a_syntax_error_names_where_it_began_only_when_that_is_another_place(
    data: bytes, places: list[str]
) -> None:
    _, (found,) = read("f", data)
    assert [str(each.span) for each in found.related] == places


@pytest.mark.parametrize("data", [BOMB, LADDER], ids=["wide", "deep"])
def test_an_alias_bomb_is_counted_out(data: bytes) -> None:
    node, found = read("f", data)
    assert node is None
    assert [each.code for each in found] == ["yaml-too-large"]


def test_several_mistakes_of_one_file_are_found_at_once() -> None:
    _, found = read("f", b"a: 1\na: 2\nb: !x 1\nb: 2\n? [c]\n: d\n")
    assert [each.code for each in found] == ["duplicate-key", "yaml-tag", "duplicate-key", "yaml-key"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
        ("yes", "yes"),
        ("no", "no"),
        ("~", "~"),
        ("True", "True"),
        ("010", "010"),
        ("1:30", "1:30"),
        ("1e3", "1e3"),
        ("0x8100", "0x8100"),
        ("2024-01-01", "2024-01-01"),
        ("'true'", "true"),
        ('"null"', "null"),
        ("!!str true", "true"),
        ("!raw true", "true"),
        ("|\n  x\n  y\n", "x\ny\n"),
    ],
)
def test_all_plain_scalars_but_three_words_are_text(text: str, value: object) -> None:
    node, found = read("f", f"a: {text}".encode())
    assert found == ()
    assert node is not None
    assert plain(node) == {"a": value}


@pytest.mark.parametrize(
    "data", [b"\xef\xbb\xbfa: 1\nb: {c: 2}\n", b"a: 1\r\nb: {c: 2}\r\n", b"a: 1\rb: {c: 2}\r"]
)
def test_places_count_from_the_text_whatever_ends_lines(data: bytes) -> None:
    node, found = read("f", data)
    assert found == ()
    assert type(node) is Map
    inner = node.items["b"][1]
    assert type(inner) is Map
    assert str(inner.items["c"][0].span) == "f:2:5"
    assert str(inner.items["c"][1].span) == "f:2:8"


def test_columns_count_characters_not_bytes() -> None:
    node, _ = read("f", "é: {ü: x}\n".encode())
    assert type(node) is Map
    assert str(node.items["é"][1].span) == "f:1:4"


@pytest.mark.parametrize("data", [b"", b"# nothing\n", b"---\n", b"null\n"])
def test_an_empty_document_is_none_and_no_mistake(data: bytes) -> None:
    assert read("f", data) == (None, ())


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_raise(data: bytes) -> None:
    node, found = read("f", data)
    assert node is None or isinstance(node, Scalar | Map | Seq)
    assert all(each.span is not None for each in found)


_SIGNS = st.text(alphabet="ab:-?[]{}&*!|>%@\"'#,~ \n\t<.0\r", max_size=60)


@given(_SIGNS)
def test_no_yaml_signs_make_the_compiler_raise(text: str) -> None:
    one(text)
    one(ROUTER + text)


@given(_SIGNS)
def test_whatever_is_refused_has_a_place_in_the_text(text: str) -> None:
    _, found = read("f", text.encode())
    lines = text.count("\n") + text.count("\r") + 1
    for each in found:
        assert each.span is not None
        assert 1 <= each.span.line <= lines + 1
        assert each.span.column >= 1


_KEYS = [
    "_defaults",
    "lobby",
    "router",
    "hotspots",
    "vlan",
    "bridge",
    "id",
    "network",
    "rows",
    "wan",
    "system",
    "services",
    "tls",
    "name",
    "pool",
    "trial",
    "a",
    "walled-garden",
    "vars",
    "/ip/dns",
    "radius",
    "server-profile",
    "login-by",
    "dhcp-server",
    "firewall",
    "guest-dns",
    "anchor",
]
_TREES = st.recursive(
    st.sampled_from(["x", "true", "null", "7", "{{ site }}", "{{ vars.a }}"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(_KEYS),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=30,
)


@given(
    st.dictionaries(st.sampled_from(["hotspots", "rows", "vars", "router", "firewall", "system"]), _TREES),
    _TREES,
)
def test_no_shape_of_a_site_makes_the_compiler_raise(site: dict[str, object], default: object) -> None:
    import json

    from compiler_trees import compiled

    made = compiled({"a.yaml": json.dumps(site), "_defaults.yaml": json.dumps({"hotspots": default})})
    assert len(made.sites) == 0  # none of them has a router
    assert all(each.span is not None for each in made.diagnostics)


def test_a_bad_default_and_a_bad_site_are_both_told() -> None:
    from compiler_trees import compiled

    made = compiled({"_defaults.yaml": "a: [\n", "a.yaml": ROUTER + "nonsense: 1\n"})
    assert places(made.diagnostics) == ["yaml-syntax _defaults.yaml:2:1", "unknown-field a.yaml:3:1"]


def _texts(node: Node) -> list[Scalar]:
    if isinstance(node, Map):
        return [leaf for _, value in node.items.values() for leaf in _texts(value)]
    return [leaf for each in node.items for leaf in _texts(each)] if isinstance(node, Seq) else [node]


_WORDS = st.text(alphabet="abcé0", min_size=1, max_size=5)


@given(
    st.recursive(
        _WORDS, lambda inner: st.one_of(st.lists(inner), st.dictionaries(_WORDS, inner)), max_leaves=10
    )
)
def test_every_origin_points_at_the_text_that_is_there(tree: object) -> None:
    import yaml

    text = yaml.safe_dump({"top": tree}, allow_unicode=True, default_flow_style=None)
    node, found = read("f", text.encode())
    assert found == ()
    assert node is not None
    lines = text.splitlines()
    for leaf in _texts(node):
        if leaf.value not in (None, True, False):
            assert lines[leaf.line - 1][leaf.column - 1 :].lstrip("'\"").startswith(str(leaf.value))
