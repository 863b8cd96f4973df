"""What people type: the right word is named, or where it belongs, and else nothing that misleads."""

from __future__ import annotations

import string

import pytest
from compiler_trees import PORTAL, ROUTER, one
from hypothesis import given
from hypothesis import strategies as st

from rosgit.compiler.places import above, below, beside
from rosgit.intents.language import SITE
from rosgit.intents.words import Block, Labels, Word
from rosgit.menus import MENUS
from rosgit.model.suggest import LONGEST, bare, near

MEANT = [
    # slips of the finger: capitals, signs, plurals, letters
    ("userprofiles", "", "did you mean 'user-profiles'?"),
    ("user_profile", "", "did you mean 'user-profiles'?"),
    ("hotspot", "", "did you mean 'hotspots'?"),
    ("Radius", "", "did you mean 'radius'?"),
    ("user", "", "did you mean 'users'?"),
    ("walled_garden", "hotspots.lobby", "did you mean 'walled-garden'?"),
    ("binding", "hotspots.lobby", "did you mean 'bindings'?"),
    ("net", "hotspots.lobby", "did you mean 'network'?"),
    ("hotspot-profile", "hotspots.lobby", "did you mean 'server-profile'?"),
    ("radius-server", "hotspots.lobby", "did you mean 'radius' or 'server'?"),
    ("rate_limit", "user-profiles.a", "did you mean 'rate-limit'?"),
    ("ratelimit", "user-profiles.a", "did you mean 'rate-limit'?"),
    ("shared-user", "user-profiles.a", "did you mean 'shared-users'?"),
    ("idle_timeout", "user-profiles.a", "did you mean 'idle-timeout'?"),
    ("sessiontimeout", "user-profiles.a", "did you mean 'session-timeout'?"),
    ("pasword", "users.a", "did you mean 'password'?"),
    ("mac_address", "users.a", "did you mean 'mac-address'?"),
    ("auth-port", "radius.a", "did you mean 'authentication-port'?"),
    ("login_by", "hotspots.lobby.server-profile", "did you mean 'login-by'?"),
    ("dns_name", "hotspots.lobby.server-profile", "did you mean 'dns-name'?"),
    ("lease_time", "hotspots.lobby.dhcp-server", "did you mean 'lease-time'?"),
    ("dst_host", "hotspots.lobby.walled-garden.a", "did you mean 'host'?"),
    ("macaddress", "hotspots.lobby.bindings.a", "did you mean 'mac-address'?"),
    ("user", "router", "did you mean 'username'?"),
    ("timeout", "user-profiles.a", "did you mean 'idle-timeout' or 'session-timeout'?"),
    # the right word in the wrong place
    ("bindings", "", "'bindings' belongs in hotspots.LABEL"),
    ("dns", "", "'dns' belongs in system"),
    ("services", "", "'services' belongs in system"),
    ("servers", "", "'servers' belongs in system.ntp or in system.dns"),
    ("fingerprint", "router", "'fingerprint' belongs in router.tls"),
    (
        "rate-limit",
        "hotspots.lobby",
        "'rate-limit' belongs in hotspots.lobby.limits or in hotspots.lobby.server-profile",
    ),
    ("login_by", "hotspots.lobby", "did you mean 'login-by' in hotspots.lobby.server-profile?"),
    ("lease-time", "hotspots.lobby", "'lease-time' belongs in hotspots.lobby.dhcp-server"),
    ("shared-users", "hotspots.lobby", "'shared-users' belongs in user-profiles.LABEL"),
    ("users", "hotspots.lobby", "'users' belongs at the top of the site"),
    ("limit-uptime", "user-profiles.a", "'limit-uptime' belongs in users.LABEL"),
    (
        "profile",
        "hotspots.lobby",
        "'profile' belongs in hotspots.lobby.server; or did you mean 'server-profile'?",
    ),
    (
        "pool",
        "hotspots.lobby.server",
        "did you mean 'address-pool'; or 'pool' belongs in hotspots.lobby",
    ),
    # nothing is better than something else
    ("queues", "", ""),
    ("name", "hotspots.lobby", ""),
    ("comment", "hotspots.lobby", ""),
    ("price", "user-profiles.a", ""),
    ("domain", "hotspots.lobby.walled-garden.a", "there is "),
]


def wrong(key: str, place: str) -> str:
    """A site that has the key in the place."""
    if place == "router":
        return ROUTER.replace("router: {", f"router: {{{key}: x, ")
    first, _, inner = place.removeprefix("hotspots.lobby").lstrip(".").partition(".")
    text = f"{key}: x"
    for step in filter(None, (inner, first)):
        text = f"{step}: {{{text}}}"
    return f"{PORTAL}    {text}\n" if place.startswith("hotspots") else f"{ROUTER}{text}\n"


@pytest.mark.parametrize(("key", "place", "hint"), MEANT)
def test_a_typical_slip_is_answered_with_the_word_that_was_meant(key: str, place: str, hint: str) -> None:
    found = [each.detail for each in one(wrong(key, place)).diagnostics if each.code == "unknown-field"]
    assert [each[: len(hint)] if hint == "there is " else each for each in found] == [hint]


@pytest.mark.parametrize(
    ("menu", "meant"),
    [
        ("/ip/hotspot/users", "/ip/hotspot/user"),
        ("/ip hotspot user profile", "/ip/hotspot/user/profile"),
        ("ip/hotspot/walledgarden", "/ip/hotspot/walled-garden"),
        ("/interface/bridges", "/interface/bridge"),
    ],
)
def test_a_menu_in_other_signs_is_that_menu(menu: str, meant: str) -> None:
    assert near(menu, MENUS) == f"did you mean {meant!r}?"


def blocks(word: Word) -> list[Block]:
    if isinstance(word, Labels):
        return blocks(word.of)
    if not isinstance(word, Block):
        return []
    return [word, *(each for inner in word.words.values() for each in blocks(inner))]


BLOCKS = blocks(SITE)


def test_a_second_word_is_named_only_when_it_is_nearly_as_close() -> None:
    assert near("colr", ["collar", "color"]) == "did you mean 'color'?"
    assert near("bolor", ["color", "dolor"]) == "did you mean 'dolor' or 'color'?"


@given(st.sampled_from(BLOCKS), st.data())
def test_every_key_in_other_signs_is_found_first(block: Block, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(block.words)))
    for spelling in (key.upper(), key.replace("-", "_"), key.replace("-", "")):
        if spelling not in block.words and len(spelling) <= LONGEST:
            same = [each for each in block.words if bare(each) == bare(key)][:2]
            assert near(spelling, block.words) == f"did you mean {' or '.join(map(repr, same))}?"


@given(st.text(string.printable, max_size=70), st.lists(st.text(string.printable, max_size=9), max_size=9))
def test_any_word_among_any_words_has_a_hint_of_one_line_or_none(word: str, known: list[str]) -> None:
    hint = near(word, known)
    assert hint == "" or hint.startswith(("did you mean ", "there is "))


@given(st.text(max_size=20))
def test_any_word_at_any_level_has_a_place_or_none(word: str) -> None:
    for path in ((), ("hotspots", "lobby"), ("hotspots", "lobby", "server-profile"), ("router", "tls")):
        for place in (below, above, beside):
            assert isinstance(place(word, path), str)
