"""A secret planted in every place where one can stand comes out nowhere, on good days and on bad ones."""

from __future__ import annotations

import functools
import logging
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
import secrets_days as days
import secrets_faults as faults
from secrets_lab import Lab, command_of, lab, secret_field, voices
from secrets_planted import PLANTED, Finder, forms, planted
from secrets_tree import SITES, STRANGERS

from rosgit.cli.main import COMMANDS
from rosgit.intents.language import SITE
from rosgit.intents.words import Block, Labels, One, Word
from rosgit.menus import MENUS
from rosgit.model.secret import Secret, SecretRef
from rosgit.model.tree import Tree
from rosgit.workflow import compiled, references

FINDER = Finder()

CHAPTERS: Mapping[str, Callable[[Lab], None]] = {
    each.__name__: each
    for each in (
        days.offline, days.told_in_plain, days.weak_key, days.first_day, days.another_day,
        days.strangers, days.unseen, days.watched, days.spare,
        days.rehearsal, days.by_a_ca, days.on_purpose, faults.refused, faults.refused_change,
        faults.talkative, faults.wrong_password, faults.cut, faults.killed, faults.bugs, faults.missing,
        faults.odd, faults.tampered, faults.in_the_clear, faults.taken_for_sites,
    )
}  # fmt: skip


@dataclass(frozen=True)
class Played:
    """What a chapter ran, and where which planted text came out."""

    ran: frozenset[tuple[str, ...]]
    leaks: tuple[str, ...]
    files: Mapping[str, tuple[int, frozenset[str]]]


def play(chapter: Callable[[Lab], None]) -> Played:
    """Run a chapter, and look at everything that came out."""
    with lab() as made:
        chapter(made)
        leaks = {f"{where}: {name}" for where, text in made.everything() for name in FINDER.found(text)}
        files = {
            str(path.relative_to(made.folder)): (
                stat.S_IMODE(path.stat().st_mode),
                FINDER.found(path.read_text(encoding="utf-8")),
            )
            for path in made.purpose
        }
    return Played(frozenset(made.ran), tuple(sorted(leaks)), files)


@functools.cache
def played(name: str) -> Played:
    """A chapter, run once."""
    return play(CHAPTERS[name])


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_planted_text_comes_out(chapter):
    leaks = played(chapter).leaks
    assert not leaks, "\n".join(leaks[:20])


# -- it is the whole of rosgit that is played


def test_every_command_is_played_in_every_voice_it_has():
    ran = [set(line) for name in CHAPTERS for line in played(name).ran if "--help" not in line]
    silent = [
        (name, *voice)
        for name in COMMANDS
        for voice in voices(name)
        if not any({name, *voice} <= line for line in ran)
    ]
    assert silent == []


def desired() -> Iterator[tuple[str, str]]:
    """Menu and field of every secret the sites ask for."""
    tree = Tree({name: text.encode() for name, text in SITES.items()})
    for site in compiled(tree).sites:
        yield from (
            (row.menu, name)
            for row in site.rows
            for name, value in row.fields.items()
            if isinstance(value, SecretRef)
        )


def test_every_secret_field_of_every_menu_is_planted():
    known = {
        (path, name) for path, menu in MENUS.items() for name, each in menu.fields.items() if each.secret
    }
    assert known == set(desired())


def test_a_field_that_is_called_like_a_secret_is_one():
    stems = ("passw", "passphrase", "secret", "pwd", "token", "psk", "private-key")
    switches = {"always-allow-password-login", "password-authentication"}  # of /ip/ssh: yes or no
    fields = [(path, name) for path, menu in MENUS.items() for name in menu.fields if name not in switches]
    assert [
        each for each in fields if any(stem in each[1] for stem in stems) and not secret_field(*each)
    ] == []


def secret_words(word: Word, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where a site can say a secret that is no field of a menu."""
    match word:
        case Block():
            for name, below in word.words.items():
                yield from secret_words(below, (*path, name))
        case Labels():
            yield from secret_words(word.of, (*path, "*"))
        case One() if word.secret and word.field is None:
            yield path


def test_the_only_secret_word_beside_the_fields_of_menus_is_planted_too():
    assert list(secret_words(SITE)) == [("router", "password")]


def test_every_kind_of_reference_is_planted():
    tree = Tree({name: text.encode() for name, text in SITES.items()})
    kinds = {(ref.scheme, ref.key is not None) for site in compiled(tree).sites for ref in references(site)}
    assert kinds == {("env", False), ("env", True), ("file", False), ("file", True)}


# -- where secrets are written on purpose


@pytest.mark.parametrize("purpose", days.ON_PURPOSE, ids=lambda each: each.arguments[0])
def test_what_writes_secrets_on_purpose_says_so_and_keeps_the_file_to_its_owner(purpose):
    (option,) = (each for each in command_of(purpose.arguments[0]).params if purpose.option in each.opts)
    assert any(word in (getattr(option, "help", None) or "") for word in ("secrets", "password"))
    mode, found = played("on_purpose").files[purpose.file]
    assert mode == 0o600
    assert {name.removesuffix(" (plain)") for name in found if name.endswith(" (plain)")} == purpose.holds


ONTO_THE_WIRE = {("plan", "--resend-secrets"), ("apply", "--resend-secrets")}
"""Options that speak of secrets and print none: what they send goes to the router."""


def test_every_option_that_speaks_of_secrets_is_known_and_played():
    options = {
        (name, option)
        for name in COMMANDS
        for each in command_of(name).params
        for option in each.opts
        if "secret" in option
    }
    known = ONTO_THE_WIRE | {(each.arguments[0], each.option) for each in days.ON_PURPOSE}
    assert options == {each for each in known if "secret" in each[1]}
    ran = [set(line) for name in CHAPTERS for line in played(name).ran]
    assert [each for each in sorted(known) if not any(set(each) <= line for line in ran)] == []


# -- the run notices


@pytest.mark.parametrize("form", dict(forms(planted("anything"))))
def test_a_planted_text_is_found_in_every_form(form):
    assert FINDER.found(f"before{dict(forms(PLANTED['anything']))[form]}after")


def test_a_piece_of_a_planted_text_is_found_and_other_text_is_not():
    text = planted("a piece")
    assert FINDER.found("x" * 3 + text[2:13].upper() + "y")
    assert not FINDER.found(text[:7] + " nothing else of it")
    assert not FINDER.found(" ".join(COMMANDS.values()))


def logged(patch: pytest.MonkeyPatch) -> None:
    """Somebody logs what is sent."""
    from rosgit.device import Sentence

    encoded = Sentence.encoded

    def log(self: Sentence, tag: str | None = None) -> bytes:
        logging.getLogger("librouteros").debug("<--- %r", encoded(self, tag))
        return encoded(self, tag)

    patch.setattr(Sentence, "encoded", log)


def revealed(patch: pytest.MonkeyPatch) -> None:
    """A secret shows itself."""
    patch.setattr(Secret, "__repr__", Secret.reveal)


def quoted(patch: pytest.MonkeyPatch) -> None:
    """What a router quotes is passed on."""
    patch.setattr("rosgit.model.masking.masked", lambda text, _: text)


def unsealed(patch: pytest.MonkeyPatch) -> None:
    """A ledger keeps secrets in the place of what is sealed."""
    from rosgit.ledger.seal import Sealer
    from rosgit.model.secret import Sealed

    def seal(self: Sealer, menu: str, field: str, secret: Secret) -> Sealed:
        return Sealed(secret.reveal().encode().hex()[:32], self.key_id)

    patch.setattr(Sealer, "seal", seal)


@pytest.mark.parametrize(
    ("broken", "chapter", "where"),
    [
        (logged, days.watched, "a log record of librouteros"),
        (revealed, faults.bugs, "stderr of rosgit apply new"),
        (quoted, faults.refused_change, "file events-2.ndjson"),
        (unsealed, days.watched, "sentences to new"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_broken_rosgit_is_noticed(broken, chapter, where):
    with pytest.MonkeyPatch.context() as patch:
        broken(patch)
        leaks = play(chapter).leaks
    assert any(leak.startswith(where) for leak in leaks), leaks[:5]


def test_strangers_have_secrets_in_every_place_where_a_router_keeps_them():
    assert {"radius", "user", "profile", "admin", "script", "job"} <= set(STRANGERS)
