"""GitHub's hash of a line, against the values that github/codeql-action publishes with its own, and against its rule done unit by unit."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.cli import main
from auditor.line_hashes import of_text, of_tree
from auditor.model import Location
from auditor.source import ReadError
from trees import ACME, DAY, project

ENDED = (
    "e9496ae3ebfced30:1 fb7c023a8b9ccb3f:1 ce8ba1a563dcdaca:1 e20e36e16fcb0cc8:1 b3edc88f2938467e:1 c8e28b0b4002a3a0:1"
    " c129715d7a2bc9a3:1"
)

# The cases of its src/fingerprints.test.ts.
PUBLISHED = [
    pytest.param("", "c129715d7a2bc9a3:1", id="nothing"),
    pytest.param(
        " a\nb\n  \t\tc\n d",
        "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1",
        id="spaces and tabs",
    ),
    pytest.param(
        " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
        "8b7cf3e952e7aeb2:1 b1ae1287ec4718d9:1 bff680108adb0fcc:1 c6805c5e1288b612:1 b86d3392aea1be30:1 e6ceba753e1a442:1",
        id="no end of the last line",
    ),
    pytest.param(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", ENDED, id="line feeds"),
    pytest.param(" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", ENDED, id="carriage returns"),
    pytest.param(" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", ENDED, id="both"),
    pytest.param(" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", ENDED, id="a mixture"),
    pytest.param(
        "Lorem ipsum dolor sit amet.\n" * 10,
        "a7f2ff13bc495cf2:1 a7f2ff13bc495cf2:2 a7f2ff13bc495cf2:3 a7f2ff13bc495cf2:4 a7f2ff13bc495cf2:5 a7f2ff13bc495cf2:6"
        " a7f2ff1481e87703:1 a9cf91f7bbf1862b:1 55ec222b86bcae53:1 cc97dc7b1d7d8f7b:1 c129715d7a2bc9a3:1",
        id="equal lines",
    ),
    pytest.param(
        "x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n",
        "e54938cc54b302f1:1 bb609acbe9138d60:1 1131fd5871777f34:1 5c482a0f8b35ea28:1 54517377da7028d2:1 2c644846cb18d53e:1"
        " f1b89f20de0d133:1 c129715d7a2bc9a3:1",
        id="short lines",
    ),
]


@pytest.mark.parametrize(("text", "hashes"), PUBLISHED)
def test_the_published_values(text: str, hashes: str) -> None:
    assert of_text(text) == hashes.split()


def unit_by_unit(text: str) -> Iterator[str]:
    """The rule as it is described: each unit enters a window of 100, and a line's hash is told when its window is full."""
    units: list[int] = []
    starts = [0]
    after_return = False
    data = text.encode("utf-16-le", "surrogatepass")
    for unit in (int.from_bytes(data[place : place + 2], "little") for place in range(0, len(data), 2)):
        skipped = unit in {32, 9} or (after_return and unit == 10)
        after_return = unit == 13
        if skipped:
            continue
        units.append(10 if unit == 13 else unit)
        if units[-1] == 10:
            starts.append(len(units))
    units += [65535, *[0] * 100]
    seen: list[int] = []
    for start in starts:
        value = 0
        for unit in units[start : start + 100]:
            value = (value * 37 + unit) % 2**64
        seen.append(value)
        yield f"{value:x}:{seen.count(value)}"


ODD = [
    "a", "b", " ", "\t", "\n", "\r", "\r\n", "\u2028", "\x0b", "\x0c", "\x85", "é", "\U0001f600", "\uffff", "\ufeff", "\x00", "x" * 30,
    "\n\n", '"version": "1.2.3",', "中", "\ud800", "\r\t\n", "\r \n",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_odd_text_unit_by_unit(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - the same text every time
    text = "".join(draw.choice(ODD) for _ in range(400))
    hashes = of_text(text)
    assert hashes == list(unit_by_unit(text))
    assert len(hashes) > 50


def test_files_are_read_once_and_when_they_are_needed() -> None:
    asked: list[str] = []

    def read(path: str) -> bytes:
        asked.append(path)
        if path == "gone":
            raise ReadError("cannot be opened")
        return b"\xef\xbb\xbfone\r\ntwo \xff"

    line_hash = of_tree(read)
    assert asked == []
    found = [line_hash(Location(path, line, 1, line, 2)) for path in ("a", "gone") for line in (1, 2, 3, 0)]
    assert found == [*of_text("\ufeffone\ntwo\ufffd"), None, None, None, None, None, None]
    assert asked == ["a", "gone"]


def test_the_report_has_the_hash_of_the_manifests_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = project({"@acme/sdk": "^3.0.0"}, {"@acme/sdk": "3.1.0"})
    for path, text in files.items():
        (tmp_path / path).write_text(text)
    main(["check", str(tmp_path), "--matrix", str(ACME), "--as-of", DAY, "--format", "sarif"])
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    (result,) = run["results"]
    line = result["locations"][0]["physicalLocation"]["region"]["startLine"]
    assert result["partialFingerprints"]["primaryLocationLineHash"] == of_text(files["package.json"])[line - 1]
    assert result["taxa"] == [{"id": "supported", "index": 0, "toolComponent": {"name": "support-levels", "index": 0}}]
    (taxonomy,) = run["taxonomies"]
    assert taxonomy["taxa"][0]["id"] == "supported"
    assert run["tool"]["driver"]["supportedTaxonomies"] == [{"name": "support-levels", "index": 0}]
