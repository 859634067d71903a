"""The page of a matrix, row by row; what it may not say stops the reading with the place and what stands there."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.maintain.diff import Change, of_pages
from auditor.maintain.page import PageError, PageRow, parse, read
from servers import Reply, serving

PAGE = """\
---
title: A matrix
---

| Level | Description |
| --- | --- |
| Supported | tested |
| Bug Fixes | fixes only |

## Browsers

```
| not | a table |
| --- | --- |
```

### Desktop

| Browser | Support Level |
|:---|---:|
| One (v1\\|2) | Supported* |
| **Two** | Bug Fixes |

\\*Not with [SDK 2](https://docs.example.test/two).

## Libraries

| Library | Support Level |
| --- | --- |
| [Three.js](https://docs.example.test/three) | Supported |
"""
HTML = """\
<table class="table"><thead>
<tr>
<th><strong>Library</strong></th>
<th><strong>Support Level</strong></th>
</tr>
</thead>
<tbody>
<tr>
<td><a href="https://docs.example.test/three">Three.js</a></td>
<td>Supported</td>
</tr>
</tbody>
</table>
"""
ROWS = (
    PageRow(
        "Browsers > Desktop", "One (v1|2)", None, "Supported", 21, "Not with [SDK 2](https://docs.example.test/two)."
    ),
    PageRow("Browsers > Desktop", "Two", None, "Bug Fixes", 22),
    PageRow("Libraries", "Three.js", "https://docs.example.test/three", "Supported", 30),
)


def test_every_row_has_its_heading_level_link_footnote_and_line() -> None:
    page = parse(PAGE)
    assert page.levels == {"Supported": "tested", "Bug Fixes": "fixes only"}
    assert page.rows == ROWS


def test_a_table_in_html_reads_the_same() -> None:
    table = PAGE[PAGE.index("| Library") :]
    page = parse(PAGE.replace(table, HTML))
    assert page.rows == (*ROWS[:2], ROWS[2]._replace(line=35))
    assert of_pages(ROWS, page.rows) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "| Bug Fixes |\n",
            "| Preview |\n",
            "p.mdx:22: Two has the unknown level Preview; known: Supported, Bug Fixes",
        ),
        ("| Bug Fixes |\n", "|  |\n", "p.mdx:22: Two has the unknown level (none)"),
        (
            "Browser | Support Level",
            "Browser | Since | Support Level",
            "p.mdx:19: the table under Browsers > Desktop has the columns",
        ),
        ("Browser | Support Level", "Browser | Level", "a name and Support Level were expected"),
        ("| **Two** |", "| **Two** | 2 |", "p.mdx:22: a row of 3 cells under Browsers > Desktop; 2 were expected"),
        ("\\*Not with", "Not with", "p.mdx:21: One (v1|2) has the footnote *, and no text begins with it"),
        ("Supported*", "Supported**", "has the footnote **"),
        ("| Level | Description |", "| Grade | Description |", "p.mdx:5: the first table is not the one of levels"),
    ],
)
def test_what_a_page_may_not_say_stops_the_reading(old: str, new: str, message: str) -> None:
    assert old in PAGE
    with pytest.raises(PageError) as raised:
        parse(PAGE.replace(old, new), "p.mdx")
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_page_without_tables_is_none() -> None:
    with pytest.raises(PageError, match="p:1: the first table"):
        parse("# A page\n", "p")


def test_rows_that_came_went_and_changed() -> None:
    new = (
        ROWS[0]._replace(note=None, line=99),
        ROWS[2]._replace(level="Bug Fixes", link=None, heading="More > Libraries"),
        PageRow("Libraries", "Four", None, "Supported", 1),
    )
    assert of_pages(ROWS, new) == [
        Change("row", "Desktop: One (v1|2)", "footnote", ROWS[0].note, None),
        Change("row", "Desktop: Two", "", "Bug Fixes", None),
        Change("row", "Libraries: Three.js", "level", "Supported", "Bug Fixes"),
        Change("row", "Libraries: Three.js", "link", "https://docs.example.test/three", None),
        Change("row", "Libraries: Four", "", None, "Supported"),
    ]


def test_a_page_is_read_from_a_file_or_an_address(tmp_path: Path) -> None:
    path = tmp_path / "page.mdx"
    path.write_text(PAGE, "utf-8-sig")
    assert read(str(path)) == PAGE
    with serving({"/page.mdx": Reply(PAGE.encode(), type="text/plain")}) as server:
        assert read(f"{server.base}/page.mdx") == PAGE
    with pytest.raises(Exception, match="cannot be read"):
        read(str(tmp_path / "none.mdx"))
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(PageError, match="is not UTF-8"):
        read(str(path))
