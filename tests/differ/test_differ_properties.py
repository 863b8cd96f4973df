"""Promises that hold for any desired sets on any router."""

from __future__ import annotations

from collections import Counter

from differ_router import Router, row
from hypothesis import given, settings
from hypothesis import strategies as st
from test_differ_causes import planned

from rosgit.differ import steps
from rosgit.menus import MENUS
from rosgit.model.plan import Action
from rosgit.model.row import Row
from rosgit.model.secret import Secret, SecretRef

FILTER, GARDEN, NAT = "/ip/firewall/filter", "/ip/hotspot/walled-garden", "/ip/firewall/nat"
REF = SecretRef("env", "X")
KNOWN = {REF.same_as: Secret("pw")}
NAMES = ("a", "b", "c")

names = st.lists(st.sampled_from(NAMES), unique=True, max_size=3)
some = st.sampled_from
flag = st.booleans()


@st.composite
def pools(draw: st.DrawFn) -> list[Row]:
    there = draw(names)
    found = []
    for name in there:
        extra = {"next_pool": draw(some(there))} if draw(flag) else {}
        found.append(row("/ip/pool", name=name, ranges=f"10.0.{draw(some('123'))}.2-10.0.9.9", **extra))
    return found


@st.composite
def hotspots(draw: st.DrawFn) -> list[Row]:
    found = []
    for at in draw(st.lists(st.integers(0, 2), unique=True, max_size=3)):
        name = draw(some("ad" if at == 0 else "be" if at == 1 else "c"))  # one server in one place
        profile = draw(some(["default", name]))
        found.append(row("/ip/hotspot", name=name, interface=f"ether{at + 1}", profile=profile))
        if draw(flag):
            found.append(
                row("/ip/hotspot/user", name="u", server=name, password=REF, comment=draw(some("xyz")))
            )
        found.append(
            row(
                GARDEN, dst_host=f"{draw(some('pqr'))}.com", server=name, action=draw(some(["allow", "deny"]))
            )
        )
        login = draw(some(["cookie,http-chap", "http-chap", "mac"]))
        if profile != "default":
            found.append(
                row(
                    "/ip/hotspot/profile",
                    name=name,
                    login_by=login,
                    **({"dns_name": "w.x"} if draw(flag) else {}),
                )
            )
    return found


@st.composite
def rules(draw: st.DrawFn, menu: str) -> list[Row]:
    found = []
    for _ in range(draw(st.integers(0, 5))):
        extra = {}
        if draw(flag):
            extra["comment"] = draw(some(["one", "two", "three"]))
        if draw(flag):
            extra["protocol"] = draw(some(["tcp", "udp"]))
        if draw(flag):
            extra["disabled"] = "true"
        chain, action = draw(some(["input", "forward"])), draw(some(["accept", "drop", "passthrough"]))
        found.append(row(menu, chain=chain, action=action, **extra))
    return found


@st.composite
def desired(draw: st.DrawFn) -> list[Row]:
    found = [*draw(pools()), *draw(hotspots()), *draw(rules(FILTER)), *draw(rules(NAT))]
    if draw(flag):
        found.append(row("/system/identity", name=draw(some("pq"))))
    if draw(flag):
        found.append(row("/ip/hotspot/user/profile", name="default", shared_users=draw(some("23"))))
    return draw(st.permutations(found))


@st.composite
def routers(draw: st.DrawFn) -> Router:
    """A router with factory rows, rows of a technician, and rows that come and go."""
    router = Router(known=KNOWN)
    router.put("/ip/hotspot/profile", "default", name="default")
    router.put("/ip/hotspot/user/profile", "default", name="default")
    router.put("/ip/pool", name="theirs", ranges="10.9.0.2-10.9.0.9")
    for at in range(draw(st.integers(0, 4))):
        kind = draw(some([(), (), ("dynamic",), ("invalid",)]))
        action = draw(some(["accept", "drop", "passthrough"]))
        fields = {
            "chain": draw(some(["input", "forward"])),
            "action": action,
            "src_mac_address": "AA:BB:CC:00:11:22",
        }
        router.put(FILTER, *kind, **fields, comment=f"theirs {at}")
    if draw(flag):
        router.put(FILTER, chain="input", action="drop", src_address_list="x", comment="theirs last")
    return router


def foreign(router: Router) -> dict[str, list[str]]:
    """Everybody else's rows, in order."""
    found = {
        path: [str(held.fields) for held in rows if "theirs" in str(held.fields) or "dynamic" in held.flags]
        for path, rows in router.rows.items()
    }
    return {path: rows for path, rows in found.items() if rows}


def contents(router: Router) -> dict[str, list[tuple[object, ...]]]:
    """All rows, without their order."""
    return {path: sorted(rows, key=str) for path, rows in router.snapshot().items()}


def our_order(router: Router) -> dict[str, list[tuple[object, ...]]]:
    """Our rows of the ordered menus, chain by chain."""
    found = {path: router.snapshot().get(path, []) for path in (FILTER, NAT, GARDEN)}
    mine = {path: [held for held in rows if "theirs" not in str(held)] for path, rows in found.items()}
    return {path: sorted(rows, key=lambda held: str(dict(held).get("chain"))) for path, rows in mine.items()}


@settings(max_examples=150)
@given(routers(), desired())
def test_a_plan_after_its_apply_is_empty_and_touches_nobody_else(router: Router, wanted: list[Row]) -> None:
    before = foreign(router)
    router.apply(planned(wanted, router, resolved=KNOWN))
    again = planned(wanted, router, resolved=KNOWN)
    assert again.changes == ()
    assert again.matched == len(wanted)
    assert foreign(router) == before


@settings(max_examples=100)
@given(routers(), desired(), desired())
def test_without_a_ledger_nothing_is_ever_deleted(
    router: Router, first: list[Row], second: list[Row]
) -> None:
    router.crowded = True
    router.apply(planned(first, router, resolved=KNOWN))
    found = planned(second, router, resolved=KNOWN)
    assert found.counts[Action.DELETE] == 0
    counted = Counter({path: len(rows) for path, rows in router.rows.items()})
    router.apply(found)
    assert all(len(router.rows[path]) >= count for path, count in counted.items())


@settings(max_examples=150)
@given(routers(), desired(), desired())
def test_forward_and_back_is_the_start(router: Router, first: list[Row], second: list[Row]) -> None:
    router.apply(planned(first, router, resolved=KNOWN))
    start, order, others = contents(router), our_order(router), foreign(router)
    router.apply(planned(second, router, first, KNOWN))
    assert planned(second, router, second, KNOWN).changes == ()
    router.apply(planned(first, router, second, KNOWN))
    assert planned(first, router, first, KNOWN).changes == ()
    assert contents(router) == start
    assert our_order(router) == order
    assert foreign(router) == others


@settings(max_examples=100)
@given(routers(), desired())
def test_what_was_applied_and_is_no_longer_wanted_leaves_no_trace(router: Router, wanted: list[Row]) -> None:
    start = contents(router)
    router.apply(planned(wanted, router, [], KNOWN))
    router.apply(planned([], router, wanted, KNOWN))
    assert contents(router) == start


@settings(max_examples=100)
@given(routers(), desired(), desired())
def test_levels_rise_through_the_steps_and_every_field_is_sent_once(
    router: Router, first: list[Row], second: list[Row]
) -> None:
    router.apply(planned(first, router, resolved=KNOWN))
    found = planned(second, router, first, KNOWN)
    sent = steps(found)
    assert [step.level for step in sent] == sorted(step.level for step in sent)
    for at, change in enumerate(found.changes):
        fields = [name for step in sent if step.index == at for name in step.fields]
        extra = {"disabled"} if MENUS[change.menu].born_disabled else set()
        assert set(fields) >= {delta.field for delta in change.deltas}
        assert len(fields) - len({*fields}) <= len(extra)
