"""Secrets against a ledger that keeps them sealed; fields nobody looks at; drift."""

from __future__ import annotations

from dataclasses import replace

import pytest
from differ_router import Router, V, row
from test_differ_causes import changes, planned

from rosgit.differ import Options, drift, plan
from rosgit.differ.options import ALL
from rosgit.ledger.seal import Sealer, seal_rows
from rosgit.model.plan import Action, Cause
from rosgit.model.row import Facts, Ledger, Live, Observed, Row
from rosgit.model.secret import Sealed, Secret, SecretRef

REF = SecretRef("env", "X")
SEALER = Sealer.from_fleet_key(Secret("k" * 32))
OTHER = Sealer.from_fleet_key(Secret("o" * 32))
SEALS = Options(same=SEALER.same)
PROFILE, FILTER, NAT = "/ip/hotspot/user/profile", "/ip/firewall/filter", "/ip/firewall/nat"


def radius(there: str | None) -> Observed:
    secrets = {"secret": Secret(there)} if there is not None else {}
    fields = {"address": "10.0.0.1", "comment": "core", "disabled": "false"}
    return Observed({"/radius": (Live("/radius", "*1", fields, secrets=secrets),)})


WANTED = row("/radius", address="10.0.0.1", secret=REF, comment="core")
CAUSE_OF = {
    # what was applied, what is wanted, what is there: the cause, None for no change, "" for unverifiable
    ("a", "a", "a"): None,
    ("a", "a", "b"): Cause.DRIFT,
    ("a", "b", "a"): Cause.GIT,
    ("a", "b", "b"): None,
    ("a", "b", "c"): Cause.CONFLICT,
    ("a", "a", None): "",
    ("a", "b", None): Cause.GIT,
}


@pytest.mark.parametrize(("values", "cause"), CAUSE_OF.items(), ids=map(str, CAUSE_OF))
def test_a_secret_has_the_cause_that_its_seal_says(
    values: tuple[str, str, str | None], cause: Cause | str | None
) -> None:
    applied, wanted, there = values
    ledger = Ledger("a", seal_rows([WANTED], {REF.same_as: Secret(applied)}, SEALER))
    known = {REF.same_as: Secret(wanted)}
    found = plan("a", [WANTED], ledger, radius(there), version=V, resolved=known, options=SEALS)
    assert [each.cause for change in found.changes for each in change.deltas] == ([cause] if cause else [])
    assert bool(found.unverifiable) is (cause == "")
    blind = ["not-undoable"] if cause and there is None else []
    assert [each.code for each in found.diagnostics] == blind


@pytest.mark.parametrize(
    ("wanted", "options", "cause"),
    [
        ("old", SEALS, Cause.DRIFT),
        ("new", SEALS, Cause.CONFLICT),
        ("new", Options(same=OTHER.same), Cause.DRIFT),
        ("new", Options(), Cause.DRIFT),
    ],
)
def test_a_secret_that_moved_in_git_while_its_row_vanished_is_a_conflict(
    wanted: str, options: Options, cause: Cause
) -> None:
    user = row("/ip/hotspot/user", name="counter", password=REF)
    ledger = Ledger("a", seal_rows([user], {REF.same_as: Secret("old")}, SEALER))
    known = {REF.same_as: Secret(wanted)}
    empty = Observed({"/ip/hotspot/user": ()})
    (change,) = plan("a", [user], ledger, empty, version=V, resolved=known, options=options).changes
    assert (change.action, change.cause) == (Action.CREATE, cause)
    assert [each.field for each in change.edited] == (["password"] if cause is Cause.CONFLICT else [])


@pytest.mark.parametrize("options", [Options(), Options(same=OTHER.same)], ids=["nobody", "another key"])
def test_a_secret_that_nobody_can_compare_is_unverifiable_and_never_moved(options: Options) -> None:
    ledger = Ledger("a", seal_rows([WANTED], {REF.same_as: Secret("old")}, SEALER))
    known = {REF.same_as: Secret("new")}
    found = plan("a", [WANTED], ledger, radius(None), version=V, resolved=known, options=options)
    assert (found.changes, found.unverifiable) == ((), ('/radius "core" secret',))
    told = ["secret-key-changed"] if options.same is not None else []
    assert [each.code for each in found.diagnostics] == told
    blind = plan("a", [WANTED], ledger, radius(None), version=V, resolved={}, options=options)
    assert (blind.changes, blind.diagnostics) == ((), ())


def test_a_plain_text_in_a_secret_field_is_compared_with_its_seal() -> None:
    user = row("/user", name="noc", group="full", password="plain")
    router = Router()
    router.put("/user/group", name="full")
    router.put("/user", name="noc", group="full")
    sealed = list(seal_rows([user], {}, SEALER))
    assert planned([user], router, sealed, {}, SEALS).changes == ()
    other = row("/user", name="noc", group="full", password="other")
    found = planned([other], router, sealed, {}, SEALS)
    assert [each.field for each in found.changes[0].deltas] == ["password"]


def test_rows_without_key_and_comment_are_known_by_what_is_not_secret() -> None:
    wanted = row("/radius", address="10.0.0.1", secret=REF)
    sealed = list(seal_rows([wanted], {REF.same_as: Secret("old")}, SEALER))
    known = {REF.same_as: Secret("new")}
    router = Router(known=known)
    router.put("/radius", address="10.0.0.1").fields["secret"] = Secret("old")
    found = planned([wanted], router, sealed, known, SEALS)
    assert changes(found) == [(Action.UPDATE, "address=10.0.0.1 secret=env:X", Cause.GIT)]


def test_a_secret_that_is_no_longer_wanted_and_was_changed_is_a_conflict() -> None:
    ledger = Ledger("a", seal_rows([WANTED], {REF.same_as: Secret("a")}, SEALER))
    without = row("/radius", address="10.0.0.1", comment="core")
    for there, cause in (("a", Cause.GIT), ("b", Cause.CONFLICT)):
        found = plan("a", [without], ledger, radius(there), version=V, resolved={}, options=SEALS)
        assert [(each.reset, each.cause) for each in found.changes[0].deltas] == [(True, cause)]


def test_a_secret_that_is_no_longer_wanted_is_taken_back_though_nobody_can_read_it() -> None:
    ledger = Ledger("a", seal_rows([WANTED], {REF.same_as: Secret("a")}, SEALER))
    without = row("/radius", address="10.0.0.1", comment="core")
    found = plan("a", [without], ledger, radius(None), version=V, resolved={}, options=SEALS)
    assert [(each.field, each.after, each.reset, each.cause) for each in found.changes[0].deltas] == [
        ("secret", "", True, Cause.GIT)
    ]
    assert [each.code for each in found.diagnostics] == ["not-undoable"]
    written = replace(SEALS, written=True)
    after = plan("a", [without], ledger, radius(None), version=V, resolved={}, options=written)
    assert (after.changes, after.unverifiable) == ((), ('/radius "core" secret',))
    seen = replace(radius(None), facts=Facts(policies=frozenset({"sensitive"})))
    assert plan("a", [without], ledger, seen, version=V, resolved={}, options=SEALS).changes == ()


def test_a_password_that_can_not_be_taken_back_is_an_error() -> None:
    router = Router()
    router.put("/user/group", name="full")
    router.put("/user", name="noc", group="full")
    applied = [row("/user", name="noc", group="full", password=REF)]
    found = planned([row("/user", name="noc", group="full")], router, applied)
    assert ([each.code for each in found.diagnostics], found.changes) == (["cannot-clear"], ())


NAMED = '/radius "core" secret'


@pytest.mark.parametrize(
    ("options", "resolved", "cause"),
    [
        (Options(resend=ALL), True, Cause.GIT),
        (Options(resend=frozenset({NAMED})), True, Cause.GIT),
        (Options(resend=frozenset({'/radius "edge" secret'})), True, None),
        (Options(resend=ALL), False, None),
        (Options(resend=ALL, written=True), True, None),
        (Options(), True, None),
    ],
    ids=["all", "by name", "another", "not at hand", "written", "nobody asked"],
)
def test_a_secret_nobody_can_read_is_written_again_only_when_it_is_asked_for_and_at_hand(
    options: Options, cause: Cause | None, *, resolved: bool
) -> None:
    known = {REF.same_as: Secret("a")} if resolved else {}
    for applied, why in ((seal_rows([WANTED], {REF.same_as: Secret("a")}, SEALER), cause), ((), Cause.ADOPT)):
        found = plan(
            "a", [WANTED], Ledger("a", tuple(applied)), radius(None), version=V, resolved=known,
            options=replace(options, same=SEALER.same),
        )  # fmt: skip
        causes = [each.cause for change in found.changes for each in change.deltas]
        assert causes == ([why] if cause else [])
        assert bool(found.unverifiable) is (cause is None)


def test_a_secret_that_is_there_and_is_not_to_be_empty_is_seen_to_be_missing() -> None:
    seen = replace(radius(None), facts=Facts(policies=frozenset({"sensitive"})))
    known = {REF.same_as: Secret("a")}
    found = plan("a", [WANTED], None, seen, version=V, resolved=known, options=SEALS)
    assert [each.field for change in found.changes for each in change.deltas] == ["secret"]
    empty = {REF.same_as: Secret("")}
    assert plan("a", [WANTED], None, seen, version=V, resolved=empty, options=SEALS).changes == ()


def test_drift_needs_no_checkout_and_says_who_moved() -> None:
    rows = [
        WANTED,
        row(PROFILE, name="day", rate_limit="1M/1M"),
        row(PROFILE, name="gone", rate_limit="1M/1M"),
    ]
    ledger = Ledger("a", seal_rows(rows, {REF.same_as: Secret("a")}, SEALER))
    day = Live(PROFILE, "*1", {"name": "day", "rate-limit": "9M/9M"})
    observed = Observed({**radius("b").rows, PROFILE: (day,)})
    found = drift("a", ledger, observed, version=V, options=SEALS)
    assert {(change.name, change.cause) for change in found.changes} == {
        ('"core"', Cause.DRIFT),
        ("day", Cause.DRIFT),
        ("gone", Cause.DRIFT),
    }
    assert {each.cause for change in found.changes for each in change.deltas} == {Cause.DRIFT}
    assert found.diagnostics == ()


@pytest.mark.parametrize(
    ("there", "options"), [("a", Options()), (None, SEALS), ("a", Options(same=OTHER.same))]
)
def test_a_sealed_secret_that_cannot_be_compared_is_no_drift(there: str | None, options: Options) -> None:
    ledger = Ledger("a", seal_rows([WANTED], {REF.same_as: Secret("a")}, SEALER))
    found = drift("a", ledger, radius(there), version=V, options=options)
    assert (found.changes, found.unverifiable) == ((), ('/radius "core" secret',))


def test_an_untouched_router_has_not_drifted() -> None:
    ledger = Ledger("a", seal_rows([WANTED], {REF.same_as: Secret("a")}, SEALER))
    assert drift("a", ledger, radius("a"), version=V, options=SEALS).settled


def test_a_sealed_value_shows_nothing() -> None:
    ledger = Ledger("a", seal_rows([WANTED], {REF.same_as: Secret("planted")}, SEALER))
    found = drift("a", ledger, radius("other-planted"), version=V, options=SEALS)
    sealed = ledger.rows[0].fields["secret"]
    assert isinstance(sealed, Sealed)
    assert not any(text in repr(found) for text in ("planted", sealed.mac))


def ignoring(menu: str, *fields: str) -> Options:
    return Options(ignore={menu: frozenset(fields)})


def test_an_ignored_field_is_written_with_its_row_and_never_again() -> None:
    day = row(PROFILE, name="day", rate_limit="1M/1M", shared_users="2")
    options, router = ignoring(PROFILE, "rate-limit"), Router()
    router.apply(planned([day], router, [], options=options))
    assert router.rows[PROFILE][0].fields["rate-limit"] == "1M/1M"
    router.rows[PROFILE][0].fields["rate-limit"] = "9M/9M"
    other = row(PROFILE, name="day", rate_limit="3M/3M", shared_users="2")
    for wanted in (day, other, row(PROFILE, name="day", shared_users="2")):
        assert planned([wanted], router, [day], options=options).settled
    router.rows[PROFILE][0].fields["shared-users"] = "7"
    (change,) = planned([other], router, [day], options=options).changes
    assert [each.field for each in change.deltas] == ["shared-users"]


def test_an_ignored_field_is_no_part_of_who_a_row_is() -> None:
    rule = row(NAT, chain="srcnat", action="masquerade", log_prefix="ours")
    options, router = ignoring(NAT, "log-prefix"), Router()
    router.put(NAT, chain="srcnat", action="masquerade", log_prefix="theirs")
    for ledger in (None, [], [rule], [row(NAT, chain="srcnat", action="masquerade", log_prefix="before")]):
        found = planned([rule], router, ledger, options=options)
        assert (found.changes, found.diagnostics, found.matched) == ((), (), 1)


def test_disabled_can_be_ignored_too() -> None:
    rule = row(FILTER, chain="input", action="drop", comment="x")
    router = Router()
    router.put(FILTER, chain="input", action="drop", comment="x", disabled="true")
    assert len(planned([rule], router, [rule]).changes) == 1
    assert planned([rule], router, [rule], options=ignoring(FILTER, "disabled")).settled


def test_the_digest_does_not_move_with_an_ignored_field() -> None:
    day: Row = row(PROFILE, name="day", rate_limit="1M/1M", shared_users="2")
    digests = set()
    for rate in ("1M/1M", "2M/2M"):
        router = Router()
        router.put(PROFILE, name="day", rate_limit=rate, shared_users="2")
        digests.add(planned([day], router, [day], options=ignoring(PROFILE, "rate-limit")).digest)
    assert len(digests) == 1
