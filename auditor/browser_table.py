"""Browsers as a list for people and programs: what the matrix says of each, its share of use, and when it came out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from auditor.browserslist import expand
from auditor.browserslist.config import environment, find_config, find_stats, pick
from auditor.browserslist.data import bundled
from auditor.browserslist.errors import QueryError
from auditor.browserslist.shared import find_export, find_shared_stats
from auditor.errors import UserError
from auditor.escape import clipped, visible
from auditor.locate import Text
from auditor.matrix import Matrix
from auditor.model import At
from auditor.records import TYPE_CHECKING, NamedTuple
from auditor.reports._wording import count
from auditor.rules.browsers import NO_BROWSERS, Ground, below, floor_of, row_of, surfaces
from auditor.targets import Expansion, Spaces, known, reader

if TYPE_CHECKING:
    from typing import Any

    from auditor.pipeline import Tree

SCHEMA = "matrix-audit/browsers/1"
MAX_BAR = 30
_HEAD = ("browser", "in the matrix", "usage", "released")


class Stated(NamedTuple):
    """One declaration: where it stands, whose it is, its texts, and the versions that it comes to."""

    path: str
    line: int
    tool: str
    environment: str
    default: str | None
    queries: tuple[str, ...]
    browsers: tuple[str, ...]


class Answer(NamedTuple):
    """A query with its versions in browserslist's order, or a project's declarations and all versions of them."""

    query: str | None
    browsers: tuple[str, ...]
    stated: tuple[Stated, ...] = ()
    gaps: tuple[str, ...] = ()


class Table(NamedTuple):
    """An answer with what to show beside it. ``region`` holds the shares of use of one region."""

    answer: Answer
    matrix: Matrix
    as_of: str
    region: Mapping[str, float | None] | None


class Row(NamedTuple):
    """One version: its level on the page in words, whether it is inside, its shares of use, and its date."""

    version: str
    said: str
    level: str | None
    status: str
    usage: float | None
    regional: float | None
    released: str | None


# What is asked


def of_query(query: str, as_of: str, tree: Tree, env: str | None, variables: Mapping[str, str]) -> Answer:
    """A query, as asked in the folder that ``tree`` is: packages it extends and statistics are looked for there."""
    read = reader(tree, {})
    config = find_config(read, "", variables=variables)
    name = env or environment(variables)
    entries = pick(config, name) if config else None
    browsers = expand(
        query,
        now=as_of,
        environment=name,
        stats=find_stats(read, "", variables=variables),
        shared_stats=lambda package: find_shared_stats(read, package, ""),
        extends=lambda package: find_export(read, package, ""),
        config=None if entries is None else [entry.text for entry in entries],
    )
    return Answer(query, tuple(browsers))


def of_variables(as_of: str, tree: Tree, env: str | None, variables: Mapping[str, str]) -> Answer:
    """What browserslist's environment variables name."""
    read = reader(tree, {})
    config = find_config(read, "", variables=variables)
    entries = pick(config, env or environment(variables)) if config else None
    return of_query(", ".join(entry.text for entry in entries or ()), as_of, tree, env, variables)


def of_project(as_of: str, tree: Tree, env: str | None) -> Answer:
    """What the files of a project declare. Raises ``UserError`` where nothing does."""
    from auditor.evaluate_targets import expand_all
    from auditor.pipeline import Request, read
    from auditor.roots import configuration_of

    root = getattr(tree, "root", None)
    reading = read(Request(tree, (), configuration_of(root), as_of))
    spaces = Spaces(reading.scans)
    found = [
        expansion
        for expansion in expand_all(reading.scans, spaces, as_of, reader(tree, spaces.members))
        if env is None or expansion.holding.targets.environment in {env, "defaults"}
    ]
    refused = [gap for expansion in found for gap in expansion.gaps if gap.broken]
    if refused:
        raise QueryError(f"{refused[0].path} {refused[0].reason}")
    if not found:
        raise UserError("nothing here declares browsers; give a query, such as: matrix-audit browsers defaults")
    texts = {path: Text(path, document.text, document.syntax) for path, document in reading.documents.items()}
    merged = dict.fromkeys(version for expansion in found for version in expansion.brought)
    gaps = [*reading.gaps, *(gap for expansion in found for gap in expansion.gaps)]
    return Answer(
        None,
        tuple(merged),
        tuple(_stated(expansion, texts) for expansion in found),
        tuple(f"{gap.path} {gap.reason}" for gap in gaps if not gap.broken and "browsers" in gap.reason),
    )


def _stated(expansion: Expansion, texts: Mapping[str, Text]) -> Stated:
    targets = expansion.holding.targets
    at: At | range = targets.queries[0].at if targets.queries else 1
    line = texts[targets.path].at(at).line if targets.path in texts else 1
    said = tuple(query.text for query in targets.queries)
    return Stated(
        targets.path, line, targets.tool, targets.environment, targets.default, said, tuple(expansion.brought)
    )


# What is shown


def rows(table: Table) -> tuple[Row, ...]:
    """A row for each version, in the order of the answer."""
    data = bundled()
    ground = Ground(table.matrix, surfaces(table.matrix, table.as_of, dashboard=False), known(table.as_of), "")
    return tuple(_row(version, table, ground, data.usage.get(version)) for version in table.answer.browsers)


def _row(version: str, table: Table, ground: Ground, usage: float | None) -> Row:
    name, _, number = version.partition(" ")
    agent = bundled().agents.get(name)
    day = agent.days.get(number) if agent else None
    row = row_of(name, number, ground, "authentication")
    level = table.matrix.levels[row.row.level] if row else None
    status = "no browser" if name in NO_BROWSERS else _standing(version, ground) if level else "unlisted"
    said = status if level is None else level.label if status == "listed" else f"{level.label}, {status}"
    regional = table.region.get(version) if table.region is not None else None
    return Row(version, said, level.id if level else None, status, usage, regional, None if day is None else _date(day))


def _standing(version: str, ground: Ground) -> str:
    """Whether a listed version is as new as the page asks: listed, outdated or below the floor."""
    name, _, number = version.partition(" ")
    rows_of = ground.surfaces["authentication"][name]
    floor = floor_of(name, ground)
    if floor:
        return "below the floor" if below(number, floor) else "listed"
    newest = rows_of[0].named or rows_of[0].minimum or ground.known[name].behind(number) <= 0
    return "listed" if newest else "outdated"


def _date(day: int) -> str:
    from auditor.browserslist.dates import civil

    year, month, of_month = civil(day)
    return f"{year:04}-{month:02}-{of_month:02}"


class Coverage(NamedTuple):
    """Shares of use in percent: all that is targeted, and of it what the page lists and what it does not."""

    targeted: float
    inside: float
    outside: float


def coverage(found: Sequence[Row], *, regional: bool) -> Coverage:
    """How much of the targeted use is on a row of the page, whatever its version."""
    shares = [(row.status, (row.regional if regional else row.usage) or 0.0) for row in found]
    total = sum(share for _, share in shares)
    outside = sum(share for status, share in shares if status in {"unlisted", "no browser", "below the floor"})
    return Coverage(total, total - outside, outside)


def as_text(table: Table, *, coverage: bool, bar: int) -> str:
    """The list as a table; the project's declarations above it."""
    found = rows(table)
    lines = list(_declarations(table.answer))
    regional = table.region is not None
    head = [*_HEAD[:3], *(["in the region"] if regional else []), _HEAD[3]]
    cells = [head, *([*_cells(row, regional=regional)] for row in found)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(head))]
    lines += ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
    if coverage:
        lines += ["", *_coverage(table, found, bar)]
    data = bundled()
    lines += ["", f"{count(len(found), 'version')}, by caniuse-lite {data.version} of {data.date}, as of {table.as_of}"]
    return "\n".join(lines) + "\n"


def _declarations(answer: Answer) -> Iterator[str]:
    for stated in answer.stated:
        which = f" ({visible(stated.environment)})" if stated.environment != "defaults" else ""
        said = clipped(", ".join(stated.queries), 300) or "nothing"
        own = f"; nobody declared it: the default of {stated.default}" if stated.default else ""
        amount = count(len(stated.browsers), "version") if stated.browsers else "no browsers"
        yield f"{visible(stated.path)}:{stated.line}  {visible(stated.tool)}{which}: {said}  [{amount}{own}]"
    for gap in answer.gaps:
        yield f"not known: {clipped(gap, 300)}"
    if answer.stated:
        yield ""


def _cells(row: Row, *, regional: bool) -> Iterator[str]:
    yield row.version
    yield row.said
    yield _percent(row.usage)
    if regional:
        yield _percent(row.regional)
    yield row.released or ""


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.2f} %"


def _coverage(table: Table, found: Sequence[Row], bar: int) -> Iterator[str]:
    for regional in (False, True) if table.region is not None else (False,):
        shares = coverage(found, regional=regional)
        where = "in the region" if regional else "worldwide"
        part = 100 * shares.outside / shares.targeted if shares.targeted else 0.0
        drawn = ""
        if bar and shares.targeted:
            inside = round(bar * shares.inside / shares.targeted)
            drawn = f"[{'#' * inside}{'.' * (bar - inside)}] "
        yield (
            f"{drawn}{part:.1f} % of your targeted usage {where} is outside what {table.matrix.vendor} lists"
            f" ({shares.outside:.2f} of {shares.targeted:.2f} % of all use; {shares.inside:.2f} % inside)"
        )


def as_json(table: Table, *, coverage: bool) -> str:
    """The list as JSON: ``browsers`` in browserslist's own order and spelling, what is known of each under ``details``."""
    from auditor.reports.json import dumps

    data, found = bundled(), rows(table)
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "data": {"caniuse": data.version, "date": data.date},
        "as_of": table.as_of,
        "query": table.answer.query,
        "browsers": list(table.answer.browsers),
        "details": [row._asdict() for row in found],
    }
    if table.answer.query is None:
        document["targets"] = [stated._asdict() for stated in table.answer.stated]
        document["partial"] = list(table.answer.gaps)
    if coverage:
        document["coverage"] = {"global": _shares(found, regional=False)}
        if table.region is not None:
            document["coverage"]["region"] = _shares(found, regional=True)
    return dumps(document)


def _shares(found: Sequence[Row], *, regional: bool) -> Mapping[str, float]:
    return {name: round(share, 4) for name, share in coverage(found, regional=regional)._asdict().items()}
