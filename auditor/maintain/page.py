"""Reads the published page of a support matrix in its Markdown form: tables, levels and footnotes, each with its line.

What the page may say is fixed: a table of levels, and tables of two columns whose second is a level. A page that says
something else has changed in a way that only a person can judge, so the reading stops and says what it met.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from auditor.errors import UserError
from auditor.maintain.ask import TEXT, Way, ask
from auditor.matrix import Matrix

LEVELS = ("Level", "Description")
LAST = "Support Level"
LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<url>[^)\s]*)\)")
RULE = re.compile(r"\|?\s*:?-{3,}")


class PageError(UserError):
    """A page of another shape. The text is one line: file, line, what stands there, and what was expected."""


class PageRow(NamedTuple):
    """A row: the headings above its table, its name, link, level as printed, and its line. ``note`` is a footnote's text."""

    heading: str
    name: str
    link: str | None
    level: str
    line: int
    note: str | None = None


class Page(NamedTuple):
    """The whole page. ``levels`` maps each label to what the page promises at it."""

    levels: dict[str, str]
    rows: tuple[PageRow, ...]


class _Cell(NamedTuple):
    text: str
    link: str | None


class _Table(NamedTuple):
    heading: str
    line: int
    rows: list[tuple[int, list[_Cell]]]


def parse(text: str, path: str = "the page") -> Page:
    """The page. Raises PageError for a table that is neither of levels nor of rows, and for a level that is not told."""
    tables = list(_tables(text))
    notes = _notes(text)
    if not tables or _titles(tables[0]) != LEVELS:
        where = tables[0].line if tables else 1
        raise PageError(
            f"{path}:{where}: the first table is not the one of levels ({' | '.join(LEVELS)}); read the page"
        )
    levels = {cells[0].text: cells[1].text for _, cells in tables[0].rows[1:] if len(cells) == 2}
    rows = tuple(row for table in tables[1:] for row in _rows(table, levels, notes, path))
    return Page(levels, rows)


def _rows(table: _Table, levels: dict[str, str], notes: dict[str, str], path: str) -> Iterator[PageRow]:
    titles = _titles(table)
    if len(titles) != 2 or titles[1] != LAST:
        raise PageError(
            f"{path}:{table.line}: the table under {table.heading} has the columns {' | '.join(titles)};"
            f" a name and {LAST} were expected"
        )
    for line, cells in table.rows[1:]:
        if len(cells) != 2:
            raise PageError(f"{path}:{line}: a row of {len(cells)} cells under {table.heading}; 2 were expected")
        name, printed = cells
        mark = printed.text[len(printed.text.rstrip("*")) :]
        level = printed.text.rstrip("*").strip()
        if level not in levels:
            known = ", ".join(levels)
            raise PageError(f"{path}:{line}: {name.text} has the unknown level {level or '(none)'}; known: {known}")
        if mark and mark not in notes:
            raise PageError(f"{path}:{line}: {name.text} has the footnote {mark}, and no text begins with it")
        yield PageRow(table.heading, name.text, name.link, level, line, notes.get(mark) if mark else None)


def _titles(table: _Table) -> tuple[str, ...]:
    return tuple(cell.text for cell in table.rows[0][1]) if table.rows else ()


def _notes(text: str) -> dict[str, str]:
    """The paragraphs that begin with escaped stars, by these stars."""
    found = re.finditer(r"^\s*((?:\\\*)+)(?!\*)\s*(\S.*)$", text, re.MULTILINE)
    return {match[1].replace("\\", ""): match[2].strip() for match in found}


def _tables(text: str) -> Iterator[_Table]:
    """Every table with the headings above it, written in Markdown or, as the page was until 2026, in HTML."""
    lines = text.splitlines()
    headings: list[str] = []
    number = 0
    fenced = False
    while number < len(lines):
        line = lines[number].strip()
        fenced ^= line.startswith("```")
        heading = None if fenced else re.match(r"(#{2,6})\s+(.*?)\s*#*$", line)
        if heading:
            headings = [*headings[: len(heading[1]) - 2], heading[2]]
        title = " > ".join(headings)
        if not fenced and "|" in line and number + 1 < len(lines) and RULE.match(lines[number + 1].strip()):
            end = next((n for n in range(number, len(lines)) if "|" not in lines[n]), len(lines))
            body = [(n + 1, _cells(lines[n])) for n in range(number, end) if n != number + 1]
            yield _Table(title, number + 1, body)
            number = end
            continue
        if not fenced and line.startswith("<table"):
            end = next((n for n in range(number, len(lines)) if "</table>" in lines[n]), len(lines) - 1)
            yield _Table(title, number + 1, _html(lines[number : end + 1], number))
            number = end
        number += 1


def _cells(line: str) -> list[_Cell]:
    inner = re.sub(r"^\s*\||(?<!\\)\|\s*$", "", line)
    return [_cell(part) for part in re.split(r"(?<!\\)\|", inner)]


def _cell(text: str) -> _Cell:
    link = LINK.search(text)
    plain = re.sub(r"\*\*(.+?)\*\*", r"\1", LINK.sub(lambda match: match["text"], text)).replace("\\", "")
    return _Cell(" ".join(plain.split()), link["url"] if link else None)


def _html(lines: list[str], before: int) -> list[tuple[int, list[_Cell]]]:
    reader = _Rows()
    reader.feed("\n".join(lines))
    reader.close()
    return [
        (before + line, [_Cell(" ".join(text.split()), link) for text, link in cells]) for line, cells in reader.rows
    ]


class _Rows(HTMLParser):
    """Collects the rows of one HTML table."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[int, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append((self.getpos()[0], []))
        elif tag in {"td", "th"} and self.rows:
            self.rows[-1][1].append(("", None))
        elif tag == "a" and self.rows and self.rows[-1][1]:
            text, _ = self.rows[-1][1][-1]
            self.rows[-1][1][-1] = (text, dict(attrs).get("href"))

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1][1]:
            text, link = self.rows[-1][1][-1]
            self.rows[-1][1][-1] = (text + data, link)


def read(source: str, way: Way | None = None) -> str:
    """The text of a page from a file or an https address. Raises UserError where it cannot be read."""
    if "://" in source:
        body = ask(source, way or Way(), TEXT).body
    else:
        try:
            with open(source, "rb") as file:
                body = file.read()
        except OSError as error:
            raise UserError(f"{source}: cannot be read ({error.strerror}); give the page's source") from None
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PageError(f"{source}: is not UTF-8 (byte {error.start}); give the page's source") from None


# The page beside the matrix


def of_matrix(matrix: Matrix) -> tuple[PageRow, ...]:
    """The rows that the matrix holds as of its revision, as the page would have them."""
    rows = [row for id_ in matrix.product_ids() for row in matrix.product(id_).rows]
    rows += [*(target.row for target in matrix.targets()), *matrix.listings()]
    notes = matrix.footnotes()
    return tuple(
        PageRow(
            matrix.tables[f"{row.section}/{row.table}"],
            row.name,
            row.link,
            matrix.levels[row.level].label,
            row.line,
            notes[row.footnote].says if row.footnote else None,
        )
        for row in sorted(rows, key=lambda row: row.line)
        if (row.valid_from or "") <= matrix.revision <= (row.valid_until or "9999-12-31")
    )


def check_shape(page: Page, matrix: Matrix, path: str) -> None:
    """Raise PageError where the page has another set of levels or of tables than the matrix was made from."""
    known = {level.label for level in matrix.levels.values()}
    here, there = {row.heading for row in page.rows}, set(matrix.tables.values())
    for what, new, gone in (
        ("level", page.levels.keys() - known, known - page.levels.keys()),
        ("table", here - there, there - here),
    ):
        if new or gone:
            told = [
                *(f"new {what} {name}" for name in sorted(new)),
                *(f"{what} {name} is gone" for name in sorted(gone)),
            ]
            raise PageError(f"{path}: {'; '.join(told)}; write it into the matrix by hand, then refresh again")
