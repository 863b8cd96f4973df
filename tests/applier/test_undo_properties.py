"""Whatever a plan changed, and however far it got, its undo leads back; for rows of others too."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, assume, given, note, settings
from hypothesis import strategies as st
from undo_lab import OURS, WRITTEN, Lab, different, row

from rosgit.differ import steps
from rosgit.model.plan import Plan
from rosgit.model.row import Row

FILTER, NAT, GARDEN = "/ip/firewall/filter", "/ip/firewall/nat", "/ip/hotspot/walled-garden"
some, flag = st.sampled_from, st.booleans()
names = st.lists(some("abc"), unique=True, max_size=3)
slow = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)


@st.composite
def pools(draw: st.DrawFn) -> list[Row]:
    there = draw(names)
    found = []
    for at, name in enumerate(there):
        extra = {"next_pool": draw(some(there[: at + 1]))} if draw(flag) else {}
        if draw(flag):
            extra["comment"] = draw(some(["x", 'y "$z"']))
        found.append(row("/ip/pool", name=name, ranges=f"10.0.{draw(some('12'))}.2-10.0.9.9", **extra))
    return found


@st.composite
def bridges(draw: st.DrawFn) -> list[Row]:
    found = []
    for name in draw(names):
        at = "abc".index(name)
        found.append(row("/interface/bridge", name=f"br-{name}", comment=draw(some("xy"))))
        if draw(flag):
            found.append(row("/interface/bridge/port", bridge=f"br-{name}", interface=f"ether{at + 1}"))
        if draw(flag):
            found.append(
                row("/interface/vlan", name=f"vlan-{name}", interface=f"br-{name}", vlan_id=f"{10 + at}")
            )
        if draw(flag):
            host = draw(some("12"))
            found.append(row("/ip/address", address=f"10.{at}.0.{host}/24", interface=f"br-{name}"))
    return found


@st.composite
def hotspots(draw: st.DrawFn) -> list[Row]:
    found = []
    for name in draw(names):
        at = "abc".index(name)
        profile = draw(some(["default", name]))
        found.append(row("/ip/hotspot", name=name, interface=f"ether{at + 3}", profile=profile))
        action = draw(some(["allow", "deny"]))
        found.append(row(GARDEN, dst_host=f"{draw(some('pq'))}.com", server=name, action=action))
        if profile != "default":
            login = draw(some(["cookie,http-chap", "http-chap", "mac"]))
            extra = {"dns_name": "w.x"} if draw(flag) else {}
            if draw(flag):
                extra |= {"use_radius": "true", "radius_accounting": draw(some(["true", "false"]))}
            found.append(row("/ip/hotspot/profile", name=name, login_by=login, **extra))
    return found


@st.composite
def rules(draw: st.DrawFn, menu: str) -> list[Row]:
    found = []
    for _ in range(draw(st.integers(0, 4))):
        extra = {}
        if draw(flag):
            extra["comment"] = draw(some(["one", "two", "three"]))
        if draw(flag):
            extra["protocol"] = draw(some(["tcp", "udp"]))
        if draw(st.integers(0, 3)) == 0:
            extra["disabled"] = "true"
        chain, action = draw(some(["input", "forward"])), draw(some(["accept", "drop", "passthrough"]))
        found.append(row(menu, chain=chain, action=action, **extra))
    return found


@st.composite
def desired(draw: st.DrawFn) -> list[Row]:
    found = [*draw(pools()), *draw(bridges()), *draw(hotspots()), *draw(rules(FILTER)), *draw(rules(NAT))]
    if draw(flag):
        found.append(row("/system/identity", name=draw(some(["p", 'q "$x"']))))
    if draw(flag):
        found.append(
            row("/ip/dns", allow_remote_requests="true", servers=draw(some(["1.1.1.1", "1.1.1.1,8.8.8.8"])))
        )
    if draw(flag):
        found.append(row("/ip/hotspot/user/profile", name="default", shared_users=draw(some("23"))))
    if draw(flag):
        found.append(row("/ip/service", name="www", disabled="true", address="10.0.0.0/8"))
    return draw(st.permutations(found))


@st.composite
def labs(draw: st.DrawFn) -> Lab:
    """A router with rows of a technician, some of them like ours."""
    lab = Lab()
    lab.router.add("/ip/pool", name="theirs", ranges="10.9.0.2-10.9.0.9")
    for at in range(draw(st.integers(0, 3))):
        action = draw(some(["accept", "drop", "passthrough"]))
        extra = draw(some([{}, {"comment": f"theirs {at}"}, {"comment": "one"}, {"protocol": "tcp"}]))
        lab.router.add(FILTER, chain=draw(some(["input", "forward"])), action=action, **extra)
    if draw(flag):
        lab.router.add("/ip/hotspot", name="theirs", interface="ether2", disabled="no")
    return lab


@st.composite
def cuts(draw: st.DrawFn, wanted: Plan) -> set[int]:
    """The steps that were made when an apply was cut: whole levels, and any part of the next one."""
    levels = [step.level for step in steps(wanted)]
    at = draw(st.integers(0, max(levels, default=-1) + 1))
    part = {number for number, level in enumerate(levels) if level == at and draw(flag)}
    return {number for number, level in enumerate(levels) if level < at} | part


def foreign(lab: Lab) -> list[tuple[str, str]]:
    """The rows of others with their ids: none is made anew."""
    found = [(path, each) for path in WRITTEN if path not in OURS for each in lab.router.rows(path)]
    return [(path, str(each)) for path, each in found if "theirs" in str(each)]


@slow
@given(labs(), desired(), desired(), st.data())
def test_the_undo_of_any_part_of_any_plan_leads_back(
    lab: Lab, first: list[Row], then: list[Row], data: st.DataObject
) -> None:
    lab.apply(lab.plan(first))
    before = lab.state()
    wanted = lab.plan(then, first)
    back = lab.undo(wanted)
    done = data.draw(cuts(wanted), label="done")
    theirs = foreign(lab)
    lab.apply(wanted, done)
    lab.run(back)
    note("\n".join(back.parts))
    assert foreign(lab) == theirs
    assume(not back.not_undoable)
    assert different(before, lab.state()) == []
    assert lab.marks(back) == ()
    for number in range(1, len(back.parts) + 1):
        assert lab.ask("/system/script/run", number=f"rosgit-undo-{number}") == [("!done",)]
    assert different(before, lab.state()) == []
    assert lab.marks(back) == ()
