"""References into secrets: every one that is missing is reported, none of them shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Generic, TypeAlias, TypeVar, cast

from rosgit.model.diagnostic import Diagnostic, Related
from rosgit.model.secret import Secret, SecretRef
from rosgit.secrets.files import MAX_BYTES, Unusable, contents
from rosgit.secrets.keyed import entries

Key: TypeAlias = tuple[str, str, str | None]
"""``SecretRef.same_as``."""

Source: TypeAlias = tuple[str, str]
"""Scheme and locator: what holds one secret or many."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Resolved:
    """The secrets by ``SecretRef.same_as``, and what was wrong with the references."""

    secrets: Mapping[Key, Secret]
    diagnostics: tuple[Diagnostic, ...] = ()

    def __getitem__(self, ref: SecretRef) -> Secret:
        """The secret a reference stands for. Raises KeyError when it could not be resolved."""
        return self.secrets[ref.same_as]


def resolve(
    refs: Iterable[SecretRef], environ: Mapping[str, str], root: Path, *, allow_outside: bool = False
) -> Resolved:
    """Look up every reference, each source once.

    ``env:NAME`` is the whole variable and ``file:PATH`` (relative to ``root``) the whole file, less
    one newline at the end; ``#key`` picks one entry (see ``keyed.entries``). An empty secret is an
    error: ``bad-secret``; one that is not there is ``missing-secret``. With ``allow_outside`` files may lie
    anywhere.
    """
    sources = _Sources(environ, root, allow_outside=allow_outside)
    secrets: dict[Key, Secret] = {}
    diagnostics: list[Diagnostic] = []
    for same in _grouped(refs).values():
        try:
            secrets[same[0].same_as] = sources.secret(same[0])
        except Unusable as error:
            diagnostics.append(_unresolved(same, error))
    diagnostics.extend(sources.warnings)
    return Resolved(MappingProxyType(secrets), tuple(diagnostics))


def _grouped(refs: Iterable[SecretRef]) -> Mapping[Key, list[SecretRef]]:
    groups: dict[Key, list[SecretRef]] = {}
    for ref in refs:
        groups.setdefault(ref.same_as, []).append(ref)
    return groups


def _unresolved(same: list[SecretRef], error: Unusable) -> Diagnostic:
    first, *others = same
    places = dict.fromkeys(ref.span for ref in others if ref.span not in {None, first.span})
    return Diagnostic(
        "missing-secret" if error.missing else "bad-secret",
        f"secret {first}: {error.reason}",
        _way_out(first),
        span=first.span,
        related=tuple(Related("also needed here", span) for span in places if span is not None),
    )


def _way_out(ref: SecretRef) -> str:
    if ref.scheme == "env":
        whole = f"set the environment variable {ref.locator}"
        return f"{whole} to lines key=value, one of them {ref.key}=..." if ref.key else whole
    entry = f"a line {ref.key}=..." if ref.key else "the secret alone"
    return f"write a file with {entry} there, mode 0600, inside the sites tree and out of git"


class _Sources:
    """Variables and files, each read and taken apart at most once, failures too."""

    def __init__(self, environ: Mapping[str, str], root: Path, *, allow_outside: bool) -> None:
        self._environ = environ
        self._root = root
        self._allow_outside = allow_outside
        self._texts: dict[Source, _Kept[str]] = {}
        self._entries: dict[Source, _Kept[Mapping[str, str]]] = {}
        self.warnings: list[Diagnostic] = []

    def secret(self, ref: SecretRef) -> Secret:
        """The secret itself. Raises Unusable."""
        text = self._entry(ref, ref.key) if ref.key else self._text(ref).removesuffix("\n").removesuffix("\r")
        if not text.strip():
            raise Unusable("it is empty" if not text else "it is blank")
        if "\0" in text or not _sendable(text):
            raise Unusable("it holds a character that cannot be sent to a router")
        return Secret(text)

    def _entry(self, ref: SecretRef, key: str) -> str:
        source = (ref.scheme, ref.locator)
        if source not in self._entries:
            self._entries[source] = _Kept.of(lambda: entries(self._text(ref)))
        found = self._entries[source].get()
        if key not in found:
            raise Unusable(f"there is no entry {key} in it", missing=True)
        return found[key]

    def _text(self, ref: SecretRef) -> str:
        source = (ref.scheme, ref.locator)
        if source not in self._texts:
            self._texts[source] = _Kept.of(lambda: self._read(ref))
        return self._texts[source].get()

    def _read(self, ref: SecretRef) -> str:
        if ref.scheme == "env":
            if ref.locator not in self._environ:
                raise Unusable("the environment variable is not set", missing=True)
            text = self._environ[ref.locator].removeprefix("\ufeff")  # as of a file: editors put one there
            if len(text) > MAX_BYTES:  # as of a file; a router that took it could not be read any more
                raise Unusable(f"it is longer than {MAX_BYTES} characters")
            return text
        if ref.scheme != "file":
            raise Unusable("only env: and file: are known")
        found = contents(ref.locator, self._root, allow_outside=self._allow_outside)
        if found.open_to_others:
            summary = f"secret file {ref.locator} can be read or changed by other users of this machine"
            mend = "make it yours, chmod 600 it, and let nobody else write to its folder"
            self.warnings.append(Diagnostic("secret-file-open", summary, mend, span=ref.span))
        return found.text


class _Kept(Generic[T]):
    """What a reading gave, or why it gave nothing."""

    def __init__(self, value: T | None, error: Unusable | None) -> None:
        self._value = value
        self._error = error

    @classmethod
    def of(cls, reading: Callable[[], T]) -> _Kept[T]:
        """Read now, keep either way."""
        try:
            return cls(reading(), None)
        except Unusable as error:
            return cls(None, error)

    def get(self) -> T:
        """The value. Raises Unusable."""
        if self._error is not None:
            raise Unusable(self._error.reason, missing=self._error.missing)
        return cast("T", self._value)


def _sendable(text: str) -> bool:
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True
