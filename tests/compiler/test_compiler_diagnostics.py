"""Mistakes in sites: each with its code and place, all of them at once, none of them twice."""

from __future__ import annotations

import pytest
from compiler_trees import PORTAL, ROUTER, compiled, one, places

from rosgit.compiler.compile import fold
from rosgit.model.diagnostic import Diagnostic
from rosgit.model.span import Span

SITE_MISTAKES = [
    # unknown words
    ("hotspot: {}\n", ["unknown-field a.yaml:3:1"]),
    ("_defaults: {}\n", ["unknown-field a.yaml:3:1"]),
    ("system: {identiti: x}\n", ["unknown-field a.yaml:3:10"]),
    ("rows: {/ip/hotspt: {}}\n", ["unknown-menu a.yaml:3:8"]),
    ("rows: {/interface: {}}\n", ["unknown-menu a.yaml:3:8"]),
    ("system: {services: {ssh: {name: x}}}\n", ["unknown-field a.yaml:3:27"]),
    ("rows: {/ip/service: {ssh: {name: x}}}\n", ["unknown-field a.yaml:3:28"]),
    ("users: {<<: {}}\n", []),  # a label like any other, without sense
    ("system: {<<: {}}\n", ["yaml-merge-key a.yaml:3:10"]),
    # a map, a list or a value where another belongs
    ("users: [a, b]\n", ["wrong-type a.yaml:3:8"]),
    ("users: bob\n", ["wrong-type a.yaml:3:8"]),
    ("users: {bob: secret}\n", ["wrong-type a.yaml:3:14"]),
    ("system: {identity: {name: [a]}}\n", ["wrong-type a.yaml:3:27"]),
    ("system: {identity: {name: {a: b}}}\n", ["wrong-type a.yaml:3:27"]),
    ("system: {dns: {servers: [{a: b}]}}\n", ["wrong-type a.yaml:3:26"]),
    ("system: {dns: {servers: [1.1.1.1, null]}}\n", ["wrong-type a.yaml:3:35"]),
    ("vars: x\n", ["wrong-type a.yaml:3:7"]),
    ("firewall: {guest-dns: maybe}\n", ["wrong-type a.yaml:3:23"]),
    # wrong values
    ("users: {bob: {limit-uptime: soon}}\n", ["wrong-value a.yaml:3:29"]),
    (
        "system: {dns: {servers: [1.1.1.1, x y, 1.1.1, 9.9.9.9]}}\n",
        ["wrong-value a.yaml:3:35", "wrong-value a.yaml:3:40"],
    ),
    ("system: {dns: {servers: ['1.1.1.1,9.9.9.9']}}\n", ["wrong-value a.yaml:3:26"]),
    ("system: {dns: {servers: '1.1.1.1,9.9.9.9'}}\n", []),
    ("firewall: {masquerade: perhaps}\n", ["wrong-value a.yaml:3:24"]),
    ('system: {identity: "a\\0b"}\n', ["wrong-value a.yaml:3:20"]),
    ("tags: [a, {b: c}]\n", ["wrong-type a.yaml:3:11"]),
    # labels that are no names
    ('users: {"a\\nb": {}}\n', ["wrong-value a.yaml:3:9"]),
    ('users: {"a\\0b": {}}\n', ["wrong-value a.yaml:3:9"]),
    ('users: {"a\\u202eb": {}}\n', ["wrong-value a.yaml:3:9"]),
    ("users: {" + "é" * 33 + ": {}}\n", ["wrong-value a.yaml:3:9"]),
    ("users: {" + "é" * 32 + ": {}}\n", []),
    ("users: {'': {}}\n", ["yaml-key a.yaml:3:9"]),
    # what is needed
    ("rows: {/ip/firewall/address-list: {noc: {list: x}}}\n", ["missing-field a.yaml:3:36"]),
    ("rows: {/ip/firewall/filter: {x: {action: drop}}}\n", ["missing-field a.yaml:3:30"]),
    ("rows: {/ip/firewall/filter: {x: {chain: null}}}\n", ["missing-field a.yaml:3:30"]),
    ("bridges: {lan: {name: null, ports: [ether2]}}\n", ["missing-field a.yaml:3:11"]),
    ("radius: {core: {}}\n", ["missing-field a.yaml:3:10"]),
    (
        "rows: {/ip/firewall/filter: {x: {chain: input, anchor: {before: a, after: b}}}}\n",
        ["wrong-value a.yaml:3:56"],
    ),
    # versions
    ("bridges: {lan: {ra-guard: yes}}\n", []),
    ("bridges: {lan: {querier-uses-bridge-address: yes}}\n", ["field-not-in-version a.yaml:3:17"]),
    ("bridges: {lan: {querier-uses-bridge-address: null}}\n", []),
    ("users: {bob: {totp-secret: !secret 'env:T'}}\n", ["field-not-in-version a.yaml:3:15"]),
    # secrets
    ("users: {bob: {password: hunter2}}\n", ["plain-secret a.yaml:3:25"]),
    ("users: {bob: {password: !raw hunter2}}\n", ["plain-secret a.yaml:3:25"]),
    ("users: {bob: {comment: !secret 'env:X'}}\n", ["secret-misplaced a.yaml:3:24"]),
    ("tags: [!secret 'env:X']\n", ["secret-misplaced a.yaml:3:8"]),
    ("vars: {x: !secret 'env:X'}\n", ["secret-misplaced a.yaml:3:11"]),
    ("users: {bob: {password: !secret X}}\n", ["secret-reference a.yaml:3:25"]),
    ("users: {bob: {password: !secret 'env:'}}\n", ["secret-reference a.yaml:3:25"]),
    ("users: {bob: {password: !secret 'env:a b'}}\n", ["secret-reference a.yaml:3:25"]),
    ("users: {bob: {password: !secret 'env:A#'}}\n", ["secret-reference a.yaml:3:25"]),
    ("users: {bob: {password: !secret 'http:x'}}\n", ["secret-reference a.yaml:3:25"]),
    ("users: {bob: {password: !secret 'file:x/y#z'}}\n", []),
    ("users: {bob: {password: !secret 'file:x..y/..z'}}\n", []),
    ("users: {bob: {password: !secret 'file:../../etc/passwd'}}\n", ["bad-secret a.yaml:3:25"]),
    ("users: {bob: {password: !secret 'file:x/../y#z'}}\n", ["bad-secret a.yaml:3:25"]),
    ("users: {bob: {password: !secret 'file:/etc/passwd'}}\n", ["bad-secret a.yaml:3:25"]),
    (
        "vars: {up: ..}\nusers: {bob: {password: !secret 'file:{{ vars.up }}/x'}}\n",
        ["bad-secret a.yaml:4:25"],
    ),
    ("users: {bob: {password: !secret 'env:A#{{ site }}-{{ label }}'}}\n", []),
    # templates
    ('system: {identity: "{{ nope }}"}\n', ["template a.yaml:3:20"]),
    ('system: {identity: "{{ vars.nope }}"}\n', ["template a.yaml:3:20"]),
    ('system: {identity: "{{ label }}"}\n', ["template a.yaml:3:20"]),
    ('vars: {a: "{{ vars.b }}", b: c}\nsystem: {identity: "{{ vars.a }}"}\n', ["template a.yaml:3:11"]),
    ('vars: {a: null}\nsystem: {identity: "{{ vars.a }}"}\n', ["template a.yaml:4:20"]),
]


@pytest.mark.parametrize(("text", "expected"), SITE_MISTAKES)
def test_a_mistake_is_told_once_and_where_it_stands(text: str, expected: list[str]) -> None:
    made = one(ROUTER + text)
    assert places(made.diagnostics) == expected
    assert len(made.sites) == (not expected)


PORTAL_MISTAKES = [
    ("    vlan: {bridge: lan, id: 5}\n", ["hotspot-interface a.yaml:4:3"]),
    ("    gateway: 10.5.51.1\n", ["gateway-outside a.yaml:7:14"]),
    ("    gateway: 10.5.50.255\n", ["gateway-outside a.yaml:7:14"]),
    ("    gateway: 10.5.50\n", ["wrong-value a.yaml:7:14"]),
    ("    radius: [core]\n", ["unknown-label a.yaml:7:14"]),
    (
        "    radius: [core, b]\nradius: {core: {address: x}}\n",
        ["unknown-label a.yaml:7:20", "wrong-value a.yaml:8:26"],
    ),
    ("    radius: [core]\nradius: {core: 5}\n", ["wrong-type a.yaml:8:16"]),
    ("    radius: [core]\nradius: 5\n", ["wrong-type a.yaml:8:9"]),
    ("    walled-garden: {x: {action: deny}}\n", ["garden-entry a.yaml:7:21"]),
    ("    walled-garden: {x: {host: a, address: 1.1.1.1}}\n", ["garden-entry a.yaml:7:21"]),
    ("    walled-garden: {x: {host: ''}}\n", ["wrong-value a.yaml:7:31"]),
    ("    walled-garden: {x: {address: nowhere}}\n", ["wrong-value a.yaml:7:34"]),
    ("    walled-garden: {x: {bundle: mpesaa}}\n", ["wrong-value a.yaml:7:33"]),
    ("    walled-garden: {x: {host: a, protocol: tcp}}\n", ["garden-entry a.yaml:7:34"]),
    ("    walled-garden: {x: {address: 1.1.1.1, path: /x}}\n", ["garden-entry a.yaml:7:43"]),
    ("    server-profile: {redirect-url: http://x}\n", ["unknown-field a.yaml:7:22"]),
    ("    server-profile: {shared-users: 1}\n", ["unknown-field a.yaml:7:22"]),
    ("    server: {comment: x}\n", ["unknown-field a.yaml:7:14"]),
    ("    server: {interface: x}\n", ["unknown-field a.yaml:7:14"]),
    ("    server: {profile: null, name: null}\n", ["missing-field a.yaml:7:5"]),
    ("    pool: {ranges: null}\n", ["missing-field a.yaml:7:5"]),
    ("    pool: 10.5.50.9-10.5.50.2\n", ["wrong-value a.yaml:7:11"]),
    ("    trial: {uptime-limit: long}\n", ["wrong-value a.yaml:7:27"]),
    ("    trial: sometimes\n", ["wrong-type a.yaml:7:12"]),
]


@pytest.mark.parametrize(("text", "expected"), PORTAL_MISTAKES)
def test_a_mistake_in_a_hotspot_brings_no_noise_along(text: str, expected: list[str]) -> None:
    assert places(one(PORTAL + text).diagnostics) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}\n", ["missing-field"]),
        ("router: null\n", ["missing-field"]),
        (
            "router: {host: null, username: a, password: !secret 'env:R', routeros: '7.22'}\n",
            ["missing-field"],
        ),
        ("router: {username: a, password: !secret 'env:R'}\n", ["missing-field"] * 2),
        ("router: 10.0.0.1\n", ["wrong-type"]),
        (
            "router: {host: a b, username: a, password: b, routeros: '6.49'}\n",
            ["wrong-value", "plain-secret", "wrong-value"],
        ),
        ("- router\n", ["wrong-type"]),
        ("router\n", ["wrong-type"]),
    ],
)
def test_a_site_whose_router_is_wrong_does_not_come_through_in_silence(
    text: str, expected: list[str]
) -> None:
    made = one(text)
    assert [each.code for each in made.diagnostics] == expected
    assert made.sites == ()


@pytest.mark.parametrize(
    "version", ["6.49", "7.9", "7.25", "7", "7.22x", "7.22 (stable)", "seven", "7.99999999999"]
)
def test_a_version_without_facts_is_refused(version: str) -> None:
    made = one(ROUTER.replace("7.22", version))
    assert [each.code for each in made.diagnostics] == ["wrong-value"]


@pytest.mark.parametrize("version", ["7.10", "7.15.3", "7.24", "7.24.1", "7.22rc2"])
def test_a_version_with_facts_compiles(version: str) -> None:
    (site,) = one(ROUTER.replace("7.22", version)).sites
    assert site.target.routeros == version


@pytest.mark.parametrize(
    ("host", "codes"),
    [
        ("127.0.0.1", []),
        ("localhost", []),
        ("'::1'", []),
        ("10.0.0.1", ["plain-api"]),
        ("127.example.com", ["plain-api"]),
        ("localhost.example.com", ["plain-api"]),
    ],
)
def test_the_plain_api_is_for_this_machine(host: str, codes: list[str]) -> None:
    text = ROUTER.replace("host: 10.0.0.1", f"host: {host}, tls: false")
    assert [each.code for each in one(text).diagnostics] == codes


def test_the_plain_api_elsewhere_is_a_warning_once_somebody_says_so() -> None:
    made = one(ROUTER.replace("host: 10.0.0.1", "host: 10.0.0.1, tls: no, insecure: yes"))
    assert [(each.code, each.is_error) for each in made.diagnostics] == [("insecure", False)]
    assert made.sites[0].target.tls is None


@pytest.mark.parametrize("path", ["/etc/ca.pem", "../ca.pem", "a/../../b", "a//b", "", "a\\\\b"])
def test_a_ca_file_stays_below_the_sites_folder(path: str) -> None:
    made = one(ROUTER.replace("host:", f'tls: {{ca: "{path}"}}, host:'))
    assert [each.code for each in made.diagnostics] == ["wrong-value"]


def test_a_ca_file_is_named_from_where_people_stand() -> None:
    (site,) = one(ROUTER.replace("host:", "tls: {ca: ca/routers.pem}, host:")).sites
    assert site.target.tls is not None
    assert site.target.tls.ca == "sites/ca/routers.pem"


@pytest.mark.parametrize(
    ("network", "near"),
    [
        ("10.5.50.7/24", "'10.5.50.0/24'"),
        ("10.5.50.1/255.255.255.0", "'10.5.50.0/24'"),
        ("10.5.50.0/8", "'10.0.0.0/8'"),
    ],
)
def test_a_guest_network_with_host_bits_is_refused_with_the_network_that_was_meant(
    network: str, near: str
) -> None:
    made = one(PORTAL.replace("10.5.50.0/24", network))
    assert places(made.diagnostics) == ["wrong-value a.yaml:6:14"]
    assert made.diagnostics[0].summary.endswith(f"did you mean {near}?")


def test_host_bits_are_right_where_routeros_has_an_address_with_its_mask() -> None:
    text = "    address: {address: 10.5.50.7/24}\n    dhcp-network: {address: 10.5.50.7/24}\n"
    assert one(PORTAL + text + "    gateway: 10.5.50.7\n").diagnostics == ()


def test_a_label_of_a_map_without_any_says_that_there_is_none_to_name() -> None:
    (none,) = one(PORTAL + "    radius: [core]\n").diagnostics
    assert none.detail == "no radius is defined; add one under radius:"
    other = "radius: {a: {address: 10.0.0.9, secret: !secret 'env:R'}}\n"
    (some,) = one(PORTAL + "    radius: [core]\n" + other).diagnostics
    assert some.detail == "labels of radius: are a"


def test_the_fields_that_generators_invent_name_the_near_miss() -> None:
    text = "    server-profile: {redirect-url: x, https-redirect: no, trial-uptime: 1h, dns-nme: x}\n"
    details = [each.detail for each in one(PORTAL + text).diagnostics]
    for detail, near in zip(
        details, ["'html-directory'", "'login-by'", "'trial-uptime-limit'", "'dns-name'"], strict=True
    ):
        assert "did you mean" in detail
        assert near in detail


def test_all_mistakes_of_all_stages_are_told_at_once() -> None:
    text = PORTAL.replace("wan: ether1", "wann: ether1") + (
        "    server-profile: {dns-nme: x, http-proxy: y}\n    radius: [core]\n    users: {}\n"
        "users: {bob: {password: x}, eve: {limit-uptime: x}}\nsystem: [x]\n"
    )
    assert places(one(text).diagnostics) == [
        "unknown-field a.yaml:2:1",
        "masquerade-anywhere a.yaml:4:3",
        "unknown-field a.yaml:7:22",
        "wrong-value a.yaml:7:46",
        "unknown-label a.yaml:8:14",
        "unknown-field a.yaml:9:5",
        "plain-secret a.yaml:10:25",
        "wrong-value a.yaml:10:49",
        "wrong-type a.yaml:11:9",
    ]


SHARED = (
    "users: {bob: {limit-uptime: soon}}\n",
    'users: {bob: {limit-uptime: "{{ site }}"}}\n',
    "users: {_defaults: {limit-uptime: soon}, bob: {}, eve: {}}\n",
    'users: {_defaults: {comment: "{{ nope }}"}, bob: {}, eve: {}}\n',
    "bridges: {_defaults: {querier-uses-bridge-address: yes}, a: {}, b: {}}\n",
    "users: {bob: {limit-uptim: 1h}}\n",
    "users: {bob: {password: x}}\n",
    "users: {bob: {password: !secret 'file:../{{ site }}'}}\n",
    "hotspots: {lobby: {interface: ether3, network: 10.0.0.0/31}}\n",
    "hotspots: {lobby: {interface: ether3, network: 10.0.0.0/24, radius: [x]}}\n",
    "radius: {core: {}}\n",
    "rows: {/radius: {core: {}}}\n",
    'vars: {a: "{{ vars.b }}"}\n',
    "users: {a: 1, a: 2}\n",
)


@pytest.mark.parametrize("text", SHARED)
def test_one_mistake_in_a_default_is_one_diagnostic_that_names_the_sites(text: str) -> None:
    sites: dict[str, str | bytes] = {f"x/{name}.yaml": ROUTER for name in "abc"}
    made = compiled({"x/_defaults.yaml": text, "y/d.yaml": ROUTER, **sites})
    errors = [each for each in made.diagnostics if each.is_error]
    codes = {each.code for each in errors}
    assert len(codes) == len(errors)
    assert {str(each.span).split(":")[0] for each in errors} == {"sites/x/_defaults.yaml"}
    assert {each.sites for each in errors} == {("a", "b", "c")}
    assert [site.name for site in made.sites] == ["d"]


def test_a_default_that_serves_nobody_is_checked_too() -> None:
    made = compiled({"a.yaml": ROUTER, "empty/_defaults.yaml": "usrs: {}\n"})
    assert places(made.diagnostics) == ["unknown-field empty/_defaults.yaml:1:1"]
    assert [site.name for site in made.sites] == ["a"]


def test_two_files_of_one_name_are_refused_and_neither_is_compiled() -> None:
    made = compiled({"x/a.yaml": ROUTER, "y/a.yml": ROUTER, "y/b.yaml": ROUTER})
    assert places(made.diagnostics) == ["duplicate-site y/a.yml:1:1"]
    assert [site.name for site in made.sites] == ["b"]


def test_findings_of_one_place_stay_apart_when_they_say_different_things() -> None:
    place = Span("f", 1, 1)
    found = [
        Diagnostic("missing-field", "a", span=place, sites=("x",)),
        Diagnostic("missing-field", "b", span=place),
    ]
    assert len(fold([*found, *found])) == 2


@pytest.mark.parametrize(
    "text",
    [
        "users:\n" + "".join(f"  u{n}: {{nme: x}}\n" for n in range(3_000)),
        "users: {? " + "x" * 200_000 + " : {}}\n",
        "system: {? " + "x" * 200_000 + " : {}}\n",
        "system: {identity: " + "x" * 500_000 + "}\n",
        "users: {bob: {limit-uptime: " + "x" * 500_000 + "}}\n",
    ],
    ids=["many-unknown", "long-label", "long-key", "long-text", "long-value"],
)
def test_large_mistakes_are_told_in_few_words(text: str) -> None:
    for each in one(ROUTER + text).diagnostics[:50]:
        assert len(each.summary) + len(each.detail) < 600


def test_defaults_that_multiply_without_end_are_stopped() -> None:
    many = ", ".join(f"b{n}: {{}}" for n in range(3_000))
    own = "".join(f"  h{n}: {{bindings: {{x: {{}}}}}}\n" for n in range(3_000))
    made = one(f"{ROUTER}hotspots:\n  _defaults: {{bindings: {{{many}}}}}\n{own}")
    assert places(made.diagnostics) == ["yaml-too-large a.yaml:1:1"]
    assert len(made.merged) == 0


def test_blocks_that_are_shared_count_as_often_as_they_stand() -> None:
    many = ", ".join(f"b{n}: {{}}" for n in range(3_000))
    own = "".join(f"  h{n}: {{}}\n" for n in range(300))
    made = compiled(
        {"_defaults.yaml": f"hotspots:\n  _defaults: {{bindings: {{{many}}}}}\n{own}", "a.yaml": ROUTER}
    )
    assert "yaml-too-large a.yaml:1:1" in places(made.diagnostics)
