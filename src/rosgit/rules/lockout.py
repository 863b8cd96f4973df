"""Do we get in again? A plan is refused that would take our own service, user, rule or road away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rosgit.model.diagnostic import Diagnostic, Related
from rosgit.model.path import OwnPath
from rosgit.model.plan import Change, Plan
from rosgit.model.secret import SecretRef
from rosgit.model.site import Site
from rosgit.rules.inroad import way_in
from rosgit.rules.packet import DSTNAT, FILTER, INPUT, NAT, Fit, Hook, Verdict, walk, within_networks
from rosgit.rules.planned import Standing
from rosgit.rules.scene import (
    ADDRESS,
    ADDRESS_LIST,
    BINDING,
    BRIDGE,
    HOTSPOT,
    LIST,
    MEMBER,
    PORT,
    SERVICE,
    VLAN,
    Rows,
    Scene,
    lists,
    packet,
)
from rosgit.rules.unjudged import not_judged

USER, GROUP = "/user", "/user/group"
DECIDING = frozenset({FILTER, NAT, ADDRESS_LIST, LIST, MEMBER, SERVICE, USER, GROUP})
"""Menus that decide whether a connection of ours is let in."""
ROAD = frozenset({ADDRESS, BRIDGE, PORT, VLAN, HOTSPOT, BINDING})
"""Menus that a connection of ours may stand on, wherever we come from."""
NEEDED = ("api", "read", "write", "policy")
"""What our group must keep; ledger and undo are scripts, which only the policy called policy may make."""


def lock_out(site: Site, plan: Plan, path: OwnPath) -> tuple[Diagnostic, ...]:
    """Every way in which a plan would keep our next connection out: code ``lock-out``.

    The next connection counts, not this one: what an accept of established packets lets through
    proves nothing. What cannot be judged is refused only where the plan changes the answer.
    Over loopback (a tunnel that ends on the router, a simulator) nobody knows the road outside:
    only service and user are judged.
    """
    if not path.sources:
        return tuple(_blind(site, plan, path))
    found = [
        each
        for source in path.sources
        for each in _from(Scene(site, plan, path, source), "api-ssl" if site.target.tls else "api")
    ]
    return tuple(dict.fromkeys(found))


def _from(scene: Scene, service: str) -> Iterator[Diagnostic]:
    yield from _service(scene, service)
    yield from _user(scene)
    port = _port(scene.before(SERVICE), service) or str(scene.site.target.port)
    if not scene.loopback:
        if not scene.six:
            yield from _firewall(scene, port, DSTNAT)
            yield from _firewall(scene, port, INPUT)
        yield from way_in(scene)
    yield from not_judged(scene, port)


def _blind(site: Site, plan: Plan, path: OwnPath) -> Iterator[Diagnostic]:
    scene = Scene(site, plan, path, "")
    touched = scene.touches(*DECIDING, *ROAD)
    if touched:
        said = path.unread.get("/user/active", "our session is not in /user/active")
        yield scene.refusal(
            f"the router does not say from where we come ({said}), and the plan changes the way in",
            "give our user's group the read policy",
            touched[0],
        )


def _unread(scene: Scene, menu: str) -> Iterator[Diagnostic]:
    """A menu that could not be read is refused only where the plan writes to it."""
    touched = scene.touches(menu)
    if touched:
        said = scene.path.unread.get(menu, "it did not come")
        yield scene.refusal(
            f"{menu} could not be read ({said}), and the plan changes it",
            "let our user read it",
            touched[0],
        )


# -- the service


def _port(rows: Rows | None, service: str) -> str:
    row = _door(rows, service)
    return row.text("port") if row is not None else ""


def _door(rows: Rows | None, service: str) -> Standing | None:
    found = (row for row in rows or () if row.text("name") == service and "dynamic" not in row.flags)
    return next(found, None)


def _service(scene: Scene, service: str) -> Iterator[Diagnostic]:
    before, after = scene.before(SERVICE), scene.after(SERVICE)
    if before is None or after is None:
        yield from _unread(scene, SERVICE)
        return
    was, now = _door(before, service), _door(after, service)
    if was is None or now is None or now.change is None:
        return
    for words, way_out in _closed(scene, was, now):
        yield scene.refusal(f"{SERVICE} {service} {words}", way_out, now.change)


def _closed(scene: Scene, was: Standing, now: Standing) -> Iterator[tuple[str, str]]:
    keep = "leave it as it is in the site"
    if not now.enabled:
        yield "would be disabled, and we came by it", keep
    if now.text("port") != was.text("port"):
        moved = f"would move from port {was.text('port')} to {now.text('port')}, and we came by the old one"
        yield moved, "move it at the router, and change router.port in the same commit"
    for name in ("address", "available-from"):
        if now.text(name) != was.text(name) and within_networks(scene.source, now.text(name)) is not Fit.YES:
            yield (
                f"would take logins from {now.text(name)} only, and we come from {scene.source}",
                f"put {scene.source} or its network into {name}",
            )
    if now.text("vrf") != was.text("vrf"):
        yield f"would listen in the VRF {now.text('vrf')} instead of {was.text('vrf')}", keep
    yield from _certificate(scene, was, now)


def _certificate(scene: Scene, was: Standing, now: Standing) -> Iterator[tuple[str, str]]:
    """Another certificate is trusted where its fingerprint is pinned too; none at all nowhere."""
    tls = scene.site.target.tls
    if tls is None or now.text("certificate") == was.text("certificate"):
        return
    if now.text("certificate") in ("", "none"):
        yield "would show no certificate, and router.tls asks for one", "keep a certificate in the site"
    elif len(tls.fingerprints) == 1:
        yield (
            f"would show the certificate {now.text('certificate')}, and one fingerprint is pinned",
            "pin the new fingerprint beside the old one in router.tls",
        )


# -- the user


def _user(scene: Scene) -> Iterator[Diagnostic]:
    before, after = scene.before(USER), scene.after(USER)
    if before is None or after is None:
        yield from _unread(scene, USER)
        return
    name = scene.path.username
    was = next((row for row in before if row.text("name") == name), None)
    now = next((row for row in after if row.text("name") == name), None)
    if was is None:  # RADIUS knows us, and is asked only for names that are not here
        if now is not None:
            words = f"{USER} {name} would be made, and asked for our login instead of RADIUS"
            yield scene.refusal(words, "give the local user another name", now.change, now)
        return
    if now is None:
        gone = scene.change_of(was)
        yield scene.refusal(f"{USER} {name} is our own user and would go", "keep it in the site", gone, was)
        return
    if now.change is not None:
        for words, way_out in _shut(scene, now):
            yield scene.refusal(f"{USER} {name}, our own user, {words}", way_out, now.change)
    yield from _group(scene, now)


def _shut(scene: Scene, now: Standing) -> Iterator[tuple[str, str]]:
    if not now.enabled:
        yield "would be disabled", "leave it enabled"
    if within_networks(scene.source, now.text("address")) is not Fit.YES:
        yield (
            f"would be let in from {now.text('address')} only, and we come from {scene.source}",
            f"put {scene.source} or its network into its address",
        )
    change = now.change
    for delta in change.deltas if change is not None else ():
        if delta.field == "password" and not _same_secret(delta.after, scene.site.target.password):
            yield "would get another password than router.password", "refer to the same secret in both places"


def _same_secret(one: object, other: SecretRef | None) -> bool:
    return isinstance(one, SecretRef) and other is not None and one.same_as == other.same_as


def _group(scene: Scene, user: Standing) -> Iterator[Diagnostic]:
    before, after = scene.before(GROUP), scene.after(GROUP)
    if before is None or after is None:
        yield from _unread(scene, GROUP)
        return
    name = user.text("group")
    now = next((row for row in after if row.text("name") == name), None)
    was = next((row for row in before if row.text("name") == name), None)
    change = now.change if now is not None else scene.change_of(was) if was is not None else None
    if change is None and user.change is None:
        return
    if now is None:
        yield scene.refusal(f"{GROUP} {name}, the group of our own user, would go", "keep it", change, was)
        return
    missing = [each for each in NEEDED if each not in now.text("policy").split(",")]
    if missing:
        yield scene.refusal(
            f"{GROUP} {name}, the group of our own user, would lack {', '.join(missing)}",
            f"its policy needs {', '.join(NEEDED)}",
            change or user.change,
            now,
        )


# -- the firewall


@dataclass(frozen=True, slots=True)
class _Walks:
    """How a chain treats us, before and after."""

    was: tuple[Verdict, ...]
    now: tuple[Verdict, ...]

    @property
    def worse(self) -> tuple[Verdict, ...]:
        """Refusals that are new; else, where an accept is gone, those that stood below it."""
        bad = [each for each in self.now if not each.accepted]
        seen = [_key(each) for each in self.was]
        new = tuple(each for each in bad if _key(each) not in seen)
        first = min((seen.index(_key(each)) for each in self.lost), default=None)
        if new or first is None:
            return new
        return tuple(each for each in bad if _key(each) not in seen[:first])

    @property
    def lost(self) -> tuple[Verdict, ...]:
        """Accepts that no longer are."""
        now = {_key(each) for each in self.now}
        return tuple(each for each in self.was if each.accepted and _key(each) not in now)

    @property
    def certain(self) -> bool:
        """Whether the packet is refused whatever the matchers say that cannot be judged."""
        return not any(each.accepted for each in self.now)


def _key(verdict: Verdict) -> object:
    """What a verdict is told by: a rule may change in all that fits us before and after."""
    rule = verdict.rule
    if rule is None:
        return (verdict.accepted, None, None)
    return (verdict.accepted, rule.key, verdict.unsure)


def _firewall(scene: Scene, port: str, hook: Hook) -> Iterator[Diagnostic]:
    before, after = scene.before(hook.menu), scene.after(hook.menu)
    if before is None or after is None:
        yield from _unread(scene, hook.menu)
        return
    first = packet(scene, port)
    was = lists(scene.before(ADDRESS_LIST), scene.before(MEMBER), scene.before(LIST))
    now = lists(scene.after(ADDRESS_LIST), scene.after(MEMBER), scene.after(LIST), scene.before(ADDRESS_LIST))
    walks = _Walks(walk(before, first, was, hook), walk(after, first, now, hook))
    if walks.worse:
        yield _refused(scene, port, walks, hook)


def _refused(scene: Scene, port: str, walks: _Walks, hook: Hook) -> Diagnostic:
    rule = walks.worse[0].rule
    assert rule is not None  # the end of the chain accepts
    who = f"a new connection from {scene.source} to port {port}"
    named = f"{hook.menu} {rule.name} ({rule.text('action')})"
    does = "refuse" if hook is INPUT else "carry off"
    words = f"{named} would {does} {who}"
    if not walks.certain:
        words = f"{named} may {does} {who}; what it or a rule above it matches cannot be judged from here"
    good = next((each.rule for each in walks.lost if each.rule is not None), None)
    if good is not None:
        words += f"; until now {good.name} let it in"
    place = scene.written(good) if good is not None else None
    related = (Related("this rule let us in until now", place),) if place is not None else ()
    way_out = f"have an accept for {scene.source} to port {port} (tcp) above it"
    if hook is DSTNAT:
        way_out = f"narrow it (dst-port, dst-address, in-interface), or {way_out}"
    return scene.refusal(words, way_out, rule.change or _culprit(scene, good), rule, related)


def _culprit(scene: Scene, good: Standing | None) -> Change | None:
    """The change behind a refusal by a rule that stays as it is."""
    own = scene.change_of(good) if good is not None else None
    touched = scene.touches(ADDRESS_LIST, MEMBER, LIST, FILTER, NAT)
    return own or next(iter(touched), None)
