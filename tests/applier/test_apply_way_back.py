"""On the way back: a second undo for what came late, secrets put back by hand, and what is left to others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from apply_lab import (
    FIRST,
    LAST,
    PASSWORD,
    POOL,
    PROFILE,
    ROUTER,
    ROWS,
    SCRIPT,
    THEIRS,
    Act,
    Lab,
    codes,
    lab,
    outcomes,
    refuse,
    source_of,
    stranger,
    twin,
    words,
)

from rosgit.applier.back_secrets import secrets_back
from rosgit.ledger.codec import encode
from rosgit.model.plan import Action, Cause, Change, Outcome, Plan, Status
from rosgit.model.row import Ledger, Live, Observed
from rosgit.model.secret import Secret

LOCK, RUN = f"{SCRIPT}/add", f"{SCRIPT}/run"
AGAIN = 5
"""The lock that is taken on the way back, among the scripts an apply adds: after lock, mark, part, ledger."""
USER = "/ip/hotspot/user"
ANNA = ROUTER + 'rows:\n  /ip/hotspot/user: {anna: {password: !secret "env:ROSGIT"}}\n'
NEW = "  /ip/pool: {lobby: {ranges: 10.5.50.10-10.5.50.99}}\n"
"""One more row, which is gone again when it is looked for: then everything is taken back."""


def refused_at_last(made: Lab) -> None:
    made.before(LAST, refuse())


def applied_by_another(made: Lab) -> None:
    """Somebody else has applied and was proven: his ledger is there."""
    for part in encode(Ledger("cafe", (), 9, "c9", "2030-01-01", "d9")):
        made.router.add(SCRIPT, name=part.name, source=part.source, comment=part.comment)


# -- once more


CHANGED = ROWS.replace("1M/1M", "3M/3M").replace("50.99", "50.77")
LOBBY = {"name": "lobby", "ranges": "10.5.50.10-10.5.50.99", "comment": "lobby"}


def comes_late(made: Lab) -> None:
    """The first row is written when the undo has already run."""
    refused_at_last(made)
    made.after(
        RUN, lambda: made.router.add(POOL, name="lobby", ranges="10.5.50.10-10.5.50.99", comment="lobby")
    )


def test_what_arrives_after_the_undo_is_undone_as_well() -> None:
    with lab() as made:
        comes_late(made)
        report = made.apply()
        assert (report.status, made.names(POOL)) == (Status.UNDONE, []), words(report)
        assert made.log.count(RUN) == 2
        assert made.left() == ["rosgit-mark"]


def test_a_second_undo_that_does_not_end_is_tried_again() -> None:
    with lab() as made:
        comes_late(made)
        made.before(RUN, refuse("failure: busy"), 2)
        report = made.apply()
        assert (report.status, made.names(POOL)) == (Status.UNDONE, []), words(report)


@pytest.mark.parametrize("comes", [stranger, applied_by_another], ids=["lock", "ledger"])
def test_where_somebody_else_has_come_there_is_no_second_undo(comes: Callable[[Lab], None]) -> None:
    with lab() as made:
        comes_late(made)
        made.before(LOCK, lambda: comes(made), AGAIN)
        report = made.apply()
        assert (report.status, outcomes(report)[0]) == (Status.PARTIAL, Outcome.UNKNOWN), words(report)
        assert (made.log.count(RUN), made.names(POOL)) == (1, ["lobby"])
        theirs = comes is stranger
        assert ("rosgit-undo" in made.left(), bool(made.ledgers())) == (theirs, not theirs)
        assert not theirs or source_of(made, "rosgit-undo") == THEIRS


def test_what_somebody_who_came_after_the_undo_needs_is_not_tidied_away() -> None:
    with lab() as made:
        made.apply()
        made.wants(CHANGED)
        made.before(f"{PROFILE}/set", refuse())
        made.after(RUN, lambda: applied_by_another(made))
        report = made.apply(nonce="next")
        assert report.status is Status.UNDONE
        assert made.ledgers() == ["rosgit-ledger-1-1", "rosgit-ledger-9-1"]


def test_what_somebody_changes_in_another_menu_is_no_reason_for_a_second_undo() -> None:
    with lab() as made:
        made.apply()
        made.wants(ROWS.replace("1M/1M", "3M/3M"))
        made.before(f"{PROFILE}/set", refuse())
        made.before(RUN, lambda: made.router.set(POOL, "lobby", ranges="10.1.1.1-10.1.1.9"))
        made.apply(nonce="next")
        assert made.log.count(RUN) == 1


def test_an_undo_that_the_router_would_not_run_is_not_taken_for_one_that_ran() -> None:
    """Though nothing was written, and all is as it was."""
    with lab() as made:
        made.before(FIRST, refuse())
        made.before(RUN, refuse("failure: busy"))
        assert made.apply().status is Status.UNDONE
        assert (made.log.count(RUN), made.left(), made.ledgers()) == (2, ["rosgit-mark"], [])


def test_a_ledger_that_a_power_cut_brings_back_into_a_running_undo_leaves_it_unknown() -> None:
    with lab() as made:
        refused_at_last(made)
        name, kept = "rosgit-ledger-1-1", []
        made.before(RUN, lambda: kept.append(source_of(made, name)))

        def half() -> None:
            made.router.add(SCRIPT, name=name, source=kept[0])
            made.router.set(SCRIPT, "rosgit-mark", comment="undoing")

        made.after(RUN, half)
        report = made.apply()
        assert (report.status, "the undo is running" in words(report)) == (Status.UNKNOWN, True)
        assert made.ledgers() == [name]


def test_what_an_undo_did_not_get_to_tidy_up_is_tidied_up_and_its_mark_stays() -> None:
    with lab() as made:
        refused_at_last(made)
        made.after(RUN, lambda: made.router.add(SCRIPT, name="rosgit-undo-4", source="# old"))
        assert made.apply().status is Status.UNDONE
        assert made.left() == ["rosgit-mark"]


# -- secrets


def changed(made: Lab) -> None:
    """The user's password is another one on the router, the apply sets ours, and is taken back."""
    made.apply()
    made.router.set(USER, "anna", password="0ld")
    vanishing(made, ANNA + NEW)


def deleted(made: Lab) -> None:
    """The user is deleted, and that is taken back."""
    made.apply()
    vanishing(made, ROUTER + "rows:\n" + NEW)


def deleted_while_off(made: Lab) -> None:
    made.apply()
    made.router.set(USER, "anna", disabled="yes")
    vanishing(made, ROUTER + "rows:\n" + NEW)


def vanishing(made: Lab, text: str) -> None:
    made.wants(text)
    made.after(FIRST, lambda: made.router.remove(POOL, "lobby"))


def anna(made: Lab) -> tuple[str, str]:
    """Her password, and whether she is switched off."""
    (row,) = (each for each in made.router.rows(USER) if each["name"] == "anna")
    return row.get("password", ""), row["disabled"]


OURS = PASSWORD.reveal()


@pytest.mark.parametrize(
    ("cause", "then"),
    [(changed, ("0ld", "false")), (deleted, (OURS, "false")), (deleted_while_off, (OURS, "true"))],
)
def test_secrets_are_what_they_were_after_rosgit_has_undone(
    cause: Callable[[Lab], None], then: tuple[str, str]
) -> None:
    with lab(ANNA) as made:
        cause(made)
        report = made.apply(nonce="next")
        assert (report.status, anna(made)) == (Status.UNDONE, then), words(report)
        assert (made.left(), made.log.count(RUN)) == (["rosgit-mark"], 1)


def her_own(made: Lab) -> Act:
    return lambda: made.router.set(USER, "anna", password="7heirs")


@pytest.mark.parametrize("when", ["before the undo", "before ours is put back"])
def test_a_secret_that_somebody_set_meanwhile_is_left(when: str) -> None:
    with lab(ANNA) as made:
        changed(made)
        command, nth = (RUN, 1) if when == "before the undo" else (LOCK, AGAIN)
        made.before(command, her_own(made), nth)
        report = made.apply(nonce="next")
        assert (report.status, anna(made)) == (Status.PARTIAL, ("7heirs", "false"))
        assert f"{USER} is not as it was" in words(report)
        hers = next(each for each in report.results if each.change.menu == USER)
        assert hers.outcome is Outcome.UNKNOWN


RADIUS = """\
rows:
  /radius: {one: {address: 10.0.0.1, service: hotspot, secret: !secret "env:ROSGIT"}}
"""


def test_a_row_that_shows_an_empty_secret_is_bare_as_well() -> None:
    with lab(ROUTER + RADIUS) as made:
        made.apply()
        vanishing(made, ROUTER + "rows:\n" + NEW)
        report = made.apply(nonce="next")
        assert report.status is Status.UNDONE, words(report)
        assert [(row["secret"], row["disabled"]) for row in made.router.rows("/radius")] == [(OURS, "false")]


def test_where_two_rows_could_be_the_one_that_came_back_neither_gets_the_secret() -> None:
    with lab(ROUTER + RADIUS) as made:
        made.apply()
        vanishing(made, ROUTER + "rows:\n" + NEW)

        def like_it() -> None:
            (row,) = made.router.rows("/radius")
            same = {
                name.replace("-", "_"): row[name] for name in ("address", "service", "comment", "disabled")
            }
            made.router.add("/radius", **same)

        made.before(LOCK, like_it, AGAIN)
        report = made.apply(nonce="next")
        assert report.status is Status.PARTIAL, words(report)
        assert [row.get("secret", "") for row in made.router.rows("/radius")] == ["", ""]


def named(made: Lab) -> Act:
    return lambda: made.router.set(USER, "anna", comment="vip")


def test_a_secret_that_somebody_gave_a_row_that_came_back_bare_is_left() -> None:
    with lab(ANNA) as made:
        deleted(made)
        made.before(LOCK, her_own(made), AGAIN)
        report = made.apply(nonce="next")
        assert (report.status, anna(made)) == (Status.PARTIAL, ("7heirs", "true"))


def test_a_row_that_came_back_bare_is_known_by_its_name_whatever_else_was_edited_then() -> None:
    with lab(ANNA) as made:
        deleted(made)
        made.before(LOCK, named(made), AGAIN)
        report = made.apply(nonce="next")
        assert (report.status, anna(made)) == (Status.PARTIAL, (OURS, "false"))
        assert [row["comment"] for row in made.router.rows(USER) if row["name"] == "anna"] == ["vip"]


def test_a_row_of_somebody_else_never_gets_the_secret_of_one_that_did_not_come_back() -> None:
    """It was there before the apply, off and without a secret, and says the same as ours."""
    said = {"address": "10.0.0.1", "service": "hotspot", "disabled": "true"}
    ours = Live("/radius", "*1", {**said, "disabled": "false"}, secrets={"secret": PASSWORD})
    theirs, made_anew = (Live("/radius", each, said, secrets={"secret": Secret("")}) for each in ("*2", "*3"))
    plan = Plan("cafe", (Change(Action.DELETE, "/radius", "one", Cause.GIT, live=ours),))
    before = Observed({"/radius": (ours, theirs)})

    def back(*rows: Live) -> list[str]:
        return [
            dict(each.words)[".id"] for each in secrets_back(plan, before, Observed({"/radius": rows}), {})
        ]

    assert back(theirs, made_anew) == ["*3"]
    assert back(theirs) == back(ours, theirs) == []


def test_a_row_that_was_off_and_had_no_secret_comes_back_as_it_was_and_is_not_set() -> None:
    """Its menu shows an empty one, before and after: there is nothing to put back."""
    text = RADIUS.replace('secret: !secret "env:ROSGIT"', "disabled: yes")
    with lab(ROUTER + text) as made:
        made.apply()
        vanishing(made, ROUTER + "rows:\n" + NEW)
        made.log.clear()
        assert made.apply(nonce="next").status is Status.UNDONE
        assert "/radius/set" not in made.log


RIVALS: dict[str, Callable[[Lab], None]] = {
    "has the lock": lambda made: made.before(LOCK, lambda: stranger(made), AGAIN),
    "takes it beside us": lambda made: made.after(LOCK, lambda: twin(made), AGAIN),
    "has applied": lambda made: made.before(LOCK, lambda: applied_by_another(made), AGAIN),
}


@pytest.mark.parametrize("comes", RIVALS.values(), ids=RIVALS)
def test_no_secret_is_put_back_where_somebody_else(comes: Callable[[Lab], None]) -> None:
    with lab(ANNA) as made:
        changed(made)
        comes(made)
        report = made.apply(nonce="next")
        assert (report.status, anna(made)) == (Status.PARTIAL, (OURS, "false"))
        locks = [row["source"] for row in made.router.rows(SCRIPT) if row["name"] == "rosgit-undo"]
        assert locks in ([], [THEIRS])


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_return_of_secrets_that_was_cut_is_begun_again(when: str) -> None:
    with lab(ANNA) as made:
        changed(made)
        getattr(made, when)(LOCK, made.lose, AGAIN)
        report = made.apply(nonce="next")
        assert (report.status, anna(made)) == (Status.UNDONE, ("0ld", "false")), words(report)
        assert made.left() == ["rosgit-mark"]


def test_a_lock_that_only_kept_others_away_undoes_nothing_and_says_so() -> None:
    with lab(ANNA) as made:
        changed(made)
        made.after(LOCK, made.away, AGAIN)

        def pause(seconds: float) -> None:
            if made.server.faults.refuse_login is None:  # the time after that has yet to come
                made.pause(seconds)

        assert made.apply(nonce="next", pause=pause).status is Status.UNKNOWN
        made.calm()
        held = made.apply(nonce="after")
        assert (held.status, "no undo is armed, its time is over in" in words(held)) == (Status.REFUSED, True)
        made.router.tick(80)
        report = made.apply(nonce="last")
        assert "what it had written stays" in words(report)
        assert report.status is Status.PROVEN
        assert anna(made) == (OURS, "false")


# -- when to look, and what to say


def test_an_interrupt_on_the_way_back_looks_once_and_leaves_the_rest_to_the_router() -> None:
    with lab() as made:

        def leave() -> None:
            made.stopped = True
            made.away()

        made.after(FIRST, leave)
        report = made.apply()
        assert (report.status, "the router undoes by itself in" in words(report)) == (Status.UNKNOWN, True)
        assert len(made.server.connections) == 3  # to write, to prove, to go back


def test_a_way_back_that_is_cut_is_begun_again_at_once() -> None:
    with lab() as made:
        refused_at_last(made)
        made.before(RUN, made.lose_next)
        made.after(RUN, made.hooks.clear)
        report = made.apply()
        assert (report.status, made.router.uptime < 1000 + 60) == (Status.UNDONE, True)


def test_an_undo_that_began_and_was_cut_is_run_at_the_last_look() -> None:
    """Its tick is gone, so nobody else will."""
    with lab() as made:

        def half() -> None:
            made.router.set(SCRIPT, "rosgit-mark", comment="undoing")
            made.router.remove("/system/scheduler", "rosgit-tick")
            made.lose()

        made.after(LAST, half)
        report = made.apply()
        assert (report.status, made.names(POOL)) == (Status.UNDONE, []), words(report)
        assert made.log.count(RUN) == 1


def test_an_edit_of_a_row_that_was_put_back_is_named_with_the_field() -> None:
    with lab() as made:
        made.apply()
        made.wants(CHANGED)
        made.before(f"{PROFILE}/set", refuse())
        made.before(RUN, lambda: made.router.set(POOL, "lobby", ranges="10.1.1.1-10.1.1.9"))
        report = made.apply(nonce="next")
        assert (report.status, codes(report)) == (Status.PARTIAL, ["write-refused", "undo-incomplete"])
        assert "not taken back: ~ /ip/pool lobby ranges" in words(report)


@pytest.mark.parametrize(
    ("menu", "more"),
    [(SCRIPT, "source: ':log info hi'"), ("/system/scheduler", "on-event: hi, interval: 1h")],
)
def test_a_deleted_script_or_job_with_policies_of_its_own_comes_back_with_them(menu: str, more: str) -> None:
    with lab(f'{ROUTER}rows:\n  {menu}: {{hello: {{{more}, policy: "read,ftp,reboot"}}}}\n') as made:
        made.apply()
        vanishing(made, ROUTER + "rows:\n" + NEW)
        report = made.apply(nonce="next")
        assert report.status is Status.UNDONE, words(report)
        (row,) = (each for each in made.router.rows(menu) if each["name"] == "hello")
        assert sorted(row["policy"].split(",")) == ["ftp", "read", "reboot"]


def test_a_row_that_tells_a_secret_in_a_plain_field_is_in_no_script_and_that_is_said_before() -> None:
    with lab(ANNA + NEW) as made:
        made.apply()
        made.router.set(POOL, "lobby", comment=f"ask for {OURS}")
        made.wants(ANNA)
        scripts: list[str] = []
        made.before(
            f"{POOL}/remove", lambda: scripts.extend(row["source"] for row in made.router.rows(SCRIPT))
        )
        report = made.apply(nonce="next")
        assert (report.status, len(scripts) >= 3) == (Status.PROVEN, True)
        assert not any(OURS in source for source in scripts)
        assert "no script may" in words(report)
