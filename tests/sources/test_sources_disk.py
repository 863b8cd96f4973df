"""Trees from a folder: what is read, what is only listed, and what cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rosgit.model.tree import Tree
from rosgit.sources import SourceError, memory
from rosgit.sources.disk import MAX_BYTES, load


@pytest.fixture
def top(tmp_path: Path) -> Path:
    files = {
        "_defaults.yaml": "d",
        "x/_defaults.yml": "dx",
        "x/a.yaml": "a",
        "x/y/b.yml": "b",
        "c.yaml": "c",
        "_shared.yaml": "no",
        "notes.txt": "no",
        ".hidden.yaml": "no",
        ".git/d.yaml": "no",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_sites_and_their_defaults_are_read(top: Path) -> None:
    tree = load(top)
    assert sorted(tree.files.items()) == [
        ("_defaults.yaml", b"d"),
        ("c.yaml", b"c"),
        ("x/_defaults.yml", b"dx"),
        ("x/a.yaml", b"a"),
        ("x/y/b.yml", b"b"),
    ]
    assert list(tree.site_paths()) == ["c.yaml", "x/a.yaml", "x/y/b.yml"]
    assert tree.defaults_of("x/y/b.yml") == ("_defaults.yaml", "x/_defaults.yml")


def test_only_wanted_sites_are_read_and_the_others_are_listed(top: Path) -> None:
    (top / "c.yaml").chmod(0)
    tree = load(top, lambda name: name == "a")
    assert sorted(tree.files) == ["_defaults.yaml", "x/_defaults.yml", "x/a.yaml"]
    assert list(tree.site_paths()) == ["c.yaml", "x/a.yaml", "x/y/b.yml"]


def test_places_are_shown_as_the_user_named_the_folder(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(top)
    assert load(Path("x")).shown("a.yaml") == "x/a.yaml"
    assert load(Path()).shown("c.yaml") == "c.yaml"
    assert load(Path("../" + top.name)).shown("c.yaml") == f"../{top.name}/c.yaml"


def test_a_large_file_is_read_as_far_as_it_takes_to_refuse_it(top: Path) -> None:
    (top / "c.yaml").write_bytes(b"x" * (MAX_BYTES + 1000))
    assert len(load(top).files["c.yaml"]) == MAX_BYTES + 1


@pytest.mark.parametrize("name", ["nowhere", "c.yaml", "c.yaml/x"])
def test_what_is_no_folder_is_said_to_be_none(top: Path, name: str) -> None:
    with pytest.raises(SourceError, match="folder"):
        load(top / name)


def test_a_link_to_a_file_inside_is_followed(top: Path) -> None:
    (top / "x" / "link.yaml").symlink_to(top / "c.yaml")
    assert load(top).files["x/link.yaml"] == b"c"


@pytest.mark.parametrize("target", ["/etc/hostname", "../../outside.yaml", "gone.yaml"])
def test_a_link_that_leads_out_or_nowhere_is_refused(top: Path, target: str) -> None:
    (top.parent / "outside.yaml").write_text("secret")
    (top / "x" / "link.yaml").symlink_to(target)
    with pytest.raises(SourceError, match=r"link\.yaml"):
        load(top)


def test_a_link_to_a_folder_is_refused_even_in_a_circle(top: Path) -> None:
    (top / "x" / "loop").symlink_to(top)
    with pytest.raises(SourceError, match="link to a folder"):
        load(top)


def test_a_pipe_is_not_waited_for(top: Path) -> None:
    os.mkfifo(top / "x" / "pipe.yaml")
    with pytest.raises(SourceError, match="not a regular file"):
        load(top)


def test_a_name_that_cannot_be_printed_is_refused(top: Path) -> None:
    (top / "a\nb.yaml").write_text("x")
    with pytest.raises(SourceError, match="cannot be printed"):
        load(top)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_says_so(top: Path) -> None:
    (top / "c.yaml").chmod(0)
    with pytest.raises(SourceError, match="permission denied"):
        load(top)


def test_memory_takes_text_and_bytes() -> None:
    assert memory.load({"a.yaml": "é", "b.yaml": b"\xff"}, "t") == Tree(
        {"a.yaml": b"\xc3\xa9", "b.yaml": b"\xff"}, "t"
    )
