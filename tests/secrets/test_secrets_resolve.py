"""References become secrets; whatever is wrong is told, and nothing of a secret with it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosgit.cli.files import write_private
from rosgit.model.secret import Secret, SecretRef
from rosgit.model.span import Span
from rosgit.model.tree import Tree
from rosgit.secrets import Resolved, resolve
from rosgit.workflow import compiled

NOWHERE = Path("/nonexistent")
HIDDEN = "hunter2"


def ref(text: str, line: int = 1) -> SecretRef:
    scheme, _, rest = text.partition(":")
    locator, _, key = rest.partition("#")
    return SecretRef(scheme, locator, key or None, Span("shop.yaml", line))


def env(text: str, **environ: str) -> Resolved:
    return resolve([ref(text)], environ, NOWHERE)


def put(root: Path, name: str, data: bytes, mode: int = 0o600) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    ("text", "value", "secret"),
    [
        ("env:A", HIDDEN, HIDDEN),
        ("env:A", HIDDEN + "\n", HIDDEN),
        ("env:A", " spaces stay ", " spaces stay "),
        ("env:A", '{"not": "taken apart"}', '{"not": "taken apart"}'),
        ("env:A#b", "a=1\nb=2=3 \n", "2=3 "),
        ("env:A#b", "# b=0\r\n\r\n b =2\r\n", "2"),
        ("env:A#b", '{"a": "1", "b": "2\\n"}', "2\n"),
        ("env:A#kilifi-017", ' {"kilifi-017": "é"} ', "é"),
        ("env:A#b", "b=x\x85y\u2028z", "x\x85y\u2028z"),
        ("env:A", "\ufeffx", "x"),
        ("env:A#b", "\ufeffb=x", "x"),
    ],
)
def test_a_variable_is_one_secret_or_many_with_keys(text: str, value: str, secret: str) -> None:
    found = env(text, A=value)
    assert found.diagnostics == ()
    assert found[ref(text)] == Secret(secret)
    assert found.secrets == {ref(text).same_as: Secret(secret)}


@pytest.mark.parametrize(
    ("text", "environ", "code"),
    [
        ("env:B", {"A": HIDDEN}, "missing-secret"),
        ("env:A#c", {"A": f"b={HIDDEN}"}, "missing-secret"),
        ("env:A#c", {"A": f'{{"b": "{HIDDEN}"}}'}, "missing-secret"),
        ("env:A", {"A": ""}, "bad-secret"),
        ("env:A", {"A": "\n"}, "bad-secret"),
        ("env:A", {"A": " \t\r\n"}, "bad-secret"),
        ("env:A#b", {"A": "b= "}, "bad-secret"),
        ("env:A#b", {"A": f"a={HIDDEN}\nb="}, "bad-secret"),
        ("env:A#b", {"A": HIDDEN}, "bad-secret"),
        ("env:A#b", {"A": f"b=1\nb={HIDDEN}"}, "bad-secret"),
        ("env:A#b", {"A": f'{{"b": "1", "b": "{HIDDEN}"}}'}, "bad-secret"),
        ("env:A#b", {"A": f'{{"b": "{HIDDEN}"'}, "bad-secret"),
        ("env:A#b", {"A": f'{{"b": "{HIDDEN}"}} {HIDDEN}'}, "bad-secret"),
        ("env:A#b", {"A": f'{{"b": {{"c": "{HIDDEN}"}}}}'}, "bad-secret"),
        ("env:A#b", {"A": '{"b": 12345}'}, "bad-secret"),
        ("env:A#b", {"A": '{"b": ' + "[" * 100_000}, "bad-secret"),
        ("env:A#b", {"A": '{"b": "\\ud800"}'}, "bad-secret"),
        ("env:A#b", {"A": '{"b": "\\u0000"}'}, "bad-secret"),
        ("vault:A", {"A": HIDDEN}, "bad-secret"),
    ],
)
def test_a_variable_that_will_not_do_is_named_and_not_shown(
    text: str, environ: Mapping[str, str], code: str
) -> None:
    found = resolve([ref(text, 7)], environ, NOWHERE)
    (finding,) = found.diagnostics
    assert (finding.code, finding.span, found.secrets) == (code, Span("shop.yaml", 7), {})
    assert text in finding.summary
    assert finding.detail
    assert HIDDEN not in repr(found)


@settings(max_examples=50)
@given(st.text(max_size=60))
def test_no_text_of_a_variable_is_ever_shown_or_breaks_anything(text: str) -> None:
    found = env("env:A#b", A=f"{HIDDEN}{text}{HIDDEN}")
    assert HIDDEN not in repr(found)
    assert len(found.secrets) + len(found.diagnostics) == 1


def test_all_that_is_missing_is_told_at_once_and_each_secret_once() -> None:
    found = resolve(
        [
            ref("env:A", 1),
            ref("env:B", 2),
            ref("env:C", 3),
            ref("env:A", 4),
            ref("env:B", 5),
            ref("env:A", 4),
        ],
        {"C": "x"},
        NOWHERE,
    )
    assert [(each.summary.split()[1], each.span) for each in found.diagnostics] == [
        ("env:A:", Span("shop.yaml", 1)),
        ("env:B:", Span("shop.yaml", 2)),
    ]
    assert [each.span.line for each in found.diagnostics[0].related] == [4]
    assert list(found.secrets) == [("env", "C", None)]


@pytest.mark.parametrize(
    ("data", "text", "secret"),
    [
        (b"hunter2\n", "file:keys/a", "hunter2"),
        (b"hunter2\r\n", "file:keys/a", "hunter2"),
        (b"hunter2\n\n", "file:keys/a", "hunter2\n"),
        (b"\xef\xbb\xbfhunter2", "file:keys/a", "hunter2"),
        ("é".encode(), "file:keys/a", "é"),
        (b"a=1\nb=2\n", "file:keys/a#b", "2"),
        (b'{"b": "2"}', "file:keys/a#b", "2"),
    ],
)
def test_a_file_is_one_secret_or_many_with_keys(tmp_path: Path, data: bytes, text: str, secret: str) -> None:
    put(tmp_path, "keys/a", data)
    found = resolve([ref(text)], {}, tmp_path)
    assert (found.diagnostics, found[ref(text)]) == ((), Secret(secret))


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b"\n", "empty"), (b"a\xffb", "UTF-8"), (b"x" * 70_000, "larger"), (b"a\0b", "sent")],
)
def test_a_file_that_will_not_do_is_named(tmp_path: Path, data: bytes, reason: str) -> None:
    put(tmp_path, "a", data)
    (finding,) = resolve([ref("file:a")], {}, tmp_path).diagnostics
    assert finding.code == "bad-secret"
    assert reason in finding.summary


@pytest.mark.parametrize(
    ("locator", "code"), [("none", "missing-secret"), ("folder", "bad-secret"), ("", "bad-secret")]
)
def test_what_is_no_file_is_named(tmp_path: Path, locator: str, code: str) -> None:
    (tmp_path / "folder").mkdir()
    (finding,) = resolve([ref(f"file:{locator}")], {}, tmp_path).diagnostics
    assert finding.code == code


def test_a_named_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (finding,) = resolve([ref("file:pipe")], {}, tmp_path).diagnostics
    assert "not a plain file" in finding.summary


@pytest.mark.parametrize("way", ["../out", "absolute", "link", "linked-folder/out", "in/../../out", "loop"])
def test_no_file_outside_the_tree_is_read_unless_allowed(tmp_path: Path, way: str) -> None:
    root = tmp_path / "sites"
    outside = put(tmp_path, "out", HIDDEN.encode())
    (root / "in").mkdir(parents=True)
    (root / "link").symlink_to(outside)
    (root / "linked-folder").symlink_to(tmp_path)
    (root / "loop").symlink_to(root / "loop")
    wanted = ref(f"file:{outside if way == 'absolute' else way}")
    refused = resolve([wanted], {}, root)
    assert ([each.code for each in refused.diagnostics], refused.secrets) == (["bad-secret"], {})
    if way != "loop":
        assert resolve([wanted], {}, root, allow_outside=True)[wanted] == Secret(HIDDEN)


def test_a_step_up_is_refused_even_where_it_would_come_back(tmp_path: Path) -> None:
    put(tmp_path, "in/a", b"x")
    (finding,) = resolve([ref("file:in/../in/a")], {}, tmp_path).diagnostics
    assert "outside" in finding.summary


def test_a_link_inside_the_tree_is_followed(tmp_path: Path) -> None:
    put(tmp_path, "a", b"x")
    (tmp_path / "b").symlink_to("a")
    assert resolve([ref("file:b")], {}, tmp_path)[ref("file:b")] == Secret("x")


@pytest.mark.parametrize(
    ("mode", "warned"),
    [(0o600, 0), (0o400, 0), (0o640, 1), (0o644, 1), (0o604, 1), (0o620, 1), (0o602, 1), (0o611, 0)],
)
def test_a_file_that_others_can_read_is_warned_about_once(tmp_path: Path, mode: int, warned: int) -> None:
    put(tmp_path, "a", b"b=1\nc=2", mode)
    found = resolve([ref("file:a#b"), ref("file:a#c")], {}, tmp_path)
    assert len(found.secrets) == 2
    assert [each.code for each in found.diagnostics] == ["secret-file-open"] * warned
    assert not any(each.is_error for each in found.diagnostics)


def test_a_file_in_a_folder_that_everybody_may_write_to_is_warned_about(tmp_path: Path) -> None:
    put(tmp_path, "open/a", b"x").parent.chmod(0o777)
    found = resolve([ref("file:open/a")], {}, tmp_path)
    assert [each.code for each in found.diagnostics] == ["secret-file-open"]
    (tmp_path / "open").chmod(0o1777)
    assert resolve([ref("file:open/a")], {}, tmp_path).diagnostics == ()


@pytest.mark.parametrize(
    ("reference", "name", "text"),
    [
        ('"file:keys.yaml#radius"', "keys.yaml", '{"radius": "hunter2", "router": "hunter2"}\n'),
        ('"file:./keys/{{ site }}.yml"', "keys/s.yml", "hunter2: {}\n"),
        ("file:keys.yaml", "keys.yaml", "router: {host: hunter2, password: hunter2}\n"),
    ],
)
def test_a_file_that_is_named_as_one_of_secrets_is_no_site(reference: str, name: str, text: str) -> None:
    site = f"router: {{host: 127.0.0.1, username: u, password: !secret {reference}, routeros: '7.22'}}\n"
    tree = Tree({"s.yaml": site.encode(), name: text.encode()})
    made = compiled(tree)
    assert (list(tree.site_paths()), made.names) == (["s.yaml"], ("s",))
    assert HIDDEN not in repr(made.diagnostics)


def test_an_interrupt_leaves_no_half_file_of_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: Path, target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_private(tmp_path / "boot.rsc", HIDDEN)
    assert list(tmp_path.iterdir()) == []
