"""Blocks, tests and places in scripts, and what of a script the simulator refuses before it runs any."""

from __future__ import annotations

import pytest
from sim_raw import trap

from rosgit.sim import Router

FILTER = "/ip/firewall/filter"
NAME = "/system/identity/set name=ran"


def run(router: Router, source: str) -> None:
    router.add("/system/script", name="s", source=source)
    router._by_hand("/system/script", "run", {"number": "s"})


def names(router: Router) -> str:
    return router.rows("/system/identity")[0]["name"]


def comments(router: Router) -> list[str]:
    return [each.get("comment", "") for each in router.rows(FILTER)]


@pytest.fixture
def rules(router: Router) -> Router:
    """Three rules, a to c."""
    for name in "abc":
        router.add(FILTER, chain="input", action="accept", comment=name)
    return router


@pytest.mark.parametrize(
    ("test", "met"),
    [
        ('[:len [/ip/service/find name="www"]] = 1', True),
        ('[:len [/ip/service/find name="www" disabled=yes]] > 0', False),
        ('[:len [/ip/service/find name="none"]] < 1', True),
        ("[/system/resource/get uptime] < 60s", False),
        ("[/system/resource/get uptime] >= 60s", True),
        ('[/system/routerboard/get serial-number] != "SIM0001"', False),
        ('[:tostr [/system/identity/get name]] = "MikroTik"', True),
        ("[/ip/dns/get allow-remote-requests] = no", True),
        ("[:len [/ip/dns/get servers]] = 0", True),
        ("([/system/resource/get uptime] < 5s) or ([/system/resource/get uptime] >= 99s)", True),
        ("([/system/resource/get uptime] < 5s) or ([/system/resource/get uptime] >= 101s)", False),
    ],
)
def test_a_test_decides_which_block_runs(router: Router, test: str, met: object) -> None:
    router.tick(100)
    run(
        router,
        f":if ({test}) do={{\n/system/identity/set name=yes\n}} else={{\n/system/identity/set name=no\n}}",
    )
    assert names(router) == ("yes" if met else "no")


def test_an_error_in_a_guarded_block_ends_the_block_and_runs_the_other(router: Router) -> None:
    run(
        router,
        """\
:do {
/ip/pool/add name=p ranges=nonsense
/system/identity/set name=no
} on-error={
/ip/pool/add name=q ranges=10.0.0.1
}
:do {
:error "x"
} on-error={
}
/ip/pool/add name=r ranges=10.0.0.1
""",
    )
    assert names(router) == "MikroTik"
    assert [each["name"] for each in router.rows("/ip/pool")] == ["q", "r"]


def test_rows_go_in_front_of_the_row_that_is_found(rules: Router) -> None:
    run(
        rules,
        f"""\
{FILTER}/add chain=input comment=new place-before=[find comment="b"]
{FILTER}/move [find comment="c"] destination=[find comment="a"]
""",
    )
    assert comments(rules) == ["c", "a", "new", "b"]
    run_again = f'{FILTER}/move [find comment="c"]'
    rules.add("/system/script", name="t", source=run_again)
    rules._by_hand("/system/script", "run", {"number": "t"})
    assert comments(rules) == ["a", "new", "b", "c"]


@pytest.mark.parametrize("place", ["none", "a"])
def test_a_place_that_is_not_one_row_is_an_error(rules: Router, place: str) -> None:
    rules.add(FILTER, chain="input", comment="a")
    rules.add(
        "/system/script", name="s", source=f'{FILTER}/add chain=input place-before=[find comment="{place}"]'
    )
    with pytest.raises(Exception, match="no such item"):
        rules._by_hand("/system/script", "run", {"number": "s"})
    assert len(rules.rows(FILTER)) == 4


def test_a_pick_takes_places_from_nought_and_not_the_end(rules: Router) -> None:
    run(rules, f"{FILTER}/remove [:pick [{FILTER}/find chain=input] 1 2]")
    assert comments(rules) == ["a", "c"]


@pytest.mark.parametrize(
    ("tests", "found"),
    [
        ("!comment", 1),
        ("!protocol", 3),
        ('comment="a"', 1),
        ("protocol=tcp", 1),
        ("disabled=no", 4),
        ("dynamic=no", 4),
        ("dynamic=yes", 0),
    ],
)
def test_finds_tell_unset_fields_and_flags(rules: Router, tests: str, found: int) -> None:
    rules.add(FILTER, chain="input", protocol="tcp")
    run(rules, f":if ([:len [{FILTER}/find {tests}]] = {found}) do={{\n{NAME}\n}}")
    assert names(rules) == "ran"


@pytest.mark.parametrize(("quote", "found"), [('"', 1), ("", 0)])
def test_an_address_is_found_as_a_string_only(router: Router, quote: str, found: int) -> None:
    router.add("/ip/address", address="10.0.0.1/24", interface="ether1")
    test = f"[:len [/ip/address/find address={quote}10.0.0.1/24{quote}]] = {found}"
    run(router, f":if ({test}) do={{\n{NAME}\n}}")
    assert names(router) == "ran"


def test_a_pattern_finds_names_that_begin_alike(router: Router) -> None:
    for name in ("x-1", "x-2", "y-1"):
        router.add("/ip/pool", name=name, ranges="10.0.0.1")
    run(router, '/ip/pool/remove [find where name~"^x-"]')
    assert [each["name"] for each in router.rows("/ip/pool")] == ["y-1"]


def test_words_are_added_to_a_comment(router: Router) -> None:
    router.add("/system/script", name="m", comment="a")
    found = '[find name="m"]'
    run(router, f'/system/script/set {found} comment=([/system/script/get {found} comment] . " b")')
    assert router.rows("/system/script")[0]["comment"] == "a b"


@pytest.mark.parametrize(
    "source",
    [
        ":do {\n# open",
        ":if (1 = 1) do={\n}",
        ':if ([:len [/ip/pool/find]] = 0) do={\n}',
        ":if ([/ip/pool/get name] = x) do={\n} else={",
        ":do {\n} on-error={\n:put x\n}",
        ":foreach i in=[/ip/pool/find] do={\n}",
        "}",
        "/ip/pool/remove [:pick [/ip/address/find interface=ether1] 0 1]",
        '/ip/pool/remove [find name~"x"]',
        '/ip/pool/set [find name="x"] place-before=[find name="y"]',
        '/ip/pool/run [find name="x"]',
        ":error x",
        ":error $x",
        "/ip/firewall/filter/move x",
    ],
)  # fmt: skip
def test_what_is_not_of_the_grammar_is_refused_before_anything_runs(router: Router, ask, source: str) -> None:
    router.add("/system/script", name="s", source=f"{NAME}\n{source}")
    message = trap(ask("/system/script/run", {"number": "s"}))
    assert "(line " in message
    assert names(router) == "MikroTik"


def test_a_script_runs_another_that_asks_for_no_more(router: Router, ask) -> None:
    router.add("/system/script", name="in", source=NAME, policy="read,write")
    router.add("/system/script", name="more", source=NAME, policy="read,write,test")
    for name, policy, ran in (("more", "read,write", "MikroTik"), ("in", "read,write", "ran")):
        outer = f"out-{name}"
        router.add(
            "/system/script", name=outer, source=f'/system/script/run [find name="{name}"]', policy=policy
        )
        ask("/system/script/run", {"number": outer})
        assert names(router) == ran
    counts = {each["name"]: each["run-count"] for each in router.rows("/system/script")}
    assert (counts["in"], counts["more"]) == ("1", "0")


def test_scripts_that_run_each_other_come_to_an_end(router: Router, ask) -> None:
    router.add("/system/script", name="s", source='/system/script/run [find name="s"]')
    assert trap(ask("/system/script/run", {"number": "s"}))


@pytest.mark.parametrize(("policy", "ran"), [("read,write", "ran"), ("read", "MikroTik")])
def test_a_tick_runs_a_script_by_name_only_with_its_policies(router: Router, policy: str, ran: str) -> None:
    router.add("/system/script", name="s", source=NAME, policy="read,write")
    router.add(
        "/system/scheduler", name="t", interval="5s", on_event="s", policy=policy, start_time="startup"
    )
    router.tick(6)
    assert names(router) == ran
    assert router.rows("/system/script")[0]["run-count"] == ("1" if ran == "ran" else "0")


@pytest.mark.parametrize(
    ("source", "invalid"), [(":do {", "true"), ('x "', "true"), (NAME, "false"), ("# {", "false")]
)
def test_a_script_that_does_not_close_is_invalid(router: Router, source: str, invalid: str) -> None:
    router.add("/system/script", name="s", source=source)
    assert router.rows("/system/script")[0]["invalid"] == invalid


def test_no_script_runs_between_commands(ask) -> None:
    assert ask("/system/script/job/print") == [("!empty",), ("!done",)]


# -- power


def test_a_power_cut_loses_writes_menu_by_menu(rules: Router) -> None:
    rules.set("/system/identity", name="kept")
    rules.power_cut(lambda path: 2 if path == FILTER else 0)
    assert comments(rules) == ["a"]
    assert names(rules) == "kept"
    assert rules.boots == 1


@pytest.mark.parametrize("lost", range(6))
def test_a_power_cut_loses_as_many_writes_as_it_is_told(router: Router, lost: int) -> None:
    states = [comments(router)]
    for act in (
        lambda: router.add(FILTER, chain="input", comment="a"),
        lambda: router.add(FILTER, chain="input", comment="b"),
        lambda: router.move(FILTER, "*1"),
        lambda: router.set(FILTER, "*2", comment="changed"),
        lambda: router.remove(FILTER, "*1"),
    ):
        act()
        states.append(comments(router))
    router.power_cut(lambda _: lost)
    assert comments(router) == states[5 - lost]


def test_what_a_start_found_on_the_flash_cannot_be_lost(rules: Router) -> None:
    rules.restart()
    rules.power_cut(lambda _: 9)
    assert comments(rules) == ["a", "b", "c"]
    assert rules.uptime == 0
