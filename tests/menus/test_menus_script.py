"""The script writer: what it writes can be read back, and a language server for RouterOS finds no fault."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import menus_tree as tree
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosgit.menus import MENUS
from rosgit.menus.script import add, change, key_of, literal, quote, remark, remove
from rosgit.menus.table import Field, Menu, Shape

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
_SHORT = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def unescape(quoted: str) -> str:
    """Read a quoted constant as the Scripting manual says, knowing nothing of the writer."""
    assert quoted[0] == quoted[-1] == '"'

    def one(found: re.Match[bytes]) -> bytes:
        code = found[1]
        if len(code) == 2:
            return bytes([int(code, 16)])
        return _SHORT.get(code, code)

    body = quoted[1:-1].encode("ascii")
    return re.sub(rb"\\([0-9A-F]{2}|.)", one, body, flags=re.DOTALL).decode("utf-8", "surrogateescape")


@given(TEXT)
def test_any_text_survives_quoting(text: str) -> None:
    assert unescape(quote(text)) == text


@given(TEXT)
def test_quoted_text_is_one_printable_ascii_line_and_holds_no_bare_special(text: str) -> None:
    quoted = quote(text)
    assert quoted.isascii()
    assert quoted.isprintable()
    inner = re.sub(r"\\(\\|[0-9A-F]{2}|.)", "", quoted[1:-1])
    assert not set(inner) & set('"\\$')


@given(st.binary().filter(lambda data: 0 not in data))
def test_bytes_that_are_no_text_survive_quoting(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    assert unescape(quote(text)) == text


@given(TEXT)
def test_a_bare_value_has_nothing_a_console_would_read(text: str) -> None:
    written = literal(text)
    if not written.startswith('"'):
        assert written == text
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:/,-]*", written)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", '""'),
        ("Bar", "Bar"),
        ("10.5.50.1/24", "10.5.50.1/24"),
        ("10.0.0.2-10.0.0.9", "10.0.0.2-10.0.0.9"),
        ("two words", '"two words"'),
        ("!LAN", '"!LAN"'),
        ('say "hi" for $5\\', r'"say \"hi\" for \$5\\"'),
        ("what?", '"what?"'),
        ("a\tb\r\n", r'"a\tb\r\n"'),
        ("Café", r'"Caf\C3\A9"'),
        ("\x1b[0m", r'"\1B[0m"'),
        ("*1", '"*1"'),
        ("[find]", '"[find]"'),
        ("a;b", '"a;b"'),
    ],
)
def test_values_are_written_like_this(text: str, written: str) -> None:
    assert literal(text) == written


def test_nul_is_refused() -> None:
    with pytest.raises(ValueError, match="NUL"):
        quote("a\0b")


def test_a_row_is_written_in_the_order_of_its_table() -> None:
    row = {"comment": "guests", "ranges": "10.0.0.2-10.0.0.9", "name": "lobby"}
    assert add(MENUS["/ip/pool"], row) == "/ip/pool/add name=lobby ranges=10.0.0.2-10.0.0.9 comment=guests"


def test_booleans_are_written_as_people_write_them() -> None:
    row = {"name": "hs", "interface": "bridge1", "disabled": "false"}
    assert add(MENUS["/ip/hotspot"], row) == "/ip/hotspot/add name=hs interface=bridge1 disabled=no"


def test_a_singleton_is_set_without_a_target() -> None:
    assert change(MENUS["/system/identity"], {"name": "bar 1"}) == '/system/identity/set name="bar 1"'


def test_a_row_of_the_system_is_named() -> None:
    service = MENUS["/ip/service"]
    row = {"name": "api-ssl", "address": "10.0.0.0/8"}
    assert change(service, row, where=key_of(service, row)) == "/ip/service/set api-ssl address=10.0.0.0/8"


def test_a_row_is_found_by_its_values_strings_as_strings() -> None:
    menu = MENUS["/ip/hotspot/profile"]
    written = change(menu, {"name": "default", "login-by": "http-pap"}, where={"name": "default"})
    assert written == '/ip/hotspot/profile/set [find name="default"] login-by=http-pap'


def test_a_key_part_that_a_router_does_not_print_finds_nothing_and_is_left_out() -> None:
    row = {"name": "anna", "server": "all", "password": "x"}
    assert key_of(MENUS["/ip/hotspot/user"], row) == {"name": "anna"}


def test_fields_are_cleared_in_the_way_of_the_table() -> None:
    rule = MENUS["/ip/firewall/filter"]
    written = change(rule, {}, where={"comment": "a"}, clear=("protocol", "log", "log-prefix"))
    assert written == '/ip/firewall/filter/set [find comment="a"] !protocol log=no log-prefix=""'


def test_removing_needs_a_row() -> None:
    user = MENUS["/ip/hotspot/user"]
    assert remove(user, {"name": "anna", "limit-uptime": "1h"}) == (
        '/ip/hotspot/user/remove [find name="anna" limit-uptime=1h]'
    )
    with pytest.raises(ValueError, match="has to be named"):
        remove(user, {})
    with pytest.raises(ValueError, match="has to be named"):
        change(user, {"profile": "x"})


def test_what_nobody_knows_is_refused() -> None:
    with pytest.raises(KeyError, match="redirect-url"):
        add(MENUS["/ip/hotspot/profile"], {"name": "x", "redirect-url": "http://a"})
    with pytest.raises(ValueError, match="port is cleared"):
        change(MENUS["/ip/service"], {}, where={"name": "api"}, clear=("port",))


@given(TEXT)
def test_a_remark_stays_a_remark(text: str) -> None:
    for line in remark(text).split("\n"):
        assert line.startswith("#")
        assert line.isprintable()
        assert not line.endswith("\\")


# Any value of a kind will do: the language server knows words, not meanings.
SAMPLES = (
    "yes",
    "10.0.0.1",
    "AA:BB:CC:DD:EE:FF",
    "10.0.0.1:80",
    "1h",
    "7",
    "60",
    "100",
    "4096",
    "0x8000",
    "10M/2M",
    "0.1",
    "2048KiB",
    "8:00",
    "a-name",
)


def _sample(field: Field) -> str:
    for text in (field.default, *getattr(field.kind, "values", ()), *SAMPLES):
        if text:
            try:
                return field.kind.canonical(text)
            except ValueError:
                continue
    raise AssertionError(f"no sample for {field.name}")


def _lines(menu: Menu) -> list[str]:
    fields = [each for each in menu.fields_for(tree.VERSION).values() if not each.read_only]
    row = {each.name: _sample(each) for each in fields}
    clear = [each.name for each in fields if each.clearing is not None]
    if menu.singleton:
        return [change(menu, row), change(menu, {}, clear=clear)]
    key = {menu.key[0] if menu.key else "comment": "a name"}
    where = key if set(key) <= set(menu.fields_for(tree.VERSION)) else {"topics": "info"}
    lines = [change(menu, row, where=where), change(menu, {}, where=where, clear=clear)]
    return [*lines, add(menu, row), remove(menu, where)] if menu.addable else lines


def test_every_menu_passes_a_language_server_for_routeros(tmp_path: Path) -> None:
    written = [menu for menu in MENUS.values() if menu.shape is not Shape.READ]
    lines = [remark("every menu, every field"), *(line for menu in written for line in _lines(menu))]
    script = tmp_path / "all.rsc"
    script.write_text("\n".join([*lines, ""]), encoding="ascii")
    assert len(lines) > 100
    done = _check(script)
    assert done.stdout == ""
    assert done.returncode == 0, done.stderr


def test_the_language_server_would_have_found_a_fault(tmp_path: Path) -> None:
    script = tmp_path / "bad.rsc"
    script.write_text("/ip/hotspot/profile/add name=a redirect-url=b\n", encoding="ascii")
    done = _check(script)
    assert done.returncode == 1
    assert "unknown-parameter" in done.stdout


def _check(script: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "routeros_lsp", "check", "--strict", str(script)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603  # our own file
