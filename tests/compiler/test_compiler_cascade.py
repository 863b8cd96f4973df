"""Defaults cascade: maps merge by key, lists and scalars replace, null removes; order is inherited first."""

from __future__ import annotations

from typing import TypeAlias

import pytest
from compiler_trees import PORTAL, ROUTER, compiled, fields, one, rows
from hypothesis import given
from hypothesis import strategies as st

from rosgit.compiler.memo import Memo
from rosgit.compiler.merge import MAX_MERGED, Cascade, TooLarge
from rosgit.compiler.nodes import Key, Map, Node, Scalar, Seq, plain

Tree: TypeAlias = "str | list[str] | dict[str, Tree] | None"


def _node(tree: Tree) -> Node:
    if isinstance(tree, dict):
        return Map({name: (Key(name, "f", 1, 1), _node(value)) for name, value in tree.items()}, "f", 1, 1)
    if isinstance(tree, list):
        return Seq(tuple(map(_node, tree)), "f", 1, 1)
    return Scalar(tree, "f", 1, 1)


def _merge(*trees: Tree) -> object:
    made = _node(trees[0])
    for tree in trees[1:]:
        made = Cascade(Memo(), "f").merge(made, _node(tree))
    return plain(made)


_LEAVES = st.one_of(st.sampled_from(["1", "2"]), st.lists(st.sampled_from("xy"), max_size=2))


def _maps(leaves: st.SearchStrategy[object]) -> st.SearchStrategy[Tree]:
    return st.recursive(  # type: ignore[return-value]  # hypothesis cannot name a recursive type
        st.dictionaries(st.sampled_from("abc"), leaves),
        lambda inner: st.dictionaries(st.sampled_from("abc"), st.one_of(leaves, inner)),
        max_leaves=6,
    )


WHOLE = _maps(_LEAVES)
WITH_NULL = _maps(st.one_of(_LEAVES, st.none()))


@given(WHOLE)
def test_merging_nothing_or_the_same_changes_nothing(tree: Tree) -> None:
    assert _merge(tree, {}) == _merge({}, tree) == _merge(tree, tree) == tree


@given(WHOLE, WITH_NULL)
def test_what_the_child_says_holds(parent: Tree, child: Tree) -> None:
    def holds(said: object, merged: object) -> bool:
        if isinstance(said, dict):
            return isinstance(merged, dict) and all(
                holds(value, merged[name]) for name, value in said.items()
            )
        return said == merged

    assert holds(child, _merge(parent, child))


@given(WHOLE, WHOLE)
def test_what_the_child_does_not_say_is_inherited_and_keeps_its_place(parent: Tree, child: Tree) -> None:
    merged = _merge(parent, child)
    assert isinstance(merged, dict)
    assert isinstance(parent, dict)
    assert isinstance(child, dict)
    assert {name: merged[name] for name in parent if name not in child} == {
        name: value for name, value in parent.items() if name not in child
    }
    assert list(merged) == list(dict.fromkeys((*parent, *child)))


@st.composite
def _alike(draw: st.DrawFn) -> tuple[Tree, Tree, Tree]:
    """Three trees in which a key is a map in all of them or in none, as it is in documents that fit."""

    def part(depth: int, names: str) -> Tree:
        kept = draw(st.sets(st.sampled_from(names)))
        return {
            name: part(depth - 1, names) if depth and name == "a" else draw(_LEAVES) for name in sorted(kept)
        }

    return part(2, "abc"), part(2, "abc"), part(2, "abc")


@given(_alike())
def test_the_cascade_is_associative(trees: tuple[Tree, Tree, Tree]) -> None:
    one_, two, three = trees
    assert _merge(_merge(one_, two), three) == _merge(one_, _merge(two, three))  # type: ignore[arg-type]  # plain trees again


def test_the_merge_of_one_site_is_bounded() -> None:
    cascade = Cascade(Memo(), "f")
    large, one_more = _node({f"k{n}": "1" for n in range(MAX_MERGED // 4)}), _node({"x": "1"})
    for _ in range(3):
        cascade.merge(large, one_more)
    with pytest.raises(TooLarge):
        cascade.merge(large, one_more)


def test_defaults_come_from_every_folder_above_and_from_no_other() -> None:
    made = compiled(
        {
            "_defaults.yaml": ROUTER + "users: {a: {comment: top}, b: {comment: top}}\n",
            "x/_defaults.yaml": "users: {b: {comment: x}, c: {comment: x}}\n",
            "x/y/s.yaml": "users: {c: {comment: s}, d: {comment: s}}\n",
            "z/_defaults.yaml": "users: {z: {comment: z}}\n",
        }
    )
    assert [(row["name"], row["comment"]) for row in fields(made, "/ip/hotspot/user")] == [
        ("a", "top"),
        ("b", "x"),
        ("c", "s"),
        ("d", "s"),
    ]


def test_null_takes_away_labels_blocks_lists_and_values() -> None:
    default = (
        "users: {a: {comment: x, email: e}, b: {}}\nradius: {r: {address: 10.0.0.9}}\n"
        "system: {dns: {servers: [1.1.1.1], allow-remote-requests: yes}, identity: x}\ntags: [t]\n"
    )
    own = "users: {a: {email: null}, b: null}\nradius: null\ntags: null\n"
    own += "system: {dns: {servers: null}, identity: null}\n"
    made = compiled({"_defaults.yaml": default, "s.yaml": ROUTER + own})
    assert fields(made, "/ip/hotspot/user") == [{"name": "a", "comment": "x"}]
    assert fields(made, "/radius") == []
    assert fields(made, "/ip/dns") == [{"allow-remote-requests": "true"}]
    assert fields(made, "/system/identity") == []
    assert made.sites[0].tags == ()


def test_null_takes_a_derived_field_away() -> None:
    made = one(PORTAL + "    server-profile: {hotspot-address: null}\n    dhcp-network: {dns-server: null}\n")
    assert fields(made, "/ip/hotspot/profile") == [{"name": "lobby"}]
    assert "dns-server" not in fields(made, "/ip/dhcp-server/network")[0]


def test_lists_and_values_replace() -> None:
    made = compiled(
        {
            "_defaults.yaml": "system: {dns: {servers: [1.1.1.1, 9.9.9.9]}, identity: a}\n",
            "s.yaml": ROUTER + "system: {dns: [8.8.8.8], identity: b}\n",
        }
    )
    assert fields(made, "/ip/dns") == [{"servers": "8.8.8.8"}]
    assert fields(made, "/system/identity") == [{"name": "b"}]


@pytest.mark.parametrize(
    ("default", "own"),
    [
        ("wan: ether1\n", "wan: {interface-list: WAN}\n"),
        ("wan: {interface: ether1}\n", "wan: {interface-list: WAN}\n"),
        ("wan: {interface-list: WAN}\n", "wan: ether1\n"),
    ],
)
def test_shorthands_expand_before_they_merge(default: str, own: str) -> None:
    made = compiled({"_defaults.yaml": default, "s.yaml": PORTAL.replace("wan: ether1\n", own)})
    (rule,) = fields(made, "/ip/firewall/nat")
    assert (rule["out-interface"], rule["out-interface-list"]) == ("ether1", "WAN")


SWITCHED = [
    ("dhcp-server: no", "dhcp-server: {lease-time: 2h}", "2h"),
    ("dhcp-server: {lease-time: 2h}", "dhcp-server: no", None),
    ("dhcp-server: {lease-time: 2h}", "dhcp-server: yes", "2h"),
    ("dhcp-server: yes", "dhcp-server: {lease-time: 2h}", "2h"),
    ("dhcp-server: no", "dhcp-server: yes", "1h"),
    ("dhcp-server: no", "dhcp-server: {}", "1h"),
    ("dhcp-server: no", "dhcp-server: null", "1h"),
    ("dhcp-server: false", "pool: {}", None),
    ('dhcp-server: "{{ vars.dhcp }}"', "pool: {}", None),
    ("dhcp-server: {lease-time: 2h}", 'dhcp-server: "{{ vars.dhcp }}"', None),
]


@pytest.mark.parametrize(("default", "own", "lease"), SWITCHED)
def test_a_switch_and_fields_cascade(default: str, own: str, lease: str | None) -> None:
    made = compiled(
        {
            "_defaults.yaml": f"vars: {{dhcp: no}}\nhotspots: {{lobby: {{{default}}}}}\n",
            "s.yaml": PORTAL + f"    {own}\n",
        }
    )
    assert [row["lease-time"] for row in fields(made, "/ip/dhcp-server")] == ([lease] if lease else [])


def test_a_defaults_label_serves_its_siblings_at_every_level() -> None:
    made = compiled(
        {
            "_defaults.yaml": ROUTER
            + (
                "hotspots:\n  _defaults:\n    dhcp-server: {lease-time: 2h}\n"
                "    walled-garden: {_defaults: {method: GET}, all: '*.example.com'}\n"
            ),
            "s.yaml": (
                "hotspots:\n  a: {interface: ether3, network: 10.1.0.0/24}\n"
                "  b: {interface: ether4, network: 10.2.0.0/24, dhcp-server: {lease-time: 3h},"
                " walled-garden: {own: {host: x, method: POST}}}\n"
            ),
        }
    )
    assert [row["lease-time"] for row in fields(made, "/ip/dhcp-server")] == ["2h", "3h"]
    assert [
        (row["server"], row["dst-host"], row["method"]) for row in fields(made, "/ip/hotspot/walled-garden")
    ] == [
        ("a", "*.example.com", "GET"),
        ("b", "*.example.com", "GET"),
        ("b", "x", "POST"),
    ]


def test_a_sibling_that_null_removed_is_not_served() -> None:
    made = compiled(
        {
            "_defaults.yaml": "users: {_defaults: {profile: x}, a: {}, b: {}}\n",
            "s.yaml": ROUTER + "users: {a: null}\n",
        }
    )
    assert [row["name"] for row in fields(made, "/ip/hotspot/user")] == ["b"]


def test_defaults_labels_of_several_files_merge_before_they_serve() -> None:
    made = compiled(
        {
            "_defaults.yaml": "users: {_defaults: {profile: x, email: e}}\n",
            "s.yaml": ROUTER + "users: {_defaults: {profile: y}, a: {}, b: {profile: z, email: null}}\n",
        }
    )
    assert fields(made, "/ip/hotspot/user") == [
        {"name": "a", "profile": "y", "email": "e", "comment": "a"},
        {"name": "b", "profile": "z", "comment": "b"},
    ]


def test_rows_keep_document_order_inherited_first() -> None:
    made = compiled(
        {
            "_defaults.yaml": "rows: {/ip/firewall/filter: {z: {chain: input}, a: {chain: input}}}\n",
            "s.yaml": ROUTER + "rows: {/ip/firewall/filter: {m: {chain: input}, a: {chain: forward}}}\n",
        }
    )
    assert [row["comment"] for row in fields(made, "/ip/firewall/filter")] == ["z", "a", "m"]


def test_garden_denies_go_before_allows_each_in_document_order() -> None:
    made = one(
        PORTAL + "    walled-garden:\n      a: a.example\n      b: {host: b.example, action: deny}\n"
        "      c: c.example\n      d: {host: d.example, action: deny}\n"
    )
    assert [row["dst-host"][0] for row in fields(made, "/ip/hotspot/walled-garden")] == list("bdac")


def test_templates_know_site_folder_label_and_vars() -> None:
    made = compiled(
        {
            "_defaults.yaml": 'vars: {d: x, n: "{{ site }}.net", on: true}\n'
            'users: {_defaults: {email: "{{ label }}@{{ vars.n }}"}}\n',
            "coast/_defaults.yaml": "vars: {d: coast.example}\n",
            "coast/k-1.yaml": ROUTER
            + 'users: {bob: {comment: "{{ site }}/{{ folder }}/{{ label }}/{{ vars.d }}",'
            ' disabled: "{{ vars.on }}"}}\n',
        }
    )
    (user,) = fields(made, "/ip/hotspot/user")
    assert user["comment"] == "k-1/coast/bob/coast.example"
    assert user["email"] == "bob@k-1.net"
    assert user["disabled"] == "true"


def test_the_label_of_a_template_is_the_innermost_one() -> None:
    made = one(
        PORTAL + '    server-profile: {dns-name: "{{ label }}.example"}\n'
        '    bindings: {tv: {mac-address: "00:11:22:33:44:55", comment: "{{ label }}"}}\n'
        '    dhcp-server: {comment: "{{ label }}"}\n'
    )
    assert fields(made, "/ip/hotspot/profile")[0]["dns-name"] == "lobby.example"
    assert fields(made, "/ip/hotspot/ip-binding")[0]["comment"] == "tv"
    assert fields(made, "/ip/dhcp-server")[0]["comment"] == "lobby"


def test_templates_do_not_reach_keys_scripts_and_raw_text() -> None:
    made = one(
        ROUTER + 'users: {"{{ site }}": {comment: !raw "{{ x }}", email: "{% x %}"}}\n'
        'rows: {/system/script: {s: {source: ":put {{ site }}"}}}\n'
    )
    assert fields(made, "/ip/hotspot/user") == [
        {"name": "{{ site }}", "comment": "{{ x }}", "email": "{% x %}"}
    ]
    assert fields(made, "/system/script")[0]["source"] == ":put {{ site }}"


def test_places_follow_values_through_defaults() -> None:
    made = compiled(
        {
            "_defaults.yaml": "users:\n  _defaults: {email: e}\n  bob: {comment: c}\n",
            "s.yaml": ROUTER + "users:\n  bob: {profile: p}\n",
        }
    )
    (row,) = rows(made, "/ip/hotspot/user")
    assert str(row.span) == "sites/s.yaml:4:3"
    assert {name: str(span) for name, span in row.spans.items()} == {
        "name": "sites/s.yaml:4:3",
        "email": "sites/_defaults.yaml:2:22",
        "comment": "sites/_defaults.yaml:3:18",
        "profile": "sites/s.yaml:4:18",
    }


def test_shared_parts_do_not_leak_from_site_to_site() -> None:
    default = (
        ROUTER + 'vars: {x: y}\nusers: {_defaults: {email: "{{ site }}"},'
        ' bob: {comment: same}, eve: {comment: "{{ label }}"}}\n'
        "bridges: {lan: {ports: [ether2]}}\n"
    )
    made = compiled(
        {
            "_defaults.yaml": default,
            "a.yaml": "bridges: {lan: {ra-guard: yes}}\n",
            "b.yaml": "users: {bob: null}\n",
            "c.yaml": 'router: {routeros: "7.10"}\nbridges: {lan: {ra-guard: yes}}\n',
        }
    )
    assert [(each.code, each.sites) for each in made.diagnostics] == [("field-not-in-version", ("c",))]
    emails = [
        [str(row.fields["email"]) for row in site.rows if row.menu == "/ip/hotspot/user"]
        for site in made.sites
    ]
    assert emails == [["a", "a"], ["b"]]
    assert [sum(row.menu == "/interface/bridge" for row in site.rows) for site in made.sites] == [1, 1]


def test_a_mistake_of_a_version_is_not_remembered_for_another() -> None:
    default = ROUTER + "bridges: {lan: {ra-guard: yes}}\n"
    made = compiled(
        {
            "_defaults.yaml": default,
            "a.yaml": "",
            "b.yaml": 'router: {routeros: "7.21"}\n',
            "c.yaml": "",
            "d.yaml": "",
        }
    )
    assert [each.sites for each in made.diagnostics] == [("b",)]
    assert [site.name for site in made.sites] == ["a", "c", "d"]
