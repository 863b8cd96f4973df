"""From a tree to sites: read, check each document, merge defaults, check the whole, derive rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from rosgit.compiler.check import Checker, declared, site_values
from rosgit.compiler.memo import Memo
from rosgit.compiler.merge import MAX_MERGED, Cascade, TooLarge, expand, spread
from rosgit.compiler.nodes import Map, Node
from rosgit.compiler.shape import shape
from rosgit.compiler.strict_yaml import read
from rosgit.intents.known import Known
from rosgit.intents.language import MOVED, SITE, lower
from rosgit.intents.moved import moves
from rosgit.intents.planning import guards, ignored
from rosgit.intents.router import target
from rosgit.intents.words import Notes, Section
from rosgit.model.diagnostic import Diagnostic, Related, in_order
from rosgit.model.site import Site
from rosgit.model.span import Span
from rosgit.model.target import Target
from rosgit.model.tree import Tree, is_defaults, site_name
from rosgit.model.version import Version


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a compile gives: the sites that came through, their merged documents, all findings.

    ``names`` are the sites that were asked for, whether they came through or not.
    """

    sites: tuple[Site, ...]
    merged: Mapping[str, Map]
    diagnostics: tuple[Diagnostic, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Document:
    """One file: its expanded map (None when it cannot be read), and what was wrong with it."""

    root: Map | None
    found: tuple[Diagnostic, ...]

    @property
    def failed(self) -> bool:
        """Whether no site may be made of it."""
        return self.root is None or any(each.is_error for each in self.found)


@dataclass(slots=True)
class _Defaults:
    """What a folder's sites inherit."""

    root: Map
    failed: bool = False


@dataclass(slots=True)
class _Work:
    """One compile: documents read once, inherited parts merged and checked once.

    Of the documents only the words ``only`` are looked at (None: all).
    """

    tree: Tree
    only: Set[str] | None = None
    known: Known = field(default_factory=Known)
    defaults: dict[str, _Document] = field(default_factory=dict)
    inherited: dict[tuple[str, ...], _Defaults | None] = field(default_factory=dict)
    users: dict[str, list[str]] = field(default_factory=dict)
    served: Memo[Node] = field(default_factory=Memo)
    checked: dict[Version, Memo[tuple[Section, int]]] = field(default_factory=dict)

    def default(self, path: str) -> _Document:
        """A ``_defaults`` file."""
        if path not in self.defaults:
            self.defaults[path] = _document(self.tree, path, self.only)
        return self.defaults[path]

    def inherit(self, paths: tuple[str, ...]) -> _Defaults | None:
        """The merge of ``_defaults`` files, outermost first; None when one cannot be read."""
        if not paths:
            return _Defaults(Map(MappingProxyType({}), "", 0, 0))
        if paths not in self.inherited:
            self.inherited[paths] = self._merged(paths)
        return self.inherited[paths]

    def _merged(self, paths: tuple[str, ...]) -> _Defaults | None:
        outer, own = self.inherit(paths[:-1]), self.default(paths[-1])
        if outer is None or own.root is None:
            return None
        merged = Cascade(self.served, "").merge(outer.root, own.root)
        assert type(merged) is Map
        return _Defaults(merged, outer.failed or own.failed)

    def diagnostics(self) -> Iterator[Diagnostic]:
        """The findings of each ``_defaults`` file once, with the sites they touch."""
        for path, document in self.defaults.items():
            for each in document.found:
                yield replace(each, sites=tuple(self.users.get(path, ())))


REACHING: Set[str] = frozenset({"router", "ignore", "tags", "vars"})
"""The words of a site that say how to reach its router, and what to overlook there; no rows."""


def compile_tree(
    tree: Tree, wanted: Callable[[str], bool] | None = None, only: Set[str] | None = None
) -> Compiled:
    """Compile the sites of a tree whose name is ``wanted`` (all by default).

    Of each document only the words ``only`` are looked at (None: all): a mistake anywhere else is none
    then. Nothing is raised for a user's mistake: what is wrong is in the diagnostics, and a site with an
    error is not among the sites. Raises LookupError for a wanted site whose file was not read.
    """
    work = _Work(tree, only)
    paths = [path for path in tree.site_paths() if wanted is None or wanted(site_name(path))]
    unread = [path for path in paths if path not in tree.files]
    if unread:
        raise LookupError(f"{unread[0]} was asked for and not read")
    sites: list[Site] = []
    found = list(_same_names(tree, paths))
    twice = {name for each in found for name in each.sites}
    for path in paths:
        name = site_name(path)
        made, notes = _site(work, path)
        found += [replace(each, sites=(name,)) for each in notes]
        if made is not None and name not in twice:
            sites.append(made)
    if wanted is None:
        for path in filter(is_defaults, tree.files):
            work.default(path)  # those that serve no site are checked too
    found += work.diagnostics()
    names = tuple(map(site_name, paths))
    return Compiled(tuple(sites), _Merged(work, paths), fold(found), names)


_PLACED = frozenset(
    {
        "bad-secret",
        "field-not-in-version",
        "garden-entry",
        "gateway-outside",
        "hotspot-interface",
        "masquerade-anywhere",
        "network-too-small",
        "plain-api",
        "plain-secret",
        "secret-misplaced",
        "secret-reference",
        "template",
        "unknown-label",
        "wrong-value",
    }
)
"""Codes whose place is the mistake: what else the summary says (a label, a rendered text) may vary."""


def fold(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The same finding of many sites once, naming them all; in order of place."""
    together: dict[tuple[str, str, Span | None], tuple[Diagnostic, dict[str, None]]] = {}
    for each in found:
        placed = each.code in _PLACED and each.span is not None
        key = (each.code, "" if placed else each.summary, each.span)
        known = together.setdefault(key, (each, {}))
        known[1].update(dict.fromkeys(each.sites))
    return in_order(
        each if len(sites) == len(each.sites) else replace(each, sites=tuple(sites))
        for each, sites in together.values()
    )


def _same_names(tree: Tree, paths: Iterable[str]) -> Iterator[Diagnostic]:
    seen: dict[str, str] = {}
    for path in paths:
        name = site_name(path)
        if name in seen:
            yield Diagnostic(
                "duplicate-site",
                f"two files make the site {name!r}",
                "rename one of them",
                Span(tree.shown(path), 1, 1),
                (Related("the other", Span(tree.shown(seen[name]), 1, 1)),),
                sites=(name,),
            )
        seen[name] = path


def _document(tree: Tree, path: str, only: Set[str] | None) -> _Document:
    shown = tree.shown(path)
    node, found = read(shown, tree.files[path])
    if node is None:
        failed = any(each.is_error for each in found)
        return _Document(None if failed else Map(MappingProxyType({}), shown, 1, 1), found)
    if type(node) is not Map:
        wrong = Diagnostic("wrong-type", "a site is a map of keys", "begin with router:", node.span)
        return _Document(None, (*found, wrong))
    if only is not None:
        items = {name: item for name, item in node.items.items() if name in only}
        node = node._replace(items=MappingProxyType(items))
    document = expand(node, SITE)
    assert type(document) is Map
    root, more = shape(document)
    return _Document(root, (*found, *more) if more else found)


def _site(work: _Work, path: str) -> tuple[Site | None, Iterable[Diagnostic]]:
    """The site (if it came through), and what was found in it."""
    defaults = work.tree.defaults_of(path)
    for used in defaults:
        work.users.setdefault(used, []).append(site_name(path))
    inherited, own = work.inherit(defaults), _document(work.tree, path, work.only)
    if inherited is None or own.root is None:
        return None, own.found
    notes = Notes()
    try:
        made = _compile(work, path, _whole(work, path, inherited.root, own.root), notes)
    except TooLarge:
        return None, (*own.found, *notes.found, _too_large(work.tree.shown(path)))
    failed = inherited.failed or own.failed or any(each.is_error for each in notes.found)
    return None if failed else made, (*own.found, *notes.found)


def _whole(work: _Work, path: str, inherited: Map, own: Map) -> Map:
    """A site's document over what it inherits, labels served. Raises TooLarge."""
    shown = work.tree.shown(path)
    cascade = Cascade(work.served, shown)
    merged = cascade.merge(inherited, own)
    assert type(merged) is Map
    whole = cascade.serve(spread(merged, MOVED, shown), SITE)
    assert type(whole) is Map
    return whole


class _Merged(Mapping[str, Map]):
    """Merged documents by site, each made when it is asked for: ten thousand are never needed at once."""

    def __init__(self, work: _Work, paths: Iterable[str]) -> None:
        self._work = work
        self._paths = {site_name(path): path for path in paths}

    def __getitem__(self, name: str) -> Map:
        path = self._paths[name]
        inherited = self._work.inherit(self._work.tree.defaults_of(path))
        own = _document(self._work.tree, path, self._work.only).root
        if inherited is None or own is None:
            raise KeyError(name)
        try:
            return _whole(self._work, path, inherited.root, own)
        except TooLarge:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._paths if name in self)

    def __contains__(self, name: object) -> bool:
        try:
            return isinstance(name, str) and self[name] is not None
        except KeyError:
            return False

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _too_large(shown: str) -> Diagnostic:
    return Diagnostic(
        "yaml-too-large",
        f"the site has more than {MAX_MERGED} values, once its defaults are merged",
        "a _defaults label gives everything in it to each of its siblings",
        Span(shown, 1, 1),
    )


def _compile(work: _Work, path: str, whole: Map, notes: Notes) -> Site | None:
    name, shown = site_name(path), work.tree.shown(path)
    values = site_values(whole, name, path.rpartition("/")[0], notes, work.known)
    version = declared(whole, values)
    known = work.checked.setdefault(version, Memo())
    checked = Checker(values, version, known, shown).check(whole, SITE)
    assert type(checked) is Section
    goal = target(checked, notes)
    rows = lower(checked, notes, work.known)
    if goal is None:
        return None
    tags = tuple(str(each.value) for each in checked.texts("tags"))
    existing, moved = _existing(checked.section("existing")), moves(checked, MOVED, notes, shown)
    goal = _in_tree(goal, work.tree)
    return Site(name, shown, goal, rows, tags, existing, moved, ignored(checked), guards(checked))


def _in_tree(goal: Target, tree: Tree) -> Target:
    """The target with its CA file named from where people stand, like every path that is shown."""
    if goal.tls is None or goal.tls.ca is None:
        return goal
    return replace(goal, tls=replace(goal.tls, ca=tree.shown(goal.tls.ca)))


def _existing(existing: Section) -> Mapping[str, frozenset[str]]:
    return MappingProxyType(
        {menu: frozenset(str(each.value) for each in existing.texts(menu)) for menu in existing.items}
    )
