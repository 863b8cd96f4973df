"""``moved:``, ``ignore:`` and ``guards:`` as the differ and the guards get them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rosgit.compiler.compile import Compiled, compile_tree
from rosgit.intents.language import MOVED
from rosgit.intents.language import SITE as LANGUAGE
from rosgit.intents.moved import LABEL
from rosgit.intents.words import Block, Labels, Word
from rosgit.menus import MENUS
from rosgit.model.diagnostic import Severity
from rosgit.model.site import Guards
from rosgit.sources import memory

SITE = """\
router: {host: 10.0.0.1, username: rosgit, password: !secret "env:R", routeros: "7.22"}
wan: ether1
user-profiles: {day-pass: {rate-limit: 5M/5M}}
hotspots:
  events: {interface: ether3, network: 10.5.50.0/24}
  hall: {interface: ether4, network: 10.5.51.0/24}
rows: {/ip/pool: {spare: {name: spare, ranges: 10.9.0.2-10.9.0.9}}}
"""


def made(text: str, **more: str) -> Compiled:
    return compile_tree(memory.load({"a.yaml": SITE + text, **more}))


def test_labels_that_moved_are_intents_that_moved() -> None:
    text = (
        "moved: {hotspots: {salon: events}, user-profiles: {day: day-pass}, rows: {/ip/pool: {old: spare}}}\n"
    )
    (site,) = made(text).sites
    assert dict(site.moved) == {
        "hotspots.salon": "hotspots.events",
        "user-profiles.day": "user-profiles.day-pass",
        "rows./ip/pool.old": "rows./ip/pool.spare",
    }
    intents = {row.intent for row in site.rows}
    assert set(site.moved.values()) <= intents


def test_an_old_label_may_be_in_use_again() -> None:
    (site,) = made("moved: {hotspots: {hall: events}}\n").sites
    assert dict(site.moved) == {"hotspots.hall": "hotspots.events"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("moved: {hotspots: {salon: evnets}}\n", "unknown-label"),
        ("moved: {hotspots: {events: hall, hall: events}}\n", "wrong-value"),
        ("moved: {hotspots: {hall: hall}}\n", "wrong-value"),
        ("moved: {lobby: {hall: events}}\n", "unknown-field"),
        ("moved: {rows: {/ip/dns: {a: b}}}\n", "unknown-field"),
        ("moved: {hotspots: {hall: [events]}}\n", "wrong-type"),
        ("moved: [hall]\n", "wrong-type"),
        ("ignore: {/ip/poool: [ranges]}\n", "unknown-field"),
        ("ignore: {/ip/pool: [range]}\n", "wrong-value"),
        ("ignore: {/ip/pool: [name]}\n", "wrong-value"),
        ("guards: {max-deletes: many}\n", "wrong-value"),
        ("guards: {max-deletes: 101%}\n", "wrong-value"),
        ("guards: {max-creates: 1%}\n", "unknown-field"),
    ],
)
def test_what_means_nothing_is_named_with_its_place(text: str, code: str) -> None:
    found = made(text)
    assert code in {each.code for each in found.diagnostics}
    assert found.sites == ()
    assert all(each.span is not None and each.span.line == 8 for each in found.diagnostics)


NESTED = SITE.replace(
    "  hall:",
    """\
    walled-garden: {shop: shop.example, bank: {bundle: mpesa}}
    bindings: {kiosk: "AA:BB:CC:00:11:22"}
  hall:""",
).replace(
    "{interface: ether3, network: 10.5.50.0/24}",
    "\n    interface: ether3\n    network: 10.5.50.0/24",
)


def nested(text: str, **more: str) -> Compiled:
    return compile_tree(memory.load({"a.yaml": NESTED + text, **more}))


GARDEN = "walled-garden: {store: shop}"
SHOP = {"hotspots.events.walled-garden.store": "hotspots.events.walled-garden.shop"}
EVENTS = {"hotspots.salon": "hotspots.events"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"events: {{{GARDEN}}}", SHOP),
        ("events: {walled-garden: {mpesa: bank}, bindings: {printer: kiosk}}",
         {"hotspots.events.walled-garden.mpesa": "hotspots.events.walled-garden.bank",
          "hotspots.events.bindings.printer": "hotspots.events.bindings.kiosk"}),
        ("salon: {label: events}", EVENTS),
        (f"salon: {{label: events, {GARDEN}}}", EVENTS | SHOP),
        (f"salon: events, events: {{{GARDEN}}}", EVENTS | SHOP),
        (f"salon: {{label: events, {GARDEN}}}, events: {{{GARDEN}}}", EVENTS | SHOP),
        (f"events: {{label: hall}}, salon: {{label: events, {GARDEN}}}",
         {"hotspots.events": "hotspots.hall"} | EVENTS | SHOP),
        (f"_defaults: {{{GARDEN}}}, hall: null", SHOP),
        (f"_defaults: {{{GARDEN}}}, hall: null, salon: events", EVENTS | SHOP),
        ("events: {walled-garden: {store: null}, bindings: null}", {}),
        ("events: {label: null}", {}),
        ("events: {}, hall: null", {}),
    ],
)  # fmt: skip
def test_what_moved_below_a_label_stands_under_what_is_above_it_now(
    text: str, expected: dict[str, str]
) -> None:
    found = nested(f"moved: {{hotspots: {{{text}}}}}\n")
    assert not found.diagnostics
    (site,) = found.sites
    assert dict(site.moved) == expected
    assert set(expected.values()) <= {row.intent for row in site.rows}


@pytest.mark.parametrize(
    ("text", "code", "column", "words"),
    [
        ("events: {walled-garden: {store: shpo}}", "unknown-label", 52, "did you mean 'shop'?"),
        ("events: {walled-garden: {x: zzzzz}}", "unknown-label", 48, "there is bank, shop"),
        ("hall: {bindings: {a: kiosk}}", "unknown-label", 41, "hotspots.hall.bindings has no label 'kiosk'"),
        ("evnets: {bindings: {a: kiosk}}", "unknown-label", 20, "did you mean 'events'?"),
        ("salon: {label: evnets, bindings: {a: kiosk}}", "unknown-label", 35, "'salon' could be called now"),
        ("hall: {bindings: {a: a}}", "wrong-value", 41, "comes back to itself"),
        ("events: {label: events}", "wrong-value", 36, "comes back to itself"),
        ("salon: {label: events, bindings: {a: kiosk}}, events: {bindings: {a: b}}", "wrong-value", 89,
         "is called 'kiosk' now, and 'b' too"),
        ("events: {walled-gardn: {a: shop}}", "unknown-field", 29, "did you mean 'walled-garden'?"),
        ("events: {label: [hall]}", "wrong-type", 36, "a single value"),
        ("events: {walled-garden: [a]}", "wrong-type", 44, "a map of labels"),
        ("events: {bridge: {ports: {a: b}}}", "unknown-field", 29, ""),
    ],
)  # fmt: skip
def test_a_mistake_below_a_label_is_named_once_with_its_place(
    text: str, code: str, column: int, words: str
) -> None:
    found = nested(f"moved: {{hotspots: {{{text}}}}}\n")
    (told,) = found.diagnostics
    assert (told.code, told.span and told.span.column) == (code, column)
    assert words in f"{told.summary} {told.detail}"
    assert found.sites == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [("  hall: {", "  hall: [1]\n  other: {"), ("hotspots:\n", "hotspots: []\nvars:\n")],
    ids=["label", "all labels"],
)
def test_what_is_wrong_itself_is_not_said_to_be_missing(old: str, new: str) -> None:
    text = SITE.replace(old, new) + "moved: {hotspots: {foyer: hall}}\n"
    found = compile_tree(memory.load({"a.yaml": text}))
    assert [each.code for each in found.diagnostics] == ["wrong-type"]


def labels(word: Word, path: str = "") -> Iterator[tuple[str, Labels]]:
    """Every map of labels of the language, by its path."""
    if isinstance(word, Labels):
        yield path, word
    words = word.of if isinstance(word, Labels) else word
    for name, inner in words.words.items() if isinstance(words, Block) else ():
        yield from labels(inner, f"{path}.{name}".lstrip("."))


def test_every_map_of_labels_whose_rows_can_be_renamed_has_a_place_in_moved() -> None:
    found = ((path, word.of) for path, word in labels(LANGUAGE) if not path.startswith("moved."))
    blocks = {path: of for path, of in found if isinstance(of, Block)}
    able = {path for path, of in blocks.items() if of.menu is None or MENUS[of.menu].addable}
    assert set(dict(labels(MOVED))) == able
    assert {"hotspots.walled-garden", "hotspots.bindings", "hotspots", "rows./ip/pool", "users"} <= able
    assert {*blocks} - able == {"system.services", "rows./ip/service", "rows./ip/hotspot/service-port"}
    assert not [path for path, of in blocks.items() if LABEL in of.words]


DEFAULT_MOVES = "moved: {hotspots: {_defaults: {walled-garden: {store: shop}}, salon: events}}\n"


def test_moves_that_are_inherited_serve_every_site_below() -> None:
    defaults = "hotspots: {_defaults: {walled-garden: {shop: shop.example}}}\n" + DEFAULT_MOVES
    found = made("", **{"_defaults.yaml": defaults})
    assert not found.diagnostics
    (site,) = found.sites
    assert dict(site.moved) == {
        "hotspots.salon": "hotspots.events",
        "hotspots.events.walled-garden.store": "hotspots.events.walled-garden.shop",
        "hotspots.hall.walled-garden.store": "hotspots.hall.walled-garden.shop",
    }


def test_inherited_moves_leave_a_hotspot_alone_that_the_site_took_away() -> None:
    moved = "moved: {hotspots: {_defaults: {bindings: {printer: kiosk}}}}\n"
    gone = NESTED[: NESTED.index("  hall:")] + "  hall: null\n"
    files = {"_defaults.yaml": "hotspots: {hall: {network: 10.9.0.0/24}}\n" + moved, "a.yaml": gone}
    found = compile_tree(memory.load(files))
    assert not found.diagnostics
    assert list(found.sites[0].moved) == ["hotspots.events.bindings.printer"]


def test_where_nothing_can_move_below_a_label_defaults_serve_nobody() -> None:
    found = made("moved: {user-profiles: {_defaults: day-pass, day: day-pass}}\n")
    assert not found.diagnostics
    assert dict(found.sites[0].moved) == {"user-profiles.day": "user-profiles.day-pass"}


def test_a_site_that_lacks_what_an_inherited_move_names_is_told_and_not_stopped() -> None:
    text = "moved: {hotspots: {salon: evnets, attic: {bindings: {a: b}}}, users: {bob: bill}}\n"
    found = compile_tree(memory.load({"_defaults.yaml": text, "a.yaml": SITE, "b.yaml": SITE}))
    assert [(each.code, each.severity, each.sites, each.span and each.span.column)
            for each in found.diagnostics] == [
        ("unknown-label", Severity.WARNING, ("a", "b"), column) for column in (27, 35, 76)
    ]  # fmt: skip
    assert "did you mean 'events'?" in found.diagnostics[0].detail
    assert [dict(site.moved) for site in found.sites] == [{}, {}]


@pytest.mark.parametrize("fields", ["[rate-limit, comment]", "rate-limit"])
def test_ignored_fields_are_sets_by_menu(fields: str) -> None:
    text = f"ignore: {{/ip/hotspot/user: {fields.replace('rate-limit', 'password')}}}\n"
    (site,) = made(text).sites
    assert dict(site.ignore) == {
        "/ip/hotspot/user": frozenset({"password", "comment"} if "comment" in fields else {"password"})
    }


def test_fields_that_are_ignored_everywhere_come_from_a_defaults_file() -> None:
    (site,) = made(
        "", **{"_defaults.yaml": "ignore: {/ip/pool: [ranges]}\nguards: {max-updates: 90%}\n"}
    ).sites
    assert dict(site.ignore) == {"/ip/pool": frozenset({"ranges"})}
    assert site.guards == Guards(None, 90)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Guards()),
        ("guards: {max-deletes: 30%, max-updates: 100%}\n", Guards(30, 100)),
        ("guards: {max-deletes: 0}\n", Guards(0, None)),
        ("guards: {max-deletes: null}\n", Guards()),
    ],
)
def test_shares_are_whole_per_cents(text: str, expected: Guards) -> None:
    (site,) = made(text).sites
    assert site.guards == expected
