"""Every table against the command tree of RouterOS 7.21.4, which it was not made from."""

from __future__ import annotations

import menus_tree as tree
import pytest

from rosgit.menus import EXTERNAL, MENUS
from rosgit.menus.kinds import Bits, Enum, Int, List, OpenEnum, Pair
from rosgit.menus.table import Clear, Field, Menu, Shape

WRITTEN = [menu for menu in MENUS.values() if menu.shape is not Shape.READ]
# A board's menu: the tree is a CHR's.
ABSENT = {"/system/routerboard"}
# The tree has words that are no values (numbers in other spellings), or lacks later ones.
OTHER_WORDS = {("/interface/bridge", "ether-type")}
OTHER_BITS = {("/certificate", "trust-store")}


def _id(menu: Menu) -> str:
    return menu.path


def _fields(menu: Menu) -> list[Field]:
    known = menu.fields_for(tree.VERSION).values()
    return [each for each in known if not each.read_only]


FIELDS = [(menu, each) for menu in WRITTEN for each in _fields(menu)]


@pytest.mark.parametrize("path", sorted(set(MENUS) | EXTERNAL))
def test_every_menu_exists(path: str) -> None:
    assert (tree.commands(path) is None) == (path in ABSENT)


@pytest.mark.parametrize("menu", WRITTEN, ids=_id)
def test_a_menu_has_the_commands_of_its_shape(menu: Menu) -> None:
    there = tree.commands(menu.path)
    assert there is not None
    assert "set" in there
    assert ("add" in there) == ("remove" in there) == (menu.shape is Shape.LIST)
    assert ("find" in there) == (not menu.singleton)


@pytest.mark.parametrize("menu", [menu for menu in WRITTEN if menu.order is not None], ids=_id)
def test_ordered_menus_can_move_rows(menu: Menu) -> None:
    there = tree.commands(menu.path)
    assert there is not None
    assert "move" in there
    assert "place-before" in tree.arguments(menu.path, "add")


@pytest.mark.parametrize("menu", WRITTEN, ids=_id)
def test_only_ordered_menus_and_bridge_ports_move(menu: Menu) -> None:
    moves = "move" in (tree.commands(menu.path) or {})
    assert moves == (menu.order is not None or menu.path == "/interface/bridge/port")


@pytest.mark.parametrize("menu", WRITTEN, ids=_id)
def test_every_field_of_ours_exists_there(menu: Menu) -> None:
    assert {each.name for each in _fields(menu)} - set(tree.writable(menu.path)) == set()


@pytest.mark.parametrize("menu", WRITTEN, ids=_id)
def test_every_writable_argument_there_is_ours_or_left_out(menu: Menu) -> None:
    known = {each.name for each in _fields(menu)}
    assert set(tree.writable(menu.path)) - known == set(menu.left_out)


@pytest.mark.parametrize("menu", [menu for menu in WRITTEN if menu.shape is Shape.LIST], ids=_id)
def test_what_an_add_cannot_do_without_is_required(menu: Menu) -> None:
    there = (tree.commands(menu.path) or {})["add"].get("r", [])
    ours = {each.name for each in _fields(menu) if each.required}
    assert set(there) <= ours


# Facts of boards, of certificates that differ, and of versions a CHR does not show.
UNPRINTABLE = {"/system/routerboard", "/system/license", "/certificate"}


@pytest.mark.parametrize("menu", MENUS.values(), ids=_id)
def test_what_a_print_asks_for_is_printable(menu: Menu) -> None:
    there = tree.printable(menu.path)
    if menu.path in UNPRINTABLE:
        return
    asked = {name for name in menu.proplist if name != ".id"}
    later = {each.name for each in menu.fields.values() if not each.known_to(tree.VERSION)}
    assert asked - there - later == set()


@pytest.mark.parametrize("menu", WRITTEN, ids=_id)
def test_unset_is_used_only_where_the_tree_offers_it(menu: Menu) -> None:
    offered = tree.arguments(menu.path, "unset").get("value-name", {}).get("e", [])
    used = {each.name for each in _fields(menu) if each.clear is Clear.UNSET}
    assert used - set(offered) == set()


def _words(menu: Menu, field: Field) -> tuple[list[str], list[str]] | None:
    """Their words and ours, where both are complete."""
    there = tree.words(tree.writable(menu.path)[field.name])
    if not there or not isinstance(field.kind, Enum) or isinstance(field.kind, OpenEnum):
        return None
    return sorted(there), sorted({*field.kind.values, *field.kind.keywords})


CLOSED = [(m.path, f.name, pair) for m, f in FIELDS if (pair := _words(m, f)) is not None]


@pytest.mark.parametrize(("path", "name", "pair"), CLOSED)
def test_closed_words_are_the_words_there(path: str, name: str, pair: tuple[list[str], list[str]]) -> None:
    if (path, name) not in OTHER_WORDS:
        assert pair[0] == pair[1]


def _order(menu: Menu, field: Field) -> tuple[list[str], list[str]] | None:
    """The bits in their order and in ours, where the tree lists them."""
    there = tree.bits(tree.writable(menu.path)[field.name])
    return (there, list(field.kind.values)) if there and isinstance(field.kind, Bits) else None


BITS = [(m.path, f.name, pair) for m, f in FIELDS if (pair := _order(m, f)) is not None]


@pytest.mark.parametrize(("path", "name", "pair"), BITS)
def test_bits_stand_in_the_order_of_the_tree(path: str, name: str, pair: tuple[list[str], list[str]]) -> None:
    if (path, name) not in OTHER_BITS:
        assert pair[0] == pair[1]


def test_the_tree_says_enough_to_compare() -> None:
    assert len(CLOSED) > 50
    assert len(BITS) > 10


def _bounds(menu: Menu) -> dict[str, tuple[object, object]]:
    """Whole numbers whose bounds are not the tree's: theirs and ours."""
    found: dict[str, tuple[object, object]] = {}
    for field in _fields(menu):
        kind = field.kind.item if isinstance(field.kind, List | Pair) else field.kind
        there = tree.bounds(tree.writable(menu.path)[field.name])
        if isinstance(kind, Int) and there is not None:
            high = None if kind.high is None and there[1] >= 2**32 - 1 else there[1]
            if (kind.low, kind.high) != (there[0], high):
                found[field.name] = (there, (kind.low, kind.high))
    return found


@pytest.mark.parametrize("menu", WRITTEN, ids=_id)
def test_whole_numbers_have_the_bounds_there(menu: Menu) -> None:
    assert _bounds(menu) == {}
