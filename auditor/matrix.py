"""The support matrix as an audit sees it: loads one, and looks packages up in it.

A matrix is data: no rule, severity or wording is decided here, and nothing is fetched. An installed package reads one
compiled file; a checkout compiles the YAML files under ``matrix/`` in memory (``auditor.compile_matrix``).
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping

from auditor.errors import UserError
from auditor.matrix_types import (
    Client,
    Ending,
    Fact,
    Footnote,
    Guide,
    Level,
    Line,
    Match,
    Package,
    Product,
    Release,
    Row,
    Script,
    Successor,
    Target,
    Trap,
)
from auditor.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "Client", "Ending", "Fact", "Footnote", "Guide", "Level", "Line", "Match", "Matrix", "MatrixError", "Package",
    "Product", "Release", "Row", "Script", "Successor", "Target", "Trap", "bundled", "cache_folder", "earliest_day",
    "latest_day", "load", "normalise", "path_of", "read_compiled",
]  # fmt: skip

FORMAT = 1
HERE = os.path.dirname(os.path.abspath(__file__))
BUNDLED = ("auth0", "runtimes")


class MatrixError(UserError):
    """A matrix that cannot be used. The text is one line: where, what is wrong, what to do."""


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


def earliest_day(date: str) -> str:
    """The earliest day that a date of the matrix allows: of an upper bound none, which is the empty text."""
    return "" if date.startswith("<=") else f"{date}-01-01"[:10] if date else ""


class Matrix:
    """A loaded matrix. Products are decoded when they are first asked for.

    ``origin`` says where it was read: ``bundled``, or a path or address. ``decode`` makes a product of its text.
    """

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
        self._names: Mapping[str, Mapping[str, str]] = compiled["names"]
        self._traps: Mapping[str, Mapping[str, Any]] = compiled["traps"]
        self._namespaces = {ecosystem: tuple(found) for ecosystem, found in meta.get("namespaces", {}).items()}
        self._products: dict[str, Product] = {}
        self.origin = "bundled"
        self.decode: Callable[[str], Product] = decode

    def knows(self, ecosystem: str, name: str) -> bool:
        """Whether ``match`` or ``trap`` has an answer for this name, without decoding a product."""
        wanted = name if ecosystem == "npm" else normalise(ecosystem, name)  # asked of every package of a lockfile
        known = wanted in self._names.get(ecosystem, ()) or wanted in self._traps.get(ecosystem, ())
        return known or self.owns(ecosystem, wanted)

    def owns(self, ecosystem: str, name: str) -> bool:
        """Whether a name is in a namespace that only the vendor publishes in, such as its scope on npm.

        A Go module's major that is not known yet is none of its own: its path only adds the number to a known one.
        """
        if not name.startswith(self._namespaces.get(ecosystem, ())):
            return False
        base, _, major = name.rpartition("/v")
        return not (major.isdigit() and base in self._names.get(ecosystem, ()))

    def match(self, ecosystem: str, name: str) -> Match | None:
        """The product and package that go by this name in this ecosystem (a purl type), or None.

        What no file describes and stands in one of the vendor's namespaces is an unlisted product without an id.
        """
        wanted = normalise(ecosystem, name)
        found = self._names.get(ecosystem, {}).get(wanted)
        if found is None:
            return _undescribed(ecosystem, name) if self.owns(ecosystem, wanted) else None
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
        found = self._traps.get(ecosystem, {}).get(normalise(ecosystem, name))
        return None if found is None else Trap(*found)

    def product(self, id: str) -> Product:  # noqa: A002
        """The product with this id; KeyError if there is none."""
        if id not in self._products:
            self._products[id] = self.decode(self._compiled["products"][id])
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

    def lifecycle(self) -> tuple[Fact, ...]:
        """The dated facts, in the order of their files; none of a file that was compiled before there were any."""
        return tuple(_fact(fact) for fact in json.loads(self._compiled.get("lifecycle", "[]")))


def _undescribed(ecosystem: str, name: str) -> Match:
    """A package of the vendor of which only the name is known: it is on no page, and has no lines to compare with."""
    package = Package(
        ecosystem=ecosystem,
        name=name,
        lines=(),
        latest=None,
        newest_seen=None,
        rows=(),
        lower_bound=True,
        prereleases_only=False,
        current=None,
        replaced=None,
        successor=None,
        notes=(),
        evidence=(),
    )
    product = Product(
        id="",
        name=name,
        rows=(),
        general=False,
        successor=None,
        replaced=None,
        guides=(),
        repository=None,
        runs_in=(),
        packages=(package,),
        conflicts=(),
        notes=(),
    )
    return Match(product, package, None)


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
        releases=data.get("releases", ""),
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


def _fact(data: list[Any]) -> Fact:
    *fields, minimum, detect, conflict = data
    found = {where: tuple(entries) for where, entries in (detect or {}).items()}
    return Fact._make((*fields, minimum or {}, found, conflict))


def _script(data: list[Any]) -> Script:
    shape, serves, lines, verified, source = data
    return Script(shape, serves, tuple(lines or ()), verified is not False, source)


def _client(data: list[Any]) -> Client:
    name, encoding, env, notes, source = data
    return Client(name, encoding, tuple(env or ()), tuple(notes or ()), source)


def decode(text: str) -> Product:
    """A product from its text in a compiled matrix."""
    data = json.loads(text)
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
        cdn=tuple(_script(script) for script in data.get("cdn", ())),
        telemetry=tuple(_client(client) for client in data["telemetry"]) if "telemetry" in data else None,
    )


def load(source: str = "auth0") -> Matrix:
    """The bundled matrix of this name, or a newer copy that ``matrix update`` fetched; else the one at this path.

    A path is a folder of YAML files or a compiled file; an https address is fetched.
    Raises MatrixError, whose text is one line, if there is none or it is not valid.
    """
    if source in BUNDLED:
        matrix = bundled(source)
        if not os.path.lexists(path_of(source)):
            return matrix
        from auditor.cache import newer

        return newer(matrix)
    if "://" in source:
        from auditor.published import fetch

        return fetch(source)[0]
    matrix = _at(source)
    matrix.origin = source
    return matrix


def cache_folder() -> str:
    """Where fetched copies lie: ``MATRIX_AUDIT_CACHE``, else this platform's folder for caches."""
    home = os.path.expanduser("~")
    if os.environ.get("MATRIX_AUDIT_CACHE"):
        return os.environ["MATRIX_AUDIT_CACHE"]
    if sys.platform == "win32":
        return os.path.join(
            os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local"), "matrix-audit", "Cache"
        )
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "matrix-audit")
    base = os.environ.get("XDG_CACHE_HOME", "")
    return os.path.join(base if os.path.isabs(base) else os.path.join(home, ".cache"), "matrix-audit")


def path_of(name: str) -> str:
    """The file that holds the fetched copy of this matrix, if there is one."""
    return os.path.join(cache_folder(), f"{name}.json")


def bundled(name: str) -> Matrix:
    """The matrix of this name as it came with the program."""
    compiled = os.path.join(HERE, "_matrix", f"{name}.json")
    if os.path.isfile(compiled):
        return Matrix(read_compiled(compiled))
    return _at(os.path.join(os.path.dirname(HERE), "matrix", name))


def _at(path: str) -> Matrix:
    if os.path.isdir(path):
        from auditor.compile_matrix import compile_folder

        return Matrix(compile_folder(path))
    from auditor.matrix_probe import probe

    return probe(path, read_compiled(path))


def read_compiled(path: str) -> Mapping[str, Any]:
    try:
        with open(path, "rb") as file:
            compiled = json.load(file)
    except OSError as error:
        raise MatrixError(
            f"{path}: no matrix there ({error.strerror}); give a folder, a compiled file, an address or a bundled name: "
            + ", ".join(BUNDLED)
        ) from error
    except (ValueError, RecursionError) as error:
        raise MatrixError(f"{path}: not a compiled matrix ({error}); fetch it again or give the folder") from error
    if not isinstance(compiled, dict) or compiled.get("format") != FORMAT:
        raise MatrixError(f"{path}: not a compiled matrix of format {FORMAT}; rebuild it with this release")
    return compiled
