"""The published schema: in step with the language, and of one mind with the compiler."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from compiler_trees import ROUTER, one
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from rosgit.compiler.nodes import Key, Map, Node, Scalar, Seq, plain
from rosgit.compiler.schema import lean, published, published_text, takes_lists
from rosgit.compiler.shape import fits
from rosgit.intents.language import SITE
from rosgit.intents.words import Block, Labels, One, Word
from rosgit.menus import MENUS
from rosgit.menus.table import Shape

TOP = Path(__file__).parents[2]


class Old(yaml.SafeLoader):
    """YAML 1.1, as many tools read it: yes is true, and digits with colons are numbers."""


class Core(yaml.SafeLoader):
    """YAML 1.2, as editors read it."""

    yaml_implicit_resolvers = {
        sign: [
            each for each in found if each[0] not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
        ]
        for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _text(loader: yaml.SafeLoader, node: yaml.Node) -> str:
    assert isinstance(node, yaml.ScalarNode)
    return str(node.value)


def _date(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    made = loader.construct_yaml_timestamp(node)
    assert isinstance(made, dt.date)
    return made.isoformat()


for each in (Old, Core):
    each.add_constructor("!secret", _text)
    each.add_constructor("!raw", _text)
    each.add_constructor("tag:yaml.org,2002:timestamp", _date)


@cache
def _validator() -> Draft7Validator:
    return Draft7Validator(published())


def _wrong(text: str) -> list[str]:
    """What the published schema says of a document, read either way."""
    return [
        f"{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for loader in (Old, Core)
        for error in _validator().iter_errors(yaml.load(text, loader))  # noqa: S506  # both are safe loaders
    ]


def test_the_published_file_is_in_step() -> None:
    file = TOP / "schemas" / "site.schema.json"
    assert file.read_text(encoding="utf-8") == published_text(), "rosgit schema > schemas/site.schema.json"
    assert len(published_text()) < 400_000


def test_the_schema_is_draft_07_and_says_what_keys_are_for() -> None:
    Draft7Validator.check_schema(published())
    Draft7Validator.check_schema(lean())
    text = json.dumps(published())
    assert "walled-garden" in text
    assert text.count('"description"') > 300


@pytest.mark.parametrize("path", sorted((TOP / "sites").rglob("*.yaml")), ids=lambda path: path.stem)
def test_the_example_sites_and_their_defaults_fit_the_published_schema(path: Path) -> None:
    assert _wrong(path.read_text(encoding="utf-8")) == []


def _fields() -> Iterator[tuple[str, str, str]]:
    for menu in MENUS.values():
        if menu.shape is Shape.READ:
            continue
        for field in menu.fields.values():
            words = [
                field.default,
                *field.kind.keywords,
                *getattr(field.kind, "values", ())[:3],
                "true",
                "yes",
                "5",
            ]
            yield from ((menu.path, field.name, word) for word in dict.fromkeys(words) if word is not None)


def test_what_compiles_in_any_field_fits_the_published_schema_too() -> None:
    tried = 0
    for path, name, word in _fields():
        for value in (
            (word, f"[{json.dumps(word)}]") if takes_lists(MENUS[path].fields[name].kind) else (word,)
        ):
            block = f"{{{name}: {value}}}"
            text = f"rows: {{{path}: {block if MENUS[path].singleton else f'{{x: {block}}}'}}}\n"
            found = [each.code for each in one(ROUTER + text).diagnostics]
            if set(found) <= {"missing-field", "field-not-in-version"}:
                tried += 1
                assert _wrong(text) == [], text
    assert tried > 1_000


GOOD = (
    "wan: ether1\n",
    "wan: {interface-list: WAN}\n",
    "wan: null\n",
    "tags: one\n",
    "tags: [a, 7]\n",
    "vars: {anything: [1, {a: b}], goes: null}\n",
    "system: {ntp: [a.example, 10.0.0.1], dns: 1.1.1.1, clock: Africa/Nairobi, identity: 7}\n",
    "system: {services: {telnet: no, ssh: {port: 2222}, www: false, api: null}}\n",
    "radius-incoming: yes\n",
    "radius-incoming: {accept: true, port: 3799}\n",
    "firewall: {guest-dns: yes, guest-isolation: {disabled: no}, masquerade: false}\n",
    "users: {7: {}, bob: null, _defaults: {profile: x}}\n",
    "hotspots: {a: {network: 10.0.0.0/24, interface: e, trial: true, dhcp-server: '{{ vars.x }}'}}\n",
    "hotspots: {a: {pool: [10.0.0.2-10.0.0.9, 10.0.0.20-10.0.0.30], masquerade: {out-interface: x}}}\n",
    "hotspots: {a: {walled-garden: {x: a.example, y: {address: 1.1.1.1, port: 443}, z: null}}}\n",
    "hotspots: {a: {bindings: {x: 'AA:BB:CC:DD:EE:FF', y: 00:11:22:33:44:55}}}\n",
    "hotspots: {a: {vlan: {bridge: lan, id: 30}, gateway: 10.0.0.1, limits: {rate-limit: 5M/5M}}}\n",
    "bridges: {lan: {ports: [a, b], port: {edge: auto}, ether-type: 0x8100, priority: 0x8000}}\n",
    "existing: {/ip/pool: [a, b], /interface/bridge: lan}\n",
    "router: {tls: {fingerprint: [a, b]}, port: 8729}\n",
    "router: {tls: false}\n",
    "rows: {/ip/firewall/nat: {x: {chain: srcnat, anchor: {after: y}}}}\n",
    "rows: {/system/scheduler: {x: {interval: 01:00:00, start-date: 2024-01-01}}}\n",
)


@pytest.mark.parametrize("text", GOOD)
def test_what_the_language_allows_the_published_schema_allows(text: str) -> None:
    assert "wrong-type" not in {each.code for each in one(text).diagnostics}
    assert _wrong(text) == []


BAD = (
    "users: [a]\n",
    "users: bob\n",
    "users: {bob: secret}\n",
    "users: {'a\\nb': {}}\n".replace("'", '"'),
    "users: {" + "x" * 65 + ": {}}\n",
    "users: {'': {}}\n",
    "firewall: {masquerade: perhaps}\n",
    "router: {tls: maybe}\n",
    "router: {port: 99999}\n",
    "hotspots: {a: {walled-garden: {x: {bundle: nope}}}}\n",
    "hotspots: {a: {server-profile: {login-by: [nope]}}}\n",
    "system: {identity: {name: {a: b}}}\n",
)


@pytest.mark.parametrize("text", BAD)
def test_what_an_editor_can_see_is_wrong_is_refused_by_both(text: str) -> None:
    assert [each.code for each in one(text).diagnostics if each.code != "missing-field"] != []
    assert _wrong(text) != []


def _blocks(word: Word, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(word, Block):
        yield path
        for name, inner in word.words.items():
            yield from _blocks(inner, (*path, name))
    elif isinstance(word, Labels):
        yield from _blocks(word.of, (*path, "label"))


@pytest.mark.parametrize("path", list(_blocks(SITE)), ids=".".join)
def test_an_unknown_key_is_refused_by_both_wherever_it_stands(path: tuple[str, ...]) -> None:
    text: dict[str, object] = {"redirect-url": "x"}
    for step in reversed(path):
        text = {step: text}
    made = one(json.dumps(text))
    assert {"unknown-field", "unknown-menu"} & {each.code for each in made.diagnostics}
    assert _wrong(json.dumps(text)) != []


def _node(tree: object) -> Node:
    if isinstance(tree, dict):
        return Map({name: (Key(name, "f", 1, 1), _node(value)) for name, value in tree.items()}, "f", 1, 1)
    if isinstance(tree, list):
        return Seq(tuple(map(_node, tree)), "f", 1, 1)
    assert tree is None or isinstance(tree, str | bool)
    return Scalar(tree, "f", 1, 1)


def _trees(word: Word) -> st.SearchStrategy[object]:
    """Documents near a word: mostly right, here and there something else."""
    other = st.sampled_from([None, True, "x", ["x"], {"x": "y"}, {}, []])
    if isinstance(word, Block):
        few = dict(list(word.words.items())[:6])
        inner = st.fixed_dictionaries({}, optional={name: _trees(each) for name, each in few.items()})
        return st.one_of(inner, other)
    if isinstance(word, Labels):
        return st.one_of(
            st.dictionaries(st.sampled_from(["a", "_defaults"]), _trees(word.of), max_size=2), other
        )
    return st.one_of(st.just("x"), other) if isinstance(word, One) else other


@given(
    st.sampled_from(sorted(SITE.words)).flatmap(
        lambda name: _trees(SITE.words[name]).map(lambda tree: {name: tree})
    )
)
def test_the_quick_look_at_a_shape_agrees_with_the_lean_schema(tree: object) -> None:
    node = _node(tree)
    assert fits(node, SITE) == Draft7Validator(lean()).is_valid(plain(node))
