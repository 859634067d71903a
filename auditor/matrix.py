"""The support matrix as an audit sees it: loads one, and looks packages up in it.

A matrix is data: no rule, severity or wording is decided here, and nothing is fetched. An installed package reads one
compiled file; a checkout compiles the YAML files under ``matrix/`` in memory (``auditor.compile_matrix``).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping

from auditor.errors import UserError
from auditor.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

FORMAT = 1
HERE = os.path.dirname(os.path.abspath(__file__))
BUNDLED = ("auth0",)


class MatrixError(UserError):
    """A matrix that cannot be used. The text is one line: where, what is wrong, what to do."""


class Release(NamedTuple):
    """One version and when it came out.

    ``date`` is ``2026-09-18`` (that day), ``2026-10`` (some day of the month), ``2026`` (of the year), ``<=2026-09-18``
    (that day at the latest) or None (not known); ``latest_day`` reads it. ``verified`` is False where a source
    mentions the release and none confirms it, or where it may not be the first of its line.
    """

    version: str
    date: str | None = None
    verified: bool = True


class Ending(NamedTuple):
    """An end that a source prints: of support, of maintenance, or of what a line needs in order to work.

    ``date`` is the last day on which it still holds (written as in ``Release``), None where the source gives no date.
    """

    date: str | None
    says: str
    source: str


class Line(NamedTuple):
    """A release line: the versions whose numbers begin with ``id`` ("2", "0.16").

    ``name`` is the package name of this line where it is not the package's own (a Go major, a package since renamed).
    ``ended`` is a printed end of support, ``cutoff`` the day after which the line no longer works. ``requires`` maps
    ``runtime``, ``peers`` and ``platform`` to names and ranges, each in its ecosystem's own syntax; ``requires_source``
    says where they stand. ``prerelease`` means that the line has had no final release. ``notes`` are for whoever moves
    onto the line.
    """

    id: str
    first: Release | None = None
    newest: Release | None = None
    name: str | None = None
    ended: Ending | None = None
    cutoff: Ending | None = None
    requires: Mapping[str, Mapping[str, str]] = {}
    notes: tuple[str, ...] = ()
    requires_source: str | None = None
    prerelease: bool = False


class Row(NamedTuple):
    """A row of the page, at ``line`` of its source file.

    ``versions`` says which versions it covers: ``latest``, those of the line with this id ("3"), for targets also
    ``minimum`` or ``named``, and ``none`` where the row is not about versions.
    """

    id: str
    name: str
    level: str
    versions: str
    section: str
    table: str
    link: str | None
    line: int
    footnote: str | None = None


class Successor(NamedTuple):
    """What to move to: a product of the matrix, and for each ecosystem a listed package of it."""

    product: str | None
    packages: Mapping[str, str]
    advice: str


class Guide(NamedTuple):
    """A migration guide; ``to`` is the line it leads to, None where it leads to no single one."""

    to: str | None
    url: str


class Package(NamedTuple):
    """One package of a product in one ecosystem (purl type; ``terraform`` and ``wordpress`` besides).

    ``lines`` are in version order, oldest first. ``latest`` is the newest verified release, which is not always that of
    the last line; ``current`` is the id of its line. ``newest_seen`` is a later release that nothing confirms.
    ``rows`` are the rows of the page that cover the package, none for an unlisted one. With ``lower_bound`` a release
    newer than ``latest`` may exist; with ``prereleases_only`` a prerelease is the newest there is. ``replaced`` and
    ``successor`` hold the product's own unless the package has its own.
    """

    ecosystem: str
    name: str
    lines: tuple[Line, ...]
    latest: Release | None
    newest_seen: Release | None
    rows: tuple[Row, ...]
    lower_bound: bool
    prereleases_only: bool
    current: str | None
    replaced: Ending | None
    successor: Successor | None
    notes: tuple[str, ...]
    evidence: tuple[str, ...]


class Product(NamedTuple):
    """A product of the vendor, listed on the page (``rows``) or not.

    ``general`` marks a library that is useful without the vendor. ``replaced`` stands only where a source prints that
    the product is deprecated, retired or archived. ``runs_in`` holds ``browser``, ``login`` (sends a browser to the
    login page), ``server``, ``native`` and ``tool``. ``conflicts`` are statements of sources that disagree.
    """

    id: str
    name: str
    rows: tuple[Row, ...]
    general: bool
    successor: Successor | None
    replaced: Ending | None
    guides: tuple[Guide, ...]
    repository: str | None
    runs_in: tuple[str, ...]
    packages: tuple[Package, ...]
    conflicts: tuple[str, ...]
    notes: tuple[str, ...]


class Trap(NamedTuple):
    """A package name that is not what it seems. ``kind`` is hijacked, impersonating, confusable or alias."""

    ecosystem: str
    name: str
    kind: str
    says: str
    instead: str | None
    source: str


class Match(NamedTuple):
    """A package name found in the matrix. ``line_name`` is that name where it belongs to some lines only."""

    product: Product
    package: Package
    line_name: str | None


class Level(NamedTuple):
    """A support level and the three things that the page may promise with it; what it does not promise is False."""

    id: str
    label: str
    support: bool
    fixes: bool
    features: bool


class Target(NamedTuple):
    """A browser or operating system that the page lists.

    ``kind`` is ``browser`` or ``os``, ``surface`` what the row is about: ``authentication`` or ``dashboard``. ``key``
    is browserslist's name of the browser (``ios_saf``) or a lower-case name of the system. ``minimum`` is a printed
    floor, ``named`` are printed versions; with neither, only the latest version is covered. ``api`` is Android's API
    level of the floor.
    """

    row: Row
    kind: str
    surface: str
    key: str
    minimum: str | None
    named: tuple[str, ...]
    api: str | None


class Footnote(NamedTuple):
    """A condition that the page attaches to a row: with ``package`` in ``versions``, the row does not hold."""

    id: str
    ecosystem: str
    package: str
    versions: str
    says: str
    source: str


def normalise(ecosystem: str, name: str) -> str:
    """The name as its ecosystem compares it: PEP 503 for pypi, lower case where case does not count."""
    if ecosystem == "pypi":
        return re.sub(r"[-_.]+", "-", name).lower()
    return name.lower() if ecosystem in {"nuget", "composer", "swift", "terraform"} else name


def latest_day(date: str) -> str:
    """The latest day that a date of the matrix allows, as YYYY-MM-DD: ``2026-10`` gives ``2026-10-31``."""
    date = date.removeprefix("<=")
    if len(date) == 4:
        return f"{date}-12-31"
    if len(date) == 7:
        year, month = int(date[:4]), int(date[5:])
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        days = (31, 28 + leap, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
        return f"{date}-{days}"
    return date


class Matrix:
    """A loaded matrix. Products are decoded when they are first asked for."""

    def __init__(self, compiled: Mapping[str, Any]) -> None:
        meta = compiled["meta"]
        self.name: str = meta["name"]
        self.title: str = meta["title"]
        self.vendor: str = meta["vendor"]
        self.revision: str = meta["revision"]
        self.checked: str = min(meta["checked"].values())
        self.source: str = meta["source"]
        self.page_url: str = meta["page"]
        self.levels: Mapping[str, Level] = {level[0]: Level(*level) for level in meta["levels"]}
        self.tables: Mapping[str, str] = meta["tables"]
        self.rules: Mapping[str, str] = meta["rules"]
        self._compiled = compiled
        self._products: dict[str, Product] = {}

    def knows(self, ecosystem: str, name: str) -> bool:
        """Whether ``match`` or ``trap`` has an answer for this name, without decoding a product."""
        wanted = normalise(ecosystem, name)
        return any(wanted in self._compiled[table].get(ecosystem, {}) for table in ("names", "traps"))

    def match(self, ecosystem: str, name: str) -> Match | None:
        """The product and package that go by this name in this ecosystem (a purl type), or None."""
        wanted = normalise(ecosystem, name)
        found = self._compiled["names"].get(ecosystem, {}).get(wanted)
        if found is None:
            return None
        product = self.product(found)
        for package in product.packages:
            if package.ecosystem != ecosystem:
                continue
            if normalise(ecosystem, package.name) == wanted:
                return Match(product, package, None)
            for line in package.lines:
                if line.name is not None and normalise(ecosystem, line.name) == wanted:
                    return Match(product, package, line.name)
        raise MatrixError(
            f"{self.name}: {name} is in the index but not in product {found}; rebuild the compiled matrix"
        )

    def trap(self, ecosystem: str, name: str) -> Trap | None:
        """What the matrix warns of about this name, or None."""
        found = self._compiled["traps"].get(ecosystem, {}).get(normalise(ecosystem, name))
        return None if found is None else Trap(*found)

    def product(self, id: str) -> Product:  # noqa: A002
        """The product with this id; KeyError if there is none."""
        if id not in self._products:
            self._products[id] = _product(json.loads(self._compiled["products"][id]))
        return self._products[id]

    def product_ids(self) -> tuple[str, ...]:
        """The ids of all products, in alphabetical order."""
        return tuple(self._compiled["products"])

    def names(self) -> Iterator[tuple[str, str]]:
        """Every (ecosystem, name) that ``match`` knows, the name as its ecosystem compares it."""
        for ecosystem, names in self._compiled["names"].items():
            for name in names:
                yield ecosystem, name

    def traps(self) -> tuple[Trap, ...]:
        """Every name trap."""
        return tuple(Trap(*trap) for names in self._compiled["traps"].values() for trap in names.values())

    def targets(self) -> tuple[Target, ...]:
        """The browsers and operating systems of the page, in its order."""
        found = json.loads(self._compiled["targets"])
        return tuple(
            Target(Row(*row), kind, surface, key, minimum, tuple(named), api)
            for row, kind, surface, key, minimum, named, api in found
        )

    def footnotes(self) -> Mapping[str, Footnote]:
        """The page's footnotes by id."""
        return {note[0]: Footnote(*note) for note in self._compiled["meta"]["footnotes"]}

    def listings(self) -> tuple[Row, ...]:
        """The rows that no lockfile can be compared with: samples, marketplace, extensions."""
        return tuple(Row(*row) for row in json.loads(self._compiled["listings"]))


def _release(data: Any) -> Release | None:
    return None if data is None else Release(*data)


def _ending(data: Any) -> Ending | None:
    return None if data is None else Ending(*data)


def _successor(data: Any) -> Successor | None:
    return None if data is None else Successor(*data)


def _line(data: Mapping[str, Any]) -> Line:
    return Line(
        id=data["id"],
        first=_release(data.get("first")),
        newest=_release(data.get("newest")),
        name=data.get("name"),
        ended=_ending(data.get("ended")),
        cutoff=_ending(data.get("cutoff")),
        requires=data.get("requires", {}),
        notes=tuple(data.get("notes", ())),
        requires_source=data.get("requires_source"),
        prerelease=data.get("prerelease", False),
    )


def _package(data: Mapping[str, Any], product: Mapping[str, Any], rows: tuple[Row, ...]) -> Package:
    lines = tuple(_line(line) for line in data.get("lines", ()))
    current = data.get("current")
    line = next((line for line in lines if line.id == current), None)
    covers = data.get("rows")
    return Package(
        ecosystem=data["ecosystem"],
        name=data["name"],
        lines=lines,
        latest=None if line is None else line.newest,
        newest_seen=_release(data.get("newest_seen")),
        rows=rows if covers is None else tuple(row for row in rows if row.id in covers),
        lower_bound=data.get("lower_bound", False),
        prereleases_only=line is not None and line.prerelease,
        current=current,
        replaced=_ending(data.get("replaced", product.get("replaced"))),
        successor=_successor(data.get("successor", product.get("successor"))),
        notes=tuple(data.get("notes", ())),
        evidence=tuple(data["evidence"]),
    )


def _product(data: Mapping[str, Any]) -> Product:
    rows = tuple(Row(*row) for row in data.get("rows", ()))
    return Product(
        id=data["id"],
        name=data["name"],
        rows=rows,
        general=data.get("general", False),
        successor=_successor(data.get("successor")),
        replaced=_ending(data.get("replaced")),
        guides=tuple(Guide(*guide) for guide in data.get("guides", ())),
        repository=data.get("repository"),
        runs_in=tuple(data.get("runs_in", ())),
        packages=tuple(_package(package, data, rows) for package in data["packages"]),
        conflicts=tuple(data.get("conflicts", ())),
        notes=tuple(data.get("notes", ())),
    )


def load(source: str = "auth0") -> Matrix:
    """The bundled matrix of this name, or the one at this path: a folder of YAML files or a compiled file.

    Raises MatrixError, whose text is one line, if there is none or it is not valid.
    """
    if source in BUNDLED:
        compiled = os.path.join(HERE, "_matrix", f"{source}.json")
        source = compiled if os.path.isfile(compiled) else os.path.join(os.path.dirname(HERE), "matrix", source)
    if os.path.isdir(source):
        from auditor.compile_matrix import compile_folder

        return Matrix(compile_folder(source))
    return Matrix(_read(source))


def _read(path: str) -> Mapping[str, Any]:
    try:
        with open(path, "rb") as file:
            compiled = json.load(file)
    except OSError as error:
        raise MatrixError(
            f"{path}: no matrix there ({error.strerror}); give a folder, a compiled file or a bundled name: "
            + ", ".join(BUNDLED)
        ) from error
    except (ValueError, RecursionError) as error:
        raise MatrixError(f"{path}: not a compiled matrix ({error}); fetch it again or give the folder") from error
    if not isinstance(compiled, dict) or compiled.get("format") != FORMAT:
        raise MatrixError(f"{path}: not a compiled matrix of format {FORMAT}; rebuild it with this release")
    return compiled
