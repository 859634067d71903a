"""``.browserslistrc`` and ``browserslist``: the browsers that a project's tools build for, by environment.

Format: browserslist's README. Only what the file says; the queries are expanded where they are judged.
"""

from __future__ import annotations

from auditor.browser_targets import BrowserQuery, BrowserTargets
from auditor.model import Scan
from auditor.source import Document, ReadError

CLAIMS = (".browserslistrc", "browserslist")
LOCKFILES = ()


def scan(document: Document) -> Scan:
    """The queries of each section."""
    from auditor.browserslist.config import Entry, parse_text
    from auditor.browserslist.errors import ConfigError

    lines = document.lines()
    starts = [0]
    for line in document.text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    try:
        config = parse_text(document.text, document.path)
    except ConfigError as error:
        raise ReadError(f"is refused by browserslist: {error}", line=error.line) from None

    def query(entry: Entry) -> BrowserQuery:
        start = starts[entry.line - 1] + _characters(lines[entry.line - 1], entry.column - 1)
        return BrowserQuery(entry.text, range(start, start + len(entry.text)), entry.text)

    targets = tuple(
        BrowserTargets(document.path, "browserslist", name, "lines", tuple(map(query, entries)), below=True)
        for name, entries in config.environments.items()
        if entries or len(config.environments) == 1
    )
    return Scan(document.path, "manifest", "browserslist", "browser", targets=targets)


def _characters(line: str, units: int) -> int:
    """How many characters the first so many UTF-16 code units of a line are."""
    return units if line.isascii() else len(line.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "replace"))
