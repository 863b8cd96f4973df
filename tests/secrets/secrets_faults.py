"""Bad days: refusals that quote the secret, cuts, secrets that cannot be used, bugs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from secrets_lab import Lab, answering, saying
from secrets_planted import PLANTED, SEGMENT, planted
from secrets_tree import NEW, PASSWORDS, STRANGERS, environ, keys, write_keys

from rosgit.device import Deadline, Device, Sentence
from rosgit.menus.script import quote
from rosgit.sim.connection import Cut
from rosgit.sim.sentence import Command, Reply, trapped
from rosgit.sim.texts import Trap

# -- a router that quotes what it refuses

QUOTES: Mapping[str, Callable[[str], str]] = {
    "as it is": lambda text: f"invalid value {text} for argument",
    "escaped": lambda text: f"failure: {quote(text)} is not allowed",
    "as Python would": lambda text: f"bad value {text!r}",
    "cut off": lambda text: f"invalid value {text[: SEGMENT + 6]}...",
    "the end of it": lambda text: f"unexpected end after ...{text[-SEGMENT - 4 :]}",
}


def quoting(text: str) -> str:
    """A text in all these ways, one after the other: a router that says all of it is played once."""
    # far enough from each other that none is hidden for what stands beside it
    return "; and in another way it was refused so: ".join(each(text) for each in QUOTES.values())


ANSWERS: Mapping[str, Callable[[str], list[Reply]]] = {
    "refuses": lambda words: trapped(Trap(words, 1)),
    "hangs up": lambda words: [("!fatal", words)],
    "says what nobody knows": lambda words: [(f"!{words}",)],
}


def refused(lab: Lab) -> None:
    """Writes of secrets are refused, in words that quote them; what was written is undone."""
    lab.serve()
    for skip, answer in enumerate(ANSWERS.values()):
        for again in (skip, skip + 2):
            with answering(lab.new, lambda text, say=answer: say(quoting(text)), skip=again):
                lab("apply", "new", "--yes", "-v", "--events", f"events-{again}.ndjson", code=5)
        lab("status", "new")
        lab("unlock", "new", "--yes", "-v")


def refused_change(lab: Lab) -> None:
    """Secrets are changed, a later write is refused, and the old secrets are put back - or refused too."""
    lab.serve()
    lab("apply", "--yes", code=0)
    lab.new.set("/ip/hotspot/user", "till", password=STRANGERS["drift"])
    lab.rotate()
    for skip in (2, 4):
        with answering(lab.new, lambda text: trapped(Trap(f"no {text!r}")), skip=skip):
            lab("apply", "new", "--yes", "-v", "--events", f"events-{skip}.ndjson")
        lab.aloud("status", "new")
        lab("unlock", "new", "--yes", "-v")
    lab("apply", "new", "--yes")


def wrong_password(lab: Lab) -> None:
    """The router does not know our password, and quotes it."""
    lab.serve()
    lab("apply", "--yes", code=0)
    lab.new.set("/user", "rosgit", password=STRANGERS["admin"])
    asking = ("plan", "verify", "drift", "doctor", "status", "apply --yes", "unlock --yes", "forget --yes")
    for looking in asking:
        lab.aloud(*looking.split())
    for answer in ANSWERS.values():
        with answering(lab.new, lambda text, say=answer: say(quoting(text)), login=True):
            for looking in ("plan", "doctor", "status", "apply --yes"):
                lab(*looking.split(), "new", "-v")
            lab("probe", "new", "--yes-this-is-a-spare-router", code=1)


READS = ("print", "getall")
ASKED: Mapping[str, tuple[Callable[[Command], bool], tuple[str, ...]]] = {
    "to show our rows": (lambda it: it.verb in READS and it.path == "/radius", ("plan", "verify", "drift")),
    "what it is": (lambda it: it.verb in READS and it.path == "/system/license", ("plan", "apply --yes")),
    "how it does": (lambda it: it.verb in READS and it.path == "/system/clock", ("doctor",)),
    "to be armed": (lambda it: it.verb == "add" and it.path == "/system/script", ("apply --yes",)),
    "for a change": (lambda it: it.verb == "set" and it.path == "/radius", ("apply --yes",)),
    "to let a row go": (lambda it: it.verb == "remove" and it.path == "/radius", ("apply --yes",)),
    "for a new row, and to undo that": (
        lambda it: it.verb == "run" or (it.verb == "add" and it.path == "/ip/pool"),
        ("apply --yes",),
    ),
    "to forget us": (lambda it: it.verb == "remove" and it.path == "/system/script", ("forget --yes",)),
}
"""What a router may be asked, and commands that ask it."""


def talkative(lab: Lab) -> None:
    """Whatever it is asked, a router quotes secrets it was told at another time, or that it showed itself."""
    other = NEW.replace("rows:\n", "rows:\n  /ip/pool:\n    more: {ranges: 10.9.9.2-10.9.9.9}\n")
    lab.serve()
    lab("apply", "--yes", code=0)
    lab.rotate()
    lab.project.write({"new.yaml": other.replace("  /radius:\n    spare: {", "  /radius:\n    spared: {")})
    ours = f"{PASSWORDS['new']} {quote(environ(2)['LAB_RADIUS'])}"
    shown = f"{ours} {PLANTED['user till 1']!r}"
    for when, commands in ASKED.values():
        words = ours if commands == ("doctor",) else shown
        for replies in (trapped(Trap(words)), [("!fatal", ours)], [(f"!{ours}",)]):
            for command in commands[: None if replies[0][0] == "!trap" else 1]:
                with saying(lab.new, when, replies):
                    lab(*command.split(), "new", "-v")
        lab("unlock", "new", "--yes")
    with saying(lab.new, lambda it: it.verb in ("add", "set"), trapped(Trap(ours))):
        lab("probe", "new", "--yes-this-is-a-spare-router", "--format", "json")


def _silent(text: str) -> list[Reply]:
    raise Cut


def _half(text: str) -> list[Reply]:
    raise Cut(f"\x0b!trap=message={text}".encode()[:30])


def _rubbish(text: str) -> list[Reply]:
    raise Cut(f"HTTP/1.1 400 {text}".encode())


def cut(lab: Lab) -> None:
    """The line is cut at sentences with a secret; somebody else finds the lock."""
    lab.serve()
    for skip, answer in ((0, _silent), (2, _half), (4, _rubbish)):
        with answering(lab.new, answer, skip=skip):
            lab("apply", "new", "--yes", "-v", "--events", f"events-{skip}.ndjson")
        lab.aloud("status", "new")
        lab.aloud("plan", "new")
        lab("unlock", "new", "--yes", "-v")
    lab("apply", "new", "--yes", "--lock-timeout", "200", "-v")


def killed(lab: Lab) -> None:
    """An apply dies while it waits, or when it has just sent secrets; then its lock and its undo."""
    lab.serve()
    lab("apply", "--yes", code=0)
    lab.rotate()
    for die in (_dies_waiting, _dies_writing):
        with lab.patch.context() as patch:
            die(lab, patch)
            lab("apply", "new", "--yes", "-v", "--events", f"{die.__name__}.ndjson", code=130)
        lab.aloud("status", "new", code=2)
        lab.aloud("plan", "new")
        lab("apply", "new", "--yes", "-v", code=3)
        lab("forget", "new", "--yes", code=3)
        lab("unlock", "new", "--yes", "-v", code=5)
    lab.aloud("status", "new", code=2)


def _dies_waiting(lab: Lab, patch: pytest.MonkeyPatch) -> None:
    def wait(seconds: float) -> None:
        raise KeyboardInterrupt

    patch.setattr("rosgit.applier.settings.sleep", wait)


def _dies_writing(lab: Lab, patch: pytest.MonkeyPatch) -> None:
    flight = Device.flight

    def fly(
        self: Device, sentences: Iterable[Sentence], deadline: Deadline, *, stop_on_trap: bool = False
    ) -> tuple[object, ...]:
        sent = tuple(sentences)
        made = flight(self, sent, deadline, stop_on_trap=stop_on_trap)
        if any(each.secrets for each in sent):
            raise KeyboardInterrupt
        return made

    patch.setattr(Device, "flight", fly)


BUGGY = (
    "rosgit.applier.write.sentence",
    "rosgit.applier.write.refusal",
    "rosgit.device.device.Device.flight",
    "rosgit.run.plan",
    "rosgit.run.seal_rows",
    "rosgit.views.snapshot.snapshot_json",
    "rosgit.views.report.reports_text",
)
"""Functions that are given secrets, or rows with secrets in them."""


class BugError(Exception):
    """Nobody expects it."""


def bugs(lab: Lab) -> None:
    """A bug whose words hold all that a function was given comes out of an apply as a traceback."""
    lab.serve()
    lab("apply", "--yes", code=0)
    lab.new.set("/ip/hotspot/user", "till", password=STRANGERS["drift"])
    for menu in ("/system/script", "/system/scheduler"):
        lab.new.remove(menu, "theirs")  # a bug may quote them: they are no secrets of ours
    lab.rotate()

    def bug(*given: object, **named: object) -> None:
        raise BugError(f"a bug with {given!r} {named!r}")

    for place in BUGGY:
        with lab.patch.context() as patch:
            patch.setattr(place, bug)
            try:
                made = lab("apply", "new", "--yes", "-v")
            except BugError:
                pass  # one that is not a site's
            else:
                assert made.code
                assert "BugError: a bug with" in made.err
        lab("unlock", "new", "--yes")


# -- secrets that cannot be used


def missing(lab: Lab) -> None:
    """A secret is not there, or its file is not what it should be, others' secrets beside it."""
    lab.serve()
    told = lab.project.environ
    for name in environ():
        lab.forget_variable(name)
        _unusable(lab)
        if name == "LAB_ROUTERS":
            lab("sim", "--state", "state-of-nobody", code=1)
        lab.project.environ = told
    beside = planted("what stands in a file that is wrong", ("-", "-"))
    for text in (
        f"{beside}\n",
        f'{{"scanner": "{beside}',
        f'{{"scanner": ["{beside}"], "old": "x"}}',
        f"scanner={beside}\nscanner={beside}\n",
        f"={beside}\n",
        f"{beside}\0" * 2,
        f"{beside}\n" * 3000,
        f"scanner={beside}\0\n",
    ):
        write_keys(lab.folder, {"keys/otp.json": text})
        _unusable(lab)
    (lab.folder / "sites" / "keys" / "otp.json").write_bytes(beside.encode() + b"\xff")
    _unusable(lab)
    (lab.folder / "sites" / "keys" / "otp.json").unlink()
    _unusable(lab)
    write_keys(lab.folder, keys(), mode=0o644)
    lab.aloud("plan", code=0)


def _unusable(lab: Lab) -> None:
    for command in ("plan", "apply --yes -v"):
        lab(*command.split())
    lab("plan", "--format", "json")
    lab("render", "new", "--with-secrets", "--out", "never.rsc")
    lab("bootstrap", "new", "--network", "10.0.0.0/24", "--with-secrets", "--out", "never.rsc")
    (lab.folder / "never.rsc").unlink(missing_ok=True)


def odd(lab: Lab) -> None:
    """Secrets with control characters, of other bytes, and far too long ones."""
    lab.serve()
    for text in (
        planted("with control characters", ("\x1b[31m", "\r\n\x07")),
        planted("with other bytes", ("\udcff", "\udc80")),
        planted("far too long") * 900,
        planted("longer than a word may be") * 25_000,
    ):
        lab.project.environ = {**lab.project.environ, "LAB_RADIUS": text}
        _odd(lab)
    half = json.dumps({"spare": planted("with half a letter", ("\ud800", "-"))})
    lab.project.environ = {**lab.project.environ, **environ(), "LAB_JSON": half}
    _odd(lab)


def _odd(lab: Lab) -> None:
    lab("plan", "new")
    lab("apply", "new", "--yes", "-v", "--events", "events.ndjson")
    lab("status", "new", "-v")
    lab("unlock", "new", "--yes")


def tampered(lab: Lab) -> None:
    """A plan file that somebody changed, or that is stale; a file of secrets in its place."""
    lab.serve()
    lab("plan", "new", "--out", "new.plan", code=0)
    path = lab.folder / "new.plan"
    whole = json.loads(path.read_text())
    lab.rotate()
    for text in (json.dumps({**whole, "digest": "0" * 64}), json.dumps({**whole, "rows": "0" * 64}),
                 json.dumps({**whole, "changes": whole["changes"][:2]}), path.read_text()[:-40]):  # fmt: skip
        path.write_text(text)
        lab("apply", "--plan", "new.plan", "-v", "--events", "events.ndjson")
    for name in keys():
        lab("apply", "--plan", f"sites/{name}", code=1)
        lab("plan", "--targets", f"sites/{name}", code=1)


# -- secrets in YAML


def in_the_clear(lab: Lab) -> None:
    """Somebody wrote secrets into the site itself: where they belong, where they do not, misspelt."""
    text = planted("a secret in YAML", ("-", "_"))
    bad = {
        "password": NEW.replace('!secret "env:LAB_ROUTERS#{{ site }}"', text),
        "quoted": NEW.replace('!secret "env:LAB_RADIUS"', f'"{text}"'),
        "tagged": NEW.replace('!secret "env:LAB_RADIUS"', f'!secret "{text}"'),
        "scheme": NEW.replace('!secret "env:LAB_RADIUS"', f'!secret "env:{text}"'),
        "other": NEW.replace('!secret "env:LAB_RADIUS"', f'!secret "vault:{text}"'),
        "bare": NEW.replace('!secret "env:LAB_RADIUS"', f"!secret {text}"),
        "raw": NEW.replace('!secret "env:LAB_RADIUS"', f"!raw {text}"),
        "list": NEW.replace('!secret "env:LAB_RADIUS"', f"[{text}]"),
        "map": NEW.replace('!secret "env:LAB_RADIUS"', f"{{env: {text}}}"),
        "tag": NEW.replace('!secret "env:LAB_RADIUS"', f'!secert "{text}"'),
        "open": NEW.replace('!secret "env:LAB_RADIUS"', f'"{text}'),
        "block": NEW + f"  /radius:\n    more:\n      secret: |\n        {text}\n      address: x\n",
        "template": NEW.replace('!secret "env:LAB_RADIUS"', f'"{{{{ \'{text}\' }}}}"'),
        "misspelt": NEW.replace("secret: !secret \"env:LAB_RADIUS\"", f"secrte: {text}"),
        "twice": NEW.replace('!secret "env:LAB_HELPER"', f'!secret "env:LAB_HELPER", password: {text}'),
        "unknown": NEW.replace("rows:\n", f"rows:\n  /ppp/secret:\n    one: {{name: x, password: {text}}}\n"),
    }  # fmt: skip
    for name, site in bad.items():
        lab.project.write({f"{name}.yaml": site})
        lab.aloud("validate", name, code=1)
        lab("show", name)
        lab("plan", name)
        lab("render", name)
    lab.purpose |= {lab.folder / "sites" / f"{name}.yaml" for name in bad}


def taken_for_sites(lab: Lab) -> None:
    """Files of secrets that are called as sites are: the tree is read, and they are no sites."""
    moved = {name.replace(".txt", "").replace(".json", "") + ".yaml": text for name, text in keys().items()}
    moved["keys/colons.yaml"] = moved["keys/users.yaml"].replace("=", ": ", 4)
    write_keys(lab.folder, moved)
    site = NEW.replace("users.txt", "users.yaml").replace("keys/mac", "keys/mac.yaml")
    lab.project.write(
        {
            "new.yaml": site.replace("otp.json", "otp.yaml").replace(
                '"env:LAB_HELPER"', '"file:keys/colons.yaml#x"'
            )
        }
    )
    for name in ("validate", "plan", "status"):
        lab.aloud(name)
    lab("validate", *(Path(name).stem for name in moved))
