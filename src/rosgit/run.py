"""One site with its secrets and the time it may take: reading its router and planning for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

from rosgit.applier.applied import applied
from rosgit.applier.keeping import MENUS as KEPT
from rosgit.applier.keeping import Keeping, separate
from rosgit.applier.settings import Settings
from rosgit.applier.switch import EVERYTHING
from rosgit.applier.write import Secrets
from rosgit.device import Deadline, Device, observe, read
from rosgit.differ import ALL, Options, address_of, drift, managed, names_of, plan
from rosgit.ledger.seal import Sealer, seal_rows
from rosgit.ledger.standing import Standing
from rosgit.menus import MENUS as TABLES
from rosgit.model.diagnostic import Diagnostic, errors
from rosgit.model.masking import Known
from rosgit.model.plan import Plan
from rosgit.model.row import Ledger, Live, Observed, Row
from rosgit.model.secret import Sealed, Secret, Telling
from rosgit.model.site import Site
from rosgit.model.version import Version
from rosgit.rules.guards import located, may_we
from rosgit.rules.guards_force import overridden
from rosgit.rules.guards_router import same_router, serial_changed

NAT = "/ip/firewall/nat"
"""Where a running hotspot shows its own dynamic rows; read whenever a site has a hotspot."""


def menus(site: Site) -> tuple[str, ...]:
    """The menus that have to be read for a site, in the order of its rows, and those we keep things in."""
    named = dict.fromkeys(row.menu for row in site.rows)
    if "/ip/hotspot" in named:
        named[NAT] = None
    return tuple(dict.fromkeys((*named, *KEPT)))


STRANGER = frozenset({"wrong-router", "serial-changed", "same-router", "ledger-foreign", "ledger-newer"})
"""Codes that say that this is not the router, or not the ledger, the site means: nothing there is ours to
touch, a stale lock neither.
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One site, its secrets by ``SecretRef.same_as``, and the time it may take.

    ``known`` are these and those that were read: no connection of the run lets the router say one.
    """

    site: Site
    secrets: Secrets
    deadline: Deadline
    settings: Settings = field(default_factory=Settings)
    known: Known = field(default_factory=Known, repr=False, compare=False)

    @property
    def password(self) -> Secret:
        """The router's password."""
        assert self.site.target.password is not None
        return self.secrets[self.site.target.password.same_as]

    def read(self) -> tuple[Device, Observed]:
        """Connect, log in and read: three round trips, one more when the ledger names other menus.

        Raises DeviceError. The caller closes the device.
        """
        self.known.learn((*secrets_of(self.site, self.secrets), *self.settings.also))
        device, observed = read(
            self.site.target, self.password, menus(self.site), self.deadline, known=self.known
        )
        try:
            return device, self._more(device, observed)
        except BaseException:
            device.close()
            raise

    def renewed(self, seconds: float = 60.0) -> Run:
        """The same with time of its own."""
        return replace(self, deadline=Deadline.after(seconds, self.deadline.clock))

    def waited(self, seconds: float) -> Run:
        """The same with the time it may take moved on by a wait that was asked for."""
        return replace(self, deadline=self.deadline.later(seconds))

    def again(self, device: Device) -> Observed:
        """Read once more on an open connection. Raises DeviceError."""
        return self._more(device, observe(device, menus(self.site), self.deadline))

    def _more(self, device: Device, observed: Observed) -> Observed:
        """The menus that only the ledger names: rows we made there may have to go."""
        keeping, _ = separate(observed)
        last = self.standing(keeping, observed).ledger
        missing = _unread(last, observed) if last is not None else ()
        if not missing:
            return telling(observed, self.known)
        more = observe(device, missing, self.deadline)
        return telling(replace(observed, rows=MappingProxyType({**observed.rows, **more.rows})), self.known)

    def standing(self, keeping: Keeping, observed: Observed) -> Standing:
        """Which ledger counts on this router; one that no site file is for is the site its ledger names."""
        name = self.site.name if self.site.path else keeping.site
        return keeping.standing(name, observed.facts.serial)

    def named(self, observed: Observed) -> Run:
        """The same, for a router that no site file is for, with the name and version that are there."""
        keeping, _ = separate(observed)
        if self.site.path or not keeping.site:
            return self
        target = replace(self.site.target, routeros=observed.facts.version or self.site.target.routeros)
        return replace(self, site=replace(self.site, name=keeping.site, path=keeping.site, target=target))

    @property
    def _sealer(self) -> Sealer:
        return self.settings.sealer or sealer_of(self.password, self.site.name)

    def _options(self, keeping: Keeping, standing: Standing, *, ask: bool, written: bool = False) -> Options:
        told = self.settings
        owed = keeping.mark.unread if keeping.mark is not None else ()
        return Options(
            adopt=ALL if "all" in told.adopt else told.adopt,
            recreate=ALL if "all" in told.recreate else told.recreate,
            elsewhere=told.elsewhere and told.elsewhere.difference(names_of(self.site.rows)),
            strict=True,
            begun=begun(keeping, standing.last),
            ask=ask,
            moved=self.site.moved,
            ignore=self.site.ignore,
            same=self._sealer.same,
            resend=ALL if told.resend or EVERYTHING in owed else frozenset(owed),
            written=written,
        )

    def plan(self, observed: Observed, *, ask: bool = True, written: bool = False) -> Plan:
        """What has to change on the router that was read, guards included.

        ``ask`` False: nothing will be written, so nobody is asked about rows that are not ours.
        ``written``: everything was sent, so secrets that cannot be read back are not sent again.
        """
        keeping, rest = separate(observed)
        standing = self.standing(keeping, observed)
        version = Version.parse(self.site.target.routeros)
        made = plan(
            self.site.name, self.site.rows, standing.ledger, rest, version=version, resolved=self.secrets,
            options=self._options(keeping, standing, ask=ask, written=written),
        )  # fmt: skip
        # whether this is the router comes first: it explains rows that are not there
        found = (*self.doubts(observed), *made.diagnostics)
        # what a person took upon himself before the writes is no doubt after them
        told = overridden(found, self.settings.force) if written else found
        generation = standing.ledger.generation if standing.ledger is not None else 0
        return replace(made, diagnostics=tuple(told), generation=generation)

    def doubts(self, observed: Observed) -> tuple[Diagnostic, ...]:
        """What speaks against the router that was read, and against its ledger, whatever is wanted of it."""
        keeping, _ = separate(observed)
        standing, serial = self.standing(keeping, observed), observed.facts.serial
        changed = serial_changed(self.site, standing.last, observed)
        other = self.settings.claim(serial, self.site.name)
        twice = same_router({other: serial, self.site.name: serial}) if other else ()
        ledgers = (replace(each, address=self.site.name) for each in standing.diagnostics)
        found = (*may_we(self.site, observed), *changed, *twice, *ledgers)
        return tuple(located(self.site, found))

    def strangers(self, observed: Observed) -> tuple[Diagnostic, ...]:
        """Errors that say that nothing on this router is ours to touch, less what a person forces."""
        found = errors(overridden(self.doubts(observed), self.settings.force))
        return tuple(each for each in found if each.code in STRANGER)

    def drift(self, rest: Observed, last: Ledger) -> Plan:
        """What somebody changed since the ledger was written; ``rest`` is a reading without what we keep."""
        options = Options(ignore=self.site.ignore, same=self._sealer.same, ask=False)
        version = Version.parse(self.site.target.routeros)
        return drift(self.site.name, last, rest, version=version, options=options)

    def managed(self, observed: Observed) -> tuple[Live, ...]:
        """The rows on the router that are ours, or that this site is about to make ours; as read."""
        keeping, rest = separate(observed)
        standing = self.standing(keeping, observed)
        return managed(
            self.site.rows, standing.ledger, rest, version=Version.parse(self.site.target.routeros),
            options=self._options(keeping, standing, ask=False),
        )  # fmt: skip

    def ledger(self, generation: int, plan: Plan, observed: Observed) -> Ledger:
        """What the router is to remember once this plan is applied."""
        keeping, _ = separate(observed)
        standing, sealer = self.standing(keeping, observed), self._sealer
        mine = applied(self.site.rows, self.site.ignore, standing.ledger)
        rows = seal_rows(mine, self.secrets, sealer)
        sealed = any(row.fields != plain.fields for row, plain in zip(rows, mine, strict=True))
        settings = self.settings
        if standing.ledger is not None and plan.unverifiable:
            rows = tuple(_not_written(rows, standing.ledger, plan.unverifiable, sealer.key_id))
        return Ledger(
            self.site.name, (*rows, *standing.carry), generation, settings.commit,
            settings.stamp, plan.digest, observed.facts.serial, key_id=sealer.key_id if sealed else "",
        )  # fmt: skip


def telling(observed: Observed, known: Known) -> Observed:
    """The same, with every plain text marked in which a secret of ours stands: in a comment, in a script."""
    rows = {menu: tuple(_telling(live, known) for live in lives) for menu, lives in observed.rows.items()}
    facts = replace(observed.facts, identity=known.masked(observed.facts.identity))
    return replace(observed, rows=MappingProxyType(rows), facts=facts)


def _telling(live: Live, known: Known) -> Live:
    told = {name: Telling(text) for name, text in live.fields.items() if known.holds(text)}
    return replace(live, fields=MappingProxyType({**live.fields, **told})) if told else live


def secrets_of(site: Site, secrets: Secrets) -> Iterator[Secret]:
    """Those of a site that are at hand; a fleet's others are no business of its router."""
    yield from (secrets[ref.same_as] for ref in site.references if ref.same_as in secrets)


def _not_written(
    rows: Iterable[Row], last: Ledger, unverifiable: Collection[str], key_id: str
) -> Iterator[Row]:
    """Rows in which a secret that was not written, and could not be compared, stays sealed as it was.

    Sealed anew it would say that the secret of today was applied, and nobody would ever write it.
    """
    was = {address_of(TABLES[row.menu], row.fields): row for row in last.rows if row.menu in TABLES}
    for row in rows:
        address = address_of(TABLES[row.menu], row.fields)
        old = {
            name: value
            for name, value in (was[address].fields.items() if address in was else ())
            if isinstance(value, Sealed) and value.key_id != key_id and f"{address} {name}" in unverifiable
        }
        yield replace(row, fields=MappingProxyType({**row.fields, **old})) if old else row


def begun(keeping: Keeping, last: Ledger | None) -> frozenset[str]:
    """Rows that an apply of ours wrote and did not commit: in a later ledger, or left by its undo.

    ``last`` is the ledger that counts.
    """
    rows = [row for ledger in keeping.after(last.generation if last else 0) for row in ledger.rows]
    ours = {address_of(TABLES[row.menu], row.fields) for row in rows if row.menu in TABLES}
    left = keeping.mark.left if keeping.mark is not None else ()
    return frozenset(ours | {words.removeprefix("+ ") for words in left if words.startswith("+ ")})


@lru_cache(maxsize=4096)
def sealer_of(password: Secret, site: str) -> Sealer:
    """One sealer a site: its key is made once, and only when a secret has to be compared."""
    return Sealer.from_password(password, site)


def _unread(ledger: Ledger, observed: Observed) -> Collection[str]:
    return tuple(dict.fromkeys(row.menu for row in ledger.rows if row.menu not in observed.rows))


Approve = Callable[[Plan], bool]
"""Whether a plan may be written. Raises MovedError to say why not."""


class MovedError(Exception):
    """A plan is not the one that was reviewed; ``words`` say what moved."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)
        super().__init__("; ".join(self.words))
