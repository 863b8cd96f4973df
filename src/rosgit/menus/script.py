r"""The only writer of RouterOS commands as text, and the grammar it keeps to.

The simulated router runs exactly this grammar and refuses the rest before it runs anything::

    script   = { line "\n" }
    line     = "" | "#" any-text | command | block
    block    = ":do {" body "} on-error={" body "}"
             | ":if (" test ") do={" body [ "} else={" body ] "}"
    body     = "\n" { line "\n" }
    test     = one | "(" one ") or (" one ")"
    one      = "[:len [" path "/find " where "]] " sign " " number
             | "[:len " fact "] " sign " " number
             | fact " " sign " " value | "[:tostr " fact "] " sign " " quoted
    fact     = "[" path "/get " word "]"                     a field of a singleton
    sign     = "=" | "!=" | "<" | ">" | ">="
    command  = path "/add" { " " pair } [ " place-before=" found ]
             | path "/set" { " " change }                    a singleton
             | path "/set" " " target { " " change }         a row
             | path "/remove" " " ( target | picked )
             | path "/move" " " found [ " destination=" found ]
             | "/system/script/run " found
             | "/system/script/set " found " comment=([/system/script/get " found " comment] . " quoted ")"
             | ":error " quoted
    path     = "/" word { "/" word }
    target   = word | found                                  a row of the system, by its name
    found    = "[find " where "]"                            every row that passes all the tests
             | "[find where " word "~" quoted "]"            every row with a value like the pattern
    picked   = "[:pick [" path "/find " where "] " number " " number "]"
    where    = tested { " " tested }
    tested   = pair | "!" word                               "!": the field is unset
    change   = pair | "!" word                               "!" unsets the field
    pair     = word "=" value
    word     = letters, digits, "-"
    value    = bare | quoted
    bare     = letter-or-digit { letters, digits, ". _ : / , -" }
    quoted   = '"' { character | escape } '"'
    escape   = '\"' | '\\' | '\$' | '\n' | '\r' | '\t' | '\' HEX HEX

One command a line, one space between parts, nothing else: no variables, no loops, no ``;``.
``HEX HEX`` is one byte in capitals; text is UTF-8, so one letter may be several of them.
Escapes are those of the Scripting manual, "Constant Escape Sequences" (its escape for a question
mark went with 7.1rc2, so it stands for itself). RouterOS 7 takes a command
with its path in slashes, and real exports name rows as here (``set ftp``, ``set [ find name=all ]``).

From the Scripting manual too: ``:if``, ``:len``, ``:pick`` (the end is not included), ``:error``,
``:tostr`` ("Global commands"); ``find`` takes what ``set`` takes and the flags, ``move`` without a
destination goes to the end ("Common commands"); ``.`` and ``~`` ("Operators"); ``do {} on-error={}``
("import"). "Tips and Tricks": an IP prefix in a ``find`` is a string, unquoted it finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

from rosgit.menus.kinds import Bits, Bool, Duration, Int, List
from rosgit.menus.table import Field, Menu, Shape

Where: TypeAlias = Mapping[str, "str | None"]
"""What a ``find`` tests: canonical values by field or flag; None: the field is unset."""

Lines: TypeAlias = tuple[str, ...]

_PLAIN = re.compile(r"[ !#%-\[\]-~]*")
_BARE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/,-]*")
_WORD = re.compile(r"[A-Za-z0-9-]+")
_TYPED = re.compile(r"[0-9][0-9a-z]*")
_ESCAPES = {
    ord('"'): '\\"',
    ord("\\"): "\\\\",
    ord("$"): "\\$",
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
}


def quote(text: str) -> str:
    """Any text as a quoted RouterOS constant, in ASCII. Raises ValueError for NUL."""
    if _PLAIN.fullmatch(text):
        return f'"{text}"'
    data = text.encode(errors="surrogateescape")
    if 0 in data:
        raise ValueError("a RouterOS string cannot hold a NUL character")
    return f'"{"".join(map(_escaped, data))}"'


def _escaped(byte: int) -> str:
    if byte in _ESCAPES:
        return _ESCAPES[byte]
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:02X}"


def literal(text: str) -> str:
    """A value bare where that is safe, else quoted."""
    return text if _BARE.fullmatch(text) else quote(text)


def add(menu: Menu, fields: Mapping[str, str], *, before: Where | None = None) -> str:
    """The command that makes a row of these canonical values; secrets in the clear.

    Fields go out in the order of the table. ``before`` finds the row it goes in front of.
    Raises KeyError for a field the menu does not have.
    """
    place = () if before is None else (f"place-before={found(menu, before)}",)
    return _command(menu, "add", (*_pairs(menu, fields), *place))


def change(
    menu: Menu,
    fields: Mapping[str, str],
    *,
    where: Where | None = None,
    clear: Iterable[str] = (),
) -> str:
    """The command that sets fields of a singleton, or of the rows that hold what ``where`` says.

    ``clear`` names fields to put back as the table says. Raises ValueError when it does not say
    how, or when a row is meant and ``where`` is empty; KeyError for an unknown field.
    """
    known = {} if where is None else where
    target = () if menu.singleton else (_target(menu, known),)
    rest = {name: text for name, text in fields.items() if known.get(name) != text}
    return _command(menu, "set", (*target, *_pairs(menu, rest), *(_cleared(menu, name) for name in clear)))


def remove(menu: Menu, where: Where) -> str:
    """The command that removes every row that holds all these canonical values."""
    return _command(menu, "remove", (_target(menu, where),))


def remove_one(menu: Menu, where: Where, at: int) -> str:
    """The command that removes the row at a place, from 0, among those that pass the tests."""
    return _command(menu, "remove", (f"[:pick [{menu.path}/find {tests(menu, where)}] {at} {at + 1}]",))


def move(menu: Menu, where: Where, before: Where | None) -> str:
    """The command that puts a row in front of another one, or last."""
    to = () if before is None else (f"destination={found(menu, before)}",)
    return _command(menu, "move", (found(menu, where), *to))


def found(menu: Menu, where: Where) -> str:
    """``[find ...]``: every row that passes all the tests. Raises ValueError when there are none."""
    if not where:
        raise ValueError(f"{menu.path}: a row has to be named")
    return f"[find {tests(menu, where)}]"


def tests(menu: Menu, where: Where) -> str:
    """What stands in a ``find``, in the order of the table, flags last."""
    fields = [each for name, each in menu.fields.items() if name in where]
    flags = [name for name in where if name not in menu.fields]
    _known(menu, {*flags} - menu.flags)
    own = [_test(each, where[each.name]) for each in fields]
    return " ".join([*own, *(f"{name}={Bool().written(where[name] or '')}" for name in flags)])


# -- tests and blocks


def count(menu: Menu, where: Where, sign: str, number: int) -> str:
    """A test of how many rows pass."""
    return f"[:len [{menu.path}/find {tests(menu, where)}]] {sign} {number}"


def holds(menu: Menu, name: str, text: str | None) -> str:
    """A test of one field of a singleton; None and no text: it is unset or empty."""
    kind, fact = menu.fields[name].kind, f"[{menu.path}/get {name}]"
    if not text:
        return f"[:len {fact}] = 0"
    if _typed(menu.fields[name], text):
        return f"{fact} = {kind.written(text)}"
    written = kind.written(text)
    # A list becomes a string with ";" between its items ("Tips and Tricks").
    shown = written.replace(",", ";") if isinstance(kind, (List, Bits)) else written
    return f"[:tostr {fact}] = {quote(shown)}"


def when(test: str, then: Iterable[str], otherwise: Iterable[str] = ()) -> Lines:
    """The lines of an ``:if``."""
    other = tuple(otherwise)
    return (f":if ({test}) do={{", *then, *(("} else={", *other) if other else ()), "}")


def guarded(body: Iterable[str], failing: Iterable[str] = ()) -> Lines:
    """Lines whose first error ends them and runs ``failing`` instead of ending the script."""
    return (":do {", *body, "} on-error={", *failing, "}")


def fail(words: str) -> str:
    """The command that ends a script, or the block that guards it, with an error."""
    return f":error {quote(words)}"


def remark(text: str) -> str:
    r"""Comment lines. What would not stay in its line is shown escaped (``\x1b``)."""
    return "\n".join(f"# {_one_line(line)}".rstrip() for line in text.split("\n"))


def key_of(menu: Menu, fields: Mapping[str, str]) -> Mapping[str, str]:
    """What finds the row in a script: its key, without parts a router leaves out of print."""
    parts = {name: fields[name] for name in menu.key if name in fields}
    return {name: text for name, text in parts.items() if not _silent(menu.fields[name], text)}


def _silent(field: Field, text: str) -> bool:
    return field.quiet and text == field.default


def _command(menu: Menu, verb: str, parts: Iterable[str]) -> str:
    return " ".join([f"{menu.path}/{verb}", *parts])


def _target(menu: Menu, where: Where) -> str:
    name = where.get("name") or ""
    if menu.shape is Shape.FIXED and set(where) == {"name"} and _WORD.fullmatch(name):
        return name
    return found(menu, where)


def _test(field: Field, text: str | None) -> str:
    if text is None:
        return f"!{field.name}"
    written = field.kind.written(text)
    return f"{field.name}={written if _typed(field, text) else quote(written)}"


def _typed(field: Field, text: str) -> bool:
    """Whether a value is compared as its own type; all others are compared as strings.

    Bare, ``10.0.0.2-10.0.0.9`` would be a subtraction and an IP prefix no string.
    """
    if isinstance(field.kind, Bool):
        return text in ("true", "false")
    return isinstance(field.kind, (Int, Duration)) and _TYPED.fullmatch(text) is not None


def _pairs(menu: Menu, fields: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        f"{each.name}={literal(each.kind.written(fields[each.name]))}"
        for each in _ordered(menu, fields)
        if not each.read_only
    )


def _ordered(menu: Menu, fields: Where) -> tuple[Field, ...]:
    _known(menu, fields.keys() - menu.fields.keys())
    return tuple(each for name, each in menu.fields.items() if name in fields)


def _known(menu: Menu, unknown: Collection[str]) -> None:
    if unknown:
        raise KeyError(f"{menu.path} has no {min(unknown)}")


def _cleared(menu: Menu, name: str) -> str:
    word = menu.fields[name].clearing
    if word is None:
        raise ValueError(f"{menu.path}: nobody knows how {name} is cleared")
    return word[0] if word[0].startswith("!") else f"{word[0]}={literal(word[1])}"


def _one_line(text: str) -> str:
    """One line of a remark: nothing that ends a line, nothing that a terminal would obey."""
    shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
    # A backslash at the end of a line joins the next one to it.
    return shown + "." if shown.endswith("\\") else shown
