"""``moved:``, ``ignore:`` and ``guards:`` as the differ and the guards get them."""

from __future__ import annotations

import pytest

from rosgit.compiler.compile import Compiled, compile_tree
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
