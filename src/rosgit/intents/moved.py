"""``moved:`` labels as they were, and what they are called now, wherever the language has labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rosgit.intents.words import Block, Labels, Leaf, Notes, Section, Word, one
from rosgit.menus import MENUS
from rosgit.menus.kinds import Name
from rosgit.model.diagnostic import Severity
from rosgit.model.span import Span
from rosgit.model.suggest import near

LABEL = "label"
"""The word for a label's new name, where labels below it can move too."""

_NOW = one(Name(), "the label it has now")


def moved_words(words: Mapping[str, Word]) -> Block:
    """The words of ``moved:`` for a language: every map of labels whose rows can be renamed."""
    return Block(
        words=_below(words),
        doc="labels that moved, in the shape of the site: their rows are renamed, not deleted and made anew",
    )


def _below(words: Mapping[str, Word]) -> Mapping[str, Word]:
    found = ((name, _word(word)) for name, word in words.items())
    return MappingProxyType({name: word for name, word in found if word is not None})


def _word(word: Word) -> Word | None:
    """The word of ``moved:`` for one of the site; None where nothing below it has a label."""
    if isinstance(word, Labels):
        return _labels(word.of)
    inner = _below(word.words) if isinstance(word, Block) else {}
    return Block(words=inner, doc="labels that moved, in the shape of the site") if inner else None


def _labels(of: Word) -> Labels | None:
    menu = of.menu if isinstance(of, Block) else None
    if menu is not None and not MENUS[menu].addable:
        return None  # the label is the name of a row that the system made
    inner = _below(of.words) if isinstance(of, Block) else {}
    block = Block(words=MappingProxyType({LABEL: _NOW, **inner}), shorthand=LABEL)
    return Labels(of=block if inner else _NOW, doc="labels as they were, and what they are now")


def moves(site: Section, word: Word, notes: Notes, own: str) -> Mapping[str, str]:
    """Intents that moved and what they are called now: ``hotspots.hall`` -> ``hotspots.events``.

    What stands above an intent is called as it is now on both sides. ``word`` is that of ``moved:``,
    ``own`` the site's own file. A label that the site does not have, that moves in a circle or to
    two places is noted; what is inherited may name labels that only other sites have.
    """
    found = _Moves(notes, own)
    assert isinstance(word, Block)
    found.block(word, "", (site.section("moved"),), site)
    return MappingProxyType(found.moves)


@dataclass(frozen=True, slots=True)
class _Moves:
    """Collects moves; each place of a site may be said in several sections of ``moved:``."""

    notes: Notes
    own: str
    moves: dict[str, str] = field(default_factory=dict)

    def block(self, word: Block, path: str, moved: Iterable[Section], there: Section) -> None:
        """The moves below a block of the site, that stands there."""
        for name, inner in word.words.items():
            sections = tuple(each.section(name) for each in moved if each.section(name).given)
            if not sections or name in there.broken:
                continue
            here = f"{path}.{name}" if path else name
            if isinstance(inner, Labels):
                self.labels(inner.of, here, sections, there.section(name))
            elif isinstance(inner, Block):
                self.block(inner, here, sections, there.section(name))

    def labels(self, of: Word, path: str, moved: Iterable[Section], there: Section) -> None:
        """The moves of labels of the site, and of those below them."""
        leaves = dict(self._leaves(path, moved))
        names = {label: str(leaf.value) for label, leaf in leaves.items()}
        for label, leaf in leaves.items():
            if self._good(path, label, names, there, leaf.span):
                self.moves[f"{path}.{label}"] = f"{path}.{names[label]}"
        below: dict[str, list[Section]] = {}
        for label, section, place in (each for part in moved for each in part.labels()):
            now = names.get(label, label)
            if label in names or self._known(path, label, label, there, place):
                below.setdefault(now, []).append(section)
        for now, sections in below.items():
            if isinstance(of, Block) and now in there.items:
                self.block(of, f"{path}.{now}", sections, there.section(now))

    def _leaves(self, path: str, moved: Iterable[Section]) -> Iterator[tuple[str, Leaf]]:
        """What each label is called now, where it is said; saying two things is noted."""
        said: dict[str, Leaf] = {}
        for label, value in (item for section in moved for item in section.items.items()):
            leaf = value.leaf(LABEL) if isinstance(value, Section) else value
            if not isinstance(leaf, Leaf) or not isinstance(leaf.value, str):
                continue
            first = said.setdefault(label, leaf)
            if first.value == leaf.value:
                yield label, first
            else:
                words = f"moved: {label} of {path} is called {first.value!r} now, and {leaf.value!r} too"
                self.notes.add("wrong-value", words, f"the other is at {first.span}", leaf.span)

    def _good(self, path: str, label: str, names: Mapping[str, str], there: Section, place: Span) -> bool:
        if _circles(label, names):
            words = f"moved: {label} of {path} comes back to itself"
            self.notes.add("wrong-value", words, "apply in two steps, with another label in between", place)
            return False
        return self._known(path, names[label], label, there, place)

    def _known(self, path: str, now: str, label: str, there: Section, place: Span) -> bool:
        """Whether the site has the label that is said to be there now; if not, that is noted."""
        if now in there.items or now in there.broken:
            return now in there.items
        words = f"moved: {path} has no label {now!r}"
        if now != label:
            words += f" that {label!r} could be called now"
        detail = near(now, there.items) or "the label of now has to be one of the site"
        inherited = place.file != self.own
        self.notes.add(
            "unknown-label", words, detail, place, severity=Severity.WARNING if inherited else None
        )
        return False


def _circles(start: str, names: Mapping[str, str]) -> bool:
    step = start
    for _ in names:
        step = names.get(step, "")
        if step == start:
            return True
    return False
