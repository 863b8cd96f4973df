"""A label that moved makes updates, not deletes and creates; a place is free before it is taken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from differ_router import Router, row
from test_differ_causes import changes, planned

from rosgit.differ import Options, renamed
from rosgit.model.plan import Action, Cause
from rosgit.model.row import Row

HOTSPOT, POOL, GARDEN, BINDING = (
    "/ip/hotspot",
    "/ip/pool",
    "/ip/hotspot/walled-garden",
    "/ip/hotspot/ip-binding",
)
GARDEN_IP = "/ip/hotspot/walled-garden/ip"
DHCP, VLAN, USER, ADDRESS = "/ip/dhcp-server", "/interface/vlan", "/ip/hotspot/user", "/ip/address"
PROFILE, NAT = "/ip/hotspot/profile", "/ip/firewall/nat"
USER_PROFILE = "/ip/hotspot/user/profile"


def part(intent: str, role: str, menu: str, **fields: object) -> Row:
    return replace(row(menu, **fields), intent=intent, role=role)


def hotspot(label: str, net: str = "10.1.0", vlan: str = "30") -> list[Row]:
    """What a hotspot on a VLAN becomes, and a user and a rule that name it from elsewhere."""
    intent = f"hotspots.{label}"
    garden = f"{intent}.walled-garden.x"
    return [
        part(intent, "vlan", VLAN, name=label, interface="ether1", vlan_id=vlan, comment=label),
        part(intent, "address", ADDRESS, address=f"{net}.1/24", interface=label, comment=label),
        part(intent, "pool", POOL, name=label, ranges=f"{net}.2-{net}.254"),
        part(intent, "dhcp-server", DHCP, name=label, interface=label, address_pool=label),
        part(intent, "server-profile", PROFILE, name=label, hotspot_address=f"{net}.1"),
        part(intent, "server", HOTSPOT, name=label, interface=label, profile=label, address_pool=label),
        part(garden, "walled-garden", GARDEN, dst_host="a.com", server=label, action="allow"),
        part(garden, "walled-garden", GARDEN, dst_host="b.com", server=label, action="allow"),
        part(f"{intent}.bindings.tv", "binding", BINDING, mac_address="AA:BB:CC:00:11:22", server=label),
        part(intent, "masquerade", NAT, chain="srcnat", action="masquerade", src_address=f"{net}.0/24",
             comment=f"{label}/masquerade"),
        part("users.bob", "user", USER, name="bob", server=label),
    ]  # fmt: skip


def router() -> Router:
    made = Router()
    made.put("/ip/hotspot/user/profile", "default", name="default")
    made.put(PROFILE, "default", name="default")
    return made


MOVED = Options(moved={"hotspots.hall": "hotspots.events"})
BACK = Options(moved={"hotspots.events": "hotspots.hall"})


def test_a_moved_label_updates_every_row_of_its_intent_and_makes_none() -> None:
    made, old, new = router(), hotspot("hall"), hotspot("events")
    made.apply(planned(old, made))
    ids = {path: [held.id for held in rows] for path, rows in made.rows.items()}
    found = planned(new, made, old, options=MOVED)
    assert {(change.action, change.cause) for change in found.changes} == {(Action.UPDATE, Cause.GIT)}
    fields = {change.menu: [each.field for each in change.deltas] for change in found.changes}
    assert fields == {
        VLAN: ["name", "comment"],
        ADDRESS: ["comment"],
        POOL: ["name"],
        DHCP: ["name"],
        PROFILE: ["name"],
        HOTSPOT: ["name"],
        NAT: ["comment"],
    }
    assert found.diagnostics == ()
    made.apply(found)
    assert {path: [held.id for held in rows] for path, rows in made.rows.items()} == ids
    after = planned(new, made, new, options=MOVED)
    assert (after.changes, after.diagnostics, after.matched) == ((), (), len(new))


def below(label: str, entry: str, binding: str) -> list[Row]:
    """A hotspot with a bundle, an address and a binding below it, commented as the compiler does."""
    intent = f"hotspots.{label}"
    garden = f"{intent}.walled-garden.{entry}"
    ground = [each for each in hotspot(label) if not each.intent.startswith(f"{intent}.")]
    hosts = [
        part(garden, "walled-garden", GARDEN, dst_host=host, server=label, action="allow",
             comment=f"{label}/{entry}/{host}")
        for host in ("a.com", "b.com")
    ]  # fmt: skip
    return [
        *ground,
        *hosts,
        part(garden, "walled-garden-ip", GARDEN_IP, dst_address="192.0.2.7", server=label,
             action="accept", comment=f"{label}/{entry}"),
        part(f"{intent}.bindings.{binding}", "binding", BINDING, mac_address="AA:BB:CC:00:11:22",
             server=label, comment=binding),
    ]  # fmt: skip


NESTED = {
    "hotspots.events.walled-garden.old": "hotspots.events.walled-garden.new",
    "hotspots.events.bindings.printer": "hotspots.events.bindings.kiosk",
}


@pytest.mark.parametrize(
    ("was", "moves"),
    [
        ("events", NESTED),
        ("hall", {"hotspots.hall": "hotspots.events", **NESTED}),
        ("hall", {**NESTED, "hotspots.hall": "hotspots.events"}),
        ("events", {"hotspots.hall": "hotspots.events", **NESTED}),
    ],
    ids=["below", "both", "both, inner first", "outer obeyed before"],
)
def test_labels_below_a_label_move_with_it_or_without(was: str, moves: dict[str, str]) -> None:
    made, old, new = router(), below(was, "old", "printer"), below("events", "new", "kiosk")
    made.apply(planned(old, made))
    start = made.snapshot()
    ids = {path: [held.id for held in rows] for path, rows in made.rows.items()}
    found = planned(new, made, old, options=Options(moved=moves))
    assert {(change.action, change.cause) for change in found.changes} == {(Action.UPDATE, Cause.GIT)}
    comments = {each.address: each.deltas[0].after for each in found.changes if "/ip/hotspot/" in each.menu
                and each.menu != PROFILE}  # fmt: skip
    assert sorted(map(str, comments.values())) == [
        "events/new", "events/new/a.com", "events/new/b.com", "kiosk",
    ]  # fmt: skip
    assert found.diagnostics == ()
    made.apply(found)
    assert {path: [held.id for held in rows] for path, rows in made.rows.items()} == ids
    assert planned(new, made, new, options=Options(moved=moves)).settled
    back = {new: old for old, new in NESTED.items()}
    if was != "events":
        back = {text.replace("events", "hall"): back[text].replace("events", "hall") for text in back}
        back["hotspots.events"] = "hotspots.hall"
    made.apply(planned(old, made, new, options=Options(moved=back)))
    assert made.snapshot() == start


def test_a_row_is_renamed_after_the_rows_that_still_print_its_old_name_were_written() -> None:
    def rows(pool: str, rate: str) -> list[Row]:
        return [
            part(f"hotspots.{pool}", "pool", POOL, name=pool, ranges="10.1.0.2-10.1.0.9"),
            row(USER_PROFILE, name="day", address_pool=pool, rate_limit=rate),
        ]

    made = router()
    old, new = rows("hall", "1M/1M"), rows("events", "2M/2M")
    made.apply(planned(old, made))
    found = planned(new, made, old, options=MOVED)
    assert [(each.name, [delta.field for delta in each.deltas]) for each in found.changes] == [
        ("day", ["rate-limit"]),
        ("events", ["name"]),
    ]
    assert found.changes[0].level < found.changes[1].level


def test_moved_and_moved_back_is_the_start() -> None:
    made, old, new = router(), hotspot("hall"), hotspot("events")
    made.apply(planned(old, made))
    start = made.snapshot()
    made.apply(planned(new, made, old, options=MOVED))
    made.apply(planned(old, made, new, options=BACK))
    assert made.snapshot() == start
    assert planned(old, made, old, options=BACK).settled


def test_without_the_word_the_rows_go_and_come() -> None:
    made, old, new = router(), hotspot("hall"), hotspot("events")
    made.apply(planned(old, made))
    found = planned(new, made, old)
    assert {Action.CREATE, Action.DELETE} <= {change.action for change in found.changes}
    assert not [each for each in found.diagnostics if each.code == "places-swapped"]
    made.apply(found)
    assert planned(new, made, new).settled


def test_the_old_label_can_be_used_again_at_once() -> None:
    made, old = router(), hotspot("hall")
    new = [
        *hotspot("events"),
        *(each for each in hotspot("hall", "10.2.0", "31") if each.role not in ("user", "binding")),
    ]
    made.apply(planned(old, made))
    found = planned(new, made, old, options=MOVED)
    assert found.counts[Action.DELETE] == 0
    made.apply(found)
    assert planned(new, made, new, options=MOVED).settled


def test_a_word_that_was_obeyed_already_does_nothing() -> None:
    made, new = router(), hotspot("events")
    made.apply(planned(new, made))
    assert planned(new, made, new, options=MOVED).settled


def test_a_moved_row_that_somebody_renamed_the_same_way_is_in_sync() -> None:
    made, old, new = router(), hotspot("hall"), hotspot("events")
    made.apply(planned(new, made))
    found = planned(new, made, old, options=MOVED)
    assert (found.changes, found.diagnostics) == ((), ())


def test_a_name_that_somebody_else_has_is_an_error() -> None:
    made = router()
    old = [part("user-profiles.day", "user-profile", POOL, name="day", ranges="10.0.0.2-10.0.0.9")]
    new = [part("user-profiles.pass", "user-profile", POOL, name="pass", ranges="10.0.0.2-10.0.0.9")]
    made.apply(planned(old, made))
    made.put(POOL, name="pass", ranges="10.9.0.2-10.9.0.9")
    found = planned(new, made, old, options=Options(moved={"user-profiles.day": "user-profiles.pass"}))
    assert [each.code for each in found.diagnostics] == ["name-taken"]


@pytest.mark.parametrize(
    ("intents", "moves", "expected"),
    [
        ("a.b a.b.c a.bc a", {"a.b": "z", "a.b.c": "y"}, "z y a.bc a"),
        ("a b", {"a": "b", "b": "c"}, "b c"),
        ("b c", {"a": "b", "b": "c"}, "b c"),
        ("a b c", {"a": "b", "b": "c"}, "a b c"),
        ("a b", {"a": "b"}, "a b"),
        ("a b", {"a": "b", "b": "a"}, "a b"),
        ("a b", {"a": "a"}, "a b"),
        ("a.x b.x", {"a": "b", "b.x": "b.y"}, "a.x b.y"),
        ("a.x", {"a": "b", "b.x": "b.y"}, "b.y"),
        ("a.x", {"b.x": "b.y", "a": "b"}, "b.y"),
        ("a.x b.x", {"a": "b", "b": "c", "b.x": "b.y"}, "b.y c.x"),
        ("b.x c.x", {"a": "b", "b": "c", "b.x": "b.y"}, "b.y c.x"),
        ("a.x.m", {"a": "b", "b.x": "b.y", "b.y.m": "b.y.n"}, "b.y.n"),
        ("a.x a.y", {"a": "b", "b.x": "b.y"}, "b.x b.y"),
        ("a", {}, "a"),
        ("", {"a": "b"}, ""),
    ],
)
def test_a_move_is_obeyed_once(intents: str, moves: dict[str, str], expected: str) -> None:
    rows = [part(text, "r", POOL, name="x") for text in intents.split()]
    found = renamed(rows, moves)
    assert [each.intent for each in found.rows] == expected.split()
    assert found.moved == {at for at, row in enumerate(found.rows) if row.intent != rows[at].intent}
    assert [each.fields for each in found.rows] == [each.fields for each in rows]


@pytest.mark.parametrize(
    ("menu", "extra"),
    [(HOTSPOT, {"profile": "default"}), (VLAN, {"vlan_id": "30"}), (DHCP, {})],
)
def test_who_has_a_place_gives_it_up_before_it_is_taken(menu: str, extra: dict[str, str]) -> None:
    made = router()
    old, new = (
        row(menu, name="a", interface="ether1", **extra),
        row(menu, name="b", interface="ether1", **extra),
    )
    made.apply(planned([old], made))
    found = planned([new], made, [old])
    assert [change.action for change in found.changes] == [Action.DELETE, Action.CREATE]
    assert found.changes[0].level < found.changes[1].level
    made.apply(found)


def test_what_names_a_row_that_gives_up_its_place_goes_before_it() -> None:
    made = router()
    old = [
        row(HOTSPOT, name="a", interface="ether1", profile="default"),
        row(USER, name="bob", server="a"),
        row(GARDEN, dst_host="a.com", server="a", action="allow"),
    ]
    new = [row(HOTSPOT, name="b", interface="ether1", profile="default")]
    made.apply(planned(old, made))
    found = planned(new, made, old)
    assert [(change.action, change.menu) for change in found.changes][2:] == [
        (Action.DELETE, HOTSPOT),
        (Action.CREATE, HOTSPOT),
    ]
    assert {change.menu for change in found.changes[:2]} == {USER, GARDEN}
    assert max(change.level for change in found.changes[:2]) < found.changes[2].level < found.changes[3].level
    made.apply(found)


def test_a_name_of_an_interface_is_given_up_before_another_kind_of_interface_takes_it() -> None:
    made = router()
    old, new = row(VLAN, name="x", interface="ether1", vlan_id="7"), row("/interface/bridge", name="x")
    made.apply(planned([old], made))
    found = planned([new], made, [old])
    assert [change.action for change in found.changes] == [Action.DELETE, Action.CREATE]
    assert found.changes[0].level < found.changes[1].level


def test_a_place_handed_on_by_updates_is_free_in_time() -> None:
    made = router()
    old = [
        row(HOTSPOT, name=name, interface=f"ether{at}", profile="default")
        for at, name in ((1, "a"), (2, "b"))
    ]
    new = [
        row(HOTSPOT, name=name, interface=f"ether{at}", profile="default")
        for at, name in ((1, "c"), (2, "a"), (3, "b"))
    ]
    made.apply(planned(old, made))
    found = planned(new, made, old)
    assert changes(found)[:2] == [(Action.UPDATE, "b", Cause.GIT), (Action.UPDATE, "a", Cause.GIT)]
    made.apply(found)
    assert planned(new, made, new).settled


def test_rows_that_swap_their_places_are_refused_in_words() -> None:
    made = router()
    old = [
        row(HOTSPOT, name=name, interface=f"ether{at}", profile="default")
        for at, name in ((1, "a"), (2, "b"))
    ]
    new = [
        row(HOTSPOT, name=name, interface=f"ether{at}", profile="default")
        for at, name in ((2, "a"), (1, "b"))
    ]
    made.apply(planned(old, made))
    found = planned(new, made, old)
    assert {each.code for each in found.diagnostics} == {"places-swapped"}
    assert "interface ether" in found.diagnostics[0].summary


def test_deletes_that_nobody_waits_for_stay_last() -> None:
    made = router()
    old = [row(HOTSPOT, name="a", interface="ether1", profile="default")]
    new = [row(HOTSPOT, name="b", interface="ether2", profile="default")]
    made.apply(planned(old, made))
    found = planned(new, made, old)
    assert [change.action for change in found.changes] == [Action.CREATE, Action.DELETE]


def test_a_label_that_was_renamed_without_moved_is_suspected() -> None:
    router = Router()
    router.apply(planned(hotspot("hall"), router, []))
    found = planned(hotspot("events"), router, hotspot("hall"))
    (hint,) = [each for each in found.diagnostics if each.code == "looks-renamed"]
    assert "moved: {hotspots: {hall: events}}" in hint.detail
    moved = planned(
        hotspot("events"),
        router,
        hotspot("hall"),
        options=Options(moved={"hotspots.hall": "hotspots.events"}),
    )
    assert "looks-renamed" not in [each.code for each in moved.diagnostics]


@pytest.mark.parametrize("now", [hotspot("other", "10.9.0", "99")[:1], []], ids=["unlike", "nothing came"])
def test_a_label_that_went_for_good_is_not_suspected(now: list[Row]) -> None:
    router = Router()
    router.apply(planned(hotspot("hall"), router, []))
    assert "looks-renamed" not in [each.code for each in planned(now, router, hotspot("hall")).diagnostics]
