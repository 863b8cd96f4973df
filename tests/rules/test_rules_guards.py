from __future__ import annotations

from guards_router import Case, find

from rosgit.model.path import Guest
from rosgit.rules.guards import may_we_apply
from rosgit.rules.guards_share import Limits


def test_every_guard_of_a_plan_speaks_at_once() -> None:
    case = Case().edited(
        lambda rows: rows["/ip/firewall/filter"].pop(1),
        lambda rows: rows["/ip/firewall/address-list"].clear(),
        lambda rows: find(rows, "/ip/hotspot", name="lobby").update(disabled="true"),
    )
    path = case.path(safe_mode={"enabled": "true", "owner": "anna"}, sessions=(Guest("lobby"),) * 3)
    found = may_we_apply(case.site, case.plan(), path, limits=Limits(10, 0), sessions_below=3)
    assert [each.code for each in found] == [
        "safe-mode-held",
        "lock-out",
        "too-many-deletes",
        "too-many-updates",
        "too-many-guests",
    ]


def test_a_small_harmless_plan_passes_and_guests_count_only_when_asked() -> None:
    case = Case().edited(lambda rows: find(rows, "/ip/hotspot", name="lobby").update(disabled="true"))
    path = case.path(sessions=(Guest("lobby"),) * 3)
    assert may_we_apply(case.site, case.plan(), path) == ()
    assert len(may_we_apply(case.site, case.plan(), path, sessions_below=3)) == 1
