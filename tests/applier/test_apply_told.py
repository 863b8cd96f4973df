"""What became of each change, and of the router, is told by what is read after the way back, row by row."""

from __future__ import annotations

import pytest
from apply_lab import (
    HOTSPOT,
    LAST,
    POOL,
    PROFILE,
    ROUTER,
    SCRIPT,
    Lab,
    codes,
    lab,
    refuse,
    words,
)
from test_apply_locks import no_dynamic_rows

from rosgit.model.plan import Outcome, Status

RUN = f"{SCRIPT}/run"
GARDEN, FILTER = "/ip/hotspot/walled-garden", "/ip/firewall/filter"
D, U, X = Outcome.DONE, Outcome.UNDONE, Outcome.UNKNOWN


def pools(one: str, two: str, rate: str = "1M/1M") -> str:
    """Two pools, and a profile that is written after them."""
    rows = "".join(
        f"    {name}: {{ranges: 10.5.{at}.10-10.5.{at}.{last}}}\n"
        for at, (name, last) in enumerate((("one", one), ("two", two)), 1)
        if last
    )
    pool = f"  /ip/pool:\n{rows}" if rows else ""
    return f"{ROUTER}rows:\n{pool}  {PROFILE}: {{day: {{rate-limit: {rate}}}}}\n"


def became(made: Lab, **given: str) -> dict[str, Outcome]:
    report = made.apply(nonce="next", **given)
    assert report.status is Status.PARTIAL, words(report)
    return {each.change.name: each.outcome for each in report.results if each.change.menu == POOL}


def edited(made: Lab) -> None:
    made.router.set(POOL, "one", comment="mine", ranges="10.7.7.7")


def last_refused(made: Lab) -> None:
    made.before(f"{PROFILE}/set", refuse())
    made.before(LAST, refuse())


def test_of_rows_that_were_made_those_that_are_gone_again_are_undone() -> None:
    with lab(pools("19", "19")) as made:
        last_refused(made)
        made.before(RUN, lambda: edited(made))
        assert became(made) == {"one": X, "two": U}


def test_of_rows_that_were_changed_those_that_are_as_before_are_undone() -> None:
    with lab(pools("19", "19")) as made:
        made.apply()
        made.wants(pools("18", "18", "3M/3M"))
        last_refused(made)
        made.before(RUN, lambda: edited(made))
        assert became(made) == {"one": X, "two": U}


def test_what_an_undo_left_is_named_field_by_field_secrets_too() -> None:
    text = (
        ROUTER
        + "rows:\n  /radius: {one: {address: 10.0.0.1, service: hotspot, secret: !secret 'env:ROSGIT'}}\n"
    )
    with lab(text.replace("secret: !secret 'env:ROSGIT'", "timeout: 3s")) as made:
        made.apply()
        made.wants(text + "  /ip/pool: {lobby: {ranges: 10.5.50.10-10.5.50.99}}\n")
        (row,) = made.router.rows("/radius")
        made.before(RUN, lambda: made.router.set("/radius", row[".id"], secret="hers", timeout="7s"))
        made.after("/ip/pool/add", lambda: made.router.remove("/ip/pool", "lobby"))
        report = made.apply(nonce="next")
        assert report.status is Status.PARTIAL, words(report)
        (radius,) = (each for each in report.results if each.change.menu == "/radius")
        assert radius.words == "not as it was before: secret, timeout"


def test_of_rows_that_were_deleted_those_that_are_back_are_undone() -> None:
    with lab(pools("19", "19")) as made:
        made.apply()
        made.wants(pools("", "", "3M/3M"))
        made.after(f"{POOL}/remove", lambda: made.router.remove(PROFILE, "day"))
        made.after(RUN, lambda: edited(made))
        report = made.apply(nonce="next")
        found = {each.change.name: each.outcome for each in report.results if each.change.menu == POOL}
        assert (report.status, found) == (Status.PARTIAL, {"one": X, "two": U}), words(report)


def test_a_row_of_a_stranger_beside_those_that_came_back_is_no_part_of_the_undo() -> None:
    with lab(pools("19", "19")) as made:
        made.apply()
        made.wants(pools("", "").replace("rows:", "rows:\n  /ip/pool: {new: {ranges: 10.5.3.10}}"))
        made.after(f"{POOL}/add", lambda: made.router.remove(POOL, "new"))
        made.before(RUN, lambda: made.router.add(POOL, name="theirs", ranges="10.8.8.8"))
        report = made.apply(nonce="next")
        assert report.status is Status.UNDONE, words(report)
        assert sorted(made.names(POOL)) == ["one", "theirs", "two"]


def garden(more: str = "", rate: str = "1M/1M") -> str:
    rows = f"  {GARDEN}: {{news: {{dst-host: news.example.com{more}}}}}\n"
    return f"{ROUTER}rows:\n{rows}  {PROFILE}: {{day: {{rate-limit: {rate}}}}}\n"


def test_a_row_without_a_name_that_was_edited_before_the_undo_is_left_and_that_is_said() -> None:
    """It is none of those that were there, and none that we made: only the mark of the undo tells of it."""
    with lab(garden()) as made:
        made.after(f"{GARDEN}/add", refuse())
        made.after(f"{PROFILE}/add", refuse())

        def edit() -> None:
            (row,) = made.router.rows(GARDEN)
            made.router.set(GARDEN, row[".id"], dst_host="mine.example.com")

        made.before(RUN, edit)
        report = made.apply()
        assert report.status is Status.PARTIAL, words(report)
        assert 'not taken back: + /ip/hotspot/walled-garden "news"' in words(report)


def test_a_row_that_is_switched_off_after_the_undo_is_put_back_once_more() -> None:
    """A late write, in a menu without secrets: that it is off is no sign of a bare row."""
    with lab(garden()) as made:
        made.apply()
        made.wants(garden(", disabled: yes", "3M/3M"))
        made.before(f"{PROFILE}/set", refuse())

        def late() -> None:
            (row,) = made.router.rows(GARDEN)
            made.router.set(GARDEN, row[".id"], disabled="yes")

        made.after(RUN, late)
        made.apply(nonce="next")
        assert made.log.count(RUN) == 2
        assert [row["disabled"] for row in made.router.rows(GARDEN)] == ["false"]


def test_rows_that_the_router_makes_by_itself_are_no_part_of_an_undo(monkeypatch) -> None:
    with lab(HOTSPOT) as made:
        made.apply()
        made.wants(HOTSPOT + "user-profiles: {day: {rate-limit: 1M/1M}}\n")
        made.before(LAST, refuse())
        made.before(RUN, lambda: no_dynamic_rows(made, monkeypatch))
        report = made.apply(nonce="next")
        assert report.status is Status.UNDONE, words(report)


def rules(names: str, rate: str) -> str:
    rows = "".join(f"    {name}: {{chain: forward, action: accept}}\n" for name in names)
    return f"{ROUTER}rows:\n  {FILTER}:\n{rows}  {PROFILE}: {{day: {{rate-limit: {rate}}}}}\n"


def test_whether_a_moved_rule_is_back_is_not_known_where_another_one_was_edited() -> None:
    with lab(rules("ab", "1M/1M")) as made:
        made.apply()
        made.wants(rules("ba", "3M/3M"))
        made.after(f"{FILTER}/move", lambda: made.router.remove(PROFILE, "day"))
        (edited, _) = (row[".id"] for row in made.router.rows(FILTER))
        made.before(RUN, lambda: made.router.set(FILTER, edited, action="drop"))
        report = made.apply(nonce="next")
        moved = [each.outcome for each in report.results if each.change.menu == FILTER]
        assert (report.status, moved) == (Status.PARTIAL, [X]), words(report)


def test_rules_in_another_order_are_not_as_they_were() -> None:
    with lab(rules("ab", "1M/1M")) as made:
        made.apply()
        made.wants(rules("ab", "3M/3M"))
        made.before(f"{PROFILE}/set", refuse())
        first, second = (row[".id"] for row in made.router.rows(FILTER))
        made.before(RUN, lambda: made.router.move(FILTER, second, first))
        report = made.apply(nonce="next")
        assert (report.status, "undo-incomplete" in codes(report)) == (Status.PARTIAL, True)
        assert f"{FILTER} is not as it was" in words(report)


def test_a_deleted_login_is_named_before_it_is_written_as_one_that_no_undo_brings_back() -> None:
    """Nobody can read its password, and the router takes none without."""
    login = f'{ROUTER}rows:\n  /user: {{noc: {{group: read, password: !secret "env:ROSGIT"}}}}\n'
    with lab(login) as made:
        made.apply()
        made.wants(f"{ROUTER}rows:\n  {PROFILE}: {{day: {{rate-limit: 1M/1M}}}}\n")
        made.after(LAST, lambda: made.router.remove(PROFILE, "day"))
        report = made.apply(nonce="next")
        assert report.plan is not None
        said = [each.summary for each in report.plan.diagnostics if each.code == "not-undoable"]
        assert said == [
            "/user noc: the undo cannot take it back: nobody can read its password, which it needs"
        ]
        assert (report.status, "noc" in made.names("/user")) == (Status.PARTIAL, False)


LOGIN = '/user: {{noc: {{group: {group}, password: !secret "env:ROSGIT"}}}}'


def login(group: str, pool: str = "") -> str:
    return f"{ROUTER}rows:\n  {LOGIN.format(group=group)}\n{pool}"


NEW = "  /ip/pool: {lobby: {ranges: 10.5.50.10-10.5.50.99}}\n"


@pytest.mark.parametrize(
    ("command", "group", "status"),
    [
        ("/user/set", "read", Status.UNDONE),
        ("/user/set", "write", Status.PARTIAL),
        (f"{POOL}/add", "read", Status.UNDONE),
    ],
    ids=["refused alone", "refused beside another field", "never sent"],
)
def test_a_password_nobody_can_read_is_in_doubt_only_where_it_may_have_been_written(
    command: str, group: str, status: Status
) -> None:
    with lab(login("read")) as made:
        made.apply()
        made.wants(login(group, NEW))
        made.before(command, refuse())
        report = made.apply(nonce="next", resend=True)
        assert report.status is status, words(report)
        doubt = "nobody can say which password is there now" in words(report)
        assert doubt is (status is Status.PARTIAL)
