"""Takes scripts apart: the grammar of ``menus/script.py``, two certificate commands, nothing else.

It is written on its own, so that writer and reader check each other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from rosgit.sim.script_nodes import (
    Count,
    Do,
    Fact,
    Fail,
    If,
    Join,
    Line,
    Node,
    One,
    Picked,
    Show,
    Test,
    Tests,
)
from rosgit.sim.texts import SCRIPT, SCRIPT_REFUSED, Trap

_PATH = r"(?:/[A-Za-z0-9-]+)+"
_COMMAND = re.compile(rf"({_PATH})/(add|set|remove|move|sign|run)(?= |$)")
_FIND = re.compile(rf"\[(?:({_PATH})/)?find ")
_LIKE = re.compile(r'\[find where ([A-Za-z0-9-]+)~"((?:[^"\\$]|\\.)*)"\]')
_SHOW = re.compile(r":put \[/certificate/get (\[find [^\]]*\]) ([a-z-]+)\]")
_ERROR = re.compile(r":error (\"(?:[^\"\\$]|\\.)*\")")
_IF = re.compile(r":if \((.*)\) do=\{")
_BOTH = re.compile(r"\((.*)\) or \((.*)\)")
_COUNT = re.compile(rf"\[:len (\[{_PATH}/find .*\])\] (=|!=|<|>|>=) ([0-9]+)")
_FACT = re.compile(rf"\[({_PATH})/get ([a-z0-9-]+)\]")
_LENGTH = re.compile(rf"\[:len {_FACT.pattern}\] (=|!=|<|>|>=) ([0-9]+)")
_SAME = re.compile(rf"(?:\[:tostr {_FACT.pattern}\]|{_FACT.pattern}) (=|!=|<|>|>=) (.+)")
_VALUE = r'(?:([A-Za-z0-9][A-Za-z0-9._:/,-]*)|"((?:[^"\\$]|\\.)*)")'
_ALONE = re.compile(_VALUE)
_PAIR = re.compile(rf"([A-Za-z0-9-]+)={_VALUE}")
_UNSET = re.compile(r"![A-Za-z0-9-]+")
_NAME = re.compile(r"[A-Za-z0-9-]+(?= |$)")
_JOIN = re.compile(
    r"/system/script/set (\[find .*?\]) comment=\(\[/system/script/get (\[find .*?\]) comment\] \. (\".*\")\)"
)
_ESCAPE = re.compile(rb'\\([0-9A-F]{2}|["\\$nrt])')
_PLAIN = {b'"': b'"', b"\\": b"\\", b"$": b"$", b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def refused(text: str) -> Trap:
    """The refusal of a piece of script that is not of the grammar."""
    return Trap(f"{SCRIPT_REFUSED}: {text[:60]}", SCRIPT)


def parse(source: str) -> tuple[Node, ...]:
    """A whole script. Raises Trap, with the line, when any of it is not of the grammar."""
    return _Blocks(source).all()


class _Blocks:
    def __init__(self, source: str) -> None:
        self._lines = source.split("\n")
        self._at = 0

    def all(self) -> tuple[Node, ...]:
        try:
            nodes = self._body(())
        except Trap as trap:
            raise Trap(f"{trap.message} (line {self._at})", trap.category) from None
        return nodes

    def _body(self, ends: tuple[str, ...]) -> tuple[Node, ...]:
        """Nodes up to one of the closing lines, which is taken too; up to the end when there are none."""
        nodes: list[Node] = []
        while self._at < len(self._lines):
            text = self._lines[self._at]
            self._at += 1
            if text in ends:
                return tuple(nodes)
            if text and not text.startswith("#"):
                nodes.append(self._node(text))
        if ends:
            raise refused("a block that does not end")
        return tuple(nodes)

    def _node(self, text: str) -> Node:
        if text == ":do {":
            return Do(self._body(("} on-error={",)), self._body(("}",)))
        head = _IF.fullmatch(text)
        if head is None:
            return read(text, self._at)
        tests = _tests_of(head[1])
        then = self._body(("} else={", "}"))
        other = self._body(("}",)) if self._lines[self._at - 1] == "} else={" else ()
        return If(tests, then, other)


def _tests_of(text: str) -> tuple[One, ...]:
    both = _BOTH.fullmatch(text)
    return (_one(both[1]), _one(both[2])) if both else (_one(text),)


def _one(text: str) -> One:
    if count := _COUNT.fullmatch(text):
        path, tests = _whole_find(count[1])
        return Count(path, tests, count[2], int(count[3]))
    if length := _LENGTH.fullmatch(text):
        return Fact(length[1], length[2], "len", length[3], length[4])
    same = _SAME.fullmatch(text)
    value = _ALONE.fullmatch(same[6]) if same else None
    if same is None or value is None:
        raise refused(text)
    how, path, field = ("tostr", same[1], same[2]) if same[1] else ("get", same[3], same[4])
    return Fact(path, field, how, same[5], _text(value[1], value[2]), value[1] is None)


def _whole_find(text: str) -> tuple[str, Tests]:
    path, tests, end = _find(text, 0)
    if end != len(text) or path is None:
        raise refused(text)
    return path, tests


def read(text: str, number: int = 0) -> Line | Show | Join | Fail:
    """Take one command line apart. Raises Trap when it is not of the grammar."""
    if shown := _SHOW.fullmatch(text):
        return Show(_find(shown[1], 0)[1], shown[2], number)
    if joined := _JOIN.fullmatch(text):
        return Join(_only_find(joined[1]), _only_find(joined[2]), _quoted(joined[3]), number)
    if failing := _ERROR.fullmatch(text):
        return Fail(_quoted(failing[1]), number)
    return _command(text, number)


def _only_find(text: str) -> Tests:
    _, tests, end = _find(text, 0)
    if end != len(text):
        raise refused(text)
    return tests


def _quoted(text: str) -> str:
    value = _ALONE.fullmatch(text)
    if value is None or value[2] is None:
        raise refused(text)
    return _text(None, value[2])


def _command(text: str, number: int) -> Line:
    head = _COMMAND.match(text)
    if head is None or (head[2] == "run" and head[1] != "/system/script"):
        raise refused(text)
    path, verb, at = head[1], head[2], head.end()
    found, name, picked = None, None, None
    if verb != "add":
        picked, found, at = _picked(text, at, path) if verb == "remove" else (None, None, at)
        if found is None:
            found, name, at = _target(text, at)
    words, place = _words(text, at, {"add": " place-before=", "move": " destination="}.get(verb, "\n"))
    if (verb == "move" and found is None) or (words and verb in ("remove", "move", "run")):
        raise refused(text)
    return Line(path, verb, words, found, name, place, picked, number)


def _words(text: str, at: int, mark: str) -> tuple[Mapping[str, str], Tests | None]:
    """The pairs of a command, and the find behind the word that names a place, which stands last."""
    words: dict[str, str] = {}
    while at < len(text):
        if text.startswith(f"{mark}[", at):
            return words, _only_find(text[at + len(mark) :])
        name, value, at = _pair(text, at)
        words[name] = value
    return words, None


def _pair(text: str, at: int) -> tuple[str, str, int]:
    pair, unset = _PAIR.match(text, at + 1), _UNSET.match(text, at + 1)
    if text[at] == " " and pair:
        return pair[1], _text(pair[2], pair[3]), pair.end()
    if text[at] == " " and unset:
        return unset[0], "", unset.end()
    raise refused(text[at:])


def _picked(text: str, at: int, path: str) -> tuple[Picked | None, Tests | None, int]:
    if not text.startswith(" [:pick [", at):
        return None, None, at
    where, tests, end = _find(text, at + len(" [:pick "))
    span = re.compile(r" ([0-9]+) ([0-9]+)\]").fullmatch(text, end)
    if where != path or span is None:
        raise refused(text[at:])
    return Picked(int(span[1]), int(span[2])), tests, len(text)


def _target(text: str, at: int) -> tuple[Tests | None, str | None, int]:
    if text.startswith(" [find ", at):
        _, tests, end = _find(text, at + 1)
        return tests, None, end
    word = _NAME.match(text, at + 1)
    return (None, word[0], word.end()) if word else (None, None, at)


def _find(text: str, at: int) -> tuple[str | None, Tests, int]:
    """A ``[find ...]`` that begins at a place: the path it names, its tests, and where it ends."""
    if like := _LIKE.match(text, at):
        return None, (Test(like[1], "~", _text(None, like[2]), quoted=True),), like.end()
    head = _FIND.match(text, at)
    if head is None:
        raise refused(text[at:])
    tests: list[Test] = []
    end = head.end() - 1
    while text[end : end + 1] == " ":
        test, end = _test(text, end + 1)
        tests.append(test)
    if text[end : end + 1] != "]":
        raise refused(text[at:])
    return head[1], tuple(tests), end + 1


def _test(text: str, at: int) -> tuple[Test, int]:
    if unset := _UNSET.match(text, at):
        return Test(unset[0][1:], "!"), unset.end()
    pair = _PAIR.match(text, at)
    if pair is None:
        raise refused(text[at:])
    return Test(pair[1], "=", _text(pair[2], pair[3]), pair[2] is None), pair.end()


def _text(bare: str | None, quoted: str | None) -> str:
    if bare is not None:
        return bare
    raw = (quoted or "").encode("utf-8", "surrogateescape")
    if rb"\\" not in raw and b"\\" in _ESCAPE.sub(b"", raw):
        raise refused(quoted or "")
    return _ESCAPE.sub(_byte, raw).decode("utf-8", "surrogateescape")


def _byte(escape: re.Match[bytes]) -> bytes:
    return _PLAIN[escape[1]] if escape[1] in _PLAIN else bytes([int(escape[1], 16)])


def broken(source: str) -> bool:
    """Whether brackets or quotes of a script do not close: RouterOS marks such a row invalid."""
    text = re.sub(r"(?m)^\s*#.*$", "", source)
    text = re.sub(r"\\.", "", text, flags=re.DOTALL)
    text = re.sub(r'"[^"]*"', "", text)
    return '"' in text or any(text.count(a) != text.count(b) for a, b in ("{}", "[]", "()"))
