"""docs/ledger.md tells the truth."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ledger_example import LEDGER, example
from ledger_samples import after, large, only

from rosgit.ledger.codec import Whole, decode, encode
from rosgit.ledger.rows import row_json
from rosgit.model.codes_ledger import LEDGER as CODES

PAGE = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text("utf-8")
SHOWN = re.search(r"```text\n(.*?)```", PAGE, re.DOTALL)
READER = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)


def reader() -> Any:
    assert READER
    names: dict[str, Any] = {}
    exec(READER[1], names)  # noqa: S102  # the page's own code is what is tested
    return names["read_ledger"]


def test_the_example_of_the_page_is_what_its_command_prints() -> None:
    assert SHOWN
    name, _, source = example().partition("\n\n")
    assert f"`{name}`" in PAGE
    # The compressed body and its checksum may differ between builds of zlib, what they say may not.
    assert only(decode([(name, SHOWN[1])])) == only(decode([(name, source)])) == Whole(after(LEDGER))
    assert SHOWN[1].split("# rosgit-ledger")[0] == source.split("# rosgit-ledger")[0]


@pytest.mark.parametrize("ledger", [LEDGER, large()])
def test_the_reader_of_the_page_reads_what_rosgit_writes(ledger: Any) -> None:
    header, rows = reader()([part.source for part in encode(ledger)])
    assert (header["site"], header["commit"]) == (ledger.site, ledger.commit)
    assert rows == [row_json(each) for each in ledger.rows]


@pytest.mark.parametrize("code", CODES)
def test_every_code_of_a_ledger_is_on_the_page(code: str) -> None:
    assert f"`{code}`" in PAGE
