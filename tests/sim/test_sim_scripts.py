"""Scripts, imports and the scheduler."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sim_raw import trap

from rosgit.menus import MENUS, script
from rosgit.sim import Router, Trap
from rosgit.sim.script_reader import read


def importing(router: Router, ask, text: str) -> list[tuple[str, ...]]:
    router.add("/file", name="x.rsc", contents=text)
    return ask("/import", {"file-name": "x.rsc"})


def test_an_import_runs_the_commands_rosgit_writes(router: Router, ask) -> None:
    text = """\
# rosgit: a remark

/system/identity/set name=kilifi
/interface/bridge/add name=lobby comment="the \\"lobby\\" \\$1 \\C5\\BC"
/ip/hotspot/user/profile/set [find name="default"] rate-limit=5M/5M shared-users=2
/ip/hotspot/user/profile/set [find name="default"] !parent-queue
/ip/service/set www disabled=yes
/ip/hotspot/user/add name=gone
/ip/hotspot/user/remove [find name="gone"]
/ip/hotspot/user/remove [find name="never there"]
/interface/bridge/port/add bridge=lobby interface=ether3
/interface/bridge/port/set [find interface=ether3] pvid=7
"""
    assert importing(router, ask, text) == [("!done",)]
    assert router.rows("/system/identity")[0]["name"] == "kilifi"
    assert router.rows("/interface/bridge")[0]["comment"] == 'the "lobby" $1 ż'
    assert router.rows("/ip/hotspot/user/profile")[0]["shared-users"] == "2"
    assert router.rows("/ip/service")[2]["disabled"] == "true"
    assert [row["name"] for row in router.rows("/ip/hotspot/user")] == ["default-trial"]
    assert router.rows("/interface/bridge/port")[0]["pvid"] == "7"


@pytest.mark.parametrize(
    "line",
    [
        ":put hello",
        ":log info x",
        "/system identity set name=x",
        "/system/identity/set name=x; /user/remove admin",
        "/system/identity/set  name=x",
        "/system/identity/set name=x ",
        " /system/identity/set name=x",
        "/system/identity/set name=$x",
        '/system/identity/set name="$x"',
        '/system/identity/set name="[:put x]',
        "/system/identity/set name=[/ip/pool/get x]",
        "/system/identity/set name=x\\",
        '/system/identity/set name="\\q"',
        '/system/identity/set name="x"y',
        "/system/identity/set name=",
        "/ip/pool/set [find] comment=x",
        "/ip/pool/set [find name=x comment=x",
        "/ip/pool/print",
        "/system/reboot",
    ],
)
def test_any_other_script_is_refused_loudly_with_its_line(router: Router, ask, line: str) -> None:
    message = trap(importing(router, ask, f"# first\n{line}"))
    assert message.endswith("(line 2)")
    assert router.rows("/system/identity")[0]["name"] == "MikroTik"


def test_an_import_stops_at_the_first_failure_and_keeps_what_ran(router: Router, ask) -> None:
    text = "/system/identity/set name=a\n/ip/pool/add name=p ranges=nonsense\n/system/identity/set name=b"
    assert trap(importing(router, ask, text)) == "invalid value for argument ranges (line 2)"
    assert router.rows("/system/identity")[0]["name"] == "a"


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=60))
def test_any_text_that_rosgit_quotes_is_read_back(text: str) -> None:
    line = read(f"/system/identity/set name={script.quote(text)}")
    assert (line.path, line.verb, line.words) == ("/system/identity", "set", {"name": text})


@given(
    st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=20),
    st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=20),
)
def test_a_row_is_found_by_what_rosgit_writes(name: str, comment: str) -> None:
    router = Router()
    menu = MENUS["/ip/pool"]
    router.add(
        "/file",
        name="x",
        contents="\n".join(
            [
                script.add(menu, {"name": name, "ranges": "10.0.0.2"}),
                script.change(menu, {"comment": comment}, where={"name": name}),
            ]
        ),
    )
    router._by_hand("/", "import", {"file-name": "x"})
    (row,) = router.rows("/ip/pool")
    assert (row["name"], row["comment"]) == (name, comment)


def test_a_script_row_runs_with_its_own_policies(router: Router, ask) -> None:
    source = "/system/identity/set name=ran"
    ask("/system/script/add", {"name": "can", "policy": "read,write", "source": source})
    ask("/system/script/add", {"name": "cannot", "policy": "read", "source": source})
    assert trap(ask("/system/script/run", {"number": "cannot"})) == "not enough permissions (9) (line 1)"
    assert router.rows("/system/identity")[0]["name"] == "MikroTik"
    assert ask("/system/script/run", {"number": "can"}) == [("!done",)]
    assert router.rows("/system/identity")[0]["name"] == "ran"
    assert trap(ask("/system/script/run", {"number": "can"}, user="viewer")) == "not enough permissions (9)"


def test_a_bootstrap_makes_a_certificate_and_says_its_fingerprint(router: Router, ask) -> None:
    text = """\
/certificate/add name=rosgit common-name=kilifi
/certificate/sign [find name="rosgit"]
/ip/service/set api-ssl certificate=rosgit disabled=no
:put [/certificate/get [find name="rosgit"] fingerprint]
"""
    assert importing(router, ask, text) == [("!done",)]
    (certificate,) = router.rows("/certificate")
    assert router.log[-1]["message"] == certificate["fingerprint"]
    assert len(certificate["fingerprint"]) == 64
    assert router.rows("/ip/service")[7]["certificate"] == "rosgit"


def test_an_import_of_no_file_is_refused(ask) -> None:
    assert trap(ask("/import", {"file-name": "gone.rsc"}))


# -- the scheduler


def names(router: Router) -> str:
    return router.rows("/system/identity")[0]["name"]


def test_a_scheduler_row_runs_each_time_its_interval_has_passed() -> None:
    router = Router()
    router.add("/system/scheduler", name="t", interval="10s", on_event="/system/identity/set name=ran")
    router.tick(9.5)
    assert names(router) == "MikroTik"
    router.tick(1)
    assert names(router) == "ran"
    router.tick(25)
    assert router.rows("/system/scheduler")[0]["run-count"] == "3"


def test_a_scheduler_row_can_name_a_script_and_remove_itself() -> None:
    router = Router()
    source = '/system/identity/set name=once\n/system/scheduler/remove [find name="t"]'
    router.add("/system/script", name="job", source=source)
    router.add("/system/scheduler", name="t", interval="5s", on_event="job")
    router.tick(60)
    assert names(router) == "once"
    assert router.rows("/system/scheduler") == ()


def test_a_wall_clock_that_jumps_moves_no_job() -> None:
    router = Router()
    router.add("/system/scheduler", name="t", interval="10s", on_event="/system/identity/set name=ran")
    router.set("/system/clock", date="2035-01-01")
    router.tick(0)
    assert names(router) == "MikroTik"


@pytest.mark.parametrize("why", ["disabled", "device-mode"])
def test_a_job_that_may_not_run_does_not(why: str) -> None:
    router = Router(device_mode={"scheduler": "no"} if why == "device-mode" else None)
    event = "/system/identity/set name=ran"
    disabled = "yes" if why == "disabled" else "no"
    router.add("/system/scheduler", name="t", interval="1s", on_event=event, disabled=disabled)
    router.tick(5)
    assert names(router) == "MikroTik"


def test_a_job_that_fails_says_so_in_the_log_and_runs_again() -> None:
    router = Router()
    router.add("/system/scheduler", name="t", interval="1s", on_event=":error x")
    router.tick(2)
    assert [line["topics"] for line in router.rows("/log")] == ["script,error", "script,error"]


@pytest.mark.parametrize(("interval", "runs"), [("0s", "1"), ("1h", "0")])
def test_startup_jobs_run_at_a_start_unless_they_have_an_interval(interval: str, runs: str) -> None:
    router = Router()
    router.add("/system/scheduler", name="t", start_time="startup", interval=interval, on_event="# nothing")
    router.restart()
    assert router.rows("/system/scheduler")[0]["run-count"] == runs


def test_a_remark_alone_does_nothing() -> None:
    router = Router()
    before = router.rows("/system/identity")
    router.add("/system/script", name="ledger", source="# rosgit ledger\n# H4sIAAAA")
    router._by_hand("/system/script", "run", {"number": "ledger"})
    assert router.rows("/system/identity") == before
    with pytest.raises(Trap):
        router._by_hand("/system/script", "run", {"number": "gone"})


SLOW = """\
/system/identity/set name=first
/ip/pool/add name=p ranges=10.0.0.2
"""


def twice(router: Router) -> None:
    router.add("/system/script", name="job", source=SLOW)
    router.add("/system/scheduler", name="t", interval="10s", on_event="job")


def test_a_script_that_is_slower_than_its_tick_runs_beside_itself(router: Router) -> None:
    twice(router)
    seen: list[str] = []

    def pause() -> None:
        seen.append(router.identity)
        if len(seen) == 2:  # before the second command of the first run
            router.tick(10)

    router.between = pause
    router.tick(10)
    assert seen == ["MikroTik", "first", "first", "first"]
    assert router.uptime == 20


def test_a_restart_between_two_commands_ends_a_script(router: Router) -> None:
    twice(router)
    seen: list[str] = []

    def restart() -> None:
        seen.append(router.identity)
        if len(seen) == 2:
            router.restart()

    router.between = restart
    router.tick(15)
    assert router.identity == "first"
    assert router.rows("/ip/pool") == ()
    assert router.uptime == 0
