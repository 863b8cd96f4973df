"""Ledger, desired and observed: the table of DESIGN section 7, row by row and field by field."""

from __future__ import annotations

import pytest
from differ_router import Router, V, row

from rosgit.differ import StepKind, plan, steps
from rosgit.differ.options import NONE, Options
from rosgit.model.plan import Action, Cause, Plan
from rosgit.model.row import Facts, Ledger, Live, Observed, Row
from rosgit.model.secret import Secret, SecretRef
from rosgit.model.version import Version

PROFILE = "/ip/hotspot/user/profile"
POOL = "/ip/pool"
REF = SecretRef("env", "RADIUS")
KNOWN = {REF.same_as: Secret("right")}

Found = list[tuple[Action, str, Cause]]


def planned(
    desired: list[Row],
    router: Router,
    ledger: list[Row] | None = None,
    resolved: dict[tuple[str, str, str | None], Secret] | None = None,
    options: Options = NONE,
) -> Plan:
    known = Ledger("a", tuple(ledger)) if ledger is not None else None
    return plan("a", desired, known, router.observed(), version=V, resolved=resolved, options=options)


def changes(found: Plan) -> Found:
    return [(change.action, change.name, change.cause) for change in found.changes]


def holding(*rates: str) -> Router:
    router = Router()
    for rate in rates:
        router.put(PROFILE, name="day", rate_limit=rate)
    return router


def day(rate: str) -> Row:
    return row(PROFILE, name="day", rate_limit=rate)


TABLE = {
    "wanted and not there: create, git": (None, "1M/1M", (), [(Action.CREATE, "day", Cause.GIT)]),
    "applied and not there: create, drift": ("1M/1M", "1M/1M", (), [(Action.CREATE, "day", Cause.DRIFT)]),
    "only git moved": ("1M/1M", "2M/2M", ("1M/1M",), [(Action.UPDATE, "day", Cause.GIT)]),
    "only the router moved": ("1M/1M", "1M/1M", ("9M/9M",), [(Action.UPDATE, "day", Cause.DRIFT)]),
    "both moved": ("1M/1M", "2M/2M", ("9M/9M",), [(Action.UPDATE, "day", Cause.CONFLICT)]),
    "both moved to the same": ("1M/1M", "2M/2M", ("2M/2M",), []),
    "applied and no longer wanted: delete, git": (
        "1M/1M",
        None,
        ("1M/1M",),
        [(Action.DELETE, "day", Cause.GIT)],
    ),
    "applied, unwanted and already gone": ("1M/1M", None, (), []),
    "there before us and equal: silence": ("", "1M/1M", ("1M/1M",), []),
    "there before us and unequal: adopt": ("", "1M/1M", ("2M/2M",), [(Action.UPDATE, "day", Cause.ADOPT)]),
    "nobody's": ("", None, ("2M/2M",), []),
}


@pytest.mark.parametrize(("applied", "wanted", "there", "expected"), TABLE.values(), ids=TABLE.keys())
def test_the_table_of_causes_holds(
    applied: str | None, wanted: str | None, there: tuple[str, ...], expected: Found
) -> None:
    ledger = [day(applied)] if applied else []
    found = planned([day(wanted)] if wanted else [], holding(*there), ledger)
    assert changes(found) == expected


VALUES = (None, "1M/1M", "2M/2M")


def expected_of(applied: str | None, wanted: str | None, there: str | None) -> Found:
    """The table of DESIGN section 7, said once more and otherwise: who is not where he was?"""
    git, router = applied != wanted, applied != there
    if wanted == there or (wanted is None and applied is None):
        return []
    if applied is None and there is not None:
        return [(Action.UPDATE, "day", Cause.ADOPT)]
    action = Action.CREATE if there is None else Action.DELETE if wanted is None else Action.UPDATE
    both = git and router and applied is not None
    return [(action, "day", Cause.CONFLICT if both else Cause.GIT if git else Cause.DRIFT)]


@pytest.mark.parametrize("applied", VALUES)
@pytest.mark.parametrize("wanted", VALUES)
@pytest.mark.parametrize("there", VALUES)
def test_a_change_and_its_fields_have_the_cause_that_the_three_values_say(
    applied: str | None, wanted: str | None, there: str | None
) -> None:
    ledger = [day(applied)] if applied else []
    found = planned([day(wanted)] if wanted else [], holding(*[there] if there else []), ledger)
    assert changes(found) == expected_of(applied, wanted, there)
    for change in found.changes:
        assert {each.cause for each in change.deltas if each.field == "rate-limit"} <= {change.cause}


@pytest.mark.parametrize("there", ["1", "2", "3"])
@pytest.mark.parametrize("wanted", [None, "1", "2"])
@pytest.mark.parametrize("applied", [None, "1", "2"])
def test_a_field_has_the_cause_that_its_three_values_say(
    applied: str | None, wanted: str | None, there: str
) -> None:
    """A field nobody sets is at its default, ``1``."""
    router = Router()
    router.put(PROFILE, name="day", shared_users=there)
    extra = {"shared_users": applied} if applied else {}
    mine = {"shared_users": wanted} if wanted else {}
    found = planned([row(PROFILE, name="day", **mine)], router, [row(PROFILE, name="day", **extra)])
    causes = [each.cause for change in found.changes for each in change.deltas]
    if there == (wanted or (applied and "1") or there):
        assert causes == []
    elif applied is None:
        assert causes == [Cause.GIT]
    elif applied == wanted:
        assert causes == [Cause.DRIFT]
    else:
        assert causes == [Cause.GIT if applied == there else Cause.CONFLICT]


def test_the_order_has_a_cause_too() -> None:
    rules = [row("/ip/firewall/nat", chain="srcnat", action="masquerade", comment=text) for text in "abc"]
    for applied, there, cause in (
        (rules, [1, 0, 2], Cause.DRIFT),
        (rules[::-1], [2, 1, 0], Cause.GIT),
        (rules[::-1], [0, 2, 1], Cause.CONFLICT),
    ):
        router = Router()
        for at in there:
            router.put("/ip/firewall/nat", chain="srcnat", action="masquerade", comment="abc"[at])
        found = planned(rules, router, applied)
        assert {(change.action, change.cause) for change in found.changes} == {(Action.MOVE, cause)}


def test_without_a_ledger_nothing_is_deleted_and_strangers_are_counted() -> None:
    router = holding("2M/2M")
    router.put(PROFILE, name="evening")
    router.put(PROFILE, "default", name="default")
    found = planned([day("1M/1M")], router)
    assert changes(found) == [(Action.UPDATE, "day", Cause.ADOPT)]
    assert (found.matched, found.unmanaged, found.ledger) == (0, 1, False)


def test_rows_in_sync_are_counted_by_menu() -> None:
    found = planned([day("1M/1M"), row("/system/identity", name="cafe")], holding("1M/1M"))
    assert dict(found.matched_in) == {PROFILE: 1}
    assert found.matched == 1


def test_only_fields_the_intent_sets_are_compared() -> None:
    router = Router()
    router.put(PROFILE, name="day", rate_limit="1M/1M", shared_users="7")
    assert planned([day("1M/1M")], router).changes == ()


def test_a_field_no_longer_set_goes_back_to_its_default() -> None:
    router = Router()
    router.put(PROFILE, name="day", rate_limit="1M/1M", shared_users="7", keepalive_timeout="5m")
    ledger = [row(PROFILE, name="day", rate_limit="1M/1M", shared_users="7", keepalive_timeout="5m")]
    found = planned([day("1M/1M")], router, ledger)
    (change,) = found.changes
    assert [(each.field, each.before, each.reset, each.cause) for each in change.deltas] == [
        ("shared-users", "7", True, Cause.GIT),
        ("keepalive-timeout", "5m", True, Cause.GIT),
    ]
    router.apply(found)
    assert planned([day("1M/1M")], router, [day("1M/1M")]).changes == ()


CLEARED = {
    "unset": ("/ip/firewall/nat", "src-address", "10.0.0.0/8", None),
    "back to its default": (POOL, "next-pool", "b", "none"),
    "emptied": (POOL, "comment", "x", ""),
    "a default that is a word": (PROFILE, "keepalive-timeout", "5m", "2m"),
}


@pytest.mark.parametrize(("menu", "field", "was", "sent"), CLEARED.values(), ids=CLEARED)
def test_a_field_is_cleared_as_its_table_says(menu: str, field: str, was: str, sent: str | None) -> None:
    fields = {
        "/ip/firewall/nat": {"chain": "srcnat", "action": "masquerade", "comment": "out"},
        POOL: {"name": "a", "ranges": "10.0.0.2-10.0.0.9"},
        PROFILE: {"name": "a"},
    }[menu]
    router = Router()
    router.put(menu, **{name.replace("-", "_"): text for name, text in {**fields, field: was}.items()})
    found = planned([Row(menu, fields)], router, [Row(menu, {**fields, field: was})])
    (step,) = steps(found)
    assert (step.kind, dict(step.fields)) == (StepKind.SET, {field: sent})
    router.apply(found)
    assert planned([Row(menu, fields)], router, [Row(menu, {**fields, field: was})]).changes == ()


@pytest.mark.parametrize(("minor", "cleared"), [(20, ["always-allow-password-login"]), (21, [])])
def test_a_field_that_this_routeros_does_not_have_is_not_cleared(minor: int, cleared: list[str]) -> None:
    was = Row("/ip/ssh", {"always-allow-password-login": "true", "strong-crypto": "true"})
    now = Row("/ip/ssh", {"strong-crypto": "true"})
    router = Router()
    router.rows["/ip/ssh"][0].fields.update({"always-allow-password-login": "true", "strong-crypto": "true"})
    found = plan("a", [now], Ledger("a", (was,)), router.observed(), version=Version(7, minor))
    assert [each.field for change in found.changes for each in change.deltas] == cleared


def test_a_field_nobody_knows_how_to_clear_is_refused() -> None:
    router = Router()
    router.put("/ip/address", address="10.0.0.1/24", interface="ether1", network="10.0.0.0")
    old = row("/ip/address", address="10.0.0.1/24", interface="ether1", network="10.0.0.0")
    new = row("/ip/address", address="10.0.0.1/24", interface="ether1")
    found = planned([new], router, [old])
    assert [each.code for each in found.diagnostics] == ["cannot-clear"]
    assert found.changes == ()


def test_mixed_causes_of_fields_are_a_conflict_of_the_row() -> None:
    router = Router()
    router.put(PROFILE, name="day", rate_limit="1M/1M", shared_users="9")
    ledger = [row(PROFILE, name="day", rate_limit="1M/1M", shared_users="1")]
    (change,) = planned(
        [row(PROFILE, name="day", rate_limit="2M/2M", shared_users="1")], router, ledger
    ).changes
    assert {each.field: each.cause for each in change.deltas} == {
        "rate-limit": Cause.GIT,
        "shared-users": Cause.DRIFT,
    }
    assert change.cause is Cause.CONFLICT


def test_a_row_disabled_by_hand_is_drift_though_nobody_wrote_disabled() -> None:
    router = Router()
    router.put("/ip/firewall/nat", chain="srcnat", action="masquerade", disabled="true")
    wanted = [row("/ip/firewall/nat", chain="srcnat", action="masquerade")]
    (change,) = planned(wanted, router, wanted).changes
    assert [(each.field, each.after, each.cause) for each in change.deltas] == [
        ("disabled", "false", Cause.DRIFT)
    ]


def test_a_builtin_default_row_is_set_and_never_removed() -> None:
    router = Router()
    router.put(PROFILE, "default", name="default", shared_users="3")
    wanted = [row(PROFILE, name="default", shared_users="3")]
    assert planned(wanted, router).changes == ()
    (change,) = planned([], router, wanted).changes
    assert (change.action, change.row, change.deltas[0].reset) == (Action.UPDATE, None, True)


def test_a_singleton_is_adopted_and_reset_field_by_field() -> None:
    router = Router()
    wanted = [row("/ip/dns", allow_remote_requests="true")]
    found = planned(wanted, router)
    assert changes(found) == [(Action.UPDATE, "", Cause.ADOPT)]
    router.apply(found)
    assert changes(planned([], router, wanted)) == [(Action.UPDATE, "", Cause.GIT)]


def test_dynamic_rows_are_never_matched_moved_or_counted() -> None:
    router = Router()
    router.put("/ip/firewall/filter", "dynamic", chain="input", action="drop")
    wanted = [row("/ip/firewall/filter", chain="input", action="drop")]
    found = planned(wanted, router)
    assert changes(found) == [(Action.CREATE, "chain=input action=drop", Cause.GIT)]
    assert found.unmanaged == 0


def test_a_builtin_row_cannot_be_asked_for() -> None:
    router = Router()
    router.put("/interface/list", "builtin", name="all")
    found = planned([row("/interface/list", name="all", comment="x")], router)
    assert [each.code for each in found.diagnostics] == ["builtin-row"]


def test_a_fixed_row_the_router_lacks_is_an_error_and_no_change() -> None:
    router = Router()
    router.put("/ip/service", name="ssh", port="22")
    found = planned([row("/ip/service", name="gopher", disabled="true")], router)
    assert ([each.code for each in found.diagnostics], found.changes) == (["no-such-row"], ())


def test_a_menu_that_was_not_read_is_an_error_and_still_shows_what_is_wanted() -> None:
    wanted = [row("/system/identity", name="a"), row(POOL, name="b", ranges="10.0.0.2-10.0.0.9")]
    found = plan("a", wanted, None, Observed({}), version=V)
    assert {each.code for each in found.diagnostics} == {"menu-not-read"}
    assert [(change.action, change.menu) for change in found.changes] == [
        (Action.UPDATE, "/system/identity"),
        (Action.CREATE, POOL),
    ]


@pytest.mark.parametrize(
    ("there", "resolved", "expected", "unverifiable"),
    [
        ("right", KNOWN, 0, 0),
        ("wrong", KNOWN, 1, 0),
        ("wrong", None, 0, 1),
        (None, KNOWN, 0, 1),
    ],
    ids=["equal", "different", "offline", "not shown"],
)
def test_a_secret_is_compared_only_where_both_sides_can_be_seen(
    there: str | None,
    resolved: dict[tuple[str, str, str | None], Secret] | None,
    expected: int,
    unverifiable: int,
) -> None:
    secrets = {"secret": Secret(there)} if there else {}
    live = Live(
        "/radius", "*1", {"address": "10.0.0.1", "comment": "core", "disabled": "false"}, secrets=secrets
    )
    wanted = [row("/radius", address="10.0.0.1", secret=REF, comment="core")]
    found = plan("a", wanted, None, Observed({"/radius": (live,)}), version=V, resolved=resolved)
    assert (len(found.changes), len(found.unverifiable)) == (expected, unverifiable)
    assert "right" not in repr(found)


def test_a_secret_taken_away_is_seen_by_a_user_who_may_see_it() -> None:
    live = Live("/radius", "*1", {"address": "10.0.0.1", "comment": "core"})
    facts = Facts(policies=frozenset({"sensitive"}))
    wanted = [row("/radius", address="10.0.0.1", secret=REF, comment="core")]
    found = plan("a", wanted, None, Observed({"/radius": (live,)}, facts), version=V, resolved=KNOWN)
    assert [each.field for each in found.changes[0].deltas] == ["secret"]


def test_a_write_only_secret_is_sent_once_and_again_only_when_its_reference_moves() -> None:
    user = row("/user", name="noc", group="full", password=REF)
    router = Router(known=KNOWN)
    router.put("/user/group", name="full")
    router.apply(planned([user], router, resolved=KNOWN))
    same = planned([user], router, [user], KNOWN)
    assert (same.changes, same.unverifiable) == ((), ("/user noc password",))
    other = SecretRef("env", "NEXT")
    next_user = row("/user", name="noc", group="full", password=other)
    moved = planned([next_user], router, [user], {other.same_as: Secret("next")})
    assert [each.field for each in moved.changes[0].deltas] == ["password"]
    assert planned([next_user], router, [next_user], {other.same_as: Secret("next")}).changes == ()


def test_a_field_the_router_hides_is_unverifiable_and_not_an_endless_update() -> None:
    router = Router()
    router.put("/ip/hotspot/profile", name="p", login_by="http-chap")
    wanted = [row("/ip/hotspot/profile", name="p", http_cookie_lifetime="1d")]
    found = planned(wanted, router)
    assert found.changes == ()
    assert len(found.unverifiable) == 1
    assert "http-cookie-lifetime" in found.unverifiable[0]


def test_a_hidden_field_is_sent_when_the_same_change_brings_it_to_light() -> None:
    router = Router()
    router.put("/ip/hotspot/profile", name="p", login_by="http-chap")
    wanted = [row("/ip/hotspot/profile", name="p", login_by="cookie,http-chap", http_cookie_lifetime="1d")]
    found = planned(wanted, router)
    assert [each.field for each in found.changes[0].deltas] == ["login-by", "http-cookie-lifetime"]
    router.apply(found)
    assert planned(wanted, router).changes == ()


def test_a_dangling_reference_always_differs() -> None:
    live = Live(
        "/ip/hotspot", "*1", {"name": "s", "interface": "ether1", "profile": "*7", "disabled": "false"}
    )
    wanted = [row("/ip/hotspot", name="s", interface="ether1", profile="*7")]
    found = plan("a", wanted, None, Observed({"/ip/hotspot": (live,)}), version=V)
    assert [each.field for each in found.changes[0].deltas] == ["profile"]


def test_the_digest_moves_with_changes_rows_and_router_and_not_with_ids_or_strangers() -> None:
    wanted = [day("1M/1M")]
    first, second = holding("2M/2M"), holding("9M/9M")
    other = Router()
    other.put(PROFILE, name="stranger")
    other.put(PROFILE, name="day", rate_limit="2M/2M")
    swapped = holding("2M/2M")
    swapped.facts = Facts(serial="OTHER", interfaces=swapped.facts.interfaces)
    digests = [planned(wanted, router).digest for router in (first, other, second, swapped)]
    assert digests[0] == digests[1]
    assert len({*digests}) == 3
    assert len(digests[0]) == 64


def test_a_conflict_that_takes_a_row_away_names_what_somebody_made_of_it() -> None:
    (change,) = planned([], holding("9M/9M"), [day("1M/1M")]).changes
    assert [(each.field, each.before, each.after) for each in change.edited] == [
        ("rate-limit", "1M/1M", "9M/9M")
    ]
    (calm,) = planned([], holding("1M/1M"), [day("1M/1M")]).changes
    assert calm.edited == ()


def test_a_conflict_that_makes_a_row_again_names_what_git_moved() -> None:
    (change,) = planned([day("2M/2M")], Router(), [day("1M/1M")]).changes
    assert [(each.field, each.before, each.after) for each in change.edited] == [
        ("rate-limit", "1M/1M", "2M/2M")
    ]


def test_an_ignored_field_of_a_row_that_goes_is_not_in_the_digest() -> None:
    options = Options(ignore={PROFILE: frozenset({"rate-limit"})})
    digests = {
        planned([], holding(rate), [day("1M/1M")], options=options).digest for rate in ("1M/1M", "9M/9M")
    }
    assert len(digests) == 1
