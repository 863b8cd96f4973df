"""The rows that are ours, as they were read: every one that a plan touches is among them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from differ_router import Router, V, row
from test_differ_consent import DNS, FILTER, NAMED
from test_differ_renames import BINDING, MOVED, NESTED, USER, below, hotspot, part, router

from rosgit.differ import Options, managed, plan
from rosgit.model.row import Ledger, Row

NAT = "/ip/firewall/nat"
MASQUERADE = row(NAT, chain="srcnat", action="masquerade", out_interface="ether1", src_address="10.1.0.0/24")


def ours(
    new: list[Row], made: Router, old: list[Row] | None, options: Options
) -> set[tuple[str, str | None]]:
    """What ``managed`` gives, checked: as the router has it, and nothing that the plan touches is missing."""
    ledger = Ledger("a", tuple(old)) if old is not None else None
    observed = made.observed()
    found = managed(new, ledger, observed, version=V, options=options)
    read = [live for lives in observed.rows.values() for live in lives]
    assert list(found) == [live for live in read if live in found]
    places = {(live.menu, live.id) for live in found}
    planned = plan("a", new, ledger, observed, version=V, options=options)
    touched = {(each.menu, each.live.id) for each in planned.changes if each.live is not None}
    assert touched <= places
    return places


def ids(made: Router, *menus: str) -> set[tuple[str, str | None]]:
    """The places of a router's rows but those that the system made."""
    return {
        (menu, held.id)
        for menu, rows in made.rows.items()
        for held in rows
        if held.id is not None and "default" not in held.flags and (not menus or menu in menus)
    }


@pytest.mark.parametrize("options", [MOVED, Options()], ids=["moved", "replaced"])
def test_rows_about_to_be_renamed_are_ours_and_still_have_their_old_names(options: Options) -> None:
    made, old = router(), hotspot("hall")
    made.apply(plan("a", old, None, made.observed(), version=V))
    assert ours(hotspot("events"), made, old, options) == ids(made)
    found = managed(hotspot("events"), Ledger("a", tuple(old)), made.observed(), version=V, options=options)
    assert {live.fields.get("server") for live in found if live.menu in (BINDING, USER)} == {"hall"}


def test_rows_below_a_label_are_ours_whatever_moved() -> None:
    made, old = router(), below("hall", "old", "printer")
    made.apply(plan("a", old, None, made.observed(), version=V))
    options = Options(moved={"hotspots.hall": "hotspots.events", **NESTED})
    assert ours(below("events", "new", "kiosk"), made, old, options) == ids(made)


def test_a_row_of_which_an_ignored_field_was_changed_is_ours() -> None:
    made = Router()
    made.apply(plan("a", [MASQUERADE], None, made.observed(), version=V))
    made.rows[NAT][0].fields["src-address"] = "10.2.0.0/24"
    ignore = Options(ignore={NAT: frozenset({"src-address"})})
    assert ours([MASQUERADE], made, [MASQUERADE], ignore) == ids(made)
    assert ours([MASQUERADE], made, [MASQUERADE], Options()) == set()


def test_a_row_that_is_to_take_the_place_of_a_lost_one_is_ours() -> None:
    made = Router()
    made.apply(plan("a", [DNS], None, made.observed(), version=V))
    made.rows[FILTER][0].fields["comment"] = "dns, by Bob"
    assert ours([DNS], made, [DNS], Options(adopt=frozenset({NAMED}))) == ids(made)
    assert ours([DNS], made, [DNS], Options()) == set()


def test_a_moved_row_that_nobody_can_tell_by_its_new_content_is_ours() -> None:
    made = Router()
    old = part("rows./ip/firewall/nat.a", "row", NAT, chain="srcnat", action="masquerade", comment="a")
    new = replace(
        part(old.intent.replace(".a", ".b"), "row", NAT, chain="srcnat", action="accept", comment="b")
    )
    made.apply(plan("a", [old], None, made.observed(), version=V))
    made.put(NAT, chain="srcnat", action="drop", comment="theirs")
    assert ours([new], made, [old], Options(moved={old.intent: new.intent})) == {(NAT, made.rows[NAT][0].id)}
