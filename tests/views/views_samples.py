"""Values that the views' tests render: one of each, with hostile text where it may come from outside."""

from __future__ import annotations

from types import MappingProxyType

from rosgit.model.diagnostic import Diagnostic, Related, Severity
from rosgit.model.plan import Action, Cause, Change, Delta, Outcome, Plan, Report, Result, Status
from rosgit.model.row import Facts, Live, Row
from rosgit.model.secret import Secret, SecretRef
from rosgit.model.site import Site
from rosgit.model.span import Span
from rosgit.model.target import Target, Tls

FILE = "sites/coast/cafe-mombasa.yaml"
PLANTED = "hunter2-planted"
RADIUS = SecretRef("env", "ROSGIT", "radius")
FACTS = Facts(version="7.22.2", board="hAP ax2", serial="HF3091", identity="cafe")
HOSTS = {"cafe-mombasa": "10.88.0.17"}


def at(line: int, column: int = 7, file: str = FILE) -> Span:
    return Span(file, line, column)


def row(menu: str, line: int = 1, **fields: object) -> Row:
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return Row(menu, MappingProxyType(named), "hotspots.lobby", "row", at(line))


UPDATE = Change(
    Action.UPDATE,
    "/ip/hotspot/user/profile",
    "day-pass",
    Cause.ADOPT,
    row("/ip/hotspot/user/profile", 9, name="day-pass", rate_limit="5M/5M"),
    Live("/ip/hotspot/user/profile", "*1", {"name": "day-pass", "rate-limit": "2M/2M"}),
    (
        Delta("rate-limit", "2M/2M", "5M/5M", Cause.ADOPT, at(9)),
        Delta("add-mac-cookie", "true", "false", Cause.DRIFT, at(11)),
        Delta("idle-timeout", "5m", None, Cause.GIT, None, reset=True),
    ),
)
CREATE = Change(
    Action.CREATE,
    "/ip/hotspot/walled-garden",
    '"mpesa 1"',
    Cause.GIT,
    row("/ip/hotspot/walled-garden", 31, dst_host="*.safaricom.co.ke", action="allow", comment="mpesa 1"),
    before="*9",
    place='before "deny all"',
)
RADIUS_ROW = Change(
    Action.CREATE,
    "/radius",
    "core",
    Cause.DRIFT,
    row("/radius", 4, address="10.0.0.10", secret=RADIUS, service="hotspot", comment="core"),
)
RESOLVED = Change(
    Action.UPDATE,
    "/radius",
    "backup",
    Cause.CONFLICT,
    row("/radius", 5, secret=Secret(PLANTED)),
    None,
    (Delta("secret", Secret(PLANTED + "-old"), Secret(PLANTED), Cause.CONFLICT, at(5)),),
)
LITERAL = Change(
    Action.UPDATE,
    "/ip/hotspot/user",
    "alice",
    Cause.GIT,
    row("/ip/hotspot/user", 40, name="alice", password=PLANTED),
    None,
    (Delta("password", PLANTED + "-old", PLANTED, Cause.GIT, at(40)),),
)
SCRIPT = Change(
    Action.UPDATE,
    "/system/script",
    "login",
    Cause.GIT,
    row("/system/script", 50, name="login"),
    None,
    (
        Delta(
            "source",
            ":log info a\n:log info b\n:log info c\n",
            ":log info a\n:log info B\n:log info c",
            Cause.GIT,
        ),
    ),
)
NEW_SCRIPT = Change(
    Action.CREATE,
    "/system/script",
    "long",
    Cause.GIT,
    row("/system/script", 60, name="long", source="\n".join(f":log info {n}" for n in range(20))),
)
LONG = Change(
    Action.UPDATE,
    "/ip/firewall/address-list",
    "noc",
    Cause.GIT,
    row("/ip/firewall/address-list", 70, list="noc", comment="x"),
    None,
    (Delta("comment", "a" * 90 + "old tail", "a" * 90 + "new tail", Cause.GIT, at(70)),),
)
MOVE = Change(
    Action.MOVE,
    "/ip/firewall/filter",
    '"drop guests"',
    Cause.GIT,
    row("/ip/firewall/filter", 80),
    before="*7",
    place='before "accept all"',
)
LAST = Change(
    Action.MOVE,
    "/ip/firewall/nat",
    "masquerade",
    Cause.DRIFT,
    row("/ip/firewall/nat", 81),
    place="at the end",
)
DELETE = Change(
    Action.DELETE,
    "/ip/pool",
    "old",
    Cause.GIT,
    None,
    Live("/ip/pool", "*2", {"name": "old", "ranges": "10.1.1.2-10.1.1.9"}),
)
CHANGES = (UPDATE, CREATE, RADIUS_ROW, RESOLVED, LITERAL, SCRIPT, NEW_SCRIPT, LONG, MOVE, LAST, DELETE)

WARNING = Diagnostic(
    "no-sites",
    "only a \x1b[31mwarning\n",
    "",
    None,
    (),
    "/ip/pool \u202eevil",
    Severity.WARNING,
    ("cafe-mombasa",),
)
FIELD = Diagnostic(
    "no-sites",
    '/ip/hotspot/profile has no field "redirect-url"',
    'did you mean "html-directory"? Fields of a menu are listed in docs/menus.md, '
    "and every one of them keeps its RouterOS name.\nsecond remark",
    at(3, 7),
    (Related("set here too", at(1, 1)),),
    sites=tuple(f"shop-{n:03}" for n in range(200)),
)
LINES = {
    FILE: [
        "hotspots:",
        "  lobby:",
        "      redirect-url: http://example.net/ # a remark",
        "      café: x",
    ]
}

FULL = Plan(
    "cafe-mombasa",
    CHANGES,
    64,
    3,
    ("/radius core secret", "/ip/hotspot/user alice password"),
    (WARNING,),
    FACTS,
    "sha256:0123",
    matched_in=MappingProxyType({"/radius": 1, "/ip/pool": 63}),
)
CLEAN = Plan("cafe-mombasa", (), 77, 3, (), (), FACTS, "sha256:4567", ledger=True)
NOTHING = Plan("bare")
BROKEN = Plan("broken", diagnostics=(FIELD,))

APPLIED = Report(
    "cafe-mombasa",
    Status.PROVEN,
    FULL,
    tuple(Result(each, Outcome.DONE) for each in CHANGES[:3]),
    CLEAN,
    trips=9,
    seconds=0.4123,
)
REFUSED = Report(
    "shop-1",
    Status.FAILED,
    FULL,
    (
        Result(UPDATE, Outcome.DONE),
        Result(CREATE, Outcome.FAILED, "failure: \x1b]0;owned\x07already have such entry\n"),
        Result(RADIUS_ROW, Outcome.UNKNOWN),
        Result(MOVE, Outcome.SKIPPED),
    ),
    None,
    (WARNING,),
    7,
    1.5,
    MappingProxyType({"saved as": "x"}),
)
VERIFIED = Report("shop-2", Status.DIFFERS, Plan("shop-2", (UPDATE, RESOLVED), 70), trips=3, seconds=0.1)

SITE = Site(
    "cafe-mombasa",
    FILE,
    Target("10.88.0.17", 8729, "rosgit", RADIUS, Tls(), "7.22"),
    (RADIUS_ROW.row, RESOLVED.row, LITERAL.row, CREATE.row),  # type: ignore[arg-type]  # none of them is None
    ("coast",),
)
LEAVES = (
    (("router", "host"), "10.88.0.17", (at(1, 16),)),
    (("router", "password"), SecretRef("env", "ROSGIT", "cafe"), (at(1, 40),)),
    (("user-profiles", "day-pass", "rate-limit"), "5M/5M", (at(9), at(2, 3, "sites/_defaults.yaml"))),
    (("hotspots", "lobby", "login-by", 0), "http-chap", (at(12),)),
    (("hotspots", "lobby", "login-by", 1), "cookie", (at(12, 20),)),
    (("hotspots", "lobby", "walled-garden", "m pesa", "dst-host"), "*.x\ny", (at(14),)),
    (("hotspots", "lobby", "mac-auth-password"), PLANTED, (at(15),)),
    (("radius", "core", "secret"), Secret(PLANTED), (at(16),)),
    (("rows", "/ip/pool", "a", "enabled"), "true", (at(17),)),
    (("rows", "/ip/pool", "list", 0, "x"), "1", (at(18),)),
    (("rows", "/ip/pool", "list", 1, "x"), "2", (at(19),)),
)
DIFFERENCES = (
    (("router", "host"), "10.0.0.1", "10.0.0.2"),
    (("radius", "core", "secret"), PLANTED, Secret(PLANTED)),
    (("wan",), None, "ether1"),
    (("rows", "/ip/pool", "x y"), "\x1b", None),
)
