"""``forget`` and ``unlock`` on a router that is not the site's: refused, and forced where that is allowed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from test_cli_main_job import CAFE

from cli_project import Project
from rosgit.applier.switch import SWITCH, Armed, driver
from rosgit.sim import Router

NEWER = '# words\n# rosgit-ledger 2 {"future":1}\n# QUJD\n'


def another_serial(project: Project, cafe: Router) -> None:
    project.write({"cafe.yaml": CAFE.replace("router: {", "router: {serial: OTHER, ")})


def swapped(project: Project, cafe: Router) -> None:
    cafe.serial = "SWAPPED"


def renamed(project: Project, cafe: Router) -> None:
    (project.folder / "sites" / "cafe.yaml").rename(project.folder / "sites" / "bar.yaml")
    places = project.folder / "targets.json"
    places.write_text(json.dumps({"bar": json.loads(places.read_text())["cafe"]}))


def newer(project: Project, cafe: Router) -> None:
    cafe.add("/system/script", name="rosgit-ledger-9-1", source=NEWER)


@dataclass(frozen=True)
class Case:
    """How a router stops being the site's, the code for it, and whether that may be forced."""

    happens: Callable[[Project, Router], None]
    code: str
    forceable: bool


CASES = (
    Case(another_serial, "wrong-router", False),
    Case(swapped, "serial-changed", True),
    Case(renamed, "ledger-foreign", True),
    Case(newer, "ledger-newer", False),
)


def ours(cafe: Router) -> list[str]:
    return [row["name"] for row in cafe.rows("/system/script") if row["name"].startswith("rosgit-")]


def lock(cafe: Router, site: str) -> None:
    armed = Armed("n0", site, "somebody", 1, 10**6, cafe.serial, "routerboard", 2, undo=False)
    cafe.add("/system/script", name=SWITCH, source=driver(armed))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
@pytest.mark.parametrize("verb", ["forget", "unlock"])
def test_nothing_is_touched_on_a_router_that_is_not_the_sites(project, case, verb):
    project.write({"cafe.yaml": CAFE})
    cafe = project.serve()["cafe"]
    project.run("apply", "--yes", code=0)
    if verb == "unlock":
        lock(cafe, "bar" if case.happens is renamed else "cafe")
    case.happens(project, cafe)
    before = ours(cafe)
    assert case.code in project.run(verb, "--yes", code=3).out
    assert ours(cafe) == before
    forced = project.run(verb, "--yes", "--force", case.code)
    assert forced.code != 3 if case.forceable else forced.code == 64
    assert (ours(cafe) != before) is case.forceable


def test_two_sites_on_one_router_do_not_forget_each_other(project):
    project.write({"cafe.yaml": CAFE, "twin.yaml": CAFE.replace("127.0.0.1", "127.0.0.2")})
    project.serve()
    places = project.folder / "targets.json"
    places.write_text(json.dumps(dict.fromkeys(("cafe", "twin"), json.loads(places.read_text())["cafe"])))
    assert "same-router" in project.run("forget", "--jobs", "1", "--yes", code=4).out


def test_the_lock_of_another_site_is_not_taken_away_unless_that_is_said(project):
    project.write({"cafe.yaml": CAFE})
    cafe = project.serve()["cafe"]
    project.run("apply", "--yes", code=0)
    lock(cafe, "bar")
    made = project.run("unlock", "--yes", code=3).out
    assert "an apply of the site bar, not of cafe" in made
    assert "--force ledger-foreign" in made
    assert SWITCH in ours(cafe)
    project.run("unlock", "--yes", "--force", "ledger-foreign")
    assert SWITCH not in ours(cafe)
