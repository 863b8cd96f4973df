from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from docs_lab import Person, readme_story, steady
from docs_pages import DOCS, LANGUAGE, README, ROOT, TUTORIAL, Block, blocks, commands, prose
from docs_tables import add, found, renewed

from rosgit.cli.main import COMMANDS, Lazy
from rosgit.intents.language import SITE
from rosgit.model.codes import CODES
from rosgit.model.diagnostic import errors
from rosgit.sim import ManualClock

ANEW = "make them anew: python tests/docs/make.py"
PAGES = [README, TUTORIAL, LANGUAGE]


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    """Somebody in an empty folder; waiting turns the clocks of his simulated routers."""
    made = Person(tmp_path, lambda: ManualClock(datetime.now(UTC)))
    monkeypatch.setattr("rosgit.applier.settings.sleep", made.wait)
    yield made
    made.stop()


def test_every_command_of_the_tutorial_does_and_prints_what_stands_there(person: Person) -> None:
    steps = list(person.follow(TUTORIAL.read_text("utf-8")))
    ran = [step for step in steps if step.words != "echo $?"]
    followers = {id(step): after for step, after in pairwise(steps)}
    for step in ran:
        after = followers.get(id(step))
        wanted = int(after.pasted) if after is not None and after.words == "echo $?" else 0
        where = f"tutorial.md:{step.block.line}: {step.words}"
        assert step.code == wanted, f"{where}\n{step.output}"
        assert steady(step.output) == steady(step.pasted), f"{where}: {ANEW}"
    assert {"rosgit plan", "rosgit apply --yes", "rosgit verify"} <= {step.words for step in ran}


def test_readme_shows_what_plan_and_apply_print(person: Person) -> None:
    shown = [block.text for block in blocks(README.read_text("utf-8")) if not block.info]
    assert [steady(each) for each in shown] == [steady(each) for each in readme_story(person)], ANEW


def test_the_made_parts_of_the_language_page_are_in_step_with_the_code() -> None:
    text = LANGUAGE.read_text("utf-8")
    assert text == renewed(text), ANEW
    assert text.count("<!-- made: ") == text.count("<!-- end -->") >= 10


def examples() -> Iterator[tuple[Block, dict[str, str]]]:
    """Every example of the language page and README, with the whole tree it stands in."""
    for page in (LANGUAGE, README):
        trees: dict[str, dict[str, str]] = {}
        known = [(each, add(trees, each)) for each in blocks(page.read_text("utf-8")) if each.info == "yaml"]
        yield from ((each, trees[name]) for each, name in known)


@pytest.mark.parametrize(
    ("block", "files"),
    [pytest.param(*each, id=f"line-{each[0].line}-{each[0].marker}") for each in examples()],
)
def test_an_example_compiles_or_is_wrong_as_it_says(block: Block, files: dict[str, str]) -> None:
    sites, diagnostics = found(files)
    wanted = {block.argument} if block.marker == "error" else set()
    assert {each.code for each in errors(diagnostics)} == wanted, diagnostics
    assert wanted or sites


def test_every_yaml_block_of_the_tutorial_is_a_file_that_its_commands_use() -> None:
    found_blocks = [each for each in blocks(TUTORIAL.read_text("utf-8")) if each.info == "yaml"]
    assert found_blocks
    assert {each.marker for each in found_blocks} == {"file"}


def test_every_word_of_a_site_has_its_place_on_the_language_page() -> None:
    titles = " ".join(re.findall(r"^### (.*)$", prose(LANGUAGE.read_text("utf-8")), re.MULTILINE))
    assert set(SITE.words) <= set(re.findall(r"[a-z-]+", titles))


def slugs(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", prose(page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", prose(page.read_text("utf-8")))
    assert links
    for link in links:
        assert "://" not in link
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        assert not anchor or anchor in slugs(target), link


def named(page: Path) -> list[tuple[str, str]]:
    """Each command of rosgit that a page names in code, and what stands behind it."""
    text = page.read_text("utf-8")
    code = "\n".join(
        [
            *re.findall(r"`([^`\n]+)`", prose(text)),
            *(line.strip() for line in prose(text).splitlines() if line.startswith("    ")),
            *(each.text for each in blocks(text) if each.info == "sh"),
            *(command.words for each in blocks(text) if each.info == "console" for command in commands(each)),
        ]
    )
    return re.findall(r"^rosgit ([a-z]\S*)(.*)$", code, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_that_is_named_exists(page: Path) -> None:
    group = Lazy()
    for name, rest in named(page):
        command = group.get_command(None, name)  # type: ignore[arg-type]  # the group looks at the name only
        assert command is not None, name
        known = {option for each in command.params for option in (*each.opts, *each.secondary_opts)}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known, f"{name}{rest}"


def test_readme_lists_every_command() -> None:
    table = re.findall(r"^\| `rosgit ([a-z]+)", README.read_text("utf-8"), re.MULTILINE)
    assert sorted(table) == sorted(COMMANDS)


def test_every_make_target_of_readme_exists() -> None:
    wanted = set(re.findall(r"^    make ([a-z]+)", README.read_text("utf-8"), re.MULTILINE))
    assert wanted
    assert wanted <= set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def test_codes_the_pages_name_are_in_the_register() -> None:
    wrong = {each.argument for each in blocks(LANGUAGE.read_text("utf-8")) if each.marker == "error"}
    linked = set(re.findall(r"codes\.md#([a-z-]+)", "".join(each.read_text("utf-8") for each in PAGES)))
    assert wrong | linked <= set(CODES)
    assert (DOCS / "codes.md").exists()
