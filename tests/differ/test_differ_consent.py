"""What is refused until a person names the row: strangers that would change, rows of ours that are gone."""

from __future__ import annotations

import shlex

import pytest
from differ_router import Router, row
from test_differ_causes import POOL, PROFILE, changes, day, holding, planned

from rosgit.differ import ALL, Options, address_of, names_nowhere, names_of
from rosgit.menus import MENUS
from rosgit.model.diagnostic import Severity
from rosgit.model.plan import Action, Cause, Plan
from rosgit.model.row import Row

FILTER, NAT, GARDEN = "/ip/firewall/filter", "/ip/firewall/nat", "/ip/hotspot/walled-garden"
DAY = f"{PROFILE} day"
DNS = row(
    FILTER, line=7, chain="input", protocol="udp", dst_port="53", action="accept", comment="guest-dns/udp"
)
NAMED = '/ip/firewall/filter "guest-dns/udp"'


def codes(found: Plan) -> list[str]:
    return [each.code for each in found.diagnostics]


@pytest.mark.parametrize(
    ("ledger", "options", "expected"),
    [
        (None, Options(), []),
        (None, Options(strict=True), ["adopt-needed"]),
        ([], Options(), ["adopt-needed"]),
        ([], Options(strict=True), ["adopt-needed"]),
        ([], Options(adopt=frozenset({DAY})), ["adopted-row"]),
        ([], Options(adopt=ALL), ["adopted-row"]),
        ([], Options(begun=frozenset({DAY})), []),
        ([], Options(ask=False), []),
        (None, Options(strict=True, adopt=ALL), ["adopted-row"]),
    ],
)
def test_a_row_that_was_there_before_us_is_changed_only_when_it_is_named(
    ledger: list[Row] | None, options: Options, expected: list[str]
) -> None:
    found = planned([day("1M/1M")], holding("2M/2M"), ledger, options=options)
    assert codes(found) == expected
    assert changes(found) == [(Action.UPDATE, "day", Cause.ADOPT)]


@pytest.mark.parametrize("options", [Options(), Options(strict=True), Options(adopt=ALL)])
def test_a_row_that_is_as_it_is_wanted_is_adopted_without_a_word(options: Options) -> None:
    for ledger in (None, []):
        found = planned([day("1M/1M")], holding("1M/1M"), ledger, options=options)
        assert (found.changes, found.diagnostics, found.matched) == ((), (), 1)


def test_a_refusal_names_row_line_fields_and_the_way_out() -> None:
    router = Router()
    router.put(FILTER, chain="input", protocol="udp", dst_port="5353", action="drop", comment="guest-dns/udp")
    (asked,) = planned([DNS], router, []).diagnostics
    assert asked.is_error
    assert (asked.address, str(asked.span)) == (NAMED, "sites/a.yaml:7:1")
    assert all(word in asked.summary for word in (NAMED, "dst-port", "action"))
    assert "protocol" not in asked.summary
    option, name, *_ = shlex.split(asked.detail)
    assert (option, name) == ("--adopt", NAMED)
    found = planned([DNS], router, [], options=Options(adopt=frozenset({name})))
    assert codes(found) == ["adopted-row"]
    assert [change.address for change in found.changes] == [name]
    router.apply(found)
    assert planned([DNS], router, [DNS]).settled


@pytest.mark.parametrize(
    "wanted",
    [
        row("/system/identity", name="cafe"),
        row("/ip/service", name="ssh", disabled="true"),
        row(PROFILE, name="default", shared_users="3"),
    ],
    ids=["singleton", "fixed", "builtin"],
)
def test_what_is_on_every_router_is_updated_without_a_question(wanted: Row) -> None:
    router = Router()
    router.put("/ip/service", name="ssh")
    router.put(PROFILE, "default", name="default")
    for options in (Options(), Options(strict=True)):
        found = planned([wanted], router, [], options=options)
        assert (codes(found), [change.cause for change in found.changes]) == ([], [Cause.ADOPT])


def applied() -> Router:
    router = Router()
    router.apply(planned([DNS], router))
    return router


def test_a_keyless_row_that_vanished_is_asked_about_and_shown_with_the_likeliest_stranger() -> None:
    router = applied()
    router.rows[FILTER][0].fields["comment"] = "dns, by Bob"
    router.put(FILTER, chain="forward", action="drop", comment="far from it")
    found = planned([DNS], router, [DNS])
    assert codes(found) == ["lost-row"]
    (asked,) = found.diagnostics
    assert asked.is_error
    assert '"dns, by Bob", which differs in comment' in asked.detail
    assert asked.detail.count(shlex.quote(NAMED)) == 2
    assert (asked.address, asked.span) == (NAMED, DNS.span)


def test_adopting_a_lost_row_takes_the_stranger_over_and_makes_none() -> None:
    router = applied()
    router.rows[FILTER][0].fields["comment"] = "dns, by Bob"
    ident = router.rows[FILTER][0].id
    found = planned([DNS], router, [DNS], options=Options(adopt=frozenset({NAMED})))
    assert codes(found) == []
    assert changes(found) == [(Action.UPDATE, '"guest-dns/udp"', Cause.DRIFT)]
    assert found.unmanaged == 0
    router.apply(found)
    assert [held.id for held in router.rows[FILTER]] == [ident]
    assert planned([DNS], router, [DNS]).settled


def test_what_somebody_set_beyond_an_adopted_row_goes_back() -> None:
    router = applied()
    router.rows[FILTER][0].fields.update(comment="dns, by Bob", log="true")
    found = planned([DNS], router, [DNS], options=Options(adopt=frozenset({NAMED})))
    (change,) = found.changes
    assert [(each.field, each.reset, each.cause) for each in change.deltas] == [
        ("comment", False, Cause.DRIFT),
        ("log", True, Cause.DRIFT),
    ]
    router.apply(found)
    assert router.rows[FILTER][0].fields["log"] == "false"


def test_recreating_a_lost_row_leaves_the_stranger_alone() -> None:
    router = applied()
    router.rows[FILTER][0].fields["comment"] = "dns, by Bob"
    found = planned([DNS], router, [DNS], options=Options(recreate=frozenset({NAMED})))
    assert (codes(found), changes(found)) == ([], [(Action.CREATE, '"guest-dns/udp"', Cause.DRIFT)])
    router.apply(found)
    assert {held.fields["comment"] for held in router.rows[FILTER]} == {"dns, by Bob", "guest-dns/udp"}


def test_adopting_everything_does_not_guess_who_a_lost_row_is() -> None:
    router = applied()
    router.rows[FILTER][0].fields["comment"] = "dns, by Bob"
    assert codes(planned([DNS], router, [DNS], options=Options(adopt=ALL))) == ["lost-row"]


def test_a_lost_row_that_nothing_is_like_can_only_be_recreated() -> None:
    router = applied()
    router.rows[FILTER].clear()
    found = planned([DNS], router, [DNS], options=Options(adopt=frozenset({NAMED})))
    assert codes(found) == ["lost-row"]
    assert "--adopt" not in found.diagnostics[0].detail
    assert "--recreate" in found.diagnostics[0].detail


def test_a_row_of_a_keyed_menu_that_vanished_is_made_again_without_a_question() -> None:
    pool = row(POOL, name="a", ranges="10.0.0.2-10.0.0.9")
    found = planned([pool], Router(), [pool])
    assert (codes(found), changes(found)) == ([], [(Action.CREATE, "a", Cause.DRIFT)])


def test_of_several_equally_likely_rows_none_is_taken_over_and_all_are_named() -> None:
    router = applied()
    router.rows[FILTER][0].fields["comment"] = "Bob's"
    router.put(FILTER, chain="input", protocol="udp", dst_port="53", action="accept", comment="Ann's")
    found = planned([DNS], router, [DNS], options=Options(adopt=frozenset({NAMED})))
    assert codes(found) == ["lost-row"]
    assert found.diagnostics[0].is_error
    assert all(name in found.diagnostics[0].detail for name in ("Bob's", "Ann's", "--recreate"))
    assert "--adopt" not in found.diagnostics[0].detail


def test_recreating_everything_makes_each_lost_row_anew() -> None:
    other = row(FILTER, chain="forward", action="drop", comment="last")
    found = planned([DNS, other], Router(), [DNS, other], options=Options(recreate=ALL))
    assert codes(found) == []
    assert found.counts[Action.CREATE] == 2


@pytest.mark.parametrize("short", ["guest-dns/udp", '"guest-dns/udp"', "guest-dns/upd"])
def test_a_row_that_is_named_by_its_last_part_only_is_answered_with_its_whole_name(short: str) -> None:
    found = planned([DNS], applied(), [DNS], options=Options(adopt=frozenset({short})))
    assert f"did you mean {shlex.quote(NAMED)}?" in found.diagnostics[0].detail


def test_a_stranger_stands_in_for_one_lost_row_only() -> None:
    rules = [row(NAT, chain="srcnat", action="masquerade", out_interface=f"ether{at}") for at in (1, 2, 3)]
    router = Router()
    router.put(NAT, chain="srcnat", action="masquerade", out_interface="ether2", comment="Bob's")
    found = planned(rules, router, rules)
    told = {each.address: "likeliest" in each.detail for each in found.diagnostics}
    assert [told[address_of(MENUS[NAT], rule.fields)] for rule in rules] == [False, True, False]


def test_counted_rows_are_lost_one_by_one() -> None:
    one = row(NAT, chain="srcnat", action="masquerade")
    router = Router()
    router.put(NAT, chain="srcnat", action="masquerade")
    found = planned([one] * 3, router, [one] * 3)
    assert [code for code in codes(found) if code != "shadowed"] == ["lost-row", "lost-row"]
    assert found.matched == 1


@pytest.mark.parametrize("how", ["adopt", "recreate"])
def test_a_name_that_no_row_has_is_an_error_with_a_near_miss(how: str) -> None:
    wrong = '/ip/firewall/filter "guest-dns/upd"'
    options = Options(**{how: frozenset({wrong, NAMED})})
    found = planned([DNS], applied(), [DNS], options=options)
    assert codes(found) == ["no-such-row-named"]
    assert found.diagnostics[0].is_error
    assert shlex.quote(NAMED) in found.diagnostics[0].detail


def test_a_name_that_another_site_has_is_no_mistake() -> None:
    options = Options(
        adopt=frozenset({NAMED, "/ip/pool a", "/ip/pool b"}), elsewhere=frozenset({"/ip/pool a"})
    )
    found = planned([DNS], applied(), [DNS], options=options)
    assert [(each.code, each.address) for each in found.diagnostics] == [("no-such-row-named", "/ip/pool b")]


def test_the_names_of_rows_are_those_that_plans_show() -> None:
    rows = [DNS, day("1M/1M"), row("/ip/dns", servers="1.1.1.1"), row(NAT, chain="srcnat", action="accept")]
    assert sorted(names_of(rows)) == sorted(each.address for each in planned(rows, Router()).changes)


@pytest.mark.parametrize(
    ("unread", "severity", "words"),
    [
        ((), Severity.ERROR, "no site has a row"),
        (("x", "y"), Severity.WARNING, "not read: x, y"),
        (tuple("stuvwxyz"), Severity.WARNING, "not read: s, t, u, v, w and 3 more"),
    ],
)
def test_a_name_is_nowhere_only_when_every_plan_lacks_it(
    unread: tuple[str, ...], severity: Severity, words: str
) -> None:
    wrong = '/ip/firewall/filter "guest-dns/upd"'
    options = Options(adopt=frozenset({NAMED, wrong, DAY}))
    plans = [planned([DNS], Router(), options=options), planned([day("1M/1M")], Router(), options=options)]
    (told,) = names_nowhere({NAMED, wrong, DAY}, plans, [], unread)
    assert (told.code, told.address, told.severity) == ("no-such-row-named", wrong, severity)
    assert words in told.summary
    assert shlex.quote(NAMED) in told.detail


def test_where_no_router_was_read_nothing_is_claimed() -> None:
    (told,) = names_nowhere([NAMED], [], [NAMED.replace("udp", "tcp")], ["x"])
    assert told.severity is Severity.WARNING


def test_drift_is_told_without_a_question() -> None:
    router = applied()
    router.rows[FILTER].clear()
    found = planned([DNS], router, [DNS], options=Options(ask=False))
    assert [(each.code, each.severity) for each in found.diagnostics] == [("lost-row", Severity.WARNING)]
    assert f"rosgit apply --recreate {shlex.quote(NAMED)}" in found.diagnostics[0].detail


def test_a_lost_row_is_not_asked_about_where_its_menu_was_not_read() -> None:
    from rosgit.differ import plan
    from rosgit.model.row import Ledger, Observed
    from rosgit.model.version import Version

    found = plan("a", [DNS], Ledger("a", (DNS,)), Observed({}), version=Version(7, 22))
    assert codes(found) == ["menu-not-read"]
