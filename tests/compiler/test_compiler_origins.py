"""What ``show`` shows: values, places, differences."""

from __future__ import annotations

from compiler_trees import PORTAL, ROUTER, compiled, one

from rosgit.compiler.origins import explain, leaves
from rosgit.model.secret import SecretRef


def _shown(text: str) -> dict[str, str]:
    merged = one(text).merged["a"]
    return {".".join(map(str, path)): str(value) for path, value, _ in leaves(merged)}


def test_every_value_is_shown_with_its_place_and_secrets_as_references() -> None:
    made = compiled({"_defaults.yaml": "tags: [x, y]\n", "a.yaml": ROUTER})
    found = leaves(made.merged["a"])
    assert [(path, str(places[0])) for path, _, places in found] == [
        (("tags", 0), "sites/_defaults.yaml:1:8"),
        (("tags", 1), "sites/_defaults.yaml:1:11"),
        (("router", "host"), "sites/a.yaml:1:16"),
        (("router", "username"), "sites/a.yaml:1:36"),
        (("router", "password"), "sites/a.yaml:1:54"),
        (("router", "routeros"), "sites/a.yaml:1:81"),
        (("wan", "interface"), "sites/a.yaml:2:6"),
    ]
    secret = next(value for path, value, _ in found if path == ("router", "password"))
    assert isinstance(secret, SecretRef)
    assert str(secret) == "env:R"


def test_a_reference_with_a_template_is_shown_as_written() -> None:
    assert _shown(ROUTER.replace("env:R", "env:R#{{ site }}"))["router.password"] == "env:R#{{ site }}"


def test_switches_stand_at_their_block_and_what_null_took_is_not_there() -> None:
    shown = _shown(
        PORTAL + "    dhcp-server: false\n    trial: yes\n    pool: null\n    server: {profile: null}\n"
    )
    hotspot = {name: value for name, value in shown.items() if name.startswith("hotspots.lobby.")}
    assert hotspot == {
        "hotspots.lobby.interface": "ether3",
        "hotspots.lobby.network": "10.5.50.0/24",
        "hotspots.lobby.dhcp-server": "no",
        "hotspots.lobby.trial": "yes",
    }


def test_fields_behind_a_no_are_not_shown_and_fields_say_yes_by_themselves() -> None:
    made = compiled(
        {
            "_defaults.yaml": PORTAL + "    dhcp-server: {lease-time: 1h}\n    trial: yes\n",
            "a.yaml": "hotspots: {lobby: {dhcp-server: no, trial: {uptime-limit: 5m}}}\n",
        }
    )
    shown = {path[2:]: value for path, value, _ in leaves(made.merged["a"]) if path[:1] == ("hotspots",)}
    assert shown[("dhcp-server",)] == "no"
    assert ("dhcp-server", "lease-time") not in shown
    assert shown[("trial", "uptime-limit")] == "5m"
    assert ("trial",) not in shown


def test_two_sites_differ_where_their_values_do() -> None:
    made = compiled(
        {
            "_defaults.yaml": ROUTER,
            "a.yaml": "tags: [x, y]\nusers: {bob: {password: !secret 'env:A'}}\nsystem: {identity: a}\n",
            "b.yaml": "tags: [x, z]\nusers: {bob: {password: !secret 'env:B'}, eve: {email: e}}\n",
        }
    )
    found = explain(made.merged["a"], made.merged["b"])
    assert [(path, str(left), str(right)) for path, left, right in found] == [
        (("tags", 1), "y", "z"),
        (("users", "bob", "password"), "env:A", "env:B"),
        (("system", "identity", "name"), "a", "None"),
        (("users", "eve", "email"), "None", "e"),
    ]
    assert explain(made.merged["a"], made.merged["a"]) == ()
