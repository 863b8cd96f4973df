"""``status``, ``forget`` and ``unlock`` through the whole command line."""

from __future__ import annotations

import json

import pytest
from test_cli_main_job import CAFE
from test_cli_not_ours import NEWER

from cli_project import Project, Ran
from cli_secrets import SECRET
from rosgit.sim import Faults


@pytest.fixture
def cafe(project):
    project.write({"cafe.yaml": CAFE})
    return project.serve()["cafe"]


def ours(router) -> list[str]:
    names = [row["name"] for menu in ("/system/script", "/system/scheduler") for row in router.rows(menu)]
    return [name for name in names if name.startswith("rosgit-")]


def test_a_site_never_applied_says_so(project, cafe):
    assert "never applied" in project.run("status", code=2).out


def test_after_an_apply_status_shows_its_time_and_digest_and_that_all_is_well(project, cafe):
    project.run("apply", "--yes", code=0)
    told = json.loads(project.run("status", "--format", "json", code=0).out)[0]
    assert told["status"] == ["in sync"]
    assert told["time"].endswith("Z")
    assert told["digest"]
    assert ours(cafe) == ["rosgit-ledger-1-1"]


def test_a_change_on_the_router_is_drift_and_a_change_in_git_is_behind(project, cafe):
    project.run("apply", "--yes", code=0)
    cafe.set("/ip/hotspot/user/profile", "day-pass", rate_limit="50M/50M")
    assert "drifted" in project.run("status", code=2).out
    project.run("apply", "--yes", code=0)
    project.write({"cafe.yaml": CAFE.replace("shared-users: 1", "shared-users: 2")})
    assert "behind" in project.run("status", code=2).out


def test_a_row_taken_out_of_the_site_is_deleted_once_there_is_a_ledger(project, cafe):
    project.run("apply", "--yes", code=0)
    project.write({"cafe.yaml": CAFE.replace('      shop: {host: "*.example.com"}\n', "")})
    made = project.run("plan", code=0)
    assert '- /ip/hotspot/walled-garden "lobby/shop"' in made.out
    project.run("apply", "--yes", code=0)
    assert not any(row.get("comment") == "lobby/shop" for row in cafe.rows("/ip/hotspot/walled-garden"))


def test_forget_takes_everything_of_ours_away_but_the_configuration(project, cafe):
    project.run("apply", "--yes", code=0)
    pools = cafe.rows("/ip/pool")
    made = project.run("forget", "--yes", code=0).out
    assert "cafe: forgotten, 1 of our own rows read as gone; 21 rows that were applied stay" in made
    assert "cafe: rosgit kept nothing here" in project.run("forget", "--yes", code=0).out
    for verb in ("forget", "unlock"):
        told = json.loads(project.run(verb, "--yes", "--format", "json", code=0).out)
        assert told["reports"][0]["status"] == "nothing to do"
        assert told["summary"]["counts"] == {"nothing to do": 1}
    assert ours(cafe) == []
    assert cafe.rows("/ip/pool") == pools
    assert "never applied" in project.run("status", code=2).out


NEAR = ("rosgit-ledger-backup", "rosgit-undo-notes", "rosgit-undo-0", "rosgit-ledger-01-1", "rosgit-mark-2")


def test_scripts_whose_names_only_begin_like_ours_are_nobodys_but_their_owners(project, cafe):
    for name in NEAR:
        cafe.add("/system/script", name=name, source="# mine")
    project.run("apply", "--yes", code=0)
    project.run("forget", "--yes", code=0)
    assert sorted(ours(cafe)) == sorted(NEAR)


def test_forget_without_yes_and_without_a_terminal_is_refused(project, cafe):
    project.run("apply", "--yes", code=0)
    project.run("forget", code=3)
    assert ours(cafe)


def died(project, monkeypatch) -> None:
    """An apply that was cut in the middle, its lock and undo left on the router."""

    def die(seconds: float) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("rosgit.applier.settings.sleep", die)
        project.run("apply", "--yes", code=130)


def test_an_apply_that_died_holds_the_lock_until_it_is_undone(project, cafe, monkeypatch):
    died(project, monkeypatch)
    assert "rosgit-undo" in ours(cafe)
    assert "locked" in project.run("status", code=2).out
    assert "lock-held" in project.run("apply", "--yes", code=3).out
    assert "cafe: undone, and the lock is gone" in project.run("unlock", "--yes", code=5).out
    assert cafe.rows("/ip/hotspot") == ()
    assert "cafe: no lock is there" in project.run("unlock", "--yes", code=0).out
    project.run("apply", "--yes", code=0)
    assert ours(cafe) == ["rosgit-ledger-1-1"]


def test_drift_compares_with_what_was_applied_and_not_with_the_site(project, cafe):
    assert "never-applied" in project.run("drift", code=3).out
    project.run("apply", "--yes", code=0)
    project.write({"cafe.yaml": CAFE.replace("shared-users: 1", "shared-users: 2")})
    assert "in sync" in project.run("drift", code=0).out
    cafe.set("/ip/hotspot/user/profile", "day-pass", rate_limit="50M/50M")
    made = project.run("drift", code=2)
    assert "drift" in made.out
    assert "rate-limit: 50M/50M -> 5M/5M" in made.out


WRONG = {
    "ledger-broken": lambda cafe: cafe.set(
        "/system/script", "rosgit-ledger-1-1", source="# rosgit-ledger 1 {}"
    ),
    "ledger-newer": lambda cafe: cafe.add("/system/script", name="rosgit-ledger-9-1", source=NEWER),
    "ledger-other-board": lambda cafe: setattr(cafe, "serial", "SWAPPED"),
    "ledger-missing": lambda _: None,
}


@pytest.mark.parametrize("code", WRONG)
def test_drift_says_why_it_cannot_tell(project, cafe, code):
    if code != "ledger-missing":
        project.run("apply", "--yes", code=0)
    WRONG[code](cafe)
    made = project.run("drift", code=3)
    assert code in made.out or code == "ledger-missing"
    assert "drift     " not in made.out
    assert ("never-applied" in made.out) is (code != "ledger-newer")


def test_a_ledger_that_is_broken_beside_a_whole_one_leaves_doubt(project, cafe):
    project.run("apply", "--yes", code=0)
    cafe.add("/system/script", name="rosgit-ledger-2-1", source="# rosgit-ledger 1 {}")
    assert "ledger-broken" in project.run("drift", code=2).out


def test_drift_on_another_router_than_the_sites_blames_nobody(project, cafe):
    project.run("apply", "--yes", code=0)
    cafe.set("/ip/hotspot/user/profile", "day-pass", rate_limit="50M/50M")
    project.write({"cafe.yaml": CAFE.replace("router: {", "router: {serial: OTHER, ")})
    made = project.run("drift", code=3).out
    assert "wrong-router" in made
    assert "50M" not in made


def test_drift_under_a_lock_says_that_an_apply_is_there_and_blames_nobody(project, cafe, monkeypatch):
    project.run("apply", "--yes", code=0)
    project.write({"cafe.yaml": CAFE.replace("10.5.50.0/24", "10.6.50.0/24")})
    died(project, monkeypatch)
    made = project.run("drift", code=3).out
    assert "lock-held" in made
    assert "10.6.50" not in made


@pytest.mark.parametrize(("verb", "code"), [("drift", 0), ("unlock", 0), ("forget", 0)])
def test_what_needs_a_ledger_only_needs_neither_secrets_nor_rows_without_a_mistake(project, cafe, verb, code):
    project.run("apply", "--yes", code=0)
    project.write({"cafe.yaml": CAFE.replace("rate-limit: 5M/5M", "rate-limit: nonsense") + "nonsense: 1\n"})
    project.environ = {**project.environ, "ROSGIT_SECRET": ""}
    project.run("plan", code=1)
    project.run(verb, *(["--yes"] if verb != "drift" else []), code=code)
    project.write({"cafe.yaml": CAFE.replace("router: {", "router: {seriall: X, ")})
    project.run(verb, *(["--yes"] if verb != "drift" else []), code=1)


def test_drift_shows_no_lines_of_files_that_have_moved_since(project, cafe):
    project.run("apply", "--yes", code=0)
    (row,) = [row for row in cafe.rows("/ip/hotspot/walled-garden") if row.get("comment") == "lobby/shop"]
    cafe.remove("/ip/hotspot/walled-garden", row[".id"])
    project.write({"cafe.yaml": "# one\n# two\n" + CAFE})
    made = project.run("drift", code=2).out
    assert "lost-row" in made
    assert "  | " not in made


def anywhere(project, *more: str, code: int) -> Ran:
    """``rosgit drift`` in an empty folder, without any tree."""
    server = project.servers["cafe"]
    empty = project.folder / "empty"
    empty.mkdir(exist_ok=True)
    bare = {name: text for name, text in project.environ.items() if name in ("ROSGIT", "NO_COLOR")}
    at = f"rosgit@{server.host}:{server.tls_port}"
    found = ("--router", at, "--password", "env:ROSGIT", "--fingerprint", f"sha256:{server.fingerprint}")
    return Project(empty, bare).run("drift", *(more or found), code=code)


def test_without_a_checkout_drift_takes_the_site_from_the_ledger(project, cafe):
    anywhere(project, code=3)
    project.run("apply", "--yes", code=0)
    assert "cafe: in sync" in anywhere(project, code=0).out
    plain = ("--router", f"rosgit@127.0.0.1:{project.servers['cafe'].port}", "--password", "env:ROSGIT")
    assert "cafe: in sync" in anywhere(project, *plain, code=0).out
    cafe.set("/ip/hotspot/user/profile", "day-pass", rate_limit="50M/50M")
    made = anywhere(project, code=2).out
    assert "rate-limit: 50M/50M -> 5M/5M" in made
    assert SECRET not in made


@pytest.mark.parametrize(
    ("words", "arguments"),
    [
        ("never what it is", ["--router", "a@127.0.0.1", "--password", "pl4nted"]),
        ("--fingerprint", ["--router", "a@10.88.0.17", "--password", "env:ROSGIT"]),
        ("USER@HOST", ["--router", "10.88.0.17", "--password", "env:ROSGIT"]),
        ("belong together", ["--router", "a@127.0.0.1"]),
        ("is no port", ["--router", "a@[::1]:99999", "--password", "env:ROSGIT"]),
        ("no site", ["cafe", "--router", "a@127.0.0.1", "--password", "env:ROSGIT"]),
        ("fingerprint", ["--router", "a@127.0.0.1", "--password", "env:ROSGIT", "--fingerprint", "x"]),
    ],
)
def test_a_router_without_a_site_has_to_be_named_whole(project, cafe, words, arguments):
    made = anywhere(project, *arguments, code=64)
    assert words in made.err
    assert "pl4nted" not in made.err


def another_site(project, cafe) -> None:
    (project.folder / "sites" / "cafe.yaml").rename(project.folder / "sites" / "bar.yaml")
    places = project.folder / "targets.json"
    places.write_text(json.dumps({"bar": json.loads(places.read_text())["cafe"]}))


def another_router(project, cafe) -> None:
    project.write({"cafe.yaml": CAFE.replace("router: {", "router: {serial: OTHER, ")})


def no_hotspots(project, cafe) -> None:
    cafe.device_mode = {**cafe.device_mode, "hotspot": "no"}


@pytest.mark.parametrize(
    ("happens", "words", "verb"),
    [
        (another_site, ["ledger of another site"], "plan bar"),
        (another_router, ["another router"], "doctor cafe"),
        (lambda _, cafe: WRONG["ledger-other-board"](cafe), ["another board"], "doctor cafe"),
        (lambda _, cafe: WRONG["ledger-newer"](cafe), ["newer ledger"], "plan cafe"),
        (lambda _, cafe: WRONG["ledger-broken"](cafe), ["broken ledger", "never applied"], "plan cafe"),
        (lambda project, _: project.servers["cafe"].stop(), ["unreachable"], "doctor cafe"),
        (lambda _, cafe: cafe.set("/user", "rosgit", password="other"), ["login refused"], "doctor cafe"),
        (no_hotspots, ["errors"], "plan cafe"),
    ],
)
def test_status_says_in_words_what_is_wrong_and_what_to_run_next(project, cafe, happens, words, verb):
    project.run("apply", "--yes", code=0)
    happens(project, cafe)
    unread = words[0] in ("unreachable", "login refused")
    made = project.run("status", code=1 if unread else 2).out
    assert ", ".join(words) in made
    assert f"next: rosgit {verb}\n" in made
    (told,) = json.loads(project.run("status", "--format", "json").out)
    assert told["status"] == words
    assert told["applied"] is (None if unread else words[-1] != "never applied")
    assert told["reachable"] is (words != ["unreachable"])


def test_a_fleets_status_says_which_router_has_no_ledger(project):
    project.write({"cafe.yaml": CAFE, "twin.yaml": CAFE.replace("127.0.0.1", "127.0.0.2")})
    project.serve()
    made = project.run("status", code=2).out
    assert all(
        f"info[ledger-missing]: the router holds no ledger\n --> {name}\n" in made
        for name in ("cafe", "twin")
    )


def test_a_router_that_was_in_sync_before_us_is_told_that_its_ledger_was_written(project, cafe):
    project.run("apply", "--yes", code=0)
    project.run("forget", "--yes", code=0)
    made = project.run("apply", "--yes", code=0).out
    assert "in sync. ledger written." in made
    assert "nothing written" not in made
    cafe.add("/system/script", name="rosgit-undo-1", source="# left")
    assert "tidied away" in project.run("apply", "--yes", code=0).out
    assert "nothing written" in project.run("apply", "--yes", code=0).out


def cut_at(project, cafe, monkeypatch, word: str, *, refuse: bool) -> None:
    """Let the connection break when a command was carried out, and maybe nobody get in afterwards."""
    run, server = cafe._run, project.servers["cafe"]

    def cutting(session, command):
        done = run(session, command)
        if f"{command.path}/{command.verb}" == word:
            monkeypatch.setattr(cafe, "_run", run)
            server.faults = Faults(refuse_login="invalid user name or password (6)" if refuse else None)
            server.cut()
        return done

    monkeypatch.setattr(cafe, "_run", cutting)


WORDS = {"forget": "/system/script/remove", "unlock": "/system/script/run"}


@pytest.mark.parametrize(
    ("verb", "code", "said"),
    [
        ("forget", 0, "read as gone"),
        ("forget", 6, "it cannot be said what the router has now"),
        ("unlock", 5, "undone, and the lock is gone"),
        ("unlock", 6, "it cannot be said what the router has now"),
    ],
)
def test_a_connection_lost_after_the_first_write_is_judged_by_what_is_read_then(
    project, cafe, monkeypatch, verb, code, said
):
    if verb == "unlock":
        died(project, monkeypatch)
    else:
        project.run("apply", "--yes", code=0)
    cut_at(project, cafe, monkeypatch, WORDS[verb], refuse=code == 6)
    made = project.run(verb, "--yes", code=code)
    assert said in made.out
    assert "nothing written" not in made.out
    assert ("unknown: cafe: it cannot be said" in made.err) is (code == 6)
