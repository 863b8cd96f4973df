from __future__ import annotations

import pytest

from rosgit.model.codes import CODES
from rosgit.model.diagnostic import Diagnostic, Severity, errors
from rosgit.model.span import Span
from rosgit.rules.guards_force import FORCEABLE, NEVER, cannot_force, overridden

PLACE = Span("sites/cafe.yaml", 3)


@pytest.mark.parametrize("code", FORCEABLE)
def test_a_forced_error_becomes_a_warning_that_says_so(code: str) -> None:
    (found,) = overridden([Diagnostic(code, "no", "way out", PLACE)], frozenset({code}))
    assert found.severity is Severity.WARNING
    assert f"--force {code}" in found.detail
    assert found.detail.endswith("way out")
    assert (found.code, found.summary, found.span) == (code, "no", PLACE)


@pytest.mark.parametrize("code", NEVER)
def test_what_must_not_be_forced_stays_an_error(code: str) -> None:
    found = Diagnostic(code, "no")
    assert overridden([found], frozenset({code})) == (found,)
    assert errors(overridden([found], frozenset(CODES)))


@pytest.mark.parametrize("code", ["wrong-router", "connection-changed", "ledger-newer"])
def test_the_wrong_router_an_unreviewed_connection_and_a_newer_ledger_are_never_forced(code: str) -> None:
    assert code not in FORCEABLE


def test_other_codes_and_mere_warnings_are_left_alone() -> None:
    found = (Diagnostic("lock-out", "no"), Diagnostic("shadowed", "no", severity=Severity.WARNING))
    assert overridden(found, frozenset({"too-many-deletes", "shadowed"})) == found


def test_a_code_is_either_forceable_or_not() -> None:
    assert not FORCEABLE.keys() & NEVER.keys()
    assert {*FORCEABLE, *NEVER} <= CODES.keys()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("wrong-router", "another router"),
        ("cannot-clear", "cannot be overridden"),
        ("lockout", "no such code"),
    ],
)
def test_forcing_what_cannot_be_forced_is_told_before_anything_is_read(code: str, words: str) -> None:
    (found,) = cannot_force([code, "lock-out", code])
    assert found.code == "cannot-force"
    assert words in found.summary
    assert "lock-out" in found.detail
