"""A plan as people read it: signs, causes, YAML lines, one closing line with counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from rosgit.model.diagnostic import Severity
from rosgit.model.listed import listed
from rosgit.model.plan import Action, Plan
from rosgit.views.changes import change_lines
from rosgit.views.diagnostics import diagnostics_lines
from rosgit.views.paper import BLANK, PLAIN, Line, Look, columns, join, line, piece
from rosgit.views.snippet import Files
from rosgit.views.values import count

NOBODY: Mapping[str, str] = MappingProxyType({})

WORDS = MappingProxyType(
    {Action.CREATE: "create", Action.UPDATE: "update", Action.MOVE: "move", Action.DELETE: "delete"}
)

_NO_LEDGER = (
    "rosgit keeps no ledger on this router yet: nothing is deleted, "
    "and a change in git cannot be told from drift on the router."
)


def plans_text(
    plans: Iterable[Plan],
    hosts: Mapping[str, str] = NOBODY,
    files: Files | None = None,
    look: Look = PLAIN,
    unread: Iterable[str] = (),
) -> str:
    """The plans of some sites as text; with more than one site, a last line counts the fleet.

    ``hosts`` names each site's router address; ``files`` gives the lines for snippets. ``unread`` are
    sites whose routers gave no plan.
    """
    missing = tuple(unread)
    every = tuple(plans)
    if not every:
        return join([line("No plan: no site was asked for.")], look)
    lines: list[Line] = []
    for plan in every:
        lines += [*plan_lines(plan, hosts.get(plan.site, ""), files, look), BLANK]
    many = len(every) + len(missing) > 1
    return join([*lines, _fleet(every, missing)] if many else lines[:-1], look)


def plan_lines(plan: Plan, host: str = "", files: Files | None = None, look: Look = PLAIN) -> list[Line]:
    """The lines of one site's plan: heading, changes, diagnostics, remarks, counts."""
    found = diagnostics_lines(plan.diagnostics, files, look.width)
    changes = change_lines(plan.changes, look)
    body = [*changes, *([BLANK] if changes else []), *found, *([BLANK] if found else [])]
    unchanged = _unchanged(plan) if look.verbose else []
    return [heading(plan, host), *body, *unchanged, *_remarks(plan), closing(plan)]


def heading(plan: Plan, host: str = "") -> Line:
    """``cafe  10.88.0.17  RouterOS 7.22.2  serial HF3091``, as far as it is known."""
    facts = plan.facts
    version = f"RouterOS {facts.version}" if facts.version else ""
    serial = f"serial {facts.serial}" if facts.serial else ""
    parts = [part for part in (host, version, facts.board, serial) if part]
    return line(piece(plan.site, "bold"), *(f"  {part}" for part in parts))


def _remarks(plan: Plan) -> list[Line]:
    lines: list[Line] = []
    if plan.unverifiable:
        number = count(len(plan.unverifiable), "secret")
        names = listed(plan.unverifiable)
        lines.append(line(f"{number} cannot be read back, so not compared: {names}."))
    unread = plan.empty and not plan.matched
    told = any(
        each.code.startswith("ledger-") and each.severity is not Severity.INFO for each in plan.diagnostics
    )
    return lines if plan.ledger or unread or told else [*lines, line(_NO_LEDGER)]


def _unchanged(plan: Plan) -> list[Line]:
    if not plan.matched_in:
        return []
    rows = [(menu, count(number, "row")) for menu, number in sorted(plan.matched_in.items())]
    return [line("In sync:"), *(line(f"  {row}") for row in columns(rows)), BLANK]


def closing(plan: Plan) -> Line:
    """The one line that says how many changes there are, or why there are none."""
    left = f", {plan.unmanaged} not ours left alone" if plan.unmanaged else ""
    rows = count(plan.matched, "row")
    if not plan.empty:
        counts = ", ".join(f"{plan.counts[action]} to {word}" for action, word in WORDS.items())
        return line(piece("Plan: ", "bold"), f"{counts}. {rows} in sync{left}.")
    if any(each.is_error for each in plan.diagnostics):
        return line(piece("No plan: ", "bold red"), "the errors above stand in the way.")
    if not plan.settled:
        text = f"the site wants no row of this router{left}."
        return line(piece("Nothing compared: ", "bold yellow"), text)
    verb = "equals" if plan.matched == 1 else "equal"
    text = f"{rows} read from the router {verb} the {rows} of the site{left}."
    return line(piece("No changes: ", "bold green"), text)


def _fleet(plans: tuple[Plan, ...], unread: tuple[str, ...]) -> Line:
    wrong = sum(any(each.is_error for each in plan.diagnostics) for plan in plans)
    changed = sum(not plan.empty for plan in plans)
    total = sum(len(plan.changes) for plan in plans)
    parts = [f"{count(total, 'change')} on {count(changed, 'site')}", f"none on {len(plans) - changed}"]
    errors = [f"errors on {wrong}"] if wrong else []
    missing = [f"{len(unread)} not read ({listed(unread)})"] if unread else []
    number = count(len(plans) + len(unread), "site")
    return line(piece("Fleet: ", "bold"), f"{number}: {', '.join(parts + errors + missing)}.")
