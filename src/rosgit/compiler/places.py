"""A key that stands in the wrong place of a site: where it would be right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TypeAlias

from rosgit.intents.language import SITE
from rosgit.intents.words import Block, Labels, Word
from rosgit.model.suggest import bare

LABEL = "LABEL"
FEW = 3
"""A key with more places than this says nothing about what was meant (``name``, ``comment``)."""

_ASIDE = frozenset({"rows", "moved", "ignore", "existing", "guards"})
"""Words about other words: a key below them is no better place."""

_GUESTS = frozenset({"hotspots", "user-profiles", "users"})
"""One thing in people's heads: what RouterOS sets of a guest in one of them is looked for in all."""

_OWN = frozenset({"walled-garden", "bindings"})
"""Parts of a hotspot whose fields are like no other part's."""

Steps: TypeAlias = tuple[str, ...]
Path: TypeAlias = Sequence[str | int]


def below(name: str, path: Path) -> str:
    """Where a key belongs inside of the block at ``path``, as a sentence; empty if nowhere."""
    here = _shape(path)
    return _told(name, path, [each for each in _known(name) if each[: len(here)] == here])


def above(name: str, path: Path) -> str:
    """The same for the blocks around the one at ``path``."""
    here = _shape(path)
    return _told(name, path, [each for each in _known(name) if each[-1] == name and _holds(each[:-1], here)])


def beside(name: str, path: Path) -> str:
    """The same for the other blocks that say something about guests."""
    here = _shape(path)
    if not here or here[0] not in _GUESTS or _OWN & {*here}:
        return ""
    return _told(name, path, [each for each in _known(name) if each[0] in _GUESTS])


def _known(name: str) -> tuple[Steps, ...]:
    return _index().get(bare(name), ())


def _holds(outer: Steps, inner: Steps) -> bool:
    return len(outer) < len(inner) and inner[: len(outer)] == outer


def _told(name: str, path: Path, found: Sequence[Steps]) -> str:
    """A sentence about places, the nearest first; those spelt alike are all that is meant."""
    meant = [each for each in found if each[-1] == name] or found
    if not 0 < len(meant) <= FEW:
        return ""
    near = sorted(meant, key=lambda each: (-_shared(each, _shape(path)), len(each)))
    where = " or ".join(dict.fromkeys(_shown(each[:-1], path) for each in near))
    keys = sorted({each[-1] for each in near})
    if keys == [name]:
        return f"{name!r} belongs {where}"
    return f"did you mean {' or '.join(map(repr, keys))} {where}?"


def _shape(path: Path) -> Steps:
    """A path with the labels in it called ``LABEL``, as the index has them."""
    word: Word | None = SITE
    steps: list[str] = []
    for step in path:
        steps.append(LABEL if isinstance(word, Labels) else str(step))
        word = word.of if isinstance(word, Labels) else _inner(word, str(step))
    return tuple(steps)


def _inner(word: Word | None, step: str) -> Word | None:
    return word.words.get(step) if isinstance(word, Block) else None


def _shared(place: Steps, shape: Steps) -> int:
    """How many steps two paths have in common."""
    return next(
        (at for at, (one, other) in enumerate(zip(place, shape, strict=False)) if one != other),
        min(len(place), len(shape)),
    )


def _shown(place: Steps, path: Path) -> str:
    """A place, with the labels of ``path`` where it goes the same way."""
    shared = _shared(place, _shape(path))
    words = (*map(str, path[:shared]), *place[shared:])
    return f"in {'.'.join(words)}" if words else "at the top of the site"


@cache
def _index() -> Mapping[str, tuple[Steps, ...]]:
    """Every key of the language by its bare form, with all its places."""
    found: dict[str, list[Steps]] = {}
    for place in _keys(SITE, ()):
        found.setdefault(bare(place[-1]), []).append(place)
    return {name: tuple(places) for name, places in found.items()}


def _keys(word: Word, path: Steps) -> Iterator[Steps]:
    if isinstance(word, Labels):
        yield from _keys(word.of, (*path, LABEL))
    elif isinstance(word, Block):
        for name, inner in word.words.items():
            if path or name not in _ASIDE:
                yield (*path, name)
                yield from _keys(inner, (*path, name))
