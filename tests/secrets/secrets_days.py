"""Good days: every command among planted secrets, in every voice it has."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

from secrets_lab import Lab, Terminal
from secrets_planted import PLANTED, planted
from secrets_tree import NEW, PASSWORDS, STRANGERS, environ, keys, write_keys

from rosgit.cli.main import COMMANDS
from rosgit.menus.script import quote
from rosgit.probe import QUESTIONS


def offline(lab: Lab) -> None:
    """What needs no router."""
    lab("--help", code=0)
    for name in COMMANDS:
        lab(name, "--help", code=0)
    lab.aloud("validate", code=0)
    for site in ("new", "old"):
        lab.aloud("show", site, code=0)
        lab.aloud("render", site, code=0)
        lab("bootstrap", site, "--network", "10.0.0.0/24", code=0)
    lab("show", "new", "--against", "old", code=0)
    lab("show", "new", "--against", "old", "--format", "json", code=0)
    lab("render", "new", "--out", "plain.rsc", code=0)
    lab("bootstrap", "new", "--network", "10.0.0.0/24", "--out", "plain-boot.rsc", code=0)
    lab("schema", code=0)


def first_day(lab: Lab) -> None:
    """From fresh routers to proven ones, and everything that looks at them."""
    lab.serve()
    lab.aloud("plan")
    lab.aloud("status")
    lab.aloud("verify")
    lab("plan", "new", "--out", "new.plan", "--base", "sites", "--detailed-exitcode", "-v", code=2)
    lab("apply", "--plan", "new.plan", "--events", "events.ndjson", "-v", code=0)
    lab("apply", "old", "--yes", "--events", "-", "--format", "json", code=0)
    for looking in ("plan", "verify", "drift", "doctor", "status", "apply --yes"):
        lab.aloud(*looking.split())
    lab("trust", "new", code=0)
    lab("unlock", "--yes", "-v", code=0)


def another_day(lab: Lab) -> None:
    """Secrets changed by hand, in git, and taken out; a row with one goes."""
    lab.project.write({"new.yaml": NEW.replace("users:\n", "users:\n  " + _GONE, 1)})
    lab.serve()
    lab("apply", "--yes", code=0)
    router = lab.new
    router.set("/ip/hotspot/user", "clerk", password=STRANGERS["clerk"])
    router.set("/radius", router.rows("/radius")[-1][".id"], secret=STRANGERS["drift"])
    for looking in ("plan", "verify", "drift", "status"):
        lab.aloud(*looking.split())
    lab.rotate()
    lab.project.write({"new.yaml": NEW.replace(', mac-auth-password: !secret "file:keys/mac"', "")})
    lab.aloud("plan", "new")
    lab("plan", "new", "--out", "new.plan", code=0)
    lab.aloud("drift")
    lab("apply", "--yes", "-v", "--events", "events.ndjson")
    lab.aloud("verify")
    lab.aloud("forget", "--yes")


_GONE = 'gone: {profile: day-pass, password: !secret "file:keys/users.txt#gone"}\n'


def strangers(lab: Lab) -> None:
    """Rows that are another's and look like ours; a row of ours that was lost beside one."""
    lab.serve()
    router = lab.new
    router.add("/ip/hotspot/user", name="clerk", password=STRANGERS["clerk"])
    router.add("/radius", address="10.0.0.10", secret=STRANGERS["lost"], comment="core")
    lab.aloud("plan", "new")
    lab("apply", "new", "--yes", "-v", code=3)
    lab("apply", "new", "--yes", "--adopt", "all", "-v", code=0)
    row = next(row for row in router.rows("/radius") if row.get("comment") == "core")
    router.remove("/radius", row[".id"])
    router.add("/radius", address="10.0.0.10", secret=STRANGERS["twin"])
    lab.aloud("plan", "new")
    lab.aloud("verify", "new")
    lab("apply", "new", "--yes", "-v", code=3)


def told_in_plain(lab: Lab) -> None:
    """Somebody wrote secrets of ours into a comment, a script and the identity of a router."""
    text = "  /system/script:\n    ours: {name: ours, source: ':put ok'}\n"
    lab.project.write({"new.yaml": NEW.replace("  /user:\n", text + "  /user:\n")})
    lab.serve()
    lab("apply", "--yes", code=0)
    ours = f"{PLANTED['user till 1']} and {environ()['LAB_RADIUS']}"
    lab.new.set("/ip/hotspot/user", "till", comment=f"his is {PLANTED['user till 1']}", disabled="yes")
    lab.new.set("/system/script", "ours", source=f":put {quote(ours)}\n:put ok")
    lab.new.set("/system/identity", None, name=PASSWORDS["new"])
    for looking in ("plan", "verify", "drift", "status"):
        lab.aloud(looking, "new")
    made = lab("plan", "new", code=0)
    assert made.out.count("the undo cannot take it back: a plain field of the row holds a secret") == 2
    lab("apply", "new", "--yes", "-v", "--events", "events.ndjson", code=0)
    lab.new.set("/system/script", "ours", source=f":put {quote(ours)}\n:put ok")
    lab.project.write({"new.yaml": NEW.replace("  till: {", "  # till: {")})
    lab.aloud("plan", "new")
    lab("apply", "new", "--yes", "-v", code=0)
    lab.new.set("/system/identity", None, name="MikroTik")


def weak_key(lab: Lab) -> None:
    """The key of the fleet's ledgers is too short to seal with."""
    lab.project.environ = {**lab.project.environ, LEDGER_KEY: planted("a ledger key")[:20]}
    lab.serve()
    lab.aloud("plan")
    lab.aloud("apply", "--yes")


LEDGER_KEY = "ROSGIT_LEDGER_KEY"


def unseen(lab: Lab) -> None:
    """Our user may not read secrets: they are sealed under the fleet's key and told apart."""
    lab.project.environ = {**lab.project.environ, LEDGER_KEY: planted("the ledger key of the fleet")}
    lab.serve()
    for router in lab.routers.values():
        router.add("/user/group", name="blind", policy="api,read,write,policy,test,reboot")
        router.set("/user", "rosgit", group="blind")
    lab("apply", "--yes", "-v")
    lab.aloud("plan")
    lab.rotate()
    lab.aloud("plan")
    lab("plan", "new", "--out", "new.plan")
    lab("apply", "--yes", "-v", "--events", "events.ndjson")
    lab.aloud("verify")
    lab.aloud("drift")
    lab("plan", "--resend-secrets", "-v")
    lab("apply", "--yes", "--resend-secrets", "-v", "--events", "events.ndjson")


def watched(lab: Lab) -> None:
    """On a terminal: colours, a board that is drawn again and again, and a question."""
    lab.project.stream = Terminal
    lab.forget_variable("NO_COLOR")
    lab.patch.setattr("sys.stdin", Terminal())
    lab.patch.setattr("click.confirm", lambda *_, **__: True)
    lab.serve()
    lab("plan", "-v", code=0)
    lab("apply", "-v", code=0)
    lab("verify", "-v", code=0)
    lab("forget", code=0)


def spare(lab: Lab) -> None:
    """A whole probe of a router that holds secrets of others."""
    lab.serve()
    lab("probe", "new", "--yes-this-is-a-spare-router", "--format", "json", "--with-serial", code=0)
    lab.patch.setattr("rosgit.probe.probe.__defaults__", (QUESTIONS[:4],))
    lab("probe", "new", "--yes-this-is-a-spare-router", "--format", "text", code=0)


@dataclass(frozen=True)
class Purpose:
    """An option that writes secrets into a file, because somebody asked for just that."""

    option: str
    arguments: tuple[str, ...]
    file: str
    holds: frozenset[str]


SITE = ("password of new", "radius of core 1", "radius of spare 1", "password of helper 1", "user clerk 1",
        "user till 1", "mac-auth 1", "otp of scanner 1")  # fmt: skip

ON_PURPOSE = (
    Purpose(
        "--with-secrets",
        ("render", "new", "--with-secrets", "--out", "new.rsc"),
        "new.rsc",
        frozenset(SITE) - {"password of new"},
    ),
    Purpose(
        "--with-secrets",
        ("bootstrap", "new", "--network", "10.0.0.0/24", "--with-secrets", "--out", "boot.rsc"),
        "boot.rsc",
        frozenset({"password of new"}),
    ),
    Purpose(
        "--state", ("sim", "new", "--targets", "sim.json", "--state", "sim"), "sim/new.json", frozenset(SITE)
    ),
)
"""The only places where a secret comes out: each says so in its help, and the file is its owner's alone."""


def on_purpose(lab: Lab) -> None:
    """Every option that is meant to write secrets, once; without a file for them there is none."""
    simulated(lab)
    for purpose in ON_PURPOSE:
        lab(*purpose.arguments, code=0)
        lab.purpose.add(lab.folder / purpose.file)
    lab("render", "new", "--with-secrets", code=64)
    lab("render", "new", "--with-secrets", "--format", "json", "--out", "new.json", code=64)
    lab("bootstrap", "new", "--network", "10.0.0.0/24", "--with-secrets", code=64)


def simulated(lab: Lab) -> None:
    """Let ``rosgit sim`` serve until a site was applied there."""

    class Until:
        """An event that is set when a plan was applied."""

        def wait(self) -> None:
            lab("apply", "new", "--yes", "--targets", "sim.json", "--no-undo", code=0)

    lab.patch.setattr("rosgit.cli.sim.signal", SimpleNamespace(SIGTERM=15, SIGINT=2, signal=lambda *_: None))
    lab.patch.setattr("rosgit.cli.sim.threading", SimpleNamespace(Event=Until))


def rehearsal(lab: Lab) -> None:
    """Simulated routers, kept from one life to the next, and a state that is none of ours."""
    simulated(lab)
    for _ in range(2):
        lab("sim", "--targets", "sim.json", "--state", "sim", code=0)
    for site in ("new", "old"):
        lab.purpose.add(lab.folder / "sim" / f"{site}.json")
        path = lab.folder / "sim" / f"{site}.json"
        path.write_text(path.read_text()[:-20])
    lab("sim", "--state", "sim", code=1)


def by_a_ca(lab: Lab) -> None:
    """Trust by a CA whose file holds something else, a private key maybe."""
    lab.serve()
    tls = f'routeros: "7.22", port: {lab.project.servers["new"].tls_port}, tls: {{ca: keys/ca.pem}}'
    lab.project.write({"new.yaml": NEW.replace('routeros: "7.22"', tls)})
    key = f"-----BEGIN CERTIFICATE-----\n{planted('a private key')}\n-----END CERTIFICATE-----\n"
    lab.forget_variable("ROSGIT_TARGETS")
    for text in (key, planted("no certificate at all"), "\n".join(keys().values())):
        write_keys(lab.folder, {"keys/ca.pem": text})
        for looking in ("plan", "doctor", "status"):
            lab.aloud(looking, "new")
        lab("trust", "new")
