"""Prints a matrix as plain text for a terminal: all of it as a table, or one product in full. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from auditor.matrix import Client, Ending, Fact, Line, Matrix, MatrixError, Package, Product, Row, Script

SERVES = {
    "exact": "that release",
    "newest-patch": "the newest patch of that minor",
    "newest-minor": "the newest release of that major",
    "range": "that release, or the newest of that range",
    "newest": "the newest release",
    "unreleased": "code that is no release",
}
WIDTH = 100
INDENT = "    "


def show(matrix: Matrix, product_id: str | None = None) -> str:
    """The whole matrix, or one product by its id or by a package of it (``npm:auth0``), or one dated fact by its id.

    Ends in a newline. MatrixError if the matrix knows none of them.
    """
    if product_id is None:
        return "\n".join(_matrix(matrix)) + "\n"
    if product_id in matrix.product_ids():
        return "\n".join(_product(matrix, matrix.product(product_id))) + "\n"
    fact = next((fact for fact in matrix.lifecycle() if fact.id == product_id), None)
    if fact is not None:
        return "\n".join(_fact(fact)) + "\n"
    ecosystem, _, name = product_id.partition(":")
    match = matrix.match(ecosystem, name)
    if match is None or not match.product.id:
        raise MatrixError(f"{matrix.name}: no product or package {product_id}; {_hint(matrix, product_id)}")
    return "\n".join(_product(matrix, match.product)) + "\n"


def _hint(matrix: Matrix, wanted: str) -> str:
    from difflib import get_close_matches

    known = [*matrix.product_ids(), *(fact.id for fact in matrix.lifecycle()), *map(":".join, matrix.names())]
    near = get_close_matches(wanted, known, 1)
    return f"the nearest is {near[0]}" if near else "matrix-audit matrix show lists them"


def _matrix(matrix: Matrix) -> Iterator[str]:
    products = [matrix.product(id_) for id_ in matrix.product_ids()]
    rows = [(row, product) for product in products for row in product.rows if _holds(row, matrix.revision)]
    rest = [target.row for target in matrix.targets()] + list(matrix.listings())
    yield from _heading(matrix)
    for table, heading in matrix.tables.items():
        yield ""
        yield heading
        listed = [(row, product) for row, product in rows if _table(row) == table]
        cells = [_listed(matrix, row, product) for row, product in sorted(listed, key=lambda pair: pair[0].line)]
        cells += [[row.name, matrix.levels[row.level].label] for row in rest if _table(row) == table]
        yield from _columns(cells)
    yield ""
    yield "Published by the vendor, not listed"
    yield from _columns([_unlisted(product) for product in products if not product.rows])
    yield ""
    yield "Names that are not what they seem"
    yield from _columns([[f"{trap.ecosystem}:{trap.name}", trap.kind, trap.instead or "-"] for trap in matrix.traps()])
    facts = matrix.lifecycle()
    if facts:
        yield ""
        yield "Dated facts of the service"
        cells = [[fact.id, fact.kind, fact.deprecated or "-", fact.end_of_life or "-"] for fact in facts]
        yield from _columns([["id", "kind", "deprecated", "ends"], *cells])


def _heading(matrix: Matrix) -> Iterator[str]:
    yield f"{matrix.title}, as of {matrix.revision}, last compared with upstream on {matrix.checked}"
    yield matrix.page_url
    yield matrix.source
    yield ""
    yield from _columns(
        [
            ["Level", "Support", "Fixes", "New features"],
            *(
                [level.label, *map(_yes, (level.support, level.fixes, level.features))]
                for level in matrix.levels.values()
            ),
        ]
    )


def _holds(row: Row, day: str) -> bool:
    return (row.valid_from or "") <= day <= (row.valid_until or "9999-12-31")


def _days(row: Row) -> str:
    since, until = row.valid_from, row.valid_until
    return f"{f', from {since}' if since else ''}{f', until {until}' if until else ''}"


def _table(row: Row) -> str:
    return f"{row.section}/{row.table}"


def _yes(promised: bool) -> str:
    return "yes" if promised else "no"


def _listed(matrix: Matrix, row: Row, product: Product) -> list[str]:
    packages = [package for package in product.packages if row in package.rows]
    newest = dict.fromkeys(filter(None, (_newest(package, row) for package in packages)))
    return [row.name, matrix.levels[row.level].label, ", ".join(newest), _names(packages)]


def _names(packages: Sequence[Package]) -> str:
    more = f" +{len(packages) - 1}" if len(packages) > 1 else ""
    return f"{packages[0].ecosystem}:{packages[0].name}{more}"


def _newest(package: Package, row: Row) -> str | None:
    wanted = package.current if row.versions == "latest" else row.versions
    newest = next((line.newest for line in package.lines if line.id == wanted), None)
    return newest and newest.version


def _unlisted(product: Product) -> list[str]:
    replaced = any(package.replaced for package in product.packages)
    return [product.name, "replaced" if replaced else "general" if product.general else "", _names(product.packages)]


def _columns(rows: list[list[str]]) -> Iterator[str]:
    """Rows as left-aligned columns, two spaces apart, none after the last."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _product(matrix: Matrix, product: Product) -> Iterator[str]:
    yield f"{product.name} ({product.id})"
    if product.repository:
        yield f"  repository {product.repository}"
    yield f"  runs in {', '.join(product.runs_in)}"
    for row in product.rows:
        covers = {"latest": "newest release only"}.get(row.versions, f"version {row.versions}")
        where = f" (line {row.line} of the page)" if row.line else ""
        yield f"  {matrix.levels[row.level].label}: {row.name}, {covers}{_days(row)}{where}"
    if not product.rows:
        yield "  not listed" + (", a library that is useful without the vendor" if product.general else "")
    for package in product.packages:
        yield ""
        yield from _package(package)
    if product.cdn:
        yield ""
        yield "Scripts on a CDN"
        yield from (text for script in product.cdn for text in _script(script))
    if product.telemetry is not None:
        yield ""
        yield "Client names"
        yield from (text for client in product.telemetry for text in _client(client))
        if not product.telemetry:
            yield "  none in its sources"
    if product.guides:
        yield ""
        yield "Guides"
        yield from (f"  {'to ' + guide.to if guide.to else 'general'}  {guide.url}" for guide in product.guides)
    yield from _sentences("Sources that disagree", product.conflicts)
    yield from _sentences("Notes", product.notes)


def _script(script: Script) -> Iterator[str]:
    yield f"  {script.shape}"
    lines = f", lines {', '.join(script.lines)}" if script.lines else ""
    seen = "" if script.verified else ", not confirmed"
    yield from _wrapped(f"{SERVES[script.serves]}{lines}{seen} ({script.source})", INDENT)


def _client(client: Client) -> Iterator[str]:
    env = f" with {', '.join(client.env)}" if client.env else ""
    yield from _wrapped(f"{client.name}{env}, in {client.encoding} ({client.source})")
    yield from (text for note in client.notes for text in _wrapped(note, INDENT))


def _fact(fact: Fact) -> Iterator[str]:
    yield f"{fact.what} ({fact.id})"
    dates = (
        ("available since", fact.available),
        ("deprecated", fact.deprecated),
        ("read-only since", fact.read_only),
        ("end of life", fact.end_of_life),
        ("end on private clouds", fact.private_cloud_end),
    )
    yield from (f"  {word} {date}" for word, date in dates if date)
    yield from _wrapped(fact.says)
    if fact.replacement:
        yield from _wrapped(f"replacement: {fact.replacement}")
    yield from (f"  {package} from {version} on does without" for package, version in fact.minimum.items())
    yield from (text for where, found in fact.detect.items() for text in _wrapped(f"{where}: {', '.join(found)}"))
    if fact.conflict:
        yield from _wrapped(f"sources disagree: {fact.conflict}")
    yield from _wrapped(f"source: {fact.source}")


def _package(package: Package) -> Iterator[str]:
    latest = "none known" if package.latest is None else package.latest.version
    bound = ", a newer one may exist" if package.lower_bound else ""
    seen = f"; {package.newest_seen.version} seen, not confirmed" if package.newest_seen else ""
    yield f"{package.ecosystem}:{package.name}  newest {latest}{bound}{seen}"
    if package.replaced:
        yield from _ending("replaced", package.replaced)
    if package.successor:
        yield from _wrapped(f"successor: {package.successor.advice}")
    if package.lines:
        yield from _columns([["line", "first", "", "newest", ""], *map(_line, package.lines)])
    for line in package.lines:
        yield from _line_facts(line)
    yield from (text for note in package.notes for text in _wrapped(note))


def _line(line: Line) -> list[str]:
    cells = [line.id]
    for release in (line.first, line.newest):
        cells += ["-", ""] if release is None else [release.version + "?" * (not release.verified), release.date or ""]
    return cells


def _line_facts(line: Line) -> Iterator[str]:
    if line.name:
        yield f"  {line.id} is called {line.name}"
    for word, ending in (("ended", line.ended), ("cut off", line.cutoff)):
        if ending:
            yield from _ending(f"{line.id} {word}", ending)
    needs = [f"{name} {text}" for names in line.requires.values() for name, text in names.items()]
    if needs:
        yield from _wrapped(f"{line.id} needs {'; '.join(needs)} ({line.requires_source})")
    yield from (text for note in line.notes for text in _wrapped(f"{line.id}: {note}"))


def _ending(word: str, ending: Ending) -> Iterator[str]:
    yield from _wrapped(f"{word}{' ' + ending.date if ending.date else ''}: {ending.says} ({ending.source})")


def _sentences(heading: str, sentences: tuple[str, ...]) -> Iterator[str]:
    if sentences:
        yield ""
        yield heading
        yield from (text for sentence in sentences for text in _wrapped(sentence))


def _wrapped(text: str, first: str = "  ") -> list[str]:
    """A paragraph, indented, its further lines more so; a word is never broken."""
    return wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=INDENT, break_long_words=False, break_on_hyphens=False
    )
