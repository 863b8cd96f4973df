"""A place to run commands among planted secrets, and everything that came out of them."""

from __future__ import annotations

import contextlib
import io
import logging
import re
import tempfile
import traceback
import zlib
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
import pytest
from secrets_tree import PASSWORDS, SITES, THEIRS, environ, keys, move_in, write_keys

from cli_project import Project, Ran
from rosgit.cli.main import group
from rosgit.device import DeviceError
from rosgit.ledger.source import body_of, read_part
from rosgit.menus import MENUS
from rosgit.sim import Router
from rosgit.sim.known import KNOWN
from rosgit.sim.sentence import Command, Reply, parse, tagged
from rosgit.sim.session import Session

LEDGER = "rosgit-ledger-"
_BASE64 = re.compile(r"[A-Za-z0-9+/]{40,}={0,2}")


class Terminal(io.StringIO):
    """A stream that somebody watches."""

    def isatty(self) -> bool:
        return True


def command_of(name: str) -> click.Command:
    """A command of the command line."""
    found = group.get_command(click.Context(group), name)
    assert found is not None, name
    return found


def voices(name: str) -> tuple[tuple[str, ...], ...]:
    """Every way in which a command can speak: each format, quiet and verbose."""
    options = {option: each for each in command_of(name).params for option in each.opts}
    form = options.get("--format")
    forms = form.type.choices if form is not None and isinstance(form.type, click.Choice) else ()
    words = [("--format", str(each)) for each in forms] or [()]
    loud: tuple[tuple[str, ...], ...] = ((), ("-v",)) if "-v" in options else ((),)
    return tuple((*each, *more) for each in words for more in loud)


@dataclass
class Lab:
    """A project whose secrets are planted; ``ran`` has every command line.

    Files in ``purpose`` may hold secrets.
    """

    project: Project
    patch: pytest.MonkeyPatch
    ran: set[tuple[str, ...]] = field(default_factory=set)
    records: list[logging.LogRecord] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)
    purpose: set[Path] = field(default_factory=set)

    @property
    def folder(self) -> Path:
        return self.project.folder

    @property
    def routers(self) -> Mapping[str, Router]:
        return {name: server.router for name, server in self.project.servers.items()}

    @property
    def new(self) -> Router:
        """The router most happens on."""
        return self.routers["new"]

    def __call__(self, *arguments: str, code: int | None = None) -> Ran:
        """Run a command; an exception that comes out of it is kept and raised."""
        self.ran.add(arguments)
        try:
            made = self.project.run(*arguments)
        except Exception as error:
            self.errors.append(error)
            raise
        assert code is None or made.code == code, f"{arguments}: {made.code}\n{made.out}\n{made.err}"
        return made

    def aloud(self, *arguments: str, code: int | None = None) -> None:
        """Run a command in every voice it has."""
        for voice in voices(arguments[0]):
            self(*arguments, *voice, code=code)

    def serve(self) -> None:
        """Start the routers, strangers' rows on them."""
        for router in self.project.serve(passwords=PASSWORDS).values():
            move_in(router)

    def rotate(self, generation: int = 2) -> None:
        """Put other secrets where the old ones stood."""
        self.project.environ = {**self.project.environ, **environ(generation)}
        write_keys(self.folder, keys(generation))

    def forget_variable(self, name: str) -> None:
        """Unset a variable."""
        self.project.environ = {each: text for each, text in self.project.environ.items() if each != name}

    # -- what came out

    def everything(self) -> Iterator[tuple[str, str]]:
        """Where something came out, and what."""
        for arguments, out, err in self.project.said:
            yield f"stdout of rosgit {' '.join(arguments)}", out
            yield f"stderr of rosgit {' '.join(arguments)}", err
        for record in self.records:
            yield f"a log record of {record.name}", f"{record.getMessage()} {record.__dict__!r}"
        for error in self.errors:
            yield f"an exception {type(error).__name__}", told(error)
        yield from self._files()
        for name, router in self.routers.items():
            yield from ((f"{where} of {name}", text) for where, text in on_router(router))
        for name, server in self.project.servers.items():
            for connection in server.connections:
                yield f"sentences to {name}", "\n".join(map(_without_secrets, connection.commands))

    def _files(self) -> Iterator[tuple[str, str]]:
        secret = self.folder / "sites" / "keys"
        for path in self.folder.rglob("*"):
            yield "a file's name", str(path.relative_to(self.folder))
            if path.is_file() and path not in self.purpose and secret not in path.parents:
                yield f"file {path.name}", path.read_bytes().decode(errors="backslashreplace")


def secret_field(path: str, name: str) -> bool:
    """Whether a field of a menu is one where a secret belongs."""
    menu = MENUS.get(path)
    known = menu.fields.get(name) if menu is not None else None
    return known is not None and known.secret


def _without_secrets(words: tuple[str, ...]) -> str:
    """A sentence without the values of secret fields, ledgers in it unpacked."""
    command = parse(words)
    kept = {name: text for name, text in command.words.items() if not secret_field(command.path, name)}
    return f"{words[0]} {kept} {command.queries} {unpacked(kept)}"


def on_router(router: Router) -> Iterator[tuple[str, str]]:
    """All that a router holds or says, but for its secret fields and what strangers wrote."""
    yield "the log", repr(router.log)
    for path in KNOWN:
        for row in router.rows(path):
            kept = {name: text for name, text in row.items() if _ours(path, row.get("name", ""), name)}
            yield f"a row of {path}", f"{kept} {unpacked(kept)}"
    for path, table in router.store.tables.items():
        for each in table:
            values = {name: text for name, text in each.values.items() if _ours(path, each.name, name)}
            yield f"a row kept in {path}", f"{values} {each.extra} {each.flags}"


def _ours(path: str, row: str, name: str) -> bool:
    return not secret_field(path, name) and (path, row, name) not in THEIRS


def unpacked(row: Mapping[str, str]) -> str:
    """The plain text of a ledger's part, and of anything else in a row that is packed."""
    texts = list(row.values())
    if row.get("name", "").startswith(LEDGER) and "source" in row:
        texts.append(body_of([read_part(row["source"]).body]).decode("latin-1"))
        with contextlib.suppress(zlib.error):
            texts.append(_inflated(body_of([read_part(row["source"]).body])))
    for text in list(texts):
        for found in _BASE64.findall(text):
            with contextlib.suppress(NotBase64, zlib.error, ValueError):
                texts.append(_inflated(b64decode(found)))
    return "\n".join(texts)


def _inflated(data: bytes) -> str:
    """As much of it as can be unpacked."""
    return zlib.decompressobj().decompress(data).decode("latin-1")


def told(error: BaseException) -> str:
    """Everything an exception can be made to say: its chain, also the part that tracebacks leave out."""
    texts, todo, seen = ["".join(traceback.format_exception(error))], [error], set[int]()
    while todo:
        each = todo.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        notes = getattr(each, "__notes__", ())
        texts += [str(each), repr(each), repr(each.args), repr(vars(each)), *notes]
        if isinstance(each, DeviceError):
            texts.append(repr(each.diagnostic()))
        todo += [next_ for next_ in (each.__cause__, each.__context__) if next_ is not None]
    return "\n".join(texts)


class _Ears(logging.Handler):
    """Hears every record at every level."""

    def __init__(self, heard: list[logging.LogRecord]) -> None:
        super().__init__(logging.NOTSET)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard.append(record)


@contextlib.contextmanager
def listening(heard: list[logging.LogRecord]) -> Iterator[None]:
    """Hear everything that is logged meanwhile, down to DEBUG."""
    root, ears = logging.getLogger(), _Ears(heard)
    level = root.level
    root.addHandler(ears)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.setLevel(level)
        root.removeHandler(ears)


def _remember_errors(patch: pytest.MonkeyPatch, errors: list[BaseException]) -> None:
    """Keep every error of the device's tree, also those that somebody handles."""
    begin = DeviceError.__init__

    def init(self: DeviceError, words: str, *, peer: str = "", said: str = "") -> None:
        begin(self, words, peer=peer, said=said)
        errors.append(self)

    patch.setattr(DeviceError, "__init__", init)


@contextlib.contextmanager
def lab() -> Iterator[Lab]:
    """Two sites in an empty folder, their secrets planted; no router runs yet."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        project = Project(
            folder,
            {
                **environ(),
                "NO_COLOR": "1",
                "ROSGIT_TARGETS": str(folder / "targets.json"),
                "XDG_STATE_HOME": str(folder / "state"),
            },
        )
        made = Lab(project, patch)
        project.write(SITES)
        write_keys(folder, keys())
        patch.setattr("rosgit.applier.settings.sleep", project.wait)
        _remember_errors(patch, made.errors)
        with listening(made.records):
            try:
                yield made
            finally:
                project.stop()


# -- what a router may do with a secret that it is sent


@contextlib.contextmanager
def answering(
    router: Router, answer: Callable[[str], list[Reply]], *, login: bool = False, skip: int = 0
) -> Iterator[None]:
    """Let a router answer so to every sentence with a secret, but for the first ``skip``.

    Fails when none came to be answered.
    """
    run, seen = router.execute, []

    def execute(session: Session, sentence: Sequence[str]) -> list[Reply]:
        command = parse(sentence)
        text = _secret_in(command)
        if text is None or (command.verb == "login") is not login:
            return run(session, sentence)
        seen.append(command)
        if len(seen) <= skip:
            return run(session, sentence)
        replies = answer(text)
        session.closing = replies[0][0] == "!fatal"
        return tagged(replies, command.tag)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(router, "execute", execute)
        yield
    assert len(seen) > skip, "no sentence with a secret came"


@contextlib.contextmanager
def saying(router: Router, when: Callable[[Command], bool], replies: list[Reply]) -> Iterator[None]:
    """Let a router answer so to every sentence of a kind. Fails when none came."""
    run, seen = router.execute, []

    def execute(session: Session, sentence: Sequence[str]) -> list[Reply]:
        command = parse(sentence)
        if not when(command):
            return run(session, sentence)
        seen.append(command)
        session.closing = replies[0][0] == "!fatal"
        return tagged(replies, command.tag)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(router, "execute", execute)
        yield
    assert seen, "no sentence of the kind came"


def _secret_in(command: Command) -> str | None:
    texts = (
        text
        for name, text in command.words.items()
        if text and (secret_field(command.path, name) or (command.verb == "login" and name == "password"))
    )
    return next(texts, None)
